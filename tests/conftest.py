"""Fixtures that more than one test file uses: a running JupyterLab and a browser, once per session."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import browser as lab_in_browser
import no_network  # noqa: F401 - from here on no test's own process reaches another computer
import pytest
from hypothesis import settings
from playwright.sync_api import Browser

# No example has a deadline: how long one takes, the computer says, and not the code.
settings.register_profile("course", settings.default, deadline=None)
settings.load_profile("course")
# pytest --hypothesis-profile=nightly tests/test_contract.py
settings.register_profile("nightly", max_examples=4000, deadline=None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the files with browser tests come first: they take longest, and two processes share the files."""
    slow = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if lab_in_browser.find_browser() is None:
        sentence = "No Chromium, Chrome or Edge found, so nothing was tried in a browser; set CHROMIUM to its path."
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    with lab_in_browser.open_browser() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[lab_in_browser.Lab]:
    """JupyterLab on a copy of the notebooks, with the project's server settings."""
    folder: Path = tmp_path_factory.mktemp("lab") / "notebooks"
    shutil.copytree(lab_in_browser.ROOT / "notebooks", folder)
    with lab_in_browser.running_lab(folder) as running:
        yield running


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[lab_in_browser.Lab]:
    """JupyterLab and Notebook 7 on a copy of notebooks and assets, with the project's server settings."""
    folder: Path = tmp_path_factory.mktemp("course")
    for part in ("notebooks", "assets"):
        shutil.copytree(lab_in_browser.ROOT / part, folder / part)
    with lab_in_browser.running_lab(folder) as running:
        yield running
