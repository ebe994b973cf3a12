"""Every notebook leads to its neighbours and to the contents, and says how to wake it."""

import shutil

import nbformat
import pytest
from nbformat import v4
from notebook_calls import NOTEBOOKS, each_notebook
from notebook_form import LINK
from slides import arrange
from way import END, RUN, TOP, lead

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
    assert set(links(cells[1].source)) == set(links(cells[-1].source)) == wanted


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
    next_line = "- **Next:** [01. B?](01_b.ipynb)"
    assert led(course / "00_a.ipynb") == ["# A?\nWhy.", f"{RUN}\n\n[Next: 01 →](01_b.ipynb)", "1", f"---\n{next_line}"]
    way = "[← Previous: 00](00_a.ipynb) · [Contents](00_a.ipynb) · [Next: 02 →](02_c.ipynb)"
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


@each_notebook
def test_slides_leave_both_cells_out(path):
    arranged = arrange(nbformat.read(path, as_version=4)).cells
    assert [cell.metadata.slideshow.slide_type for cell in arranged if cell.id in (TOP, END)] == ["skip", "skip"]
