"""The slides need no network, show every picture, and leave set-up and solutions out."""

import functools
import hashlib
import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat import v4
from notebook_calls import each_notebook
from notebook_form import CODE as CODE_IN_PROSE
from playwright.sync_api import Browser
from slides import TOOLS, arrange, slides
from test_accessible import CODE, findings, open_page

from lstm_lesson.live.asleep import PICTURE, QUESTION

STATIC = TOOLS / "slides_template" / "static"
# reveal.js 6.0.2 as npm has it; CONTRIBUTING.md says how to renew it
SUMS = {
    "reveal.js": "aa1bbbf2617b23a623b23612cb3c5bdb63de512e652bf20fcfa832b045d37844",
    "reveal.css": "615ee850cbbb98a0f688b60ed37b21819a3f54c9f3e6f20e33e63693ab74a0c0",
}

FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$]+\$", re.DOTALL)
# Slides out of sight would not be looked at.
ALL_AT_ONCE = """document.querySelectorAll(".slides section").forEach(section => {
    section.hidden = false; section.removeAttribute("aria-hidden"); section.classList.add("present");
    section.style = "display: block; position: static; visibility: visible; opacity: 1; transform: none";
})"""
slides_of = functools.cache(slides)


class References(HTMLParser):
    """All that a page would fetch by itself: not what a reader may click on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("src", "srcset", "data", "poster") or (name == "href" and tag not in ("a", "area")):
                self.found += [] if (value or "").startswith("data:") else [f"{tag} {value}"]


@each_notebook
def test_slides_fetch_nothing(path):
    html = slides_of(path)
    assert References(html).found == []
    styles = "".join(re.findall(r"<style.*?</style>", html, re.DOTALL))
    assert re.findall(r"url\((?![\"']?data:)[^)]*|@import[^;]*", styles) == []


def test_reference_to_elsewhere_is_found():
    html = "<link href='https://x.org/a.css'><script src='b.js'></script><img src='data:,'><a href='//x.org'>x</a>"
    assert References(html).found == ["link https://x.org/a.css", "script b.js"]


@each_notebook
def test_formulas_are_mathml_and_links_lead_to_slides(path):
    html = slides_of(path)
    cells = nbformat.read(path, as_version=4).cells
    prose = "\n".join(CODE_IN_PROSE.sub("", cell.source) for cell in cells if cell.cell_type == "markdown")
    assert html.count("<math") == len(FORMULA.findall(prose))
    assert "<merror" not in html
    assert re.findall(r'<a [^>]*href="[^":]*\.ipynb', html) == []


@pytest.mark.browser
@each_notebook
def test_browser_without_a_network_shows_every_picture(path, browser: Browser, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 800}, offline=True)
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url[:100]))
    page.on("pageerror", lambda error: errors.append(str(error)))
    (tmp_path / "slides.html").write_text(slides_of(path), "utf-8")
    page.goto((tmp_path / "slides.html").as_uri())
    page.wait_for_function("window.Reveal?.isReady()")
    assert errors == []
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []
    assert [url for url in asked if url.startswith("file:")] == [(tmp_path / "slides.html").as_uri()[:100]]

    stored = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
    images = page.evaluate("[...document.images].map(image => [image.naturalWidth, image.alt])")
    assert len(images) >= sum("image/png" in output.get("data", {}) for output in stored)
    assert all(width > 100 and len(alt) > 15 for width, alt in images)

    first = page.evaluate("Reveal.getCurrentSlide().innerText")
    assert first.strip().endswith("?") or "?" in first.splitlines()[0]
    page.keyboard.press("Space")
    assert page.evaluate("Reveal.getSlidePastCount()") == 1
    assert page.evaluate("Reveal.getCurrentSlide().innerText") != first
    page.close()


@pytest.mark.browser
@each_notebook
def test_slides_have_no_serious_finding(path, browser: Browser):
    page = open_page(browser, slides_of(path))
    page.wait_for_function("window.Reveal?.isReady()")
    page.evaluate(ALL_AT_ONCE)
    found, _ = findings(page, "body", known=CODE)
    assert found == []
    page.close()


def test_cells_stand_where_a_teacher_wants_them():
    asleep = v4.new_output("display_data", {"text/html": PICTURE, "text/plain": "Not running yet."})
    picture = v4.new_output("display_data", {"image/png": "AAAA", "text/plain": "Exhibit('f')\nA line & more."})
    question = v4.new_output("display_data", {"text/html": f"<p>?</p>{QUESTION}", "text/plain": "Predict: ?"})
    tags = ["predict", "exhibit"]
    cells = [
        v4.new_markdown_cell("# A?"),
        v4.new_code_cell("import x", metadata={"tags": ["setup"]}),
        v4.new_markdown_cell("## B"),
        v4.new_code_cell("print(1)"),
        v4.new_code_cell("predict()", outputs=[question, asleep, picture], metadata={"tags": tags}),
        v4.new_markdown_cell("Seen."),
        v4.new_markdown_cell("Aside.", metadata={"slideshow": {"slide_type": "notes"}}),
        v4.new_code_cell("solved", metadata={"tags": ["solution"]}),
    ]
    notebook = v4.new_notebook(cells=cells)
    arranged = arrange(notebook).cells
    assert [cell.metadata.slideshow.slide_type for cell in arranged] == [
        *("slide", "skip", "slide", "-"),
        *("subslide", "subslide", "subslide", "notes", "skip"),
    ]
    assert arranged[4].outputs[0].data["text/html"] == "<p>?</p>"  # and no word of running: slides never do
    assert arranged[5].outputs[0].data["text/html"] == '<img alt="A line &amp; more." src="data:image/png;base64,AAAA">'
    assert "image/png" in notebook.cells[4].outputs[2].data


@pytest.mark.parametrize("name", SUMS)
def test_reveal_is_unchanged(name):
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == SUMS[name]
