"""What notebook 01 says in numbers, beside the computation of each."""

from collections.abc import Callable
from math import erf, sqrt, tanh

import numpy as np
from claiming import claim

from lstm_lesson import sigmoid
from lstm_lesson.lessons.n01_sigmoid_and_tanh.numbers import N_NORMAL


def median_size() -> float:
    """Find by halving the x that half of all normal values do not reach in size: erf(x/√2) = ½."""
    low, high = 0.0, 4.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if erf(middle / sqrt(2)) < 0.5 else (low, middle)
    return low


def gate() -> tuple[float, float]:
    """Find by halving the w with which σ(w·(x − 0.5)) is 0.9 at x = 2; and b, which makes it half open at 0.5."""
    low, high = 0.0, 10.0
    for _ in range(60):
        w = (low + high) / 2
        low, high = (w, high) if sigmoid(1.5 * w) < 0.9 else (low, w)
    return w, -0.5 * w


def splits(squash: Callable[[float], float], w: float) -> bool:
    """Whether the density of squash(w·x) for normal x has its middle as a peak below this w, and as a valley above."""

    def density(w: float, x: float) -> float:
        slope = (squash(w * x + 1e-5) - squash(w * x - 1e-5)) / 2e-5
        return float(np.exp(-(x**2) / 2) / (w * slope))

    below, above = ([density(part * w, x) for x in (0, 0.05)] for part in (0.98, 1.02))
    return below[0] > below[1] and above[0] < above[1]


CLAIMS = [
    claim("At 0.9 it lets 90 % through", lambda: (0.9, 0.9)),
    claim("4,000 normal values", lambda: N_NORMAL),
    claim("half of all values are above 0.87 in size", lambda: tanh(2 * median_size())),
    claim("0.70 and 0.72", lambda: (np.floor(100 / sqrt(2)) / 100, np.ceil(100 / sqrt(2) + 1) / 100)),
    claim("w = 1.46 and b = -0.73 make a gate that is half open at 0.5", lambda: (*gate(), 0.5)),
    claim("0 at z = -1000 and 1 at z = 1000", lambda: (sigmoid([-1000, 1000]) == [0, 1]).all()),
    claim("at x = -b/w = -3/2", lambda: 2 * (-3 / 2) + 3 == 0),
    claim("Just above 1/√2 the bell of tanh(w·x) begins to split", lambda: splits(tanh, 1 / sqrt(2))),
    claim("Just below √2 there is still one hump of σ(w·x)", lambda: splits(sigmoid, sqrt(2))),
]
