"""The students' edition has no solutions, its exercises are untouched, and it runs from top to bottom on its own."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from notebook_calls import GLOSSARY, NOTEBOOKS, each_notebook
from notebook_form import broken_links, cell_names, metadata, outputs, run_in_order
from notebook_run import execute
from student import main, without_solutions, write_edition

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("handout") / "student"
    write_edition(folder, [*NOTEBOOKS, GLOSSARY])
    return folder


def test_solution_is_left_out_and_the_rest_is_as_stored():
    result = v4.new_output("execute_result", {}, execution_count=3)
    cells = [
        v4.new_markdown_cell("# A?", id="a"),
        v4.new_code_cell("stub", id="b", execution_count=1, metadata={"tags": ["exercise"]}),
        v4.new_code_cell("answer", id="c", execution_count=2, metadata={"tags": ["solution"]}),
        v4.new_markdown_cell("why", id="d", metadata={"tags": ["solution"]}),
        v4.new_code_cell("3", id="e", execution_count=3, outputs=[result]),
    ]
    edition = without_solutions(v4.new_notebook(cells=cells))
    assert [cell.id for cell in edition.cells] == ["a", "b", "e"]
    assert [cell.source for cell in edition.cells] == ["# A?", "stub", "3"]
    assert [edition.cells[1].execution_count, edition.cells[2].execution_count] == [1, 2]
    assert edition.cells[2].outputs[0].execution_count == 2


@each_notebook
def test_notebook_of_the_edition_keeps_the_form_without_its_solutions(edition, path):
    path = edition / "notebooks" / path.name
    notebook = nbformat.read(path, as_version=4)
    assert not any("solution" in cell.metadata.get("tags", []) for cell in notebook.cells)
    assert [line for rule in (run_in_order, outputs, cell_names, metadata) for line in rule(notebook)] == []
    assert [line for cell in notebook.cells for line in broken_links(cell.source, path)] == []


def test_edition_names_every_notebook_and_has_all_that_it_needs_and_nothing_of_the_teachers(edition):
    readme = (edition / "README.md").read_text("utf-8")
    assert list(broken_links(readme, edition / "README.md")) == []
    assert all(f"(notebooks/{path.name})" in readme for path in [*NOTEBOOKS, GLOSSARY])
    assert {path.name for path in edition.iterdir()} == {
        *(
            "README.md",
            "LICENSE",
            "LICENSE-prose",
            "LICENSE-excerpt",
            "course.py",
            "pyproject.toml",
            "requirements.lock",
        ),
        *("environment.yml", "assets", "config", "lstm_lesson", "notebooks"),
    }
    course = subprocess.run([sys.executable, "course.py", "--help"], cwd=edition, capture_output=True, timeout=60)
    assert course.returncode == 0


def names(cell: nbformat.NotebookNode, context: type[ast.expr_context]) -> set[str]:
    """Return the names that a cell's code sets, or those that it reads."""
    tree = ast.parse(cell.source) if cell.cell_type == "code" else ast.Module([], [])
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, context)}
    if context is ast.Store:
        found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return found


@each_notebook
def test_no_cell_needs_what_only_a_solution_sets(path):
    cells = nbformat.read(path, as_version=4).cells
    solutions = [cell for cell in cells if "solution" in cell.metadata.get("tags", [])]
    assert solutions
    others = [cell for cell in cells if cell not in solutions]
    only_there = set().union(*(names(cell, ast.Store) for cell in solutions))
    only_there -= set().union(*(names(cell, ast.Store) for cell in others))
    assert [cell.id for cell in others if only_there & names(cell, ast.Load)] == []


@pytest.mark.thorough
@pytest.mark.parametrize("path", NOTEBOOKS[::5], ids=lambda path: path.stem)  # each takes some seconds
def test_notebook_of_the_edition_runs_from_top_to_bottom_with_its_own_package(edition, path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(edition))
    notebook = nbformat.read(edition / "notebooks" / path.name, as_version=4)
    notebook.cells.append(v4.new_code_cell("import lstm_lesson; print(lstm_lesson.__file__)"))
    fresh = execute(notebook, edition / "notebooks")
    assert fresh.cells[-1].outputs[-1].text.strip() == os.path.join(edition, "lstm_lesson", "__init__.py")
    for cell in fresh.cells:
        if cell.cell_type == "code" and re.search(r"^check\(", cell.source, re.MULTILINE):
            assert "not attempted yet" in "".join(output.get("text", "") for output in cell.outputs)


def test_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "homework.ipynb").write_text("mine", "utf-8")
    assert main([str(tmp_path)]) == 1
    assert "folder must be new or empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["homework.ipynb"]


@pytest.mark.parametrize("inside", ["lstm_lesson/out", "config/a/b", "notebooks/out"])
def test_folder_inside_of_what_is_copied_is_refused(inside, capsys):
    assert main([str(ROOT / inside)]) == 1
    assert "folder must not lie in what is copied" in capsys.readouterr().err
    assert not (ROOT / inside).exists()


def test_option_is_no_folder(capsys):
    assert (main(["--help"]), main(["--nonsense"])) == (0, 2)
    assert capsys.readouterr().out.count("usage: python3 course.py student [folder]") == 2
    assert not Path("--help").exists()
