"""Draw how a plain RNN's gradient vanishes or explodes on its way back through time, and how clipping cuts a step."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.lessons.n03_why_rnns_forget import numbers as cliff
from lstm_lesson.lessons.n03_why_rnns_forget.many_units_numbers import ManyUnits
from lstm_lesson.lessons.n03_why_rnns_forget.numbers import Update
from lstm_lesson.nn.one_unit_rnn import PlainRun

PICTURE, CLIFF_PICTURE = (1000, 560), (1000, 480)  # px
GRADIENTS = (1e-12, 1e12)


def one_unit_picture(figure: Figure, first: PlainRun) -> Drawing:
    """Draw input, state and gradient of one unit; long dashes: what the gradient would be if all slopes were 1."""
    above, middle, below = _lanes(figure)
    drawing = together(
        _curve(above, first, "x", lambda run: run.x, "$x_t$"),
        _curve(middle, first, "h", lambda run: run.h, "$h_t$"),
        _curve(below, first, "power", lambda run: np.maximum(run.power, lanes.TINY), ""),
        _curve(below, first, "rnn", lambda run: np.maximum(run.gradient, lanes.TINY), r"$|\partial h_T/\partial h_t|$"),
    )
    _key(figure, {"rnn": "the gradient", "power": style.symbol("power")})
    return drawing


def many_units_picture(figure: Figure, first: ManyUnits) -> Drawing:
    """Draw the input, the states of four of the 32 units, and the size of the gradient."""
    above, middle, below = _lanes(figure)
    states = [_curve(middle, first, "h", lambda run, k=k: run.h[:, k], "$h_t$", width=1.4) for k in range(4)]
    words = r"size of $\partial h_T/\partial h_t$"
    drawing = together(
        _curve(above, first, "x", lambda run: run.x, "$x_t$"),
        *states,
        _curve(below, first, "rnn", lambda run: np.maximum(run.gradient, lanes.TINY), words),
    )
    _key(figure, {"rnn": "the gradient", "h": "4 of 32 units"})
    return drawing


def _lanes(figure: Figure) -> tuple[Axes, Axes, Axes]:
    """Set up three lanes over the same time: input, state, and the gradient on a log scale."""
    above, middle = figure.add_axes((0.11, 0.86, 0.66, 0.11)), figure.add_axes((0.11, 0.69, 0.66, 0.13))
    below = figure.add_axes((0.11, 0.11, 0.66, 0.53))
    for ax in (above, middle, below):
        style.lane(ax)
        ax.set_xlim(-0.5, 50.5)
        ax.tick_params(labelsize=style.FONT["normal"], labelbottom=ax is below)
    above.set(ylim=(-2.3, 2.3), yticks=[-2, 0, 2])
    middle.set(ylim=(-1.2, 1.2), yticks=[-1, 0, 1])
    below.set_yscale("log", nonpositive="clip")
    below.set_ylim(*GRADIENTS)
    below.set_yticks([1e-12, 1e-8, 1e-4, 1, 1e4, 1e8, 1e12])
    below.minorticks_off()
    below.axhline(1, color=style.INK, linewidth=1.2)
    below.set_xlabel("step $t$; the last is $T$ = 50", fontsize=style.FONT["large"], color=style.INK)
    look: dict[str, Any] = {"transform": below.transAxes, "fontsize": style.FONT["large"], "color": style.INK}
    below.text(0.015, 0.94, "explodes", va="top", **look)
    below.text(0.015, 0.06, "vanishes", va="bottom", **look)
    return above, middle, below


def _curve(ax: Axes, first: Any, quantity: str, values: Any, label: str, width: float | None = None) -> Drawing:
    look = style.of(quantity) | ({"linewidth": width} if width else {})
    line = ax.plot([], [], **look)[0]
    if quantity == "rnn":
        line.set_linewidth(3)  # here it is what everyone looks at
    if label:
        ax.set_ylabel(label, fontsize=style.FONT["large"], color=style.text(quantity))
        ax.yaxis.set_label_coords(-0.095, 0.5)

    def update(run: Any) -> bool:
        y = values(run)
        line.set_data(np.arange(len(y)), y)
        return False

    update(first)
    return Drawing([line], update)


def _key(figure: Figure, words: dict[str, str]) -> None:
    samples = [Line2D([], [], **{**style.of(q), "label": label}) for q, label in words.items()]
    place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0.775, 0.64), "bbox_transform": figure.transFigure}
    figure.legend(handles=samples, frameon=False, fontsize=style.FONT["large"], handlelength=2.6, **place)


def cliff_picture(figure: Figure, first: Update) -> Drawing:
    """Draw the loss over w_h and b as a map, and on it the update before and after clipping."""
    ax = figure.add_axes((0.075, 0.125, 0.55, 0.84))
    w_h, b, loss = cliff.landscape()
    levels = [0, 0.01, 0.05, 0.15, 0.3, 0.5, 1, 1.5, 2, 2.5, 3]
    ax.contourf(w_h, b, loss, levels=levels, cmap="Greys", vmin=-0.3, vmax=6)
    ax.contour(w_h, b, loss, levels=levels[1:], colors="#767676", linewidths=0.7)
    ax.set(xlim=cliff.W_H, ylim=cliff.B)
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_xlabel("$w_h$", fontsize=style.FONT["huge"])
    ax.set_ylabel("$b$", fontsize=style.FONT["huge"], rotation=0)
    raw = ax.plot(
        [], [], color=style.of("forecast")["color"], linestyle=style.of("direct")["linestyle"], linewidth=2.6
    )[0]
    clipped = ax.plot([], [], marker="o", markersize=6, markevery=[1], color=style.of("c")["color"], linewidth=4)[0]
    here = ax.plot([], [], "o", markersize=11, color=style.INK, markeredgecolor="white")[0]
    _cliff_key(figure, raw, clipped, here)
    size: dict[str, Any] = {"fontsize": style.FONT["huge"], "color": style.INK}
    numbers = []
    for y, words in zip(
        (0.50, 0.40, 0.30, 0.20), ("gradient norm", "update before", "update after", "loss"), strict=True
    ):
        figure.text(0.66, y, words, **size)
        numbers.append(figure.text(0.98, y, "", ha="right", **size))

    def update(now: Update) -> bool:
        start = np.array([now.w_h, now.b])
        for line, step in ((raw, now.update), (clipped, now.clipped)):
            line.set_data(*np.transpose([start, start + step]))
        here.set_data(*start[:, None])
        for number, line_of_words in zip(numbers, _cliff_words(now), strict=True):
            number.set_text(line_of_words)
        return False

    update(first)
    return Drawing([raw, clipped, here, *numbers], update)


def _cliff_key(figure: Figure, raw: Line2D, clipped: Line2D, here: Line2D) -> None:
    labels = ["the weights now", "update before clipping", "update after clipping"]
    place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0.645, 0.97)}
    figure.legend([here, raw, clipped], labels, frameon=False, fontsize=style.FONT["large"], handlelength=2.6, **place)
    words = "dark: high loss, white: low"
    figure.text(0.66, 0.68, words, fontsize=style.FONT["large"], color=style.INK)


def _cliff_words(now: Update) -> list[str]:
    sizes = (now.norm, np.linalg.norm(now.update), np.linalg.norm(now.clipped), now.loss)
    return [f"{size:.3f}" if size < 10 else f"{size:.1f}" for size in sizes]
