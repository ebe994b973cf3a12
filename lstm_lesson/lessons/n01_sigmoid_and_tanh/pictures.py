"""Draw what σ, tanh and softmax do: to a line, to each other, to normal noise and to three scores (notebook 01)."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.lessons.n01_sigmoid_and_tanh.numbers import (
    EDGES,
    N_NORMAL,
    REACH,
    SATURATED_SIGMOID,
    SATURATED_TANH,
    Scores,
    Shares,
    Squashed,
    Stretched,
)

LINE_PICTURE, STRETCH_PICTURE, SHARES_PICTURE, SCORES_PICTURE = (1000, 560), (1000, 420), (1000, 620), (1000, 400)  # px
SHADE = "#E9E9E9"
LIMITS = {"sigmoid": SATURATED_SIGMOID, "tanh": SATURATED_TANH}
MOST_SHARES = (0.1, 0.2, 0.4)  # of one bin: few, so that the axis seldom jumps while a slider moves
LARGE: dict[str, Any] = {"fontsize": style.FONT["large"]}


def curve(ax: Axes, first: Squashed, quantity: str, limit: float) -> Drawing:
    """Draw one quantity over the input x, a dot at the input looked at, and shade where |z| is above `limit`."""
    style.lane(ax)
    _inputs(ax)
    shades = [ax.add_patch(Rectangle((0, -9), 0, 18, facecolor=SHADE, edgecolor="none", zorder=0.5)) for _ in range(2)]
    line = ax.plot([], [], **style.of(quantity))[0]
    dot = ax.plot([], [], "o", markersize=11, color=style.text(quantity), markeredgecolor="white", zorder=5)[0]
    words: dict[str, Any] = {"transform": ax.transAxes, "fontsize": style.FONT["huge"], "clip_on": False, "zorder": 6}
    words["color"] = style.text(quantity)
    # Two texts: the formula, which takes long to lay out, always stays the same, and so is laid out once.
    symbol = ax.text(0.36, 0.84, f"{style.symbol(quantity)} =", ha="right", **words)
    number = ax.text(0.38, 0.84, "", **words)

    def update(now: Squashed) -> bool:
        low, high = np.clip(now.unsaturated(limit), -REACH, REACH)
        for shade, (left, right) in zip(shades, ((-REACH, low), (high, REACH)), strict=True):
            shade.set(x=left, width=right - left)
        value = now.at_point[quantity]
        line.set_data(now.x, getattr(now, quantity))
        dot.set_data([now.at], [value])
        number.set_text(written(value).replace("-", "−"))
        return False

    update(first)
    return Drawing([*shades, line, dot, symbol, number], update)


def line_picture(figure: Figure, first: Squashed) -> Drawing:
    """Draw σ on the left and tanh on the right, on the same scales; their slopes below."""
    drawings = []
    for left, name in ((0.07, "sigmoid"), (0.56, "tanh")):
        above, below = figure.add_axes((left, 0.54, 0.42, 0.43)), figure.add_axes((left, 0.11, 0.42, 0.36))
        above.set_ylim(-1.3, 1.7)
        above.set_yticks([-1, -0.5, 0, 0.5, 1])
        below.set_ylim(0, 1.45)
        below.set_yticks([0, 0.25, 0.5, 0.75, 1])
        for ax, quantity in ((above, name), (below, f"{name}_slope")):
            drawings.append(curve(ax, first, quantity, LIMITS[name]))
            if name == "sigmoid":
                ax.set_ylabel("output" if ax is above else "slope", **LARGE)
        below.set_xlabel("input $x$, with $z = w\\,x + b$; shaded: saturated", **LARGE)
    return together(*drawings)


def stretch_picture(figure: Figure, first: Stretched) -> Drawing:
    """Draw tanh(z), and the stretched σ that is to be laid over it."""
    ax = figure.add_axes((0.07, 0.16, 0.91, 0.81))
    style.lane(ax, ticks=[-1, 0, 1, 2, 3])
    _inputs(ax, "z")
    ax.set_ylim(-1.8, 3.4)
    ax.set_ylabel("output", **LARGE)
    ax.plot(first.z, first.tanh, **style.of("tanh"))
    line = ax.plot([], [], **style.of("sigmoid"))[0]
    line.set_label(r"outside·$\sigma$(inside·$z$) + shift")
    ax.legend(loc="upper left", frameon=False, handlelength=3, **LARGE)
    words: dict[str, Any] = {"transform": ax.transAxes, "color": style.INK, "fontsize": style.FONT["huge"]}
    ax.text(0.87, 0.08, "largest gap", ha="right", **words)
    number = ax.text(0.89, 0.08, "", clip_on=False, **words)

    def update(now: Stretched) -> bool:
        line.set_data(now.z, now.stretched)
        number.set_text(f"{now.gap:.3f}")
        return False

    update(first)
    return Drawing([line, number], update)


def share_bars(ax: Axes, first: Shares, quantity: str, words: str) -> Drawing:
    """Draw which share of the random values falls into each bin, and as a line what the normal distribution says."""
    style.lane(ax)
    edges = EDGES[quantity]
    ax.set_xlim(edges[0], edges[-1])
    ax.set_xticks(np.linspace(edges[0], edges[-1], 5))
    ax.set_title(words, color=style.text(quantity), **LARGE)
    ax.tick_params(labelsize=style.FONT["normal"])
    bars = ax.stairs(np.zeros(len(edges) - 1), edges, fill=True, color=style.of(quantity)["color"], alpha=0.4)
    line = ax.plot([], [], **style.of(quantity))[0]

    def update(now: Shares) -> bool:
        bars.set_data(now.counted[quantity], edges)
        line.set_data((edges[:-1] + edges[1:]) / 2, now.exact[quantity])
        largest = max(now.counted["sigmoid"].max(), now.counted["tanh"].max(), now.counted["x"].max())
        return _show_shares(ax, next((most for most in MOST_SHARES if largest <= most), MOST_SHARES[-1]))

    update(first)
    return Drawing([bars, line], update)


def percentile_curves(ax: Axes, first: Shares) -> Drawing:
    """Draw the normal percentile of x, and σ(w·x) and tanh(w·x) beside it."""
    style.lane(ax, ticks=[-1, -0.5, 0, 0.5, 1])
    _inputs(ax)
    ax.set_ylim(-1.15, 1.15)
    ax.set_title("the functions, and the percentile", color=style.INK, **LARGE)
    ax.plot(first.x, first.percentile, **style.of("percentile"))
    lines = {q: ax.plot([], [], **style.of(q))[0] for q in ("sigmoid", "tanh")}
    lines["sigmoid"].set_label(r"$\sigma(w\,x)$")
    lines["tanh"].set_label(r"$\tanh(w\,x)$")
    ax.legend(loc="lower right", frameon=False, handlelength=3, **LARGE)

    def update(now: Shares) -> bool:
        for quantity, line in lines.items():
            line.set_data(now.x, getattr(now, quantity))
        return False

    update(first)
    return Drawing(list(lines.values()), update)


def shares_picture(figure: Figure, first: Shares) -> Drawing:
    """Draw normal x, the functions, and how σ(w·x) and tanh(w·x) are distributed."""
    places = [(left, bottom, 0.41, 0.36) for bottom in (0.58, 0.07) for left in (0.07, 0.57)]
    x, functions, s, y = (figure.add_axes(place) for place in places)
    for ax in (x, s):
        ax.set_ylabel("share per bin", **LARGE)
    return together(
        share_bars(x, first, "x", f"$x$: {N_NORMAL:,} normal values"),
        percentile_curves(functions, first),
        share_bars(s, first, "sigmoid", r"$\sigma(w\,x)$"),
        share_bars(y, first, "tanh", r"$\tanh(w\,x)$"),
    )


def score_bars(ax: Axes, first: Scores, quantity: str, words: str) -> Drawing:
    """Draw what each of the three scores becomes, with its number, and the sum of the three."""
    style.lane(ax, ticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_xlim(0.4, 3.6)
    ax.set_ylim(0, 1.2)
    ax.set_xticks([1, 2, 3], labels=["$z_1$", "$z_2$", "$z_3$"], fontsize=style.FONT["huge"])
    ax.tick_params(axis="y", labelsize=style.FONT["normal"])
    ax.grid(False, axis="x")
    look = style.of(quantity)
    bars = ax.bar([1, 2, 3], [0, 0, 0], width=0.6, color=look["color"], alpha=0.6, edgecolor=style.text(quantity))
    texts: dict[str, Any] = {"fontsize": style.FONT["huge"], "ha": "center", "va": "bottom", "clip_on": False}
    numbers = [ax.text(place, 0, "", color=style.text(quantity), **texts) for place in (1, 2, 3)]
    title = ax.text(2, 1.23, "", color=style.text(quantity), **texts)

    def update(now: Scores) -> bool:
        values = getattr(now, quantity)
        for value, bar, number in zip(values.tolist(), bars, numbers, strict=True):
            bar.set_height(value)
            number.set_y(value + 0.01)
            number.set_text(f"{value:.2f}")
        title.set_text(f"{words}: sum {values.sum():.2f}")
        return False

    update(first)
    return Drawing([*bars, *numbers, title], update)


def scores_picture(figure: Figure, first: Scores) -> Drawing:
    """Draw the three scores through three sigmoids on the left, through softmax on the right."""
    left, right = figure.add_axes((0.07, 0.12, 0.40, 0.74)), figure.add_axes((0.57, 0.12, 0.40, 0.74))
    return together(
        score_bars(left, first, "sigmoid", "three sigmoids"),
        score_bars(right, first, "softmax", "softmax"),
    )


def _inputs(ax: Axes, symbol: str = "") -> None:
    ax.set_xlim(-REACH, REACH)
    ax.tick_params(labelsize=style.FONT["normal"])
    if symbol:
        ax.set_xlabel(f"${symbol}$", **LARGE)


def _show_shares(ax: Axes, most: float) -> bool:
    """Fit the axis of shares; tell whether it changed."""
    changed = ax.get_ylim() != (0, most)
    if changed:
        ax.set_ylim(0, most)
        ticks = [0, most / 2, most]
        ax.set_yticks(ticks, labels=[f"{tick:.0%}" for tick in ticks])
    return changed


def written(value: float) -> str:
    """Write a value with three decimals, or as a power of ten where those would all be 0: 1.8·10⁻⁴."""
    if value == 0 or abs(value) >= 5e-4:
        return f"{value:.3f}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}·10" + str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
