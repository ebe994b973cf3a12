"""Settings of the JupyterLab that `course.py lab` starts, on top of the user's own.

TCP holds small messages back until the one before is acknowledged (Nagle's algorithm), and browsers acknowledge late:
every second message of a dragged slider would wait about 40 ms. So the kernel's connection is told to send at once.

A widget lives in its kernel. A saved file outlives it, and JupyterLab would then show "Error displaying widget: model
not found" in place of the picture that the file also holds. So notebooks are stored without widgets; while the kernel
still runs, a page that is loaded again gets its widgets back.
"""

import sys
from pathlib import Path

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

sys.path.insert(0, str(Path(__file__).parent))
from readable_notebooks import ReadableNotebooks


class PromptWebsocketConnection(ZMQChannelsWebsocketConnection):
    """The server's own connection between browser and kernel, with TCP_NODELAY set."""

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c = get_config()  # noqa: F821  (Jupyter puts it there)
c.ServerApp.kernel_websocket_connection_class = PromptWebsocketConnection
c.ServerApp.contents_manager_class = ReadableNotebooks
c.ServerApp.ip = "localhost"  # reached from this computer only; the token is Jupyter's own default
c.ServerApp.root_dir = str(Path(__file__).parents[1])  # notebooks can show pictures from assets/
