"""Every exhibit of every notebook in Notebook 7, more briefly: each kind of part, each question, the saved page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Lab
from notebook_calls import each_notebook
from playwright.sync_api import Browser, Page
from sweep_pages import NOT_RUNNING, READY, Heard, Visit, new_page

KNOWN = "Cannot read properties of undefined (reading 'schema')"  # Notebook 7's own, while it loads settings

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture(scope="module")
def window(browser: Browser, course: Lab) -> Iterator[tuple[Page, Heard, str]]:
    page, heard = new_page(browser, course, KNOWN)
    yield page, heard, f"{course.url}/notebooks/notebooks/{{}}?token={course.token}"
    page.close()


@each_notebook
def test_sweep_finds_nothing_dead_silent_or_jumping(path: Path, window: tuple[Page, Heard, str]) -> None:
    page, heard, address = window

    def open_it() -> None:
        page.goto(address.format(path.name))
        page.wait_for_function(READY)

    open_it()
    visit = Visit(page, path, heard)
    visit.stored(NOT_RUNNING)
    visit.run()
    visit.try_everything(briefly=True)
    visit.comes_back(open_it)
    visit.sleeps()
    page.evaluate("sweep.notebook().sessionContext.shutdown()")
    visit.end()
