"""A kernel that the nursery forks, for jupyter_client; if there is no nursery, a kernel as usual."""

import os
import select
import signal
from typing import Any

import nursery
from jupyter_client.provisioning.local_provisioner import LocalProvisioner


class ForeignProcess:
    """A process that somebody else has started, with what jupyter_client asks of subprocess.Popen."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._ended = os.pidfd_open(pid)
        self._code: int | None = None

    def poll(self) -> int | None:
        """Return None while it runs, then 0: only its parent learns more."""
        if self._code is None and select.select([self._ended], [], [], 0)[0]:
            self._finish()
        return self._code

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until it has ended, or for so many seconds."""
        if self._code is None and select.select([self._ended], [], [], timeout)[0]:
            self._finish()
        return self._code

    def _finish(self) -> None:
        os.close(self._ended)
        self._code = 0

    def send_signal(self, number: int) -> None:
        """Send it a signal; nothing if it has ended, as Popen does."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class ForkedKernel(LocalProvisioner):
    """Start a kernel of the course's own Python by the nursery, and any other as usual."""

    process: Any  # a ForeignProcess, or what LocalProvisioner has started

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:
        """Start the kernel and return how to connect to it."""
        if "ipykernel_launcher" in cmd[:6]:
            arguments = cmd[cmd.index("ipykernel_launcher") :]
            environment = dict(settings.get("env") or os.environ) | {"JPY_PARENT_PID": str(os.getpid())}
            folder = str(settings.get("cwd") or os.getcwd())
            limit = int(environment.get("LSTM_HUB_LIMIT", "0"))
            try:
                self.process = ForeignProcess(nursery.order("kernel", arguments, environment, folder, limit))
            except OSError as error:
                self.log.warning("No nursery (%s): the kernel is started as usual", error)
            else:
                self.pid = self.pgid = self.process.pid
                self.cwd = folder
                return self.connection_info
        return await super().launch_kernel(cmd, **settings)
