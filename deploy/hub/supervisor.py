"""Keep a few programs running: start again the one that stops, and end all of them together."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

TOO_OFTEN = 3  # starts of one program within …
AT_ONCE = 20.0  # … so many seconds: it will not work the next time either
GRACE = 20.0  # seconds to end in


class Supervisor:
    """Run commands, by name, until SIGINT or SIGTERM; SIGHUP starts the last of them, the hub, anew.

    Each has its own log in `folder`, NAME.log, and its process id in NAME.pid.
    """

    def __init__(self, commands: Mapping[str, list[str]], environment: Mapping[str, str], folder: Path) -> None:
        self.commands, self.environment, self.folder = commands, environment, folder
        self.running: dict[str, subprocess.Popen] = {}
        self._started: dict[str, list[float]] = {name: [] for name in commands}
        self._stopping = False

    def run(self) -> int:
        """Run until a signal comes, and return 0; or 1 as soon as a program stops again and again."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._renew)
        try:
            for name in self.commands:
                self._start(name)
            while not self._stopping:
                time.sleep(0.2)
                for name, process in list(self.running.items()):
                    if process.poll() is not None and not self._start_again(name):
                        return 1
            return 0
        finally:
            self._end()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _renew(self, *_: object) -> None:
        self.running[list(self.commands)[-1]].terminate()

    def _start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                self.commands[name],
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us to answer
            )
        (self.folder / f"{name}.pid").write_text(str(self.running[name].pid))
        self._started[name].append(time.monotonic())

    def _start_again(self, name: str) -> bool:
        """Start what has stopped; return False if it stops too often."""
        log = self.folder / f"{name}.log"
        recent = [moment for moment in self._started[name] if time.monotonic() - moment < AT_ONCE]
        if self._stopping:
            return True
        if len(recent) >= TOO_OFTEN:
            print(f"The {name} stops again and again. Its last words are in {log}", file=sys.stderr)
            return False
        print(f"The {name} has stopped, and is started again ({log} says why).", file=sys.stderr, flush=True)
        self._start(name)
        return True

    def _end(self) -> None:
        """End all, the last first, and kill what does not end."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        for name in reversed(list(self.running)):
            process = self.running[name]
            process.terminate()
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            (self.folder / f"{name}.pid").unlink(missing_ok=True)
