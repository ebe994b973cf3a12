"""How well one number tells a fact, a unit's cell state for example: found on one text, measured on another.

Yes or no: the best threshold on the number; its score is the **balanced accuracy**, the mean of the share of the yeses
that are found and the share of the noes, ½ for who knows nothing. A number: the best straight line; its score is R²,
0 for who knows nothing. With 128 units to choose from, the best looks better than it is: so unit, threshold and line
are chosen on the validation text, and the score that counts is that on the held-out text.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lstm_lesson.data.characters import ALPHABET


@dataclass(frozen=True)
class Rule:
    """Tell a fact from a number: yes where sign · number > level; or the number times slope, plus level."""

    slope: float
    level: float

    def score(self, numbers: np.ndarray, fact: np.ndarray) -> float:
        """Return the balanced accuracy of a fact (N,) that is True or False, or R² of one that is a number."""
        if fact.dtype == bool:
            said = numbers * self.slope > self.level
            return float((said[fact].mean() + 1 - said[~fact].mean()) / 2)
        left = fact - (numbers * self.slope + self.level)
        return float(1 - (left**2).mean() / fact.var())


def rule(numbers: np.ndarray, fact: np.ndarray) -> Rule:
    """Return the rule that tells a fact (N,) best from numbers (N,): the best threshold, or the least squares."""
    numbers = numbers.astype(float)
    if fact.dtype != bool:
        spread = numbers.var()
        slope = float(np.cov(numbers, fact, bias=True)[0, 1] / spread) if spread > 0 else 0.0
        return Rule(slope, float(fact.mean() - slope * numbers.mean()))
    order = np.argsort(numbers, kind="stable")
    numbers, fact = numbers[order], fact[order]
    # With the threshold after place k, what lies above it are the yeses and noes not counted so far.
    gain = np.cumsum(fact) / fact.sum() - np.cumsum(~fact) / (~fact).sum()
    gain[:-1][numbers[1:] == numbers[:-1]] = 0  # no threshold lies between equals
    k = int(np.argmax(abs(gain)))
    level = float(numbers[k] + numbers[min(k + 1, len(numbers) - 1)]) / 2
    return Rule(1.0, level) if gain[k] < 0 else Rule(-1.0, -level)


def weighted_sum(states: np.ndarray, fact: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return what makes of states (N, H) the weighted sum (N,) that is nearest to a fact (N,) by least squares.

    Of yes or no, yeses and noes count alike, however many there are of each.
    """
    weights = np.where(fact, 1 / fact.mean(), 1 / (~fact).mean()) if fact.dtype == bool else np.ones(len(fact))
    with_one = np.column_stack([states, np.ones(len(states))]).astype(float)
    square = with_one.T @ (with_one * weights[:, None])
    found = np.linalg.solve(square + 1e-6 * np.eye(len(square)), with_one.T @ (weights * fact))
    return lambda others: others @ found[:-1] + found[-1]


def by_character(characters: np.ndarray, fact: np.ndarray) -> np.ndarray:
    """Return for each character of the alphabet how it tells a fact (N,) best by itself, (V,).

    Of a number: its mean. Of yes or no: by how much the character's share of the yeses exceeds that of the noes.
    """
    counts, V = np.bincount(characters, minlength=len(ALPHABET)), len(ALPHABET)
    if fact.dtype == bool:
        yes, no = (np.bincount(characters[which], minlength=V) for which in (fact, ~fact))
        return yes / max(yes.sum(), 1) - no / max(no.sum(), 1)
    sums = np.bincount(characters, fact, minlength=V)
    return np.where(counts > 0, sums / np.maximum(counts, 1), fact.mean())


def score_of_last_character(first: tuple[np.ndarray, np.ndarray], then: tuple[np.ndarray, np.ndarray]) -> float:
    """Return how well the last character alone tells a fact; each text is its characters (N,) and its fact (N,)."""
    told = by_character(*first)[then[0]]
    return Rule(1.0, 0.0).score(told, then[1])
