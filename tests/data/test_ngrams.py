"""The n-grams are modified Kneser–Ney: as dictionaries count it, with a sum of 1 after every context."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from cases import every_refusal

from lstm_lesson.data.ngrams import NGrams

RNG = np.random.default_rng(4)
TEXT = RNG.choice(5, 400, p=[0.4, 0.3, 0.15, 0.1, 0.05])


def by_dictionaries(text: list[int], n: int, V: int):
    """Return p(context, character), after Chen & Goodman's formulas, by plain dictionaries."""
    counts = {n: Counter(tuple(text[i : i + n]) for i in range(len(text) - n + 1))}
    for k in range(n - 1, 0, -1):
        counts[k] = Counter(gram[1:] for gram in counts[k + 1])
    followers: dict[int, dict] = {k: defaultdict(dict) for k in counts}
    for k, of in counts.items():
        for gram, count in of.items():
            followers[k][gram[:-1]][gram[-1]] = count

    def discount(k: int, count: int) -> float:
        n = [sum(c == m for c in counts[k].values()) for m in (1, 2, 3, 4)]
        usual = [0.5, 1.0, 1.5]
        if 0 in n[:3]:
            return usual[min(count, 3) - 1]
        found = [m - (m + 1) * n[0] / (n[0] + 2 * n[1]) * n[m] / n[m - 1] for m in (1, 2, 3)]
        return (found if min(found) > 0 else usual)[min(count, 3) - 1]

    def p(context: tuple[int, ...], character: int) -> float:
        k = len(context) + 1
        lower = p(context[1:], character) if context else 1 / V
        seen = followers[k].get(context)
        if not seen:
            return lower
        total, count = sum(seen.values()), seen.get(character, 0)
        kept = (count - discount(k, count)) / total if count else 0.0
        return kept + sum(discount(k, c) for c in seen.values()) / total * lower

    return p


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_probabilities_are_those_that_dictionaries_count(n):
    p, read = by_dictionaries(TEXT.tolist(), n, 6), RNG.integers(0, 6, 60)
    padded = [0] * (n - 1) + read.tolist()
    wanted = [p(tuple(padded[i : i + n - 1]), padded[i + n - 1]) for i in range(len(read))]
    np.testing.assert_allclose(NGrams(TEXT, n, 6).probabilities(read), wanted, rtol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_probabilities_after_any_context_add_to_1_and_none_is_0(n):
    counted = NGrams(TEXT, n, 6)
    for context in ([], [0], [3, 1], [5, 5, 5], [0, 1, 0, 2]):
        each = [counted.probabilities([*context, character])[-1] for character in range(6)]
        assert sum(each) == pytest.approx(1, abs=1e-12)
        assert min(each) > 0


test_what_makes_no_sense_is_refused = every_refusal(
    (lambda: NGrams([0, 1], 0, 3), "n must be"),
    (lambda: NGrams([0, 1], 10, 97), r"n must leave n_characters\*\*n below 2\*\*63; got 97\*\*10"),
    (lambda: NGrams([0, 3], 2, 3), "text must be whole numbers from 0 to 2"),
    (lambda: NGrams([0.5], 2, 3), "text must be whole numbers from 0 to 2"),
    (lambda: NGrams([], 2, 3), "text must be whole numbers from 0 to 2"),
    (lambda: NGrams([0, 1], 2, 3).probabilities([[0]]), "text must be whole numbers from 0 to 2"),
)
