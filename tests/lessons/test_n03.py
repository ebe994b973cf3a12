"""The exhibits of notebook 03 show the gradient that nudging finds, and the update that clipping leaves."""

from decimal import Decimal
from itertools import pairwise
from math import sqrt
from typing import Any

import numpy as np
import pytest
from cases import every_refusal, every_verdict
from exhibit_cases import assert_line, begun, every_move, texts
from oracles import one_rnn_unit
from sentences import said, steps_said

from lstm_lesson import RNN, clipped_update, gradient_of_many_units, gradient_of_one_unit, stretched_circle
from lstm_lesson.lessons.n03_why_rnns_forget import checks, numbers, stretching_numbers
from lstm_lesson.lessons.n03_why_rnns_forget.exhibits import in_words, length
from lstm_lesson.nn import gradients, one_unit

STEPS = np.arange(51)


def random_rnn_gradient(gain: float, swing: float) -> tuple[np.ndarray, np.ndarray]:
    """States, and ‖∂h_T/∂h_t‖_F/√H as a product of explicit Jacobians diag(1 − h²) W_h."""
    W_h, W_x, _ = numbers._weights()
    h, states, jacobians = np.zeros(32), [], []
    for t in range(51):
        h = np.tanh(swing * np.sin(2 * np.pi * t / 20) * W_x[:, 0] + gain * W_h @ h)
        states.append(h)
        jacobians.append(np.diag(1 - h**2) @ (gain * W_h))
    product, sizes = np.eye(32), [1.0]
    for jacobian in jacobians[:0:-1]:
        product = product @ jacobian
        sizes.append(np.sqrt(np.mean(np.sum(product**2, axis=0))))
    return np.array(states), np.array(sizes[::-1])


def loss(w_h: complex, b: complex) -> Any:
    h: Any = 0.5
    for _ in range(15):
        h = np.tanh(w_h * h + b)
    return (h - 0.7) ** 2


def assert_one_unit(exhibit: Any, w_h: float, swing: float, t: float) -> None:
    drawing, x, t = exhibit.drawing, swing * np.sin(2 * np.pi * STEPS / 20), int(t)
    states, gradient = one_rnn_unit(x, 1, w_h)
    assert_line(drawing.of("x"), STEPS, x)
    assert_line(drawing.of("h"), STEPS, states)
    assert_line(drawing.of("rnn"), STEPS[t:], np.maximum(gradient, 1e-30)[t:], rtol=1e-6, atol=0)
    power = np.maximum(np.abs(w_h) ** (50.0 - STEPS), 1e-30)
    assert_line(drawing.of("power"), STEPS[t:], power[t:], rtol=1e-9, atol=0)
    factors = [abs(w_h) * (1 - h**2) for h in states[1:]]  # of the step from t + 1 back to t
    assert_walk(exhibit, t, factors, gradient)
    times = "once" if t == 49 else f"{50 - t} times"
    if swing:
        told = f"with the input: |∂h_50/∂h_{t}| = {{}}; with all slopes 1 it would be {in_words(abs(w_h) ** (50 - t))}."
    else:
        told = f"no input, h = 0: |∂h_50/∂h_{t}| = {{}} = {said(abs(w_h))} multiplied {times}."
    assert_sentence(exhibit, f"w_h = {said(w_h)}, {told}", t, factors, gradient)


def assert_random_rnn(exhibit: Any, gain: float, swing: float, t: float) -> None:
    states, gradient = random_rnn_gradient(gain, swing)
    drawing, t = exhibit.drawing, int(t)
    assert_line(drawing.of("x"), STEPS, swing * np.sin(2 * np.pi * STEPS / 20))
    # The states are chaotic at a high gain: rounding grows as the gradient does.
    for k in range(4):
        assert_line(drawing.of("h", k), STEPS, states[:, k], atol=1e-2)
    assert_line(drawing.of("rnn"), STEPS[t:], np.maximum(gradient, 1e-30)[t:], rtol=1e-2, atol=0)
    factors = [size / before if before else 0 for size, before in pairwise(gradient)]  # of t over t + 1
    assert_walk(exhibit, t, factors, gradient)
    norm = gain * sqrt(max(np.linalg.eigvalsh(numbers._weights()[0] @ numbers._weights()[0].T)))
    told = f"Gain {said(gain)}, so ‖W_h‖ = {said(norm)}: a change of all 32 units at step {t} reaches step 50"
    assert_sentence(exhibit, f"{told} multiplied by {{}}.", t, factors, gradient, unsure=0.01)


def assert_sentence(
    exhibit: Any, told: str, t: int, factors: list[float], gradient: np.ndarray, unsure: float = 1e-9
) -> None:
    """The sentence has the size of the gradient in the place of {}, and under way the factor of the last step."""
    near = (1 - unsure, 1, 1 + unsure)
    last = [f" The last step back was a factor of {in_words(factors[t] * k)}." if 0 < t < 50 else "" for k in near]
    possible = {told.format(in_words(gradient[t] * k)) + factor for k in near for factor in last}
    assert exhibit.readout in possible


def assert_walk(exhibit: Any, t: int, factors: list[float], gradient: np.ndarray) -> None:
    """The mark stands at step t, with its factor and the product; at step 0 there is none."""
    cursors = [exhibit.drawing.of("cursor", place).get_xdata()[0] for place in range(3)]
    mark = exhibit.drawing.of("rnn", 1)
    if t == 0:
        assert np.isnan([*cursors, *mark.get_xdata()]).all()
        assert texts(exhibit) == [""] * 4
        return
    assert cursors == [t] * 3
    assert_line(mark, [t], [max(gradient[t], 1e-30)], rtol=1e-2, atol=0)
    title, factor, other, product = texts(exhibit)
    assert (title, other) == ("this step's factor", "product so far")
    assert written(product) == pytest.approx(gradient[t], rel=0.5)  # one digit is written
    assert (factor == "–") if t == 50 else written(factor) == pytest.approx(factors[t], rel=0.06, abs=1e-9)


def written(size: str) -> float:
    """Read 0.52, or 3·10⁻⁹."""
    digit, _, exponent = size.partition("·10")
    return float(digit) * 10.0 ** float(exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


def assert_update(exhibit: Any, w_h: float, b: float, threshold: float) -> None:
    nudged = [loss(w_h + 1e-30j, b).imag / 1e-30, loss(w_h, b + 1e-30j).imag / 1e-30]  # exact: nothing is subtracted
    norm = float(np.hypot(nudged[0], nudged[1]))
    raw = -0.1 * np.array(nudged)
    clipped = raw * min(1, threshold / norm)
    for quantity, step in (("forecast", raw), ("c", clipped)):  # before and after clipping
        assert_line(exhibit.drawing.of(quantity), [w_h, w_h + step[0]], [b, b + step[1]], rtol=1e-9, atol=1e-12)
    assert_line(exhibit.drawing.of("cursor"), [w_h], [b])
    right = [norm, 0.1 * norm, 0.1 * min(norm, threshold), loss(w_h, b)]
    assert texts(exhibit) == [said(size, 3 if size < 10 else 1) for size in right]
    norm_said, before, after = (f"{Decimal(f'{size:.3g}'):f}" for size in right[:3])
    cut = "cut, direction kept" if norm > threshold else "below the threshold: left as it is"
    assert exhibit.readout == (
        f"Gradient norm {norm_said}, {cut}. The update is {before} long before clipping, {after} after."
    )


def assert_stretched(exhibit: Any, gain: float, steps: float) -> None:
    """The ellipse is each gradient of length 1, taken back one step after the other; its ends are the farthest."""
    drawing, angles = exhibit.drawing, np.linspace(0, 2 * np.pi, 181)
    circle = [(np.cos(angle), np.sin(angle)) for angle in angles]
    points = []
    for g_1, g_2 in circle:
        for _ in range(int(steps)):
            g_1, g_2 = gain * g_1, gain * (1.25 * g_1 - 0.6 * g_2)  # W_hᵀ, written out
        points.append((g_1, g_2))
    assert_line(drawing.of("constant"), *np.transpose(circle), atol=1e-12)
    assert_line(drawing.of("rnn"), *np.transpose(points), rtol=1e-9, atol=1e-12)
    sizes = np.hypot(*np.transpose(points))
    tips = [drawing.of("power", place).get_xydata()[1] for place in (0, 1)]
    assert all(y >= 0 for _, y in tips)  # both axes are drawn upwards
    long, short = (np.hypot(*tip) for tip in tips)
    assert long == pytest.approx(sizes.max(), rel=2e-3)
    assert short <= sizes.min() * (1 + 1e-9)
    assert long * short == pytest.approx((0.6 * gain**2) ** steps, rel=1e-6, abs=1e-300)  # |det W_h| to that power
    x, y = drawing.of("truth").get_xydata()[1]
    assert np.hypot(x, y) == pytest.approx(gain**steps)
    assert 1.25 * x - 1.6 * y == pytest.approx(0, abs=1e-9 * gain**steps)  # where 1.25 x − 0.6 y = y
    shown = dict(zip(["steps", "long", "short", "power"], texts(exhibit), strict=True))
    assert int(shown["steps"]) == steps
    # Half-axes a ≥ b of [[p, q], [0, s]] from a² + b² = p² + q² + s² and ab = |ps|; of the power, from its two images.
    images = np.array([(1.0, 0.0), (0.0, 1.0)])
    for _ in range(int(steps)):
        images = np.column_stack([gain * images[:, 0], gain * (1.25 * images[:, 0] - 0.6 * images[:, 1])])
    longest, shortest = half_axes(float(np.sum(images**2)), (0.6 * gain**2) ** steps)
    assert [shown[name] for name in ("long", "short", "power")] == [*map(length, (longest, shortest, gain**steps))]
    norm, _ = half_axes(gain**2 * (1 + 1.25**2 + 0.6**2), 0.6 * gain**2)
    one = f"Gain {said(gain)}: one step stretches no gradient by more than the norm ‖W_h‖ = {said(norm)}."
    back, ends = steps_said(int(steps)), f"between {length(shortest)} and {length(longest)}"
    many = f"After {back} back, what had length 1 is {ends} long."
    assert exhibit.readout == f"{one} {many if steps else 'No step yet: all gradients have length 1.'}"


def half_axes(sum_of_squares: float, product: float) -> tuple[float, float]:
    """The two lengths, the longer one first."""
    longest = sqrt((sum_of_squares + sqrt(max(sum_of_squares**2 - 4 * product**2, 0))) / 2)
    return longest, product / longest if longest else 0.0


RIGHT = {
    gradient_of_one_unit: assert_one_unit,
    stretched_circle: assert_stretched,
    gradient_of_many_units: assert_random_rnn,
    clipped_update: assert_update,
}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


@pytest.mark.parametrize("make", [gradient_of_one_unit, gradient_of_many_units])
def test_picture_says_explodes_above_1_and_vanishes_below(make):
    figure = begun(make)._canvas.figure
    (below,) = (axes for axes in figure.axes if axes.get_yscale() == "log")
    words = {text.get_text(): text for text in below.texts if text.get_text()}
    heights = {
        name: below.transData.inverted().transform(text.get_window_extent())[:, 1] for name, text in words.items()
    }
    assert heights["explodes"].min() > 1 > heights["vanishes"].max()


WALKS = (gradient_of_one_unit, gradient_of_many_units)


@pytest.mark.parametrize(("make", "right"), [(m, r) for m, r in RIGHT.items() if m in WALKS])
@pytest.mark.parametrize("swing", [0.0, 0.3])
@pytest.mark.parametrize("t", [1, 20, 49])
def test_walk_back_is_right_under_way(make, right, t, swing):
    exhibit = begun(make, t=t, swing=swing)
    right(exhibit, **exhibit.values)


def test_playing_backwards_walks_from_the_last_step_to_the_first():
    exhibit = begun(gradient_of_one_unit)
    player = exhibit.players["t"]
    player.backwards.value = True
    player.play.value = 0  # its first frame
    assert exhibit.values["t"] == 50
    assert "|∂h_50/∂h_50| = 1 " in exhibit.readout
    player.play.value = 1
    assert "|∂h_50/∂h_49| = 0.9 = 0.90 multiplied once." in exhibit.readout
    player.play.value = 50
    assert "|∂h_50/∂h_0| = 5·10⁻³ = 0.90 multiplied 50 times." in exhibit.readout


# ---- What the notebook says


def test_one_weight_vanishes_or_explodes_and_the_sine_makes_it_vanish():
    assert one_unit.on_sine(0.9).gradient[0] == pytest.approx(0.9**50)
    assert one_unit.on_sine(1.1).gradient[0] == pytest.approx(117, abs=0.5)
    assert in_words(one_unit.on_sine(1.5).gradient[0]) == "6·10⁸"
    assert in_words(one_unit.on_sine(1.5, 1.0).gradient[0]) == "7·10⁻³⁴"
    assert in_words(one_unit.on_sine(1.5, 0.01).gradient[0]) == "1·10⁻¹⁴"


def test_smallest_update_is_written_without_an_exponent():
    flat = begun(clipped_update, w_h=1.01, b=0.16)
    assert_update(flat, **flat.values)
    assert flat.readout.endswith("The update is 0.0000848 long before clipping, 0.0000848 after.")


def test_norms_below_1_vanish_and_a_norm_above_1_need_not_explode():
    below, above, exploding = (numbers.random_rnn(gain, 0.5) for gain in (0.5, 0.8, 4))
    assert below.norm < 1 < above.norm
    assert max(below.gradient[0], above.gradient[0]) < 1e-7
    assert exploding.gradient[0] > 1e8
    W_h, *_ = numbers._weights()
    assert above.norm == pytest.approx(np.linalg.norm(0.8 * W_h, 2))
    assert np.abs(np.linalg.eigvals(W_h)).max() == pytest.approx(1)


def test_circle_is_stretched_by_the_norm_in_one_step_and_by_the_gain_in_the_long_run():
    one = stretching_numbers.stretched(0.8)
    assert one.longest == pytest.approx(one.norm)
    assert one.norm > 1 > stretching_numbers.stretched(0.5).norm
    for gain, grows in ((0.8, False), (0.99, False), (1.05, True)):
        sizes = [stretching_numbers.stretched(gain, steps).longest for steps in (100, 200, 300)]
        assert all((after > before) == grows for before, after in pairwise(sizes))


@pytest.mark.parametrize(("b", "norm", "before", "after"), [(-0.2, 10.3, 1.03, 0.1), (-0.21, 373, 37.3, 0.1)])
def test_update_at_the_foot_and_on_the_cliff(b, norm, before, after):
    now = numbers.update_at(1.5, b)
    assert now.norm == pytest.approx(norm, rel=0.005)
    assert np.linalg.norm(now.update) == pytest.approx(before, rel=0.005)
    assert np.linalg.norm(now.clipped) == pytest.approx(after)


# ---- What is refused, and how sizes are written


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: numbers.random_rnn(-1), "gain must be"),
    (lambda: numbers.update_at(np.nan, 0), "w_h must be"),
    (lambda: numbers.one_unit_walk(0.9, t=51), "t must be a step from 0 to 50; got 51"),
    (lambda: numbers.random_rnn_walk(0.9, t=-1), "t must be a step from 0 to 50; got -1"),
    (lambda: numbers.update_at(1, 0, 0), "threshold must be"),
    (lambda: stretching_numbers.stretched(-0.1), "gain must be"),
    (lambda: stretching_numbers.stretched(0.8, -1), "steps must be"),
)


@pytest.mark.parametrize(
    ("size", "words"), [(1.336, "1.34"), (0.0146, "0.015"), (48.65, "48.65"), (2.9e-7, "3·10⁻⁷"), (0, "0")]
)
def test_lengths_are_written_with_two_decimals_where_these_say_enough(size, words):
    assert length(size) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        *((0, "0"), (0.005, "5·10⁻³"), (0.52, "0.52"), (117.4, "117"), (6.4e8, "6·10⁸"), (14.2, "14")),
        *((99.4, "99"), (99.7, "100"), (999.7, "1000")),
    ],
)
def test_sizes_many_powers_of_ten_apart_are_written_alike(size, words):
    assert in_words(size) == words


# ---- The exercise


def test_right_gradient_is_what_finite_differences_find():
    x, cell = np.array([0.9, -0.4, 0.6]), RNN(1, 1)
    cell.W_x[:], cell.W_h[:], cell.b[:] = 0.8, 1.3, 0.2
    nudged = [gradients.numerical_gradient(lambda: cell.run(x[:, None]).h[2, 0], w) for w in cell.weights.values()]
    right = checks.three_steps(x, cell.run(x[:, None]).h[:, 0], 1.3)
    np.testing.assert_allclose(right, [n.item() for n in nudged], rtol=1e-8)


test_answer_that_is_not_three_gradients_is_told_why = every_verdict(
    "03_why_rnns_forget/three_steps",
    (lambda *given: (None, None, None), "not attempted yet: fill in dw_x, dw_h and db"),
    (lambda *given: [checks.three_steps(*given)] * 3, "here are 9. Sum over the steps."),
    (lambda *given: checks.three_steps(*given)[::-1], "in reverse order"),
    (lambda *given: -checks.three_steps(*given), "wrong sign"),
    (lambda x, h, w_h: h[3], "stopped with IndexError"),
)
