"""Draw one unit of V beside one unit of a variant, lane by lane on the same scales."""

from operator import attrgetter
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing, each, through, together, words
from lstm_lesson.lessons.n10_variants.numbers import Beside
from lstm_lesson.nn.variants import VARIANTS

PICTURE = (1000, 590)  # px
LANES = [("input", "x"), ("gates", "fio"), ("candidate", "g"), ("cell state", "c"), ("hidden", "h")]
FREE = LANES[2:]  # those whose range follows what they show


def beside_v(figure: Figure, first: Beside) -> Drawing:
    """Draw V's lanes on the left and the variant's on the right, each row on one scale."""
    axes = figure.subplots(len(LANES), 2, sharex=True, height_ratios=[0.7, 1.1, 1, 1.3, 1.3])
    figure.subplots_adjust(left=0.07, right=0.925, top=0.9, bottom=0.082, hspace=0.2, wspace=0.3)
    look: dict[str, Any] = {"weight": "bold", "ha": "center", "va": "center", **LARGE}
    left, right = (float(np.mean(ax.get_position().intervalx)) for ax in axes[0])
    figure.text(left, 0.975, _title("V"), **look)
    units = [_unit(list(column), first, unit) for column, unit in zip(axes.T, ("vanilla", "other"), strict=True)]
    scales = each(zip(axes[-len(FREE) :], FREE, strict=True), lambda lane: _scale(lane[0], lane[1][1]))
    return together(*units, scales, words(figure, right, 0.975, lambda both: _title(both.name), gid="title", **look))


def _unit(column: list[Any], first: Beside, unit: str) -> Drawing:
    run = attrgetter(unit)
    drawn = []
    for ax, (label, quantities) in zip(column, LANES, strict=True):
        ticks = None if (label, quantities) in FREE else [0.0, 0.5, 1.0]
        style.lane(ax, label if unit == "vanilla" else "", ticks=ticks)
        ax.yaxis.set_label_coords(-0.105, 0.5)
        drawn.append(lanes.series(ax, run(first), *quantities))
    column[-1].set_xlabel("time $t$ (steps)", labelpad=1, **NORMAL)
    return through(run, together(*drawn, lanes.cursor(column)))


def _scale(row: Any, quantity: str) -> Drawing:
    """Keep a row on one scale, wide enough for both units."""

    def extent(both: Beside) -> tuple[float, float]:
        return lanes.span(getattr(both.vanilla, quantity), getattr(both.other, quantity))

    return through(extent, each(row, lanes.upright_scale))


def _title(name: str) -> str:
    return f"{name}: {VARIANTS[name].words}, {VARIANTS[name].formula}"
