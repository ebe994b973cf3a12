"""What an exhibit, a question and the progress are where there is no widget: a script, a page without a kernel."""

import base64
import io
import subprocess
import sys
from pathlib import Path

import IPython
import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from notebook_run import execute
from PIL import Image

ROOT = Path(__file__).parents[2]
IPYTHON = ["-m", "IPython", "--quick", "--no-banner", "--no-term-title"]
SHOWN = """
from IPython.display import display
from lstm_lesson import forget_gate, predict, progress
exhibit = forget_gate(b_f=1.0)
exhibit.show()
display(predict("05_forget_gate/sign", then=exhibit))
progress()
"""
AGAIN = """
from lstm_lesson.live.widget_view import show_forms
handle = show_forms({"text/plain": "before"}, again=True)
handle.update({"text/plain": "after"}, raw=True)
"""


def printed(*command: str) -> list[str]:
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("started", "exhibits"),  # a plain Python, like a terminal's IPython 7, shows of a question no more than its words
    [(["-c"], 1), ([*IPYTHON, "-c"], 1 if IPython.version_info < (8,) else 2)],
    ids=["Python", "IPython"],
)
def test_script_prints_words_and_no_data(started: list[str], exhibits: int) -> None:
    lines = printed(*started, SHOWN)
    assert sum(line.startswith("Exhibit('forget gate', ") for line in lines) == exhibits
    assert sum(line.startswith("At step t = 12: z_f = 1.00, so f = 0.7311.") for line in lines) == exhibits
    assert sum(line.startswith("Predict: ") for line in lines) == 1
    assert sum(line.startswith("Notebooks: ") for line in lines) == 1
    assert max(map(len, lines)) < 1000
    assert not any("image/png" in line or "<p" in line for line in lines)


@pytest.fixture(scope="module")
def run() -> nbformat.NotebookNode:
    """A notebook with an exhibit and a question with one, as a program without widgets has it after a run."""
    first, _, second = SHOWN.partition("exhibit.show()\n")
    cells = [
        nbformat.v4.new_code_cell(source) for source in (first + "display(exhibit)", second.splitlines()[0], AGAIN)
    ]
    return execute(nbformat.v4.new_notebook(cells=cells), ROOT)


def test_page_without_widgets_has_for_each_exhibit_its_picture_and_a_sentence_that_says_so(
    run: nbformat.NotebookNode,
) -> None:
    for cell in run.cells[:2]:
        said, shown = (output.data for output in cell.outputs)
        for data in (said, shown):  # what such a page leaves out
            view = data["application/vnd.jupyter.widget-view+json"]
            assert (view["version_major"], view["version_minor"]) == (2, 0)
        assert "Not running yet." in said["text/html"]
        picture = Image.open(io.BytesIO(base64.b64decode(shown["image/png"])))
        assert picture.size[0] >= 500
        assert shown["text/plain"].splitlines()[1].startswith("At step t = 12: ")


def test_html_of_a_notebook_that_was_saved_with_its_widgets_shows_pictures_and_sentences(
    run: nbformat.NotebookNode,
) -> None:
    html, _ = HTMLExporter(template_name="classic").from_notebook_node(run)
    assert html.count('src="data:image/png;base64,') == 2
    assert html.count("Not running yet.") == 2
    assert html.count('alt="At step t = 12: ') == 2


def test_output_that_may_be_shown_again_takes_other_forms_in_its_place(run: nbformat.NotebookNode) -> None:
    (shown,) = run.cells[2].outputs
    assert shown.data == {"text/plain": "after"}
