"""Nobody is kept out: axe-core finds nothing serious in the notebooks' pages, nor in the exhibits alive."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pages
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import running_lab
from frames import names
from nbformat import v4
from notebook_calls import each_notebook
from notebook_form import KERNELSPEC, PICTURE, nameless_pictures
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[1]
BAD = ("serious", "critical")
# ipywidgets' sliders are not ours to mend, and tested to be still so; the number box beside each has a name.
HANDLE = ("aria-input-field-name", ".noUi-handle")


def findings(page: Page, *within: str, known: tuple[str, str] = ("", "")) -> tuple[list[str], int]:
    """List each serious or critical finding of axe-core inside the selectors; count the known ones instead.

    known: a rule, and a selector of what holds the parts that break it.
    """
    answer = Axe().run(page, {"include": [[selector] for selector in within]}, {"resultTypes": ["violations"]})
    found, times = [], 0
    for finding in answer.response["violations"]:
        for node in finding["nodes"] if finding["impact"] in BAD else []:
            inside = "([target, known]) => document.querySelector(target).closest(known) !== null"
            if finding["id"] == known[0] and page.evaluate(inside, [node["target"][0], known[1]]):
                times += 1
            else:
                found.append(f"{finding['id']}: {node['html'][:200]} {node['failureSummary'][:300]}")
    return found, times


def open_page(browser: Browser, html: str) -> Page:
    """Open a page that reaches nothing outside itself."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, offline=True)
    page.set_content(html, wait_until="domcontentloaded")
    return page


# ---- Pages


@pytest.mark.browser
@pytest.mark.parametrize("path", [*pages.course(), pages.glossary()], ids=lambda path: path.stem)
def test_page_to_read_has_no_serious_finding(path, browser: Browser):
    page = open_page(browser, pages.page(path))
    assert findings(page, "body") == ([], 0)
    page.close()


# ---- Words for every picture


@each_notebook
def test_every_picture_has_words_that_say_what_it_shows(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert list(nameless_pictures(cell.source)) == []
            assert [match[0] for match in PICTURE.finditer(cell.source) if match[1] and len(match[1].split()) < 4] == []
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                sentence = output.data["text/plain"].partition("\n")[2] or output.metadata["image/png"]["alt"]
                assert len(sentence.split()) >= 4, f"{cell.id}: {sentence!r} does not say what the picture shows"


# ---- The live page

EVERYTHING = f"""\
import sys
sys.path.append({str(ROOT / "tools")!r})
from ipywidgets import VBox
from frames import exhibits
from lstm_lesson.live.question import Prediction
from lstm_lesson.live.questions import files_in, read

shown = [exhibit for _, exhibit in exhibits()]
asked = [Prediction(question) for path in files_in().values() for question in list(read(path).values())[:2]]
for prediction in asked[1::2]:
    if prediction.choice is not None:
        prediction.choice.index = 0
    else:
        prediction.box.value = "0"
    prediction.commit.click()
VBox([thing.widget for thing in [*shown, *asked]], layout={{"margin": "0"}})"""


@pytest.fixture(scope="module")
def everything(browser: Browser, tmp_path_factory) -> Iterator[Page]:
    """JupyterLab with every exhibit of the course in one cell, and questions, open and committed."""
    folder = tmp_path_factory.mktemp("everything") / "notebooks"
    folder.mkdir()
    cells = [v4.new_code_cell(EVERYTHING, id="everything")]
    nbformat.write(v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), folder / "all.ipynb")
    with running_lab(folder) as lab:
        notebook = lab.open(browser, "all.ipynb")
        notebook.run_all()
        notebook.page.locator(".lesson-prediction").last.wait_for()
        yield notebook.page
        notebook.close()


@pytest.mark.browser
def test_live_exhibits_and_questions_have_no_serious_finding_but_the_sliders_handles(everything: Page):
    exhibits = everything.locator(".lesson-exhibit").count()
    questions = everything.locator(".lesson-prediction").count()
    found, handles = findings(everything, ".lesson-exhibit", ".lesson-prediction", known=HANDLE)
    assert found == []
    assert exhibits >= 5
    assert questions >= 2
    assert handles > 0, "ipywidgets names its sliders' handles now: take the exception HANDLE away"


@pytest.mark.browser
def test_every_slider_has_a_named_box_beside_it(everything: Page):
    boxes = everything.locator(".lesson-exhibit .widget-hbox:has(> .widget-slider) > .widget-text input")
    nameless = "all => all.filter(box => !(box.labels[0]?.innerText.trim())).map(box => box.outerHTML)"
    assert boxes.evaluate_all(nameless) == []
    assert boxes.count() == everything.locator(".lesson-exhibit .noUi-handle").count()


# ---- On every screen

TOGETHER = ((1440, 900), (1366, 768), (1280, 720))  # windows in which an exhibit is seen as a whole, at its full size
NARROW = ((768, 1024), (390, 844))  # windows in which its parts stand below each other
EDGE = 1  # pixels: places are rounded
MEASURE = """() => {
    const room = jupyterapp.shell.currentWidget.content.node.getBoundingClientRect();
    return [...document.querySelectorAll('.lesson-exhibit')].map(exhibit => {
        const output = exhibit.closest('.jp-OutputArea-output').getBoundingClientRect();
        const picture = exhibit.querySelector('.lesson-picture img');
        const beyond = [...exhibit.querySelectorAll('*')].filter(part => {
            const place = part.getBoundingClientRect();
            return place.width > 0 && place.height > 0 && place.right > Math.min(output.right, room.right) + 1;
        });
        return {
            height: exhibit.getBoundingClientRect().height,
            room: room.height,
            scale: picture.getBoundingClientRect().width / picture.naturalWidth,
            cut: beyond.map(part => `${part.tagName} ${part.className}`).slice(0, 3),
        };
    });
}"""


@pytest.mark.browser
def test_every_exhibit_is_seen_as_a_whole_on_a_projector_and_nothing_of_it_is_cut_on_a_phone(everything: Page):
    before = everything.viewport_size
    assert before is not None
    for width, height in (*TOGETHER, *NARROW):
        everything.set_viewport_size({"width": width, "height": height})
        everything.wait_for_timeout(1000)  # until the page has settled
        measured = everything.evaluate(MEASURE)
        assert len(measured) == len(names())
        for name, exhibit in zip(names(), measured, strict=True):
            where = f"{name} at {width} × {height}"
            assert exhibit["cut"] == [], where
            if (width, height) in TOGETHER:
                assert exhibit["height"] <= exhibit["room"] + EDGE, where
                assert exhibit["scale"] == pytest.approx(1), where  # its texts are as large as they were drawn
    everything.set_viewport_size(before)


# ---- The searches themselves


@pytest.mark.browser
@pytest.mark.parametrize(
    ("html", "rule"),
    [
        ('<img src="data:,">', "image-alt"),
        ('<p style="color:#999;background:white">pale words</p>', "color-contrast"),
        ("<input>", "label"),
        ("<button></button>", "button-name"),
        ('<div role="slider" aria-valuenow="1" tabindex="0"></div>', "aria-input-field-name"),
    ],
)
def test_what_keeps_people_out_is_found(html, rule, browser: Browser):
    page = open_page(browser, f"<html lang='en'><title>A page</title><main>{html}</main></html>")
    assert [line.split(":")[0] for line in findings(page, "body", known=HANDLE)[0]] == [rule]
    page.close()
