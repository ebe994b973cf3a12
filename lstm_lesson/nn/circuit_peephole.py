"""The LSTM with peepholes as a circuit, in data: circuit.py's, and three wires that let the gates see the cell state.

The forget and the input gate see c_{t−1}; the output gate is computed last, and sees c_t. Each gate of a unit sees that
unit's own cell alone, by one weight: p_f, p_i, p_o, vectors (H,) (Gers & Schmidhuber 2000).
"""

from __future__ import annotations

from dataclasses import replace

from lstm_lesson.nn import circuit
from lstm_lesson.nn.circuit import FORGET, HALF_BOX, INPUT, LAYER, MEMORY, OUTPUT, Piece, Point, Wire, hop

ASIDE, ACROSS = 36.0, 305.0  # how far from a gate's middle its peephole enters; how high the way to the input gate runs
_TOP = LAYER + HALF_BOX

# gate: the quantity that it sees, and the wire that brings it.
PEEPHOLES: dict[str, tuple[str, tuple[Point, ...]]] = {
    "f": ("c_prev", ((FORGET - ASIDE, MEMORY), (FORGET - ASIDE, _TOP))),
    "i": (
        "c_prev",
        (
            (FORGET - ASIDE, ACROSS),
            *hop((FORGET, ACROSS), rightwards=True),
            (INPUT - ASIDE, ACROSS),
            (INPUT - ASIDE, _TOP),
        ),
    ),
    "o": ("c", ((OUTPUT - ASIDE, MEMORY), (OUTPUT - ASIDE, _TOP))),
}


def _with_peepholes(name: str, wire: Wire) -> Wire:
    return replace(wire, paths=(*wire.paths, *(path for seen, path in PEEPHOLES.values() if seen == name)))


WIRES = {name: _with_peepholes(name, wire) for name, wire in circuit.WIRES.items()}
NODES = tuple(
    replace(node, inputs=(*node.inputs, PEEPHOLES[node.output][0])) if node.output in PEEPHOLES else node
    for node in circuit.NODES
)


def pieces() -> list[Piece]:
    """List every wire's lines; lit are the peepholes and the cell state's own line, which they look at."""
    memory = [circuit.WIRES[name].paths[0] for name in ("c_prev", "c")]
    lit = [*memory, *(path for _, path in PEEPHOLES.values())]
    return [(name, path, path in lit) for name, wire in WIRES.items() for path in wire.paths]
