"""The course's notebooks, and which questions and exercises each asks for."""

import ast
import re
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("[0-9]*.ipynb"))
GLOSSARY = NOTEBOOKS[0].with_name("glossary.ipynb")  # words alone: no progress, nothing to run
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def calls(path: Path, function: str) -> list[tuple[str, nbformat.NotebookNode]]:
    """Each call of `function` in a notebook: its name, and the cell; a menu counts as all of its names."""
    found = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            python = re.sub(r"^\s*[%!].*", "", cell.source, flags=re.MULTILINE)
            for node in ast.walk(ast.parse(python)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                    name = node.args[0]
                    if isinstance(name, ast.Attribute) and name.attr == "challenge":
                        bench = import_module(f"lstm_lesson.lessons.n{path.stem}.challenges").BENCH
                        found += [(f"{bench.notebook}/{challenge}", cell) for challenge in bench.challenges]
                        continue
                    assert isinstance(name, ast.Constant), f"{cell.id}: {function} needs its name as a plain text"
                    found.append((str(name.value), cell))
    return found
