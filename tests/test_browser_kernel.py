"""A page whose kernel has gone: the pictures remain, the page says what has happened, and a run wakes it."""

from pathlib import Path

import pytest
from browser import Lab
from playwright.sync_api import Browser, expect
from sweep_pages import ASLEEP, READY, Visit, new_page

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
PATH = Path(__file__).parents[1] / "notebooks" / "05_forget_gate.ipynb"
# As when the computer runs out of memory: no word from the kernel, and the server starts another.
DIE = "void sweep.kernel().requestExecute({code: 'import os; os._exit(1)'})"


@pytest.mark.parametrize("address", ["lab/workspaces/kernel/tree", "notebooks"], ids=["JupyterLab", "Notebook 7"])
def test_page_says_that_its_kernel_has_died_or_was_shut_down_and_a_run_wakes_it(
    address: str, browser: Browser, course: Lab
) -> None:
    page, heard = new_page(browser, course)
    page.goto(f"{course.url}/{address}/notebooks/{PATH.name}?token={course.token}")
    page.wait_for_function(READY)
    visit = Visit(page, PATH, heard)

    visit.run()
    page.evaluate(DIE)
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("appears to have died. It will restart automatically.")
    dialog.get_by_role("button", name="Ok").click()
    page.wait_for_function(READY)
    visit.stored(ASLEEP)

    visit.run()
    visit.lives()
    page.evaluate("sweep.notebook().sessionContext.shutdown()")
    page.wait_for_function("!sweep.notebook().sessionContext.session")
    visit.stored(ASLEEP)
    assert visit.sweep.found == []
    page.close()
