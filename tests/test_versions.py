"""The sets of versions that the course is tested with: what they ask for, and what is said of them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import versions
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
SETS = versions.read_sets()
PINNED = {name: {Requirement(entry).name: Requirement(entry) for entry in each.packages} for name, each in SETS.items()}
PACKAGE = [Requirement(entry) for entry in versions.PROJECT["project"]["dependencies"]]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "versions.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def test_sets_are_the_lowest_the_newest_the_hosted_and_both_generations_of_ipykernel() -> None:
    assert set(SETS) == {"lowest", "lowest-alone", "newest", "ipykernel-6", "colab", "kaggle"}
    assert SpecifierSet("<7") == PINNED["ipykernel-6"]["ipykernel"].specifier
    assert not PINNED["newest"]["ipykernel"].specifier.contains("6.30.1")


@pytest.mark.parametrize(
    ("name", "there"),
    [
        (
            "colab",
            "numpy==2.1.3 matplotlib==3.10.0 ipywidgets==7.7.1 ipykernel==6.17.1 ipython==7.34.0 notebook==6.5.7",
        ),
        ("kaggle", "numpy==2.0.2 matplotlib==3.10.0 ipywidgets==8.1.5 ipykernel==6.17.1"),
    ],
)
def test_hosted_sets_hold_the_versions_that_were_read_there_and_the_package_allows_them(name: str, there: str) -> None:
    assert set(there.split()) <= set(SETS[name].packages)
    assert not SETS[name].lab  # its bounds are not theirs
    for needed in PACKAGE:
        pin = PINNED[name].get(needed.name)
        assert pin is None or all(needed.specifier.contains(one.version) for one in pin.specifier)


@pytest.mark.parametrize(("name", "widgets"), [("lowest", "8.1"), ("lowest-alone", "7.7")])
def test_lowest_asks_for_each_lower_bound_of_pyproject(name: str, widgets: str) -> None:
    asked = SETS[name].asked()
    assert {"numpy==2.0", "matplotlib==3.10", "pillow==10.1", f"ipywidgets=={widgets}"} <= set(asked)
    assert ("jupyterlab==4.3" in asked) == (name == "lowest")
    assert asked[-2:] == ["-e", f"{ROOT}[lab]" if name == "lowest" else str(ROOT)]


def test_requirement_without_a_lower_bound_is_refused() -> None:
    with pytest.raises(ValueError, match=r"requirement must have one lower bound \(>=\), not 'numpy<3'"):
        versions.oldest("numpy<3")


def test_lock_of_colab_is_that_of_its_set_with_hashes_and_names_no_place() -> None:
    lock = versions.COLAB_LOCK.read_text("utf-8")
    entries = [entry.partition("\n") for entry in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)[1:]]
    pinned = {Requirement(first.rstrip(" \\")).name: Requirement(first.rstrip(" \\")) for first, _, _ in entries}
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}\b", rest) for _, _, rest in entries)
    assert re.findall(r"://|--(?!hash=)|@ |/opt/|/home/|/tmp/", lock) == []
    for name, wanted in PINNED["colab"].items():
        (held,) = pinned[name].specifier
        assert wanted.specifier.contains(held.version), name


def test_set_up_happens_once_and_anew_when_what_is_asked_for_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[list[str]] = []

    def step(command: list) -> int:
        steps.append([str(word) for word in command])
        if "venv" in steps[-1]:
            (tmp_path / "set" / "bin").mkdir(parents=True)
            (tmp_path / "set" / "bin" / "python").touch()
        return 0

    monkeypatch.setattr(versions.course, "run", step)
    monkeypatch.setattr(versions.course, "installer", lambda python: ["install"])
    monkeypatch.setattr(versions.os, "name", "posix")
    for asked, contents, made in ((["a"], b"", 1), (["a"], b"", 1), (["b"], b"", 2), (["b"], b"new", 3)):
        versions.ready(tmp_path / "set", sys.executable, asked, contents)
        assert len(steps) == 2 * made
    assert steps[-1] == ["install", "-q", "b"]

    monkeypatch.setattr(versions.course, "run", lambda command: 1)
    with pytest.raises(SystemExit, match="set could not be set up; the reason is above"):
        versions.ready(tmp_path / "set", sys.executable, ["c"], b"")
    assert not (tmp_path / "set" / "set-up-finished").exists()


def test_set_that_a_python_cannot_have_is_left_out_in_words() -> None:
    outcome = versions.trial(SETS["kaggle"], "python3.99", "3.99", [])
    assert outcome.good
    assert outcome.words == "left out: its packages were built for Python >=3.11,<3.13"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--only", "colabb"], "No set 'colabb'. There are: lowest, lowest-alone, newest, ipykernel-6, colab, kaggle."),
        (["--python", "python2.0"], "There is no Python 'python2.0' here, or it does not run, or it has no venv."),
    ],
)
def test_unknown_set_and_missing_python_are_told_in_a_sentence(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said + "\n")


def test_list_prints_the_pins_of_a_set() -> None:
    assert run("--list", "colab").stdout.splitlines() == SETS["colab"].packages


def test_workflow_runs_the_newest_pythons_that_this_tool_may_not_find() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert {"3.13", "3.14"} <= set(re.findall(r'"(3\.\d+)"', workflow))
