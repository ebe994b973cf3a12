"""What the recorded network writes: one character after the other, each drawn from its own guesses."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from lstm_lesson.data.characters import ALPHABET, UNKNOWN
from lstm_lesson.lessons.n15_reading_code.numbers import COLUMNS, cell, in_rows, place, places, run
from lstm_lesson.studies import reading

LONGEST, ROWS = 300, 14  # characters that are written, and the lines that all has to fit into


@dataclass(frozen=True)
class Written:
    """A text that was begun and what the network wrote after it; p: how likely each written character was, (N,)."""

    begun: str
    written: str
    p: np.ndarray
    full: bool

    @cached_property
    def rows(self) -> list[str]:
        """The lines as they are shown."""
        return in_rows(self.begun + self.written, ROWS)

    @cached_property
    def tints(self) -> np.ndarray:
        """1 − 2p where a written character stands, from 1, a wild guess, to −1, certain; nan elsewhere."""
        table = np.full((ROWS, COLUMNS), np.nan)
        if self.written:
            table[tuple(places(self.begun + self.written)[len(self.begun) :].T)] = 1 - 2 * self.p
        return table


def write_on(text: str, temperature: float, seed: int, length: int) -> Written:
    """Write on after `text`: `length` characters, or fewer where there is no room for more."""
    writer = _writer(text, float(temperature), int(seed))
    writer.go_on(int(length))
    return Written(text, writer.written[: int(length)], np.array(writer.p[: int(length)]), writer.full)


@lru_cache(maxsize=8)  # who writes one more character does not begin anew
def _writer(text: str, temperature: float, seed: int) -> "Writer":
    return Writer(text, temperature, seed)


class Writer:
    """Write on after a text, as far as it is asked to; `p` holds how likely each character was.

    Each is drawn with probability p^(1/temperature), made to add to 1. Below 1 the likely ones become likelier still.
    In float64, so that every processor draws the same.
    """

    def __init__(self, text: str, temperature: float, seed: int) -> None:
        """Read the text from an empty memory."""
        self.text, self.temperature, self.rng = text, temperature, np.random.default_rng(seed)
        trace, _ = run(text)
        self._h, self._c = trace.h[-1], trace.c[-1]
        self.written, self.full = "", False
        *_, last = places(text).tolist()
        _, self._after = place((last[0], last[1]), text[-1])
        self.p: list[float] = []

    def go_on(self, length: int) -> None:
        """Write until there are `length` characters, or no room for more."""
        weights, one_hot = reading.weights(), np.eye(len(ALPHABET))
        while len(self.written) < length and not self.full:
            logits = weights["W_y"].astype(float) @ self._h + weights["b_y"]
            logits[ALPHABET.index(UNKNOWN)] = -np.inf  # stands for a character, and is none
            p = np.exp(logits - logits.max())
            likely = np.exp((logits - logits.max()) / self.temperature)
            drawn = int(np.searchsorted(np.cumsum(likely), self.rng.random() * likely.sum(), side="right"))
            (row, _), after = place(self._after, ALPHABET[drawn])
            if row >= ROWS:
                self.full = True
                return
            self._after = after
            self.written += ALPHABET[drawn]
            self.p.append(float(p[drawn] / p.sum()))
            now = cell().step(one_hot[drawn], self._h, self._c)
            self._h, self._c = now["h"], now["c"]
