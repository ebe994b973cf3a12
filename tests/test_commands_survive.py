"""Once it is set up, the course's commands need no network, work in any folder, and leave nothing half-written."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ODD = "a b'c\"d é漢 $(x) %s {0} & ;#" if sys.platform != "win32" else "a b'c é漢 $(x) %s {0} & ;#"
COURSE = ("assets", "config", "lstm_lesson", "tools")
NOTEBOOK = "04_lstm_cell.ipynb"  # it shows a picture from assets
NO_NETWORK = (ROOT / "tests" / "no_network.py").read_text("utf-8")
SMALL_FILES = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))\n"
needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to the size of a file")


@pytest.fixture(scope="module")
def odd_course(tmp_path_factory) -> Path:
    """The course with two notebooks, in a folder that has an odd name."""
    folder = tmp_path_factory.mktemp("odd") / ODD
    for name in COURSE:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*ROOT.glob("LICENSE*"), *ROOT.glob("*.*")]:
        if path.is_file():
            shutil.copy(path, folder)
    (folder / "notebooks").mkdir()
    for name in (NOTEBOOK, "glossary.ipynb"):
        shutil.copy(ROOT / "notebooks" / name, folder / "notebooks")
    return folder


def run(course: Path, tool: str, *words: str | Path, first: str = "", before: str = "") -> tuple[int, str, str]:
    """Run a command as course.py does; return its exit code, what it said, and which computers it asked for.

    first: code that every process of it runs at its start; before: code that only its own process runs.
    """
    hook, asked = course / "hook", course / "asked"
    hook.mkdir(exist_ok=True)
    (hook / "sitecustomize.py").write_text(NO_NETWORK + first, "utf-8")
    asked.write_text("")
    path = os.pathsep.join(map(str, (hook, course)))
    code = f"{before}import runpy, sys; sys.argv = sys.argv[1:]; sys.path.insert(0, 'tools')\n"
    code += "runpy.run_path(sys.argv[0], run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code, course / "tools" / f"{tool}.py", *words],
        cwd=course,
        env={**os.environ, "PYTHONPATH": path, "ASKED": str(asked), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    return done.returncode, done.stdout + done.stderr, asked.read_text("utf-8")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("tool", "made"),
    [
        ("slides", "slides/04_lstm_cell.slides.html"),
        ("pages", "pages/04_lstm_cell.html"),
        ("student", "student/notebooks/04_lstm_cell.ipynb"),
        ("refresh", f"notebooks/{NOTEBOOK}"),
    ],
)
def test_command_needs_no_network_and_works_in_a_folder_of_any_name(odd_course, tool, made):
    words = [odd_course / "notebooks" / NOTEBOOK] if tool in ("slides", "refresh") else []
    code, said, asked = run(odd_course, tool, *words)
    assert (code, asked) == (0, ""), said
    assert "Traceback" not in said
    assert "What does the LSTM add that keeps a memory alive?" in (odd_course / made).read_text("utf-8")


@pytest.mark.thorough
def test_what_asks_another_computer_would_be_found(odd_course):
    (odd_course / "tools" / "asks.py").write_text("import socket; socket.create_connection(('192.0.2.1', 80))")
    code, said, asked = run(odd_course, "asks")
    assert (code, asked) == (1, "192.0.2.1\n")
    assert "there is no network" in said


@pytest.mark.thorough
@needs_limits
@pytest.mark.parametrize("tool", ["slides", "pages", "student", "refresh"])
def test_command_on_a_full_disk_says_so_and_leaves_what_was_there(odd_course, tool, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(odd_course, course, ignore=shutil.ignore_patterns("slides", "pages", "student"))
    notebook = course / "notebooks" / NOTEBOOK
    if tool == "refresh":
        notebook.write_bytes(notebook.read_bytes().replace(b"What does the LSTM add", b"What did the LSTM add"))
    before = {path: path.read_bytes() for path in course.glob("notebooks/*")}
    code, said, _ = run(course, tool, *([notebook] if tool != "student" else []), before=SMALL_FILES.format(20_000))
    assert code == 1, said
    assert "File too large" in said
    assert "Traceback" not in said
    assert {path: path.read_bytes() for path in course.glob("notebooks/*")} == before
    assert not (course / "student").exists()
    assert not any(path.is_file() for name in ("slides", "pages") for path in course.glob(f"{name}/*"))
    assert [*course.glob("**/*.part"), *course.glob(".student-*")] == []


@pytest.mark.thorough
@pytest.mark.parametrize("tool", ["slides", "pages", "refresh"])
def test_notebook_that_is_none_is_named_in_words(odd_course, tool):
    (odd_course / "letter.ipynb").write_text("Dear all,", "utf-8")
    for name in ("nowhere.ipynb", "letter.ipynb"):
        code, said, _ = run(odd_course, tool, odd_course / name)
        assert (code, "Traceback" in said, name.removesuffix(".ipynb") in said) == (1, False, True), said


WRITERS = {
    "a forecaster": """
from lstm_lesson import Forecaster
Forecaster(1, n_hidden, 1).save(path)
""",
    "a recording": """
from lstm_lesson.training.recording import write
import numpy as np
write(path, {"command": "x", "runs": []}, {"a.b": np.random.default_rng(0).random(80 * n_hidden)})
""",
}


@needs_limits
@pytest.mark.parametrize("code", WRITERS.values(), ids=WRITERS)
def test_saved_file_is_left_as_it_was_when_the_disk_is_full(code, tmp_path):
    path = tmp_path / "saved.npz"

    def write(n_hidden: int, more: str = "") -> str:
        given = f"path, n_hidden = {str(path)!r}, {n_hidden}\n"
        done = subprocess.run([sys.executable, "-c", more + given + code], capture_output=True, text=True, timeout=300)
        return done.stderr

    assert write(4) == ""
    before = path.read_bytes()
    assert "File too large" in write(200, SMALL_FILES.format(20_000))
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"saved.npz": before}


@pytest.mark.nightly
def test_test_command_asks_no_computer_once_it_is_set_up(monkeypatch, tmp_path):
    """tests/test_setup.py sees that a set-up that has finished asks for nothing; here is what comes after it."""
    monkeypatch.syspath_prepend(ROOT)
    import course

    (tmp_path / "sitecustomize.py").write_text(NO_NETWORK, "utf-8")
    (asked := tmp_path / "asked").write_text("")
    started = []

    def run_without_a_network(command, environment=None):
        environment = {**(environment or os.environ), "PYTHONPATH": str(tmp_path), "ASKED": str(asked)}
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=600)
        started.append((command[2], done.stdout))
        return done.returncode

    monkeypatch.setattr(course, "set_up", lambda folder: sys.executable)
    monkeypatch.setattr(course, "run", run_without_a_network)
    assert course.test(["-p", "no:cacheprovider", "tests/nn/test_cells.py"]) == 0, started
    assert [name for name, _ in started] == ["ruff", "ruff", "mypy", "pytest"]
    assert " passed" in started[-1][1]
    assert asked.read_text() == ""


def test_process_of_a_test_reaches_no_other_computer():
    for ask in (lambda: socket.create_connection(("192.0.2.1", 80)), lambda: socket.getaddrinfo("example.org", 80)):
        with pytest.raises(OSError, match="there is no network"):
            ask()
