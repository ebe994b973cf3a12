"""Bring the course into a student's folder, and what is new into it later, without losing what the student has written.

nbgitpuller does so: it keeps a commit of the student's files, merges, and where both have changed the same lines the
student's stay. It merges lines, and a notebook is more than lines: if one cannot be read afterwards, the student's own
version is put back whole.
"""

import json
import logging
import subprocess
from pathlib import Path

from nbgitpuller.pull import GitPuller

log = logging.getLogger(__name__)


def pull(address: str, branch: str | None, folder: Path) -> None:
    """Bring the course at a git address into a folder. Raises an error only if nothing is there to work with."""
    try:
        before = _head(folder) if (folder / ".git").is_dir() else ""
        for line in GitPuller(address, str(folder), branch=branch, depth=0).pull():
            log.debug(line.rstrip())
        if before:
            put_back_broken(folder)
    except Exception:
        if not (folder / "notebooks").is_dir():
            raise
        log.exception("what is new in the course has not come; the student goes on with what is there")


def put_back_broken(folder: Path) -> list[Path]:
    """Put back, as the student had them, the notebooks that a merge has left unreadable; return which."""
    if len(_git(folder, "log", "-1", "--format=%P").split()) < 2:
        return []  # the last thing that happened was no merge
    changed = _git(folder, "diff", "--name-only", "-z", "HEAD^1", "HEAD", "--", "*.ipynb").split("\0")
    broken = [folder / name for name in filter(None, changed) if not _can_be_read(folder / name)]
    for path in broken:
        _git(folder, "checkout", "HEAD^1", "--", str(path.relative_to(folder)))
    return broken


def _can_be_read(path: Path) -> bool:
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return all({"cell_type", "source"} <= cell.keys() for cell in cells)
    except FileNotFoundError:
        return True  # the student or the teacher has taken it away
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def _head(folder: Path) -> str:
    return _git(folder, "rev-parse", "HEAD").strip()


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout
