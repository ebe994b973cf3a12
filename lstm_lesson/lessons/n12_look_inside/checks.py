"""The check of notebook 12: R² by least squares."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, as_array, call, expect, wanted
from lstm_lesson.studies import unit_analysis

INTERCEPT = "the intercept is forgotten: the fit needs a column of ones beside the regressors."
_RNG = np.random.default_rng(11)
REGRESSORS = _RNG.normal(1.0, 1.0, (30, 2))
C = 2.0 + REGRESSORS @ [0.7, -0.4] + _RNG.normal(0, 0.6, 30)  # far from 0


def _left(c: Any, regressors: Any, ones: bool = True) -> Any:
    """Return the sum of squares that the best sum of regressors, and an intercept if wanted, leaves."""
    columns = np.column_stack([regressors, np.ones(len(c))]) if ones else regressors
    return ((c - columns @ np.linalg.lstsq(columns, c)[0]) ** 2).sum()


def _total(c: Any) -> Any:
    return ((c - c.mean()) ** 2).sum()


def _one_number(got: Any) -> None:
    if as_array(got, name="R²").size == len(C):
        raise Wrong(f"R² is one number, and this is {len(C)}: is it the fit itself, or the error of each step?")


def _wherever_c_lies(answer: Any) -> None:
    # c that a constant explains: a forgotten intercept, or a denominator around 0, can hide in one example.
    expect(call(answer, C + 100, REGRESSORS), r_squared(C + 100, REGRESSORS), name="R² of c + 100")


@wanted(
    "12_look_inside/r_squared",
    hints=[
        "Put the regressors and a column of ones side by side: np.column_stack([regressors, np.ones(len(c))]).",
        "np.linalg.lstsq(columns, c)[0] gives the weights; columns @ weights is the fit.",
        "R² = 1 − (sum of squares of c − fit) / (sum of squares of c − its mean).",
    ],
    result="R²",
    praise="one minus what is left, over what there was; a level added to c changes nothing.",
    rounds=[[(C, REGRESSORS)]],
    form=_one_number,
    and_then=_wherever_c_lies,
    mistakes={
        INTERCEPT: lambda c, r: 1 - _left(c, r, ones=False) / _total(c),
        f"two things: {INTERCEPT[:-1]}; and the denominator is Σc², where c around its mean is meant.": (
            lambda c, r: 1 - _left(c, r, ones=False) / (c**2).sum()
        ),
        "the denominator is Σc²: what there is to explain is c around its mean, Σ(c − mean)².": (
            lambda c, r: 1 - _left(c, r) / (c**2).sum()
        ),
        "this is the share that is left: R² is 1 minus it.": lambda c, r: _left(c, r) / _total(c),
        "this is the correlation of c with its fit: R² is its square.": lambda c, r: np.sqrt(r_squared(c, r)),
        "the errors are not squared, or the root is taken of both sums: R² compares sums of squares.": (
            lambda c, r: 1 - np.sqrt(_left(c, r) / _total(c))
        ),
        "the degrees of freedom are taken off: that is the adjusted R², not R² itself.": (
            lambda c, r: 1 - _left(c, r) / _total(c) * (len(c) - 1) / (len(c) - 1 - r.shape[1])
        ),
        "only the first regressor is used: all columns of regressors belong into the fit.": (
            lambda c, r: r_squared(c, r[:, :1])
        ),
        "this is the sum of squares that is left: divide it by Σ(c − mean)², and take that from 1.": _left,
    },
)
def r_squared(c: Any, regressors: Any) -> Any:
    """Return the share of the variance of c (T,) that regressors (T, K) and an intercept explain."""
    return unit_analysis.r_squared(c[:, None], regressors)[0]
