"""Draw the reading key of the course: every quantity's look, symbol, name and code beside its line (notebook 00)."""

from collections.abc import Callable

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import NORMAL, Drawing, Look, each, together, words
from lstm_lesson.drawing.written import minus
from lstm_lesson.nn.one_unit import LSTMRun

PICTURE = (1000, 620)  # px
# Each lane, what it shows, and its share of the height.
LANES: tuple[tuple[Callable[[Axes, LSTMRun], Drawing], tuple[str, ...], float], ...] = (
    (lanes.signal, ("x",), 1),
    (lanes.gates, ("f", "i", "o"), 1.5),
    (lanes.candidate, ("g",), 1),
    (lanes.kept_and_written, ("fc", "ig"), 1.25),
    (lanes.cell_state, ("c",), 1),
    (lanes.hidden_state, ("h",), 1),
)
CODE = {"fc": "f * c_prev", "ig": "i * g"}  # what is no name of its own in the code
# Columns of the key, as shares of a lane's width.
SAMPLE, SYMBOL, NAME, IN_CODE, VALUE = (1.02, 1.12), 1.15, 1.34, 1.73, 2.17
LEFT, WIDTH, TOP, BOTTOM, GAP = 0.08, 0.42, 0.94, 0.078, 0.02  # of the lanes, in the figure


def reading_key(figure: Figure, first: LSTMRun) -> Drawing:
    """Draw one LSTM unit's lanes over time, and right of each its quantities: look, symbol, name, code, value at t."""
    axes, drawings = [], []
    unit = (TOP - BOTTOM - GAP * (len(LANES) - 1)) / sum(height for *_, height in LANES)
    top = TOP
    for lane, quantities, height in LANES:
        ax = figure.add_axes((LEFT, top - height * unit, WIDTH, height * unit))
        top -= height * unit + GAP
        drawings += [lane(ax, first), _entries(ax, quantities)]
        ax.tick_params(labelbottom=False)
        axes.append(ax)
    axes[-1].tick_params(labelbottom=True)
    axes[-1].set_xlabel("time t (steps)", fontsize=style.FONT["normal"])
    _headings(axes[0])
    return together(lanes.cursor(axes), *drawings)


def written(value: float) -> str:
    """Write a value with two decimals, and 0 without a sign."""
    return minus(f"{value:z.2f}")


def _entries(ax: Axes, quantities: tuple[str, ...]) -> Drawing:
    """Draw the key's rows for one lane; the values at the cursor follow it."""
    if own := ax.get_legend():
        own.remove()  # it has no room for names

    def entry(row: int) -> Drawing:
        quantity, height = quantities[row], 0.5 + 0.34 * ((len(quantities) - 1) / 2 - row)
        look: Look = {"transform": ax.transAxes, "va": "center", "fontsize": style.FONT["large"]}
        look["color"] = style.text(quantity)
        sample = Line2D(SAMPLE, [height, height], transform=ax.transAxes, clip_on=False, **style.of(quantity))
        ax.add_line(sample)
        ax.text(SYMBOL, height, style.symbol(quantity), **look)
        ax.text(NAME, height, style.name(quantity), **look)
        ax.text(IN_CODE, height, CODE.get(quantity, quantity), family="monospace", **look)
        return words(
            ax, VALUE, height, lambda now: written(getattr(now, quantity)[now.t]), gid=quantity, ha="right", **look
        )

    return each(range(len(quantities)), entry)


def _headings(ax: Axes) -> None:
    for place, said in ((SAMPLE[0], "look"), (SYMBOL, "symbol"), (NAME, "name"), (IN_CODE, "code"), (VALUE, "at t")):
        side = "right" if place == VALUE else "left"
        place += 0.035 if said == "look" else 0.0  # beside the cursor's label, when that stands on the last step
        ax.text(place, 1.08, said, ha=side, va="bottom", transform=ax.transAxes, **NORMAL)
