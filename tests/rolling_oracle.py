"""The paired test of notebook 16, by a loop over all ways to swap."""

from itertools import product

import numpy as np

from lstm_lesson.studies.rolling.scores import Scores


def ways_to_swap(scores: Scores, one: str, other: str, steps: int) -> float:
    """Return the share of ways that part two forecasters at least as far."""
    errors = [scores.errors[name][:, :, steps - 1].mean(axis=0) for name in (one, other)]
    count = min(16, len(errors[0]) // 12)
    first, second = ([part.mean() for part in np.array_split(e, count)] for e in errors)
    differences = np.subtract(first, second)
    signs = np.array(list(product((1, -1), repeat=count)))
    return float((np.abs(signs @ differences) >= abs(differences.sum()) - 1e-9).mean())
