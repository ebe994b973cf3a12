"""Make slides from the notebooks: one HTML file each, which needs no network, no kernel and no other file.

    python3 course.py slides                                     all notebooks, into slides/
    python3 course.py slides notebooks/08_cell_state_flow.ipynb  this one

Each heading begins a slide (to the right); questions, pictures and what they show follow below it. Set-up and solutions
are left out. A slide that is too tall shrinks until it fits (slides_template/static/fit.js).

A cell's metadata may say otherwise: `"slideshow": {"slide_type": "notes"}`. And the stored picture under a question is
the one before the move that the question asks about: `"slideshow": {"result": {"w": 2, "b": 3}}` shows the one after it
(slides_result.py).
"""

import copy
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbconvert.exporters.slides import SlidesExporter
from nbformat import NotebookNode
from offline import ASLEEP, ROOT, TO_NOTEBOOK, OfflineMarkdown, picture, with_pictures, write_each
from slides_font import font_face
from slides_result import show_result

TOOLS = Path(__file__).resolve().parent
LEFT_OUT = {"setup", "solution"}
NOWHERE = "taken-from-the-template"  # instead of reveal.js's address
# Pixels of a slide, and about what a line takes of it, and how many letters a line holds (course.css)
ROOM, CODE_LINE, PROSE_LINE, FORMULA, LETTERS = 700, 29, 38, 90, 88
LINKED_STYLE = re.compile(rf"<link[^>]*{NOWHERE}[^>]*>")
HEADING = re.compile(r"^(?=##? )", re.MULTILINE)
FENCED = re.compile(r"^```", re.MULTILINE)
# A picture that is a paragraph of its own
PICTURE_ALONE = re.compile(r"^((?:!\[[^\]]*\]\([^)]*\)|<img [^>]*>)[ ]*)$", re.MULTILINE)
TO_GLOSSARY = re.compile(r'<a [^>]*href="glossary\.ipynb[^>]*>(.*?)</a>', re.DOTALL)  # it is looked up, not shown


class OfflineSlides(OfflineMarkdown, SlidesExporter):
    """nbconvert's slides, with reveal.js, formulas and pictures inside the file."""


def slides(path: Path) -> str:
    """Return the slides of the notebook at `path` as the text of one HTML file."""
    exporter = OfflineSlides(
        extra_template_basedirs=[str(TOOLS)],
        template_name="slides_template",
        reveal_url_prefix=NOWHERE,
        reveal_width="1280",
        reveal_height="720",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    notebook = arrange(nbformat.read(path, as_version=4))
    resources = {"metadata": {"name": path.stem, "path": str(path.parent)}, "font_face": font_face()}
    html, _ = exporter.from_notebook_node(notebook, resources)
    html = TO_GLOSSARY.sub(r"\1", LINKED_STYLE.sub("", with_pictures(html, path.parent)))
    return TO_NOTEBOOK.sub(r"\1.slides.html", html)


def arrange(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of the notebook with one cell for each thing to show, and where it stands among the slides."""
    arranged = copy.deepcopy(notebook)
    code = [cell.source if cell.cell_type == "code" else "" for cell in arranged.cells]
    arranged.cells = [part for k, cell in enumerate(arranged.cells) for part in parts(cell, code[:k])]
    before, filled = None, 0
    for cell in arranged.cells:
        show = cell.metadata.setdefault("slideshow", NotebookNode())
        full = filled + height(cell) > ROOM
        kind = show.setdefault("slide_type", slide_type(cell, before, full))
        if kind != "skip":
            before, filled = cell, height(cell) + (filled if kind == "-" else 0)
    return arranged


def parts(cell: NotebookNode, before: Sequence[str] = ()) -> list[NotebookNode]:
    """Return a cell as one or more: a question and the picture it unlocks are too much for one slide.

    So are two headings, and a text with a picture in it. before: the code of the cells above.
    """
    if cell.cell_type != "code":
        return text_parts(cell)
    if "result" in cell.metadata.get("slideshow", {}):
        show_result(cell, before)
    for output in cell.outputs:
        if "text/html" in output.get("data", {}):
            output.data["text/html"] = ASLEEP.sub("", output.data["text/html"])  # slides never run
        if "image/png" in output.get("data", {}):
            # with where its sliders stand, and the words that nbconvert would leave out
            output.data["text/html"] = output.data.get("text/html", "") + picture(output.data)
            del output.data["image/png"]
    cell.outputs = [output for output in cell.outputs if output.get("data", {}).get("text/html") != ""]
    if not {"predict", "exhibit"} & set(cell.metadata.get("tags", [])):
        return [cell]
    cell.metadata["transient"] = NotebookNode(remove_source=True)
    split = []
    for number, output in enumerate(cell.outputs, start=1):
        part = copy.deepcopy(cell)
        part.id, part.outputs = f"{cell.id}-{number}", [output]
        split.append(part)
    return split


def text_parts(cell: NotebookNode) -> list[NotebookNode]:
    """Cut a text before each heading, and around each picture that is a paragraph of its own."""
    if cell.cell_type != "markdown" or FENCED.search(cell.source):
        return [cell]
    texts = [text for section in HEADING.split(cell.source) for text in PICTURE_ALONE.split(section) if text.strip()]
    split = []
    for number, text in enumerate(texts):
        part = copy.deepcopy(cell)
        part.id, part.source = f"{cell.id}-{number}" if number else cell.id, text.strip()
        split.append(part)
    return split


def slide_type(cell: NotebookNode, before: NotebookNode | None, full: bool = False) -> str:
    """Return nbconvert's word for a cell's place: "slide" to the right, "subslide" below, "-" on the same slide.

    full: whether the slide so far has no room for the cell.
    """
    if LEFT_OUT & set(cell.metadata.get("tags", [])):
        return "skip"
    if cell.cell_type == "markdown" and PICTURE_ALONE.fullmatch(cell.source):
        return "subslide"
    if cell.cell_type == "markdown":
        number_below_picture = before is not None and before.cell_type == "code" and begins_slide(before)
        starts = "slide" if re.match(r"##? ", cell.source) else "subslide"
        fits = number_below_picture and not full and not shows(before)
        return "-" if starts == "subslide" and fits else starts
    return "subslide" if full or shows(cell) or (before is not None and shows(before)) else "-"


def height(cell: NotebookNode) -> int:
    """Estimate how many pixels of a slide a cell takes, without its pictures."""
    if cell.cell_type == "code":
        printed = [output.get("text", "") for output in cell.outputs]
        return sum(20 + CODE_LINE * len(text.splitlines()) for text in (cell.source, *printed) if text)
    lines = [-(-len(line) // LETTERS) for line in cell.source.splitlines() if line]
    return PROSE_LINE * sum(lines) + 12 * len(lines) + FORMULA * (cell.source.count("$$") // 2)


def begins_slide(cell: NotebookNode) -> bool:
    return cell.metadata.slideshow.slide_type in ("slide", "subslide")


def shows(cell: NotebookNode) -> bool:
    """Return whether a cell shows a question or a picture."""
    if cell.cell_type == "markdown":
        return PICTURE_ALONE.fullmatch(cell.source) is not None
    return any("text/html" in output.get("data", {}) for output in cell.get("outputs", []))


def main(arguments: list[str]) -> int:
    return write_each("slides", arguments, sorted(ROOT.glob("notebooks/[0-9]*.ipynb")), ".slides.html", slides)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
