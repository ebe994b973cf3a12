"""The check of notebook 13: fit AR(2) to one window by least squares."""

from typing import Any

import numpy as np

from lstm_lesson.data.signals import damped_sine, noise
from lstm_lesson.live.exercise import Wrong, as_array, call, close, exercise, expect


@exercise(
    "13_limitations/fit_ar2",
    hints=[
        "First take ½ away: swing = x - 0.5. Every row is one equation: swing[t] = a_1·swing[t−1] + a_2·swing[t−2].",
        "What follows is swing[2:]. One step before each of these is swing[1:-1], two steps before it swing[:-2].",
        "np.linalg.lstsq(np.column_stack([one_before, two_before]), following)[0] holds a_1 and a_2.",
    ],
)
def fit_ar2(answer: Any) -> str:
    """Check the coefficients of a clean window and of a noisy one."""
    clean = damped_sine(50, 14, 0.03)
    for x in (clean, clean + noise(50, 0.05, rng=12)):
        got = call(answer, x)
        if isinstance(got, tuple) and len(got) == 4 and np.shape(got[0]) in ((2,), (2, 1)):
            raise Wrong("this is all that lstsq returns: the coefficients are its first part, lstsq(…)[0].")
        array = as_array(got, name="(a_1, a_2)")
        if array.size == 3:
            raise Wrong("these are three numbers: around ½ there is no constant, so a_1 and a_2 are all.")
        if x is clean and close(array, (14, 0.03), 1e-3):
            raise Wrong("these are the period and the decay: wanted are a_1 and a_2, which forecast without them.")
        expect(got, _fit(x - 0.5), _mistakes(x), name="(a_1, a_2)", relative=1e-6)
    return "a_1 and a_2, from a clean window and from a noisy one."


def _fit(v: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(np.column_stack([v[1:-1], v[:-2]]), v[2:])[0]


def _mistakes(x: np.ndarray) -> dict[str, np.ndarray]:
    """Return what each likely mistake makes of a window."""
    v = x - 0.5
    a_1, a_2 = _fit(v)
    later = np.linalg.lstsq(np.column_stack([v[1:-2], v[:-3]]), v[3:])[0]
    return {
        "½ is not taken away: the law holds for x − ½.": _fit(x),
        "take ½ away, not the window's own mean: the wave swings around ½.": _fit(x - x.mean()),
        "the lags are swapped: first a_1, of one step before, then a_2, of two steps before.": np.array([a_2, a_1]),
        "the sign of a_2 is wrong: it is negative, −e^{−2d} on a clean window.": np.array([a_1, -a_2]),
        "the rows are one step late: what follows swing[1] and swing[0] is swing[2], not swing[3].": later,
        "time runs backwards here: forecast the later value from the two before it.": _fit(v[::-1]),
        "both columns are the same lag: the second is two steps before.": np.linalg.lstsq(
            np.column_stack([v[1:-1], v[1:-1]]), v[2:]
        )[0],
    }
