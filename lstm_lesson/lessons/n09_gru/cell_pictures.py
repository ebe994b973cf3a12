"""Draw the GRU: its circuit in each convention, its plan, and the cell at the cursor beside lanes over time."""

from functools import partial
from itertools import product

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import circuits, diagram, lanes, style
from lstm_lesson.drawing.cell_diagrams import beside_lanes
from lstm_lesson.drawing.circuits import HALF_BOX, HALF_PRODUCT, LEFT, RIGHT, TAP, TERMS, Circuit, Node, Wire
from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.nn.one_unit import GRURun

# Where things stand, in hundredths of an inch from the bottom left; the picture is as large as the LSTM's.
UPDATE, RESET, CANDIDATE = 110.0, 235.0, 422.0  # the three layers, left to right
LOWER, UPPER = 148.0, 338.0  # their heights: the candidate waits for the reset gate
STATE, SHARE, GATED = 512.0, 450.0, 223.0  # heights: the state's line, the ⊙ that writes, the ⊙ of r
X_RAIL, H_RAIL = 40.0, 68.0
ASIDE = 44.0  # how far from the candidate's middle its two wires enter
PAST, PRODUCT = CANDIDATE - ASIDE, 118.0  # where h_{t−1} goes up to the candidate, and where it meets W_hn
DOWN = 30.0  # where h_{t−1} comes down to the upper rail
TURN = 396.0  # where z goes across, if the 1− stands on its way up
ONE_MINUS_UP, ONE_MINUS_ACROSS = (UPDATE, SHARE), (RESET, SHARE)
INTO_W = "$W_{hn}h_{t-1}{+}b_{hn}$"  # what the one product that is no layer computes
AFTER = {"x": "$w_x x$", "ru": r"$r{\odot}u$", "b": "$b_n$"}  # what the candidate adds up
BEFORE = {"x": "$w_x x$", "rh": r"$w_h\,r{\odot}h$", "b": "$b_n{+}b_{hn}$"}
PAST_TERMS = {"h_prev": "$w_{hn} h$", "b": "$b_{hn}$"}


def gru_flow(figure: Figure, flow: GRURun) -> Drawing:
    """Draw every quantity of the GRU over time on the left, and the cell at the cursor on the right."""
    rows = (
        (partial(_lane, name="input", quantities=("x",), unit=True), 1.0),
        (partial(_lane, name="gates", quantities=("z", "r"), unit=True), 1.25),
        (partial(_lane, name="candidate", quantities=("n",)), 1.0),
        (partial(_lane, name="two parts", quantities=("kept", "written")), 1.25),
        (partial(_lane, name="state", quantities=("h",)), 1.25),
    )
    return beside_lanes(figure, flow, rows, gru_cell)


def _lane(ax: Axes, flow: GRURun, name: str, quantities: tuple[str, ...], unit: bool = False) -> Drawing:
    """Draw quantities over time, all between −1 and 1, or between 0 and 1 if `unit`."""
    style.lane(ax, name, ticks=[0, 0.5, 1] if unit else [-1, 0, 1])
    return lanes.series(ax, flow, *quantities)


def gru_cell(ax: Axes) -> Drawing:
    """Draw the GRU at the step under the cursor, in the convention that the run has: every wire with its value."""
    diagram.prepare(ax, "The GRU at step $t$: what each wire carries")
    diagram.key(ax)
    every = {(z, r): circuit(z_keeps=z, reset_after=r) for z, r in product((True, False), repeat=2)}
    return diagram.one_of(ax, every, lambda run: (run.z_keeps, run.reset_after))


def gru_plan() -> Figure:
    """Draw the plan of the GRU, in PyTorch's convention, on a figure of its own."""
    words = ("⊙  element by element", "box: a layer, or a product, with weights of its own")
    return diagram.plan(circuit(), "The GRU", words)


def circuit(*, z_keeps: bool = True, reset_after: bool = True) -> Circuit:
    """Give the GRU of one convention: which way z points, and whether the reset comes after the product or before.

    The 1− stands on the way to what is written (z near 1 keeps) or to what is kept; the reset gate acts on the product
    with W_hn, or on h_{t−1} before it.
    """
    keep, write = ("z", "z_1") if z_keeps else ("z_1", "z")
    heard, summed = ("ru", AFTER) if reset_after else ("rh", BEFORE)
    wires = {
        "x": Wire(_x_paths(), (LEFT, X_RAIL + 7), in_line=True),
        "h_prev": Wire(_h_prev_paths(reset_after), (LEFT, STATE + 11)),
        **_share_wires(z_keeps),
        "r": Wire((((RESET, LOWER + HALF_BOX), (RESET, GATED), (PAST, GATED)),), (RESET + 8, GATED + 9)),
        heard: Wire((((PAST, GATED), (PAST, UPPER - HALF_BOX)),), (PAST + 9, 240)),
        "n": Wire((((CANDIDATE, UPPER + HALF_BOX), (CANDIDATE, SHARE)),), (CANDIDATE + 11, 400)),
        "kept": Wire((((UPDATE, STATE), (CANDIDATE, STATE)),), (UPDATE + 92, STATE + 11)),
        "written": Wire((((CANDIDATE, SHARE), (CANDIDATE, STATE)),), (CANDIDATE + 11, 464)),
        "h": Wire((((CANDIDATE, STATE), (RIGHT, STATE)),), (CANDIDATE + 24, STATE + 11)),
    }
    nodes = [
        Node("σ", (UPDATE, LOWER), ("x", "h_prev"), "z", "update", "keep", terms=TERMS, total="a_z"),
        Node("σ", (RESET, LOWER), ("x", "h_prev"), "r", "reset", "use past", terms=TERMS, total="a_r"),
        Node("tanh", (CANDIDATE, UPPER), ("x", heard), "n", "candidate", "content", terms=summed, total="a_n"),
        Node("⊙", (PAST, GATED), ("r", "u" if reset_after else "h_prev"), heard),
        Node("1−", ONE_MINUS_ACROSS if z_keeps else ONE_MINUS_UP, ("z",), "z_1"),
        Node("⊙", (UPDATE, STATE), (keep, "h_prev"), "kept"),
        Node("⊙", (CANDIDATE, SHARE), (write, "n"), "written"),
        Node("+", (CANDIDATE, STATE), ("kept", "written"), "h"),
    ]
    if reset_after:
        wires["u"] = Wire((((PAST, PRODUCT + HALF_PRODUCT), (PAST, GATED)),), (PAST + 9, 160))
        nodes.append(Node(INTO_W, (PAST, PRODUCT), ("h_prev",), "u", "the past", terms=PAST_TERMS))
    return Circuit(wires, tuple(nodes))


def _share_wires(z_keeps: bool) -> dict[str, Wire]:
    """Lay z's two ways, to what is kept (up) and to what is written (across), one of them through the 1−."""
    top, label = (UPDATE, LOWER + HALF_BOX), (UPDATE + 11, 330)
    if z_keeps:
        z = Wire(((top, (UPDATE, STATE)), ((UPDATE, SHARE), ONE_MINUS_ACROSS)), label)
        return {"z": z, "z_1": Wire(((ONE_MINUS_ACROSS, (CANDIDATE, SHARE)),), (RESET + 30, SHARE + 9))}
    across = ((UPDATE, TURN), (RESET, TURN), (RESET, SHARE), (CANDIDATE, SHARE))
    z = Wire(((top, ONE_MINUS_UP), across), label)
    return {"z": z, "z_1": Wire(((ONE_MINUS_UP, (UPDATE, STATE)),), (UPDATE + 11, 464))}


def _x_paths() -> tuple[circuits.Path, ...]:
    """Lay the lower rail; its taps hop over the upper one."""
    end = CANDIDATE + ASIDE
    taps = (((x, X_RAIL), *circuits.hop((x, H_RAIL)), (x, LOWER - HALF_BOX)) for x in (UPDATE + TAP, RESET + TAP))
    return ((LEFT, X_RAIL), (end, X_RAIL)), *taps, ((end, X_RAIL), (end, UPPER - HALF_BOX))


def _h_prev_paths(reset_after: bool) -> tuple[circuits.Path, ...]:
    """Lay the state's line, and its way down to the upper rail, to the gates and to the past that is gated."""
    taps = (((x, H_RAIL), (x, LOWER - HALF_BOX)) for x in (UPDATE - TAP, RESET - TAP))
    end = PRODUCT - HALF_PRODUCT if reset_after else GATED
    down = ((DOWN, STATE), (DOWN, H_RAIL), (PAST, H_RAIL))
    return ((LEFT, STATE), (UPDATE, STATE)), down, *taps, ((PAST, H_RAIL), (PAST, end))
