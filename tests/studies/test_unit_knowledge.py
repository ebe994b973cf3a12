"""A rule is the best there is, its score is what a count gives, and who knows nothing scores nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_lesson.data.characters import encode
from lstm_lesson.studies.unit_knowledge import Rule, by_character, rule, score_of_last_character, weighted_sum

RNG = np.random.default_rng(8)
NUMBERS = st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=12)


@given(NUMBERS.filter(lambda rows: len({yes for _, yes in rows}) == 2))
def test_no_threshold_tells_more_than_the_one_found(rows):
    numbers, fact = np.array([n for n, _ in rows], float), np.array([yes for _, yes in rows])
    best = max(
        ((sign * numbers > level)[fact].mean() + 1 - (sign * numbers > level)[~fact].mean()) / 2
        for sign in (1, -1)
        for level in np.arange(-4, 4.5, 0.5)
    )
    assert rule(numbers, fact).score(numbers, fact) == pytest.approx(best)


def test_balanced_accuracy_counts_yeses_and_noes_alike():
    fact = np.array([True] + [False] * 99)
    assert Rule(0.0, 1.0).score(np.ones(100), fact) == 0.5  # always no
    assert Rule(1.0, 0.5).score(fact.astype(float), fact) == 1.0


def test_line_is_the_least_squares_one_and_its_r2_is_the_share_explained():
    numbers, noise = RNG.normal(size=(2, 500))
    fact = 3 * numbers + 2 + noise
    found = rule(numbers, fact)
    slope, level = np.polyfit(numbers, fact, 1)
    assert (found.slope, found.level) == pytest.approx((slope, level))
    assert found.score(numbers, fact) == pytest.approx(np.corrcoef(numbers, fact)[0, 1] ** 2)
    assert rule(np.ones(5), np.arange(5)).score(np.ones(5), np.arange(5)) == pytest.approx(0)


def test_last_character_alone_tells_what_hangs_on_it_and_nothing_else():
    characters = encode("ab" * 200)
    told = score_of_last_character((characters, characters == characters[0]), (characters, characters == characters[0]))
    assert told == 1.0
    coin = RNG.random(400) < 0.5
    assert score_of_last_character((characters, coin), (characters, RNG.random(400) < 0.5)) == pytest.approx(
        0.5, abs=0.06
    )
    column = np.tile([3, 5], 200)
    assert score_of_last_character((characters, column), (characters, column)) == pytest.approx(1.0)
    assert by_character(characters, column)[characters[:2]] == pytest.approx([3, 5])


def test_weighted_sum_is_the_least_squares_one_and_of_yes_or_no_both_count_alike():
    states = RNG.normal(size=(300, 4))
    fact = states @ [1, -2, 0, 3] + 5 + RNG.normal(size=300)
    columns = np.column_stack([states, np.ones(300)])
    best = columns @ np.linalg.lstsq(columns, fact)[0]
    np.testing.assert_allclose(weighted_sum(states, fact)(states), best, atol=1e-6)
    seldom = states[:, 0] > 1.2
    root = np.sqrt(np.where(seldom, 1 / seldom.mean(), 1 / (~seldom).mean()))
    best = columns @ np.linalg.lstsq(columns * root[:, None], seldom * root)[0]
    np.testing.assert_allclose(weighted_sum(states, seldom)(states), best, atol=1e-6)
