"""What notebook 00 says in numbers, beside the computation of each."""

import numpy as np
from claiming import cited, claim

from lstm_lesson.lessons.n00_start_here import checks
from lstm_lesson.lessons.n15_reading_code.units_numbers import opening
from lstm_lesson.studies.reading_training import UNITS


def at_depth(brackets: int) -> np.ndarray:
    """Give what the counting cell holds in the text "brackets" while so many round brackets are open."""
    read = opening(text=1, unit=1, t=0)
    depth = np.cumsum([(letter == "(") - (letter == ")") for letter in read.text])
    return np.asarray(read.values)[depth == brackets]


def wave(steps: float, cycles: float, left: float) -> tuple[float, float]:
    """Find period and decay by trying, the formula apart: the numbers of the exercise's praise."""
    period, decay = checks.wave(steps, cycles, left)
    assert np.isclose((1 - 1e-6) ** (1e6 * decay * steps), left, rtol=1e-4)  # a millionth of a step at a time
    return period, decay


CLAIMS = [
    claim("128 memory cells", lambda: UNITS),
    claim("below 0.1 outside", lambda: at_depth(0).max() < 0.1),
    claim("between 0.4 and 1.1", lambda: (at_depth(1).min(), at_depth(1).max())),
    claim("above 1.6 inside two", lambda: at_depth(2).min() > 1.6),
    cited("over 80 countries", "Nearing et al. 2024, abstract: forecasts in real time in over 80 countries"),
    claim("50 shaded steps", lambda: 50),
    claim(
        "four cycles in 50 steps need the period 12.5, and a tenth is left at the decay 0.046",
        lambda: (50, *wave(50, 4, 0.1)),
    ),
]
