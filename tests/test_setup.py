"""The files that set the course up agree with each other, and course.py says plainly what it needs."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGE, LAB = PROJECT["project"]["dependencies"], PROJECT["project"]["optional-dependencies"]["lab"]
DEPENDENCIES, GROUPS = PACKAGE + LAB, PROJECT["dependency-groups"]  # where both name one, the second's bound is tighter
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
CONDA_ENTRIES = [entry for entry in CONDA["dependencies"] if isinstance(entry, str)]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
COURSE = (ROOT / "course.py").read_text("utf-8")


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower()  # type: ignore[index]


def bounds(requirements: list[str]) -> dict[str, str]:
    """The bounds of each package by its name."""
    return {name_of(entry): entry[len(name_of(entry)) :].strip() for entry in requirements}


# ---- environment.yml and pyproject.toml


def test_conda_and_pip_install_the_same_packages_within_the_same_bounds():
    conda = bounds(CONDA_ENTRIES)
    assert {name: conda[name] for name in conda.keys() - {"python", "pip"}} == bounds(DEPENDENCIES)


def test_package_alone_replaces_nothing_that_a_hosted_notebook_has():
    from packaging.specifiers import SpecifierSet

    there = {
        "numpy": "2.0.2",
        "matplotlib": "3.10.0",
        "pillow": "11.0.0",
        "ipywidgets": "7.7.1",
    }  # Colab's and Kaggle's
    assert bounds(PACKAGE).keys() == there.keys()
    assert all(SpecifierSet(bounds(PACKAGE)[name]).contains(version) for name, version in there.items())


@pytest.mark.parametrize("entry", CONDA_ENTRIES)
def test_conda_can_read_the_entry(entry):
    from rattler import MatchSpec

    spec = MatchSpec(entry, strict=True)
    assert spec.name is not None
    assert spec.name.normalized == name_of(entry)


@pytest.mark.parametrize(
    ("version", "allowed"), [("6.28.0", False), ("6.30.1", True), ("7.0.0", False), ("7.3.2", False), ("7.4.0", True)]
)
def test_conda_and_pip_shun_the_same_ipykernel(version, allowed):
    from packaging.specifiers import SpecifierSet
    from rattler import Version, VersionSpec

    assert SpecifierSet(bounds(DEPENDENCIES)["ipykernel"]).contains(version) is allowed
    assert VersionSpec(bounds(CONDA_ENTRIES)["ipykernel"]).matches(Version(version)) is allowed


def test_conda_takes_packages_from_conda_forge_alone_and_installs_the_course():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert CONDA["dependencies"][-1] == {"pip": ["-e ."]}
    assert "pip" in CONDA_ENTRIES


# ---- requirements.lock


def locked() -> dict[str, list[str]]:
    """Each pinned requirement of the lock, with its hashes."""
    entries = [entry.partition("\n") for entry in re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]]
    return {first.rstrip(" \\"): re.findall(r"--hash=(sha256:[0-9a-f]{64})\b", rest) for first, _, rest in entries}


def test_every_locked_package_is_pinned_and_hashed():
    assert len(locked()) > 80
    assert [entry for entry in locked() if not re.match(r"[\w.-]+==[\w.]+( ; .+)?$", entry)] == []
    assert [entry for entry, hashes in locked().items() if not hashes] == []


def test_lock_holds_everything_that_pyproject_asks_for():
    wanted = DEPENDENCIES + GROUPS["setup"] + GROUPS["test"] + PROJECT["build-system"]["requires"]
    assert {name_of(entry) for entry in wanted} - {name_of(entry) for entry in locked()} == set()


def test_lock_and_requirements_name_no_place_to_fetch_from():
    benchmarks = (ROOT / "benchmarks" / "requirements.txt").read_text("utf-8")
    places = re.compile(r".*(?:://|--(?!hash=)|@ |index|trusted|find-links|/opt/|/home/|/tmp/).*")
    assert places.findall(LOCK + benchmarks) == []


def test_pre_commit_uses_the_locked_ruff():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    ruff = next(entry for entry in locked() if name_of(entry) == "ruff")
    assert [repository["rev"] for repository in hooks["repos"]] == [ruff.replace("ruff==", "v")]


def test_contributing_gives_a_reason_for_every_dependency():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").lower()
    asked = DEPENDENCIES + GROUPS["setup"] + GROUPS["test"]
    assert [entry for entry in asked if f"**{name_of(entry)}**" not in text] == []


# ---- course.py


def test_course_needs_the_standard_library_alone():
    nodes = list(ast.walk(ast.parse(COURSE)))
    imported = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.ImportFrom) for node in nodes)


def test_an_old_python_can_read_course_and_checks_its_version_first():
    tree = ast.parse(COURSE, feature_version=(3, 4))
    assert COURSE.isascii()  # Python 2 refuses other letters
    for node in ast.walk(tree):
        assert not isinstance(node, ast.JoinedStr | ast.AnnAssign | ast.AsyncFunctionDef | ast.Nonlocal)
        assert not (isinstance(node, ast.Dict) and None in node.keys)  # {**a}
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None
            assert not node.args.kwonlyargs
            assert all(argument.annotation is None for argument in node.args.args)
    assert [type(node) for node in tree.body[:3]] == [ast.Expr, ast.Import, ast.If]
    assert ast.unparse(tree.body[1]) == "import sys"


@pytest.fixture
def course(monkeypatch):
    """course.py as a module."""
    monkeypatch.syspath_prepend(ROOT)
    import course

    return course


@pytest.fixture
def steps(course, monkeypatch):
    """The installing steps that course.py would take, written down instead of taken."""
    taken: list[list] = []

    def write_down(step):
        taken.append(step)
        return 0

    monkeypatch.setattr(course, "installer", lambda python: ["install"])
    monkeypatch.setattr(course, "run", write_down)
    return taken


def run_course(*arguments: str, first: str = "") -> subprocess.CompletedProcess[str]:
    """Run course.py in a Python of its own, after the line `first`."""
    lines = f"import runpy, sys\n{first}\nsys.argv = {['course.py', *arguments]}\n"
    lines += "runpy.run_path('course.py', run_name='__main__')"
    return subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_an_old_python_is_told_what_to_install():
    old = run_course("lab", first="sys.version_info = (3, 8, 18, 'final', 0)")
    assert old.returncode == 1
    said = ("needs Python 3.11 or newer. This is Python 3.8", sys.executable, "python.org/downloads")
    assert all(words in old.stderr for words in said)
    assert "Traceback" not in old.stderr


def test_a_python_without_pip_is_told_how_to_get_it(course, monkeypatch, tmp_path):
    monkeypatch.setattr(course.shutil, "which", lambda name: None)
    monkeypatch.setattr(course.subprocess, "call", lambda *_, **__: 1)  # `import pip` fails
    says = r"(?s)has no pip, and there is no uv.*sudo apt install python3-pip.*run the same command again"
    with pytest.raises(SystemExit, match=says):
        course.set_up(tmp_path / ".venv")
    assert list(tmp_path.iterdir()) == []


def test_python_started_without_its_packages_finds_pip_all_the_same():
    code = "import shutil; shutil.which = lambda name: None; import course; print(course.installer('python')[1:])"
    found = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert found.stdout.strip() == "['-m', 'pip', '--python', 'python', 'install']", found.stderr


def test_home_that_cannot_be_written_to_is_told_and_jupyter_keeps_its_files_in_venv(
    course, monkeypatch, tmp_path, capsys
):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))  # Windows' name
    assert course.with_a_home({"IPYTHONDIR": "mine"}) == {"IPYTHONDIR": "mine"}
    assert capsys.readouterr().err == ""
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "file"))
    places = course.with_a_home({"IPYTHONDIR": "mine"})
    assert places.pop("IPYTHONDIR") == "mine"
    assert places.keys() == {"JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"}
    assert all(Path(place).is_relative_to(ROOT / ".venv") for place in places.values())
    assert "Nothing can be written in " in capsys.readouterr().err


def test_unknown_command_shows_the_commands_and_unknown_benchmark_the_benchmarks():
    command, benchmark = run_course("labb"), run_course("bench", "speed_of_light")
    assert (command.returncode, benchmark.returncode, run_course("--help").returncode) == (2, 1, 0)
    assert all(f"course.py {name}" in command.stderr for name in ("lab", "test", "refresh", "bench"))
    assert "No benchmark 'speed_of_light'. There are: " in benchmark.stderr


def test_set_up_installs_once(course, steps, tmp_path):
    assert course.set_up(tmp_path / ".venv").exists()
    assert [step[1:] for step in steps] == [
        ["--require-hashes", "-r", ROOT / "requirements.lock"],
        ["--no-deps", "--no-build-isolation", "-e", ROOT],
    ]
    course.set_up(tmp_path / ".venv")
    assert len(steps) == 2


def test_interrupted_set_up_says_so_and_is_completed_by_the_next(course, steps, monkeypatch, tmp_path):
    with monkeypatch.context() as broken:
        broken.setattr(course, "run", lambda step: 1)
        with pytest.raises(SystemExit, match=r"did not finish(.|\n)*same\ncommand again"):
            course.set_up(tmp_path / ".venv")
    course.set_up(tmp_path / ".venv")
    assert len(steps) == 2


@pytest.mark.parametrize("what", ["LOCK", "ROOT"])
def test_changed_lock_or_moved_folder_is_set_up_anew(what, course, steps, monkeypatch, tmp_path):
    course.set_up(tmp_path / ".venv")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "requirements.lock").write_text(LOCK + "# changed\n")
    monkeypatch.setattr(course, what, {"LOCK": tmp_path / "requirements.lock", "ROOT": tmp_path}[what])
    course.set_up(tmp_path / ".venv")
    assert len(steps) == 4


def test_environment_of_another_python_is_made_anew(course, steps, tmp_path, capsys):
    course.set_up(tmp_path / "venv")
    settings = tmp_path / "venv" / "pyvenv.cfg"
    settings.write_text(re.sub(r"version = \d+\.\d+", "version = 3.8", settings.read_text()))
    (tmp_path / "venv" / "left-over").touch()
    (tmp_path / "venv" / "set-up-finished").unlink()
    course.set_up(tmp_path / "venv")
    assert "It was made by Python 3.8, and is now made anew" in capsys.readouterr().err
    assert not (tmp_path / "venv" / "left-over").exists()


def test_killed_command_does_not_count_as_success(course):
    assert course.run([sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"]) > 0


def test_lab_opens_the_first_notebook_with_our_settings_before_the_users(course, monkeypatch):
    monkeypatch.setattr(course, "set_up", lambda folder: Path("python"))
    monkeypatch.setattr(course, "run", lambda *started: started)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "the-users-own")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    command, environment = course.lab(["--no-browser"])
    first = min(path.name for path in ROOT.glob("notebooks/*.ipynb"))
    assert command[-2:] == [f"--LabApp.default_url=/lab/tree/notebooks/{first}", "--no-browser"]
    assert environment["JUPYTER_CONFIG_PATH"].split(os.pathsep) == [str(ROOT / "config"), "the-users-own"]
    assert environment["OPENBLAS_NUM_THREADS"] == "1"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    assert course.lab(["--no-browser"])[1]["OPENBLAS_NUM_THREADS"] == "4"


def test_hub_runs_in_an_environment_of_its_own_and_says_that_windows_cannot(course, monkeypatch):
    monkeypatch.setattr(course, "set_up", lambda *made: made)
    monkeypatch.setattr(course, "run", lambda *started: started)
    (made, program, *options), environment = course.hub(["--address", "0.0.0.0"])
    assert made == (ROOT / ".venv-hub", ROOT / "deploy" / "hub" / "requirements.lock")
    assert (program, options) == (ROOT / "deploy" / "hub" / "start.py", ["--address", "0.0.0.0"])
    assert environment["OPENBLAS_NUM_THREADS"]
    monkeypatch.setattr(course.os, "name", "nt")
    with pytest.raises(SystemExit, match=r"does not run on Windows\. In the Windows Subsystem for Linux"):
        course.hub([])


def test_lab_says_that_a_port_is_taken(course, monkeypatch, capsys):
    monkeypatch.setattr(course, "set_up", lambda folder: Path("python"))
    monkeypatch.setattr(course, "run", lambda command, environment: 0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        course.lab(["--port", str(port)])
    assert f"Port {port} is taken" in capsys.readouterr().err
    course.lab([f"--port={port}"])
    assert capsys.readouterr().err == ""
