"""The network of notebook 15 by the LSTM's equations, written out, and the lines of its pictures put together."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from lstm_lesson.data.characters import ALPHABET, encode
from lstm_lesson.lessons.n15_reading_code.numbers import COLUMNS, EXAMPLES
from lstm_lesson.studies import reading

TEXTS = list(EXAMPLES.values())


@cache
def one_by_one(text: str, unit: int = -1, gate: int = 0) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Read a text by the LSTM's equations, written out: each quantity (T, H), and p of what follows each (T, V)."""
    read = reader(unit, gate)
    found, p = zip(*(read(number) for number in [0, *encode(text)]), strict=True)
    return {name: np.array([values[name] for values in found]) for name in "cfhio"}, np.array(p)


def reader(unit: int = -1, gate: int = 0) -> Callable[[int], tuple[dict[str, np.ndarray], np.ndarray]]:
    """Return what reads one character after the other: each quantity (H,) after it, and p of what follows (V,)."""
    w = {name: weight.astype(float) for name, weight in reading.weights().items()}
    h = c = np.zeros(128)

    def read(number: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
        nonlocal h, c
        z_i, z_f, z_g, z_o = np.split(w["layer0.W_x"][:, number] + w["layer0.W_h"] @ h + w["layer0.b"], 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (z_i, z_f, z_o))
        if gate:
            f[unit] = gate - 1
        c = f * c + i * np.tanh(z_g)
        h = o * np.tanh(c)
        e = np.exp(w["W_y"] @ h + w["b_y"])
        return {"c": c, "f": f, "h": h, "i": i, "o": o}, e / e.sum()

    return read


def shown_text(exhibit: Any) -> list[str]:
    """The lines of the picture, put together from their parts."""
    parts = [artist for artist in exhibit.drawing.artists if getattr(artist, "get_fontfamily", list)() == ["monospace"]]
    rows: dict[float, str] = {}
    for part in parts:
        _, y = part.get_unitless_position()
        if part.get_transform() == part.axes.transData and part.axes.get_xlim() == (0, COLUMNS):
            rows[y] = rows.get(y, "") + part.get_text().replace(r"\$", "$")
    return [rows[y] for y in sorted(rows)]


def lines_of(text: str, width: int = COLUMNS) -> list[str]:
    """Cut a text as a screen would, with a sign for each character."""
    lines: list[str] = []
    line = ""
    for character in text:
        if len(line) == width:
            lines, line = [*lines, line], ""
        known = character in ALPHABET[:-1]
        line += "↵" if character == "\n" else character if known else "�"
        if character == "\n":
            lines, line = [*lines, line], ""
    return [*lines, line] if line else lines
