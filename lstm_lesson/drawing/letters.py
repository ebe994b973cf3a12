"""Lines of text on a background that gives each character a colour of its own.

The lines are texts in a font whose letters are all equally wide, laid over a table of colours of the same pitch.
"""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import style
from lstm_lesson.drawing.canvas import DPI
from lstm_lesson.drawing.colour_table import ColourTable
from lstm_lesson.drawing.parts import Drawing, each, moving, together, words

WIDE, HIGH = 9, 24  # pixels of a character's cell
PART = 20  # letters of a line that are one text: short enough to be kept as a stamp
SIZE = WIDE / 0.602 / DPI * 72  # pt: at this size a letter of DejaVu Sans Mono is WIDE pixels wide
# Pale at both ends, so that the letters on it keep a contrast of 4.5 and more: sky blue below 0, orange above.
TINTS = LinearSegmentedColormap.from_list("tints", [style.SKY, "#FFFFFF", style.ORANGE], N=41)


def letters(
    figure: Figure,
    left: float,
    top: float,
    shape: tuple[int, int],
    rows: Callable[[Any], Sequence[str]],
    tints: Callable[[Any], np.ndarray],
) -> tuple[Axes, Drawing]:
    """Draw lines of text, (rows, columns) at most, with their upper left corner at `left`, `top` in pixels.

    rows(state): the lines. tints(state): −1 to 1 for each character, (rows, columns), nan where it has no colour. What
    is written is always plain text: a dollar does not begin a formula.
    """
    width, height = figure.get_size_inches() * DPI
    n_rows, n_columns = shape
    box = (left / width, 1 - (top + n_rows * HIGH) / height, n_columns * WIDE / width, n_rows * HIGH / height)
    ax = figure.add_axes(box, xlim=(0, n_columns), ylim=(n_rows, 0))
    ax.axis("off")
    look = {"family": "monospace", "fontsize": SIZE, "color": style.INK, "va": "baseline", "ha": "left"}

    def part(place: tuple[int, int]) -> Drawing:
        row, start = place
        return words(ax, start, row + 0.72, lambda state: _plain(rows(state)[row][start : start + PART]), **look)

    parts = each(product(range(n_rows), range(0, n_columns, PART)), part)
    table = moving(ColourTable(ax, shape, "tints"), lambda state: {"colours": colours(tints(state))})
    return ax, together(table, parts)


def _plain(text: str) -> str:
    """Write a text so that matplotlib takes no part of it for a formula."""
    return text.replace("$", r"\$")


def colours(tints: np.ndarray) -> np.ndarray:
    """Return the colours of tints from −1 to 1, shaped (…, 4), 0 to 255 each; white for nan."""
    return TINTS(np.where(np.isnan(tints), 0.5, (tints + 1) / 2), bytes=True)


def frame_around(ax: Axes, place: Callable[[Any], tuple[int, int]]) -> Drawing:
    """Draw a frame around the character at the row and column that the state gives."""
    frame = ax.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=style.INK, linewidth=1.6, clip_on=False))
    return moving(frame, lambda state: {"xy": place(state)[::-1]})
