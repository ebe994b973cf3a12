"""Every part of every exhibit in every notebook, tried by hand in the JupyterLab of `course.py lab`."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Lab
from notebook_calls import each_notebook
from playwright.sync_api import Browser, Page
from sweep_pages import NOT_RUNNING, READY, Heard, Visit, new_page

pytestmark = [pytest.mark.browser, pytest.mark.sweep]

OPEN = """async (path) => {
    sweep.notebook().dispose();
    await jupyterapp.commands.execute('docmanager:open', {path});
    await sweep.until(() => sweep.notebook()?.context?.path === path);
    await sweep.notebook().context.ready;
    await sweep.notebook().sessionContext.ready;
    await sweep.until(() => sweep.listen() && sweep.kernel().status === 'idle');
}"""


@pytest.fixture(scope="module")
def window(browser: Browser, course: Lab) -> Iterator[tuple[Page, Heard, str]]:
    page, heard = new_page(browser, course)
    yield page, heard, f"{course.url}/lab/workspaces/{{}}/tree/notebooks/{{}}?token={course.token}"
    page.close()


@each_notebook
def test_sweep_finds_nothing_dead_silent_or_jumping(path: Path, window: tuple[Page, Heard, str]) -> None:
    page, heard, address = window
    page.goto(address.format(secrets.token_hex(4), path.name))
    page.wait_for_function(READY)
    page.evaluate("jupyterapp.shell.collapseLeft()")  # as `course.py lab` starts
    visit = Visit(page, path, heard)
    visit.stored(NOT_RUNNING)
    visit.run()
    visit.try_everything()
    visit.comes_back(lambda: page.evaluate(OPEN, f"notebooks/{path.name}"))
    visit.sleeps()
    visit.run()
    visit.lives()
    page.evaluate("sweep.notebook().sessionContext.shutdown()")
    page.evaluate("sweep.notebook().dispose()")
    visit.end(whole=True)
