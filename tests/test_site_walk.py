"""The browser site, walked: every notebook runs there as it is stored, and its pictures answer."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser import RUN_ALL, SHOW_CELL, LabNotebook
from playwright.sync_api import Browser, BrowserContext, expect
from site_in_browser import READY, Site, open_notebook, served, visitor
from training_scene import train_stop_and_continue, until
from way import MAP_PROGRESS, PROGRESS

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DONE_BEFORE = {PROGRESS, MAP_PROGRESS}  # they show what was done in the notebooks before
# What JupyterLite asks for and does without. A text's picture, too, is asked for once where it is not: JupyterLab then
# puts the content of its file in its place.
NOT_THERE = ("favicon.ico", "jupyter-lite.ipynb", "jupyter-lite.json")
OUTPUTS = """Object.fromEntries(jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code').map(cell => [cell.model.id, cell.model.outputs.toJSON()]))"""
# Python has answered. It is asked at the first look.
ANSWERS = """(() => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    window.asked ??= kernel.requestExecute({code: '1'}).done.then(answer => {
        window.answered = answer.content.status;
    });
    return window.answered === 'ok';
})()"""
SHOWN = """jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code' && cell.model.outputs.toJSON().some(output =>
        (output.data ?? {})['application/vnd.jupyter.widget-view+json'])).map(cell => cell.model.id)"""


@pytest.fixture(scope="module")
def folder(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as its command does."""
    made = tmp_path_factory.mktemp("www") / "site"
    done = subprocess.run([sys.executable, ROOT / "course.py", "site", made], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return made


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    """The site, under a path as on a host of pages."""
    with served(folder, prefix="/some/course/") as running:
        yield running


@pytest.fixture(scope="module")
def visit(browser: Browser, site: Site) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A visitor, once Python has answered; if it does not start, each test that needs it fails at once."""
    with visitor(browser) as (context, outside):
        notebook = open_notebook(context, site, "notebooks/glossary.ipynb")
        notebook.page.wait_for_function(ANSWERS)
        notebook.close()
        yield context, outside


def printed(outputs: list[dict[str, Any]]) -> str:
    """What a reader sees of a cell's outputs, but for its pictures."""
    words = []
    for output in outputs:
        if output["output_type"] == "error":
            name = re.sub("<class '(.+)'>", r"\1", output["ename"])  # as this kernel writes it
            words.append(f"{name}: {output['evalue']}\n")
        data = output.get("data", {})
        for kind in ("text/plain", "text/html", "text/latex", "image/svg+xml"):
            words.append("".join(data.get(kind, "")))
        words.append("".join(output.get("text", "")))
    return "".join(words)


def stored(path: Path) -> dict[str, str]:
    cells = nbformat.read(path, as_version=4).cells
    return {cell.id: printed(cell.outputs) for cell in cells if cell.cell_type == "code" and cell.id not in DONE_BEFORE}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_notebook_prints_what_is_stored_and_its_questions_and_sliders_answer(
    path: Path, site: Site, visit: tuple[BrowserContext, list[str]]
) -> None:
    context, outside = visit
    site.missing.clear()
    notebook = open_notebook(context, site, f"notebooks/{path.name}")
    try:
        notebook.page.evaluate(RUN_ALL)
        seen = {cell: printed(outputs) for cell, outputs in notebook.page.evaluate(OUTPUTS).items()}
        wanted = stored(path)
        assert {cell: seen[cell] for cell in wanted} == wanted
        for cell in notebook.page.evaluate(SHOWN):
            answer_and_move(notebook, cell)
    finally:
        notebook.close()
    assert outside == []
    assert [missing for missing in site.missing if not missing.endswith(NOT_THERE) and "/assets/" not in missing] == []


def answer_and_move(notebook: LabNotebook, cell: str) -> None:
    """Commit to an answer if the cell asks for one, then move the first slider of its exhibit."""
    notebook.page.evaluate(SHOW_CELL, cell)
    shown = notebook.page.locator(f"[data-lesson-cell='{cell}']")
    shown.locator(".lesson-prediction, .lesson-exhibit").first.wait_for()
    question = shown.locator(".lesson-prediction")
    if question.count() and question.get_by_role("button", name="Commit").count():
        if question.locator("input[type=radio]").count():
            question.locator("input[type=radio]").first.check()
        else:
            question.locator("input[type=text]").first.fill("5")
            question.locator("input[type=text]").first.press("Tab")
        question.get_by_role("button", name="Commit").click()
        shown.locator(".lesson-explanation").wait_for()
    handle = shown.locator(".lesson-exhibit .noUi-handle").first
    if not shown.locator(".lesson-exhibit .noUi-handle:visible").count():
        return
    picture = shown.locator(".lesson-picture img").first
    before = picture.get_attribute("src") or ""
    handle.scroll_into_view_if_needed()
    handle.focus()
    at_its_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
    for _ in range(2):
        handle.press("ArrowLeft" if at_its_end else "ArrowRight")
    expect(picture).not_to_have_attribute("src", before)
    assert shown.locator(".lesson-error:visible").all_inner_texts() == []


def test_play_moves_the_picture_of_08(site: Site, visit: tuple[BrowserContext, list[str]]) -> None:
    notebook = open_notebook(visit[0], site, "notebooks/08_cell_state_flow.ipynb")
    notebook.run_all()
    exhibit = notebook.exhibit("all-twelve-picture")
    seen = [exhibit.readout]
    exhibit.root.get_by_role("button", name="Play").click()
    for _ in range(3):
        until(lambda: exhibit.readout not in seen)
        seen.append(exhibit.readout)
    notebook.close()


def test_training_in_a_page_can_be_stopped_and_continued(site: Site, visit: tuple[BrowserContext, list[str]]) -> None:
    notebook = open_notebook(visit[0], site, "notebooks/11_damped_sine.ipynb")
    train_stop_and_continue(notebook)
    notebook.close()


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)], ids=["projector", "phone"])
def test_from_the_first_page_to_a_solved_exercise_and_what_was_done_survives_a_reload(
    size: tuple[int, int], site: Site, browser: Browser
) -> None:
    with visitor(browser, size=size) as (context, outside):
        page = context.new_page()
        page.goto(site.url)
        assert page.locator("#trouble").is_hidden()
        page.locator("tr", has_text="What does the forget gate forget?").get_by_role("link", name="without").click()
        page.wait_for_function(READY)
        notebook = LabNotebook(page)
        notebook.run_all()
        notebook.commit("clearing-picture")
        solve(notebook, "exercise-bias", "None  # your turn", "-np.log(2 ** (1 / n) - 1)  # solved")
        done = notebook.ask(DONE)
        assert "05_forget_gate/sign" in done
        assert "05_forget_gate/bias_for" in done
        assert "'text': 'cumsum'" in notebook.ask(COMPLETIONS) or "'text': '.cumsum'" in notebook.ask(COMPLETIONS)
        page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        page.reload()
        page.wait_for_function(READY)
        until(lambda: "sliders" in page.inner_text("body"))
        assert "model not found" not in page.inner_text("body")
        assert notebook.ask(DONE) == done
        assert outside == []


COMPLETIONS = "from IPython import get_ipython; print(get_ipython().kernel.complete('np.cumsu', 8))"
DONE = "from lstm_lesson.live import kept; print(kept.so_far())"


def solve(notebook: LabNotebook, cell: str, gap: str, filled: str) -> None:
    """Fill an exercise's gap in, run it, and see that it is no longer called open."""
    notebook.page.evaluate(
        """([id, gap, filled]) => {
            const notebook = jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === id);
            const model = notebook.activeCell.model.sharedModel;
            model.setSource(model.source.replace(gap, filled));
            return jupyterapp.commands.execute('notebook:run-cell');
        }""",
        [cell, gap, filled],
    )
    said = printed(notebook.page.evaluate(OUTPUTS)[cell])
    assert said
    assert "not attempted yet" not in said
