"""The files for other people's servers agree with the course: Kubernetes, Binder, the class server's own lists."""

import ast
import json
import os
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
HUB = ROOT / "deploy" / "hub"
VALUES_TEXT = (ROOT / "deploy" / "kubernetes" / "values.yaml").read_text("utf-8")
VALUES = yaml.safe_load(VALUES_TEXT)
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
BINDER = yaml.safe_load((ROOT / ".binder" / "environment.yml").read_text("utf-8"))
PINNED = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)
LOCK = dict(PINNED.findall((ROOT / "requirements.lock").read_text("utf-8")))
HUB_LOCK_TEXT = (HUB / "requirements.lock").read_text("utf-8")
HUB_LOCK = dict(PINNED.findall(HUB_LOCK_TEXT))
HUB_WANTED = re.findall(r"^([\w-]+)>=", (HUB / "requirements.in").read_text("utf-8"), re.MULTILINE)


# ---- Binder and repo2docker


def test_binder_has_the_course_s_packages_within_the_same_bounds():
    wanted = [entry for entry in CONDA["dependencies"] if isinstance(entry, str)]
    assert [entry for entry in wanted if entry not in BINDER["dependencies"]] == []
    assert (BINDER["channels"], BINDER["name"]) == (CONDA["channels"], CONDA["name"])


@pytest.mark.parametrize("entry", BINDER["dependencies"])
def test_binder_s_entries_can_be_read_by_conda(entry):
    from rattler import MatchSpec

    assert MatchSpec(entry, strict=True).name is not None


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_binder_s_scripts_are_executable_and_sound_shell(name):
    script = ROOT / ".binder" / name
    if os.name != "nt":
        assert stat.S_IMODE(script.stat().st_mode) & 0o111
    staged = subprocess.run(["git", "ls-files", "--stage", str(script)], cwd=ROOT, capture_output=True, text=True)
    assert not staged.stdout or staged.stdout.startswith("100755")
    assert script.read_text().startswith("#!/bin/bash\n")
    if os.name != "nt":
        assert subprocess.run(["bash", "-n", str(script)]).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="Binder starts its images with bash")
def test_binder_s_start_gives_the_server_a_configuration_that_it_can_read(tmp_path):
    environment = os.environ | {"HOME": str(tmp_path), "REPO_DIR": str(ROOT)}
    environment.pop("OPENBLAS_NUM_THREADS", None)
    say = "import os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    command = ["bash", str(ROOT / ".binder" / "start"), sys.executable, "-c", say]
    assert subprocess.run(command, env=environment, capture_output=True, text=True).stdout.strip() == "1"
    from traitlets.config import PyFileConfigLoader

    path = list(sys.path)
    config = PyFileConfigLoader("jupyter_server_config.py", str(tmp_path / ".jupyter")).load_config()
    sys.path[:] = path
    assert config.ServerApp.kernel_websocket_connection_class.__name__ == "PromptWebsocketConnection"


# ---- Kubernetes


def keys(values: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every path of keys in nested dictionaries."""
    if not isinstance(values, dict):
        return [path]
    return [found for name, value in values.items() for found in keys(value, (*path, str(name)))]


def test_every_place_that_has_to_be_changed_says_so():
    hosts = re.findall(r"[\w.-]+\.example\.(?:org|com)|YOUR-\w+|CHANGE-ME", VALUES_TEXT)
    assert {"lstm.example.org", "registry.example.org", "YOUR-NAME", "YOUR-COPY", "CHANGE-ME"} == set(hosts)
    addresses = re.findall(r"https?://([\w.-]+)", VALUES_TEXT)
    assert addresses == ["github.com"]


def test_memory_is_guaranteed_below_its_limit_and_storage_is_asked_for():
    memory = VALUES["singleuser"]["memory"]
    units = {"M": 10**6, "G": 10**9}
    guarantee, limit = (int(memory[name][:-1]) * units[memory[name][-1]] for name in ("guarantee", "limit"))
    assert 200e6 <= guarantee < limit <= 2e9
    assert VALUES["singleuser"]["storage"]["homeMountPath"] == "/home/jovyan/work"


def test_students_pull_into_the_folder_that_opens_and_a_failed_pull_does_not_stop_the_server():
    command = VALUES["singleuser"]["lifecycleHooks"]["postStart"]["exec"]["command"]
    assert command[:2] == ["sh", "-c"]
    assert command[2].endswith(f"{VALUES['singleuser']['storage']['homeMountPath']}/course || true")
    first = min(path.name for path in ROOT.glob("notebooks/[0-9]*.ipynb"))
    assert VALUES["singleuser"]["defaultUrl"] == f"/lab/tree/course/notebooks/{first}"


def test_websocket_class_in_the_values_is_the_course_s_own():
    written = VALUES["singleuser"]["extraFiles"]["prompt"]["stringData"]
    ours = (ROOT / "config" / "prompt_websocket.py").read_text("utf-8")

    def steps(source: str) -> list[str]:
        cls = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
        connect = next(node for node in cls.body if isinstance(node, ast.FunctionDef))
        return [
            ast.unparse(step) for step in connect.body if not isinstance(step, ast.Expr) or "set_" in ast.unparse(step)
        ]

    assert steps(written) == steps(ours)
    assert len(steps(ours)) == 2


def test_course_is_culled_and_has_free_places():
    assert VALUES["cull"]["enabled"] is True
    assert VALUES["scheduling"]["userPlaceholder"]["replicas"] > 0
    assert VALUES["scheduling"]["podPriority"]["enabled"] is True  # without it placeholders would keep students out


def test_every_value_is_one_that_the_chart_knows():
    """The chart's names were read in its schema; a wrong one would be ignored in silence, or refused."""
    known = {
        ("hub", "concurrentSpawnLimit"),
        ("hub", "config"),
        ("proxy", "https"),
        ("singleuser", "image"),
        ("singleuser", "defaultUrl"),
        ("singleuser", "memory"),
        ("singleuser", "cpu"),
        ("singleuser", "storage"),
        ("singleuser", "extraEnv"),
        ("singleuser", "lifecycleHooks"),
        ("singleuser", "extraFiles"),
        ("cull", "enabled"),
        ("cull", "timeout"),
        ("cull", "every"),
        ("scheduling", "userScheduler"),
        ("scheduling", "podPriority"),
        ("scheduling", "userPlaceholder"),
        ("prePuller", "continuous"),
    }
    assert {path[:2] for path in keys(VALUES)} == known


# ---- the class server's own lists


def test_hub_s_lock_pins_and_hashes_all_and_agrees_with_the_course_s():
    entries = re.split(r"^(?=[A-Za-z0-9])", HUB_LOCK_TEXT, flags=re.MULTILINE)[1:]
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in HUB_LOCK_TEXT
    differ = {
        name: (HUB_LOCK[name], LOCK[name]) for name in HUB_LOCK.keys() & LOCK.keys() if HUB_LOCK[name] != LOCK[name]
    }
    assert differ == {}
    assert len(HUB_LOCK.keys() & LOCK.keys()) > 60


def test_hub_s_lock_holds_the_course_s_packages_and_all_that_it_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    course = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["lab"]
    course += project["dependency-groups"]["setup"]
    wanted = {re.match(r"[\w-]+", entry)[0].lower() for entry in course} | set(HUB_WANTED)  # type: ignore[index]
    assert wanted - HUB_LOCK.keys() == set()
    assert len(HUB_WANTED) == 5


def test_proxy_is_pinned_with_all_that_it_needs_and_names_no_place_to_fetch_from():
    wanted = json.loads((HUB / "package.json").read_text("utf-8"))["dependencies"]
    text = (HUB / "package-lock.json").read_text("utf-8")
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


def test_contributing_gives_a_reason_for_each_of_the_hub_s_packages():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").lower()
    assert [name for name in [*HUB_WANTED, "configurable-http-proxy"] if f"**{name}**" not in text] == []


def test_students_server_takes_from_config_neither_address_nor_folder():
    source = (HUB / "server" / "jupyter_server_config.py").read_text("utf-8")
    set_here = {
        ast.unparse(target)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    loaded = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and "load_subconfig" in ast.unparse(node.func)
    ]
    assert {"c.ServerApp.ip", "c.ServerApp.root_dir", "c.ServerApp.port"}.isdisjoint(set_here)
    assert len(loaded) == 1
    assert "jupyter_lab_config.py" in loaded[0]
