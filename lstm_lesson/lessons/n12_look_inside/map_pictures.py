"""Draw all units of a cell at once: a map, units × time, with each unit's R² beside its row."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.colour_table import ColourTable
from lstm_lesson.drawing.parts import NORMAL, Drawing, dots, each, line, moving, together, words
from lstm_lesson.drawing.written import minus
from lstm_lesson.studies.sine_forecast import N_IN
from lstm_lesson.studies.unit_analysis import UnitAnalysis

MAP_PICTURE = (1000, 620)  # px
LARGEST = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)  # |c| at the ends of the colour bar: few, so that it seldom changes
LEVELS = 49  # of a colour scale: few enough to fit, with all else, into the picture's 256 colours
# Two signs have two hues; a gate, which has none, has the upper half (a palette of 256 colours holds both).
DIVERGING = LinearSegmentedColormap.from_list("c", [style.VERMILLION, "#F7F7F7", style.BLUE], N=LEVELS)
SEQUENTIAL = LinearSegmentedColormap.from_list("gate", ["#F7F7F7", style.BLUE], N=LEVELS // 2 + 1)
GATES = ("f", "i", "o")
TITLES = {
    "c": "cell state $c_t$",
    "scaled": "cell state $c_t$, each row divided by its largest $|c_t|$",
    "f": "forget gate $f_t$: 1 keeps, 0 forgets",
    "i": "input gate $i_t$: 1 writes, 0 does not",
    "o": "output gate $o_t$: 1 shows, 0 hides",
}


@dataclass(frozen=True)
class UnitMap:
    """All units over the window: which of TITLES is shown, and the units' median R² over the training range."""

    look: UnitAnalysis
    shown: str
    medians: tuple[np.ndarray, np.ndarray]  # on the phase, on the envelope: (H,)

    @cached_property
    def rows(self) -> np.ndarray:
        """What is shown, (H, 50), the best follower of the phase on top."""
        if self.shown == "scaled":
            return (self.look.trace.c / np.abs(self.look.trace.c).max(axis=0)).T[self.look.order]
        return getattr(self.look.trace, self.shown).T[self.look.order]

    @cached_property
    def scale(self) -> tuple[float, float, LinearSegmentedColormap]:
        """The values at both ends of the colour bar, and its colours."""
        if self.shown in GATES:
            return 0.0, 1.0, SEQUENTIAL
        largest = float(np.abs(self.rows).max())
        high = next((v for v in LARGEST if largest <= v), LARGEST[-1])
        return -high, high, DIVERGING

    @property
    def colours(self) -> np.ndarray:
        """The rows as colours, (H, 50, 4)."""
        low, high, colours = self.scale
        return colours((self.rows - low) / (high - low), bytes=True)


def map_picture(figure: Figure, first: UnitMap) -> Drawing:
    """Draw all units, a row each, sorted by R² on the phase; beside each row its R² on phase and envelope."""
    top, rows = figure.add_axes((0.075, 0.865, 0.53, 0.115)), figure.add_axes((0.075, 0.205, 0.53, 0.615))
    scores, bar = figure.add_axes((0.665, 0.205, 0.315, 0.615)), figure.add_axes((0.075, 0.075, 0.53, 0.025))
    style.lane(top, "input", ticks=[0, 0.5, 1])
    top.yaxis.set_label_coords(-0.085, 0.5)
    top.set_xlim(-0.5, N_IN - 0.5)
    top.tick_params(labelbottom=False)
    n_units = len(first.rows)
    return together(
        line(top, "x", lambda now: now.look.x), _rows(rows, n_units), _bar(bar), _scores(figure, scores, n_units)
    )


def _rows(ax: Axes, n_units: int) -> Drawing:
    """Draw each unit as a row of colours with its number beside it."""
    style.lane(ax, "unit", ticks=[])
    ax.yaxis.set_label_coords(-0.085, 0.5)
    ax.set(xlim=(-0.5, N_IN - 0.5), ylim=(n_units - 0.5, -0.5))
    ax.set_xlabel("time $t$ (steps)", labelpad=1, **NORMAL)
    look: dict[str, Any] = {"fontsize": style.FONT["small"], "color": style.INK, "ha": "right", "va": "center"}
    return together(
        moving(ColourTable(ax, (n_units, N_IN), "units"), lambda now: {"colours": now.colours}),
        each(range(n_units), lambda row: words(ax, -1.0, row, lambda now: str(now.look.order[row]), **look)),
    )


def _bar(ax: Axes) -> Drawing:
    """Draw the bar that shows which value a colour stands for."""
    ax.set(xticks=[], yticks=[], xlim=(0, 1))
    levels = np.linspace(0, 1, LEVELS)[None]
    look: dict[str, Any] = {"transform": ax.transAxes, "ha": "center"}
    below = look | {"va": "top", "fontsize": style.FONT["small"], "color": style.INK}

    def value(now: UnitMap, share: float) -> str:
        low, high, _ = now.scale
        return minus(f"{low + share * (high - low):.3g}")

    return together(
        moving(ColourTable(ax, (1, LEVELS), "bar"), lambda now: {"colours": now.scale[2](levels, bytes=True)}),
        each((0, 0.5, 1), lambda share: words(ax, share, -0.35, lambda now: value(now, share), **below)),
        words(ax, 0.5, 1.3, lambda now: TITLES[now.shown], va="bottom", **look, **NORMAL),
    )


def _scores(figure: Figure, ax: Axes, n_units: int) -> Drawing:
    """Draw each unit's R², here and, hollow, its median over the training range."""
    style.lane(ax)
    ax.set(xlim=(-0.03, 1.03), ylim=(n_units - 0.5, -0.5))
    ax.set_xticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    ax.set_yticks(np.arange(n_units), labels=[""] * n_units)
    ax.set_xlabel("R² of $c$", labelpad=1, **NORMAL)
    rows = np.arange(n_units)
    hollow: dict[str, Any] = {"markersize": 6, "markerfacecolor": "white", "markeredgewidth": 1.4}

    def score(kind: str, where: str, values: Callable[[UnitMap], np.ndarray], **look: Any) -> Drawing:
        marker = {"phase": "o", "envelope": "s"}[kind]
        look["label"] = f"{kind}, {where}"
        return dots(ax, f"{kind}_fit", lambda now: (values(now)[now.look.order], rows), marker, **look)

    drawing = together(
        score("phase", "median of training range", lambda now: now.medians[0], **hollow),
        score("envelope", "median of training range", lambda now: now.medians[1], **hollow),
        score("phase", "here", lambda now: now.look.phase, markersize=8),
        score("envelope", "here", lambda now: now.look.envelope, markersize=8),
    )
    pairs = [drawing.lines[number] for number in (2, 0, 3, 1)]
    key: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0.65, 0.998), **lanes.KEY, "handletextpad": 0.2}
    figure.legend(handles=pairs, **key)
    return drawing
