"""The paired test counts what a loop over all ways to swap counts."""

from itertools import product

import numpy as np
import pytest
from cases import every_refusal
from hypothesis import given
from hypothesis import strategies as st
from oracles import PROPERTY

from lstm_lesson.studies.rolling.sign_flip import sign_flip


def by_hand(a: list[float], b: list[float]) -> float:
    ways = list(product((1, -1), repeat=len(a)))
    seen = abs(sum(x - y for x, y in zip(a, b, strict=True)))
    reach = [abs(sum(s * (x - y) for s, x, y in zip(signs, a, b, strict=True))) >= seen - 1e-9 for signs in ways]
    return sum(reach) / len(ways)


NUMBERS = st.integers(-20, 20).map(float)


@given(pairs=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=9))
@PROPERTY
def test_it_counts_as_a_loop_over_all_ways_to_swap(pairs):
    a, b = map(list, zip(*pairs, strict=True))
    assert sign_flip(a, b) == pytest.approx(by_hand(a, b))
    assert sign_flip(b, a) == sign_flip(a, b)


def test_six_blocks_that_all_agree_are_as_rare_as_1_in_32():
    assert sign_flip([1, 2, 3, 4, 5, 6], [0, 1, 2, 3, 4, 4]) == 2 / 64
    assert sign_flip([1, 2, 3, 4, 5], [0, 1, 2, 3, 4]) > 0.05  # five blocks can never convince


def test_chance_alone_seldom_convinces():
    rng = np.random.default_rng(0)
    found = [sign_flip(*rng.standard_normal((2, 8))) < 0.05 for _ in range(2000)]
    assert 0.03 < np.mean(found) < 0.06


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: sign_flip([1.0], [1.0, 2.0]), "b must have shape"),
    (lambda: sign_flip(np.zeros(21), np.zeros(21)), "a must have at most 20 values; got 21"),
    (lambda: sign_flip([np.nan], [1.0]), "a must be finite"),
)
