"""Write the students' edition: the whole course in a folder to hand out, without the solutions.

    python3 course.py student              into student/
    python3 course.py student ~/handout    into another folder

Cells tagged `solution` are left out. Everything else is as stored: exercises untouched, pictures visible before
anything runs. The edition has all that `python3 course.py lab` needs; tests, tools and teacher's pages stay here.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from refresh import text_of

from lstm_lesson.whole_files import write_whole

ROOT = Path(__file__).resolve().parents[1]
COPIED = (
    *("assets", "config", "lstm_lesson"),
    *("course.py", "pyproject.toml", "requirements.lock", "environment.yml", "LICENSE", "LICENSE-prose"),
    "LICENSE-excerpt",
)
README = """\
# LSTM networks with your hands on the sliders

This is the students' edition: the notebooks with their exercises, without the solutions. In this folder,

    python3 course.py lab

sets everything up (once, for a few minutes; Python 3.11 or newer) and opens the course in JupyterLab. On Windows, type
`py` instead of `python3`. With conda: `conda env create -f environment.yml`, then `conda activate lstm-lesson` and
`jupyter lab --config=config/jupyter_server_config.py notebooks/00_start_here.ipynb`.

Each page comes alive when you run it: choose *Run → Run All Cells* in JupyterLab's menu.

{notebooks}

The code is under the MIT licence (LICENSE), the prose and pictures under CC BY 4.0 (LICENSE-prose).
"""


def without_solutions(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without its solutions, its counts again from 1 on."""
    edition = nbformat.from_dict(notebook)
    edition.cells = [cell for cell in edition.cells if "solution" not in cell.metadata.get("tags", [])]
    code = [cell for cell in edition.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count
    return edition


def write_edition(folder: Path, notebooks: list[Path]) -> None:
    """Write the edition with these notebooks into `folder`, which must be new or empty: whole or not at all."""
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"folder must be new or empty, since work may be in it; {folder} is not")
    if any((ROOT / name) in [folder.resolve(), *folder.resolve().parents] for name in (*COPIED, "notebooks")):
        raise ValueError(f"folder must not lie in what is copied ({', '.join(COPIED[:3])}, notebooks); {folder} does")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".student-") as scratch:
        made = Path(scratch) / "edition"
        write_files(made, notebooks)
        if folder.exists():
            folder.rmdir()  # it is empty; Windows cannot replace it
        made.replace(folder)


def write_files(folder: Path, notebooks: list[Path]) -> None:
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        here = ROOT / name
        if here.is_dir():
            shutil.copytree(here, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copy(here, folder / name)
    lines = []
    for path in notebooks:
        edition = without_solutions(nbformat.read(path, as_version=4))
        write_whole(folder / "notebooks" / path.name, text_of(edition).encode("utf-8"))
        title = edition.cells[0].source.partition("\n")[0].lstrip("# ")
        lines.append(f"- [{title}](notebooks/{path.name})")
    write_whole(folder / "README.md", README.format(notebooks="\n".join(lines)).encode("utf-8"))


def main(arguments: list[str]) -> int:
    if any(word.startswith("-") for word in arguments) or len(arguments) > 1:
        print("usage: python3 course.py student [folder]   (a new or empty folder; student/ if none is named)")
        return 0 if arguments in (["-h"], ["--help"]) else 2
    folder = Path(arguments[0]).expanduser() if arguments else ROOT / "student"
    try:
        write_edition(folder, sorted(ROOT.glob("notebooks/*.ipynb")))
    except (ValueError, OSError) as error:
        several = error.args[0] if isinstance(error, shutil.Error) else []  # of a whole folder: (from, to, why) each
        print(several[0][2] if several else error, file=sys.stderr)
        return 1
    print(f"The students' edition is in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
