"""The check of notebook 03 agrees with finite differences, and names each likely mistake."""

import numpy as np
import pytest

from lstm_lesson import RNN
from lstm_lesson.live.exercise import judge
from lstm_lesson.nn import gradients

NAME = "03_why_rnns_forget/three_steps"


def right(x, h, w_h):
    dz_2 = 1 - h[2] ** 2
    dz_1 = dz_2 * w_h * (1 - h[1] ** 2)
    dz_0 = dz_1 * w_h * (1 - h[0] ** 2)
    return dz_2 * x[2] + dz_1 * x[1] + dz_0 * x[0], dz_2 * h[1] + dz_1 * h[0], dz_2 + dz_1 + dz_0


def with_dz(dz, x, h):
    return dz @ x, dz @ np.array([0, h[0], h[1]]), dz.sum()


def walk(x, h, w_h, slope=lambda h: 1 - h**2, factor=None):
    factor = w_h if factor is None else factor
    dz = np.zeros(3)
    dz[2] = slope(h[2])
    dz[1] = dz[2] * factor * slope(h[1])
    dz[0] = dz[1] * factor * slope(h[0])
    return dz


RIGHT = {
    "a tuple": right,
    "a list": lambda *a: list(right(*a)),
    "float32": lambda *a: np.array(right(*a), np.float32),
    "a column": lambda *a: np.array(right(*a))[:, None],
}
MISTAKES = {
    "only the last step": lambda x, h, w: with_dz(walk(x, h, w) * [0, 0, 1], x, h),
    "step 0 is missing": lambda x, h, w: with_dz(walk(x, h, w) * [0, 1, 1], x, h),
    "w_h is missing": lambda x, h, w: with_dz(walk(x, h, w, factor=1), x, h),
    "slopes 1 − h² are missing": lambda x, h, w: with_dz(walk(x, h, w, slope=lambda h: 1.0), x, h),
    "slope of the last step": lambda x, h, w: with_dz(walk(x, h, w) / (1 - h[2] ** 2), x, h),
    "not 1 − h.": lambda x, h, w: with_dz(walk(x, h, w, slope=lambda h: 1 - h), x, h),
    "h is tanh(z) already": lambda x, h, w: with_dz(walk(x, h, w, slope=lambda h: 1 - np.tanh(h) ** 2), x, h),
    "h_{t−1}, not h_t": lambda x, h, w: (right(x, h, w)[0], walk(x, h, w) @ h, right(x, h, w)[2]),
    "the order is": lambda x, h, w: np.array(right(x, h, w))[[1, 0, 2]],
    "reverse order": lambda x, h, w: right(x, h, w)[::-1],
    "wrong sign": lambda x, h, w: -np.array(right(x, h, w)),
    "Sum over the steps": lambda x, h, w: [walk(x, h, w)] * 3,
    "stopped with": lambda x, h, w: h[3],
}
NONSENSE = ["dz", 3, [1, 2, 3], {}, np.nan, lambda: 1, lambda *a: "dz", lambda *a: [np.nan] * 3, lambda *a: [1, [2]]]


def test_right_answer_of_this_test_is_what_finite_differences_find():
    x, cell = np.array([0.9, -0.4, 0.6]), RNN(1, 1)
    cell.W_x[:], cell.W_h[:], cell.b[:] = 0.8, 1.3, 0.2
    nudged = [gradients.numerical_gradient(lambda: cell.run(x[:, None]).h[2, 0], w) for w in cell.weights.values()]
    np.testing.assert_allclose(right(x, cell.run(x[:, None]).h[:, 0], 1.3), [n.item() for n in nudged], rtol=1e-8)


@pytest.mark.parametrize("form", RIGHT)
def test_right_gradient_is_right_in_any_form(form):
    assert judge(NAME, RIGHT[form]).outcome == "right"


@pytest.mark.parametrize("words", MISTAKES)
def test_mistake_is_named(words):
    verdict = judge(NAME, MISTAKES[words])
    assert verdict.outcome == "not yet"
    assert words in verdict.reason


@pytest.mark.parametrize("stub", [None, ..., lambda *a: None, lambda *a: ..., lambda *a: (None, None, None)])
def test_untouched_stub_is_not_attempted_yet(stub):
    assert judge(NAME, stub).outcome == "not attempted yet"


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_not_yet_right_and_raises_nothing(answer):
    assert judge(NAME, answer).outcome == "not yet"
