"""Each lane draws what the cell computed, in the quantity's own look, and its update only sets data."""

from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text
from oracles import lively_cell

from lstm_lesson import LSTM, damped_sine
from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import Drawing, together
from lstm_lesson.nn.one_unit import LSTMRun, lstm_run

LANES = {
    lanes.signal: ["x"],
    lanes.gates: ["f", "i", "o"],
    lanes.candidate: ["g"],
    lanes.kept_and_written: ["fc", "ig"],
    lanes.cell_state: ["c"],
    lanes.hidden_state: ["h"],
    lanes.gradients: ["rnn", "direct", "gradient"],
}


def a_run(length: int = 40, t: int = 7, seed: int = 0) -> LSTMRun:
    return lstm_run(lively_cell(LSTM, 1, 1, seed=seed), damped_sine(length, 20, 0.02), t)


@pytest.fixture
def axes():
    return style.figure(600, 310).subplots()  # 310: no grid line halfway between two pixels, where rounding decides


@pytest.mark.parametrize("lane", LANES, ids=lambda lane: lane.__name__)
def test_lane_shows_the_runs_numbers_before_and_after_an_update(lane, axes):
    first, second = a_run(), a_run(length=25, t=20, seed=5)
    drawing = lane(axes, first)
    made: list[Any] = drawing.lines
    for run in (first, second):
        drawing.update(run)
        for quantity, line in zip(LANES[lane], made, strict=True):
            np.testing.assert_array_equal(line.get_xdata(), np.arange(len(run.x)))
            np.testing.assert_allclose(line.get_ydata(), getattr(run, quantity), rtol=0, atol=1e-30)
            assert line.get_markevery() == [run.t]
            assert line.get_color() == style.of(quantity)["color"]
    assert drawing.lines == made


def test_number_of_the_cursor_stands_above_the_lanes_and_is_clipped_by_none():
    figure = style.figure(600, 310)
    drawing = lanes.cursor(list(figure.subplots(2, 1)))
    drawing.update(a_run())
    number = next(artist for artist in drawing.artists if isinstance(artist, Text))
    figure.canvas.draw()
    assert number.get_window_extent().y0 > max(ax.bbox.y1 for ax in figure.axes)
    assert not number.get_clip_on()


NAMES = {
    lanes.signal: "input",
    lanes.gates: "gates",
    lanes.candidate: "candidate",
    lanes.kept_and_written: "two parts",
    lanes.cell_state: "cell state",
    lanes.hidden_state: "hidden",
    lanes.gradients: r"$|\partial c_T/\partial c_t|$",
}


@pytest.mark.parametrize("lane", LANES, ids=lambda lane: lane.__name__)
def test_lane_is_called_by_what_it_shows_and_its_key_names_each_curve_by_that_curves_look(lane, axes):
    drawing = lane(axes, a_run())
    assert axes.get_ylabel() == NAMES[lane]
    key = axes.get_legend()
    named = {text.get_text(): line for text, line in zip(key.get_texts(), key.get_lines(), strict=True)}
    for quantity, curve in zip(LANES[lane], drawing.lines, strict=True):
        sample = named[style.symbol(quantity)]
        assert (sample.get_color(), sample._dash_pattern) == (curve.get_color(), curve._dash_pattern)


@pytest.mark.parametrize("lane", LANES, ids=lambda lane: lane.__name__)
def test_lane_keeps_every_value_within_its_limits(lane, axes):
    drawing = lane(axes, a_run())
    for seed in range(4):
        run = a_run(seed=seed)
        drawing.update(run)
        low, high = axes.get_ylim()
        if lane is not lanes.gradients:
            assert all(low < line.get_ydata().min() and line.get_ydata().max() < high for line in drawing.lines)
        assert axes.get_xlim() == (-0.5, len(run.x) - 0.5)


SIZES = [0.3, *(r * share for r in lanes.C_RANGES for share in (0.85, 0.97, 0.99, 1.1))]
SIDES = {"both": (-1.0, 1.0), "above": (0.0, 1.0), "hardly below": (-0.03, 1.0), "below": (-1.0, 0.0)}


@pytest.mark.parametrize("largest", SIZES)
@pytest.mark.parametrize("side", SIDES)
def test_upright_scale_holds_all_there_is_and_leaves_frame_and_grid_on_their_pixels(side, largest, axes):
    scale = lanes.upright_scale(axes)
    assert not scale.update((-0.5, 0.5))
    before = background(axes, scale)
    least, most = (largest * end for end in SIDES[side])
    assert not scale.update((least, most))
    assert background(axes, scale) == before
    low, high = axes.get_ylim()
    assert low < least <= most < high or largest > lanes.C_RANGES[-1] / 1.2
    numbers: list[Any] = scale.artists
    places = [text.get_position()[1] for text in numbers]
    assert [float(text.get_text().replace("−", "-")) for text in numbers] == pytest.approx(places, rel=1e-6)
    assert places == pytest.approx([low + share * (high - low) for share in (1 / 12, 1 / 2, 11 / 12)])


@pytest.mark.parametrize(("extremes", "ticks"), [
    ((0.0, 60.0), [0, 30, 60]),
    ((-60.0, 0.0), [-60, -30, 0]),
    ((-1.0, 60.0), [0, 30, 60]),  # hardly below 0
    ((-10.0, 60.0), [-60, 0, 60]),
    ((0.0, 0.0), [0, 0.5, 1]),
])  # fmt: skip
def test_upright_scale_has_room_on_the_side_where_there_is_something_and_no_more(extremes, ticks, axes):
    scale = lanes.upright_scale(axes)
    scale.update(extremes)
    assert list(axes.get_yticks()) == pytest.approx(ticks)
    low, high = axes.get_ylim()
    assert (low - ticks[0], high - ticks[2]) == pytest.approx(
        (-0.1 * (ticks[2] - ticks[0]), 0.1 * (ticks[2] - ticks[0]))
    )


def background(axes, scale: Drawing) -> bytes:
    """Everything that is not an artist of the scale, as pixels."""
    for number in scale.artists:
        number.set_animated(True)
    axes.figure.canvas.draw()
    return bytes(axes.figure.canvas.buffer_rgba())


def test_upright_scale_says_so_where_something_is_pinned_and_shows_all_of_it(axes):
    scale = lanes.upright_scale(axes)
    scale.update((-0.5, 0.5))
    axes.plot([0, 1], [0, 5], gid=lanes.PINNED)
    assert scale.update((-0.5, 0.5))
    assert axes.get_ylim() == (-6, 6)
    assert not scale.update((-5.5, 0.5))
    assert scale.update((-8, 0.5))


def test_gradient_of_zero_is_drawn_at_the_bottom_and_not_lost(axes):
    shut = LSTM(1, 1)
    shut.b[:] = [0, -800, 0, 0]  # f = e^−800 = 0 in floating point
    shut.W_h[:] = 0
    drawn: list[Any] = lanes.gradients(axes, lstm_run(shut, np.zeros(12))).lines
    axes.figure.canvas.draw()
    assert all(np.isfinite(line.get_ydata()).all() and (line.get_ydata() > 0).all() for line in drawn)


def test_cursor_runs_through_all_lanes_at_the_step_looked_at():
    figure = style.figure(600, 600)
    axes = list(figure.subplots(3, 1, sharex=True))
    signals = [lanes.signal(ax, a_run()) for ax in axes]
    drawing = together(lanes.cursor(axes), *signals)
    drawing.update(a_run(t=13))
    parts: list[Any] = drawing.artists
    line, number = parts[:2]
    assert list(line.get_xdata()) == [13, 13]
    assert number.get_text() == "t = 13"
    assert list(line.get_ydata()) == [axes[-1].get_position().y0, axes[0].get_position().y1]
