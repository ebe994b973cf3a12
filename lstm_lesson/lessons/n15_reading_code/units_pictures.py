"""Draw what each unit tells of a text, and what it costs to cut its memory."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Transform

from lstm_lesson.drawing import letters, style
from lstm_lesson.drawing.parts import NORMAL, Drawing, Look, axes, dots, key, moving, together, words
from lstm_lesson.lessons.n15_reading_code.numbers import COLUMNS, ROWS
from lstm_lesson.lessons.n15_reading_code.units_numbers import CutMemory, Knowledge
from lstm_lesson.studies.reading_measures import KINDS
from lstm_lesson.studies.source_facts import FACTS

KNOWLEDGE_PICTURE, CUT_PICTURE = (1000, 560), (1000, 480)  # px
SPREAD = 0.6 * (np.arange(128) * 0.618034 % 1 - 0.5)  # so that the dots of 128 units do not hide each other
ALL, ONE, UNTRAINED, CHARACTER, TOGETHER = "lstm_small", "c", "constant", "option_3", "gru"
MARKS: dict[str, Look] = {
    ALL: {"linestyle": "none", "marker": "o", "markersize": 3.5},
    ONE: {"linestyle": "none", "marker": "D", "markersize": 9},
    UNTRAINED: {"linestyle": "none", "marker": "|", "markersize": 16, "markeredgewidth": 3},
    TOGETHER: {"linestyle": "none", "marker": "s", "markersize": 8},
    CHARACTER: {"linestyle": "none", "marker": "x", "markersize": 9, "markeredgewidth": 2.4},
}


def knowledge_picture(figure: Figure, first: Knowledge) -> Drawing:
    """Draw a text tinted by the unit, and below it, for each fact, what every unit tells of it."""
    _, text = letters.letters(figure, 12, 12, (ROWS, COLUMNS), lambda now: now.read.rows, lambda now: now.read.tints)
    ax = axes(figure, 0.13, 0.115, 0.83, 0.43)
    names = {ALL: "each unit", ONE: "this unit", UNTRAINED: "best untrained unit", CHARACTER: "last character alone"}
    names[TOGETHER] = "all units, weighted sum"
    samples = {name: {**look, "markersize": min(look["markersize"], 9)} for name, look in MARKS.items()}
    key(figure, names, samples, loc="upper right", bbox_to_anchor=(0.995, 0.99), labelspacing=0.7)
    rows = np.arange(len(FACTS))
    ax.set(xlim=(-0.02, 1.02), ylim=(len(FACTS) - 0.5, -0.5), yticks=rows, yticklabels=FACTS)
    ax.set_xlabel("what it tells: 0 nothing, 1 everything", fontsize=style.FONT["normal"])
    band = ax.axhspan(-0.5, 0.5, color=style.PALE, zorder=0)

    def spots(name: str, points: Callable[[Knowledge], Any], **more: Any) -> Drawing:
        look = {k: v for k, v in MARKS[name].items() if k != "linestyle"} | more
        return dots(ax, name, points, **look)

    return together(
        text,
        moving(band, lambda now: {"y": now.fact - 0.5}),
        spots(ALL, lambda now: (now.tells.ravel(), (rows[:, None] + SPREAD).ravel()), alpha=0.45),
        spots(UNTRAINED, lambda now: (now.untrained, rows), zorder=4),
        spots(TOGETHER, lambda now: (now.together, rows), zorder=4),
        spots(CHARACTER, lambda now: (now.character, rows), zorder=4),
        spots(ONE, lambda now: (now.tells[:, now.unit], rows), zorder=5, markeredgecolor="white"),
    )


def cut_picture(figure: Figure, first: CutMemory) -> Drawing:
    """Draw for each kind of character how many bits a cut adds: this unit, and every other unit."""
    ax = axes(figure, 0.185, 0.13, 0.66, 0.76)
    rows = np.arange(len(KINDS))
    ax.set(ylim=(len(KINDS) - 0.5, -0.5), yticks=rows, yticklabels=KINDS, xscale="symlog")
    ax.set_xscale("symlog", linthresh=0.1)
    ax.set(xlim=(-1, 20), xticks=[-1, -0.1, 0, 0.1, 1, 10], xticklabels=["−1", "−0.1", "0", "0.1", "1", "10"])
    ax.minorticks_off()
    ax.set_xlabel("bits a character that the cut adds", fontsize=style.FONT["normal"])
    names = {ALL: "each unit, cut like this", ONE: "this unit"}
    key(ax, names, {name: MARKS[name] for name in names}, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2)
    look = {name: {k: v for k, v in MARKS[name].items() if k != "linestyle"} for name in names}
    return together(
        dots(ax, ALL, lambda now: (now.more.ravel(), (rows + SPREAD[:, None]).ravel()), alpha=0.45, **look[ALL]),
        dots(ax, ONE, lambda now: (now.more[now.unit], rows), zorder=5, markeredgecolor="white", **look[ONE]),
        words(ax, 1.02, -0.75, "bits, whole → cut", va="center", transform=_beside(ax), **NORMAL),
        *(_numbers(ax, k) for k in range(len(KINDS))),
    )


def _numbers(ax: Axes, k: int) -> Drawing:
    return words(
        ax,
        1.02,
        k,
        lambda now: f"{now.whole[k]:.2f} → {now.whole[k] + now.more[now.unit, k]:.2f}",
        transform=_beside(ax),
        va="center",
        **NORMAL,
    )


def _beside(ax: Axes) -> Transform:
    return ax.get_yaxis_transform()
