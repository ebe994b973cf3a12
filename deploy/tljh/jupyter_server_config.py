"""For /opt/tljh/user/etc/jupyter: settings of each student's server. Not run by us."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from prompt_websocket import PromptWebsocketConnection
from readable_notebooks import ReadableNotebooks

c = get_config()  # noqa: F821  (Jupyter puts it there)
c.ServerApp.kernel_websocket_connection_class = PromptWebsocketConnection
c.ServerApp.contents_manager_class = ReadableNotebooks
c.ServerApp.jpserver_extensions = {"jupyter_lsp": False}
c.MappingKernelManager.cull_idle_timeout = 3600
