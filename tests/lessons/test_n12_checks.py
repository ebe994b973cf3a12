"""The check of notebook 12 takes R² in any form, and names each likely mistake."""

from typing import Any

import numpy as np
import pytest

from lstm_lesson.live.exercise import judge

NAME = "12_look_inside/r_squared"


def fit(c, regressors, ones=True):
    columns = np.column_stack([regressors, np.ones(len(c))]) if ones else regressors
    return columns @ np.linalg.lstsq(columns, c)[0]


def sums(c, regressors, ones=True):
    """The sum of squares that is left, and the one that there was."""
    return ((c - fit(c, regressors, ones)) ** 2).sum(), ((c - c.mean()) ** 2).sum()


def right(c, regressors):
    left, total = sums(c, regressors)
    return 1 - left / total


def by_correlation(c, regressors):
    return np.corrcoef(fit(c, regressors), c)[0, 1] ** 2


def by_variance(c, regressors):
    return fit(c, regressors).var() / c.var()


@pytest.mark.parametrize(
    "answer",
    [
        right,
        by_correlation,
        by_variance,
        lambda c, regressors: [right(c, regressors)],
        lambda c, regressors: float(right(c, regressors)),
        lambda c, regressors: np.float32(right(c, regressors)),
    ],
)
def test_r_squared_is_right_by_any_road_and_in_any_form(answer):
    assert judge(NAME, answer).outcome == "right"


def test_a_stub_is_not_attempted():
    stubs: list[Any] = [None, ..., lambda *_: None, lambda *_: ...]
    for stub in stubs:
        assert judge(NAME, stub).outcome == "not attempted yet"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda c, r: 1 - sums(c, r, ones=False)[0] / sums(c, r)[1], "the intercept is forgotten"),
        (lambda c, r: 1 - sums(c, r, ones=False)[0] / (c**2).sum(), "two things"),
        (lambda c, r: 1 - sums(c, r)[0] / (c**2).sum(), "the denominator is Σc²"),
        (lambda c, r: sums(c, r)[0] / sums(c, r)[1], "share that is left"),
        (lambda c, r: np.sqrt(right(c, r)), "R² is its square"),
        (lambda c, r: 1 - np.sqrt(sums(c, r)[0] / sums(c, r)[1]), "the errors are not squared"),
        (lambda c, r: 1 - sums(c, r)[0] / sums(c, r)[1] * 29 / 27, "adjusted"),
        (lambda c, r: right(c, r[:, :1]), "only the first regressor"),
        (lambda c, r: sums(c, r)[0], "divide it by"),
        (fit, "R² is one number"),
        (lambda c, r: -right(c, r), "wrong sign"),
        (lambda c, r: right(c, r.T), "stopped with ValueError"),
        (lambda c, r: 0.5, "is expected"),
    ],
    ids=[
        "intercept",
        "two",
        "raw",
        "left",
        "root",
        "unsquared",
        "adjusted",
        "first",
        "sum",
        "fit",
        "sign",
        "T",
        "half",
    ],
)
def test_each_likely_mistake_is_named(wrong, said):
    verdict = judge(NAME, wrong)
    assert verdict.outcome == "not yet"
    assert said in verdict.reason


def test_answer_that_knows_the_example_only_is_found_out():
    seen = []

    def parrot(c, regressors):
        seen.append(c)
        return right(c, regressors) if len(seen) == 1 else 0.0

    assert "c + 100" in judge(NAME, parrot).reason


@pytest.mark.parametrize("nonsense", ["text", 3, np.nan, [1, 2], lambda *_: "text", lambda *_: np.nan])
def test_nonsense_is_told_and_not_raised(nonsense):
    assert judge(NAME, nonsense).outcome == "not yet"
