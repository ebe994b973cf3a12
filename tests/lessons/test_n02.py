"""The exhibits of notebook 02 show what a scalar loop computes; the unrolled diagram's wires lead where they must."""

from collections.abc import Callable
from math import tanh
from typing import Any

import numpy as np
import pytest

from lstm_lesson import RNN, array_shapes, impulse_response, input_order, unrolled_rnn
from lstm_lesson.drawing.canvas import LiveCanvas
from lstm_lesson.drawing.cell_diagrams import wire_width, written
from lstm_lesson.lessons.n02_recurrent_recap import unrolled_pictures
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.nn import gradients, one_unit_rnn

EXHIBITS: list[Callable[..., Exhibit]] = [unrolled_rnn, impulse_response, array_shapes, input_order]
ENDS = [(make, name, end) for make in EXHIBITS for name in make().sliders for end in ("min", "max")]


def states(xs, w_x: float, w_h: float, b: float = 0.0) -> list[float]:
    h, found = 0.0, []
    for x in xs:
        h = tanh(w_x * x + w_h * h + b)
        found.append(h)
    return found


def assert_right(exhibit: Any) -> None:
    assert exhibit.error == ""
    values, drawn = exhibit.values, exhibit.drawing.artists
    if exhibit.title == "unrolled RNN":
        expected = states([1, 0, 0, 0], **values)
        assert [number.get_text() for number in drawn[2::2]] == [written(h) for h in expected]
        assert [number.get_text() for number in drawn[1::2]] == ["+1.00", "+0.00", "+0.00", "+0.00"]
    elif exhibit.title == "impulse response":
        expected = states([1] + 30 * [0], 1, values["w_h"])
        np.testing.assert_allclose(drawn[1].get_ydata(), expected, atol=1e-12)
        quiet = next((t for t, h in enumerate(expected) if abs(h) < 0.01), None)
        assert drawn[2].get_alpha() == (0 if quiet is None else 1)
        assert quiet is None or drawn[2].get_xdata()[0] == quiet
    elif exhibit.title == "input order":
        inputs = np.array(one_unit_rnn.SYMBOLS)
        np.testing.assert_allclose(drawn[1].get_ydata(), states(inputs, 1, values["w_h"]), atol=1e-12)
        k = int(values["shift"])
        turned = [*inputs[len(inputs) - k :], *inputs[: len(inputs) - k]]
        np.testing.assert_allclose(drawn[4].get_ydata(), states(turned, 1, values["w_h"]), atol=1e-12)
    else:
        cell = RNN(int(values["D"]), int(values["H"]))
        x = np.zeros([int(values[name]) for name in "TBD"])
        shapes = [x.shape, *(w.shape for w in cell.weights.values()), cell.run(x).h.shape]
        assert [label.get_text() for label in drawn[5:10]] == [str(shape) for shape in shapes]
        assert drawn[-1].get_text().endswith(f"= {sum(w.size for w in cell.weights.values())}")


@pytest.mark.parametrize(("make", "name", "end"), ENDS)
def test_picture_is_right_with_any_slider_at_either_end(make, name, end):
    exhibit = make()
    slider = exhibit.sliders[name]
    slider.value = getattr(slider, end)
    assert_right(exhibit)


@pytest.mark.parametrize("name", list(unrolled_rnn().presets))
def test_picture_is_right_on_every_preset(name):
    exhibit = unrolled_rnn()
    exhibit.preset(name)
    assert_right(exhibit)


def test_one_unit_in_plain_numbers_is_the_package_s_rnn():
    rng = np.random.default_rng(0)
    x, cell = rng.normal(size=12), RNN(1, 1)
    cell.W_x[:], cell.W_h[:], cell.b[:] = 0.9, -1.3, 0.4
    trace, run = cell.run(x[:, None]), one_unit_rnn.plain_run(x, 0.9, -1.3, 0.4)
    np.testing.assert_allclose(run.z, trace.z_h[:, 0], rtol=1e-12)
    np.testing.assert_allclose(run.h, trace.h[:, 0], rtol=1e-12)
    exact = gradients.hidden_state_gradient(cell.W_h, trace)[:, 0, 0]
    np.testing.assert_allclose(run.gradient, abs(exact), rtol=1e-10)
    np.testing.assert_allclose(run.power, 1.3 ** np.arange(11, -1, -1), rtol=1e-12)


@pytest.mark.parametrize(("w_h", "steps"), [(0.0, 1), (0.5, 7), (0.9, None), (2.0, None)])
def test_echo_counts_the_steps_until_silence(w_h, steps):
    assert one_unit_rnn.struck(1.0, w_h).echo == steps


# ---- The unrolled diagram


def test_every_step_s_wires_meet():
    d = unrolled_pictures
    for t in range(d.STEPS):
        now, before = d.wires(d.column(t), d.column(t - 1)), d.wires(d.column(t - 1), d.column(t - 2))
        starts, (top_from, top) = now["h_prev"][0][0], before["h"][0]
        assert starts[0] == top[0] == top_from[0]  # on the wire that carries h up, one step earlier …
        assert top_from[1] < starts[1] < top[1]  # … above tanh and below its end
        plus = (d.column(t), d.PLUS)
        for quantity in ("x", "h_prev"):
            assert np.hypot(*np.subtract(now[quantity][-1][-1], plus)) == d.RADIUS + d.HEAD
        assert now["z"][0][0] == (plus[0], plus[1] + d.RADIUS)
        assert now["z"][0][-1][1] == d.SQUASH - d.HALF_BOX - d.HEAD


def test_every_piece_of_wire_is_as_thick_as_what_it_carries():
    run = one_unit_rnn.plain_run([1, -0.5, 0.25, 0], 0.7, -0.8, 0.1)
    canvas = LiveCanvas(unrolled_pictures.PICTURE)
    lines: Any = unrolled_pictures.unrolled(canvas.figure, run).artists[0]
    expected: list[Any] = []
    h_prev = 0.0
    for x in run.x:
        z = 0.7 * x - 0.8 * h_prev + 0.1
        expected += [x, 0.7 * x, h_prev, -0.8 * h_prev, z, tanh(z)]
        h_prev = tanh(z)
    np.testing.assert_allclose(lines.get_linewidth(), [wire_width(v) for v in expected], rtol=1e-12)


def test_diagram_can_be_read_at_half_width():
    canvas = LiveCanvas(unrolled_pictures.PICTURE)
    unrolled_pictures.unrolled(canvas.figure, one_unit_rnn.struck(1.0, 0.5))
    assert all(float(text.get_fontsize()) >= 18 for text in canvas.figure.axes[0].texts)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: unrolled_rnn(w_h=3), "w_h must be from -2 to 2"),
        (lambda: one_unit_rnn.plain_run([], 1, 1), "x must have shape"),
        (lambda: one_unit_rnn.plain_run([1.0, np.nan], 1, 1), "x must be finite"),
        (lambda: one_unit_rnn.plain_run([1.0], 1, np.inf), "w_h must be a finite number"),
        (lambda: one_unit_rnn.array_shapes(1, 1, 0, 1), "D must be"),
        (lambda: one_unit_rnn.in_another_order(-1, 0.5), "shift must be"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()
