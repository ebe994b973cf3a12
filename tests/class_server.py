"""A real class server, started by `course.py hub`, for its tests and for the benchmark."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 600  # seconds, since the first start also installs


@dataclass(frozen=True)
class ClassServer:
    """A running class server: where it is, and where it keeps things."""

    url: str
    folder: Path
    process: subprocess.Popen

    @property
    def password(self) -> str:
        return (self.folder / "class-password").read_text()

    def pid(self, name: str) -> int:
        """Return the process id of the hub, the proxy or the nursery."""
        return int((self.folder / f"{name}.pid").read_text())

    def course_of(self, student: str) -> Path:
        """Return the folder that a student works in."""
        return self.folder / "students" / student / "course"

    def answers(self) -> bool:
        """Tell whether the hub answers, through the proxy."""
        try:
            with urllib.request.urlopen(f"{self.url}/hub/health", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def wait_until_it_answers(self) -> None:
        """Wait for the hub; raise an error with its last words if it does not come."""
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                logs = [f"{log.name}:\n{log.read_text()[-3000:]}" for log in sorted(self.folder.glob("*.log"))]
                raise RuntimeError("the class server does not answer\n" + "\n".join(logs))
            time.sleep(0.2)


def free_ports(count: int) -> int:
    """Return the first of `count` ports in a row that nobody listens at."""
    for first in range(18_000 + os.getpid() % 1000, 19_900, count):
        probes = [socket.socket() for _ in range(count)]
        try:
            if all(probe.connect_ex(("127.0.0.1", first + i)) != 0 for i, probe in enumerate(probes)):
                return first
        finally:
            for probe in probes:
                probe.close()
    raise OSError("no ports are free")


@contextmanager
def running_class(folder: Path, *options: str) -> Iterator[ClassServer]:
    """Run `course.py hub` with what it keeps in `folder`, as its users start it."""
    port = free_ports(3)
    command = [sys.executable, str(ROOT / "course.py"), "hub", f"--folder={folder}", f"--port={port}", *options]
    if os.geteuid() == 0:  # in a container
        command.append("--allow-root")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "start.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    server = ClassServer(f"http://127.0.0.1:{port}", folder, process)
    try:
        server.wait_until_it_answers()
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)
