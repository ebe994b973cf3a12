"""Draw all units of a cell at once: a map, units × time, with each unit's R² beside its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.studies.sine_forecast import N_IN
from lstm_lesson.studies.unit_analysis import Look

MAP_PICTURE = (1000, 640)  # px
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
    "o": "output gate $o_t$: 1 says, 0 is silent",
}


@dataclass(frozen=True)
class UnitMap:
    """All units over the window: which of TITLES is shown, and the units' median R² over the training range."""

    look: Look
    shown: str
    medians: tuple[np.ndarray, np.ndarray]  # on the phase, on the envelope: (H,)

    @property
    def rows(self) -> np.ndarray:
        """What is shown, (H, 50), the best follower of the phase on top."""
        if self.shown == "scaled":
            return (self.look.trace.c / np.abs(self.look.trace.c).max(axis=0)).T[self.look.order]
        return getattr(self.look.trace, self.shown).T[self.look.order]

    @property
    def scale(self) -> tuple[float, float, LinearSegmentedColormap]:
        """The values at both ends of the colour bar, and its colours."""
        if self.shown in GATES:
            return 0.0, 1.0, SEQUENTIAL
        largest = float(np.abs(self.rows).max())
        high = next((v for v in LARGEST if largest <= v), LARGEST[-1])
        return -high, high, DIVERGING


class ColourTable(Artist):
    """Fill some axes with a table of colours, the first row on top.

    matplotlib's own image resamples every pixel at every draw, which takes a third of a slider's move; here each pixel
    only looks its cell up.
    """

    def __init__(self, ax: Axes, shape: tuple[int, int]) -> None:
        super().__init__()
        rows, columns = shape
        left, below, right, above = (round(edge) for edge in ax.bbox.extents)
        self._corner = (left, below)
        self._row = np.arange(above - below)[::-1] * rows // (above - below)  # the lowest pixel first, as Agg wants it
        self._column = np.arange(right - left) * columns // (right - left)
        self.colours = np.zeros((*shape, 4), np.uint8)
        ax.add_artist(self)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the table as it is now."""
        pixels = self.colours[:, self._column][self._row]  # in this order: few columns picked, then whole rows copied
        renderer.draw_image(renderer.new_gc(), *self._corner, pixels)


def map_picture(figure: Figure, state: UnitMap) -> Drawing:
    """Draw all units, a row each, sorted by R² on the phase; beside each row its R² on phase and envelope."""
    top, rows = figure.add_axes((0.075, 0.865, 0.53, 0.115)), figure.add_axes((0.075, 0.205, 0.53, 0.615))
    scores, bar = figure.add_axes((0.665, 0.205, 0.315, 0.615)), figure.add_axes((0.075, 0.075, 0.53, 0.025))
    style.lane(top, "input", ticks=[0, 0.5, 1])
    top.yaxis.set_label_coords(-0.085, 0.5)
    top.set_ylim(-0.1, 1.1)
    top.tick_params(labelbottom=False)
    (line,) = top.plot(np.arange(N_IN), state.look.x, **style.of("x"))
    lanes.show_steps(top, N_IN)

    def update(state: UnitMap) -> bool:
        line.set_ydata(state.look.x)
        return False

    return together(Drawing([line], update), _rows(rows, bar, state), _scores(figure, scores, state))


def _rows(ax: Axes, bar: Axes, first: UnitMap) -> Drawing:
    n_units = len(first.rows)
    style.lane(ax, "unit", ticks=[])
    ax.yaxis.set_label_coords(-0.085, 0.5)
    ax.set(xlim=(-0.5, N_IN - 0.5), ylim=(n_units - 0.5, -0.5))
    ax.set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    table = ColourTable(ax, first.rows.shape)
    look: dict[str, Any] = {"fontsize": style.FONT["small"], "color": style.INK, "ha": "right", "va": "center"}
    numbers = [ax.text(-1.0, row, "", clip_on=False, **look) for row in range(n_units)]
    bar.set(xticks=[], yticks=[], xlim=(0, 1))
    scale = ColourTable(bar, (1, LEVELS))
    below: dict[str, Any] = {"transform": bar.transAxes, "clip_on": False, "ha": "center", "color": style.INK}
    ends = [bar.text(x, -0.35, "", va="top", fontsize=style.FONT["small"], **below) for x in (0, 0.5, 1)]
    title = bar.text(0.5, 1.3, "", va="bottom", fontsize=style.FONT["normal"], **below)

    def update(now: UnitMap) -> bool:
        low, high, colours = now.scale
        table.colours = colours((now.rows - low) / (high - low), bytes=True)
        scale.colours = colours(np.linspace(0, 1, LEVELS)[None], bytes=True)
        for number, unit in zip(numbers, now.look.order, strict=True):
            number.set_text(str(unit))
        for end, value in zip(ends, (low, (low + high) / 2, high), strict=True):
            end.set_text(f"{value:.3g}".replace("-", "−"))
        title.set_text(TITLES[now.shown])
        return False

    update(first)
    return Drawing([table, scale, *numbers, *ends, title], update)


def _scores(figure: Figure, ax: Axes, first: UnitMap) -> Drawing:
    n_units = len(first.rows)
    style.lane(ax)
    ax.set(xlim=(-0.03, 1.03), ylim=(n_units - 0.5, -0.5))
    ax.set_xticks([0, 0.5, 1], labels=["0", "0.5", "1"])
    ax.set_yticks(np.arange(n_units), labels=[""] * n_units)
    ax.set_xlabel("R² of $c$", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    here, medians = [], []
    for name, marker in (("phase", "o"), ("envelope", "s")):
        look: dict[str, Any] = {"marker": marker, "color": style.of(f"{name}_fit")["color"], "linestyle": "none"}
        hollow: dict[str, Any] = {"markersize": 6, "markerfacecolor": "white", "markeredgewidth": 1.4}
        medians += ax.plot([], [], **look, **hollow, label=f"{name}, median of training range")
        here += ax.plot([], [], **look, markersize=8, label=f"{name}, here")
    in_pairs = [line for pair in zip(here, medians, strict=True) for line in pair]
    figure.legend(
        handles=in_pairs, loc="upper left", bbox_to_anchor=(0.65, 0.998), **(lanes.KEY | {"handletextpad": 0.2})
    )

    def update(now: UnitMap) -> bool:
        order, each = now.look.order, (now.look.phase, now.look.envelope)
        for line, values in zip([*here, *medians], [*each, *now.medians], strict=True):
            line.set_data(values[order], np.arange(n_units))
        return False

    update(first)
    return Drawing([*medians, *here], update)
