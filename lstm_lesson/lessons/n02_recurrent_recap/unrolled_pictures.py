"""Draw a plain RNN unrolled over time: one set of weights, used again at every step.

On the left the cell with its loop, on the right the same cell once for each step. Each wire of a step is thick if its
value is large, solid and black if positive, dotted and vermillion if negative, as in diagrams.py.
"""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch
from matplotlib.text import Text

from lstm_lesson.drawing import style
from lstm_lesson.drawing.cell_diagrams import wire_width, written
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.nn.one_unit_rnn import PlainRun, struck

PICTURE = (1000, 470)  # px; one data unit is one pixel
STEPS = 4  # drawn side by side
Point = tuple[float, float]

# Heights, from the input at the bottom to the state on top, and where the columns stand.
BELOW, UNDER, PLUS, SQUASH, SPLIT, ABOVE = 62.0, 132.0, 196.0, 276.0, 336.0, 392.0
LOOP, FIRST, APART = 105.0, 390.0, 168.0
RADIUS, HALF_BOX, TURN = 19.0, 25.0, 62.0  # TURN: how far right of its column the state's wire comes down
WEIGHT_X, WEIGHT_H, HEAD = 66.0, 66.0, 8.0  # how far the weights stand from the +, and how long an arrow head is
BIG = 18.0  # pt: 9 at half width


def column(t: int) -> float:
    """Give where step t stands, in px from the left."""
    return FIRST + APART * t


def wires(x: float, x_before: float) -> dict[str, tuple[tuple[Point, ...], ...]]:
    """Give the ways of one step whose column is at x, in pieces: they stop at the weights and operations they pass.

    "x" and "h_prev" end at the +, "z" runs from there to tanh, "h" from tanh to the top. "h_prev" starts where the
    step before splits its "h".
    """
    down = x_before + TURN
    weight_x, weight_h = PLUS - WEIGHT_X, x - WEIGHT_H
    return {
        "x": (((x, BELOW), (x, weight_x - 14)), ((x, weight_x + 14), (x, PLUS - RADIUS - HEAD))),
        "h_prev": (
            ((x_before, SPLIT), (down, SPLIT), (down, PLUS), (weight_h - 17, PLUS)),
            ((weight_h + 17, PLUS), (x - RADIUS - HEAD, PLUS)),
        ),
        "z": (((x, PLUS + RADIUS), (x, SQUASH - HALF_BOX - HEAD)),),
        "h": (((x, SQUASH + HALF_BOX), (x, ABOVE)),),
    }


def unrolled_plan() -> Figure:
    """Draw the chain on a figure of its own, struck once and with w_h = 0.5."""
    figure = style.figure(*PICTURE)
    unrolled(figure, struck(1.0, 0.5))
    return figure


def unrolled(figure: Figure, run: PlainRun) -> Drawing:
    """Draw the loop and the first four steps of `run`, with the value of every input and state."""
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set(xlim=(0, PICTURE[0]), ylim=(0, PICTURE[1]))
    _loop(ax)
    ax.text(LOOP + 90, SQUASH, "=", fontsize=30, ha="center", va="center", color=style.INK)
    start = column(0) - APART
    _text(ax, start + TURN, SPLIT + 14, "start: 0", "h")
    for t in range(STEPS):
        _cell(ax, column(t), f"$t$ = {t}", (column(t), PLUS - WEIGHT_X), (column(t) - WEIGHT_H, PLUS))
    lines = _wires(ax)
    values = {(q, t): _value(ax, column(t), height) for t in range(STEPS) for q, height in (("x", 36), ("h", 404))}

    def update(run: PlainRun) -> bool:
        carried = [value for t in range(STEPS) for value in _carried(run, t)]
        looks = [style.of("negative" if v <= -0.005 else "positive") for v in carried]
        lines.set_linewidth([wire_width(v) for v in carried])
        lines.set_color([look["color"] for look in looks])
        lines.set_linestyle([look["linestyle"] for look in looks])
        for (quantity, t), number in values.items():
            number.set_text(written(getattr(run, quantity)[t]))
        return False

    update(run)
    return Drawing([lines, *values.values()], update)


def _carried(run: PlainRun, t: int) -> list[float]:
    """List what the pieces of wire of step t carry, in the order of `wires`: a weight multiplies what passes it."""
    x, h_prev = float(run.x[t]), float(run.h[t - 1]) if t else 0.0
    return [x, run.w_x * x, h_prev, run.w_h * h_prev, float(run.z[t]), float(run.h[t])]


def _wires(ax: Axes) -> LineCollection:
    """Lay the wires of every step, in the order of `wires`; and the last state's way out of the picture."""
    ways = [way for t in range(STEPS) for way in wires(column(t), column(t - 1)).values()]
    lines = LineCollection([piece for way in ways for piece in way], capstyle="butt", joinstyle="round", zorder=2)
    ax.add_collection(lines)
    last = column(STEPS - 1)
    ax.plot([last, last + TURN], [SPLIT, SPLIT], zorder=1, **_plain())
    ax.text(last + TURN + 4, SPLIT, r"$\cdots$", fontsize=26, va="center", color=style.INK)
    return lines


def _loop(ax: Axes) -> None:
    """Draw the cell once, its state led back to its own + by a wire that passes below."""
    left, right = LOOP - WEIGHT_H, LOOP + TURN
    back = [(LOOP, SPLIT), (right, SPLIT), (right, UNDER), (LOOP + 9, UNDER)]
    rest = [(LOOP - 9, UNDER), (left, UNDER), (left, PLUS), (LOOP - RADIUS - HEAD, PLUS)]
    own = wires(LOOP, LOOP)
    straight = [((LOOP, BELOW), (LOOP, PLUS - RADIUS - HEAD)), *own["z"], *own["h"]]
    for points in (*straight, back, rest):
        ax.plot(*zip(*points, strict=True), zorder=2, **_plain())
    _cell(ax, LOOP, "the cell", (LOOP, 90), (left, 165))
    ax.text(LOOP + 24, UNDER - 24, "one step later", fontsize=BIG, color=style.INK, va="center")
    _text(ax, LOOP, 36, style.symbol("x"), "x")
    _text(ax, LOOP, 404, style.symbol("h"), "h")


def _cell(ax: Axes, x: float, title: str, weight_x: Point, weight_h: Point) -> None:
    """Draw what is the same at each step: the +, tanh, the split, and the weights on their wires."""
    ax.add_patch(Circle((x, PLUS), RADIUS, facecolor="white", edgecolor=style.INK, linewidth=1.8, zorder=4))
    ax.text(x, PLUS, "+", fontsize=22, ha="center", va="center_baseline", color=style.INK, zorder=5)
    box = FancyBboxPatch((x - 42, SQUASH - HALF_BOX), 84, 2 * HALF_BOX, boxstyle="round,pad=0,rounding_size=9")
    box.set(facecolor="#EAF5FC", edgecolor=style.of("h")["color"], linewidth=2.4, zorder=3)
    ax.add_patch(box)
    ax.text(x, SQUASH, "tanh", fontsize=BIG, ha="center", va="center_baseline", color=style.INK, zorder=5)
    for place in ((x, PLUS - RADIUS - 5), (x, SQUASH - HALF_BOX - 5), (x, ABOVE)):
        ax.plot(*place, marker="^", markersize=9, color=style.INK, zorder=3)
    ax.plot(x - RADIUS - 5, PLUS, marker=">", markersize=9, color=style.INK, zorder=3)
    ax.plot([x], [SPLIT], "o", color=style.INK, markersize=7, zorder=3)
    ax.plot([x + RADIUS, x + 30], [PLUS, PLUS], zorder=2, **_plain())
    ax.text(x + 32, PLUS, "$b$", fontsize=BIG, va="center", color=style.INK, zorder=5)
    _weight(ax, weight_x, "$w_x$")
    _weight(ax, weight_h, "$w_h$")
    ax.text(x, 446, title, fontsize=BIG, ha="center", va="center", color=style.INK, weight="bold")


def _weight(ax: Axes, place: Point, words: str) -> None:
    """Write a weight on its wire: what runs through is multiplied by it."""
    box: dict[str, Any] = {"boxstyle": "round,pad=0.12", "facecolor": "#FFF3D6", "edgecolor": "#8F6300"}
    ax.text(*place, words, fontsize=BIG, ha="center", va="center", color=style.INK, bbox=box, zorder=5)


def _text(ax: Axes, x: float, y: float, words: str, quantity: str) -> None:
    ax.text(x, y, words, fontsize=BIG, ha="center", va="baseline", color=style.text(quantity), zorder=5)


def _value(ax: Axes, x: float, y: float) -> Text:
    return ax.text(x, y, "", fontsize=BIG, ha="center", va="baseline", color=style.INK, zorder=5)


def _plain() -> dict[str, Any]:
    return {"color": style.INK, "linewidth": 1.8, "solid_joinstyle": "round"}
