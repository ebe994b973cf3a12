"""Every notebook leads to its neighbours and to the contents, says how to wake it, and ends in what was done so far."""

import shutil

import nbformat
import pytest
from nbformat import v4
from notebook_calls import GLOSSARY, NOTEBOOKS, each_notebook
from notebook_form import LINK
from slides import arrange
from way import END, MAP_PROGRESS, PROGRESS, RUN, SELF_TEST, SELF_TEST_QUESTIONS, TOP, WRITTEN_HERE, fresh_start, lead

HOW_TO_MEND = "run: python tools/way.py"


def links(source: str) -> list[str]:
    return [found[1] for found in LINK.finditer(source)]


@each_notebook
def test_cells_that_lead_on_are_as_the_tool_writes_them(path):
    stored = nbformat.read(path, as_version=4)
    again = nbformat.read(path, as_version=4)
    lead(again, path)
    assert stored == again, HOW_TO_MEND


@each_notebook
def test_second_cell_says_how_to_wake_the_page_and_both_cells_lead_to_the_neighbours(path):
    cells = nbformat.read(path, as_version=4).cells
    assert (cells[1].id, cells[-1].id) == (TOP, END)
    assert cells[1].source.startswith(RUN)
    here = NOTEBOOKS.index(path)
    neighbours = {NOTEBOOKS[number].name for number in (here - 1, here + 1) if 0 <= number < len(NOTEBOOKS)}
    wanted = neighbours | ({NOTEBOOKS[0].name} if here else set())
    assert set(links(cells[-1].source)) == wanted
    assert set(links(cells[1].source)) == wanted | {GLOSSARY.name}


@each_notebook
def test_progress_stands_before_the_way_on_and_a_self_test_before_it(path):
    ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
    assert ids[-2:] == [PROGRESS, END]
    if SELF_TEST in ids:
        assert ids[-4:-2] == [SELF_TEST, SELF_TEST_QUESTIONS]


def test_whole_course_can_be_walked_forward_and_back():
    seen, at = [], NOTEBOOKS[0]
    while True:
        seen.append(at)
        onward = [line for line in nbformat.read(at, as_version=4).cells[-1].source.splitlines() if "Next" in line]
        if not onward:
            break
        at = at.with_name(links(onward[0])[0])
    assert seen == NOTEBOOKS


@pytest.fixture
def course(tmp_path):
    """Three small notebooks."""
    for name, title in (("00_a", "A?"), ("01_b", "B?"), ("02_c", "C?")):
        cells = [v4.new_markdown_cell(f"# {title}\nWhy.", id="a"), v4.new_code_cell("1", id="b")]
        nbformat.write(v4.new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    return tmp_path


def led(path):
    notebook = nbformat.read(path, as_version=4)
    lead(notebook, path)
    lead(notebook, path)  # a second time changes nothing
    return [cell.source for cell in notebook.cells]


def test_first_middle_and_last_notebook_name_what_stands_beside_them(course):
    assert led(course / "00_a.ipynb") == [
        *["# A?\nWhy.", f"{RUN}\n\n[Next: 01 →](01_b.ipynb) · [Glossary](glossary.ipynb)", "1"],
        *["from lstm_lesson import progress\n\nprogress()", "---\n- **Next:** [01. B?](01_b.ipynb)"],
    ]
    way = (
        "[← Previous: 00](00_a.ipynb) · [Contents](00_a.ipynb) · [Next: 02 →](02_c.ipynb) · [Glossary](glossary.ipynb)"
    )
    assert led(course / "01_b.ipynb")[1] == f"{RUN}\n\n{way}"
    assert led(course / "02_c.ipynb")[-1].splitlines() == [
        *["---", "- **Previous:** [01. B?](01_b.ipynb)", "- [**Contents** of the course](00_a.ipynb)"],
    ]


def test_new_lesson_is_led_to(course):
    shutil.copy(course / "02_c.ipynb", course / "03_d.ipynb")
    assert "[Next: 03 →](03_d.ipynb)" in led(course / "02_c.ipynb")[1]


def test_notebook_without_a_title_is_named(course):
    nbformat.write(v4.new_notebook(cells=[v4.new_markdown_cell("Why.", id="a")]), course / "01_b.ipynb")
    with pytest.raises(ValueError, match=r"the first cell of 01_b\.ipynb must begin with a title, .* it is 'Why\.'"):
        led(course / "00_a.ipynb")


def test_notebook_elsewhere_is_left_as_it_is(course):
    shutil.copy(course / "00_a.ipynb", course / "sample.ipynb")
    assert led(course / "sample.ipynb") == ["# A?\nWhy.", "1"]


def test_self_test_asks_about_the_notebooks_since_the_last_one(course, monkeypatch):
    lessons = course / "lessons"
    for name in ("n00_a", "n02_c"):
        (lessons / name).mkdir(parents=True)
        (lessons / name / "self_test.toml").touch()
    monkeypatch.setattr("way.LESSONS", lessons)
    paths = ("00_a", "01_b", "02_c")
    heads = [cell for path in paths for cell in led(course / f"{path}.ipynb") if "you remember" in cell]
    assert [head.partition("\n")[0] for head in heads] == [
        *["## What do you remember from 00 to 00?", "## What do you remember from 01 to 02?"],
    ]
    assert 'self_test("02_c")' in led(course / "02_c.ipynb")[-3]


def test_outputs_of_a_cell_that_has_run_are_kept_and_those_of_progress_are_a_fresh_start(course):
    path = course / "00_a.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(v4.new_code_cell("progress()", id=MAP_PROGRESS))
    lead(notebook, path)
    mine = v4.new_output("display_data", {"text/plain": "Notebooks: 9 of 15 opened"})
    for cell in notebook.cells:
        if cell.id in (PROGRESS, MAP_PROGRESS):
            cell.outputs, cell.execution_count = [mine], 3
    lead(notebook, path)
    shown = [cell for cell in notebook.cells if cell.id in (PROGRESS, MAP_PROGRESS)]
    assert [(cell.outputs, cell.execution_count) for cell in shown] == [([fresh_start()], 3)] * 2


@pytest.mark.thorough
@each_notebook
def test_slides_leave_these_cells_out(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata.get("slideshow", {}).pop("result", None)  # a picture to draw, which makes no difference here
    arranged = [cell for cell in arrange(notebook).cells if cell.id in WRITTEN_HERE]
    assert {cell.id for cell in arranged} >= {TOP, PROGRESS, END}
    assert {cell.metadata.slideshow.slide_type for cell in arranged} == {"skip"}
