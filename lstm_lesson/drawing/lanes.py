"""Draw what a cell does, step by step: one function per lane, each over the same time axis.

Every function creates its artists once, on an Axes it is given, and returns a Drawing. Drawing.update(flow) only sets
data, so that the same function makes a printed picture and a live one. Colours and line styles: style.py.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import NORMAL, Drawing, moving, through, together
from lstm_lesson.nn.one_unit import LSTMRun

# Ranges that c may be shown in: few, so that the axis seldom jumps while a slider moves.
C_RANGES = (1.2, 2.4, 3.6, 6.0, 12.0, 24.0, 72.0, 144.0, 300.0, 900.0)
HARDLY = 0.04  # of the largest: what is no further on the other side of 0 needs no room there
GRADIENT_RANGE = (1e-6, 1e2)
PINNED = "pinned"  # the gid of a line that stays in the background, to compare with (pinned.py)
KEY: dict[str, Any] = {"frameon": False, "fontsize": style.FONT["normal"], "handlelength": 1.9}  # a lane's key
KEY |= {"handletextpad": 0.4, "borderaxespad": 0.3, "labelspacing": 0.25}
TINY = 1e-30  # a log axis has no place for 0


class Run(Protocol):
    """What a lane over time needs of a run of any cell: the input (T,), and the step that the cursor is on."""

    @property
    def x(self) -> np.ndarray: ...
    @property
    def t(self) -> int: ...


def stacked(figure: Figure, shares: Sequence[float], **edges: float) -> list[Axes]:
    """Stand lanes one on top of the other over one time axis; shares: of the height; edges: as of `subplots_adjust`."""
    axes = list(figure.subplots(len(shares), 1, sharex=True, height_ratios=shares))
    figure.subplots_adjust(**edges)
    axes[-1].set_xlabel("time $t$ (steps)", labelpad=1, **NORMAL)
    return axes


def signal(ax: Axes, flow: LSTMRun) -> Drawing:
    """Draw the input x_t."""
    style.lane(ax, "input", ticks=[0, 0.5, 1])
    return series(ax, flow, "x")


def gates(ax: Axes, flow: LSTMRun) -> Drawing:
    """Draw the three gates i_t, f_t, o_t, each between shut (0) and open (1)."""
    style.lane(ax, "gates", ticks=[0, 0.5, 1])
    return series(ax, flow, "f", "i", "o")


def candidate(ax: Axes, flow: LSTMRun) -> Drawing:
    """Draw the candidate g_t, between −1 and 1."""
    style.lane(ax, "candidate", ticks=[-1, 0, 1])
    return series(ax, flow, "g")


def kept_and_written(ax: Axes, flow: LSTMRun) -> Drawing:
    """Draw the two parts of c_t apart: f_t⊙c_{t−1}, kept from before, and i_t⊙g_t, newly written."""
    style.lane(ax, "two parts")
    return together(series(ax, flow, "fc", "ig"), through(extent, upright_scale(ax)))


def cell_state(ax: Axes, flow: LSTMRun) -> Drawing:
    """Draw the cell state c_t, on the same scale as its two parts."""
    style.lane(ax, "cell state")
    return together(series(ax, flow, "c"), through(extent, upright_scale(ax)))


def hidden_state(ax: Axes, flow: LSTMRun) -> Drawing:
    """Draw the hidden state h_t = o_t⊙tanh(c_t), between −1 and 1."""
    style.lane(ax, "hidden", ticks=[-1, 0, 1])
    return series(ax, flow, "h")


def gradients(ax: Axes, flow: LSTMRun) -> Drawing:
    """Draw how much the last state still depends on step t: exact |∂c_T/∂c_t|, the direct path Πf, a plain RNN's."""
    gradient_lane(ax)
    ax.set_ylim(GRADIENT_RANGE[0], 1e3)  # room for one that explodes
    ax.set_yticks([1e-6, 1e-3, 1, 1e2], labels=["$10^{-6}$", "$10^{-3}$", "1", "100"])
    return series(ax, flow, "rnn", "direct", "gradient", floor=TINY)


def gradient_lane(ax: Axes) -> None:
    """Prepare a lane for |∂c_T/∂c_t|: from a millionth to a hundred, on a log scale."""
    style.lane(ax, r"$|\partial c_T/\partial c_t|$")
    ax.set_yscale("log", nonpositive="clip")
    ax.set_ylim(*GRADIENT_RANGE)
    ax.set_yticks([1e-6, 1e-4, 1e-2, 1, 1e2], labels=["$10^{-6}$", "$10^{-4}$", "0.01", "1", "100"])
    ax.minorticks_off()


def cursor(axes: list[Axes]) -> Drawing:
    """Draw one upright line through all lanes at the step looked at, with its number on top."""
    top, bottom = axes[0].get_position().y1, axes[-1].get_position().y0
    figure, where = axes[0].figure, blended_transform_factory(axes[0].transData, axes[0].figure.transFigure)
    line = Line2D([0, 0], [bottom, top], transform=where, color=style.of("cursor")["color"], linewidth=1.2, zorder=1)
    figure.add_artist(line)
    # A figure clips its texts, and the live picture cannot keep a clipped one.
    number = figure.text(0, top + 0.006, "", transform=where, ha="center", va="bottom", clip_on=False, **NORMAL)
    return together(
        moving(line, lambda now: {"xdata": [now.t, now.t]}),
        moving(number, lambda now: {"x": now.t, "text": f"t = {now.t}"}),
    )


def series(ax: Axes, flow: Run, *quantities: str, floor: float | None = None) -> Drawing:
    """Draw quantities over time, each in its own look, with a dot at the cursor and a key on the right."""
    lines = {q: ax.plot([], [], marker="o", markersize=6, gid=q, **style.of(q))[0] for q in quantities}
    name_lines(ax, *quantities)

    def update(flow: Run) -> bool:
        for quantity, line in lines.items():
            values = getattr(flow, quantity)
            line.set_data(np.arange(len(values)), values if floor is None else np.maximum(values, floor))
            line.set_markevery([flow.t])
        return show_steps(ax, len(flow.x))

    update(flow)
    return Drawing(list(lines.values()), update)


def name_lines(ax: Axes, *quantities: str) -> None:
    """Name the lines on the right of the lane, by sample and symbol."""
    samples = [Line2D([], [], **style.of(q)) for q in quantities]
    names = [style.symbol(q) for q in quantities]
    key = ax.legend(samples, names, loc="center left", bbox_to_anchor=(1.0, 0.5), **KEY)
    for quantity, label in zip(quantities, key.get_texts(), strict=True):
        label.set_color(style.text(quantity))


def show_steps(ax: Axes, length: int) -> bool:
    """Fit the time axis to the number of steps."""
    wanted = (-0.5, length - 0.5)
    if ax.get_xlim() == wanted:
        return False
    ax.set_xlim(wanted)
    return True


def extent(flow: LSTMRun) -> tuple[float, float]:
    """Return the least and the largest of c, f⊙c and i⊙g."""
    return span(flow.c, flow.fc, flow.ig)


def span(*values: np.ndarray) -> tuple[float, float]:
    """Return the least and the largest of all these numbers."""
    return min(float(v.min()) for v in values), max(float(v.max()) for v in values)


def upright_scale(ax: Axes, ranges: tuple[float, ...] = C_RANGES) -> Drawing:
    """Number an upright axis in few ranges; its state is the least and the largest number to show.

    The axis goes as far down as up; but where nothing is negative, or nothing is positive, hardly beyond 0 on that
    side. Grid and frame stand on the same pixels in every range, and the numbers at the grid are artists. So another
    range leaves the background as it was, unless something is pinned there.
    """
    pad = 3 + 3.5  # pt: as for the other labels, style.lane's pad and a tick's length
    where, va, ha = ax.get_yaxis_text1_transform(pad)
    look: dict[str, Any] = {"fontsize": style.FONT["small"], "color": style.INK, "va": va, "ha": ha}
    numbers = [ax.text(0, 0, "", transform=where, **look) for _ in range(3)]

    def update(extremes: tuple[float, float]) -> bool:
        pinned = [line for line in ax.lines if line.get_gid() == PINNED]
        low, high = span(np.array(extremes), *(np.asarray(line.get_ydata()) for line in pinned))
        limits, ticks = _range(low, high, ranges)
        if ax.get_ylim() == limits:
            return False
        ax.set_ylim(limits)
        ax.set_yticks(ticks, labels=["", "", ""])
        for number, tick in zip(numbers, ticks, strict=True):
            number.set_y(tick)
            number.set_text(f"{tick:g}".replace("-", "−"))
        return bool(pinned)

    return Drawing([*numbers], update)


def _range(low: float, high: float, ranges: tuple[float, ...]) -> tuple[tuple[float, float], list[float]]:
    """Return the limits and the three ticks for the smallest range that holds both numbers, else for the largest one.

    The ticks stand at 1/12, 1/2 and 11/12 of the axis, whichever part of the numbers it shows.
    """
    most = max(-low, high)
    first, last = (0.0, 1.0) if low >= -HARDLY * most else (-1.0, 0.0) if high <= HARDLY * most else (-1.0, 1.0)
    middle, half = (first + last) / 2, 0.6 * (last - first)
    room = 0.98 * (half + abs(middle))  # so that a thick line does not touch the frame
    unit = next((r for r in ranges if most <= room * r / 1.2), ranges[-1]) / 1.2
    return (middle * unit - half * unit, middle * unit + half * unit), [first * unit, middle * unit, last * unit]
