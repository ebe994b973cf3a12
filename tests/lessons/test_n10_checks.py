"""The exercise of notebook 10: right answers in any form, each mistake by its name, nonsense in peace."""

import numpy as np
import pytest

from lstm_lesson.live.exercise import judge
from lstm_lesson.nn.variants import VariantCell


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def step(x, h, c, W_x, W_h, b, p_i, p_f, p_o, *, g=np.tanh, late=True, order="ifgo", keep=lambda f: f, see=None):
    """A right answer, with a mistake in it where an argument says so."""
    part = dict(zip(order, np.split(W_x @ x + W_h @ h + b, 4), strict=True))
    seen = c if see is None else see(h)
    i, f = sigmoid(part["i"] + p_i * seen), keep(sigmoid(part["f"] + p_f * seen))
    new = f * c + i * g(part["g"])
    o = sigmoid(part["o"] + p_o * (new if late else c))
    return o * np.tanh(new), new


def given(change):
    return lambda x, h, c, W_x, W_h, b, p_i, p_f, p_o: step(x, h, c, W_x, W_h, b, *change(p_i, p_f, p_o))


def with_mistake(**mistake):
    return lambda *arguments: step(*arguments, **mistake)


def outside(x, h, c, W_x, W_h, b, p_i, p_f, p_o):
    i, f, g, o = np.split(W_x @ x + W_h @ h + b, 4)
    new = (sigmoid(f) + p_f * c) * c + (sigmoid(i) + p_i * c) * np.tanh(g)
    return (sigmoid(o) + p_o * new) * np.tanh(new), new


def nosy_candidate(x, h, c, W_x, W_h, b, p_i, p_f, p_o):
    return step(x, h, c, W_x, W_h, b, p_i, p_f, p_o, g=lambda z: np.tanh(z + p_i * c))


def unsquashed(*arguments):
    h, c = step(*arguments)
    return h / np.tanh(c) * c, c


def the_courses_cell(x, h, c, *weights):
    cell = VariantCell("V", 2, 3)
    cell.weights = dict(zip(("W_x", "W_h", "b", "p_i", "p_f", "p_o"), weights, strict=True))
    now = cell.step(x[:, None], {"h": h[:, None], "c": c[:, None]})
    return now["h"], now["c"]


RIGHT = {
    "arrays": step,
    "lists": lambda *arguments: [list(values) for values in step(*arguments)],
    "float32": lambda *arguments: tuple(values.astype(np.float32) for values in step(*arguments)),
    "the course's cell, a column": the_courses_cell,
}
MISTAKES = {
    "peepholes of i and f are missing": given(lambda p_i, p_f, p_o: (0 * p_i, 0 * p_f, p_o)),
    "p_i is missing": given(lambda p_i, p_f, p_o: (0 * p_i, p_f, p_o)),
    "p_f is missing": given(lambda p_i, p_f, p_o: (p_i, 0 * p_f, p_o)),
    "p_i and p_f have changed places": given(lambda p_i, p_f, p_o: (p_f, p_i, p_o)),
    "p_o is missing": given(lambda p_i, p_f, p_o: (p_i, p_f, 0 * p_o)),
    "p_o sees the old c": with_mistake(late=False),
    "see h_prev": with_mistake(see=lambda h: h),
    "candidate sees the cell too": nosy_candidate,
    "outside σ": outside,
    "candidate is not squashed": with_mistake(g=lambda z: z),
    "squashed by σ": with_mistake(g=sigmoid),
    "turned round": with_mistake(keep=lambda f: 1 - f),
    "f and i have changed places": with_mistake(order="figo"),
    "g and o have changed places": with_mistake(order="ifog"),
    "tanh is missing in h": unsquashed,
    "h and c have changed places": lambda *arguments: step(*arguments)[::-1],
    "two things": lambda *arguments: step(*arguments)[0],
    "wrong sign": lambda *arguments: [-values for values in step(*arguments)],
    "stopped with ValueError": lambda x, h, c, W_x, W_h, b, *p: W_x * x + W_h * h,
    "contains nan": lambda *arguments: (np.full(3, np.nan), np.full(3, np.nan)),
    "a function is wanted": 3.0,
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_step_is_accepted_in_any_form(name):
    assert judge("10_variants/peepholes", RIGHT[name]).outcome == "right"


@pytest.mark.parametrize("words", MISTAKES)
def test_mistake_is_called_by_its_name(words):
    verdict = judge("10_variants/peepholes", MISTAKES[words])
    assert verdict.outcome == "not yet"
    assert words in verdict.reason


@pytest.mark.parametrize("untouched", [None, ..., lambda *given: None, lambda *given: ...])
def test_untouched_stub_is_not_attempted_yet(untouched):
    assert judge("10_variants/peepholes", untouched).outcome == "not attempted yet"
