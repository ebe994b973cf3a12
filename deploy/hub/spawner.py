"""How the class server starts one student's server on this computer: all of them as the user who runs JupyterHub."""

import asyncio
import itertools
import resource
import secrets
import shlex
import socket
from collections.abc import Callable
from typing import Any

import nursery
from jupyterhub.spawner import SimpleLocalProcessSpawner

# Where servers listen. Below the ports that a system gives to whoever asks for any: when many servers start at once,
# one of those would sometimes be taken between the asking and the listening. Each hub of a machine begins elsewhere.
FIRST, LAST = 20_000, 29_999
BEGIN = FIRST + secrets.randbelow(LAST - FIRST + 1)
PORTS = itertools.cycle([*range(BEGIN, LAST + 1), *range(FIRST, BEGIN)])


def free_port() -> int:
    """Return the next port that nobody listens at; each is given once in ten thousand times."""
    for port in itertools.islice(PORTS, LAST - FIRST + 1):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise OSError(f"no port from {FIRST} to {LAST} is free")


class ClassSpawner(SimpleLocalProcessSpawner):
    """JupyterHub's own spawner for local processes, with a limit of memory, by the nursery if there is one.

    `mem_limit` holds for each process on its own, the server and every kernel (RLIMIT_DATA): what is too much raises a
    MemoryError in the student's cell. The sum of a student's processes cannot be limited without control groups.
    """

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """Return what a server that is started in the usual way does first."""
        enter, limit = super().make_preexec_fn(name), int(self.mem_limit or 0)

        def begin() -> None:
            enter()
            if limit:
                resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

        return begin

    def get_env(self) -> dict[str, str]:
        """Return the environment of the student's server."""
        environment: dict[str, str] = super().get_env()
        return environment | {"LSTM_HUB_LIMIT": str(int(self.mem_limit or 0))}

    async def start(self) -> tuple[str, int]:
        """Start the server and return where it listens."""
        port: int = self.port or free_port()  # type: ignore[has-type]  # JupyterHub's, which has no types
        self.port = port
        environment = self.get_env()
        if not environment.get(nursery.SOCKET):
            return await self._start_as_usual()
        command = [*self.cmd, *self.get_args()]
        self.log.info("Forking %s", shlex.join(command))
        try:
            self.pid = await asyncio.to_thread(
                nursery.order, "server", command[1:], environment, self.home_dir, int(self.mem_limit or 0)
            )
        except OSError as error:
            self.log.warning("No nursery (%s): the server is started as usual", error)
            return await self._start_as_usual()
        return (self.ip or "127.0.0.1", port)

    async def _start_as_usual(self) -> Any:
        return await super().start()
