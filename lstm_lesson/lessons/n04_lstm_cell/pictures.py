"""Draw the three versions of the LSTM unit on one stream: what they remember, say, and could learn from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes as draw
from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.lessons.n04_lstm_cell.numbers import VERSIONS, Stream

PICTURE = (1000, 560)  # px


def stream(ax: Axes, first: Stream) -> Drawing:
    """Draw the input x_t."""
    style.lane(ax, "input", ticks=[0, 0.5, 1])
    ax.set_ylim(-0.1, 1.1)
    draw.name_lines(ax, "x")
    line = ax.plot([], [], **style.of("x"))[0]

    def update(now: Stream) -> bool:
        line.set_data(np.arange(len(now.x)), now.x)
        return draw.show_steps(ax, len(now.x))

    update(first)
    return Drawing([line], update)


def cell_states(ax: Axes, first: Stream) -> Drawing:
    """Draw the cell state c_t of each version."""
    style.lane(ax, "cell state $c_t$")
    return _versions(ax, first, "c", lambda now: max(np.abs(run.c).max() for run in now.runs.values()))


def hidden_states(ax: Axes, first: Stream) -> Drawing:
    """Draw the hidden state h_t of each version, between −1 and 1."""
    style.lane(ax, "hidden $h_t$", ticks=[-1, 0, 1])
    ax.set_ylim(-1.2, 1.2)
    return _versions(ax, first, "h")


def gradients(ax: Axes, first: Stream) -> Drawing:
    """Draw |∂c_T/∂c_t| of each version, as far as it followed the gradient."""
    draw.gradient_lane(ax)
    return _versions(ax, first, "gradient")


def _versions(ax: Axes, first: Stream, quantity: str, largest: Callable[[Stream], float] | None = None) -> Drawing:
    """Draw one quantity of all versions; `largest` says how far the upright axis must reach, where that changes."""
    draw.name_lines(ax, *VERSIONS)
    lines = {name: ax.plot([], [], **style.of(name))[0] for name in VERSIONS}
    scale = draw.upright_scale(ax) if largest is not None else None

    def update(now: Stream) -> bool:
        for name, line in lines.items():
            values = getattr(now.runs[name], quantity)
            line.set_data(np.arange(len(values)), np.maximum(values, draw.TINY) if quantity == "gradient" else values)
        changed = draw.show_steps(ax, len(now.x))
        return (scale is not None and largest is not None and scale.update(largest(now))) or changed

    update(first)
    return Drawing([*lines.values(), *(scale.artists if scale else [])], update)


def three_versions(figure: Figure, first: Stream) -> Drawing:
    """Draw the stream, and below it what the versions make of it."""
    lanes = ((stream, 0.8), (cell_states, 1.6), (hidden_states, 1.1), (gradients, 1.3))
    axes = list(figure.subplots(len(lanes), 1, sharex=True, height_ratios=[share for _, share in lanes]))
    figure.subplots_adjust(left=0.085, right=0.885, top=0.98, bottom=0.085, hspace=0.16)
    drawn = [lane(ax, first) for (lane, _), ax in zip(lanes, axes, strict=True)]
    axes[-1].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    for ax in axes:
        ax.yaxis.set_label_coords(-0.065, 0.5)
    return draw.together(*drawn)
