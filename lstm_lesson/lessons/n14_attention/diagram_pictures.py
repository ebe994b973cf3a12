"""Draw attention over an LSTM's states: the encoder unrolled, a score for each state, softmax, the weighted sum.

What comes from a weight is as wide as the weight. A score's wire is thick if the score is large, dotted and vermillion
if it is negative, as in diagram.py.
"""

from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import diagram, style
from lstm_lesson.drawing.circuits import Circuit, Line, Node, Point, Wire, towards
from lstm_lesson.drawing.parts import LARGE, Drawing, each, moving, together, words
from lstm_lesson.lessons.n14_attention.numbers import PLANE, in_the_plane

SIZE = (580, 580)  # px; one data unit is one pixel
STEPS = range(len(PLANE))

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


MIDDLE = column(len(STEPS) // 2) - ASIDE  # where the weighted sum stands


def _circuit() -> Circuit:
    """Lay the ways of each step's state h, its score s, its weight a and its part ah of the sum; and of the query."""
    wires: dict[str, Wire] = {}
    nodes: list[Node] = []
    for t in STEPS:
        x, aside = column(t), column(t) - ASIDE
        split, score, weight = (x, SPLIT), (aside, SCORE), (aside, WEIGHT)
        to_score, to_weight = (split, (aside, SPLIT), score), (split, (x + ASIDE, SPLIT), (x + ASIDE, WEIGHT), weight)
        wires |= {
            f"h_{t}": Wire((((x, CELL + HALF_BOX), split), to_score, to_weight), head=0),
            f"s_{t}": Wire(((score, (aside, SOFTMAX - HALF_BAND)),), (aside - 63, 250), head=0),
            f"a_{t}": Wire((((aside, SOFTMAX + HALF_BAND), weight),), (aside - 50, 352), head=0),
            f"ah_{t}": Wire((((aside, WEIGHT + RADIUS), (MIDDLE, SUM)),), head=0),
        }
        nodes += [
            Node("·", score, (f"h_{t}", "q"), f"s_{t}"),
            Node("softmax", (aside, SOFTMAX), tuple(f"s_{k}" for k in STEPS), f"a_{t}"),
            Node("×", weight, (f"a_{t}", f"h_{t}"), f"ah_{t}"),
        ]
    nodes.append(Node("+", (MIDDLE, SUM), tuple(f"ah_{t}" for t in STEPS), "context", radius=SUM_RADIUS))
    products = ((column(t) - ASIDE, SCORE) for t in reversed(STEPS))  # the query comes from the last state
    wires["q"] = Wire(tuple(pairwise(((QUERY_BOX[0], SCORE), *products))), head=0)
    wires["context"] = Wire((((MIDDLE, SUM), (MIDDLE + 140, SUM)),), head=0)
    return Circuit(wires, tuple(nodes))


CIRCUIT = _circuit()


def lines(*quantities: str) -> list[Line]:
    """Give the lines that carry one of these quantities, such as "h", at any step."""
    return [line for line in CIRCUIT.lines if line.quantity.partition("_")[0] in quantities]


def attention_plan() -> Figure:
    """Draw the diagram on a figure of its own: five states in a plane, and a query that suits the second best."""
    figure = style.figure(*SIZE)
    attention(figure.add_axes((0, 0, 1, 1))).update(in_the_plane(60, 4, 1))
    return figure


def attention(ax: Axes, *, query_by_hand: bool = False) -> Drawing:
    """Draw a look back at five states, with every score and weight.

    query_by_hand: the query comes from sliders, and not from the last state.
    """
    diagram.prepare(ax, size=SIZE)
    _encoder(ax)
    _query(ax, query_by_hand)
    _softmax(ax)
    _sum(ax)
    # Every score is the product divided by √H: said once, where there is room.
    ax.text(8, SUM + 28, r"score $s_t = q\cdot h_t\,/\sqrt{H}$", fontsize=style.FONT["large"], color=style.INK)
    places = CIRCUIT.labels
    numbers = {f"s_{t}": diagram.number(ax, places[f"s_{t}"]) for t in STEPS}
    wires = diagram.lay(ax, lines("s"))
    weights = diagram.lay(ax, lines("a", "ah"), color=style.of("a")["color"])
    return together(
        # A score has no bound: its wire is as wide as it gets from 4 on.
        diagram.live(wires, lines("s"), numbers, lambda now: dict(zip(numbers, now.scores, strict=True)), full=2),
        moving(weights, lambda now: {"linewidth": [1 + WIDEST * a for a in now.weights for _ in range(2)]}),
        each(STEPS, lambda t: words(ax, *places[f"a_{t}"], lambda now: f"{now.weights[t]:.2f}", zorder=5, **LARGE)),
        words(ax, column(STEPS[-1]) - 52, SOFTMAX - 5, lambda now: f"τ = {now.temperature:.2f}", zorder=5, **LARGE),
    )


def _encoder(ax: Axes) -> None:
    """Draw the LSTM step by step, and the ways of its states: to the product with the query, and to the sum."""
    colour = style.of("h")["color"]
    for t in STEPS:
        x = column(t)
        _box(ax, (x, CELL), (62, 2 * HALF_BOX), "LSTM", colour, "#EAF5FC")
        ax.text(x, INPUT, f"$x_{t}$", fontsize=style.FONT["large"], color=style.text("x"), ha="center", va="center")
        _arrow(ax, (x, INPUT + 12), (x, CELL - HALF_BOX), style.INK)
        if t:
            _arrow(ax, (column(t - 1) + 31, CELL), (x - 31, CELL), style.INK)
        ax.plot(x, SPLIT, "o", color=colour, markersize=5, zorder=3)
        ax.text(x + 7, SPLIT - 30, f"$h_{t}$", fontsize=style.FONT["large"], color=style.text("h"))
        _operation(ax, f"s_{t}")
        _operation(ax, f"ah_{t}")
    for line in lines("h"):
        ax.plot(*zip(*line.points, strict=True), color=colour, linewidth=1.8, solid_joinstyle="round", zorder=1)


def _query(ax: Axes, by_hand: bool) -> None:
    """Lead the query through the product of every column."""
    x, y = QUERY_BOX
    colour, state, last = style.of("query")["color"], style.of("h")["color"], column(STEPS[-1])
    if by_hand:
        ax.text(x - 14, y - 18, "the sliders", fontsize=style.FONT["normal"], color=style.text("query"), ha="center")
    else:
        ax.plot([last, x, x], [SPLIT - 9, SPLIT - 9, y - 16], color=state, linewidth=1.8, zorder=1)
        ax.plot(last, SPLIT - 9, "o", color=state, markersize=5, zorder=3)
        _box(ax, (x, y), (58, 34), "$W_q, b_q$", colour, fontsize=style.FONT["normal"])
    for line in lines("q"):
        _arrow(ax, line.points[0], line.points[-1], colour)
    ax.plot([x, x], [y + (0 if by_hand else 17), SCORE], color=colour, linewidth=2.2, zorder=2)
    ax.text(x - 8, SCORE + 8, "$q$", fontsize=style.FONT["huge"], color=style.text("query"), ha="right")


def _softmax(ax: Axes) -> None:
    left, right = column(0) - 66, column(STEPS[-1]) + 40
    _box(ax, ((left + right) / 2, SOFTMAX), (right - left, 2 * HALF_BAND), "", style.of("a")["color"], "#FDF6E8")
    look = LARGE | {"color": style.text("a"), "zorder": 5}
    ax.text(left + 12, SOFTMAX - 5, r"softmax of $s/\tau$: shares that add to 1", **look)


def _sum(ax: Axes) -> None:
    """Draw the sum, and its way into the output."""
    _operation(ax, "context")
    (line,) = lines("context")
    _arrow(ax, line.points[0], line.points[-1], style.of("context")["color"], 2.4)
    _box(ax, (MIDDLE + 175, SUM), (70, 38), "$W_y, b_y$", style.INK)
    _arrow(ax, (MIDDLE + 210, SUM), (MIDDLE + 262, SUM), style.INK)
    look: dict[str, Any] = {"fontsize": style.FONT["large"], "ha": "center", "zorder": 5}
    ax.text(MIDDLE + 276, SUM - 5, r"$\hat y$", color=style.INK, **look)
    ax.text(MIDDLE + 78, SUM + 10, "context", color=style.text("context"), **look)
    ax.text(MIDDLE, SUM + 34, r"$\sum_t a_t h_t$", color=style.text("context"), **look)


def _box(ax: Axes, middle: Point, size: Point, words: str, edge: str, face: str = "white", **look: Any) -> None:
    diagram.box(ax, middle, size, edge, face, boxstyle="round,pad=0,rounding_size=7")
    ax.text(*middle, words, **LARGE | {"ha": "center", "va": "center", "zorder": 5} | look)


def _operation(ax: Axes, output: str) -> None:
    (node,) = (node for node in CIRCUIT.nodes if node.output == output)
    diagram.operation(ax, node.place, node.sign, node.radius)


def _arrow(ax: Axes, tail: Point, tip: Point, colour: str, width: float = 1.8) -> None:
    end = towards(tip, tail, 7)
    ax.plot(*zip(tail, end, strict=True), color=colour, linewidth=width, zorder=2)
    diagram.arrow_head(ax, tip, tail, colour)
