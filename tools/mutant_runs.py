"""Run a mutant's tests in a copy of the course, in a process of their own that begins with the libraries imported."""

import compileall
import multiprocessing
import os
import py_compile
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from time import monotonic
from typing import Any

from mutant import Mutant
from own_tests import Tests, own_tests, stored_tests

LONGER, AT_LEAST = 5, 60  # a mutant may take so many times as long as the original, and at least so many seconds
MEMORY = 8 * 2**30  # bytes that the tests of one mutant may take
OPTIONS = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--tb=no", "--hypothesis-seed=0"]
OPTIONS += ["-W", "ignore:Module already imported"]
NONE_FOUND = 5  # pytest's exit code
CHECKED = py_compile.PycInvalidationMode.CHECKED_HASH
BEFOREHAND = [  # what is imported once for all runs: it takes longer than many a test
    *("pytest", "xdist", "nbval.plugin", "hypothesis", "_hypothesis_pytestplugin", "nbformat", "playwright.sync_api"),
    *("numpy", "matplotlib.figure", "matplotlib.backends.backend_agg", "PIL.Image", "ipywidgets", "IPython.display"),
]


@dataclass(frozen=True)
class Outcome:
    """Hold which tests killed a mutant, if any did; and whether one that compares with what is stored did."""

    mutant: Mutant
    killed: str
    killed_by_stored: str = ""

    @property
    def told(self) -> str:
        if self.killed:
            return f"killed by {self.killed}"
        return f"survives, killed by {self.killed_by_stored}" if self.killed_by_stored else "SURVIVES"


class Copies:
    """Copies of the course, one for each mutant that is tried at a time."""

    def __init__(self, root: Path, number: int) -> None:
        self.root, self.number = root, number
        self.free: SimpleQueue[Path] = SimpleQueue()
        self.seconds: dict[Tests, float] = {}  # that each group of tests takes with the original
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self.processes: Any = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
        if hasattr(self.processes, "set_forkserver_preload"):
            self.processes.set_forkserver_preload(BEFOREHAND)

    def __enter__(self) -> "Copies":
        self.folder = Path(tempfile.mkdtemp(prefix="mutants"))
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True).stdout
        for place in range(self.number):
            copy = self.folder / str(place)
            for name in filter(None, listed.split("\0")):
                if (self.root / name).is_file():
                    (copy / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(self.root / name, copy / name)
            # What is compiled must follow its text, even if a mutant has the same size and the same second.
            compileall.compile_dir(copy / "lstm_lesson", quiet=2, invalidation_mode=CHECKED)
            self.free.put(copy)
        return self

    def __exit__(self, *_: Any) -> None:
        shutil.rmtree(self.folder)

    def outcome(self, mutant: Mutant, stored: bool) -> Outcome:
        """Try a mutant: with its module's own tests, one file after the other, then with those of what is stored."""
        copy = self.free.get()
        path = copy / mutant.file
        original = path.read_text("utf-8")

        def killer(some: list[Tests]) -> str:
            for tests in some:
                limit = max(AT_LEAST, LONGER * self.time(tests, copy, path, original))
                path.write_text(mutant.text(original), "utf-8")
                if self.run(tests, copy, limit) != 0:
                    return tests.name
            return ""

        try:
            killed = killer(own_tests(mutant.file))
            return Outcome(mutant, killed, "" if killed or not stored else killer(stored_tests(mutant.file)))
        finally:
            path.write_text(original, "utf-8")
            self.free.put(copy)

    def time(self, tests: Tests, copy: Path, path: Path, original: str) -> float:
        """Return how many seconds tests take with the original, which must pass them; it stands in the copy then."""
        if tests not in self.seconds:
            path.write_text(original, "utf-8")
            began = monotonic()
            code = self.run(tests, copy, 3600)
            if code:
                why = "finds no test" if code == NONE_FOUND else "fails without any mutant"
                raise SystemExit(f"pytest {' '.join(tests.arguments)} {why}; exit code {code}")
            self.seconds[tests] = monotonic() - began
        return self.seconds[tests]

    def run(self, tests: Tests, copy: Path, seconds: float) -> int:
        """Run tests in a copy and return pytest's exit code; another one if they take too long or too much memory."""
        process = self.processes.Process(target=_test, args=(str(self.root), str(copy), tests.arguments))
        process.start()
        process.join(seconds)
        if process.is_alive() and process.pid is not None:
            if os.name == "nt":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)  # with all that it has started
            process.join()
        return process.exitcode if process.exitcode is not None else 1


def _test(root: str, copy: str, arguments: list[str]) -> None:
    """Be the process that runs pytest in a copy; end with its exit code."""
    if os.name != "nt":
        import resource

        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.chdir(copy)
    os.environ["PYTHONPATH"] = copy
    ours = ("mutants", "mutant", "mutations", "mutated_questions", "mutant_runs", "own_tests")  # the copy has its own
    for name in ours:
        sys.modules.pop(name, None)
    venv = os.path.realpath(sys.prefix)
    sys.path[:] = [copy, *(at for at in sys.path if not _is_inside(at, root) or _is_inside(at, venv))]
    import pytest

    os._exit(pytest.main([*OPTIONS, *arguments]))


def _is_inside(path: str, folder: str) -> bool:
    return Path(path).resolve().is_relative_to(folder)
