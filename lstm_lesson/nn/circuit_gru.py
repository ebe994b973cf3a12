"""The GRU as a circuit, in data: where each quantity runs, and which operation makes it from which.

The same language as circuit.py, and one circuit for each convention: the 1− stands on the way to what is written (z
near 1 keeps) or to what is kept; the reset gate acts after the product with W_hn or before it. A test recomputes every
node's output from its inputs, in every convention.
"""

from __future__ import annotations

from lstm_lesson.nn.circuit import HALF_BOX, LEFT, RIGHT, TAP, Node, Point, Wire, hop

# Where things stand, in px from the bottom left; the picture is as large as the LSTM's.
UPDATE, RESET, CANDIDATE = 110.0, 235.0, 420.0  # the three layers, left to right
LAYER, CANDIDATE_LAYER = 215.0, 360.0  # their heights: the candidate waits for the reset gate
MEMORY, SHARE, GATED = 570.0, 470.0, 280.0  # heights: the state's line, z's way to the ⊙ that writes, the ⊙ of r
PAST, PRODUCT = 384.0, 200.0  # where h_{t−1} goes up to the candidate, and where it meets W_hn
HALF_PRODUCT = 22.0  # half the height of that box
H_RAIL, X_RAIL, DOWN = 133.0, 88.0, 30.0
ONE_MINUS_UP = (UPDATE, 512.0)
ONE_MINUS_ACROSS = (RESET, SHARE)

Circuit = tuple[dict[str, Wire], tuple[Node, ...]]


def circuit(*, z_keeps: bool = True, reset_after: bool = True) -> Circuit:
    """Give the wires by the quantity they carry, and the nodes, layers first."""
    keep, write = ("z", "z_1") if z_keeps else ("z_1", "z")
    heard = "ru" if reset_after else "rh"
    one_minus = ONE_MINUS_ACROSS if z_keeps else ONE_MINUS_UP
    wires = {
        "x": Wire(_x_paths(), (LEFT, X_RAIL + 9)),
        "h_prev": Wire(_h_prev_paths(reset_after), (LEFT, MEMORY + 11)),
        **_share_wires(z_keeps),
        "r": Wire((((RESET, LAYER + HALF_BOX), (RESET, GATED), (PAST, GATED)),), (RESET + 8, GATED + 9)),
        heard: Wire((((PAST, GATED), (PAST, CANDIDATE_LAYER - HALF_BOX)),), (PAST - 82, GATED + 9)),
        "n": Wire((((CANDIDATE, CANDIDATE_LAYER + HALF_BOX), (CANDIDATE, SHARE)),), (CANDIDATE + 11, 408)),
        "kept": Wire((((UPDATE, MEMORY), (CANDIDATE, MEMORY)),), (UPDATE + 92, MEMORY + 11)),
        "written": Wire((((CANDIDATE, SHARE), (CANDIDATE, MEMORY)),), (CANDIDATE + 11, 500)),
        "h": Wire((((CANDIDATE, MEMORY), (RIGHT, MEMORY)),), (CANDIDATE + 24, MEMORY + 11)),
    }
    nodes = [
        Node("σ", (UPDATE, LAYER), ("x", "h_prev"), "z"),
        Node("σ", (RESET, LAYER), ("x", "h_prev"), "r"),
        Node("tanh", (CANDIDATE, CANDIDATE_LAYER), ("x", heard), "n"),
        Node("⊙", (PAST, GATED), ("r", "u" if reset_after else "h_prev"), heard),
        Node("1−", one_minus, ("z",), "z_1"),
        Node("⊙", (UPDATE, MEMORY), (keep, "h_prev"), "kept"),
        Node("⊙", (CANDIDATE, SHARE), (write, "n"), "written"),
        Node("+", (CANDIDATE, MEMORY), ("kept", "written"), "h"),
    ]
    if reset_after:
        wires["u"] = Wire((((PAST, PRODUCT + HALF_PRODUCT), (PAST, GATED)),), (PAST + 9, 226))
        nodes.append(Node("W", (PAST, PRODUCT), ("h_prev",), "u"))
    return wires, tuple(nodes)


def _share_wires(z_keeps: bool) -> dict[str, Wire]:
    """Lay z's two ways, to what is kept (up) and to what is written (across), one of them through the 1−."""
    top, label = (UPDATE, LAYER + HALF_BOX), (UPDATE + 11, 330)
    if z_keeps:
        across = ((UPDATE, SHARE), ONE_MINUS_ACROSS)
        z = Wire(((top, (UPDATE, MEMORY)), across), label)
        return {"z": z, "z_1": Wire(((ONE_MINUS_ACROSS, (CANDIDATE, SHARE)),), (RESET + 30, SHARE + 9))}
    z = Wire(((top, ONE_MINUS_UP), ((UPDATE, SHARE), (CANDIDATE, SHARE))), label)
    return {"z": z, "z_1": Wire(((ONE_MINUS_UP, (UPDATE, MEMORY)),), (UPDATE + 20, 519))}


def _x_paths() -> tuple[tuple[Point, ...], ...]:
    end = CANDIDATE + 32
    taps = (_over_the_rail(layer + TAP) for layer in (UPDATE, RESET))
    return (((LEFT, X_RAIL), (end, X_RAIL)), *taps, ((end, X_RAIL), (end, CANDIDATE_LAYER - HALF_BOX)))


def _h_prev_paths(reset_after: bool) -> tuple[tuple[Point, ...], ...]:
    taps = (((layer - TAP, H_RAIL), (layer - TAP, LAYER - HALF_BOX)) for layer in (UPDATE, RESET))
    end = PRODUCT - HALF_PRODUCT if reset_after else GATED
    down = ((DOWN, MEMORY), (DOWN, H_RAIL), (PAST, H_RAIL))
    return (((LEFT, MEMORY), (UPDATE, MEMORY)), down, *taps, ((PAST, H_RAIL), (PAST, end)))


def _over_the_rail(x: float) -> tuple[Point, ...]:
    """Lay a tap from the lower rail to a layer, with a hop over the upper rail."""
    return ((x, X_RAIL), *hop((x, H_RAIL)), (x, LAYER - HALF_BOX))
