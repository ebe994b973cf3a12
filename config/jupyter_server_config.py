"""Settings of the JupyterLab that `course.py lab` starts, on top of the user's own.

A widget lives in its kernel. A saved file outlives it, and JupyterLab would then show "Error displaying widget: model
not found" in place of the picture that the file also holds. So notebooks are stored without widgets; while the kernel
still runs, a page that is loaded again gets its widgets back.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from prompt_websocket import PromptWebsocketConnection
from readable_notebooks import ReadableNotebooks

c = get_config()  # noqa: F821  (Jupyter puts it there)
c.ServerApp.kernel_websocket_connection_class = PromptWebsocketConnection
c.ServerApp.contents_manager_class = ReadableNotebooks
c.ServerApp.ip = "localhost"  # reached from this computer only; the token is Jupyter's own default
c.ServerApp.root_dir = str(Path(__file__).parents[1])  # notebooks can show pictures from assets/
