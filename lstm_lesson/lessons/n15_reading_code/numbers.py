"""A text as the recorded network reads it: one unit at every character, and the guesses of what comes next."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from lstm_lesson.data.characters import ALPHABET, UNKNOWN, encode
from lstm_lesson.nn.cells import LSTM
from lstm_lesson.nn.trace import LSTMTrace
from lstm_lesson.studies import reading
from lstm_lesson.studies.reading_measures import with_forget_gate
from lstm_lesson.studies.reading_training import UNITS

MOST, COLUMNS, ROWS = 300, 60, 8  # characters of a text, and the lines that they have to fit into
GUESSES = 6
PIECE = 50  # characters that are read in one go
QUANTITIES = ("c", "h", "f", "i", "o")
OVER_TIME = ("x", "z_i", "z_f", "z_g", "z_o", "i", "f", "g", "o", "c", "h")
GATES = ("as learned", "held at 0", "held at 1")
SHOWN_NEWLINE = "\u21b5"  # ↵
EXAMPLES = {
    "string and comment": 'def greet(name):\n    # say "hello" to a guest\n    text = "hello (you), if it is you"\n'
    "    return text + name\n",
    "brackets": "area = [max(r[i], (a + b) * c[2 * (i + 1)]) for i in rows]\n"
    "print({'a': (1, 2), 'b': [3, (4, 5)]}, file=out)\n",
    "docstring": 'class Reader:\n    """Read a file.\n\n    It (the file) is not closed.\n    """\n\n'
    "    def __init__(self, file):\n        self.file = file\n",
    "no code": "Call me Ishmael. Some years ago, never mind how long\nprecisely, having little or no money in my "
    "purse, and\nnothing particular to interest me on shore, I thought\nI would sail about a little.\n",
}
TEXTS = (*EXAMPLES, "your own text")
OWN = len(EXAMPLES)


def own_text(text: object) -> str:
    """Return a text as it will be read: tabs as four spaces; or raise ValueError.

    It must have 1 to MOST characters and fit into ROWS lines of COLUMNS.
    """
    if not isinstance(text, str):
        raise ValueError(f"text must be a string; got {type(text).__name__}")
    text = text.replace("\r\n", "\n").replace("\t", "    ")
    if not 1 <= len(text) <= MOST:
        raise ValueError(f"text must have 1 to {MOST} characters; got {len(text)}")
    if (rows := int(places(text)[-1, 0]) + 1) > ROWS:
        raise ValueError(f"text must fit into {ROWS} lines of {COLUMNS} characters; got {rows} lines")
    return text


def visible(text: str) -> str:
    """Return the text as it is shown, a sign for each character: ↵ for the end of a line, � for what is unknown."""
    return "".join(ALPHABET[number] for number in encode(text)).replace("\n", SHOWN_NEWLINE)


@lru_cache(maxsize=8)
def places(text: str) -> np.ndarray:
    """Return the row and the column in which each character is shown, (T, 2): a line ends at its end, or when full."""
    found, after = [], (0, 0)
    for character in text:
        here, after = place(after, character)
        found.append(here)
    return np.array(found)


def place(after: tuple[int, int], character: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the row and the column of a character that comes `after` all others, and what comes after it."""
    row, column = after if after[1] < COLUMNS else (after[0] + 1, 0)
    return (row, column), ((row + 1, 0) if character == "\n" else (row, column + 1))


@dataclass(frozen=True)
class ReadText:
    """A text, one quantity of one unit after each of its characters, and the guesses of what follows character t.

    values: (T,). scale: what has the fullest colour, of either sign. guesses: characters, likeliest first. p: their
    probabilities. surprise: −log₂ p of each character, (T,), in bits.
    """

    text: str
    quantity: str
    unit: int
    gate: int
    t: int
    values: np.ndarray
    scale: float
    guesses: str
    p: np.ndarray
    surprise: np.ndarray

    @cached_property
    def rows(self) -> list[str]:
        """The lines as they are shown, ROWS of them."""
        return in_rows(self.text)

    @cached_property
    def tints(self) -> np.ndarray:
        """The values as shares of the scale, −1 to 1, where each character stands: (ROWS, COLUMNS), nan elsewhere."""
        table = np.full((ROWS, COLUMNS), np.nan)
        table[tuple(places(self.text).T)] = np.clip(self.values / self.scale, -1, 1)
        return table

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of character t."""
        row, column = places(self.text)[self.t].tolist()
        return row, column


def in_rows(text: str, n_rows: int = ROWS) -> list[str]:
    """Return the lines of a text as they are shown, n_rows of them."""
    rows = [""] * n_rows
    for character, (row, _) in zip(visible(text), places(text) if text else (), strict=True):
        rows[row] += character
    return rows


def read_text(text: str, unit: int, quantity: int, gate: int, t: int) -> ReadText:
    """Read a text; quantity and gate are places in QUANTITIES and GATES; t is one of its characters, from 0."""
    trace, log_p = run(text, *((unit, gate - 1) if gate else (-1, 0)))
    symbol = QUANTITIES[quantity]
    values = getattr(trace, symbol)[1:, unit]  # the first step reads the end of a line before the text
    p = np.exp(log_p[t + 1])
    order = np.argsort(-p, kind="stable")[:GUESSES]
    return ReadText(
        text=text,
        quantity=symbol,
        unit=int(unit),
        gate=int(gate),
        t=int(t),
        values=values,
        scale=max(1.0, float(abs(values).max())) if symbol == "c" else 1.0,
        guesses="".join(ALPHABET[number] for number in order),
        p=p[order],
        surprise=-log_p[np.arange(len(text)), encode(text)] / np.log(2),
    )


@lru_cache(maxsize=8)  # so that another unit needs no other reading
def run(text: str, unit: int = -1, at: int = 0) -> tuple[LSTMTrace, np.ndarray]:
    """Read the end of a line and then a text, from an empty memory; return the trace and ln p of what follows each.

    unit: if not −1, one whose forget gate is held `at` 0 or 1. ln p: (T + 1, V).
    """
    whole = f"\n{text}"
    pieces = [_read_on(whole[:end], whole[end : end + PIECE], unit, at) for end in range(0, len(whole), PIECE)]
    over_time = {name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in OVER_TIME}
    trace = LSTMTrace(**over_time, h0=pieces[0].h0, c0=pieces[0].c0)
    logits = trace.h @ reading.weights()["W_y"].T + reading.weights()["b_y"]
    logits -= logits.max(axis=1, keepdims=True)
    return trace, logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


@lru_cache(maxsize=64)  # who types at the end of a text has its beginning read once
def _read_on(before: str, text: str, unit: int, at: int) -> LSTMTrace:
    """Read a piece of text after what came `before`, whole pieces."""
    start = {}
    if before:
        last = _read_on(before[:-PIECE], before[-PIECE:], unit, at)
        start = {"h0": last.h[-1], "c0": last.c[-1]}
    return cell(unit, at).run(np.eye(len(ALPHABET))[encode(text)], **start)


@lru_cache(maxsize=4)
def cell(unit: int = -1, at: int = 0) -> LSTM:
    """Return the recorded cell, perhaps with the forget gate of a unit held `at` 0 or 1.

    It computes in float64, so that every processor shows the same.
    """
    weights = reading.weights() if unit < 0 else with_forget_gate(reading.weights(), unit, at)
    made = LSTM(len(ALPHABET), UNITS)
    made.set_weights({name: weights[f"layer0.{name}"] for name in ("W_x", "W_h", "b")})
    return made


def named(character: str) -> str:
    """Name a character in a sentence: in quotes, or in words where it cannot be seen."""
    sign = visible(character)
    words = {SHOWN_NEWLINE: "end of line", " ": "space", UNKNOWN: "unknown character"}
    return words.get(sign, f"“{sign}”")
