"""Draw one gate at work: its path through the cell, what it hears, how far it opens and what it lets through."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lstm_lesson.drawing import cell_diagrams, style
from lstm_lesson.drawing import lanes as draw
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.nn.one_unit import Flow


def gate(ax: Axes, flow: Flow, *, which: str) -> Drawing:
    """Draw one gate, between shut (0) and open (1)."""
    style.lane(ax, f"{cell_diagrams.LAYERS[which]} gate", ticks=[0, 0.5, 1])
    ax.set_ylim(-0.1, 1.1)
    return draw.series(ax, flow, which)


def told_and_held_back(ax: Axes, flow: Flow) -> Drawing:
    """Draw tanh(c_t), which the output gate could let out, and h_t, which it does let out."""
    style.lane(ax, "hidden", ticks=[-1, 0, 1])
    ax.set_ylim(-1.2, 1.2)
    return draw.series(ax, flow, "tanh_c", "h")


# For each gate what lies between its own lane and the end, from what it acts on to what comes of it.
_LANES: dict[str, tuple[cell_diagrams.Lane, ...]] = {
    "f": ((draw.kept_and_written, 1.25), (draw.cell_state, 1.25), (draw.hidden_state, 1.0)),
    "i": ((draw.candidate, 1.0), (draw.kept_and_written, 1.25), (draw.cell_state, 1.25)),
    "o": ((draw.cell_state, 1.25), (told_and_held_back, 1.25)),
}


def one_gate(which: str) -> Callable[[Figure, Flow], Drawing]:
    """Give the picture of gate "f", "i" or "o": its lanes over time, and the cell with its path lit."""
    own: cell_diagrams.Lane = (partial(gate, which=which), 1.25)
    lanes: tuple[cell_diagrams.Lane, ...] = ((draw.signal, 1.0), own, *_LANES[which])
    return partial(cell_diagrams.lanes_and_cell, lanes=lanes, lit=which)


def plan_with_a_gate_lit(figure: Figure, first: str) -> Drawing:
    """Draw the plan of the cell with the path of gate "f", "i" or "o" lit, or ("") all of it."""
    # Rendered beforehand: its 60 boxes and words take longer than a move of a slider may.
    plans = {lit: _plan(lit) for lit in ("", "f", "i", "o")}
    shown = figure.figimage(plans[first])

    def update(lit: str) -> bool:
        shown.set_data(plans[lit])
        return False

    return Drawing([shown], update)


@cache
def _plan(lit: str) -> np.ndarray:
    """Render the plan: (height, width, 4) uint8."""
    canvas = FigureCanvasAgg(cell_diagrams.lstm_plan(lit))
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()
