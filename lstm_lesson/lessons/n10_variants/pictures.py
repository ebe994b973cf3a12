"""Draw one unit of V beside one unit of a variant, lane by lane on the same scales."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.lessons.n10_variants.numbers import Beside
from lstm_lesson.nn.variants import VARIANTS

PICTURE = (1060, 600)  # px
_LANES: list[tuple[str, tuple[str, ...]]] = [
    ("input", ("x",)),
    ("gates", ("f", "i", "o")),
    ("candidate", ("g",)),
    ("cell state", ("c",)),
    ("hidden", ("h",)),
]
_GATE_TICKS = [0.0, 0.5, 1.0]


def beside_v(figure: Figure, first: Beside) -> Drawing:
    """Draw V's lanes on the left and the variant's on the right, each row on one scale."""
    axes: np.ndarray = figure.subplots(len(_LANES), 2, sharex=True, height_ratios=[0.7, 1.1, 1, 1.3, 1.3])
    figure.subplots_adjust(left=0.07, right=0.925, top=0.9, bottom=0.082, hspace=0.2, wspace=0.3)
    drawn = []
    for row, (label, quantities) in zip(axes, _LANES, strict=True):
        for ax in row:
            style.lane(ax, label if ax is row[0] else "", ticks=_GATE_TICKS if label in ("input", "gates") else None)
            ax.set_ylim(-0.1, 1.1)
            ax.yaxis.set_label_coords(-0.105, 0.5)
        drawn += [_of(side, lanes.series(ax, getattr(first, side), *quantities)) for side, ax in _sides(row)]
        if label not in ("input", "gates"):
            drawn.append(_scale(list(row), quantities[0], first))
    for side, column in _sides(axes.T):
        drawn.append(_of(side, lanes.cursor(list(column), getattr(first, side))))
        column[-1].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    return lanes.together(*drawn, _titles(figure, axes[0], first))


def _sides(pair: np.ndarray) -> list[tuple[str, Any]]:
    return [("vanilla", pair[0]), ("other", pair[1])]


def _of(side: str, drawing: Drawing) -> Drawing:
    """Let a drawing of one of the two units take the pair."""
    return Drawing(drawing.artists, lambda both: drawing.update(getattr(both, side)))


def _scale(axes: list[Axes], quantity: str, first: Beside) -> Drawing:
    """Keep a row on one scale, wide enough for both units."""
    scales = lanes.together(*map(lanes.upright_scale, axes))

    def update(both: Beside) -> bool:
        units = (both.vanilla, both.other)
        return scales.update(max(float(np.abs(getattr(unit, quantity)).max()) for unit in units))

    update(first)
    return Drawing(scales.artists, update)


def _titles(figure: Figure, top: np.ndarray, first: Beside) -> Drawing:
    """Name both units above their columns."""
    look: dict[str, Any] = {
        "fontsize": style.FONT["large"],
        "weight": "bold",
        "ha": "center",
        "va": "center",
        "color": style.INK,
    }
    places = [sum(ax.get_position().intervalx) / 2 for ax in top]
    figure.text(places[0], 0.975, _title("V"), **look)
    title = figure.text(places[1], 0.975, "", clip_on=False, **look)

    def update(both: Beside) -> bool:
        title.set_text(_title(both.name))
        return False

    update(first)
    return Drawing([title], update)


def _title(name: str) -> str:
    return f"{name}: {VARIANTS[name].words}, {VARIANTS[name].formula}"
