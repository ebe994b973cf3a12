"""The exercise of notebook 13: right answers in any form, each mistake by its name, nonsense in peace."""

import numpy as np
import pytest

from lstm_lesson.data.baselines import damped_sine_coefficients
from lstm_lesson.live.exercise import judge


def normal_equations(v, late=0):
    """Solve for (a_1, a_2) by Cramer's rule, from sums over t."""
    rows = [(v[t - 1 - late], v[t - 2 - late], v[t]) for t in range(2 + late, len(v))]
    s = {(i, j): sum(row[i] * row[j] for row in rows) for i in range(3) for j in range(3)}
    determinant = s[0, 0] * s[1, 1] - s[0, 1] ** 2
    a_1 = (s[0, 2] * s[1, 1] - s[1, 2] * s[0, 1]) / determinant
    return a_1, (s[0, 0] * s[1, 2] - s[0, 1] * s[0, 2]) / determinant


def around_half(x):
    return normal_equations([value - 0.5 for value in x])


def whole_answer_of_lstsq(x):
    v = x - 0.5
    return np.linalg.lstsq(np.column_stack([v[1:-1], v[:-2]]), v[2:])


def with_a_constant(x):
    return np.linalg.lstsq(np.column_stack([x[1:-1], x[:-2], np.ones(48)]), x[2:])[0]


RIGHT = {
    "tuple": around_half,
    "list": lambda x: list(around_half(x)),
    "column": lambda x: np.array(around_half(x))[:, None],
    "lstsq": lambda x: whole_answer_of_lstsq(x)[0],
    "float32": lambda x: np.array(around_half(x), np.float32),
}
MISTAKES = {
    "½ is not taken away": normal_equations,
    "not the window's own mean": lambda x: normal_equations(x - x.mean()),
    "the lags are swapped": lambda x: around_half(x)[::-1],
    "the sign of a_2 is wrong": lambda x: np.array(around_half(x)) * [1, -1],
    "wrong sign": lambda x: -np.array(around_half(x)),
    "one step late": lambda x: normal_equations(x - 0.5, late=1),
    "time runs backwards": lambda x: normal_equations((x - 0.5)[::-1]),
    "both columns are the same lag": lambda x: np.linalg.lstsq(np.column_stack([x[1:-1] - 0.5] * 2), x[2:] - 0.5)[0],
    "all that lstsq returns": whole_answer_of_lstsq,
    "these are three numbers": with_a_constant,
    "these are the period and the decay": lambda x: (14, 0.03),
    "is 1.752, where 1.749": lambda x: damped_sine_coefficients(14, 0.03) * [1.002, 1],
    "has shape (50,)": lambda x: x,
    "stopped with IndexError": lambda x: x[60],
    "contains nan": lambda x: (np.nan, 1.0),
    "a function is wanted": 3.0,
    "must be numbers": lambda x: "a_1",
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_coefficients_are_accepted_in_any_form(name):
    assert judge("13_limitations/fit_ar2", RIGHT[name]).outcome == "right"


@pytest.mark.parametrize("words", MISTAKES)
def test_mistake_is_called_by_its_name(words):
    verdict = judge("13_limitations/fit_ar2", MISTAKES[words])
    assert verdict.outcome == "not yet"
    assert words in verdict.reason


def test_closed_form_passes_the_clean_window_but_not_the_noisy_one():
    verdict = judge("13_limitations/fit_ar2", lambda x: damped_sine_coefficients(14, 0.03))
    assert verdict.outcome == "not yet"


@pytest.mark.parametrize("untouched", [None, ..., lambda x: None, lambda x: ...])
def test_untouched_stub_is_not_attempted_yet(untouched):
    assert judge("13_limitations/fit_ar2", untouched).outcome == "not attempted yet"
