"""The rank test by shuffling shows the results, a random deal of them, and how often chance separates as clearly."""

from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from cases import every_refusal
from exhibit_cases import assert_line, begun, every_move, texts

from lstm_lesson import shuffled_results
from lstm_lesson.lessons.n10_variants.dealing_numbers import PAIRS, dealing, mean_gap
from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.studies.variant_comparison import comparison


def ranks_by_counting(pair: int) -> tuple[list[int], list[int]]:
    """The ranks of the variant's errors and of V's: one more than how many of the twenty are lower."""
    name, task = PAIRS[pair]
    groups = [comparison().errors[task][cell].tolist() for cell in (name, "V")]
    every = groups[0] + groups[1]
    assert len(set(every)) == 20
    first, second = (sorted(1 + sum(other < error for other in every) for error in group) for group in groups)
    return first, second


def assert_dealing(exhibit: Any, *, pair: float, deals: float) -> None:
    shown, results = exhibit.drawing.of, ranks_by_counting(int(pair))
    gap = abs(np.mean(results[0]) - np.mean(results[1]))
    piles = [shown(pile, 1).get_xdata() for pile in ("first", "second")]
    assert sorted(np.concatenate(piles)) == list(range(1, 21))
    for place, (first, second) in enumerate((results, piles)):
        for pile, ranks, height in (("first", first, 1), ("second", second, 0)):
            assert_line(shown(pile, place), ranks, [height] * 10)
            assert_line(shown(f"mean {pile}", place), [np.mean(ranks)] * 2, [height - 0.45, height + 0.45])
    assert_line(shown("gap"), [gap, gap], [0, 1.05])
    gaps = [abs(mean_gap(dealing(pair, k).dealt)) for k in range(1, int(deals) + 1, 37)]
    np.testing.assert_allclose(gaps, dealing(pair, deals).gaps[::37])
    dealt = [dealing(pair, k).dealt.tolist() for k in range(1, int(deals) + 1)]
    as_clear = sum(abs(2 * sum(pile) - 210) >= abs(2 * sum(results[0]) - 210) for pile in dealt)  # 210: of all ranks
    count = f"{as_clear:,} of {int(deals):,}"
    assert shown("count").get_text() == f"{count} deals separate them as clearly as the results"
    assert f"deal {int(deals):,}: the same twenty, dealt at random" in texts(exhibit)
    so_far = f"{count} random deals ({100 * as_clear / int(deals):.1f} %)"
    clearly = f"separate the twenty results at least as clearly as {PAIRS[int(pair)][0]} and V are separated."
    if deals < 1000:
        assert exhibit.readout == f"So far, {so_far} {clearly}"
    else:
        share = share_of_all_deals(abs(2 * sum(results[0]) - 210))
        exact = f"{100 * share:.{1 if share >= 0.001 else 3}f} %"
        assert exhibit.readout == f"{so_far} {clearly} Of all 184,756 possible deals, {exact} do."


@cache
def share_of_all_deals(gap: int) -> float:
    """Count how many of all piles of ten ranks have each sum, one rank after the other."""
    piles = {(0, 0): 1}  # how many ranks, and their sum
    for rank in range(1, 21):
        for (size, total), ways in list(piles.items()):
            piles[size + 1, total + rank] = piles.get((size + 1, total + rank), 0) + ways
    sums = {total: ways for (size, total), ways in piles.items() if size == 10}
    assert sum(sums.values()) == 184_756
    return sum(ways for total, ways in sums.items() if abs(2 * total - 210) >= gap) / 184_756


test_picture_is_right_at_both_ends_of_each_slider = every_move({shuffled_results: assert_dealing})


@pytest.mark.parametrize("pair", range(len(PAIRS)))
def test_gap_and_exact_share_are_those_of_the_rank_test(pair):
    now, (first, second) = dealing(pair, 1000), ranks_by_counting(pair)
    assert now.gap == pytest.approx(abs(np.mean(first) - np.mean(second)))
    assert now.exact == pytest.approx(mann_whitney(first, second))
    assert now.as_clear / 1000 == pytest.approx(now.exact, abs=0.03)  # three times what 1,000 deals scatter


def test_share_of_all_deals_is_what_counting_them_one_by_one_gives():
    first, second = [1, 2, 3, 6], [4, 5, 7, 8]
    gap = abs(np.mean(first) - np.mean(second))
    every = [abs(mean_gap(np.array(pile))) for pile in combinations(range(1, 9), 4)]
    assert mann_whitney(first, second) == pytest.approx(np.mean(np.array(every) >= gap - 1e-9))


def test_bars_are_dark_from_the_gap_of_the_results_on():
    exhibit = begun(shuffled_results, deals=1000)
    bars, gap = exhibit.drawing.of("bars"), dealing(0, 1000).gap
    for path, colour in zip(bars.get_paths(), bars.get_facecolor(), strict=True):
        middle = path.vertices[:4, 0].mean()
        assert (colour[0] < 0.2) == (middle > gap - 0.05)


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: dealing(4, 1), "pair must be a whole number from 0 to 3; got 4"),
    (lambda: dealing(0, 0), "deals must be a whole number from 1 to 1000; got 0"),
)
