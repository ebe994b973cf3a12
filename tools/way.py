"""The cells that lead through the course: at the top and at the end of each notebook, written here and not by hand.

At the end stand, where the lesson has a self_test.toml, the questions on what came before; then what the student has
done so far; then the way on. What a notebook stores of the student's progress is a fresh start. It counts the questions
of the whole course, so it is written here too: a new question then needs no new run of all notebooks.

    python tools/way.py      writes them anew in all notebooks, and runs nothing

`refresh.py` writes them too, and tests/test_way.py holds every notebook to them. They are plain Markdown with links to
the files beside, so that they work in JupyterLab and Notebook 7, on a code host and on a page of files alike.
"""

import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from lstm_lesson.live.kept import NOTHING
from lstm_lesson.live.progress import as_html, as_text
from lstm_lesson.whole_files import write_whole

ROOT = Path(__file__).resolve().parents[1]
LESSONS = ROOT / "lstm_lesson" / "lessons"
NOTEBOOKS = "[0-9][0-9]_*.ipynb"
GLOSSARY = "glossary.ipynb"  # beside them, and none of them: words alone
TOP, END = "way-top", "way-end"
SELF_TEST, SELF_TEST_QUESTIONS, PROGRESS = "way-self-test", "way-self-test-questions", "way-progress"
MAP_PROGRESS = "map-progress"  # the same view once more, under notebook 00's map
WRITTEN_HERE = (TOP, SELF_TEST, SELF_TEST_QUESTIONS, PROGRESS, END)
# Slides have arrows of their own, and nothing on them can be run.
METADATA = {"slideshow": {"slide_type": "skip"}}
ASKED_AGAIN = (
    "These questions mix what came before. After each answer you see the reason, and then the next question. "
    "The reason names the notebook to reread."
)
RUN = "**This page comes alive when you run it:** choose *Run → Run All Cells* in the menu."


def lead(notebook: NotebookNode, path: Path) -> None:
    """Put these cells into a notebook that is stored at `path`, in place of those that it has."""
    course = sorted(path.parent.glob(NOTEBOOKS))
    if path not in course:
        return
    here = course.index(path)
    before = course[here - 1] if here > 0 else None
    after = course[here + 1] if here + 1 < len(course) else None
    cells = [cell for cell in notebook.cells if cell.get("id") not in WRITTEN_HERE]
    notebook.cells = [
        *[cells[0], v4.new_markdown_cell(top(course[0], before, after), id=TOP, metadata=METADATA), *cells[1:]],
        *[as_it_ran(cell, notebook) for cell in [*self_test(course, path), code(PROGRESS, "progress", "progress()")]],
        v4.new_markdown_cell(end(course[0], before, after), id=END, metadata=METADATA),
    ]
    for cell in notebook.cells:
        if cell.get("id") in (PROGRESS, MAP_PROGRESS) and cell.outputs:
            cell.outputs = [fresh_start()]


def top(contents: Path, before: Path | None, after: Path | None) -> str:
    """Return the source of the cell under the title: how to wake the page, the way on in one line, and the glossary."""
    links = [link(f"← Previous: {number(before)}", before)] if before else []
    links += [link("Contents", contents)] if before else []
    links += [link(f"Next: {number(after)} →", after)] if after else []
    links += [link("Glossary", contents.with_name(GLOSSARY))]
    return "\n\n".join([RUN, " · ".join(links)]).rstrip()


def end(contents: Path, before: Path | None, after: Path | None) -> str:
    """Return the source of the last cell: each neighbour with its question."""
    lines = [f"- **Next:** {link(f'{number(after)}. {title(after)}', after)}"] if after else []
    lines += [f"- **Previous:** {link(f'{number(before)}. {title(before)}', before)}"] if before else []
    lines += [f"- {link('**Contents** of the course', contents)}"] if before else []
    return "\n".join(["---", *lines])


def self_test(course: list[Path], path: Path) -> list[NotebookNode]:
    """Return the cells that ask about the notebooks since the last self-test, if one belongs at the end of this one."""
    tested = [each for each in course if (LESSONS / f"n{each.stem}" / "self_test.toml").is_file()]
    if path not in tested:
        return []
    earlier = [each for each in tested if each < path]
    first = course[course.index(earlier[-1]) + 1] if earlier else course[0]
    heading = f"## What do you remember from {number(first)} to {number(path)}?\n\n"
    cell = v4.new_markdown_cell(heading + ASKED_AGAIN, id=SELF_TEST, metadata=METADATA)
    return [cell, code(SELF_TEST_QUESTIONS, "self_test", f'self_test("{path.stem}")')]


def code(cell_id: str, name: str, call: str) -> NotebookNode:
    """Return a cell that needs no other, so that it can be run alone on another day."""
    return v4.new_code_cell(f"from lstm_lesson import {name}\n\n{call}", id=cell_id, metadata=METADATA)


def fresh_start() -> NotebookNode:
    """Return the output of `progress()` for somebody who has just begun."""
    return v4.new_output("display_data", {"text/html": as_html(NOTHING, []), "text/plain": as_text(NOTHING, [])})


def as_it_ran(cell: NotebookNode, notebook: NotebookNode) -> NotebookNode:
    """Return the cell with the outputs that the notebook holds of the same source."""
    for stored in notebook.cells:
        if (stored.get("id"), stored.source) == (cell.id, cell.source) and cell.cell_type == "code":
            cell.outputs, cell.execution_count = stored.outputs, stored.execution_count
    return cell


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
