"""The LSTM cell as a circuit, in data: where each quantity runs, and which operation makes it from which.

WIRES says where each quantity runs, NODES which wires go into an operation and which one comes out. diagrams.py only
follows it; a test recomputes every node's output from its inputs, so a wrong wire is found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

SIZE = (510, 660)  # px at the figure's own scale: one data unit is one pixel
Point = tuple[float, float]
Piece = tuple[str, tuple[Point, ...], bool]  # the quantity that a line carries, its way, and whether it is lit

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
    return ((x, rail), *hop((x, H_RAIL)), top)


def hop(over: Point, *, rightwards: bool = False) -> tuple[Point, ...]:
    """Go around a crossing in half a circle, upwards or rightwards."""
    (x, y), around = over, [(HOP * math.cos(a), HOP * math.sin(a)) for a in np.linspace(0, math.pi, 9)]
    return tuple((x - along, y + aside) if rightwards else (x + aside, y - along) for along, aside in around)


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


def lit_nodes(gate: str) -> tuple[Node, ...]:
    """Give what a gate's path passes: its layer, the ⊙ it acts on, and what makes the other factor there.

    That is the candidate's layer for "i", tanh for "o", and for "f" nothing in the cell: c_{t−1} comes from before.
    Raises ValueError for anything but "f", "i" or "o".
    """
    if gate not in ("f", "i", "o"):
        raise ValueError(f"lit must be 'f', 'i' or 'o', or empty for the whole cell; got {gate!r}")
    product = next(node for node in NODES if node.sign == "⊙" and gate in node.inputs)
    return (*(node for node in NODES if node.output in product.inputs), product)


def pieces(lit: str = "") -> list[Piece]:
    """List every wire's lines, each with the quantity it carries and whether it is lit: on the path of gate `lit`.

    Without `lit` all are. A rail that passes four layers is cut behind the last one that is lit.
    """
    nodes = lit_nodes(lit) if lit else NODES
    places = [node.place[0] for node in nodes if node.inputs == ("x", "h_prev")]
    on_the_path = {wire for node in nodes for wire in (*node.inputs, node.output)}
    found = []
    for name, wire in WIRES.items():
        for path in wire.paths:
            if not lit or name not in ("x", "h_prev"):
                found.append((name, path, name in on_the_path or not lit))
            elif path[-1][1] != path[0][1]:  # a tap
                found.append((name, path, any(abs(path[-1][0] - place) <= TAP for place in places)))
            else:
                shift = TAP if name == "x" else -TAP
                cut = (max(places) + shift, path[0][1])
                found += [(name, (path[0], cut), True)]
                found += [(name, (cut, path[-1]), False)] if cut != path[-1] else []
    return found
