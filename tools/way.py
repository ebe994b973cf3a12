"""The cells that lead through the course: at the top and at the end of each notebook, written here and not by hand.

    python tools/way.py      writes them anew in all notebooks, and runs nothing

`refresh.py` writes them too, and tests/test_way.py holds every notebook to them. They are plain Markdown with links to
the files beside, so that they work in JupyterLab and Notebook 7, on a code host and on a page of files alike.
"""

import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from lstm_lesson.whole_files import write_whole

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = "[0-9][0-9]_*.ipynb"
TOP, END = "way-top", "way-end"
# Slides have arrows of their own, and nothing on them can be run.
METADATA = {"slideshow": {"slide_type": "skip"}}
RUN = "**This page comes alive when you run it:** choose *Run → Run All Cells* in the menu."


def lead(notebook: NotebookNode, path: Path) -> None:
    """Put both cells into a notebook that is stored at `path`, in place of those that it has."""
    course = sorted(path.parent.glob(NOTEBOOKS))
    if path not in course:
        return
    here = course.index(path)
    before = course[here - 1] if here > 0 else None
    after = course[here + 1] if here + 1 < len(course) else None
    cells = [cell for cell in notebook.cells if cell.get("id") not in (TOP, END)]
    notebook.cells = [
        *[cells[0], v4.new_markdown_cell(top(course[0], before, after), id=TOP, metadata=METADATA)],
        *[*cells[1:], v4.new_markdown_cell(end(course[0], before, after), id=END, metadata=METADATA)],
    ]


def top(contents: Path, before: Path | None, after: Path | None) -> str:
    """Return the source of the cell under the title: how to wake the page, and the way on in one line."""
    links = [link(f"← Previous: {number(before)}", before)] if before else []
    links += [link("Contents", contents)] if before else []
    links += [link(f"Next: {number(after)} →", after)] if after else []
    return "\n\n".join([RUN, " · ".join(links)]).rstrip()


def end(contents: Path, before: Path | None, after: Path | None) -> str:
    """Return the source of the last cell: each neighbour with its question."""
    lines = [f"- **Next:** {link(f'{number(after)}. {title(after)}', after)}"] if after else []
    lines += [f"- **Previous:** {link(f'{number(before)}. {title(before)}', before)}"] if before else []
    lines += [f"- {link('**Contents** of the course', contents)}"] if before else []
    return "\n".join(["---", *lines])


def link(words: str, path: Path) -> str:
    return f"[{words}]({path.name})"


def number(path: Path) -> str:
    return path.name.partition("_")[0]


def title(path: Path) -> str:
    """Return the question of the notebook at `path`: its first heading."""
    source = nbformat.read(path, as_version=4).cells[0].source
    found = re.search(r"^# +(.+)$", source, re.MULTILINE)
    if found is None:
        raise ValueError(f"the first cell of {path.name} must begin with a title, '# …'; it is {source[:40]!r}")
    return found[1]


def main() -> int:
    # Only here, since refresh imports this file.
    from refresh import text_of

    for path in sorted(ROOT.joinpath("notebooks").glob(NOTEBOOKS)):
        notebook = nbformat.read(path, as_version=4)
        lead(notebook, path)
        write_whole(path, text_of(notebook).encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
