"""What notebook 01 says in numbers, beside the computation of each."""

from math import erf, sqrt, tanh

import numpy as np
from claiming import claim

from lstm_lesson.lessons.n01_sigmoid_and_tanh.numbers import N_NORMAL


def median_size() -> float:
    """Find by halving the x that half of all normal values do not reach in size: erf(x/√2) = ½."""
    low, high = 0.0, 4.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if erf(middle / sqrt(2)) < 0.5 else (low, middle)
    return low


CLAIMS = [
    claim("At 0.9 it lets 90 % through", lambda: (0.9, 0.9)),
    claim("4,000 normal values", lambda: N_NORMAL),
    claim("half of all values are above 0.87 in size", lambda: tanh(2 * median_size())),
    claim("0.70 and 0.72", lambda: (np.floor(100 / sqrt(2)) / 100, np.ceil(100 / sqrt(2) + 1) / 100)),
]
