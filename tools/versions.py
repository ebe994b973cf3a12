"""Test the course with other versions of what it needs: the sets of versions.toml, each in an environment of its own.

    python3 course.py versions                       every set; the newest also with the newest Python there is
    python3 course.py versions --only colab kaggle   these sets
    python3 course.py versions --python python3.13   with another Python
    python3 course.py versions --only newest -k forget   further options go to pytest

Each set runs the tests of the package, every notebook with strict nbval and, where it has a JupyterLab, the course in
that JupyterLab. Warnings are errors. The environments lie in .venv-versions; they are made anew when pyproject.toml or
the set has changed. What is not pinned there is as new as on the day it was made: delete the folder to renew it.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))  # for course.py, which installs

import course  # noqa: E402

TABLE, COLAB_LOCK = ROOT / "tools" / "versions.toml", ROOT / "tools" / "versions_colab.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FOLDER, COLAB = ROOT / ".venv-versions", ROOT / ".venv-colab"
# In the group `test`; the first two read code and do not care what it runs with, and none of the tests below opens
# Notebook 7, which would not go with the oldest JupyterLab.
NO_TESTS = {"ruff", "mypy", "notebook"}
PACKAGE_TESTS = ["nn", "data", "training", "studies", "drawing", "live", "lessons"]
PACKAGE_TESTS += ["test_frames.py", "test_bad_input.py", "test_imports.py"]
LAB_TESTS = ["test_browser.py", "test_browser_keys.py", "test_server.py", "test_readable_notebooks.py"]
SHOWN = ("numpy", "matplotlib", "pillow", "ipywidgets", "ipykernel", "jupyterlab")
NEWER = ("python3.15", "python3.14", "python3.13", "python3.12")
ITS_VERSIONS = f"""
import importlib.metadata as there, json
found = {{each.metadata["Name"].lower(): each.version for each in there.distributions()}}
print(json.dumps({{name: found.get(name, "") for name in {SHOWN!r}}}))
"""


@dataclass(frozen=True)
class VersionSet:
    """A set of versions, as versions.toml describes it."""

    name: str
    what: str
    pythons: str = ""
    lowest: bool = False
    lab: bool = False
    warnings: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)

    def asked(self) -> list[str]:
        """Return what pip is asked for."""
        needed, lab = PROJECT["project"]["dependencies"], PROJECT["project"]["optional-dependencies"]["lab"]
        tests = [entry for entry in PROJECT["dependency-groups"]["test"] if Requirement(entry).name not in NO_TESTS]
        pinned = list(self.packages)
        if self.lowest:  # where both name a package, the extra's bound is the higher one
            bounds = {Requirement(entry).name: entry for entry in [*needed, *(lab if self.lab else [])]}
            pinned += map(oldest, bounds.values())
        return [*pinned, *tests, "-e", f"{ROOT}[lab]" if self.lab else str(ROOT)]


@dataclass(frozen=True)
class Outcome:
    """What came of a trial: with which versions, pytest's last line, and whether all went well."""

    name: str
    versions: str
    words: str
    good: bool


def read_sets() -> dict[str, VersionSet]:
    """Return the sets of versions.toml by name."""
    return {name: VersionSet(name, **entry) for name, entry in tomllib.loads(TABLE.read_text("utf-8")).items()}


def oldest(requirement: str) -> str:
    """Return the requirement that takes the lower bound: "numpy==2.0" for "numpy>=2.0"; ValueError if there is none."""
    wanted = Requirement(requirement)
    lower = [bound.version for bound in wanted.specifier if bound.operator == ">="]
    if len(lower) != 1:
        raise ValueError(f"requirement must have one lower bound (>=), not {requirement!r}")
    return f"{wanted.name}=={lower[0]}"


def ready(folder: Path, python: str, arguments: list[str], contents: bytes) -> Path:
    """Make a virtual environment with what pip is asked for, unless it is there, and return its Python.

    It is made anew if the arguments or the contents (of the files that they name) have changed. A stamp is written
    last, so that what was cut short is begun again. Exits with a sentence if it cannot be made.
    """
    own = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "set-up-finished"
    wanted = hashlib.sha256("\n".join([str(ROOT), python, *arguments, ""]).encode() + contents).hexdigest()
    if own.exists() and stamp.is_file() and stamp.read_text() == wanted:
        return own
    course.say(f"Setting up {folder}.")
    shutil.rmtree(folder, ignore_errors=True)
    for step in ([python, "-m", "venv", "--without-pip", folder], [*course.installer(own), "-q", *arguments]):
        if course.run(step) != 0:
            sys.exit(f"{folder.name} could not be set up; the reason is above.")
    stamp.write_text(wanted)
    return own


def colab() -> Path:
    """Return a Python that has what Colab has, from hashed requirements, and knows nothing of the course.

    It is of the same version as the one that runs this, which must be one that Colab's numpy was built for.
    """
    return ready(COLAB, sys.executable, ["--require-hashes", "-r", str(COLAB_LOCK)], COLAB_LOCK.read_bytes())


def version_of(python: str) -> str | None:
    """Return the version of a Python, such as "3.13"; None if there is none, or it does not run."""
    path = shutil.which(python)
    asked = [path or python, "-c", "import sys, venv; print('{}.{}'.format(*sys.version_info))"]
    done = subprocess.run(asked, capture_output=True, text=True) if path else None
    return done.stdout.strip() if done and done.returncode == 0 else None


def trial(each: VersionSet, python: str, version: str, options: list[str]) -> Outcome:
    """Set one set up with a Python, and test the course in it; the options are pytest's."""
    name = f"{each.name}, Python {version}"
    if not SpecifierSet(each.pythons).contains(version):
        return Outcome(name, each.what, f"left out: its packages were built for Python {each.pythons}", True)
    folder = FOLDER / f"{each.name}-{version}"
    own = ready(folder, python, each.asked(), (ROOT / "pyproject.toml").read_bytes())
    found = json.loads(subprocess.run([own, "-c", ITS_VERSIONS], capture_output=True, text=True, check=True).stdout)
    versions = ", ".join(f"{package} {number}" for package, number in found.items() if number)
    print(f"\n{name}: {each.what}\n{versions}", flush=True)

    paths = [f"tests/{part}" for part in PACKAGE_TESTS + (LAB_TESTS if each.lab else [])]
    marked = "not thorough and not nightly" + ("" if each.lab else " and not browser")
    command = [str(own), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", marked, "--nbval"]
    command += [word for warning in each.warnings for word in ("-W", warning)]
    command += ["--numprocesses", "2", "--dist", "loadscope", *options, *paths, "notebooks"]
    with subprocess.Popen(command, cwd=ROOT, env=course.with_one_thread(), stdout=subprocess.PIPE, text=True) as pytest:
        line = "no word from pytest"
        for line in pytest.stdout or ():
            print(line, end="", flush=True)
    return Outcome(name, versions, line.strip(" =\n"), pytest.returncode == 0)


def main() -> int:
    sets = read_sets()
    parser = argparse.ArgumentParser(prog="course.py versions", description="Test with other versions.")
    parser.add_argument("--only", nargs="+", metavar="SET", help=f"of {', '.join(sets)}")
    parser.add_argument("--python", help="the Python to make the environments with, such as python3.13")
    parser.add_argument("--list", metavar="SET", help="only print what versions.toml pins in the set")
    arguments, options = parser.parse_known_args()
    named = [*(arguments.only or ()), *([arguments.list] if arguments.list else [])]
    unknown = [name for name in named if name not in sets]
    if unknown:
        sys.exit(f"No set {unknown[0]!r}. There are: {', '.join(sets)}.")
    if arguments.list:
        print("\n".join(sets[arguments.list].packages))
        return 0
    python = arguments.python or sys.executable
    version = version_of(python)
    if version is None:
        sys.exit(f"There is no Python {python!r} here, or it does not run, or it has no venv.")

    wanted = [(sets[name], python, version) for name in arguments.only or sets]
    if not arguments.only and not arguments.python:
        newer = next(((name, found) for name in NEWER if (found := version_of(name)) and found != version), None)
        if newer:
            wanted.append((sets["newest"], *newer))
        else:
            print(f"No newer Python than {version} was found here; the workflow tests 3.13 and 3.14.")
    outcomes = [trial(*each, options) for each in wanted]
    for one in outcomes:
        print(f"\n{'good' if one.good else 'BAD '}  {one.name}: {one.words}\n      {one.versions}")
    return 0 if all(one.good for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
