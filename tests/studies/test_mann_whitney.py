"""The rank test is exact: it counts what counting every deal counts."""

from itertools import combinations

import numpy as np
import pytest

from lstm_lesson.studies.mann_whitney import mann_whitney


def by_counting(a: list[float], b: list[float]) -> float:
    """Deal the results in every possible way, and count those whose rank sum lies at least as far from the middle."""
    both = sorted([*a, *b])
    ranks: dict[float, float] = {
        value: float(np.mean([k for k, other in enumerate(both, 1) if other == value])) for value in both
    }
    middle = len(a) * (len(both) + 1) / 2
    found = abs(sum(ranks[value] for value in a) - middle)
    deals = list(combinations(range(1, len(both) + 1), len(a)))
    return sum(abs(sum(deal) - middle) >= found for deal in deals) / len(deals)


@pytest.mark.parametrize("seed", range(6))
def test_p_is_the_share_of_deals_that_part_the_groups_as_far(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=4 + seed % 2).tolist(), rng.normal(seed / 4, size=5).tolist()
    assert mann_whitney(a, b) == pytest.approx(by_counting(a, b), rel=1e-12)
    assert mann_whitney(b, a) == pytest.approx(mann_whitney(a, b), rel=1e-12)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 5), (5, 1), (2, 4), (6, 2)])
def test_groups_of_one_and_groups_of_unlike_size_are_counted_exactly_wherever_the_first_stands(n, m):
    for first in combinations(range(n + m), n):
        a, b = map(float, first), [float(k) for k in range(n + m) if k not in first]
        assert mann_whitney(one := list(a), b) == pytest.approx(by_counting(one, b), rel=1e-12)


def test_ten_seeds_can_differ_significantly_after_eight_comparisons_and_five_cannot():
    assert mann_whitney(range(10), range(10, 20)) == pytest.approx(2 / 184_756)
    assert mann_whitney(range(5), range(5, 10)) == pytest.approx(2 / 252)


def test_equal_results_share_their_rank():
    assert mann_whitney([1.0, 1.0], [1.0, 1.0]) == 1


@pytest.mark.parametrize(("a", "b"), [([], [1.0]), ([1.0], [[2.0]]), ([np.nan], [1.0])])
def test_what_makes_no_sense_is_refused_by_name(a, b):
    with pytest.raises(ValueError, match=r"^[ab] must"):
        mann_whitney(a, b)
