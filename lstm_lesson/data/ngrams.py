"""The rival of a network that reads: counts of which character followed the last few, with back-off to fewer.

Modified Kneser–Ney (Chen & Goodman 1999), interpolated. Of the n-grams that were counted c times in the training text,
a little less than c is used, c − D(c); what this leaves over is shared out by the (n − 1)-grams:

    p(w | context) = (c(context w) − D(c)) / c(context) + leftover(context) · p(w | context without its first character)

Below the longest context, c counts not how often a character followed but after how many different characters:
"Francisco" is frequent, and follows hardly anything but "San ".
"""

from typing import Any, NamedTuple

import numpy as np

from lstm_lesson import validate

USUAL: tuple[float, ...] = (0.5, 1.0, 1.5)  # D where counts of counts give none, as KenLM has it (Heafield 2011)


class _Order(NamedTuple):
    """All n-grams of one length: their codes, in order, with what they earn; the same of their contexts."""

    grams: np.ndarray
    earned: np.ndarray  # (c − D(c)) / c(context)
    contexts: np.ndarray
    leftover: np.ndarray


class NGrams:
    """An n-gram model of a text; `n` is the length of context and character together."""

    def __init__(self, text: Any, n: int, n_characters: int):
        """Count in `text`, whole numbers (T,) below n_characters; n: at least 1, and n_characters**n below 2**63.

        Raises ValueError for anything else.
        """
        self.n, self.n_characters = validate.whole("n", n), validate.whole("n_characters", n_characters, at_least=2)
        if self.n_characters**self.n >= 2**63:
            raise ValueError(f"n must leave n_characters**n below 2**63; got {self.n_characters}**{self.n}")
        text = self._numbers(text)
        self._orders: list[_Order] = []
        grams, counts = np.unique(self._codes(text, self.n)[self.n - 1 :], return_counts=True)
        for k in range(self.n, 0, -1):
            self._orders.insert(0, self._order(grams, counts))
            grams, counts = np.unique(grams % self.n_characters ** (k - 1), return_counts=True)

    def probabilities(self, text: Any) -> np.ndarray:
        """Return how likely each character of `text` (T,) was after those before it: (T,), each above 0.

        Before the first character, as many zeros are taken to have been read as the contexts are long.
        """
        text = self._numbers(text)
        p = np.full(len(text), 1 / self.n_characters)
        for k, order in enumerate(self._orders, 1):
            codes = self._codes(text, k)
            p = _looked_up(order.grams, order.earned, codes, 0.0) + p * _looked_up(
                order.contexts, order.leftover, codes // self.n_characters, 1.0
            )
        return p

    def _numbers(self, text: Any) -> np.ndarray:
        text = np.asarray(text)
        if (
            text.ndim != 1
            or text.dtype.kind not in "iu"
            or not len(text)
            or not 0 <= text.min() <= text.max() < self.n_characters
        ):
            raise ValueError(f"text must be whole numbers from 0 to {self.n_characters - 1}, of shape (T,)")
        return text.astype(np.int64)

    def _codes(self, text: np.ndarray, k: int) -> np.ndarray:
        """Return for each place the k characters that end there as one number: the digits of a number to base V."""
        padded = np.concatenate([np.zeros(k - 1, np.int64), text])
        return sum(padded[j : j + len(text)] * self.n_characters ** (k - 1 - j) for j in range(k))

    def _order(self, grams: np.ndarray, counts: np.ndarray) -> _Order:
        """Discount counts: D(1), D(2) and D(3 or more) from how many n-grams were counted once, twice, …"""
        n1, n2, n3, n4 = (np.count_nonzero(counts == c) for c in (1, 2, 3, 4))
        found = USUAL
        if min(n1, n2, n3) > 0:
            y = n1 / (n1 + 2 * n2)
            fitted = tuple(c - (c + 1) * y * more / of for c, of, more in ((1, n1, n2), (2, n2, n3), (3, n3, n4)))
            found = fitted if min(fitted) > 0 else USUAL
        discounts = np.array([0.0, *found])[np.minimum(counts, 3)]
        contexts, which = np.unique(grams // self.n_characters, return_inverse=True)
        totals = np.bincount(which, counts)
        return _Order(grams, (counts - discounts) / totals[which], contexts, np.bincount(which, discounts) / totals)


def _looked_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray, otherwise: float) -> np.ndarray:
    """Return the value of each wanted key, or `otherwise`; `keys` are in order."""
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, values[places], otherwise)
