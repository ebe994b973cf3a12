"""Draw the LSTM with peepholes as a plan: diagrams.py's cell in grey, with the three wires added to it lit."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import cell_diagrams, style
from lstm_lesson.nn.circuit import HALF_BOX, LAYER, NODES, SIZE
from lstm_lesson.nn.circuit_peephole import PEEPHOLES, pieces


def plan(ax: Axes) -> None:
    """Draw the cell: what the peepholes join in colour, everything else in grey."""
    gates = [node for node in NODES if node.output in PEEPHOLES]
    words = "$p_f, p_i, p_o$: one weight for each unit, which sees its own cell alone"
    cell_diagrams.plan_of(ax, "The LSTM cell with peepholes", pieces(), gates, words)
    for gate, (seen, path) in PEEPHOLES.items():
        place = (path[-1][0] + 5, LAYER + HALF_BOX + 9)
        ax.text(*place, f"$p_{gate}$", fontsize=style.FONT["large"], color=style.text(seen))


def peephole_plan() -> Figure:
    """Draw the plan on a figure of its own."""
    figure = style.figure(*SIZE)
    plan(figure.add_axes((0, 0, 1, 1)))
    return figure
