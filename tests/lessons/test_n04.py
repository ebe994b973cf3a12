"""The exhibits of notebook 04 show what plain loops compute, and its sentences say it; its exercise names mistakes."""

import math
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from cases import every_refusal, every_verdict
from exhibit_cases import assert_line, begun, every_move
from matplotlib.backends.backend_agg import FigureCanvasAgg
from oracles import one_lstm_unit, sigmoid
from sentences import gate_said, said

from lstm_lesson import VERSIONS, damped_sine, half_life_dial, lstm_diagram, three_lstms, untrained_cells
from lstm_lesson.drawing.canvas import DPI
from lstm_lesson.drawing.cell_diagrams import lstm_plan
from lstm_lesson.lessons.n04_lstm_cell.numbers import RUNS, three_versions
from lstm_lesson.lessons.n04_lstm_cell.start_numbers import SHOWN, STREAMS
from lstm_lesson.lessons.n04_lstm_cell.start_numbers import untrained_cells as run_untrained
from lstm_lesson.nn.one_unit import half_life

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "04_lstm_cell.ipynb"


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
    """The LSTM of the course, and |∂c_T/∂c_t| as a product of the steps' ∂c_t/∂c_{t−1}: only g sees h."""
    run = one_lstm_unit({"b_i": b_i, "b_f": b_f, "w_xg": w_xg, "w_hg": w_hg, "b_g": b_g, "b_o": 1}, x)
    reads = run["o"] * (1 - np.tanh(run["c"]) ** 2)
    steps = run["f"][1:] + run["i"][1:] * (1 - run["g"][1:] ** 2) * w_hg * reads[:-1]
    return run["c"], run["h"], [abs(np.prod(steps[t:])) for t in range(len(x))]


def assert_three_lstms(exhibit, **values):
    x, runs = run_of_all(**values)
    assert_line(exhibit.drawing.of("x"), np.arange(len(x)), x)
    for name in RUNS:
        for place, expected in enumerate(runs[name]):  # c, h, the gradient
            line = exhibit.drawing.of(name, place)
            shown = np.maximum(expected, 1e-30) if place == 2 else expected
            assert_line(line, np.arange(len(x)), shown, rtol=1e-6, atol=1e-29 if place == 2 else 1e-9)
            assert line.axes.get_xlim() == (-0.5, len(x) - 0.5)
            low, high = line.axes.get_ylim()
            assert place == 2 or (low < min(expected) and max(expected) < high)
    in_1997, in_2000, today = (f"c = {said(c[-1])}, h = {said(h[-1])}" for c, h, _ in runs.values())
    assert exhibit.readout == f"After {len(x)} steps: 1997 {in_1997}; 2000 {in_2000}; today {today}."


def assert_half_life_dial(exhibit, b_f):
    f = sigmoid(b_f)
    half = math.log(0.5) / math.log(f)
    last = f"{half:.1f} steps" if half < 99.95 else f"{half:.0f} steps"
    assert_line(exhibit.drawing.of("f"), [0, 120], [f, f])
    assert_line(exhibit.drawing.of("c"), np.arange(121), [f**n for n in range(121)])
    mark, pointer, words = exhibit.drawing.of("c", 1), exhibit.drawing.of("c", 2), exhibit.drawing.artists[3]
    assert_line(mark, [half] if half <= 120 else [], [0.5] if half <= 120 else [])
    assert_line(pointer, [min(max(half, 0.1), 10_000)], [0.45])
    assert words.get_text() == f"half left after {last}{'' if half <= 120 else ' →'}"
    assert exhibit.readout == (
        f"b_f = {said(b_f, 1)}: f = {f:.4f}, "
        f"and with nothing but this bias into the gate half of c is left after {last}."
    )
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


def assert_untrained(exhibit, b_f, b_i, delay):
    """Follow every stream number by number, and count the signs that are still right."""
    f, i, delay = sigmoid(b_f), sigmoid(b_i), int(delay)
    offered = np.tanh(np.random.default_rng(0).normal(size=(320, STREAMS)))[:delay].T.tolist()
    paths = {start: [[start] for _ in offered] for start in (1.0, -1.0)}
    for streams in paths.values():
        for path, stream in zip(streams, offered, strict=True):
            for g in stream:
                path.append(f * path[-1] + i * g)
    for name, start in (("c", 1.0), ("rnn", -1.0)):
        ys = np.asarray(exhibit.drawing.of(name).get_ydata()).reshape(SHOWN, delay + 2)
        xs = np.asarray(exhibit.drawing.of(name).get_xdata()).reshape(SHOWN, delay + 2)
        np.testing.assert_allclose(ys[:, :-1], paths[start][:SHOWN], rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(xs[:, :-1], np.tile(np.arange(delay + 1), (SHOWN, 1)))
        assert np.isnan(ys[:, -1]).all()  # the pen is lifted between two paths
    for place, sign in ((0, 1), (1, -1)):
        assert_line(exhibit.drawing.of("fc", place), np.arange(delay + 1), [sign * f**t for t in range(delay + 1)])
    right = sum(path[-1] * start > 0 for start, streams in paths.items() for path in streams)
    if f**delay < 1e-12:  # the number is lost in the rounding of what came in
        right = 1000
    share = f"{100 * f**delay:.0f} %" if f**delay >= 0.005 else "less than 1 %"
    assert exhibit.readout == (
        f"{gate_said('f', f)} and {gate_said('i', i)}: after {delay} inputs {share} of the number itself is left. "
        f"Its sign is still right in {right:,} of 2,000 cells; guessing gives 1,000."
    )
    axes = exhibit.drawing.of("fc").axes
    assert axes.get_xlim() == (0, delay)
    low, high = axes.get_ylim()
    assert all(low < value < high for streams in paths.values() for path in streams[:SHOWN] for value in path)


RIGHT = {
    lstm_diagram: assert_lstm_diagram,
    three_lstms: assert_three_lstms,
    half_life_dial: assert_half_life_dial,
    untrained_cells: assert_untrained,
}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


@pytest.mark.parametrize("b_f", np.linspace(-4, 8, 25))
def test_dial_mark_and_words_stand_on_the_half_life(b_f):
    assert_half_life_dial(begun(half_life_dial, b_f=float(b_f)), b_f)


def test_picture_holds_the_longest_stream_at_the_largest_weights():
    versions = three_lstms(b_i=10, b_f=10, w_xg=10, w_hg=10, b_g=10, length=400)
    assert versions.error == ""
    assert_three_lstms(versions, **versions.values)


def test_after_400_steps_1997_stands_at_10_and_the_others_at_1():
    said = "1997 c = 10.19, h = 0.73; 2000 c = 1.07, h = 0.36; today c = 1.22, h = 0.61"
    assert said in begun(three_lstms, length=400).readout


def test_first_picture_is_too_short_to_tell_what_becomes_of_1997():
    runs = three_versions(**begun(three_lstms).values).runs
    ends = [run.c[-1] for run in runs.values()]
    assert max(ends) < 1.3 * min(ends)
    lane = begun(three_lstms).drawing.of("lstm_1997").axes
    assert max(ends) - min(ends) < 0.1 * np.ptp(lane.get_ylim())


@pytest.mark.parametrize("b_f", [-1.0, 0.0, 2.0, 5.0, 8.0])
def test_spread_of_what_comes_in_is_that_of_a_sum_of_independent_inputs(b_f):
    """The variance of i Σ f^k g is i² E[g²] (1 − f^2n) / (1 − f²), if the g do not depend on one another."""
    f, i, n = sigmoid(b_f), sigmoid(-2.0), 320
    now = run_untrained(b_f, -2.0, n)
    kept = now.kept[-1]
    spread = i * math.sqrt(0.394 * (1 - f ** (2 * n)) / (1 - f * f))
    expected = 0.5 * (1 + math.erf(kept / spread / math.sqrt(2)))
    assert now.right / now.cells == pytest.approx(expected, abs=0.03)


test_untrained_cells_refuse_what_makes_no_sense = every_refusal(
    (lambda: run_untrained(1.0, 0.0, 321), "delay must be at most 320; got 321"),
    (lambda: run_untrained(1.0, 0.0, 0), "delay must be"),
    (lambda: run_untrained(1.0, math.nan, 20), "b_i must be"),
)


# ---- The numbers

WEIGHTS = {"b_i": -0.7, "b_f": 1.3, "w_xg": 2.1, "w_hg": 0.8, "b_g": -0.9}


def test_full_gradient_is_larger_where_h_feeds_the_candidate():
    runs = three_versions(30, 20, 0.05, **WEIGHTS).runs
    assert runs["lstm_modern"].gradient[0] > 3 * runs["lstm_2000"].gradient[0]
    deaf = three_versions(30, 20, 0.05, **{**WEIGHTS, "w_hg": 0}).runs
    np.testing.assert_allclose(deaf["lstm_modern"].gradient, deaf["lstm_2000"].gradient, rtol=1e-10)


def test_only_the_cell_of_1997_grows_with_the_stream():
    runs = {length: three_versions(length, 20, 0.05, **WEIGHTS).runs for length in (200, 400)}
    growth = {name: runs[400][name].c[-1] / runs[200][name].c[-1] for name in RUNS}
    assert growth["lstm_1997"] == pytest.approx(2, abs=0.1)
    assert (growth["lstm_2000"], growth["lstm_modern"]) == pytest.approx((1, 1), abs=0.01)


def test_the_forget_gate_the_full_gradient_and_the_bias_have_each_their_own_year():
    new = {version.new: version.year for version in VERSIONS}
    assert new["forget gate"] == "1999, 2000"
    assert new["full gradient"] == "2005"
    assert new["forget bias 1 at the start"] == "2015"
    columns = {(str(version).index(version.new), str(version).index(version.why)) for version in VERSIONS}
    assert len(columns) == 1  # so that they stand one below the other


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
    (step(update=lambda f, c, i, g: c + i * g), "not yet: the forget gate is missing, so this is the cell of 1997"),
    (step(read=lambda o, new, c: o * new), "not yet: tanh is missing"),
    (step(read=lambda o, new, c: o * np.tanh(c)), "not yet: h is made from the old c"),
    (step(read=lambda o, new, c: np.tanh(new)), "not yet: the output gate is missing in h"),
    (step(read=lambda o, new, c: -o * np.tanh(new)), "not yet: h has the wrong sign"),
    (lambda x, h, c, W_x, W_h, b: (h[:2], c[:2]), "not yet: c has shape (2,)"),
    (lambda x, h, c, W_x, W_h, b: x @ W_x, "stopped with ValueError"),
)


def find(line=7, b=(10, -10, 10, 10), c=-2.0):
    return lambda: (line, b, c)


test_proof_of_the_bug_gets_its_verdict = every_verdict(
    "04_lstm_cell/bug",
    (find(), "right: h should be 0.76, and the suspect says −0.96"),
    (find(line=8, c=[-2]), "right: h should be 0.76"),
    (find(line=5), "not yet: your numbers do prove a bug, but it is not in line 5"),
    (find(b=(-10, 10, 0, 10)), "c goes from −2.00 to −2.00, h should be −0.96, and the suspect says −0.96"),
    (find(b=(10, -10, 10, -10)), "not yet: with these biases the output gate is o = 0.00"),
    (find(b=(10, -10, 10)), "not yet: b has shape (3,); wanted is (4,)"),
    (find(c=None), "not attempted yet: find_bug has an empty place"),
    (lambda: 7, "not yet: return three things"),
    (lambda: (7, "text", 1.0), "not yet: b must be numbers"),
)


def test_suspect_of_the_notebook_has_the_bug_that_the_check_asks_for():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    (source,) = [cell.source for cell in cells if cell.id == "suspect"]
    names: dict[str, Any] = {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    exec(source, names)
    x, h, c, b = np.ones(1), np.zeros(1), np.array([-2.0]), np.array([10.0, -10, 10, 10])
    weights = np.zeros((4, 1)), np.zeros((4, 1)), b
    (suspect_h, suspect_c), (right_h, right_c) = (
        make(x, h, c, *weights) for make in (names["suspect_step"], lstm_step)
    )
    assert suspect_c == pytest.approx(right_c)
    assert (float(suspect_h[0]), float(right_h[0])) == pytest.approx((-0.96, 0.76), abs=0.005)
    lines = source.splitlines()
    assert ("line 7" in lines[7], "h = o" in lines[7], "c = f" in lines[8]) == (True, True, True)
