"""What a student sees: the notebooks in a real JupyterLab, in a real browser."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from browser import PATIENCE, WINDOW, Lab, LabExhibit, LabNotebook
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: Lab) -> Iterator[LabNotebook]:
    """Notebook 08, run from top to bottom."""
    notebook = lab.open(browser, "08_cell_state_flow.ipynb")
    notebook.run_all()
    yield notebook
    notebook.close()


def test_a_key_on_a_slider_of_08_changes_picture_and_readout_and_the_way_back_restores_both(
    notebook: LabNotebook,
) -> None:
    exhibit = notebook.exhibit("all-twelve-picture")
    picture, readout = exhibit.picture, exhibit.readout

    exhibit.press("b_f", "ArrowRight")
    assert exhibit.picture != picture
    assert exhibit.readout != readout
    assert exhibit.alt == exhibit.readout

    exhibit.press("b_f", "ArrowLeft")
    assert exhibit.picture == picture
    assert exhibit.readout == readout


def place(exhibit: LabExhibit) -> tuple[float, float]:
    """Return where the picture stands in its exhibit: the page may scroll, and what is above it may still grow."""
    box, whole = exhibit.root.locator(".lesson-picture img").bounding_box(), exhibit.root.bounding_box()
    assert box
    assert whole
    return box["x"] - whole["x"], box["y"] - whole["y"]


def click(exhibit: LabExhibit, words: str) -> None:
    before = exhibit.picture
    exhibit.root.get_by_role("button", name=words).click()
    exhibit.wait_for_another(before)


def test_pin_copy_and_clear_of_08_work_and_the_picture_stays_in_its_place(notebook: LabNotebook) -> None:
    exhibit = notebook.exhibit("all-twelve-picture")
    where = place(exhibit)

    click(exhibit, "Pin")
    exhibit.press("b_f", "ArrowRight")
    assert exhibit.alt.endswith(" Pinned: b_f = 2.0.")
    assert place(exhibit) == where

    field = exhibit.root.locator(".lesson-line input")
    exhibit.root.get_by_role("button", name="Copy settings").click()
    notebook.page.wait_for_function("field => field.value.includes('b_f=2.1, ')", arg=field.element_handle())
    field.click()
    field.press("ControlOrMeta+a")
    chosen = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    line = field.evaluate(chosen)
    assert line.startswith("from lstm_lesson import cell_state_flow; cell_state_flow(w_xf=0.0, ")
    notebook.page.context.grant_permissions(["clipboard-read"])
    assert notebook.page.evaluate("navigator.clipboard.readText()") == line
    assert place(exhibit) == where

    copied = exhibit.picture
    exhibit.press("b_f", "ArrowLeft")
    assert field.input_value() == ""
    assert not field.is_visible()
    exhibit.root.get_by_role("button", name="Paste").click()
    field.fill(line)
    before = exhibit.picture
    field.press("Enter")
    exhibit.wait_for_another(before)
    assert exhibit.picture == copied
    assert not field.is_visible()
    exhibit.press("b_f", "ArrowLeft")
    click(exhibit, "Clear")
    assert "Pinned" not in exhibit.readout
    assert place(exhibit) == where


def test_list_is_typed_where_the_menu_asks_for_it(notebook: LabNotebook) -> None:
    exhibit = notebook.exhibit("all-twelve-picture")
    where, before = place(exhibit), exhibit.picture
    box = exhibit.root.locator(".lesson-own-list input")
    assert not box.is_visible()
    exhibit.root.locator(".lesson-control-input select").select_option("your own list")
    exhibit.wait_for_another(before)
    before = exhibit.picture
    box.fill("0,5; 1; 0")
    box.press("Enter")
    exhibit.wait_for_another(before)
    assert box.input_value() == "0.5, 1, 0"
    assert exhibit.readout.startswith("At step t = 2: ")
    assert place(exhibit) == where


def test_check_of_a_challenge_speaks_above_its_picture_and_all_is_seen_at_once(notebook: LabNotebook) -> None:
    exhibit = notebook.exhibit("exercise-picture")
    where = place(exhibit)
    exhibit.root.get_by_role("button", name="Check").click()
    task = exhibit.root.locator(".lesson-task")
    task.get_by_text("not attempted yet").wait_for()
    assert place(exhibit) == where


def test_row_of_buttons_is_locked_until_the_prediction_is_made(notebook: LabNotebook) -> None:
    exhibit = notebook.exhibit("where-from-picture")
    pin = exhibit.root.get_by_role("button", name="Pin")
    assert pin.is_disabled()
    notebook.commit("where-from-picture")
    expect(pin).to_be_enabled(timeout=PATIENCE)  # the reasons may be there first


def test_play_moves_the_step_by_itself_until_it_is_paused(notebook: LabNotebook) -> None:
    exhibit = notebook.exhibit("all-twelve-picture")
    exhibit.root.get_by_role("button", name="Reset").click()
    step = exhibit.root.locator(".lesson-control-t input")
    expect(step).to_have_value("23", timeout=PATIENCE)
    exhibit.root.get_by_role("button", name="Play").click()
    for later in (24, 26):
        notebook.page.wait_for_function("([box, step]) => +box.value >= step", arg=[step.element_handle(), later])
    exhibit.root.get_by_role("button", name="Pause").click()
    exhibit.root.get_by_role("button", name="Play").wait_for()
    notebook.page.wait_for_timeout(300)  # one frame may have been under way when Pause was pressed
    notebook.wait_until_idle()
    paused = step.input_value()
    notebook.page.wait_for_timeout(600)  # four frames
    assert step.input_value() == paused
    assert exhibit.readout.startswith(f"At step t = {paused}: ")


WIDE = """([exhibit, times]) => {
    const picture = exhibit.querySelector('.lesson-picture img');
    return picture.complete && picture.naturalWidth === times * picture.getAttribute('width');
}"""


@pytest.mark.thorough
def test_picture_that_stands_still_is_sharp_where_the_screen_has_more_pixels(notebook: LabNotebook) -> None:
    exhibit = notebook.exhibit("all-twelve-picture")
    page, root = notebook.page, exhibit.root.element_handle()
    where, coarse = place(exhibit), exhibit.picture
    assert page.evaluate(WIDE, [root, 1])
    screen = page.context.new_cdp_session(page)
    size = {"width": WINDOW[0] + 1, "height": WINDOW[1], "mobile": False}  # zooming changes the width, too
    screen.send("Emulation.setDeviceMetricsOverride", {**size, "deviceScaleFactor": 2})
    page.evaluate("new Promise(requestAnimationFrame)")  # only with a frame does the page learn of it
    page.wait_for_function(WIDE, arg=[root, 2])
    assert place(exhibit) == where

    exhibit.press("b_f", "ArrowRight")
    page.wait_for_function(WIDE, arg=[root, 2])
    exhibit.press("b_f", "ArrowLeft")
    page.wait_for_function(WIDE, arg=[root, 2])
    screen.send("Emulation.clearDeviceMetricsOverride")
    page.evaluate("new Promise(requestAnimationFrame)")
    fineness = exhibit.root.locator(".lesson-fineness input")
    expect(fineness).to_have_value("1")
    exhibit.press("b_f", "ArrowRight")
    exhibit.press("b_f", "ArrowLeft")
    page.wait_for_timeout(1000)  # twice as long as it must stand still
    assert exhibit.picture == coarse


@pytest.mark.thorough
def test_notebook_run_again_frees_every_widget_of_the_run_before(notebook: LabNotebook) -> None:
    alive = "import gc, ipywidgets.widgets.widget as w; gc.collect(); print(len(w._instances))"
    notebook.run_all()
    before = int(notebook.ask(alive))
    notebook.run_all()
    assert int(notebook.ask(alive)) == before > 1000


# ---- A page before, after and without its kernel

STATES = """async () => {
    const cells = jupyterapp.shell.currentWidget.content.widgets;
    let words = "";
    for (const cell of cells) {  // those out of sight are not rendered
        cell.node.scrollIntoView();
        await new Promise(resolve => setTimeout(resolve, 60));
        words += cell.node.innerText + "\\n";
    }
    const there = selector => document.querySelectorAll(selector).length;
    return [words, there(".lesson-exhibit"), there("img[src^='data:image/png']"),
            jupyterapp.shell.currentWidget.context.model.dirty];
}"""
SLEPT = """() => getComputedStyle(document.querySelector('.lesson-exhibit'), '::before').content"""
NOT_RUNNING = "Not running yet. Choose"
OPEN = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.isReady"


@dataclass
class Seen:
    """What a page shows."""

    words: str
    exhibits: int
    pictures: int
    unsaved: bool


def look(page: Page) -> Seen:
    return Seen(*page.evaluate(STATES))


def load_again(page: Page) -> Seen:
    page.reload()
    page.wait_for_function(OPEN)
    page.wait_for_function("jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'")
    return look(page)


def save(page: Page) -> None:
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("!jupyterapp.shell.currentWidget.context.model.dirty")


@pytest.mark.thorough
def test_notebook_survives_being_opened_saved_loaded_again_and_its_kernels_end(browser: Browser, lab: Lab) -> None:
    notebook = lab.open(browser, "00_start_here.ipynb")
    page = notebook.page
    page.wait_for_function("jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'")
    opened = look(page)
    assert not opened.unsaved
    assert opened.exhibits == 0
    assert opened.pictures == 5
    notebook.run_all()
    assert look(page).exhibits == 5
    assert NOT_RUNNING not in look(page).words
    assert page.evaluate(SLEPT) == "none"
    save(page)

    again = load_again(page)
    assert again.exhibits == 5
    assert not again.unsaved

    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.wait_for_function(f"({SLEPT})().startsWith('\"Asleep, because the kernel has stopped.')")
    assert page.locator(".lesson-picture img").first.is_visible()
    assert look(page).exhibits == 5
    assert not page.locator(".jupyter-widgets-disconnected").count()  # which says so of a kernel started again

    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.changeKernel({name: 'python3'})")
    page.wait_for_function("jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'")
    notebook.run_all()
    assert page.evaluate(SLEPT) == "none"

    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    page.wait_for_function("document.querySelector('.lesson-exhibit.jupyter-widgets-disconnected')")
    assert page.evaluate(SLEPT).startswith('"Asleep, because the kernel has stopped.')

    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    night = load_again(page)
    assert night.words.count("model not found") == opened.words.count("model not found")  # the help names it
    assert night.words.count(NOT_RUNNING) == 5
    assert (night.exhibits, night.pictures) == (0, 5)
    notebook.close()


def test_lab_opens_with_the_file_browser_closed_and_no_question_over_the_notebook(browser: Browser, lab: Lab) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{lab.url}/lab/tree/01_sigmoid_and_tanh.ipynb?token={lab.token}")
    page.wait_for_function(OPEN)
    page.wait_for_timeout(3000)  # JupyterLab asks its questions a moment after it has opened
    assert page.evaluate("jupyterapp.shell.leftCollapsed")
    assert page.locator(".Toastify__toast").count() == 0
    assert [url for url in asked if not url.startswith((lab.url, "data:", "blob:"))] == []
    LabNotebook(page).close()
