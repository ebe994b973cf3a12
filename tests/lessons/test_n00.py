"""Notebook 00: the reading key shows what a scalar loop computes in the course's looks, and the map fits the course."""

import re
from pathlib import Path

import forecast_oracles as oracle
import nbformat
import numpy as np
import pytest
from exhibit_cases import assert_line, begun, every_move
from matplotlib.colors import to_hex
from oracles import one_lstm_unit
from sentences import gate_said, said

from lstm_lesson import flow_settings, reading_key
from lstm_lesson.drawing import style
from lstm_lesson.lessons.n00_start_here import checks
from lstm_lesson.lessons.n11_damped_sine.exhibits import damped_sine_window
from lstm_lesson.live.progress import course, tracks

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LOOKS = {"x": "#000000", "f": "#CC79A7", "i": "#009E73", "o": "#56B4E9", "g": "#E69F00"}
LOOKS |= {"fc": "#CC79A7", "ig": "#009E73", "c": "#0072B2", "h": "#56B4E9"}


def expected(values: dict[str, float]) -> dict[str, np.ndarray]:
    """Run the unit of the key as a scalar loop; h feeds nothing."""
    return one_lstm_unit({**flow_settings(w_hg=0.0), **values, "length": 60})


def assert_shows_what_the_loop_computes(exhibit, **values):
    run, t = expected(values), int(values["t"])
    for quantity in LOOKS:
        line, number = exhibit.drawing.of(quantity), exhibit.drawing.of(quantity, 1)
        assert_line(line, np.arange(60), run[quantity])
        assert number.get_text() == said(run[quantity][t])
    f, i, o = (gate_said(gate, run[gate][t], 2) for gate in "fio")
    fc, ig, h, c = (said(run[quantity][t]) for quantity in ("fc", "ig", "h", "c"))
    assert exhibit.readout == (
        f"At step t = {t}: gates {f}, {i}, {o}; what they let through: "
        f"f⊙c before = {fc}, i⊙g = {ig}, h = {h}; cell state c = {c}."
    )


RIGHT = {reading_key: assert_shows_what_the_loop_computes}
test_key_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


@pytest.mark.parametrize(("preset", "let_through"), [("o shut", "h"), ("i shut", "ig"), ("f shut", "fc")])
def test_what_a_shut_gate_lets_through_is_0(preset, let_through):
    key = begun(reading_key, **reading_key.presets[preset].values)
    assert abs(key.drawing.of(let_through).get_ydata()).max() < 0.01


def test_every_quantity_of_the_key_has_its_colour_its_style_and_its_name():
    key = begun(reading_key)
    texts = {text.get_text() for axes in key.drawing.artists[0].figure.axes for text in axes.texts}
    for quantity, colour in LOOKS.items():
        line = key.drawing.of(quantity)
        assert to_hex(line.get_color()).upper() == colour
        assert line.is_dashed() is (quantity in "fio")
        assert {style.symbol(quantity), style.name(quantity)} <= texts


def test_no_text_of_the_key_runs_out_of_the_picture_or_into_another():
    figure = begun(reading_key).drawing.artists[0].figure
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for axes in figure.axes for text in axes.texts if text.get_text()]
    for number, box in enumerate(boxes):
        assert 0 <= box.x0 <= box.x1 <= figure.bbox.x1
        assert not any(box.overlaps(other) for other in boxes[:number])


@pytest.mark.parametrize(("decay", "left"), [(0.03, "22.3 %"), (0.06, f"{100 * 0.2231**2:.1f} %")])
def test_doubled_decay_leaves_the_square_of_what_was_left(decay, left):
    assert f"{left} of the swing is left" in begun(damped_sine_window, decay=decay).readout


def test_exercise_asks_for_the_wave_that_swings_and_fades_as_wanted():
    period, decay = checks.wave(30, 6, 0.75)
    wave = oracle.damped(period, decay, 31)
    crests = [wave[int(period * cycle)] for cycle in range(7)]  # where the sine passes its middle, upwards
    assert crests == pytest.approx([0.5] * 7)
    quarter = oracle.damped(30 / 6.25, decay, 31)  # ends on a crest, which shows what is left
    assert (quarter[30] - 0.5) / 0.5 == pytest.approx(0.75)


# ---- The map


def map_cell(name: str = "map") -> str:
    cells = nbformat.read(NOTEBOOKS / "00_start_here.ipynb", as_version=4).cells
    return next(cell.source for cell in cells if cell.id == name)


def course_map() -> dict[str, tuple[str, int]]:
    """Number of each notebook: the file that the map links to, or "", and its minutes."""
    told = map_cell()
    rows = re.findall(r"^\|(\d\d)\|(.+)\|(\d+)\|.*\|$", told, re.MULTILINE)
    link = re.compile(r"\((.+\.ipynb)\)")
    return {number: ((link.findall(words) or [""])[0], int(minutes)) for number, words, minutes in rows}


def test_map_lists_the_whole_course():
    there = sorted(path.name[:2] for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))
    assert list(course_map()) == there == [f"{number:02}" for number in range(len(there))]


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_map_links_to_every_notebook_that_is_there_and_gives_its_minutes(path):
    words = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells[:3])  # above the first code
    minutes = re.search(r"\*\*(\d+) minutes", words)
    assert minutes
    assert course_map()[path.stem.split("_")[0]] == (path.name, int(minutes[1]))


def test_minutes_of_each_way_are_those_of_its_notebooks_added_up():
    told = map_cell("map-ways")
    minutes = dict(re.findall(r"^\|\*\*(.+?)\*\*\|.*\|(\d+)\|$", told, re.MULTILINE))
    by_number = {number: each for number, (_, each) in course_map().items()}
    assert {way: int(total) for way, total in minutes.items()} == {
        way: sum(by_number[notebook.number] for notebook in notebooks) for way, notebooks in tracks().items()
    }


def test_map_and_readme_ask_the_notebooks_own_questions():
    told = map_cell()
    readme = (NOTEBOOKS.parent / "README.md").read_text("utf-8")
    titles = {notebook.number: notebook.title for notebook in course()}
    on_the_map = re.findall(r"^\|(\d\d)\|\[(.+)\]\(", told, re.MULTILINE)
    in_the_readme = re.findall(
        r"^\| (\d\d) \| \[.+\]\(.+\) \| (.+?\?)(?: \(the practical\))? \|$", readme, re.MULTILINE
    )
    assert dict(on_the_map) == dict(in_the_readme) == titles
