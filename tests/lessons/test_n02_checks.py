"""The check of notebook 02 knows a right step in any form, and names each likely mistake."""

import numpy as np
import pytest

from lstm_lesson.live.exercise import judge

NAME = "02_recurrent_recap/step"
RIGHT = {
    "as printed": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + W_h @ h + b),
    "rows times turned matrices": lambda x, h, W_x, W_h, b: np.tanh(x @ W_x.T + h @ W_h.T + b),
    "stacked": lambda x, h, W_x, W_h, b: np.tanh(np.hstack([W_x, W_h]) @ np.hstack([x, h]) + b),
    "a list": lambda x, h, W_x, W_h, b: list(np.tanh(W_x @ x + W_h @ h + b)),
    "float32": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + W_h @ h + b).astype(np.float32),
    "a column": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + W_h @ h + b)[:, None],
}
MISTAKES = {
    "tanh is missing": lambda x, h, W_x, W_h, b: W_x @ x + W_h @ h + b,
    "have changed places: W_x belongs": lambda x, h, W_x, W_h, b: np.tanh(W_h @ x + W_x @ h + b),
    "bias b is missing": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + W_h @ h),
    "remembers nothing": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + b),
    "hears nothing": lambda x, h, W_x, W_h, b: np.tanh(W_h @ h + b),
    "is @.": lambda x, h, W_x, W_h, b: np.tanh(W_x * x + W_h * h + b),
    "(Look at W_x.)": lambda x, h, W_x, W_h, b: np.tanh(W_x * x + W_h @ h + b),
    "(Look at W_h.)": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + W_h * h + b),
    "rows and columns of a matrix": lambda x, h, W_x, W_h, b: np.tanh(x @ W_x + h @ W_h + b),
    "W x is W @ x, or x @ W.T. (Look at W_x.)": lambda x, h, W_x, W_h, b: np.tanh(x @ W_x + W_h @ h + b),
    "W x is W @ x, or x @ W.T. (Look at W_h.)": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + h @ W_h + b),
    "b included": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + W_h @ h) + b,
    "not around each product": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x) + np.tanh(W_h @ h) + b,
    "here is σ": lambda x, h, W_x, W_h, b: 1 / (1 + np.exp(-(W_x @ x + W_h @ h + b))),
    "b is subtracted": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + W_h @ h - b),
    "wrong sign": lambda x, h, W_x, W_h, b: -np.tanh(W_x @ x + W_h @ h + b),
    "stopped with": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + W_h @ h + b + missing),  # type: ignore[name-defined] # noqa: F821
}
NONSENSE = ["tanh", 3, [1, 2], {}, np.nan, lambda: 1, lambda *a: "h", lambda *a: np.nan, lambda *a: np.zeros((7, 2))]


@pytest.mark.parametrize("form", RIGHT)
def test_right_step_is_right_in_any_form(form):
    assert judge(NAME, RIGHT[form]).outcome == "right"


@pytest.mark.parametrize("words", MISTAKES)
def test_mistake_is_named(words):
    verdict = judge(NAME, MISTAKES[words])
    assert verdict.outcome == "not yet"
    assert words in verdict.reason


@pytest.mark.parametrize("stub", [None, ..., lambda *a: None, lambda *a: ...])
def test_untouched_stub_is_not_attempted_yet(stub):
    assert judge(NAME, stub).outcome == "not attempted yet"


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_not_yet_right_and_raises_nothing(answer):
    assert judge(NAME, answer).outcome == "not yet"
