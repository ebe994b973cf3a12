"""What the recorded network writes: one character after the other, each drawn from its own guesses."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from lstm_lesson.data.characters import ALPHABET, NEWLINE, UNKNOWN, encode
from lstm_lesson.lessons.n15_reading_code.numbers import COLUMNS, in_rows, places
from lstm_lesson.nn.cells import LSTM
from lstm_lesson.studies import reading
from lstm_lesson.studies.reading_training import UNITS

LONGEST, ROWS = 300, 14  # characters that are written, and the lines that all has to fit into


@dataclass(frozen=True)
class Written:
    """A text that was begun and what the network wrote after it; p: how likely each written character was, (N,)."""

    begun: str
    written: str
    p: np.ndarray
    ended: bool

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
    written, p = everything_written(text, float(temperature), int(seed))
    return Written(text, written[: int(length)], p[: int(length)], length >= len(written))


@lru_cache(maxsize=8)
def everything_written(text: str, temperature: float, seed: int) -> tuple[str, np.ndarray]:
    """Write on after `text` as far as there is room; return what is written, and how likely each character was.

    Each is drawn with probability p^(1/temperature), made to add to 1. Below 1 the likely ones become likelier still.
    In float64, so that every processor draws the same.
    """
    weights = {name: weight.astype(float) for name, weight in reading.weights().items()}
    cell = LSTM(len(ALPHABET), UNITS)
    cell.set_weights({name: weights[f"layer0.{name}"] for name in ("W_x", "W_h", "b")})
    one_hot, rng = np.eye(len(ALPHABET)), np.random.default_rng(seed)
    trace = cell.run(one_hot[[NEWLINE, *encode(text)]])
    h, c = trace.h[-1], trace.c[-1]
    written, probabilities = "", []
    while len(written) < LONGEST:
        logits = weights["W_y"] @ h + weights["b_y"]
        logits[ALPHABET.index(UNKNOWN)] = -np.inf  # stands for a character, and is none
        p = np.exp(logits - logits.max())
        likely = np.exp((logits - logits.max()) / temperature)
        drawn = int(np.searchsorted(np.cumsum(likely), rng.random() * likely.sum(), side="right"))
        if places(text + written + ALPHABET[drawn])[-1, 0] >= ROWS:
            break
        written += ALPHABET[drawn]
        probabilities.append(p[drawn] / p.sum())
        now = cell.step(one_hot[drawn], h, c)
        h, c = now["h"], now["c"]
    return written, np.array(probabilities)
