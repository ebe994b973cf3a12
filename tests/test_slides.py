"""The slides need no network, show every picture, and leave set-up and solutions out."""

import functools
import hashlib
import io
import re
from html.parser import HTMLParser

import nbformat
import pytest
from fontTools.ttLib import TTFont
from nbformat import v4
from notebook_calls import NOTEBOOKS, each_notebook
from notebook_form import CODE as CODE_IN_PROSE
from playwright.sync_api import Browser
from slides import TOOLS, arrange, slides
from slides_font import LENGTHS, font
from test_accessible import findings, open_page

from lstm_lesson.live.asleep import PICTURE, QUESTION

pytestmark = pytest.mark.thorough

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
# What does not fit, slide by slide, as a projector of 1280 × 720 shows it; and how much the smallest has shrunk.
TOO_LARGE = """unfolded => {
    let smallest = 1;
    const found = [];
    for (const slide of Reveal.getSlides()) {
        const place = Reveal.getIndices(slide);
        Reveal.slide(place.h, place.v);
        slide.querySelectorAll("details").forEach(details => { details.open = unfolded; });
        fitPresent();
        smallest = Math.min(smallest, Number(slide.style.getPropertyValue("--fit")));
        const box = slide.getBoundingClientRect();
        const ends = [...slide.querySelectorAll("*")].map(part => part.getBoundingClientRect().right);
        const widest = Math.max(box.right, ...ends);
        if (slide.scrollHeight > slide.clientHeight || box.bottom > innerHeight || widest > innerWidth)
            found.push(`${place.h}.${place.v}: ${slide.scrollHeight} of ${slide.clientHeight}, ${slide.innerText}`);
    }
    return [found, smallest];
}"""
SUBSCRIPTS = """[...document.querySelectorAll("msub")].map(formula => {
    const [base, index] = [...formula.children].map(child => child.getBoundingClientRect());
    return (index.bottom - base.bottom) / base.height;
})"""
RECORDED = {  # a training, and what its slide says of the recorded one
    "03_why_rnns_forget": [
        "Recorded at delay 160 (mean of the seeds): RNN 29 %; RNN, orthogonal start 44 %; RNN with ReLU 38 %"
    ],
    "10_variants": [
        "By the rank test worse than V: NFG on the sine, NIG on the sums",
        "Recorded seeds that solved it: RNN 0 of 5, IRNN 4 of 5, LSTM 5 of 5",
    ],
    "11_damped_sine": ["Step 1,000 of 4,000: the forecast has an error of"],
    "13_limitations": ["Noise 0.003, no switch"],
    "14_attention": ["Recorded at delay 320 (mean of the seeds)"],
}
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
def test_every_slide_fits_a_projector_also_with_its_answer_unfolded(path, browser: Browser, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 720}, offline=True)
    (tmp_path / "slides.html").write_text(slides_of(path), "utf-8")
    page.goto((tmp_path / "slides.html").as_uri())
    page.wait_for_function("window.Reveal?.isReady()")
    for unfolded in (False, True):
        too_large, smallest = page.evaluate(TOO_LARGE, unfolded)
        assert too_large == []
        assert smallest >= 0.6
    page.close()


@pytest.mark.browser
def test_slide_that_is_too_tall_shrinks_and_says_so_when_it_cannot(browser: Browser, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 720}, offline=True)
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell(f"# Long?\n{'word ' * n}") for n in (100, 300, 3000)])
    nbformat.write(notebook, tmp_path / "long.ipynb")
    (tmp_path / "slides.html").write_text(slides(tmp_path / "long.ipynb"), "utf-8")
    page.goto((tmp_path / "slides.html").as_uri())
    page.wait_for_function("window.Reveal?.isReady()")
    too_large, _ = page.evaluate(TOO_LARGE, False)
    assert [line[:4] for line in too_large] == ["2.0:"]
    sizes = page.evaluate("Reveal.getSlides().map(slide => Number(slide.style.getPropertyValue('--fit')))")
    assert sizes[0] == 1 > sizes[1] > 0.6
    page.close()


@pytest.mark.browser
def test_subscripts_stand_below_the_line_without_a_mathematics_font(browser: Browser):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("08"))
    page = open_page(browser, slides_of(path))
    page.wait_for_function("window.Reveal?.isReady()")
    page.evaluate(ALL_AT_ONCE)
    page.evaluate(
        "document.querySelectorAll('math').forEach(formula => { formula.style.fontFamily = 'Course Formulas'; })"
    )
    page.evaluate("document.fonts.ready")
    lowered = page.evaluate(SUBSCRIPTS)
    assert len(lowered) > 20
    assert min(lowered) > 0.1
    page.close()


def test_formulas_font_is_small_and_holds_its_table():
    made = TTFont(io.BytesIO(font()))
    assert len(font()) < 2000
    assert sorted(made.getBestCmap()) == [ord(" "), ord("√")]
    constants = made["MATH"].table.MathConstants
    assert {name: getattr(constants, name).Value for name in LENGTHS} == LENGTHS
    assert 0 < constants.SubscriptShiftDown.Value < 500  # thousandths of the letter size, downwards


@pytest.mark.parametrize("stem", RECORDED)
def test_slide_of_a_training_shows_the_recorded_one(stem):
    html = slides_of(next(path for path in NOTEBOOKS if path.stem == stem))
    alts = re.findall(r'<img alt="([^"]*)"', html)
    for words in RECORDED[stem]:
        assert [alt for alt in alts if words in alt], words
    assert [alt for alt in alts if "Nothing is trained yet" in alt and "Recorded" not in alt] == []


@pytest.mark.browser
@each_notebook
def test_slides_have_no_serious_finding(path, browser: Browser):
    page = open_page(browser, slides_of(path))
    page.wait_for_function("window.Reveal?.isReady()")
    page.evaluate(ALL_AT_ONCE)
    assert findings(page, "body") == ([], 0)
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
        v4.new_markdown_cell("## C\n\nText.\n\n![a cell](cell.png)\n\nMore.\n\n## Sources\n\nBooks."),
        v4.new_code_cell("print(2)", outputs=[v4.new_output("stream", text="2\n" * 30)]),
    ]
    notebook = v4.new_notebook(cells=cells)
    arranged = arrange(notebook).cells
    assert [cell.metadata.slideshow.slide_type for cell in arranged] == [
        *("slide", "skip", "slide", "-"),
        *("subslide", "subslide", "subslide", "notes", "skip"),
        *("slide", "subslide", "subslide", "slide", "subslide"),  # C, its picture, more; the sources; a long output
    ]
    assert arranged[4].outputs[0].data["text/html"] == "<p>?</p>"  # and no word of running: slides never do
    assert arranged[5].outputs[0].data["text/html"] == '<img alt="A line &amp; more." src="data:image/png;base64,AAAA">'
    assert "image/png" in notebook.cells[4].outputs[2].data


@pytest.mark.parametrize("name", SUMS)
def test_reveal_is_unchanged(name):
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == SUMS[name]
