"""Draw the LSTM cell as a circuit, with the value on every wire.

The circuit is data: WIRES says where each quantity runs, NODES which wires go into an operation and which one comes
out. The drawing only follows it; a test recomputes every node's output from its inputs, so a wrong wire is found.
A wire is as thick as its value is large; solid and black if positive, dotted and vermillion if negative.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon
from matplotlib.text import Text

from lstm_lesson import draw, style
from lstm_lesson.draw import Drawing
from lstm_lesson.flow import Flow

SIZE = (510, 660)  # px at the figure's own scale: one data unit is one pixel
Point = tuple[float, float]

# Where things stand, in px from the bottom left.
FORGET, INPUT, CANDIDATE, OUTPUT = 90.0, 197.0, 304.0, 411.0  # the four layers, left to right
MEMORY, READ, WRITE = 556.0, 386.0, 412.0  # heights: the cell state's line, the read-out ⊙, the write ⊙
PLUS, SQUASH = 250.5, 484.0  # where the two parts of c_t meet; the height of tanh(c_t)
LAYER, H_RAIL, X_RAIL = 237.0, 133.0, 88.0
LEFT, RIGHT = 8.0, 496.0
HALF_BOX, TAP, HOP, HEAD = 38.0, 18.0, 9.0, 9.0


@dataclass(frozen=True)
class Wire:
    """One quantity's way through the cell: its lines, where its label stands, and how the label hangs there."""

    paths: tuple[tuple[Point, ...], ...]
    label: Point


@dataclass(frozen=True)
class Node:
    """One operation: its sign, its place, the wires that go in, and the wire that comes out."""

    sign: str
    place: Point
    inputs: tuple[str, ...]
    output: str


def _taps(rail: float, shift: float) -> tuple[tuple[Point, ...], ...]:
    """Lay a rail under the four layers, with one tap up into each."""
    return (
        ((LEFT, rail), (OUTPUT + shift, rail)),
        *(_tap(layer + shift, rail) for layer in (FORGET, INPUT, CANDIDATE, OUTPUT)),
    )


def _tap(x: float, rail: float) -> tuple[Point, ...]:
    """Lay one tap; from the lower rail it hops over the upper one, unless that has ended."""
    top = (x, LAYER - HALF_BOX)
    if rail == H_RAIL or x > OUTPUT:
        return ((x, rail), top)
    hop = [(x + HOP * math.sin(a), H_RAIL - HOP * math.cos(a)) for a in np.linspace(0, math.pi, 9)]
    return ((x, rail), *hop, top)


WIRES = {
    "x": Wire(_taps(X_RAIL, TAP), (LEFT, X_RAIL + 9)),
    "h_prev": Wire(_taps(H_RAIL, -TAP), (LEFT, H_RAIL + 9)),
    "c_prev": Wire((((LEFT, MEMORY), (FORGET, MEMORY)),), (LEFT, MEMORY + 11)),
    "f": Wire((((FORGET, LAYER + HALF_BOX), (FORGET, MEMORY)),), (FORGET + 11, 360)),
    "i": Wire((((INPUT, LAYER + HALF_BOX), (INPUT, WRITE), (PLUS, WRITE)),), (INPUT + 11, 320)),
    "g": Wire((((CANDIDATE, LAYER + HALF_BOX), (CANDIDATE, WRITE), (PLUS, WRITE)),), (CANDIDATE + 11, 320)),
    "o": Wire((((OUTPUT, LAYER + HALF_BOX), (OUTPUT, READ)),), (OUTPUT + 11, 297)),
    "fc": Wire((((FORGET, MEMORY), (PLUS, MEMORY)),), (FORGET + 24, MEMORY + 11)),
    "ig": Wire((((PLUS, WRITE), (PLUS, MEMORY)),), (PLUS + 11, 474)),
    "c": Wire((((PLUS, MEMORY), (RIGHT, MEMORY)), ((OUTPUT, MEMORY), (OUTPUT, SQUASH))), (PLUS + 40, MEMORY + 11)),
    "tanh_c": Wire((((OUTPUT, SQUASH), (OUTPUT, READ)),), (OUTPUT + 11, 421)),
    "h": Wire((((OUTPUT, READ), (RIGHT, READ)),), (OUTPUT + 24, READ - 44)),
}

NODES = (
    Node("σ", (FORGET, LAYER), ("x", "h_prev"), "f"),
    Node("σ", (INPUT, LAYER), ("x", "h_prev"), "i"),
    Node("tanh", (CANDIDATE, LAYER), ("x", "h_prev"), "g"),
    Node("σ", (OUTPUT, LAYER), ("x", "h_prev"), "o"),
    Node("⊙", (FORGET, MEMORY), ("f", "c_prev"), "fc"),
    Node("⊙", (PLUS, WRITE), ("i", "g"), "ig"),
    Node("+", (PLUS, MEMORY), ("fc", "ig"), "c"),
    Node("tanh", (OUTPUT, SQUASH), ("c",), "tanh_c"),
    Node("⊙", (OUTPUT, READ), ("o", "tanh_c"), "h"),
)

RADIUS, RADIUS_TANH = 15.0, 21.0  # of the operations, in px
_LAYERS = {"f": "forget", "i": "input", "g": "candidate", "o": "output"}
THINNEST, PER_UNIT, FULL = 1.0, 3.4, 2.0  # a wire's width in pt: 1 at 0, then 3.4 more per 1, up to |value| = 2


def wire_width(value: float) -> float:
    """Give a wire's width in pt: it grows with |value| and stops growing at 2."""
    return THINNEST + PER_UNIT * min(abs(value), FULL)


def cell(ax: Axes, flow: Flow) -> Drawing:
    """Draw the LSTM cell at the step under the cursor: every wire with its value, thick if large."""
    _prepare(ax)
    _key(ax)
    wires = _wires(ax)
    numbers = {w: _number(ax, w, *wire.label) for w, wire in WIRES.items()}
    numbers |= {f"z_{node.output}": _layer(ax, node) for node in NODES[:4]}
    for node in NODES[4:]:
        _operation(ax, node)

    def update(flow: Flow) -> bool:
        now = flow.at_cursor()
        values = [now[name] for name, wire in WIRES.items() for _ in wire.paths]
        wires.set_linewidth([wire_width(v) for v in values])
        signs = [style.of("negative" if v <= -0.005 else "positive") for v in values]  # as it is written
        wires.set_color([s["color"] for s in signs])
        wires.set_linestyle([s["linestyle"] for s in signs])
        for quantity, number in numbers.items():
            number.set_text(written(now[quantity]))
        return False

    update(flow)
    return Drawing([wires, *numbers.values()], update)


def written(value: float) -> str:
    """Write a value with its sign in always the same width, so that nothing jumps: +0.98, −1.20, +12.3."""
    rounded = f"{value:+.2f}" if abs(value) < 9.995 else f"{value:+.1f}"
    return ("+0.00" if rounded == "-0.00" else rounded).replace("-", "−")


def _prepare(ax: Axes) -> None:
    ax.set_axis_off()
    ax.set(xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
    title = "The cell at step $t$: what each wire carries"
    ax.text(LEFT, 630, title, fontsize=style.FONT["large"], color=style.INK, weight="bold")


def _wires(ax: Axes) -> LineCollection:
    """Lay every wire; put a dot where one splits, and an arrow head where one enters an operation or ends."""
    drawn = []
    for path in chain.from_iterable(wire.paths for wire in WIRES.values()):
        start, end = _radius(path[0]), _radius(path[-1])
        is_rail = path[-1][1] in (H_RAIL, X_RAIL)
        head = 0.0 if is_rail else HEAD
        drawn.append([_towards(path[0], path[1], start), *path[1:-1], _towards(path[-1], path[-2], end + head)])
        if head:
            _arrow_head(ax, _towards(path[-1], path[-2], end), path[-2])
    splits = [path[0] for name in ("x", "h_prev", "c") for path in WIRES[name].paths[1:]]
    ax.plot(*zip(*splits, strict=True), "o", color=style.INK, markersize=5)
    wires = LineCollection(drawn, capstyle="butt", joinstyle="round", zorder=2)
    ax.add_collection(wires)
    return wires


def _radius(end: Point) -> float:
    """Give how far from `end` a wire must stop so as not to run over the operation that stands there."""
    here = [node.sign for node in NODES[4:] if node.place == end]
    return (RADIUS_TANH if here == ["tanh"] else RADIUS) if here else 0.0


def _towards(start: Point, goal: Point, distance: float) -> Point:
    length = math.dist(start, goal)
    return (
        start[0] + (goal[0] - start[0]) * distance / length,
        start[1] + (goal[1] - start[1]) * distance / length,
    )


def _arrow_head(ax: Axes, tip: Point, tail: Point) -> None:
    (x, y), (bx, by) = tip, _towards(tip, tail, HEAD)
    dx, dy = (x - bx) * 0.75, (y - by) * 0.75
    ax.add_patch(Polygon([tip, (bx - dy, by + dx), (bx + dy, by - dx)], facecolor=style.INK, linewidth=0, zorder=2))


def _number(ax: Axes, quantity: str, x: float, y: float) -> Text:
    """Name a wire, and leave room below the name for its value."""
    colour = style.text(quantity)
    ax.text(x, y + 21, style.symbol(quantity), fontsize=style.FONT["large"], color=colour, va="baseline")
    return _value(ax, x, y)


def _value(ax: Axes, x: float, y: float) -> Text:
    """Make room for a changing number. All look alike, so that the live picture can keep each rendered string."""
    return ax.text(x, y, "", fontsize=style.FONT["large"], color=style.INK, va="baseline", zorder=5)


def _layer(ax: Axes, node: Node) -> Text:
    """Draw one of the four layers: a box with its name, z = w_x·x + w_h·h + b below, and the squashing above."""
    (x, y), colour = node.place, style.of(node.output)["color"]
    for bottom, face in ((y - HALF_BOX, "white"), (y, "#F4F4F4")):
        box = FancyBboxPatch((x - 46, bottom), 92, HALF_BOX, boxstyle="square,pad=0", facecolor=face, edgecolor=colour)
        box.set(linewidth=2, zorder=3)
        ax.add_patch(box)
    name = _LAYERS[node.output]
    ax.text(x, y + 20, node.sign, fontsize=style.FONT["large"], ha="center", color=style.INK, zorder=5)
    ax.text(x, y + 5, name, fontsize=style.FONT["small"], ha="center", color=style.text(node.output), zorder=5)
    ax.text(x - 36, y - 26, "$z$", fontsize=style.FONT["large"], color=style.INK, zorder=5)
    return _value(ax, x - 14, y - 26)


def _operation(ax: Axes, node: Node) -> None:
    """Draw ⊙, + or tanh on the wires it joins."""
    circle = Circle(node.place, _radius(node.place), facecolor="white", edgecolor=style.INK, linewidth=1.8, zorder=4)
    ax.add_patch(circle)
    size = style.FONT["normal"] if node.sign == "tanh" else style.FONT["huge"]
    ax.text(*node.place, node.sign, fontsize=size, ha="center", va="center_baseline", color=style.INK, zorder=5)


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


LANES = (
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
    heights = [share for _, share in LANES]
    axes = list(figure.subplots(len(LANES), 1, sharex=True, height_ratios=heights))
    figure.subplots_adjust(left=0.065, right=0.425, top=0.96, bottom=0.072, hspace=0.16)
    lanes = [lane(ax, flow) for (lane, _), ax in zip(LANES, axes, strict=True)]
    axes[-1].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    figure.align_ylabels(axes)
    width, height = PICTURE
    beside = figure.add_axes((1 - SIZE[0] / width, 0, SIZE[0] / width, SIZE[1] / height))
    return draw.together(draw.cursor(axes, flow), *lanes, cell(beside, flow))
