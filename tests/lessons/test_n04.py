"""The exhibits of notebook 04 show what plain loops compute, and its sentences say it; its exercise names mistakes."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from cases import every_verdict
from exhibit_cases import assert_line, begun, every_move
from matplotlib.backends.backend_agg import FigureCanvasAgg
from oracles import one_lstm_unit, sigmoid

from lstm_lesson import VERSIONS, damped_sine, half_life_dial, lstm_diagram, three_lstms
from lstm_lesson.drawing.canvas import DPI
from lstm_lesson.drawing.cell_diagrams import lstm_plan
from lstm_lesson.lessons.n04_lstm_cell.numbers import three_versions
from lstm_lesson.nn.one_unit import half_life


def run_of_all(length, period, decay, *, b_i, b_f, w_xg, w_hg, b_g) -> tuple[list[float], dict[str, Any]]:
    """The stream, and c, h and the gradient of each version, by loops."""
    x = [float(damped_sine(40, period, decay)[t % 40]) for t in range(int(length))]
    given: dict[str, float] = {"b_i": b_i, "b_f": b_f, "w_xg": w_xg, "w_hg": w_hg, "b_g": b_g}
    older = {name: old_unit(x, **given, forgets=name == "lstm_2000") for name in ("lstm_1997", "lstm_2000")}
    return x, older | {"lstm_modern": todays_unit(x, **given)}


def old_unit(x, *, b_i, b_f, w_xg, w_hg, b_g, forgets):
    """The unit of 1997 or 2000 as printed: logistic sigmoids, stretched and shifted; its gradient is truncated."""
    s_c, y_c, states, outputs = 0.0, 0.0, [], []
    for x_t in x:
        g = 4 / (1 + math.exp(-(w_xg * x_t + w_hg * y_c + b_g))) - 2
        s_c = (sigmoid(b_f) if forgets else 1.0) * s_c + sigmoid(b_i) * g
        y_c = sigmoid(1.0) * (2 / (1 + math.exp(-s_c)) - 1)
        states.append(s_c)
        outputs.append(y_c)
    return states, outputs, [(sigmoid(b_f) if forgets else 1.0) ** (len(x) - 1 - t) for t in range(len(x))]


def todays_unit(x, *, b_i, b_f, w_xg, w_hg, b_g):
    """The LSTM of the course, and |∂c_T/∂c_t| as a product of the steps' ∂c_t/∂c_{t−1}: only g hears h."""
    run = one_lstm_unit({"b_i": b_i, "b_f": b_f, "w_xg": w_xg, "w_hg": w_hg, "b_g": b_g, "b_o": 1}, x)
    reads = run["o"] * (1 - np.tanh(run["c"]) ** 2)
    steps = run["f"][1:] + run["i"][1:] * (1 - run["g"][1:] ** 2) * w_hg * reads[:-1]
    return run["c"], run["h"], [abs(np.prod(steps[t:])) for t in range(len(x))]


def assert_three_lstms(exhibit, **values):
    x, runs = run_of_all(**values)
    assert_line(exhibit.drawing.of("x"), np.arange(len(x)), x)
    for name in VERSIONS:
        for place, expected in enumerate(runs[name]):  # c, h, the gradient
            line = exhibit.drawing.of(name, place)
            shown = np.maximum(expected, 1e-30) if place == 2 else expected
            assert_line(line, np.arange(len(x)), shown, rtol=1e-6, atol=1e-29 if place == 2 else 1e-9)
            assert line.axes.get_xlim() == (-0.5, len(x) - 0.5)
            low, high = line.axes.get_ylim()
            assert place == 2 or (low < min(expected) and max(expected) < high)


def assert_half_life_dial(exhibit, b_f):
    f = sigmoid(b_f)
    half = math.log(0.5) / math.log(f)
    said = f"{half:.1f} steps" if half < 99.95 else f"{half:.0f} steps"
    assert_line(exhibit.drawing.of("f"), [0, 120], [f, f])
    assert_line(exhibit.drawing.of("c"), np.arange(121), [f**n for n in range(121)])
    mark, pointer, words = exhibit.drawing.of("c", 1), exhibit.drawing.of("c", 2), exhibit.drawing.artists[3]
    assert_line(mark, [half] if half <= 120 else [], [0.5] if half <= 120 else [])
    assert_line(pointer, [min(max(half, 0.1), 10_000)], [0.45])
    assert words.get_text().startswith(f"half left after {said}")
    assert said in exhibit.readout
    box, lane = words.get_window_extent(), words.axes.get_window_extent()
    assert lane.x0 <= box.x0 <= box.x1 <= lane.x1 + 1
    assert lane.y0 <= box.y0


@cache
def rendered(lit: str) -> np.ndarray:
    plan = lstm_plan(lit)
    plan.set_dpi(DPI)
    canvas = FigureCanvasAgg(plan)
    canvas.draw()
    return np.array(canvas.buffer_rgba())


def assert_lstm_diagram(exhibit, gate):
    """Each gate has a plan of its own, and a sentence on whom it protects."""
    plans = {
        "": "four layers",
        "f": "protects the cell from its own past",
        "i": "protects this cell from irrelevant input",
        "o": "protects the other units from this cell",
    }
    shown = exhibit.drawing.artists[0].get_array()
    assert shown.shape[1::-1] == exhibit._canvas.pixels  # all of it, and nothing beside it
    assert [np.array_equal(shown, rendered(lit)) for lit in plans] == [k == gate for k in range(4)]
    assert [words in exhibit.readout for words in plans.values()] == [k == gate for k in range(4)]


RIGHT = {lstm_diagram: assert_lstm_diagram, three_lstms: assert_three_lstms, half_life_dial: assert_half_life_dial}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


@pytest.mark.parametrize("b_f", np.linspace(-4, 8, 25))
def test_dial_mark_and_words_stand_on_the_half_life(b_f):
    assert_half_life_dial(begun(half_life_dial, b_f=float(b_f)), b_f)


def test_picture_holds_the_longest_stream_at_the_largest_weights():
    versions = three_lstms(b_i=10, b_f=10, w_xg=10, w_hg=10, b_g=10, length=400)
    assert versions.error == ""
    assert_three_lstms(versions, **versions.values)


def test_after_400_steps_1997_stands_at_63_and_the_others_below_02():
    said = "1997 c = 63.30, h = 0.73; 2000 c = 0.14, h = 0.05; today c = 0.18, h = 0.13"
    assert said in begun(three_lstms, length=400).readout


def test_first_picture_is_too_short_to_tell_what_becomes_of_1997():
    assert begun(three_lstms).controls["length"].value <= 15


# ---- The numbers

WEIGHTS = {"b_i": -0.7, "b_f": 1.3, "w_xg": 2.1, "w_hg": 0.8, "b_g": -0.9}


def test_full_gradient_is_larger_where_h_feeds_the_candidate():
    runs = three_versions(30, 20, 0.05, **WEIGHTS).runs
    assert runs["lstm_modern"].gradient[0] > 3 * runs["lstm_2000"].gradient[0]
    deaf = three_versions(30, 20, 0.05, **{**WEIGHTS, "w_hg": 0}).runs
    np.testing.assert_allclose(deaf["lstm_modern"].gradient, deaf["lstm_2000"].gradient, rtol=1e-10)


def test_only_the_cell_of_1997_grows_with_the_stream():
    runs = {length: three_versions(length, 20, 0.05, **WEIGHTS).runs for length in (200, 400)}
    growth = {name: runs[400][name].c[-1] / runs[200][name].c[-1] for name in VERSIONS}
    assert growth["lstm_1997"] == pytest.approx(2, abs=0.1)
    assert (growth["lstm_2000"], growth["lstm_modern"]) == pytest.approx((1, 1), abs=0.01)


def test_only_the_first_version_lacks_the_forget_gate():
    assert [version.year for version in VERSIONS.values()] == ["1997", "2000", "today"]
    assert ["no forget gate" in str(version) for version in VERSIONS.values()] == [True, False, False]
    assert ["full gradient" in str(version) for version in VERSIONS.values()] == [False, False, True]


def test_shut_gate_forgets_at_once_and_an_open_one_never():
    assert half_life(0) == 0
    assert half_life(1) == math.inf


# ---- The exercise


def lstm_step(
    x, h, c, W_x, W_h, b, *, squash=np.tanh, order="ifgo", update=lambda f, c, i, g: f * c + i * g, read=None
):
    """The right answer, with a mistake in it where an argument says so."""
    part = dict(zip(order, np.split(W_x @ x + W_h @ h + b, 4), strict=True))
    i, f, o = (1 / (1 + np.exp(-part[gate])) for gate in "ifo")
    new = update(f, c, i, squash(part["g"]))
    return (read(o, new, c) if read else o * np.tanh(new)), new


def step(**mistake):
    return lambda *given: lstm_step(*given, **mistake)


test_answer_gets_its_verdict = every_verdict(
    "04_lstm_cell/step",
    (step(), "right: the same step"),
    (lambda *given: np.stack(lstm_step(*given)), "right: the same step as LSTM.step"),
    (lambda *given: [np.float32(v).tolist() for v in lstm_step(*given)], "right: the same step as LSTM.step, to five"),
    (lambda *given: lstm_step(*given)[::-1], "not yet: h and c have changed places"),
    (lambda *given: lstm_step(*given)[0], "not yet: return two things"),
    (lambda x, h, c, W_x, W_h, b: lstm_step(x, h, c, W_x, W_h, 0 * b), "not yet: the bias is missing"),
    (lambda x, h, c, W_x, W_h, b: lstm_step(x, 0 * h, c, W_x, W_h, b), "not yet: h is missing"),
    (lambda x, h, c, W_x, W_h, b: W_x * x + W_h * h + b, "the product of a matrix and a vector is @"),
    (step(order="ifog"), "not yet: g and o have changed places"),
    (step(squash=lambda z: 1 / (1 + np.exp(-z))), "not yet: the candidate is squashed by σ"),
    (step(squash=np.array), "not yet: the candidate is not squashed"),
    (step(update=lambda f, c, i, g: (1 - f) * c + i * g), "not yet: the forget gate is turned round"),
    (step(update=lambda f, c, i, g: i * c + f * g), "not yet: f and i have changed places"),
    (step(update=lambda f, c, i, g: i * g), "not yet: the old c is missing"),
    (step(update=lambda f, c, i, g: c + i * g), "not yet: the forget gate is missing: this is the cell of 1997"),
    (step(read=lambda o, new, c: o * new), "not yet: tanh is missing"),
    (step(read=lambda o, new, c: o * np.tanh(c)), "not yet: h reads the old c"),
    (step(read=lambda o, new, c: np.tanh(new)), "not yet: h lacks the output gate"),
    (step(read=lambda o, new, c: -o * np.tanh(new)), "not yet: h has the wrong sign"),
    (lambda x, h, c, W_x, W_h, b: (h[:2], c[:2]), "not yet: c has shape (2,)"),
    (lambda x, h, c, W_x, W_h, b: x @ W_x, "stopped with ValueError"),
)
