"""The LSTM's diagrams: the cell with values, a gate lit or not; its plans; and a cell beside lanes over time."""

from collections.abc import Callable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import blended_transform_factory

from lstm_lesson.drawing import circuits, diagram, lanes, style
from lstm_lesson.drawing.circuits import LAYERS, PEEPHOLE, PEEPHOLES, SIZE, TOP
from lstm_lesson.drawing.parts import Drawing, together
from lstm_lesson.nn.one_unit import LSTMRun

Lane = tuple[Callable[[Axes, Any], Drawing], float]  # how to draw a run's lane, and its share of the height
LANES: tuple[Lane, ...] = (
    (lanes.signal, 0.9),
    (lanes.gates, 1.2),
    (lanes.candidate, 1.3),
    (lanes.kept_and_written, 1.2),
    (lanes.cell_state, 1.2),
    (lanes.hidden_state, 1.0),
    (lanes.gradients, 1.3),
)  # from input to output
PICTURE = (1000, 590)  # hundredths of an inch
LABELS = 20  # how far from the left the lanes' names end, so that the widest tick has room
WITH_WEIGHTS = "box: a layer with weights of its own"


def cell(ax: Axes, lit: str = "") -> Drawing:
    """Draw the LSTM cell at the step under the cursor; lit: "f", "i" or "o" greys out all but the path of that gate."""
    diagram.prepare(ax, "The cell at step $t$: what each wire carries")
    diagram.key(ax)
    return diagram.values(ax, circuits.lit(lit))


def lstm_plan(lit: str = "") -> Figure:
    """Draw the LSTM's plan on a figure of its own; lit: "f", "i" or "o" greys out all but the path of that gate."""
    title = f"The {LAYERS[lit]} gate's path" if lit in LAYERS else "The LSTM cell"
    return diagram.plan(circuits.lit(lit), title, (f"⊙  element by element      {WITH_WEIGHTS}",))


def peephole_plan() -> Figure:
    """Draw the LSTM with peepholes on a figure of its own: what they join in colour, everything else in grey."""
    words = "$w_{cf}, w_{ci}, w_{co}$: for each unit one weight, on its own cell"
    figure = diagram.plan(PEEPHOLE, "The LSTM cell with peepholes", (words, WITH_WEIGHTS))
    for gate, (seen, path) in PEEPHOLES.items():
        place = (path[-1][0] + 5, TOP + 9)
        figure.axes[0].text(*place, f"$w_{{c{gate}}}$", fontsize=style.FONT["large"], color=style.text(seen))
    return figure


def cell_state_flow(figure: Figure, flow: LSTMRun) -> Drawing:
    """Draw every quantity over time on the left, and the LSTM cell at the cursor on the right."""
    return beside_lanes(figure, flow, LANES, cell)


def beside_lanes(
    figure: Figure, flow: lanes.Run, rows: Sequence[Lane], drawn_cell: Callable[[Axes], Drawing]
) -> Drawing:
    """Draw lanes over one time axis on the left, and a cell at the cursor on the right."""
    shares = [share for _, share in rows]
    axes = lanes.stacked(figure, shares, left=0.066, right=0.38, top=0.957, bottom=0.078, hspace=0.16)
    drawn = [lane(ax, flow) for (lane, _), ax in zip(rows, axes, strict=True)]
    width, height = PICTURE
    for ax in axes:
        beside_ticks = blended_transform_factory(figure.transFigure, ax.transAxes)
        ax.yaxis.set_label_coords(LABELS / width, 0.5, transform=beside_ticks)
    beside = figure.add_axes((1 - SIZE[0] / width, 0, SIZE[0] / width, SIZE[1] / height))
    return together(lanes.cursor(axes), *drawn, drawn_cell(beside))
