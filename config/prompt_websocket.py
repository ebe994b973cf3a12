"""The connection between browser and kernel, for every server of the course: that of `course.py lab` and a class's.

TCP holds small messages back until the one before is acknowledged (Nagle's algorithm), and browsers acknowledge late:
every second message of a dragged slider would wait about 40 ms. So the kernel's connection is told to send at once.
"""

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptWebsocketConnection(ZMQChannelsWebsocketConnection):
    """The server's own connection between browser and kernel, with TCP_NODELAY set."""

    def connect(self) -> Any:
        """Set TCP_NODELAY, and connect as the server does."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
