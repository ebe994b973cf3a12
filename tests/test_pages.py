"""The pages hold everything that a notebook stores, need no network, fit a phone, and print as a hand-out."""

import functools
import re
import zlib
from html import unescape

import nbformat
import pages
import pytest
from notebook_calls import NOTEBOOKS, each_notebook
from notebook_form import CODE as CODE_IN_PROSE
from offline import ROOT, to_html, with_pictures
from playwright.sync_api import Browser
from test_slides import FORMULA, References
from way import MAP_PROGRESS, WRITTEN_HERE

pytestmark = pytest.mark.thorough
page_of = functools.cache(pages.page)
WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
# Parts that reach beyond the page to the right, unless they scroll by themselves
TOO_WIDE = """[...document.querySelectorAll("body *")].filter(part =>
    part.getBoundingClientRect().right > innerWidth + 1 && !part.closest("table, math, pre")
).map(part => part.outerHTML.slice(0, 80))"""
SEEN = """selector => [...document.querySelectorAll(selector)].map(part =>
    part.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))"""


def shown_cells(path):
    cells = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if cell.id not in WRITTEN_HERE and cell.id != MAP_PROGRESS]


@each_notebook
def test_page_fetches_nothing_and_its_links_lead_to_pages(path):
    html = page_of(path)
    assert References(html).found == []
    assert re.findall(r"url\((?![\"']?data:)[^)]*|@import|<script", html) == []
    assert re.findall(r'<a [^>]*href="[^":]*\.ipynb', html) == []
    near = {link.partition("#")[0] for link in re.findall(r'<a [^>]*href="([^":]+\.html[^"]*)"', html)}
    made = {pages.CONTENTS, *(f"{one.stem}.html" for one in [*pages.course(), pages.glossary()])}
    assert near <= made


@each_notebook
def test_page_holds_every_picture_with_its_sentence_every_question_and_every_printed_line(path):
    html = page_of(path)
    text = unescape(re.sub(r"<[^>]+>", "", html))
    for cell in shown_cells(path):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                assert data["image/png"].strip() in html
                assert data["text/plain"].partition("\n")[2] in text
            elif "text/html" in data and "solution" not in cell.metadata.get("tags", []):
                asked = re.search(r"Predict\.</b> (.+?)</p>", data["text/html"])
                assert asked is None or unescape(re.sub(r"<[^>]+>", "", asked[1])) in text
            for line in output.get("text", "").splitlines():
                assert line in text


@each_notebook
def test_formulas_of_a_page_are_mathml(path):
    prose = "\n".join(CODE_IN_PROSE.sub("", cell.source) for cell in shown_cells(path) if cell.cell_type == "markdown")
    html = page_of(path)
    assert html.count("<math") == len(FORMULA.findall(prose))
    assert "<merror" not in html


def test_contents_lead_to_every_page():
    html = pages.contents(list(pages.course()))
    assert References(html).found == []
    for path in NOTEBOOKS:
        assert f'href="{path.stem}.html"' in html


def test_page_is_small_enough_to_be_sent_around():
    sizes = {path.stem: len(zlib.compress(page_of(path).encode())) / 1e6 for path in NOTEBOOKS}
    assert max(sizes.values()) < 2.0, sizes


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("../../secret/id_rsa", "must be an image"),
        ("../../secret/photo.png", "must lie in"),
        ("https://example.com/a.png", "not an address"),
        ("../assets/nothing.png", "there is no picture"),
    ],
)
def test_picture_from_outside_the_course_is_refused(source, complaint, tmp_path):
    course = tmp_path / "course"
    for folder in (course / "notebooks", course / "assets", tmp_path / "secret"):
        folder.mkdir(parents=True)
    for name in ("id_rsa", "photo.png"):
        (tmp_path / "secret" / name).write_bytes(b"private")
    with pytest.raises(ValueError, match=complaint):
        with_pictures(f'<img alt="x" src="{source}">', course / "notebooks", course)


def test_picture_of_the_course_is_put_inside():
    html = with_pictures('<img alt="x" src="../assets/gru.svg">', ROOT / "notebooks")
    assert html.startswith('<img alt="x" src="data:image/svg+xml;base64,')


def test_formula_that_is_none_is_named():
    with pytest.raises(ValueError, match=r"left.* is no formula"):
        to_html(r"$\left( x$")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("pages")
    for path in [*pages.course(), *([pages.glossary()] if pages.glossary().exists() else [])]:
        (made / f"{path.stem}.html").write_text(page_of(path), "utf-8")
    (made / pages.CONTENTS).write_text(pages.contents(list(pages.course())), "utf-8")
    return made


@pytest.mark.browser
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["projector", "phone"])
def test_browser_without_a_network_shows_every_page_from_the_contents_on(size, folder, browser: Browser):
    page = browser.new_page(viewport=size, offline=True)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url[:60]))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((folder / pages.CONTENTS).as_uri())
    page.get_by_role("link", name="What will I be able to do").or_(page.locator("td a")).first.click()
    for number, path in enumerate(NOTEBOOKS):
        assert page.url == (folder / f"{path.stem}.html").as_uri()
        assert page.evaluate(TOO_WIDE) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        widths = page.evaluate("[...document.images].map(image => [image.naturalWidth, image.alt])")
        assert all(width > 100 and len(alt) > 15 for width, alt in widths)
        if number + 1 < len(NOTEBOOKS):
            page.locator("nav.end a", has_text="→").click()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()


@pytest.mark.browser
def test_printed_page_folds_answers_unless_they_are_asked_for_and_nothing_else(folder, browser: Browser):
    page = browser.new_page(viewport=WIDE, offline=True)
    page.goto((folder / "05_forget_gate.html").as_uri())
    assert not any(page.evaluate(SEEN, "details.answer p, details.setup .highlight"))
    page.emulate_media(media="print")
    page.wait_for_function(f"({SEEN})('details.setup .highlight').every(seen => seen)")  # drawn a moment later
    assert not any(page.evaluate(SEEN, "details.answer p"))
    assert not any(page.evaluate(SEEN, "nav"))
    page.emulate_media(media="screen")
    page.get_by_label("print with answers").check()
    page.emulate_media(media="print")
    page.wait_for_function(f"({SEEN})('details.answer p').every(seen => seen)")
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.close()
