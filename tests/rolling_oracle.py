"""The series of notebook 16 and their times; its paired test, by a loop over all ways to swap."""

from itertools import product

import numpy as np

from lstm_lesson.data.series import load_series
from lstm_lesson.studies.rolling import mistakes
from lstm_lesson.studies.rolling.scores import Scores

SERIES = ("sunspots", "co2", "elnino")
FOUR = ("random walk", *SERIES)


def series_of(name: str) -> np.ndarray:
    """Return a series of notebook 16, (T,)."""
    if name == "random walk":
        return np.cumsum(np.random.default_rng(mistakes.WALK_SEED).standard_normal(400))
    return load_series(name, every="month" if name == "co2" else None).values


def years(name: str) -> list[float]:
    """Return the times of a real series as years with decimals."""
    if name == "sunspots":
        return list(range(1700, 2009))
    first = (1958, 4) if name == "co2" else (1950, 1)
    return [first[0] + (first[1] - 1 + n) / 12 for n in range(len(series_of(name)))]


def ways_to_swap(scores: Scores, one: str, other: str, steps: int) -> float:
    """Return the share of ways that part two forecasters at least as far."""
    errors = [scores.errors[name][:, :, steps - 1].mean(axis=0) for name in (one, other)]
    count = min(16, len(errors[0]) // 12)
    first, second = ([part.mean() for part in np.array_split(e, count)] for e in errors)
    differences = np.subtract(first, second)
    signs = np.array(list(product((1, -1), repeat=count)))
    return float((np.abs(signs @ differences) >= abs(differences.sum()) - 1e-9).mean())
