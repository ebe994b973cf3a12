"""Draw the LSTM cell as a circuit: with the value on every wire, or as a plan without values.

What leads where stands in circuit.py; the drawing only follows it. With values, a wire is as thick as its value is
large; solid and black if positive, dotted and vermillion if negative. In the plan, every wire looks as its quantity
does in the plots. Either way, the path of one gate can be lit: all that is not on it turns grey.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon
from matplotlib.text import Text

from lstm_lesson.drawing import lanes as draw
from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.nn.circuit import (
    H_RAIL,
    HALF_BOX,
    HEAD,
    LEFT,
    NODES,
    SIZE,
    WIRES,
    X_RAIL,
    Node,
    Piece,
    Point,
    lit_nodes,
    pieces,
)
from lstm_lesson.nn.one_unit import Flow

RADIUS, RADIUS_TANH = 15.0, 21.0  # of the operations, in px
LAYERS = {"f": "forget", "i": "input", "g": "candidate", "o": "output"}
SPLITTING = ("x", "h_prev", "c_prev", "c")  # the wires that may split
ROLES = {"f": "reset", "i": "write", "g": "content", "o": "read"}
THINNEST, PER_UNIT, FULL = 1.0, 3.4, 2.0  # a wire's width in pt: 1 at 0, then 3.4 more per 1, up to |value| = 2


def wire_width(value: float) -> float:
    """Give a wire's width in pt: it grows with |value| and stops growing at 2."""
    return THINNEST + PER_UNIT * min(abs(value), FULL)


def cell(ax: Axes, flow: Flow, lit: str = "") -> Drawing:
    """Draw the LSTM cell at the step under the cursor: every wire with its value, thick if large.

    lit: "f", "i" or "o" greys out all but the path of that gate. Raises ValueError for another one.
    """
    _prepare(ax, "The cell at step $t$: what each wire carries")
    _key(ax)
    laid = pieces(lit)
    wires = _wires(ax, laid)
    nodes = lit_nodes(lit) if lit else NODES
    bright = {name for name, _, is_lit in laid if is_lit} | {f"z_{node.output}" for node in nodes}
    numbers = {name: _named(ax, name, name in bright) for name in WIRES}
    numbers |= {f"z_{node.output}": _layer(ax, node, node in nodes, "$z$") for node in NODES[:4]}
    for node in NODES[4:]:
        _operation(ax, node, node in nodes)
    for quantity, number in numbers.items():
        number.set_color(style.INK if quantity in bright else style.FADED_TEXT)

    def update(flow: Flow) -> bool:
        now = flow.at_cursor()
        wires.set_linewidth([wire_width(now[name]) for name, _, _ in laid])
        # A value is negative if it is written so: from −0.005 on.
        signs = [style.of("negative" if now[name] <= -0.005 else "positive") for name, _, _ in laid]
        lit_up = [is_lit for _, _, is_lit in laid]
        wires.set_color([s["color"] if on else style.FADED for s, on in zip(signs, lit_up, strict=True)])
        wires.set_linestyle([s["linestyle"] for s in signs])
        for quantity, number in numbers.items():
            number.set_text(written(now[quantity]))
        return False

    update(flow)
    return Drawing([wires, *numbers.values()], update)


def plan(ax: Axes, lit: str = "") -> None:
    """Draw the LSTM cell without values: each wire in its quantity's own look, each layer with what it is for.

    lit: "f", "i" or "o" greys out all but the path of that gate. Raises ValueError for another one.
    """
    title = f"The {LAYERS[lit]} gate's path" if lit in LAYERS else "The LSTM cell"
    plan_of(ax, title, pieces(lit), lit_nodes(lit) if lit else NODES, "⊙  element by element")


def plan_of(ax: Axes, title: str, laid: Sequence[Piece], nodes: Sequence[Node], words: str) -> None:
    """Draw the plan with its wires as `laid`, and `words` below: what is not lit, or not in `nodes`, is grey."""
    _prepare(ax, title)
    wires = _wires(ax, laid)
    looks = [style.of(name) | ({} if on else {"color": style.FADED}) for name, _, on in laid]
    wires.set(**{part: [look[part] for look in looks] for part in ("color", "linestyle", "linewidth")})
    bright = {name for name, _, is_lit in laid if is_lit}
    for name in WIRES:
        _named(ax, name, name in bright, below=0)
    for node in NODES[:4]:
        role = _layer(ax, node, node in nodes, "")
        role.set(text=ROLES[node.output], ha="center", x=node.place[0])
        role.set_color(style.INK if node in nodes else style.FADED_TEXT)
    for node in NODES[4:]:
        _operation(ax, node, node in nodes)
    ax.text(LEFT, 46, words, fontsize=style.FONT["normal"], color=style.INK)
    ax.text(LEFT, 18, "box: a layer with weights of its own", fontsize=style.FONT["normal"], color=style.INK)


def lstm_plan(lit: str = "") -> Figure:
    """Draw the plan on a figure of its own."""
    figure = style.figure(*SIZE)
    plan(figure.add_axes((0, 0, 1, 1)), lit)
    return figure


def written(value: float) -> str:
    """Write a value with its sign in always the same width, so that nothing jumps: +0.98, −1.20, +12.3."""
    rounded = f"{value:+.2f}" if abs(value) < 9.995 else f"{value:+.1f}"
    return ("+0.00" if rounded == "-0.00" else rounded).replace("-", "−")


def _prepare(ax: Axes, title: str) -> None:
    ax.set_axis_off()
    ax.set(xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
    ax.text(LEFT, 630, title, fontsize=style.FONT["large"], color=style.INK, weight="bold")


def _wires(ax: Axes, laid: Sequence[Piece]) -> LineCollection:
    """Lay every wire; put a dot where one splits, and an arrow head where one enters an operation or ends."""
    drawn = []
    for _, path, is_lit in laid:
        start, end = _radius(path[0]), _radius(path[-1])
        is_rail = path[-1][1] in (H_RAIL, X_RAIL)
        head = 0.0 if is_rail else HEAD
        drawn.append([towards(path[0], path[1], start), *path[1:-1], towards(path[-1], path[-2], end + head)])
        if head:
            arrow_head(ax, towards(path[-1], path[-2], end), path[-2], style.INK if is_lit else style.FADED)
    trunks = {WIRES[name].paths[0][0] for name in SPLITTING}
    for name, path, is_lit in laid:
        if name in SPLITTING and path[0] not in trunks and path[-1][1] != path[0][1]:
            ax.plot(*path[0], "o", color=style.INK if is_lit else style.FADED, markersize=5)
    wires = LineCollection(drawn, capstyle="butt", joinstyle="round", zorder=2)
    ax.add_collection(wires)
    return wires


def _radius(end: Point) -> float:
    """Give how far from `end` a wire must stop so as not to run over the operation that stands there."""
    here = [node.sign for node in NODES[4:] if node.place == end]
    return (RADIUS_TANH if here == ["tanh"] else RADIUS) if here else 0.0


def towards(start: Point, goal: Point, distance: float) -> Point:
    """Go `distance` px from `start` in the direction of `goal`."""
    length = math.dist(start, goal)
    return (
        start[0] + (goal[0] - start[0]) * distance / length,
        start[1] + (goal[1] - start[1]) * distance / length,
    )


def arrow_head(ax: Axes, tip: Point, tail: Point, colour: str) -> None:
    """Draw the head of a wire that comes from `tail` and ends at `tip`."""
    (x, y), (bx, by) = tip, towards(tip, tail, HEAD)
    dx, dy = (x - bx) * 0.75, (y - by) * 0.75
    ax.add_patch(Polygon([tip, (bx - dy, by + dx), (bx + dy, by - dx)], facecolor=colour, linewidth=0, zorder=2))


def _named(ax: Axes, quantity: str, is_lit: bool, below: float = 21) -> Text:
    """Name a wire, and leave room below the name for its value."""
    x, y = WIRES[quantity].label
    colour = style.text(quantity) if is_lit else style.FADED_TEXT
    ax.text(x, y + below, style.symbol(quantity), fontsize=style.FONT["large"], color=colour, va="baseline")
    return _value(ax, x, y)


def _value(ax: Axes, x: float, y: float) -> Text:
    """Make room for a changing number. All look alike, so that the live picture can keep each rendered string."""
    return ax.text(x, y, "", fontsize=style.FONT["large"], color=style.INK, va="baseline", zorder=5)


def _layer(ax: Axes, node: Node, is_lit: bool, below: str) -> Text:
    """Draw one of the four layers: a box with its name, room for z = w_x·x + w_h·h + b, and the squashing above."""
    (x, y), colour = node.place, style.of(node.output)["color"] if is_lit else style.FADED
    ink, name_ink = (style.INK, style.text(node.output)) if is_lit else (style.FADED_TEXT, style.FADED_TEXT)
    for bottom, face in ((y - HALF_BOX, "white"), (y, "#F4F4F4")):
        box = FancyBboxPatch((x - 46, bottom), 92, HALF_BOX, boxstyle="square,pad=0", facecolor=face, edgecolor=colour)
        box.set(linewidth=2, zorder=3)
        ax.add_patch(box)
    ax.text(x, y + 20, node.sign, fontsize=style.FONT["large"], ha="center", color=ink, zorder=5)
    ax.text(x, y + 5, LAYERS[node.output], fontsize=style.FONT["small"], ha="center", color=name_ink, zorder=5)
    ax.text(x - 36, y - 26, below, fontsize=style.FONT["large"], color=ink, zorder=5)
    return _value(ax, x - 14, y - 26)


def _operation(ax: Axes, node: Node, is_lit: bool) -> None:
    """Draw ⊙, + or tanh on the wires it joins."""
    ink, edge = (style.INK, style.INK) if is_lit else (style.FADED_TEXT, style.FADED)
    circle = Circle(node.place, _radius(node.place), facecolor="white", edgecolor=edge, linewidth=1.8, zorder=4)
    ax.add_patch(circle)
    size = style.FONT["normal"] if node.sign == "tanh" else style.FONT["huge"]
    ax.text(*node.place, node.sign, fontsize=size, ha="center", va="center_baseline", color=ink, zorder=5)


def _key(ax: Axes) -> None:
    """Explain width and sign below the cell."""
    ax.text(8, 46, "size", fontsize=style.FONT["normal"], color=style.INK)
    for k, value in enumerate((0.0, 0.5, 1.0, 2.0)):
        left = 60 + 88 * k
        positive = style.of("positive")
        ax.plot([left, left + 32], [51, 51], color=positive["color"], linewidth=wire_width(value))
        ax.text(left + 42, 46, f"{value:g}", fontsize=style.FONT["normal"], color=style.INK)
    ax.text(8, 18, "sign", fontsize=style.FONT["normal"], color=style.INK)
    for left, sign in ((60, "positive"), (230, "negative")):
        look = style.of(sign) | {"linewidth": wire_width(0.7)}
        ax.plot([left, left + 60], [23, 23], **look)
        ax.text(left + 68, 18, sign, fontsize=style.FONT["normal"], color=style.text(sign))


Lane = tuple[Callable[[Axes, Flow], Drawing], float]
LANES: tuple[Lane, ...] = (
    (draw.signal, 1.0),
    (draw.gates, 1.25),
    (draw.candidate, 1.0),
    (draw.kept_and_written, 1.25),
    (draw.cell_state, 1.25),
    (draw.hidden_state, 1.0),
    (draw.gradients, 1.5),
)  # from input to output, with their heights' shares
PICTURE = (1060, 660)  # px


def cell_state_flow(figure: Figure, flow: Flow) -> Drawing:
    """Draw every quantity over time on the left, and the cell at the cursor on the right."""
    return lanes_and_cell(figure, flow, LANES)


def lanes_and_cell(figure: Figure, flow: Flow, lanes: Sequence[Lane], lit: str = "") -> Drawing:
    """Draw lanes over one time axis on the left, and the cell at the cursor on the right, a gate's path lit."""
    heights = [share for _, share in lanes]
    axes = list(figure.subplots(len(lanes), 1, sharex=True, height_ratios=heights))
    figure.subplots_adjust(left=0.065, right=0.425, top=0.96, bottom=0.072, hspace=0.16)
    drawn = [lane(ax, flow) for (lane, _), ax in zip(lanes, axes, strict=True)]
    axes[-1].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    figure.align_ylabels(axes)
    width, height = PICTURE
    beside = figure.add_axes((1 - SIZE[0] / width, 0, SIZE[0] / width, SIZE[1] / height))
    return draw.together(draw.cursor(axes, flow), *drawn, cell(beside, flow, lit))
