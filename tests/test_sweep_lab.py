"""Every part of every exhibit in every notebook, tried by hand in the JupyterLab of `course.py lab`."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Lab
from notebook_calls import each_notebook
from playwright.sync_api import Browser, Page
from sweep_pages import NOT_RUNNING, READY, Heard, Visit, new_page

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(scope="module")
def window(browser: Browser, course: Lab) -> Iterator[tuple[Page, Heard, str]]:
    page, heard = new_page(browser, course)
    yield page, heard, f"{course.url}/lab/workspaces/{{}}/tree/notebooks/{{}}?token={course.token}"
    page.close()


@each_notebook
def test_sweep_finds_nothing_dead_silent_or_jumping(path: Path, window: tuple[Page, Heard, str]) -> None:
    page, heard, address = window
    layout = secrets.token_hex(4)  # one of its own, in which no other notebook opens

    def open_it() -> None:
        page.goto(address.format(layout, path.name))
        page.wait_for_function(READY)
        page.evaluate("jupyterapp.shell.collapseLeft()")  # as `course.py lab` starts

    open_it()
    visit = Visit(page, path, heard)
    visit.stored(NOT_RUNNING)
    visit.run()
    visit.try_everything()
    visit.comes_back(open_it)
    visit.sleeps()
    visit.run()
    visit.lives()
    page.evaluate("sweep.notebook().sessionContext.shutdown()")
    visit.end(whole=True)
