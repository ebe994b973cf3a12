"""Draw one gate at work: its path through the cell, what it sees, how far it opens and what it lets through."""

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import cell_diagrams, lanes, style
from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.nn.one_unit import LSTMRun


def gate(ax: Axes, flow: LSTMRun, *, which: str) -> Drawing:
    """Draw one gate, between shut (0) and open (1)."""
    style.lane(ax, f"{cell_diagrams.LAYERS[which]} gate", ticks=[0, 0.5, 1])
    return lanes.series(ax, flow, which)


def tanh_c_and_h(ax: Axes, flow: LSTMRun) -> Drawing:
    """Draw tanh(c_t), which the output gate could let out, and h_t, which it does let out."""
    style.lane(ax, "hidden", ticks=[-1, 0, 1])
    return lanes.series(ax, flow, "tanh_c", "h")


# For each gate what lies between its own lane and the end, from what it acts on to what comes of it.
_LANES: dict[str, tuple[cell_diagrams.Lane, ...]] = {
    "f": ((lanes.kept_and_written, 1.25), (lanes.cell_state, 1.25), (lanes.hidden_state, 1.0)),
    "i": ((lanes.candidate, 1.0), (lanes.kept_and_written, 1.25), (lanes.cell_state, 1.25)),
    "o": ((lanes.cell_state, 1.25), (tanh_c_and_h, 1.25)),
}


def one_gate(which: str) -> Callable[[Figure, LSTMRun], Drawing]:
    """Give the picture of gate "f", "i" or "o": its lanes over time, and the cell with its path lit."""
    own: cell_diagrams.Lane = (partial(gate, which=which), 1.25)
    rows = ((lanes.signal, 1.0), own, *_LANES[which])
    return partial(cell_diagrams.beside_lanes, rows=rows, drawn_cell=partial(cell_diagrams.cell, lit=which))


def two_gates(figure: Figure, run: LSTMRun) -> Drawing:
    """Draw all gates, all that comes of them, and the whole cell: for what more than one gate must do together."""
    return cell_diagrams.beside_lanes(figure, run, cell_diagrams.LANES[:-1], cell_diagrams.cell)
