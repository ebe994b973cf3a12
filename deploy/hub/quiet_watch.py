"""How a student's server watches whether a kernel is in use: by its busy and idle, and not by its pictures.

jupyter_server subscribes a second time to all that a kernel says, and reads it, only to note when it last said
something. For a move of a slider that is a picture of 70 kB. But each move also makes the kernel say that it is busy
and then idle: that is enough, and 0MQ can leave the rest with the kernel.
"""

from typing import Any

import zmq
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager


class QuietlyWatching(AsyncMappingKernelManager):
    """The server's own kernel manager, which does not hear a second time what widgets say."""

    def start_watching_activity(self, kernel_id: str) -> None:
        """Watch as the server does, but hear only what the kernel says of itself ("kernel.…"), not its widgets."""
        super().start_watching_activity(kernel_id)
        kernel: Any = self.get_kernel(kernel_id)
        watching = kernel._activity_stream
        watching.setsockopt(zmq.UNSUBSCRIBE, b"")
        watching.setsockopt(zmq.SUBSCRIBE, b"kernel.")
