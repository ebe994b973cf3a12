"""Draw the rank test: the twenty results in order, the last random deal of them, and how far apart all deals came."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing, axes, dots, moving, together, words
from lstm_lesson.lessons.n10_variants.dealing_numbers import Dealing
from lstm_lesson.studies.variant_comparison import SEEDS

PICTURE = (1000, 560)  # px
N = len(SEEDS)
ROWS = {"first": 1.0, "second": 0.0}  # heights of the two piles
BINS = np.arange(0, N + 0.25, 0.2)  # of the gap between mean ranks, which moves in steps of 0.2
FIRST, SECOND = style.of("forecast")["color"], style.of("c")["color"]


def dealing(figure: Figure, first: Dealing) -> Drawing:
    """Draw the results on top, the last deal below them, and the gaps of all deals so far at the bottom."""
    results, dealt = axes(figure, 0.17, 0.80, 0.80, 0.13), axes(figure, 0.17, 0.555, 0.80, 0.13)
    for ax in (results, dealt):
        _ranks(ax)
    dealt.set_xlabel("rank among the twenty errors (1 is the lowest)", **NORMAL)
    dealt.set_yticks([*ROWS.values()], labels=["one pile", "other pile"])
    look: dict[str, Any] = {"ha": "left", **LARGE}

    def others(now: Dealing) -> np.ndarray:
        return np.setdiff1d(np.arange(1, 2 * N + 1), now.dealt)

    names = [words(results, 0.2, height, text, ha="right", va="center", **NORMAL) for height, text in (
        (ROWS["first"], lambda now: now.name), (ROWS["second"], "V"))]  # fmt: skip
    return together(
        words(results, 0.5, 1.72, _title, **look),
        *names,
        _row(results, "first", lambda now: now.ranks[0]),
        _row(results, "second", lambda now: now.ranks[1]),
        words(dealt, 0.5, 1.72, lambda now: f"deal {len(now.gaps):,}: the same twenty, dealt at random", **look),
        _row(dealt, "first", lambda now: now.dealt),
        _row(dealt, "second", others),
        _gaps(axes(figure, 0.17, 0.105, 0.80, 0.26)),
    )


def _title(now: Dealing) -> str:
    return f"the results: {now.name} and V on the {'sine' if now.task == 'sine' else 'sums'}, ten seeds each"


def _ranks(ax: Axes) -> None:
    ax.set(xlim=(0.4, 2 * N + 0.6), ylim=(-0.6, 1.6))
    ax.set_xticks(range(1, 2 * N + 1))
    ax.set_yticks([*ROWS.values()], labels=["", ""])


def _row(ax: Axes, pile: str, ranks: Any) -> Drawing:
    """Draw a pile as dots at its ranks, and an upright bar at their mean."""
    height, colour = ROWS[pile], FIRST if pile == "first" else SECOND
    return together(
        dots(ax, "forecast", lambda now: (ranks(now), np.full(N, height)), markersize=10, color=colour, gid=pile),
        _bar(ax, f"mean {pile}", colour, lambda now: ([ranks(now).mean()] * 2, [height - 0.45, height + 0.45])),
    )


def _bar(ax: Axes, gid: str, colour: str, ends: Callable[[Dealing], Any]) -> Drawing:
    """Draw an upright bar between two ends that follow the state."""
    (artist,) = ax.plot([], [], color=colour, linewidth=2.4, gid=gid)
    return moving(artist, lambda now: {"data": ends(now)})


def _gaps(ax: Axes) -> Drawing:
    """Draw how many deals so far have which gap, dark where it is at least that of the results."""
    ax.set(xlim=(0, N), ylim=(0, 1.05))
    ax.set_xlabel("gap between the mean ranks of the two piles", **NORMAL)
    ax.set_ylabel("deals so far", **NORMAL)
    ax.set_yticks([])
    bars = PolyCollection([], linewidth=0, gid="bars", zorder=2)
    ax.add_collection(bars)

    def heights(now: Dealing) -> dict[str, Any]:
        counts = np.histogram(now.gaps, BINS - 0.1)[0]
        left, right = BINS[:-1] - 0.08, BINS[:-1] + 0.08
        tall = counts / counts.max()
        verts = [[(a, 0), (a, h), (b, h), (b, 0)] for a, b, h in zip(left, right, tall, strict=True)]
        colours = [style.INK if middle >= now.gap - 0.05 else style.FADED for middle in BINS[:-1]]
        return {"verts": verts, "facecolor": colours}

    def count(now: Dealing) -> str:
        return f"{now.as_clear:,} of {len(now.gaps):,} deals separate them as clearly as the results"

    return together(
        moving(bars, heights),
        _bar(ax, "gap", style.INK, lambda now: ([now.gap] * 2, [0, 1.05])),
        words(ax, 0.05, 1.12, count, ha="left", gid="count", **LARGE),
    )
