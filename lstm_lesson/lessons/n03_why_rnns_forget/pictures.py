"""Draw how a plain RNN's gradient vanishes or explodes on its way back through time, and how clipping cuts a step."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import HUGE, LARGE, Drawing, axes, dots, each, key, line, together, upright, words
from lstm_lesson.drawing.written import power_of_ten, two_digits
from lstm_lesson.lessons.n03_why_rnns_forget import numbers, stretching_numbers
from lstm_lesson.nn.one_unit import RNNRun

PICTURE, CLIPPING_PICTURE, STRETCH_PICTURE = (1000, 560), (1000, 480), (900, 480)  # px
GRADIENTS = (1e-12, 1e12)
KEY: dict[str, Any] = {"loc": "upper left", "handlelength": 2.6}


def one_unit_picture(figure: Figure, first: numbers.Walk[RNNRun]) -> Drawing:
    """Draw input, state and gradient of one unit; long dashes: what the gradient would be if all slopes were 1."""
    above, middle, below = _lanes(figure, r"$|\partial h_T/\partial h_t|$")
    key(figure, {"rnn": "the gradient", "power": style.symbol("power")}, bbox_to_anchor=(0.775, 0.64), **KEY)
    return together(
        line(above, "x", lambda now: now.run.x),
        line(middle, "h", lambda now: now.run.h),
        line(below, "power", lambda now: _walked(now, now.run.power)),
        _gradient(below),
        _walker(figure, above, middle, below),
    )


def random_rnn_picture(figure: Figure, first: numbers.Walk[numbers.RandomRNNRun]) -> Drawing:
    """Draw the input, the states of four of the 32 units, and the size of the gradient."""
    above, middle, below = _lanes(figure, r"size of $\partial h_T/\partial h_t$")
    key(figure, {"rnn": "the gradient", "h": "4 of 32 units"}, bbox_to_anchor=(0.775, 0.64), **KEY)
    states = each(range(4), lambda k: line(middle, "h", lambda now: now.run.h[:, k], linewidth=1.4))
    walker = _walker(figure, above, middle, below)
    return together(line(above, "x", lambda now: now.run.x), states, _gradient(below), walker)


def _gradient(ax: Axes) -> Drawing:
    return line(ax, "rnn", lambda now: _walked(now, now.run.gradient), linewidth=3)  # what everyone looks at


def _walked(now: numbers.Walk[Any], sizes: np.ndarray) -> Any:
    """Return the part of a curve that the walk back has come over."""
    return np.arange(now.t, len(sizes)), np.maximum(sizes[now.t :], lanes.TINY)


def _walker(figure: Figure, *rows: Axes) -> Drawing:
    """Mark where the walk stands, with its last factor and the product; at step 0 it is over, and the mark is gone."""

    def product(now: numbers.Walk[Any]) -> float:
        return max(now.run.gradient[now.t], lanes.TINY)

    def said(name: str, y: float, number: Callable[[numbers.Walk[Any]], float]) -> Drawing:
        return together(
            words(figure, 0.79, y, lambda now: name if now.t else "", **LARGE),
            words(figure, 0.79, y - 0.06, lambda now: in_words(number(now)) if now.t else "", **HUGE),
        )

    look: dict[str, Any] = {"markersize": 10, "markeredgecolor": "white", "zorder": 5}
    return together(
        each(rows, lambda ax: upright(ax, lambda now: now.t or np.nan)),
        dots(rows[-1], "rnn", lambda now: (now.t or np.nan, product(now)), **look),
        said("this step's factor", 0.42, lambda now: now.factor),
        said("product so far", 0.27, lambda now: now.run.gradient[now.t]),
    )


def _lanes(figure: Figure, gradient: str) -> tuple[Axes, Axes, Axes]:
    """Set up three lanes over the same time: input, state, and the gradient on a log scale."""
    above, middle = axes(figure, 0.11, 0.86, 0.66, 0.11), axes(figure, 0.11, 0.69, 0.66, 0.13)
    below = axes(figure, 0.11, 0.11, 0.66, 0.53)
    for ax, quantity, label in ((above, "x", "$x_t$"), (middle, "h", "$h_t$"), (below, "rnn", gradient)):
        ax.set_xlim(-0.5, 50.5)
        ax.tick_params(labelbottom=ax is below)
        ax.set_ylabel(label, color=style.text(quantity))
        ax.yaxis.set_label_coords(-0.095, 0.5)
    above.set(ylim=(-2.3, 2.3), yticks=[-2, 0, 2])
    middle.set(ylim=(-1.2, 1.2), yticks=[-1, 0, 1])
    below.set(yscale="log", ylim=GRADIENTS, yticks=[1e-12, 1e-8, 1e-4, 1, 1e4, 1e8, 1e12])
    below.minorticks_off()
    below.axhline(1, color=style.INK, linewidth=1.2)
    below.set_xlabel("step $t$; the last is $T$ = 50", color=style.INK)
    # Near the last step, where every gradient is still near 1.
    below.text(0.9, 0.94, "explodes", ha="right", va="top", transform=below.transAxes, **LARGE)
    below.text(0.9, 0.06, "vanishes", ha="right", va="bottom", transform=below.transAxes, **LARGE)
    return above, middle, below


def stretch_picture(figure: Figure, first: stretching_numbers.Stretch) -> Drawing:
    """Draw the circle of all gradients of length 1, the ellipse that W_h makes of it, and the ellipse's half-axes."""
    ax = axes(figure, 0.085, 0.125, 0.445, 0.834)
    reach = 1.75
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), xlabel="gradient of unit 1", ylabel="gradient of unit 2")
    ax.set_xticks([-1, 0, 1])
    ax.set_yticks([-1, 0, 1])
    solid: dict[str, Any] = {"linestyle": "-", "linewidth": 3.4}
    names = {"constant": "all gradients of length 1", "rnn": "the same, some steps back"}
    names |= {"power": "longest and shortest half-axis", "truth": "a direction that never turns"}
    key(figure, names, {"rnn": solid}, bbox_to_anchor=(0.555, 0.985), **KEY)

    def axis(end: Callable[[stretching_numbers.Stretch], np.ndarray]) -> Drawing:
        return line(ax, "power", lambda now: tuple(np.array([[0.0, 0.0], end(now)]).T))

    def number(y: float, name: str, size: Callable[[stretching_numbers.Stretch], Any]) -> Drawing:
        figure.text(0.575, y, name, **HUGE)
        return words(figure, 0.985, y, lambda now: str(size(now)), ha="right", **HUGE)

    return together(
        line(ax, "constant", lambda now: tuple(now.circle)),
        line(ax, "rnn", lambda now: tuple(now.ellipse), **solid),
        line(ax, "truth", lambda now: tuple(np.array([-now.kept, now.kept]).T)),
        axis(lambda now: now.long_axis),
        axis(lambda now: now.short_axis),
        number(0.46, "steps back", lambda now: now.steps),
        number(0.36, "longest half-axis", lambda now: length(now.longest)),
        number(0.26, "shortest half-axis", lambda now: length(now.shortest)),
        number(0.16, "gain to that power", lambda now: length(now.gain**now.steps)),
    )


def clipping_picture(figure: Figure, first: numbers.Update) -> Drawing:
    """Draw the loss over w_h and b as a map, and on it the update before and after clipping."""
    ax = _landscape(figure)
    before: dict[str, Any] = {"linestyle": style.of("direct")["linestyle"], "linewidth": 2.6}
    after: dict[str, Any] = {"marker": "o", "markersize": 6, "markevery": [1], "linewidth": 4}
    raw = line(ax, "forecast", lambda now: _step(now, now.update), **before)
    clipped = line(ax, "c", lambda now: _step(now, now.clipped), **after)
    here = dots(ax, "cursor", lambda now: (now.w_h, now.b), markersize=11, markeredgecolor="white", clip_on=False)
    labels = ["the weights now", "update before clipping", "update after clipping"]
    place: dict[str, Any] = {"bbox_to_anchor": (0.645, 0.97), "frameon": False, "fontsize": style.FONT["large"], **KEY}
    figure.legend([*here.artists, *raw.artists, *clipped.artists], labels, **place)
    figure.text(0.66, 0.68, "dark: high loss, white: low", **LARGE)

    def number(y: float, name: str, size: Callable[[numbers.Update], Any]) -> Drawing:
        figure.text(0.66, y, name, **HUGE)
        return words(figure, 0.98, y, lambda now: _written(size(now)), ha="right", **HUGE)

    return together(
        raw,
        clipped,
        here,
        number(0.50, "gradient norm", lambda now: now.norm),
        number(0.40, "update before", lambda now: np.linalg.norm(now.update)),
        number(0.30, "update after", lambda now: np.linalg.norm(now.clipped)),
        number(0.20, "loss", lambda now: now.loss),
    )


def _landscape(figure: Figure) -> Axes:
    ax = figure.add_axes((0.075, 0.125, 0.55, 0.84))
    levels = [0, 0.01, 0.05, 0.15, 0.3, 0.5, 1, 1.5, 2, 2.5, 3]
    ax.contourf(*numbers.landscape(), levels=levels, cmap="Greys", vmin=-0.3, vmax=6)
    ax.contour(*numbers.landscape(), levels=levels[1:], colors="#767676", linewidths=0.7)
    ax.set(xlim=numbers.W_H, ylim=numbers.B)
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_xlabel("$w_h$", fontsize=style.FONT["huge"])
    ax.set_ylabel("$b$", fontsize=style.FONT["huge"], rotation=0, labelpad=8)
    return ax


def _step(now: numbers.Update, step: np.ndarray) -> Any:
    return [now.w_h, now.w_h + step[0]], [now.b, now.b + step[1]]


def _written(size: float) -> str:
    return f"{size:.3f}" if size < 10 else f"{size:.1f}"


def in_words(size: float) -> str:
    """Write a size that may lie many powers of ten from 1: 0.52, 3·10⁻⁹; a dash where there is none."""
    if np.isnan(size):
        return "–"
    if size == 0:
        return "0"
    if 0.01 <= size < 1000:
        return two_digits(size)
    return power_of_ten(size)


def length(size: float) -> str:
    """Write a length with two decimals, or as a power of ten if these would say little: 1.34, 5·10⁻⁷, 600."""
    return f"{size:.2f}" if 0.1 <= size < 100 else in_words(size)
