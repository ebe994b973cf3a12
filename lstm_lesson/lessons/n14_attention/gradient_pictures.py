"""Draw how much of the gradient reaches each step, without attention and with it, on the log scale of notebook 03."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing, axes, each, key, line, together
from lstm_lesson.lessons.n14_attention.gradient_numbers import WayBack
from lstm_lesson.lessons.n14_attention.pictures import TICKS, steps_below

GRADIENT_PICTURE = (1000, 450)  # px
LINES = {"forecast": "alone", "attention": "attention", "short_way": "short"}  # quantity: field of the state
LEAST, MOST = 1e-30, 1e3


def gradient_picture(figure: Figure, first: WayBack) -> Drawing:
    """Draw the three sizes against the step, from the symbol on the left to the answer on the right."""
    ax = axes(figure, 0.11, 0.20, 0.86, 0.66)
    ax.set(yscale="log", ylim=(LEAST, MOST), yticks=[1e-30, 1e-24, 1e-18, 1e-12, 1e-6, 1])
    ax.minorticks_off()
    ax.set(xlim=(-0.02, 1.02), xticks=TICKS, xticklabels=[])
    ax.set_ylabel(r"size of $\partial$ loss / $\partial c_t$", color=style.INK)
    ax.set_xlabel("step $t$: the symbol comes at 0, the answer is asked for at the last", labelpad=18)
    ax.axhline(1, color=style.INK, linewidth=1.0, linestyle=(0, (2, 2)))
    ax.text(0.995, 4, "what arrives at the head", ha="right", va="bottom", **NORMAL)
    said = {"forecast": "LSTM alone", "attention": "LSTM + attention", "short_way": "of that, the short way"}
    place: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.54, 1.0), "ncols": 3, "handlelength": 4.0}
    key(figure, said, **place, fontsize=LARGE["fontsize"])

    def sizes(now: WayBack, name: str) -> Any:
        return now.back, np.maximum(getattr(now, LINES[name]), LEAST / 10)

    return together(
        steps_below(ax, lambda now: now.delay),
        each(LINES, lambda name: line(ax, name, lambda now: sizes(now, name))),
    )
