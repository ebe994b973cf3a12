"""Each lane draws what the cell computed, in the quantity's own look, and its update only sets data."""

from typing import Any

import numpy as np
import pytest
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
    return style.figure(600, 300).subplots()


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


@pytest.mark.parametrize("largest", [0.3, *(r * share for r in lanes.C_RANGES for share in (0.97, 0.99, 1.1))])
def test_upright_scale_holds_the_largest_and_leaves_frame_and_grid_on_their_pixels(largest, axes):
    scale = lanes.upright_scale(axes)
    assert not scale.update(0.5)
    before = background(axes, scale)
    assert not scale.update(largest)
    assert background(axes, scale) == before
    limit = axes.get_ylim()[1]
    assert axes.get_ylim() == (-limit, limit)
    assert largest < limit or limit == lanes.C_RANGES[-1]
    numbers: list[Any] = scale.artists
    places = {float(text.get_text().replace("−", "-")): text.get_position()[1] for text in numbers}
    assert places == pytest.approx({-limit / 1.2: -limit / 1.2, limit / 1.2: limit / 1.2}, rel=1e-6)


def background(axes, scale: Drawing) -> bytes:
    """Everything that is not an artist of the scale, as pixels."""
    for number in scale.artists:
        number.set_animated(True)
    axes.figure.canvas.draw()
    return bytes(axes.figure.canvas.buffer_rgba())


def test_upright_scale_says_so_where_something_is_pinned_and_shows_all_of_it(axes):
    scale = lanes.upright_scale(axes)
    scale.update(0.5)
    axes.plot([0, 1], [0, 5], gid=lanes.PINNED)
    assert scale.update(0.5)
    assert axes.get_ylim() == (-6, 6)
    assert not scale.update(5.5)
    assert scale.update(8)


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
