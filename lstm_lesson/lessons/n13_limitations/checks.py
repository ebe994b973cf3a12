"""The exercise of notebook 13: read period and decay off a window, by way of AR(2)."""

from typing import Any

import numpy as np

from lstm_lesson.data.baselines import AutoRegression
from lstm_lesson.data.signals import damped_sine
from lstm_lesson.live.exercise import Wrong, as_array, close, wanted

WAVES = (damped_sine(50, 14, 0.03), damped_sine(50, 6, 0.1))


def law(x: Any) -> tuple[float, float]:
    """Return a_1 and a_2 of a clean window."""
    a_1, a_2 = AutoRegression(2).fit(x).coefficients
    return float(a_1), float(a_2)


def _cosine(x: Any) -> float:
    a_1, a_2 = law(x)
    return a_1 / (2 * np.sqrt(-a_2))


def _decay(x: Any) -> float:
    return -np.log(-law(x)[1]) / 2


def _two_numbers(got: Any) -> None:
    array = as_array(got, name="(period, decay)")
    if array.size == 3:
        raise Wrong("these are three numbers. Wanted are two: the period and the decay.")
    if close(array, law(WAVES[0]), 1e-3):
        raise Wrong("these are a_1 and a_2. Now solve the two formulas of section 1 for the decay and the period.")


@wanted(
    "13_limitations/period_and_decay",
    hints=[
        "`AutoRegression(2).fit(x).coefficients` holds a_1 and a_2.",
        "Begin with the decay: a_2 = −e^(−2d), so d = −½ ln(−a_2).",
        "Then cos(2π/P) = a_1 / (2 e^(−d)), and `np.arccos` gives back the angle 2π/P.",
    ],
    result="(period, decay)",
    praise="period and decay of two windows, each from two fitted numbers.",
    rounds=[[(WAVES[0],)], [(WAVES[1],)]],
    form=_two_numbers,
    mistakes={
        "the decay is twice too large: a_2 is −e^(−2d), with a 2 in the exponent.": (
            lambda x: (period_and_decay(x)[0], 2 * _decay(x))
        ),
        "the sign of the decay is wrong: e^(−d) is below 1, so d is positive.": (
            lambda x: (period_and_decay(x)[0], -_decay(x))
        ),
        "the period forgets the decay: a_1 is 2e^(−d) cos(2π/P), so divide by e^(−d) as well.": (
            lambda x: (2 * np.pi / np.arccos(law(x)[0] / 2), _decay(x))
        ),
        "this is the angle 2π/P, by which the wave turns at each step. The period is 2π divided by it.": (
            lambda x: (np.arccos(_cosine(x)), _decay(x))
        ),
        "the angle is in degrees here: np.arccos gives radians, and a whole turn is 2π.": (
            lambda x: (2 * np.pi / np.degrees(np.arccos(_cosine(x))), _decay(x))
        ),
        "the two are in the wrong order: first the period, then the decay.": lambda x: period_and_decay(x)[::-1],
        "the second number is e^(−d), what is left after one step; the decay is −ln of it.": (
            lambda x: (period_and_decay(x)[0], np.exp(-_decay(x)))
        ),
    },
)
def period_and_decay(x: Any) -> Any:
    """Return the period and the decay of the clean window x around ½."""
    return np.array([2 * np.pi / np.arccos(_cosine(x)), _decay(x)])
