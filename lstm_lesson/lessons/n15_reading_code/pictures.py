"""Draw a text that is read: each character tinted by a unit, the guesses of the next one, the unit over the text."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import letters, style
from lstm_lesson.drawing.parts import NORMAL, Drawing, axes, each, fitted, line, moving, together, upright, words
from lstm_lesson.lessons.n15_reading_code.numbers import COLUMNS, GUESSES, MOST, ROWS, ReadText

PICTURE = (1000, 540)  # px
LEFT, TOP = 12, 12  # pixels of the text's corner
SIZES = (5, 50, 500)  # ends of the axis, few so that it seldom jumps
NAMES = {" ": "space", "\n": "↵", "$": r"\$"}


def tinted_text_picture(figure: Figure, first: ReadText) -> Drawing:
    """Draw the text with its tints, on its right the likeliest next characters, below it the unit over the text."""
    where, text = letters.letters(figure, LEFT, TOP, (ROWS, COLUMNS), lambda now: now.rows, lambda now: now.tints)
    guesses, lane = axes(figure, 0.745, 0.56, 0.20, 0.38), axes(figure, 0.06, 0.11, 0.92, 0.36)
    return together(text, letters.frame_around(where, lambda now: now.place), _guesses(guesses), _lane(lane))


def _guesses(ax: Axes) -> Drawing:
    """Draw the likeliest next characters as bars, likeliest on top."""
    ax.set(xlim=(0, 1), ylim=(GUESSES - 0.4, -0.6), xticks=[0, 0.5, 1], yticks=[])
    ax.set_title("what may come next, p", fontsize=style.FONT["normal"], color=style.INK)

    def bar(k: int) -> Drawing:
        (patch,) = ax.barh([k], [0], height=0.7, color=style.SKY)
        return together(
            moving(patch, lambda now: {"width": float(now.p[k])}),
            words(
                ax,
                -0.04,
                k,
                lambda now: NAMES.get(now.guesses[k], now.guesses[k]),
                ha="right",
                va="center",
                family="monospace",
                **NORMAL,
            ),
            words(ax, 1.03, k, lambda now: f"{now.p[k]:.2f}", ha="left", va="center", **NORMAL),
        )

    return each(range(GUESSES), bar)


def _lane(ax: Axes) -> Drawing:
    """Draw the unit's quantity after each character, in the quantity's own look."""
    ax.set(xlim=(-1, MOST), xlabel="character t")

    def of(symbol: str) -> Drawing:
        return line(ax, symbol, lambda now: now.values if now.quantity == symbol else np.empty(0))

    scale = fitted(ax, _range)
    name = words(
        ax,
        0.005,
        1.03,
        lambda now: f"{now.quantity}, {style.name(now.quantity)}, of unit {now.unit}",
        transform=ax.transAxes,
        va="bottom",
        **NORMAL,
    )
    across = fitted_across(ax)
    return together(scale, across, *map(of, ("c", "h", "f", "i", "o")), upright(ax, lambda now: now.t), name)


def _range(now: ReadText) -> tuple[float, float]:
    if now.quantity != "c":
        return (-1.05, 1.05)
    size = next(size for size in SIZES if now.scale <= size)
    return (-1.05 * size, 1.05 * size)


def fitted_across(ax: Axes) -> Drawing:
    """Let the axis across end where the text does, at a round place."""

    def update(now: ReadText) -> bool:
        end = 50 * -(-len(now.text) // 50)
        if ax.get_xlim() == (-1, end):
            return False
        ax.set_xlim(-1, end)
        return True

    return Drawing([], update)
