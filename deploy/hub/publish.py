"""Write what students get into a git repository, from which each of them pulls: notebooks and the pictures in them.

The repository grows by one commit whenever the teacher's notebooks have changed. So nbgitpuller can merge what is new
with what a student has written, and nothing that is only for the teacher is in it, nor in its history.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BRANCH = "main"
EDITIONS = ("student", "full")
SHOWN = ("notebooks", "assets")  # what a student's folder holds; the package and its libraries are shared
STAMP = "published"


def publish(edition: str, repository: Path) -> bool:
    """Bring the repository up to date with the notebooks of this folder; return whether there was anything new.

    Raises ValueError for an edition that there is not.
    """
    if edition not in EDITIONS:
        raise ValueError(f"edition must be one of {', '.join(EDITIONS)}, not {edition!r}")
    stamp, wanted = repository / STAMP, _fingerprint(edition)
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    if not (repository / "HEAD").is_file():
        _git(None, "init", "--quiet", "--bare", f"--initial-branch={BRANCH}", str(repository))
    with tempfile.TemporaryDirectory() as folder:
        _write(edition, Path(folder))
        _git(repository, f"--work-tree={folder}", "add", "--all", ".")
        changed = bool(_git(repository, f"--work-tree={folder}", "status", "--porcelain"))
        if changed:
            _git(repository, f"--work-tree={folder}", "commit", "--quiet", "--no-verify", "--message=The course")
    stamp.write_text(wanted)
    return changed


def _write(edition: str, folder: Path) -> None:
    if edition == "student":
        # In a process of its own: what it loads would stay in the hub's memory.
        command = [sys.executable, str(ROOT / "tools" / "student.py"), str(folder / "whole")]
        subprocess.run(command, check=True, capture_output=True)
        for name in SHOWN:
            (folder / "whole" / name).rename(folder / name)
        shutil.rmtree(folder / "whole")
    else:
        for name in SHOWN:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*", "Untitled*"))


def _fingerprint(edition: str) -> str:
    """Return what changes when a file that is handed out does, or the edition."""
    files = [path for name in SHOWN for path in sorted((ROOT / name).glob("*")) if path.is_file()]
    seen = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files if path.name[0] != "."]
    return hashlib.sha256(repr((edition, seen)).encode()).hexdigest()


def _git(repository: Path | None, *words: str) -> str:
    """Run git on the repository, undisturbed by the teacher's own settings and hooks; return what it prints."""
    where = [f"--git-dir={repository}"] if repository else []
    us = ["-c", "user.name=The course", "-c", "user.email=course@localhost", "-c", "commit.gpgsign=false"]
    quiet = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-c", f"core.hooksPath={os.devnull}", "-c", "core.bare=false", *us, *where, *words]
    return subprocess.run(command, env=quiet, check=True, capture_output=True, text=True).stdout
