"""Draw a plain RNN unrolled over time: one set of weights, used again at every step.

On the left the cell with its loop, on the right the same cell once for each step, as one circuit. Each wire of a step
is thick if its value is large, solid and black if positive, dotted and vermillion if negative, as in diagram.py.
"""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import diagram, style
from lstm_lesson.drawing.circuits import Circuit, Node, Path, Point, Wire
from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.nn.one_unit import RNNRun, on_impulse

PICTURE = (1000, 470)  # px; one data unit is one pixel
STEPS = 4  # drawn side by side

# Heights, from the input at the bottom to the state on top, and where the columns stand.
BELOW, UNDER, PLUS, SQUASH, SPLIT, ABOVE = 62.0, 132.0, 196.0, 276.0, 336.0, 392.0
LOOP, FIRST, APART = 105.0, 390.0, 168.0
RADIUS, HALF_BOX, TURN = 19.0, 25.0, 62.0  # TURN: how far right of its column the state's wire comes down
WEIGHT, HEAD = 66.0, 8.0  # how far the weights stand from the +, and how long an arrow head is
BIG = 18.0  # pt: 9 at half width
PLAIN: dict[str, Any] = {"color": style.INK, "linewidth": 1.8, "solid_joinstyle": "round"}


def column(t: int) -> float:
    """Give where step t stands, in px from the left."""
    return FIRST + APART * t


def _circuit() -> Circuit:
    """Lay the wires of all steps: wx and wh are what the weights make of x and of the state before, h_prev."""
    wires: dict[str, Wire] = {}
    nodes: list[Node] = []
    for t in range(STEPS):
        x, before = column(t), column(t - 1)
        weight_x, weight_h, plus, squash = (x, PLUS - WEIGHT), (x - WEIGHT, PLUS), (x, PLUS), (x, SQUASH)
        onwards = ((before, SPLIT), (before + TURN, SPLIT), (before + TURN, PLUS), weight_h)
        wires |= {
            f"x_{t}": Wire((((x, BELOW), weight_x),), (x, 36), head=0),
            f"wx_{t}": Wire(((weight_x, plus),), head=HEAD),
            f"h_prev_{t}": Wire((onwards,), head=0),
            f"wh_{t}": Wire(((weight_h, plus),), head=HEAD),
            f"z_{t}": Wire(((plus, squash),), head=HEAD),
            f"h_{t}": Wire(((squash, (x, ABOVE)),), (x, 404), head=0),
        }
        nodes += [
            Node("$w_x$", weight_x, (f"x_{t}",), f"wx_{t}", radius=14),
            Node("$w_h$", weight_h, (f"h_prev_{t}",), f"wh_{t}", radius=17),
            Node("+", plus, (f"wx_{t}", f"wh_{t}"), f"z_{t}", radius=RADIUS),
            Node("tanh", squash, (f"z_{t}",), f"h_{t}", radius=HALF_BOX),
        ]
    return Circuit(wires, tuple(nodes))


CIRCUIT = _circuit()


def carried(run: RNNRun) -> dict[str, float]:
    """Find what each wire carries."""
    found: dict[str, float] = {}
    for t in range(STEPS):
        x, z, h, h_prev = float(run.x[t]), float(run.z[t]), float(run.h[t]), float(run.h[t - 1]) if t else 0.0
        found |= {f"x_{t}": x, f"wx_{t}": run.w_x * x, f"h_prev_{t}": h_prev, f"wh_{t}": run.w_h * h_prev}
        found |= {f"z_{t}": z, f"h_{t}": h}
    return found


def unrolled_plan() -> Figure:
    """Draw the chain on a figure of its own, struck once and with w_h = 0.5."""
    figure = style.figure(*PICTURE)
    run = on_impulse(1.0, 0.5, length=STEPS)
    unrolled(figure, run).update(run)
    return figure


def unrolled(figure: Figure, first: RNNRun) -> Drawing:
    """Draw the loop and the four steps of a run, with the value of every input and state."""
    ax = figure.add_axes((0, 0, 1, 1))
    diagram.prepare(ax, size=PICTURE)
    _loop(ax)
    ax.text(LOOP + 90, SQUASH, "=", fontsize=30, ha="center", va="center", color=style.INK)
    _text(ax, column(-1) + TURN, SPLIT + 14, "start: 0", "h")
    for t in range(STEPS):
        _cell(ax, f"$t$ = {t}", *(node.place for node in CIRCUIT.nodes[4 * t : 4 * t + 4]))
    wires, last = diagram.lay(ax, CIRCUIT.lines), column(STEPS - 1)
    ax.plot([last, last + TURN], [SPLIT, SPLIT], zorder=1, **PLAIN)
    ax.text(last + TURN + 4, SPLIT, r"$\cdots$", fontsize=26, va="center", color=style.INK)
    numbers = {name: diagram.number(ax, at, fontsize=BIG, ha="center") for name, at in CIRCUIT.labels.items()}
    return diagram.live(wires, CIRCUIT.lines, numbers, carried)


def _loop(ax: Axes) -> None:
    """Draw the cell once, its state led back to its own + by a wire that passes below."""
    left, right, enter = LOOP - WEIGHT, LOOP + TURN, RADIUS + HEAD
    ways: tuple[Path, ...] = (
        ((LOOP, BELOW), (LOOP, PLUS - enter)),
        ((LOOP, PLUS + RADIUS), (LOOP, SQUASH - HALF_BOX - HEAD)),
        ((LOOP, SQUASH + HALF_BOX), (LOOP, ABOVE)),
        ((LOOP, SPLIT), (right, SPLIT), (right, UNDER), (LOOP + 9, UNDER)),
        ((LOOP - 9, UNDER), (left, UNDER), (left, PLUS), (LOOP - enter, PLUS)),
    )
    for way in ways:
        ax.plot(*zip(*way, strict=True), zorder=2, **PLAIN)
    _cell(ax, "the cell", (LOOP, 90), (left, 165), (LOOP, PLUS), (LOOP, SQUASH))
    ax.text(LOOP + 24, UNDER - 24, "one step later", fontsize=BIG, color=style.INK, va="center")
    _text(ax, LOOP, 36, style.symbol("x"), "x")
    _text(ax, LOOP, 404, style.symbol("h"), "h")


def _cell(ax: Axes, title: str, weight_x: Point, weight_h: Point, plus: Point, squash: Point) -> None:
    """Draw what is the same at each step: the weights on their wires, the +, tanh, and the split."""
    x, look = plus[0], dict[str, Any](fontsize=BIG, color=style.INK)
    diagram.operation(ax, plus, "+", RADIUS, fontsize=22)
    rounded: dict[str, Any] = {"boxstyle": "round,pad=0,rounding_size=9", "linewidth": 2.4}
    diagram.box(ax, squash, (84, 2 * HALF_BOX), style.of("h")["color"], "#EAF5FC", **rounded)
    ax.text(*squash, "tanh", ha="center", va="center_baseline", zorder=5, **look)
    for place in ((x, PLUS - RADIUS - 5), (x, SQUASH - HALF_BOX - 5), (x, ABOVE)):
        ax.plot(*place, marker="^", markersize=9, color=style.INK, zorder=3)
    ax.plot(x - RADIUS - 5, PLUS, marker=">", markersize=9, color=style.INK, zorder=3)
    ax.plot([x], [SPLIT], "o", color=style.INK, markersize=7, zorder=3)
    ax.plot(x + RADIUS + 5, PLUS, marker="<", markersize=9, color=style.INK, zorder=3)
    ax.plot([x + RADIUS + HEAD, x + 36], [PLUS, PLUS], zorder=2, **PLAIN)
    ax.text(x + 38, PLUS, "$b$", va="center", zorder=5, **look)
    for place, words in ((weight_x, "$w_x$"), (weight_h, "$w_h$")):  # what runs through is multiplied by it
        frame = {"boxstyle": "round,pad=0.12", "facecolor": "#FFF3D6", "edgecolor": "#8F6300"}
        ax.text(*place, words, ha="center", va="center", bbox=frame, zorder=5, **look)
    ax.text(x, 446, title, ha="center", va="center", weight="bold", **look)


def _text(ax: Axes, x: float, y: float, words: str, quantity: str) -> None:
    ax.text(x, y, words, fontsize=BIG, ha="center", color=style.text(quantity), zorder=5)
