"""What conftest.py leaves out, and that it says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TESTS = """
import pytest

def test_short():
    pass

@pytest.mark.thorough
def test_long():
    pass

@pytest.mark.nightly
def test_longest():
    pass
"""
SETTINGS = '[tool.pytest.ini_options]\ntestpaths = ["tests"]\nmarkers = ["thorough: takes long", "nightly: by name"]\n'
LEFT_OUT = "The thorough tests were left out"
NIGHTLY_LEFT_OUT = "The nightly tests were left out"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_two.py").write_text(TESTS)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "conftest.py").write_bytes((ROOT / "conftest.py").read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "variables", "passed"),
    [
        ([], {}, 1),
        (["--numprocesses", "2"], {}, 1),
        (["--numprocesses", "2", "--thorough"], {}, 2),
        (["--numprocesses", "2"], {"CI": "true"}, 2),
        (["tests/test_two.py"], {}, 3),
        (["-k", "long or short"], {}, 3),
        (["-m", "nightly"], {}, 1),
    ],
)
@pytest.mark.thorough  # seven runs of pytest
def test_thorough_tests_are_left_out_in_words_unless_they_are_asked_for(project, arguments, variables, passed):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "PYTEST"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", *arguments]
    variables = variables | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # of all others, which take seconds
    done = subprocess.run(command, cwd=project, env=environment | variables, capture_output=True, text=True, check=True)
    assert f"{passed} passed" in done.stdout
    assert (LEFT_OUT in done.stdout) == (passed == 1 and "-m" not in arguments)
    assert (NIGHTLY_LEFT_OUT in done.stdout) == (passed == 2)
