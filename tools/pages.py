"""Make pages from the notebooks, to read and to print: one HTML file each, which needs no network and no other file.

    python3 course.py pages                                     all of them, into pages/, with a table of contents
    python3 course.py pages notebooks/08_cell_state_flow.ipynb  this one

A page is the stored notebook: text, code, printed results, pictures. Answers and solutions are folded. Printed, by the
browser (Ctrl+P), a page is a hand-out without them; tick *with answers* at its top to print them too.
"""

import re
import sys
from functools import cache
from html import escape
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from offline import ASLEEP, ROOT, TO_NOTEBOOK, picture, to_html, with_pictures, words_of, write_each
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from slides_font import font_face
from way import MAP_PROGRESS, NOTEBOOKS, WRITTEN_HERE

from lstm_lesson.whole_files import write_whole

STYLE = Path(__file__).resolve().parent / "pages_template" / "page.css"
COURSE = "LSTM networks, with your hands on the sliders"
CONTENTS = "index.html"
SHOWN = {"predict", "exhibit"}  # their one line of code only makes the picture
FOLDED = {"setup": "What this page imports", "solution": "A solution"}
NOT_HERE = {*WRITTEN_HERE, MAP_PROGRESS}  # a page has links of its own, and nobody's progress
TO_LIVE = "Here the pictures stand still. In the notebook they have sliders: README.md says how to open it."


def page(path: Path) -> str:
    """Return the notebook at `path` as the text of one HTML file."""
    notebook = nbformat.read(path, as_version=4)
    body = "\n".join(of_cell(cell) for cell in notebook.cells if cell.id not in NOT_HERE)
    return document(title_of(path), f"{leading(path)}{body}{leading(path, 'end')}", path.parent)


def contents(paths: list[Path]) -> str:
    """Return the table of contents as the text of one HTML file."""
    rows = "".join(
        f'<tr><td>{path.stem[:2]}</td><td><a href="{path.stem}.html">{escape(title_of(path))}</a></td>'
        f"<td>{minutes(path)}</td></tr>"
        for path in paths
    )
    more = ""
    if glossary().exists():
        more = f'<p><a href="{glossary().stem}.html">{escape(title_of(glossary()))}</a></p>'
    body = (
        f"<h1>{escape(COURSE)}</h1>"
        "<p>Each page asks one question, lets you guess, and shows why the answer is what it is. "
        f"{escape(TO_LIVE)}</p>"
        f'<img alt="One LSTM unit over forty steps." src="../assets/cell_state_flow.png">'
        f"<table><tr><th></th><th>Question</th><th>Minutes</th></tr>{rows}</table>{more}"
    )
    return document(COURSE, body, ROOT / "notebooks")


def document(title: str, body: str, folder: Path) -> str:
    """Return a whole HTML file; `folder` is where the pictures of `body` are looked up."""
    body = body.replace("<table", '<table tabindex="0"')  # a wide one scrolls, by the arrow keys, too
    code = HtmlFormatter(style="xcode").get_style_defs(".highlight")
    html = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>\n{font_face()}\n{code}\n{STYLE.read_text('utf-8')}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return TO_NOTEBOOK.sub(r"\1.html", with_pictures(html, folder))


def of_cell(cell: NotebookNode) -> str:
    """Return a cell as HTML."""
    if cell.cell_type != "code":
        return to_html(cell.source)
    tags = set(cell.metadata.get("tags", []))
    source = highlight(cell.source, PythonLexer(), HtmlFormatter())
    if folded := tags & FOLDED.keys():
        kind = folded.pop()
        look = "answer" if kind == "solution" else kind
        return f'<details class="{look}"><summary>{FOLDED[kind]}</summary>{source}</details>'
    seen = "".join(of_output(output) for output in cell.outputs)
    return seen if tags & SHOWN and "exercise" not in tags else source + seen


def of_output(output: NotebookNode) -> str:
    """Return what a cell has printed or shown as HTML: a picture with its sentence above it."""
    data = output.get("data", {})
    if "image/png" in data:
        return f'<p class="says">{words_of(data)}</p>{picture(data)}'
    if "text/html" in data:
        html = ASLEEP.sub("", data["text/html"]).replace("<details>", '<details class="answer">')
        return f'<div class="question">{html}</div>' if re.sub(r"<[^>]+>", "", html).strip() else ""
    text = output.get("text", "") or data.get("text/plain", "")
    return f'<pre class="printed">{escape(text.rstrip())}</pre>' if text.strip() else ""


@cache
def course() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "notebooks").glob(NOTEBOOKS)))


def glossary() -> Path:
    return ROOT / "notebooks" / "glossary.ipynb"


@cache
def title_of(path: Path) -> str:
    """Return the question that a notebook asks in its first line."""
    found = re.search(r"^# (.+)$", first_texts(path), re.MULTILINE)
    return re.sub(r"[*`$]", "", found[1]) if found else path.stem


def minutes(path: Path) -> str:
    found = re.search(r"\*\*(\d+) minutes", first_texts(path))
    return found[1] if found else ""


@cache
def first_texts(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells[:4]
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def leading(path: Path, place: str = "top") -> str:
    """Return the links to the neighbours and to the contents; at the top also the box for printing."""
    links = []
    if path in course():
        here = course().index(path)
        if here > 0:
            links.append(f'<a href="{course()[here - 1].stem}.html">← {course()[here - 1].stem[:2]}</a>')
        links.append(f'<a href="{CONTENTS}">Contents</a>')
        if here + 1 < len(course()):
            links.append(f'<a href="{course()[here + 1].stem}.html">{course()[here + 1].stem[:2]} →</a>')
    else:
        links.append(f'<a href="{CONTENTS}">Contents</a>')
    if glossary().exists() and path != glossary():
        links.append(f'<a href="{glossary().stem}.html">Glossary</a>')
    if place == "top":
        links.append('<label class="answers"><input type="checkbox" id="answers"> print with answers</label>')
    return f'<nav class="{place}">{" ".join(links)}</nav>\n'


def main(arguments: list[str]) -> int:
    every = [*course(), *([glossary()] if glossary().exists() else [])]
    failed = write_each("pages", arguments, every, ".html", page)
    if not arguments and not failed:
        write_whole(ROOT / "pages" / CONTENTS, contents(list(course())).encode())
        print(f"pages/{CONTENTS}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
