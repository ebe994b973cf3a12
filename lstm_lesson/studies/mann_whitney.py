"""Do two groups of results differ, or would chance alone separate them as clearly? Answered by their ranks, exactly."""

from typing import Any

import numpy as np

from lstm_lesson import validate


def mann_whitney(a: Any, b: Any) -> float:
    """Return the share of all deals of the results into two groups that separate them at least as clearly (two-sided).

    Put all n + m results in order, and add up the ranks of the first group. If both come from one source, every choice
    of n ranks is as likely as any other; so the share of choices whose sum lies at least as far from the middle is the
    probability of such a difference by chance (the p-value). a: (n,), b: (m,). Source: Mann & Whitney (1947), exact for
    results that all differ; equal results share their mean rank.
    """
    a, b = validate.floats("a", a, shape=("n",)), validate.floats("b", b, shape=("m",))
    n, total = len(a), len(a) + len(b)
    both = np.concatenate([a, b])
    ranks = (both[:, None] > both).sum(axis=1) + (1 + (both[:, None] == both).sum(axis=1)) / 2
    middle = n * (total + 1) / 2
    # ways[k, s]: in how many ways k of the ranks 1 … total have the sum s
    ways = np.zeros((n + 1, total * (total + 1) // 2 + 1))
    ways[0, 0] = 1
    for rank in range(1, total + 1):
        ways[1:, rank:] += ways[:-1, :-rank]
    distance = np.abs(np.arange(ways.shape[1]) - middle)
    return float(ways[n, distance >= abs(ranks[:n].sum() - middle)].sum() / ways[n].sum())
