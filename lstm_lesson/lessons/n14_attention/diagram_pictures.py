"""Draw attention over an LSTM's states: the encoder unrolled, a score for each state, softmax, the weighted sum.

What comes from a weight is as wide as the weight. A score's wire is thick if the score is large, dotted and vermillion
if it is negative, as in diagrams.py.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch

from lstm_lesson.drawing import style
from lstm_lesson.drawing.cell_diagrams import arrow_head, towards, wire_width, written
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.lessons.n14_attention.numbers import PLANE, in_the_plane
from lstm_lesson.nn.attention import Look

SIZE = (580, 580)  # px; one data unit is one pixel
STEPS = len(PLANE)
Point = tuple[float, float]

# Heights, from the inputs at the bottom to the sum on top. In each column the score's wire runs left of the
# middle, and the state itself right of it, behind softmax.
INPUT, CELL, SPLIT, SCORE, SOFTMAX, WEIGHT, SUM = 20.0, 82.0, 146.0, 214.0, 312.0, 396.0, 490.0
FIRST, APART, ASIDE = 80.0, 97.0, 16.0
RADIUS, SUM_RADIUS, HALF_BOX, HALF_BAND = 15.0, 18.0, 22.0, 20.0
QUERY_BOX = (549.0, 172.0)
WIDEST = 9.0  # pt: the width of a weight of 1, on top of 1


def column(t: int) -> float:
    """Give where step t stands, in px from the left."""
    return FIRST + APART * t


MIDDLE = column(STEPS // 2) - ASIDE  # where the weighted sum stands


def weight_width(weight: float) -> float:
    """Give the width in pt of what a weight lets through: 1 at 0, 10 at 1."""
    return 1 + WIDEST * weight


def weight_wires(t: int) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
    """Give the ways that are as wide as the weight of step t: from softmax to the ×, and from there to the sum."""
    x = column(t) - ASIDE
    return ((x, SOFTMAX + HALF_BAND), (x, WEIGHT - RADIUS)), (
        (x, WEIGHT + RADIUS),
        towards((MIDDLE, SUM), (x, WEIGHT + RADIUS), SUM_RADIUS),
    )


def score_wire(t: int) -> tuple[Point, Point]:
    """Give the way of the score of step t: from the product with the query up to softmax."""
    return (column(t) - ASIDE, SCORE + RADIUS), (column(t) - ASIDE, SOFTMAX - HALF_BAND)


def state_wires(t: int) -> tuple[tuple[Point, ...], ...]:
    """Give the ways of the state of step t: out of its cell, to the product with the query, and to the ×."""
    x = column(t)
    return (
        ((x, CELL + HALF_BOX), (x, SPLIT)),
        ((x, SPLIT), (x - ASIDE, SPLIT), (x - ASIDE, SCORE - RADIUS)),
        ((x, SPLIT), (x + ASIDE, SPLIT), (x + ASIDE, WEIGHT), (x - ASIDE + RADIUS, WEIGHT)),
    )


def attention_plan() -> Figure:
    """Draw the diagram on a figure of its own: five states in a plane, and a query that suits the second best."""
    figure = style.figure(*SIZE)
    attention(figure.add_axes((0, 0, 1, 1)), in_the_plane(60, 4, 1))
    return figure


def attention(ax: Axes, first: Look, *, query_by_hand: bool = False) -> Drawing:
    """Draw a look back at five states, with every score and weight.

    query_by_hand: the query comes from sliders, and not from the last state.
    """
    ax.set_axis_off()
    ax.set(xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
    _encoder(ax)
    _query(ax, query_by_hand)
    _softmax(ax)
    _sum(ax)
    scores, weights = LineCollection([score_wire(t) for t in range(STEPS)], zorder=2), _weight_lines()
    ax.add_collection(scores)
    ax.add_collection(weights)
    look: dict[str, Any] = {"fontsize": style.FONT["large"], "color": style.INK, "va": "baseline", "zorder": 5}
    score_numbers = [ax.text(column(t) - ASIDE - 61, 250, "", **look) for t in range(STEPS)]
    weight_numbers = [ax.text(column(t) - ASIDE - 50, 352, "", **look) for t in range(STEPS)]
    temperature = ax.text(column(STEPS - 1) - 52, SOFTMAX - 5, "", **look)

    def update(now: Look) -> bool:
        looks = [style.of("negative" if s <= -0.005 else "positive") for s in now.scores]
        scores.set_linewidth([wire_width(s / 2) for s in now.scores])  # a score has no bound: full from 4 on
        scores.set_color([look["color"] for look in looks])
        scores.set_linestyle([look["linestyle"] for look in looks])
        weights.set_linewidth([weight_width(a) for a in now.weights for _ in range(2)])
        for numbers, values in ((score_numbers, map(written, now.scores)), (weight_numbers, _shares(now.weights))):
            for number, value in zip(numbers, values, strict=True):
                number.set_text(value)
        temperature.set_text(f"τ = {now.temperature:.2f}")
        return False

    update(first)
    return Drawing([scores, weights, *score_numbers, *weight_numbers, temperature], update)


def _shares(weights: Any) -> list[str]:
    return [f"{a:.2f}" for a in weights]


def _weight_lines() -> LineCollection:
    ways = [way for t in range(STEPS) for way in weight_wires(t)]
    return LineCollection(ways, color=style.of("a")["color"], capstyle="butt", zorder=2)


def _encoder(ax: Axes) -> None:
    """Draw the LSTM step by step, and the ways of its states: to the product with the query, and to the sum."""
    state: dict[str, Any] = {"color": style.of("h")["color"], "linewidth": 1.8, "solid_joinstyle": "round"}
    for t in range(STEPS):
        x = column(t)
        _box(ax, (x, CELL), (62, 2 * HALF_BOX), "LSTM", style.of("h")["color"], "#EAF5FC")
        ax.text(x, INPUT, f"$x_{t}$", fontsize=style.FONT["large"], color=style.text("x"), ha="center", va="center")
        _arrow(ax, ((x, INPUT + 12), (x, CELL - HALF_BOX)), style.INK)
        if t:
            _arrow(ax, ((column(t - 1) + 31, CELL), (x - 31, CELL)), style.INK)
        for way in state_wires(t):
            ax.plot(*zip(*way, strict=True), zorder=1, **state)
        ax.plot(x, SPLIT, "o", color=state["color"], markersize=5, zorder=3)
        ax.text(x + 7, SPLIT - 30, f"$h_{t}$", fontsize=style.FONT["large"], color=style.text("h"))
        _operation(ax, (x - ASIDE, SCORE), "·")
        _operation(ax, (x - ASIDE, WEIGHT), "×")


def _query(ax: Axes, by_hand: bool) -> None:
    """Lead the query through the product of every column."""
    x, y = QUERY_BOX
    colour, last = style.of("query")["color"], column(STEPS - 1)
    if by_hand:
        ax.text(x - 14, y - 18, "the sliders", fontsize=style.FONT["normal"], color=style.text("query"), ha="center")
    else:
        ax.plot([last, x, x], [SPLIT - 9, SPLIT - 9, y - 16], color=style.of("h")["color"], linewidth=1.8, zorder=1)
        ax.plot(last, SPLIT - 9, "o", color=style.of("h")["color"], markersize=5, zorder=3)
        _box(ax, (x, y), (58, 34), "$W_q, b_q$", colour, "white", style.FONT["normal"])
    rail = [(x, y + (0 if by_hand else 17)), (x, SCORE)]
    ends = [(column(t) - ASIDE, SCORE) for t in reversed(range(STEPS))]
    for start, end in pairwise([rail[-1], *ends]):
        _arrow(ax, ((start[0] - (0 if start == rail[-1] else RADIUS), SCORE), (end[0] + RADIUS, SCORE)), colour)
    ax.plot(*zip(*rail, strict=True), color=colour, linewidth=2.2, zorder=2)
    ax.text(x - 8, SCORE + 8, "$q$", fontsize=style.FONT["huge"], color=style.text("query"), ha="right")


def _softmax(ax: Axes) -> None:
    left, right = column(0) - 66, column(STEPS - 1) + 40
    place, size = ((left + right) / 2, SOFTMAX), (right - left, 2 * HALF_BAND)
    _box(ax, place, size, "", style.of("a")["color"], "#FAF0F5")
    words = "softmax: shares that add to 1"
    look: dict[str, Any] = {"fontsize": style.FONT["large"], "color": style.text("a"), "va": "baseline", "zorder": 5}
    ax.text(left + 12, SOFTMAX - 5, words, **look)


def _sum(ax: Axes) -> None:
    """Draw the sum, and its way into the output."""
    _operation(ax, (MIDDLE, SUM), "+", radius=SUM_RADIUS)
    colour = style.of("context")["color"]
    _arrow(ax, ((MIDDLE + SUM_RADIUS, SUM), (MIDDLE + 140, SUM)), colour, 2.4)
    _box(ax, (MIDDLE + 175, SUM), (70, 38), "$W_y, b_y$", style.INK, "white")
    _arrow(ax, ((MIDDLE + 210, SUM), (MIDDLE + 262, SUM)), style.INK)
    look: dict[str, Any] = {"fontsize": style.FONT["large"], "ha": "center", "zorder": 5}
    ax.text(MIDDLE + 276, SUM - 5, r"$\hat y$", color=style.INK, **look)
    ax.text(MIDDLE + 78, SUM + 10, "context", color=style.text("context"), **look)
    ax.text(MIDDLE, SUM + 34, r"$\sum_t a_t h_t$", color=style.text("context"), **look)


def _box(
    ax: Axes,
    place: Point,
    size: tuple[float, float],
    words: str,
    edge: str,
    face: str,
    fontsize: float = style.FONT["large"],
) -> None:
    (x, y), (width, height) = place, size
    corner = (x - width / 2, y - height / 2)
    box = FancyBboxPatch(corner, width, height, boxstyle="round,pad=0,rounding_size=7", facecolor=face, edgecolor=edge)
    box.set(linewidth=2, zorder=3)
    ax.add_patch(box)
    ax.text(x, y, words, fontsize=fontsize, ha="center", va="center", color=style.INK, zorder=5)


def _operation(ax: Axes, place: Point, sign: str, radius: float = RADIUS) -> None:
    ax.add_patch(Circle(place, radius, facecolor="white", edgecolor=style.INK, linewidth=1.8, zorder=4))
    ax.text(*place, sign, fontsize=style.FONT["huge"], ha="center", va="center_baseline", color=style.INK, zorder=5)


def _arrow(ax: Axes, way: tuple[Point, Point], colour: str, width: float = 1.8) -> None:
    (start, end), head = way, 7
    dx, dy = ((end[0] > start[0]) - (end[0] < start[0])), ((end[1] > start[1]) - (end[1] < start[1]))
    ax.plot([start[0], end[0] - head * dx], [start[1], end[1] - head * dy], color=colour, linewidth=width, zorder=2)
    arrow_head(ax, end, start, colour)
