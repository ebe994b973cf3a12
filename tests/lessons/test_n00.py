"""Notebook 00: the reading key shows what a scalar loop computes in the course's looks, and the map fits the course."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from oracles import scalar_run

from lstm_lesson import LSTM, damped_sine
from lstm_lesson.drawing import style
from lstm_lesson.lessons.n00_start_here import pictures
from lstm_lesson.lessons.n00_start_here.exhibits import reading_key
from lstm_lesson.lessons.n08_cell_state_flow.exhibits import flow_settings
from lstm_lesson.lessons.n11_damped_sine.exhibits import damped_sine_window

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SHOWN = [quantity for _, quantities, _ in pictures.LANES for quantity in quantities]
LOOKS = {"x": "#000000", "f": "#CC79A7", "i": "#009E73", "o": "#56B4E9", "g": "#E69F00"}
LOOKS |= {"fc": "#CC79A7", "ig": "#009E73", "c": "#0072B2", "h": "#56B4E9"}


@pytest.fixture(scope="module")
def key():
    return reading_key()


def expected(values: dict[str, float]) -> dict[str, np.ndarray]:
    """Run the unit of the key as a scalar loop; h feeds nothing."""
    settings = {**flow_settings(w_hg=0.0), **values}
    x = damped_sine(60, settings["period"], settings["decay"])
    cell = LSTM(1, 1)
    rows = [[settings[f"{stem}{block}"] for stem in ("w_x", "w_h", "b_")] for block in "ifgo"]
    cell.W_x[:, 0], cell.W_h[:, 0], cell.b[:] = np.transpose(rows)
    run = {q: np.ravel(v) for q, v in scalar_run(cell, [[v] for v in x], [0.0], [0.0]).items()}
    return run | {"x": x, "fc": run["f"] * np.append(0, run["c"][:-1]), "ig": run["i"] * run["g"]}


def lines_and_values(exhibit) -> tuple[list, list]:
    """The key's lines over time and its numbers, in the order of SHOWN."""
    texts = [artist for artist in exhibit.drawing.artists if isinstance(artist, Text)]
    # The cursor's number and those of the axes are smaller.
    return exhibit.drawing.lines, [text for text in texts if text.get_fontsize() == style.FONT["large"]]


def assert_shows_what_the_loop_computes(exhibit):
    assert exhibit.error == ""
    run, t = expected(exhibit.values), exhibit.values["t"]
    for quantity, line, number in zip(SHOWN, *lines_and_values(exhibit), strict=True):
        np.testing.assert_allclose(line.get_ydata(), run[quantity], rtol=1e-9, atol=1e-12, err_msg=quantity)
        assert float(number.get_text().replace("−", "-")) == pytest.approx(run[quantity][t], abs=0.00501)


@pytest.mark.parametrize("end", ["min", "max"])
@pytest.mark.parametrize("name", ["b_f", "b_i", "b_o", "t"])
def test_key_is_right_with_any_slider_at_either_end(key, name, end):
    key.reset()
    slider = key.sliders[name]
    slider.value = getattr(slider, end)
    assert_shows_what_the_loop_computes(key)


@pytest.mark.parametrize("name", ["o shut", "i shut", "f shut"])
def test_key_is_right_on_every_preset_and_what_the_gate_lets_through_is_0(key, name):
    key.reset()
    key.preset(name)
    assert_shows_what_the_loop_computes(key)
    lines = dict(zip(SHOWN, lines_and_values(key)[0], strict=True))
    let_through = {"o": "h", "i": "ig", "f": "fc"}[name[0]]
    assert abs(lines[let_through].get_ydata()).max() < 0.01


def test_shut_output_gate_takes_h_to_0_and_leaves_c_as_it_was(key):
    key.reset()
    c = expected(key.values)["c"]
    key.set(b_o=-6)
    assert_shows_what_the_loop_computes(key)
    lines = dict(zip(SHOWN, lines_and_values(key)[0], strict=True))
    assert abs(lines["h"].get_ydata()).max() < 0.005
    np.testing.assert_allclose(lines["c"].get_ydata(), c)


def test_every_quantity_of_the_key_has_its_colour_its_style_and_its_name(key):
    key.reset()
    texts = {text.get_text() for axes in key.drawing.artists[0].figure.axes for text in axes.texts}
    for quantity, line in zip(SHOWN, lines_and_values(key)[0], strict=True):
        assert to_hex(line.get_color()).upper() == LOOKS[quantity]
        assert line.is_dashed() is (quantity in "fio")
        assert {style.symbol(quantity), style.name(quantity)} <= texts


def test_no_text_of_the_key_runs_out_of_the_picture_or_into_another(key):
    figure = key.drawing.artists[0].figure
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for axes in figure.axes for text in axes.texts if text.get_text()]
    for number, box in enumerate(boxes):
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.x1
        assert not any(box.overlaps(other) for other in boxes[:number])


@pytest.mark.parametrize(("decay", "left"), [(0.03, "22.3%"), (0.06, f"{0.2231**2:.1%}")])
def test_doubled_decay_leaves_the_square_of_what_was_left(decay, left):
    sine = damped_sine_window()
    sine.set(decay=decay)
    assert f"{left} of the swing is left" in sine.readout


# ---- The map


def course_map() -> dict[str, tuple[str, int]]:
    """Number of each notebook: the file that the map links to, or "", and its minutes."""
    cell = next(
        cell for cell in nbformat.read(NOTEBOOKS / "00_start_here.ipynb", as_version=4).cells if cell.id == "map"
    )
    rows = re.findall(r"^\|(\d\db?)\|(.+)\|(\d+)\|$", cell.source, re.MULTILINE)
    return {
        number: ((re.findall(r"\((.+\.ipynb)\)", words) or [""])[0], int(minutes)) for number, words, minutes in rows
    }


def test_map_lists_the_whole_course():
    assert list(course_map()) == [f"{number:02}" for number in range(15)]


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_map_links_to_every_notebook_that_is_there_and_gives_its_minutes(path):
    first = nbformat.read(path, as_version=4).cells[0].source
    minutes = re.search(r"(\d+) minutes", first)
    assert minutes
    assert course_map()[path.stem.split("_")[0]] == (path.name, int(minutes[1]))
