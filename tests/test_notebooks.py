"""Every notebook keeps the course's form, and the checks that say so catch what strict nbval lets pass."""

import copy
import re
from pathlib import Path

import nbformat
import pytest
import refresh
from nbconvert.exporters import HTMLExporter, ScriptExporter
from nbformat import NotebookNode, v4
from notebook_calls import each_notebook
from notebook_form import broken_links, nameless_pictures, problems
from notebook_run import dead_sliders, pictures, stale_pictures

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("teaching/**/*.md")]


@each_notebook
def test_notebook_keeps_the_form(path):
    assert problems(nbformat.read(path, as_version=4), path) == []


@each_notebook
def test_pictures_are_fresh_and_every_slider_moves_its_picture(path):
    stored = nbformat.read(path, as_version=4)
    fresh, dead = dead_sliders(stored, path.parent)
    assert dead == []
    assert list(stale_pictures(stored, fresh)) == []


@each_notebook
def test_file_is_written_as_refresh_writes_it(path):
    notebook = nbformat.read(path, as_version=4)
    refresh.name_cells(notebook)
    refresh.normalise(notebook)
    assert refresh.text_of(notebook) == path.read_text("utf-8")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_of_the_documents_are_sound(path):
    text = path.read_text("utf-8")
    assert [*broken_links(text, path), *nameless_pictures(text)] == []


# ---- The checks themselves, on a small notebook that is sound, and on copies of it with one thing broken

RECIPE = """\
from lstm_lesson.live.exhibit import Control, Exhibit
from lstm_lesson.drawing.parts import Drawing


def picture(figure, height):
    line = figure.subplots(subplot_kw={"ylim": (0, 1)}).plot([height, height])[0]
    return Drawing([line], lambda new: line.set_ydata([new, new]))"""
SHOW = """\
line = Exhibit("a line", [Control("y", 0.5, 0, 1, 0.01)], lambda y: y, picture, lambda state, values: "A line.")
line"""
PROSE = "A line at the height that the slider says. Where does it go if the slider goes up, and why? Move it and see. "


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> tuple[NotebookNode, Path]:
    """A sound notebook, as refresh stores it."""
    path = tmp_path_factory.mktemp("notebooks") / "sample.ipynb"
    cells = [
        v4.new_markdown_cell(f"# How high is the line?\n{PROSE}"),
        v4.new_code_cell(RECIPE, metadata={"tags": ["setup"]}),
        v4.new_markdown_cell(f"## Move it\n{PROSE}"),
        v4.new_code_cell(SHOW, metadata={"tags": ["exhibit"]}),
        v4.new_markdown_cell(f"[Again](sample.ipynb)\n{PROSE}"),
        v4.new_code_cell("line.values"),
    ]
    path.write_text(nbformat.writes(v4.new_notebook(cells=cells)), "utf-8")
    assert refresh.refresh(path)
    return nbformat.read(path, as_version=4), path


@pytest.fixture
def broken(sample) -> NotebookNode:
    """A copy of the sound notebook, to break."""
    return copy.deepcopy(sample[0])


def test_sound_notebook_passes_every_check(sample):
    test_notebook_keeps_the_form(sample[1])
    test_pictures_are_fresh_and_every_slider_moves_its_picture(sample[1])


def test_notebook_that_was_never_run_is_caught(broken, sample):
    for cell in broken.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    assert problems(broken, sample[1]) == [
        f"cell '{name}' was never run" for name in ("how-high-is-the-line-setup", "move-it-exhibit", "move-it-code")
    ]


def test_shuffled_counts_are_caught(broken, sample):
    broken.cells[1].execution_count, broken.cells[3].execution_count = 2, 1
    assert [line.split("; ")[0] for line in problems(broken, sample[1])] == [
        "cell 'how-high-is-the-line-setup' has count 2",
        "cell 'move-it-exhibit' has count 1",
    ]


def test_stale_picture_is_caught(broken, sample):
    broken.cells[3].source = broken.cells[3].source.replace("0.5,", "0.55,")
    fresh, _ = dead_sliders(broken, sample[1].parent)
    assert list(stale_pictures(broken, fresh)) == ["cell 'move-it-exhibit' stores a picture that it no longer draws"]


@pytest.mark.parametrize(
    ("sound", "dead", "what"),
    [
        ("line.values", "line.sliders['y'].unobserve_all()", "moving y changes nothing"),
        ("line.set_ydata([new, new])", "None", "moving y changes nothing"),
        ("lambda y: y,", "lambda y: y if y == 0.5 else 1 / 0,", "ZeroDivisionError"),
    ],
)
def test_dead_callback_is_caught(sound, dead, what, broken, sample):
    for cell in broken.cells:
        cell.source = cell.source.replace(sound, dead)
    assert what in dead_sliders(broken, sample[1].parent)[1][0]


def _add(notebook, words):
    notebook.cells[0].source += words


def _check(notebook, tag, verdict):
    outputs = [v4.new_output("stream", text=verdict + "\n")]
    notebook.cells[5].update(source='check("08_sample/line", line)', outputs=outputs, metadata={"tags": [tag]})


def _solution(notebook, verdict="right: it is.", kind="display_data", hide=("source_hidden",), name="solution"):
    """Ask for my_line in the cell before, and end with its solution."""
    notebook.cells[3].source += "\nmy_line = 0.5"
    notebook.cells[3].metadata.tags = ["exhibit", "exercise"]
    said = {"data": {"text/plain": verdict}} if kind == "display_data" else {"text": verdict}
    notebook.cells[5].update(
        source=f'{name} = 0.5\ncheck("08_sample/line", {name}, folded=True)',
        outputs=[v4.new_output(kind, **said)],
        metadata=NotebookNode(tags=["solution"], jupyter=dict.fromkeys(hide, True)),
    )


BREAKS = {
    "an error": lambda nb: nb.cells[5].outputs.append(v4.new_output("error", ename="E", evalue="", traceback=[])),
    "a stored view": lambda nb: nb.cells[3].outputs[1].data.update({"application/vnd.jupyter.widget-view+json": {}}),
    "a picture without words": lambda nb: nb.cells[3].outputs[1].data.update({"text/plain": "<Figure size 640x480>"}),
    "a picture without stored alt": lambda nb: nb.cells[3].outputs[1].metadata.clear(),
    "an img without alt": lambda nb: nb.cells[3].outputs[0].data.update({"text/html": "<img src='data:'>"}),
    "a picture without alt": lambda nb: _add(nb, "![](sample.ipynb)"),
    "a link to no notebook": lambda nb: _add(nb, "[next](12_nothing.ipynb)"),
    "a link to no picture": lambda nb: _add(nb, "![a line](../assets/no.png)"),
    "an img of no picture": lambda nb: _add(nb, '<img alt="a line" src="no.png">'),
    "a random id": lambda nb: nb.cells[0].update(id="3f9c1b2e"),
    "a repeated id": lambda nb: nb.cells[0].update(id=nb.cells[1].id),
    "widget state": lambda nb: nb.metadata.update(widgets={}),
    "a language that exporters do not know": lambda nb: nb.metadata.language_info.pop("file_extension"),
    "a Python version": lambda nb: nb.metadata.language_info.update(version="3.11.2"),
    "timing": lambda nb: nb.cells[1].metadata.update(execution={}),
    "an unknown tag": lambda nb: nb.cells[1].metadata.update(tags=["hide-input"]),
    "a long cell": lambda nb: nb.cells[1].update(source="1\n" * 13),
    "long cells": lambda nb: [cell.update(source="1\n" * 5) for cell in nb.cells[1::2]],
    "too many cells": lambda nb: nb.cells.extend(v4.new_markdown_cell("", id=f"more-{i}") for i in range(40)),
    "too few words": lambda nb: [cell.update(source="A line.") for cell in nb.cells[::2]],
    "too many words": lambda nb: nb.cells[0].update(source=PROSE * 15),
    "plotting": lambda nb: nb.cells[5].update(source="import matplotlib.pyplot as plt"),
    "widgets": lambda nb: nb.cells[5].update(source="from ipywidgets import interact"),
    "a private name": lambda nb: nb.cells[5].update(source="from lstm_lesson.nn.cells import _step"),
    "sys.path": lambda nb: nb.cells[5].update(source="import sys\nsys.path.append('..')"),
    "a solution that is wrong": lambda nb: _solution(nb, "not yet: the sign is wrong."),
    "a solution in sight": lambda nb: _solution(nb, hide=()),
    "a verdict that only seems hidden": lambda nb: _solution(nb, hide=("source_hidden", "outputs_hidden")),
    "a verdict in sight": lambda nb: _solution(nb, kind="stream"),
    "a solution in the student's name": lambda nb: _solution(nb, name="my_line"),
    "a stub that is right": lambda nb: _check(nb, "exercise", "right: well done."),
    "a blind eye": lambda nb: nb.cells[5].update(source="# NBVAL_SKIP"),
}


def test_sound_solution_passes_every_check(broken, sample):
    _solution(broken)
    assert problems(broken, sample[1]) == []


@pytest.mark.parametrize("what", BREAKS)
def test_break_of_the_form_is_caught(what, broken, sample):
    BREAKS[what](broken)
    assert len(problems(broken, sample[1])) == 1


# ---- What is made of a notebook elsewhere


def test_notebook_exports_as_a_script_of_python(sample):
    script, about = ScriptExporter().from_notebook_node(sample[0])
    assert about["output_extension"] == ".py"
    assert "line = Exhibit(" in script
    assert "# # How high is the line?" in script


def test_picture_exports_with_its_sentence_as_alt_text(sample):
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(sample[0])
    assert re.findall(r'<img\b[^>]*?alt="([^"]*)"', html) == ["A line."]


# ---- refresh


def test_refresh_leaves_an_unchanged_notebook_as_it_was(sample):
    before = sample[1].read_bytes()
    assert not refresh.refresh(sample[1])
    assert sample[1].read_bytes() == before
    assert before.endswith(b"}\n")


def test_refresh_leaves_a_failing_notebook_as_it_was(broken, tmp_path, capsys):
    broken.cells[5].source = "1 / 0"
    path = tmp_path / "failing.ipynb"
    path.write_text(nbformat.writes(broken), "utf-8")
    before = path.read_bytes()
    assert refresh.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert "failing.ipynb is left as it was" in capsys.readouterr().err


def test_refresh_keeps_a_picture_that_looks_the_same_and_replaces_one_that_does_not(broken, sample, tmp_path):
    path = tmp_path / "changed.ipynb"
    for height, changes in (("0.5", False), ("0.55", True)):
        broken.cells[3].source = SHOW.replace("0.5,", f"{height},")
        path.write_text(nbformat.writes(broken), "utf-8")
        refresh.refresh(path)
        now = pictures(nbformat.read(path, as_version=4).cells[3])
        assert (now != pictures(sample[0].cells[3])) is changes


def test_refresh_names_cells_after_their_heading_and_keeps_readable_names():
    notebook = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# What does the *forget* gate forget, really?", id="3f9c1b2e"),
            v4.new_code_cell("1", id="kept-as-it-is"),
            v4.new_code_cell("2", id="0a1b2c3d", metadata={"tags": ["exhibit"]}),
            v4.new_code_cell("3", id="a-name-for-two"),
            v4.new_code_cell("4", id="deadbeef-0000"),
            v4.new_markdown_cell("## 1. Σ", id="A"),
        ]
    )
    notebook.cells[3].id = "kept-as-it-is"
    refresh.name_cells(notebook)
    name = "what-does-the-forget-gate"
    assert [cell.id for cell in notebook.cells] == [
        *[name, "kept-as-it-is", f"{name}-exhibit", f"{name}-code", f"{name}-code-2", "part-1"],
    ]
