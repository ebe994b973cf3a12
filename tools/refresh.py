"""Run notebooks from top to bottom and store them in one form, so that two versions differ only where they differ.

    python3 course.py refresh                                     all notebooks, and the pictures in assets/
    python3 course.py refresh notebooks/08_cell_state_flow.ipynb  this one

A notebook in which a cell fails is left as it was.
"""

import re
import sys
import unicodedata
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from notebook_form import CELL_METADATA, KERNELSPEC, LANGUAGE_INFO, TAGS, WIDGET_VIEW, is_readable
from notebook_run import MOST_DIFFERENCE, difference, execute, pictures
from way import lead

import assets
from lstm_lesson.whole_files import write_whole

ROOT = Path(__file__).resolve().parents[1]


def refresh(path: Path) -> bool:
    """Run the notebook at `path` and store it in the course's form; tell whether the file changed."""
    before = path.read_bytes()
    stored = nbformat.reads(before.decode("utf-8"), as_version=4)
    lead(stored, path.resolve())
    name_cells(stored)
    fresh = execute(stored, path.parent)
    normalise(fresh)
    keep_equal_pictures(stored, fresh)
    text = text_of(fresh).encode("utf-8")
    if text == before:
        return False
    write_whole(path, text, instead_of=before)  # somebody may have worked in it while it ran
    return True


def text_of(notebook: NotebookNode) -> str:
    """The file's text: keys in order, an indent of one space, a newline at the end."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def name_cells(notebook: NotebookNode) -> None:
    """Give every cell a readable id of its own; those that have one keep it."""
    taken: set[str] = set()
    heading = "start"
    for cell in notebook.cells:
        title = re.search(r"^#+ +(.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        if title:
            heading = slug(title[1])
        wanted = cell.get("id", "")
        if not is_readable(wanted) or wanted in taken:
            kind = next(iter(cell.metadata.get("tags", [])), "text" if cell.cell_type == "markdown" else "code")
            base = wanted = heading if title else f"{heading}-{kind}"
            number = 1
            while wanted in taken:
                number += 1
                wanted = f"{base}-{number}"
        taken.add(wanted)
        cell.id = wanted


def slug(title: str) -> str:
    """The first words of a heading, as an id: 'What does the *forget* gate forget?' is what-does-the-forget-gate."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain)[:5])
    return words if is_readable(words) else f"part-{words}".rstrip("-")


def normalise(notebook: NotebookNode) -> None:
    """Remove what differs from machine to machine or from run to run."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = NotebookNode(kernelspec=KERNELSPEC, language_info=LANGUAGE_INFO)
    for cell in notebook.cells:
        unknown = set(cell.metadata.get("tags", [])) - TAGS
        if unknown:
            raise ValueError(f"cell {cell.id!r} has tags {sorted(unknown)}; allowed are {sorted(TAGS)}")
        cell.metadata = NotebookNode({key: cell.metadata[key] for key in CELL_METADATA & set(cell.metadata)})
        cell.source = cell.source.rstrip()
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            if "metadata" in output:
                alts = {kind: {"alt": about["alt"]} for kind, about in output.metadata.items() if "alt" in about}
                output.metadata = nbformat.from_dict(alts)


def keep_equal_pictures(stored: NotebookNode, fresh: NotebookNode) -> None:
    """Leave a stored picture's bytes alone if the new one looks the same."""
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        if len(pictures(old)) != len(pictures(new)):
            continue
        old_data = [output.data for output in old.get("outputs", []) if "image/png" in output.get("data", {})]
        new_data = [output.data for output in new.get("outputs", []) if "image/png" in output.get("data", {})]
        for before, after, one, other in zip(old_data, new_data, pictures(old), pictures(new), strict=True):
            if difference(one, other) <= MOST_DIFFERENCE:
                after["image/png"] = before["image/png"]


def main(arguments: list[str]) -> int:
    paths = [Path(word) for word in arguments] or sorted(ROOT.glob("notebooks/*.ipynb"))
    if not arguments:
        for name in assets.refresh():
            print(f"assets/{name} changed", flush=True)
    failed = 0
    for path in paths:
        try:
            print(path.name, "changed" if refresh(path) else "is as it was", flush=True)
        except (CellExecutionError, ValueError, OSError) as error:
            failed += 1
            print(f"{path.name} is left as it was:\n{error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
