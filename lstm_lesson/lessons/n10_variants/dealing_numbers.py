"""Deal the results of two cells into two piles again and again: how often does chance separate them as clearly?"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.studies.variant_comparison import SEEDS, comparison
from lstm_lesson.validate import shown

PAIRS = (("NIG", "sine"), ("NFG", "sine"), ("NOAF", "adding"), ("NIG", "adding"))  # compared with V on the same task
DEALS = 1000  # kept for each pair


@dataclass(frozen=True)
class Dealing:
    """Two groups of ten results on one scale of ranks, and what dealing them at random has given so far.

    name, task: the variant beside V. ranks: of the variant's results and of V's among all twenty, from 1, the lowest
    error. dealt: which ranks the last deal gave to the first pile. gaps (deals,): of every deal so far, how far apart
    the mean ranks of its two piles are. gap: how far apart those of the results are. exact: the share of all possible
    deals with at least this gap.
    """

    name: str
    task: str
    ranks: tuple[np.ndarray, np.ndarray]
    dealt: np.ndarray
    gaps: np.ndarray
    gap: float
    exact: float

    @property
    def as_clear(self) -> int:
        """How many of the deals so far have separated the twenty at least as clearly as the results are."""
        return int(np.sum(self.gaps >= self.gap - 1e-9))


def dealing(pair: float, deals: float) -> Dealing:
    """Return where things stand after so many random deals of the results of one of PAIRS, by its number from 0."""
    if pair not in range(len(PAIRS)):
        raise ValueError(f"pair must be a whole number from 0 to {len(PAIRS) - 1}; got {shown(pair)}")
    if deals not in range(1, DEALS + 1):
        raise ValueError(f"deals must be a whole number from 1 to {DEALS}; got {shown(deals)}")
    name, task = PAIRS[int(pair)]
    ranks, piles, exact = _dealt(name, task)
    gaps = np.abs(mean_gap(piles[: int(deals)]))
    return Dealing(name, task, ranks, piles[int(deals) - 1], gaps, float(abs(mean_gap(ranks[0]))), exact)


def mean_gap(pile: np.ndarray) -> np.ndarray:
    """Return by how much the mean rank of a pile (…, n) is above that of the n other ranks from 1 to 2n."""
    n = pile.shape[-1]
    return 2 * (pile.mean(axis=-1) - (2 * n + 1) / 2)


@cache
def _dealt(name: str, task: str) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray, float]:
    """Return the ranks of both groups, the first pile of every deal (DEALS, n), and the exact share."""
    errors = comparison().errors[task]
    n, both = len(SEEDS), np.concatenate([errors[name], errors["V"]])
    ranks = np.empty(2 * n, dtype=int)
    ranks[np.argsort(both)] = np.arange(1, 2 * n + 1)  # no two errors are equal; a test looks
    generator = np.random.default_rng((1, PAIRS.index((name, task))))
    piles = np.array([np.sort(generator.permutation(2 * n)[:n]) + 1 for _ in range(DEALS)])
    return (np.sort(ranks[:n]), np.sort(ranks[n:])), piles, mann_whitney(errors[name], errors["V"])
