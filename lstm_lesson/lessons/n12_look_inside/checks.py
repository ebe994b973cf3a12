"""The check of notebook 12: R² by least squares."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, as_array, call, exercise, expect
from lstm_lesson.studies.unit_analysis import r_squared as ours

_T, _K = 30, 2


@exercise(
    "12_look_inside/r_squared",
    hints=[
        "Put the regressors and a column of ones side by side: np.column_stack([regressors, np.ones(len(c))]).",
        "np.linalg.lstsq(columns, c)[0] gives the weights; columns @ weights is the fit.",
        "R² = 1 − (sum of squares of c − fit) / (sum of squares of c − its mean).",
    ],
)
def r_squared(answer: Any) -> str:
    """Take a function of c (T,) and regressors (T, K); try it on a c that lies far from 0."""
    rng = np.random.default_rng(11)
    regressors = rng.normal(1.0, 1.0, (_T, _K))
    c = 2.0 + regressors @ [0.7, -0.4] + rng.normal(0, 0.6, _T)
    got = call(answer, c, regressors)
    array = as_array(got, name="R²")
    if array.size == _T:
        raise Wrong(f"R² is one number, and this is {_T}: is it the fit itself, or the error of each step?")
    expect(got, ours(c[:, None], regressors)[0], _mistakes(c, regressors), name="R²")
    # c that a constant explains: a forgotten intercept, or a denominator around 0, can hide in one example.
    far = call(answer, c + 100, regressors)
    expect(far, ours(c[:, None], regressors)[0], name="R² of c + 100")
    return "one minus what is left, over what there was; a level added to c changes nothing."


def _mistakes(c: np.ndarray, regressors: np.ndarray) -> dict[str, float]:
    """Return what each likely mistake makes of R²."""
    with_one = np.column_stack([regressors, np.ones(len(c))])
    left, bare = _left(c, with_one), _left(c, regressors)
    total, raw = float(((c - c.mean()) ** 2).sum()), float((c**2).sum())
    share = left / total
    intercept = "the intercept is forgotten: the fit needs a column of ones beside the regressors."
    around = "the denominator is Σc²: what there is to explain is c around its mean, Σ(c − mean)²."
    return {
        intercept: 1 - bare / total,
        f"two things: {intercept[:-1]}; and the denominator is Σc², where c around its mean is meant.": 1 - bare / raw,
        around: 1 - left / raw,
        "this is the share that is left: R² is 1 minus it.": share,
        "this is the correlation of c with its fit: R² is its square.": float(np.sqrt(1 - share)),
        "the errors are not squared, or the root is taken of both sums: R² compares sums of squares.": 1
        - float(np.sqrt(share)),
        "the degrees of freedom are taken off: that is the adjusted R², not R² itself.": 1
        - share * (len(c) - 1) / (len(c) - 1 - regressors.shape[1]),
        "only the first regressor is used: all columns of regressors belong into the fit.": 1
        - _left(c, with_one[:, [0, 2]]) / total,
        "this is the sum of squares that is left: divide it by Σ(c − mean)², and take that from 1.": left,
    }


def _left(c: np.ndarray, columns: np.ndarray) -> float:
    """Return the sum of squares that the best sum of columns leaves."""
    return float(((c - columns @ np.linalg.lstsq(columns, c)[0]) ** 2).sum())
