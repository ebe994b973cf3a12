"""A course so small that course.py sets it up in seconds and without a network: a package in its lock, a command."""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = 400  # of the package, so that installing it takes long enough to be killed
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "small-course"
version = "1"
"""
BACKEND = """
import pathlib, zipfile

def build_editable(folder, settings=None, metadata=None):
    about = "small_course-1.dist-info/"
    with zipfile.ZipFile(pathlib.Path(folder) / "small_course-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("small_course.pth", str(pathlib.Path.cwd()))
        wheel.writestr(about + "METADATA", "Metadata-Version: 2.1\\nName: small-course\\nVersion: 1\\n")
        wheel.writestr(about + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(about + "RECORD", "")
    return "small_course-1-py3-none-any.whl"
"""
COMMAND = """
import base64, csv, hashlib, importlib.metadata, pathlib
import small

installed = importlib.metadata.distribution("small")
for name, sum, _ in csv.reader((installed.read_text("RECORD") or "").splitlines()):
    if sum and not name.endswith(".pyc"):
        found = hashlib.sha256(pathlib.Path(installed.locate_file(name)).read_bytes()).digest()
        assert sum == "sha256=" + base64.urlsafe_b64encode(found).decode().rstrip("="), name
print("all is there,", small.WORD)
"""


def make(folder: Path) -> Path:
    """Write the small course into `folder`."""
    (folder / "benchmarks").mkdir(parents=True)
    shutil.copy(ROOT / "course.py", folder)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "benchmarks" / "look.py").write_text(COMMAND)
    wheel = _write_wheel(folder / "wheels")
    (folder / "requirements.lock").write_text(f"small==1 --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n")
    return folder


def environment(folder: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment in which pip finds the package beside the course, and nothing else."""
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": (folder / "wheels").as_uri(), "PIP_CONFIG_FILE": os.devnull}
    without_uv = {"PATH": ""}
    return {**os.environ, **offline, **without_uv, **(more or {})}


def start(folder: Path, *options: str, more: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start the command that looks whether all is there, in a process group of its own."""
    command = [sys.executable, *options, "course.py", "bench", "look"]
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment(folder, more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def kill(process: subprocess.Popen[str]) -> None:
    """End the process and all that it has started, as a power cut does."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)


def _write_wheel(folder: Path) -> bytes:
    folder.mkdir()
    contents = {f"small/part_{number}.py": f"NUMBER = {number}\n" * 20 for number in range(FILES)}
    contents["small/__init__.py"] = 'WORD = "from the lock"\n'
    contents["small-1.dist-info/METADATA"] = "Metadata-Version: 2.1\nName: small\nVersion: 1\n"
    contents["small-1.dist-info/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    path = folder / "small-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        record = ""
        for name, text in contents.items():
            wheel.writestr(name, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
            record += f"{name},sha256={digest},{len(text)}\n"
        wheel.writestr("small-1.dist-info/RECORD", record + "small-1.dist-info/RECORD,,\n")
    return path.read_bytes()
