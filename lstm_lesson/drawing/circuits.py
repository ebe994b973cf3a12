"""Circuits: cells as data; and those of the LSTM: as a whole, with a gate's path lit, with peepholes.

A circuit's wires say where each quantity runs, its nodes which wires go into an operation and which one comes out.
diagram.py only follows it; tests recompute every node's output from its inputs, so a wrong wire is found.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from lstm_lesson.validate import shown

SIZE = (510, 590)  # hundredths of an inch, as all data units here; px below are such
LEFT, RIGHT = 8.0, 496.0
HALF_BOX, HALF_PRODUCT = 57.0, 30.0  # half the height of a layer's box, and of a product's
HALF_WIDTH = 50.0  # of both
HEAD, HOP, TAP = 9.0, 11.0, 18.0  # an arrow head's length; a hop's radius; how far from a layer's middle its taps enter
Point = tuple[float, float]
Path = tuple[Point, ...]


@dataclass(frozen=True)
class Wire:
    """One quantity's way: its paths, the first from its source, the others from where they branch off.

    A path runs to the middle of an operation, and to the edge of a box. label: where the name or the value stands;
    in_line: whether the name stands before the value, not above it; head: the length in px of the arrow heads where the
    wire ends.
    """

    paths: tuple[Path, ...]
    label: Point | None = None
    in_line: bool = False
    head: float = HEAD


@dataclass(frozen=True)
class Node:
    """One operation: its sign, its place, the wires that go in, and the wire that comes out.

    What has weights of its own stands in a box and has a name; a layer of a cell has a role as well. All else stands
    in a circle of this radius in px.

    terms: what a box adds up, each input and the bias "b" with its formula; total: the sum's name, if it has one.
    """

    sign: str
    place: Point
    inputs: tuple[str, ...]
    output: str
    name: str = ""
    role: str = ""
    radius: float = 15.0
    terms: Mapping[str, str] = field(default_factory=dict)
    total: str = ""

    @property
    def half_height(self) -> float:
        """Half the height of what is drawn: a layer's box, a product's, or a circle."""
        return HALF_BOX if self.role else HALF_PRODUCT if self.name else self.radius

    def is_entered_at(self, point: Point) -> bool:
        """Return whether a path that ends at this point ends at the edge of this box, below or on top."""
        across, upright = (abs(a - b) for a, b in zip(point, self.place, strict=True))
        return bool(self.name) and across < HALF_WIDTH and upright == self.half_height


class Line(NamedTuple):
    """One line to draw: the quantity it carries, its points between the edges of what it joins, and whether it is lit.

    tip: where its arrow head ends, if it has one; splits: whether it branches off, which a dot shows. term: where it
    enters a box with weights, the name of what it adds to the sum there, as "x→f".
    """

    quantity: str
    points: Path
    is_lit: bool
    tip: Point | None
    splits: bool
    term: str = ""


@dataclass(frozen=True)
class Circuit:
    """A cell: its wires by the quantity they carry, and its nodes, layers first.

    lit: the paths that are lit, each with the point where its light ends; bright: the nodes that are. None: all.
    """

    wires: Mapping[str, Wire]
    nodes: tuple[Node, ...]
    lit: Mapping[Path, Point] | None = None
    bright: tuple[Node, ...] | None = None

    @property
    def lines(self) -> list[Line]:
        """Cut the paths at the edges of operations, and where their light ends; in the order of the wires."""
        return [line for name in self.wires for line in self._lines_of(name)]

    @property
    def labels(self) -> dict[str, Point]:
        """Find where the wires that have a label have it."""
        return {name: wire.label for name, wire in self.wires.items() if wire.label}

    @property
    def lit_quantities(self) -> set[str]:
        """Name what runs along lit lines, and what the boxes that are lit add up."""
        lit = [node for node in self.nodes if self.lights(node)]
        terms = {f"{wire}→{node.output}" for node in lit for wire in node.terms}
        return {line.quantity for line in self.lines if line.is_lit} | terms | {node.total for node in lit}

    def lights(self, node: Node) -> bool:
        """Return whether a node is lit."""
        return self.bright is None or node in self.bright

    def _lines_of(self, name: str) -> list[Line]:
        wire, radius = self.wires[name], {node.place: node.radius for node in self.nodes}
        pieces = [piece for path in wire.paths for piece in self._pieces(path)]
        passed = {point for path, _ in pieces for point in path[:-1]} - set(radius)
        lines = []
        for path, is_lit in pieces:
            start = towards(path[0], path[1], radius.get(path[0], 0.0))
            end = tip = towards(path[-1], path[-2], radius.get(path[-1], 0.0))
            has_head = wire.head > 0 and path[-1] not in passed  # none at a rail's end, where its last tap begins
            if has_head:
                end = towards(tip, path[-2], wire.head)
            splits = path in wire.paths[1:]
            entered = (node.output for node in self.nodes if name in node.terms and node.is_entered_at(path[-1]))
            term = next((f"{name}→{output}" for output in entered), "")
            lines.append(Line(name, (start, *path[1:-1], end), is_lit, tip if has_head else None, splits, term))
        return lines

    def _pieces(self, path: Path) -> list[tuple[Path, bool]]:
        end = path[-1] if self.lit is None else self.lit.get(path)
        if end is None or end == path[-1]:
            return [(path, end is not None)]
        return [((path[0], end), True), ((end, path[-1]), False)]  # a rail, lit as far as its last lit tap


def towards(start: Point, goal: Point, distance: float) -> Point:
    """Go `distance` px from `start` in the direction of `goal`."""
    (x, y), (goal_x, goal_y), length = start, goal, math.dist(start, goal)
    return x + (goal_x - x) * distance / length, y + (goal_y - y) * distance / length


def hop(over: Point, *, rightwards: bool = False) -> Path:
    """Go around a crossing in half a circle, upwards or rightwards."""
    (x, y), around = over, [(HOP * math.cos(a), HOP * math.sin(a)) for a in np.linspace(0, math.pi, 9)]
    return tuple((x - along, y + aside) if rightwards else (x + aside, y - along) for along, aside in around)


# ---- The LSTM. Where things stand, in px from the bottom left: the four layers, left to right; heights of the cell
# state's line, the read-out ⊙, the write ⊙; where the two parts of c_t meet; the height of tanh(c_t); layers and rails.
FORGET, INPUT, CANDIDATE, OUTPUT = 90.0, 197.0, 304.0, 411.0
MEMORY, READ, WRITE = 508.0, 350.0, 384.0
PLUS, SQUASH = 250.5, 448.0
LAYER, H_RAIL, X_RAIL = 183.0, 78.0, 44.0
TOP, BOTTOM = LAYER + HALF_BOX, LAYER - HALF_BOX


def _rail(height: float, shift: float) -> tuple[Path, ...]:
    """Lay a rail under the four layers, with one tap up into each."""
    taps = (_tap(layer + shift, height) for layer in (FORGET, INPUT, CANDIDATE, OUTPUT))
    return ((LEFT, height), (OUTPUT + shift, height)), *taps


def _tap(x: float, rail: float) -> Path:
    """Lay one tap; from the lower rail it hops over the upper one, unless that has ended."""
    over = hop((x, H_RAIL)) if rail == X_RAIL and x < OUTPUT else ()
    return (x, rail), *over, (x, BOTTOM)


RAILS = ("x", "h_prev")  # which every layer hears
TERMS = {"x": "$w_x x$", "h_prev": "$w_h h$", "b": "$b$"}  # what every layer adds up
WIRES = {
    "x": Wire(_rail(X_RAIL, TAP), (LEFT, X_RAIL + 9), in_line=True),
    "h_prev": Wire(_rail(H_RAIL, -TAP), (LEFT, H_RAIL + 9)),
    "c_prev": Wire((((LEFT, MEMORY), (FORGET, MEMORY)),), (LEFT, MEMORY + 11)),
    "f": Wire((((FORGET, TOP), (FORGET, MEMORY)),), (FORGET + 11, 330)),
    "i": Wire((((INPUT, TOP), (INPUT, WRITE), (PLUS, WRITE)),), (INPUT + 11, 300)),
    "g": Wire((((CANDIDATE, TOP), (CANDIDATE, WRITE), (PLUS, WRITE)),), (CANDIDATE + 11, 300)),
    "o": Wire((((OUTPUT, TOP), (OUTPUT, READ)),), (OUTPUT + 11, 256)),
    "fc": Wire((((FORGET, MEMORY), (PLUS, MEMORY)),), (FORGET + 24, MEMORY + 11)),
    "ig": Wire((((PLUS, WRITE), (PLUS, MEMORY)),), (PLUS + 11, 432)),
    "c": Wire((((PLUS, MEMORY), (RIGHT, MEMORY)), ((OUTPUT, MEMORY), (OUTPUT, SQUASH))), (PLUS + 40, MEMORY + 11)),
    "tanh_c": Wire((((OUTPUT, SQUASH), (OUTPUT, READ)),), (OUTPUT + 11, 382)),
    "h": Wire((((OUTPUT, READ), (RIGHT, READ)),), (OUTPUT + 24, READ - 44)),
}
NODES = (
    Node("σ", (FORGET, LAYER), RAILS, "f", "forget", "reset", terms=TERMS, total="z_f"),
    Node("σ", (INPUT, LAYER), RAILS, "i", "input", "write", terms=TERMS, total="z_i"),
    Node("tanh", (CANDIDATE, LAYER), RAILS, "g", "candidate", "content", terms=TERMS, total="z_g"),
    Node("σ", (OUTPUT, LAYER), RAILS, "o", "output", "read", terms=TERMS, total="z_o"),
    Node("⊙", (FORGET, MEMORY), ("f", "c_prev"), "fc"),
    Node("⊙", (PLUS, WRITE), ("i", "g"), "ig"),
    Node("+", (PLUS, MEMORY), ("fc", "ig"), "c"),
    Node("tanh", (OUTPUT, SQUASH), ("c",), "tanh_c", radius=21),
    Node("⊙", (OUTPUT, READ), ("o", "tanh_c"), "h"),
)
LSTM = Circuit(WIRES, NODES)
LAYERS = {node.output: node.name for node in NODES if node.name}


EQUATIONS: dict[str, tuple[str, ...]] = {
    "f": ("f",),
    "i": ("i",),
    "g": ("g",),
    "c": ("fc", "ig", "c"),
    "o": ("o",),
    "h": ("tanh_c", "h"),
}  # what the operations of each equation put out, in the order in which a step computes them


def lit(gate: str) -> Circuit:
    """Give the LSTM with the path of a gate lit: its layer, the ⊙ it acts on, and what makes the other factor there.

    That is the candidate's layer for "i", tanh for "o", and for "f" nothing in the cell: c_{t−1} comes from before. ""
    lights all. Raises ValueError for another.
    """
    if not gate:
        return LSTM
    if gate not in ("f", "i", "o"):
        raise ValueError(f"lit must be 'f', 'i' or 'o', or empty for the whole cell; got {shown(gate)}")
    product = next(node for node in NODES if node.sign == "⊙" and gate in node.inputs)
    return _with_light_on((*(node for node in NODES if node.output in product.inputs), product))


def equation(symbol: str) -> Circuit:
    """Give the LSTM with one of its six equations lit: its operations, what goes into them and what comes out.

    symbol: of what the equation computes, "f", "i", "g", "c", "o" or "h". Raises ValueError for another.
    """
    if symbol not in EQUATIONS:
        raise ValueError(f"symbol must be one of {', '.join(EQUATIONS)}; got {shown(symbol)}")
    return _with_light_on(tuple(node for node in NODES if node.output in EQUATIONS[symbol]))


def _with_light_on(bright: tuple[Node, ...]) -> Circuit:
    """Light these operations and the wires that meet them; a rail under four layers only as far as the last one lit."""
    layers = [node.place[0] for node in bright if node.name]
    ends: dict[Path, Point] = {}
    for name in {wire for node in bright for wire in (*node.inputs, node.output)}:
        rail, *taps = WIRES[name].paths
        if name in RAILS:
            taps = [tap for tap in taps if any(abs(tap[0][0] - layer) <= TAP for layer in layers)]
        ends |= {rail: taps[-1][0] if name in RAILS else rail[-1], **{tap: tap[-1] for tap in taps}}
    return Circuit(WIRES, NODES, ends, bright)


# ---- The LSTM with peepholes (Gers & Schmidhuber 2000): three wires more, which let the gates see the cell state. The
# forget and the input gate see c_{t−1}; the output gate is computed last, and sees c_t. Each gate of a unit sees that
# unit's own cell alone, by one weight: w_cf, w_ci, w_co, vectors (H,).
ASIDE, ACROSS = 36.0, 280.0  # how far from a gate's middle its peephole enters; how high the way to the input gate runs
_TO_INPUT = (*hop((FORGET, ACROSS), rightwards=True), (INPUT - ASIDE, ACROSS), (INPUT - ASIDE, TOP))
PEEPHOLES: dict[str, tuple[str, Path]] = {
    "f": ("c_prev", ((FORGET - ASIDE, MEMORY), (FORGET - ASIDE, TOP))),
    "i": ("c_prev", ((FORGET - ASIDE, ACROSS), *_TO_INPUT)),
    "o": ("c", ((OUTPUT - ASIDE, MEMORY), (OUTPUT - ASIDE, TOP))),
}  # gate: the quantity that it sees, and the path that brings it


def _with_peepholes() -> Circuit:
    """Add the peepholes, and light them, the gates they join, and the cell state's own line, which they look at."""
    wires, nodes = dict(WIRES), {node.output: node for node in NODES}
    seen_paths = [WIRES[seen].paths[0] for seen in ("c_prev", "c")]
    for gate, (seen, path) in PEEPHOLES.items():
        wires[seen] = replace(wires[seen], paths=(*wires[seen].paths, path))
        nodes[gate] = replace(nodes[gate], inputs=(*nodes[gate].inputs, seen))
    ends = {path: path[-1] for path in (*seen_paths, *(path for _, path in PEEPHOLES.values()))}
    return Circuit(wires, tuple(nodes.values()), ends, tuple(nodes[gate] for gate in PEEPHOLES))


PEEPHOLE = _with_peepholes()
