"""The exercise of notebook 13: fit AR(2) to one window by least squares."""

from typing import Any

import numpy as np

from lstm_lesson.data.signals import damped_sine, noise
from lstm_lesson.live.exercise import Wrong, as_array, close, wanted

CLEAN = damped_sine(50, 14, 0.03)


def _fitted(v: Any, late: int = 0) -> Any:
    """Fit v[t] = a_1·v[t−1] + a_2·v[t−2] for every t, or with both lags `late` steps earlier."""
    one_before, two_before = v[1 : -1 - late], v[: -2 - late]
    return np.linalg.lstsq(np.column_stack([one_before, two_before]), v[2 + late :])[0]


def _two_coefficients(got: Any) -> None:
    if isinstance(got, tuple) and len(got) == 4 and np.shape(got[0]) in ((2,), (2, 1)):
        raise Wrong("this is all that lstsq returns: the coefficients are its first part, lstsq(…)[0].")
    array = as_array(got, name="(a_1, a_2)")
    if array.size == 3:
        raise Wrong("these are three numbers: around ½ there is no constant, so a_1 and a_2 are all.")
    if close(array, (14, 0.03), 1e-3):
        raise Wrong("these are the period and the decay: wanted are a_1 and a_2, which forecast without them.")


@wanted(
    "13_limitations/fit_ar2",
    hints=[
        "First take ½ away: swing = x - 0.5. Every row is one equation: swing[t] = a_1·swing[t−1] + a_2·swing[t−2].",
        "What follows is swing[2:]. One step before each of these is swing[1:-1], two steps before it swing[:-2].",
        "np.linalg.lstsq(np.column_stack([one_before, two_before]), following)[0] holds a_1 and a_2.",
    ],
    result="(a_1, a_2)",
    praise="a_1 and a_2, from a clean window and from a noisy one.",
    rounds=[[(CLEAN,)], [(CLEAN + noise(50, 0.05, rng=12),)]],
    form=_two_coefficients,
    mistakes={
        "½ is not taken away: the law holds for x − ½.": _fitted,
        "take ½ away, not the window's own mean: the wave swings around ½.": lambda x: _fitted(x - x.mean()),
        "the lags are swapped: first a_1, of one step before, then a_2, of two steps before.": (
            lambda x: fit_ar2(x)[::-1]
        ),
        "the sign of a_2 is wrong: it is negative, −e^{−2d} on a clean window.": lambda x: fit_ar2(x) * [1, -1],
        "the rows are one step late: what follows swing[1] and swing[0] is swing[2], not swing[3].": (
            lambda x: _fitted(x - 0.5, late=1)
        ),
        "time runs backwards here: forecast the later value from the two before it.": (
            lambda x: _fitted((x - 0.5)[::-1])
        ),
        "both columns are the same lag: the second is two steps before.": (
            lambda x: np.linalg.lstsq(np.column_stack([x[1:-1] - 0.5] * 2), x[2:] - 0.5)[0]
        ),
    },
)
def fit_ar2(x: Any) -> Any:
    """Return a_1 and a_2 of the window x around ½."""
    return _fitted(x - 0.5)
