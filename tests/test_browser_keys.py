"""Keys in a real JupyterLab: they go to the slider, the answer or the menu that has the focus."""

from collections.abc import Iterator

import pytest
from browser import PATIENCE, Lab, LabNotebook
from playwright.sync_api import Browser, Locator, expect

pytestmark = pytest.mark.browser

CELLS = "jupyterapp.shell.currentWidget.content.widgets.length"
ACTIVE = "jupyterapp.shell.currentWidget.content.activeCellIndex"


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: Lab) -> Iterator[LabNotebook]:
    """Notebook 01, run from top to bottom."""
    notebook = lab.open(browser, "01_sigmoid_and_tanh.ipynb")
    notebook.run_all()
    yield notebook
    notebook.close()


def question(notebook: LabNotebook, cell: str) -> Locator:
    notebook.exhibit(cell)
    return notebook.page.locator(f"[data-lesson-cell='{cell}'] .lesson-prediction")


def test_arrow_goes_to_the_next_answer_and_not_to_the_next_cell(notebook: LabNotebook) -> None:
    answers = question(notebook, "slope-picture").locator("input[type=radio]")
    answers.first.check()
    active = notebook.page.evaluate(ACTIVE)
    answers.first.press("ArrowDown")
    expect(answers.nth(1)).to_be_checked()
    assert notebook.page.evaluate(ACTIVE) == active


def test_enter_behind_a_number_commits_to_it_and_no_key_on_a_slider_deletes_its_cell(notebook: LabNotebook) -> None:
    asked = question(notebook, "range-picture")
    box = asked.locator("input[type=text]")
    box.fill("-1.5")
    box.press("Enter")
    notebook.page.locator("[data-lesson-cell='range-picture'] .lesson-explanation").wait_for(timeout=PATIENCE)

    exhibit, cells = notebook.exhibit("range-picture"), notebook.page.evaluate(CELLS)
    handle = exhibit.root.locator(".lesson-control-w .noUi-handle")
    handle.click()
    for key in "ddx":
        handle.press(key)
    assert notebook.page.evaluate(CELLS) == cells
    exhibit.press("w", "ArrowRight")
    assert " w·x + b = 1.10:" in exhibit.readout
