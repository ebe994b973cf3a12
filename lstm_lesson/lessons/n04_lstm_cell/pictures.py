"""Draw the plan of the LSTM, and three versions of its unit on one stream: cell state, hidden state, gradient."""

from collections.abc import Callable
from functools import cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lstm_lesson.drawing import cell_diagrams, lanes, style
from lstm_lesson.drawing.parts import NORMAL, Drawing, each, line, moving, through, together
from lstm_lesson.lessons.n04_lstm_cell.numbers import RUNS, Run, Stream

PICTURE = (1000, 560)  # px


def plan_with_a_gate_lit(figure: Figure, first: str) -> Drawing:
    """Draw the plan of the cell with the path of gate "f", "i" or "o" lit, or ("") all of it."""
    # Rendered beforehand: its 60 boxes and words take longer than a move of a slider may.
    plans = {lit: _plan(lit, figure.dpi) for lit in ("", "f", "i", "o")}
    return moving(figure.figimage(plans[first]), lambda lit: {"data": plans[lit]})


@cache
def _plan(lit: str, dpi: float) -> np.ndarray:
    """Render the plan at so many pixels an inch: (height, width, 4) uint8."""
    plan = cell_diagrams.lstm_plan(lit)
    plan.set_dpi(dpi)
    canvas = FigureCanvasAgg(plan)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def three_versions(figure: Figure, first: Stream) -> Drawing:
    """Draw the stream, and below it what the versions make of it."""
    axes = lanes.stacked(figure, (0.8, 1.6, 1.1, 1.3), left=0.085, right=0.885, top=0.98, bottom=0.085, hspace=0.16)
    drawn = [lane(ax) for lane, ax in zip((stream, cell_states, hidden_states, gradients), axes, strict=True)]
    for ax in axes:
        ax.yaxis.set_label_coords(-0.065, 0.5)
    return together(*drawn)


def stream(ax: Axes) -> Drawing:
    """Draw the input x_t."""
    style.lane(ax, "input", ticks=[0, 0.5, 1])
    lanes.name_lines(ax, "x")
    return together(line(ax, "x", lambda now: now.x), _time_axis(ax))


def cell_states(ax: Axes) -> Drawing:
    """Draw the cell state c_t of each version."""
    style.lane(ax, "cell state $c_t$")

    def extent(now: Stream) -> tuple[float, float]:
        return lanes.span(*(run.c for run in now.runs.values()))

    return together(_versions(ax, lambda run: run.c), through(extent, lanes.upright_scale(ax)))


def hidden_states(ax: Axes) -> Drawing:
    """Draw the hidden state h_t of each version, between −1 and 1."""
    style.lane(ax, "hidden $h_t$", ticks=[-1, 0, 1])
    return _versions(ax, lambda run: run.h)


def gradients(ax: Axes) -> Drawing:
    """Draw |∂c_T/∂c_t| of each version: today's is exact, the older two are what their truncated training follows."""
    lanes.gradient_lane(ax)
    ax.set_ylabel("gradient used", **NORMAL)
    return _versions(ax, lambda run: np.maximum(run.gradient, lanes.TINY))


def _versions(ax: Axes, values: Callable[[Run], np.ndarray]) -> Drawing:
    """Draw what `values` takes from the run of each version."""
    lanes.name_lines(ax, *RUNS)
    return together(each(RUNS, lambda name: line(ax, name, lambda now: values(now.runs[name]))), _time_axis(ax))


def _time_axis(ax: Axes) -> Drawing:
    """Fit the time axis to the stream."""
    return Drawing([], lambda now: lanes.show_steps(ax, len(now.x)))
