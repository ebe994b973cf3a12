"""Draw what σ, tanh and softmax do: to a line, to each other, to normal noise and to three scores (notebook 01)."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import HUGE, Drawing, Look, axes, dots, each, fitted, line, moving, together, words
from lstm_lesson.drawing.written import minus, percent, power_of_ten
from lstm_lesson.lessons.n01_sigmoid_and_tanh import numbers
from lstm_lesson.lessons.n01_sigmoid_and_tanh.numbers import EDGES, REACH, Scores, Shares, Squashed, Stretched

LINE_PICTURE, STRETCH_PICTURE, SHARES_PICTURE, SCORES_PICTURE = (1000, 560), (1000, 420), (1000, 620), (1000, 400)  # px
SHADE = "#E9E9E9"
LIMITS = {"sigmoid": numbers.SATURATED_SIGMOID, "tanh": numbers.SATURATED_TANH}
INPUTS = (-REACH, REACH)
MOST_SHARES = (0.1, 0.2, 0.4)  # of one bin: few, so that the axis seldom jumps while a slider moves
KEY: Look = {"frameon": False, "handlelength": 3, "fontsize": style.FONT["large"]}


def line_picture(figure: Figure, first: Squashed) -> Drawing:
    """Draw σ on the left and tanh on the right, on the same scales; their slopes below."""
    drawings = []
    for left, name in ((0.07, "sigmoid"), (0.56, "tanh")):
        above, below = axes(figure, left, 0.54, 0.42, 0.43), axes(figure, left, 0.11, 0.42, 0.36)
        above.set(xlim=INPUTS, ylim=(-1.3, 1.7), yticks=[-1, -0.5, 0, 0.5, 1])
        below.set(xlim=INPUTS, ylim=(0, 1.45), yticks=[0, 0.25, 0.5, 0.75, 1])
        below.set_xlabel("input $x$, with $z = w\\,x + b$; shaded: saturated")
        if name == "sigmoid":
            above.set_ylabel("output")
            below.set_ylabel("slope")
        drawings += [curve(above, name, LIMITS[name]), curve(below, f"{name}_slope", LIMITS[name])]
    return together(*drawings)


def curve(ax: Axes, quantity: str, limit: float) -> Drawing:
    """Draw one quantity over the input x, a dot at the input looked at, and shade where |z| is above `limit`."""

    def steep(now: Squashed) -> Any:
        return np.clip(now.unsaturated(limit), *INPUTS)

    left, right = (ax.add_patch(Rectangle((0, -9), 0, 18, facecolor=SHADE, edgecolor="none", zorder=0.5)) for _ in "lr")
    colour = style.text(quantity)
    look: Look = {**HUGE, "transform": ax.transAxes, "color": colour, "zorder": 6}
    dot: Look = {"markersize": 11, "color": colour, "markeredgecolor": "white", "clip_on": False, "zorder": 5}
    return together(
        moving(left, lambda now: {"x": -REACH, "width": steep(now)[0] + REACH}),
        moving(right, lambda now: {"x": steep(now)[1], "width": REACH - steep(now)[1]}),
        line(ax, quantity, lambda now: (now.x, getattr(now, quantity))),
        dots(ax, quantity, lambda now: (now.at, now.at_point[quantity]), **dot),
        # Two texts: the formula, which takes long to lay out, always stays the same, and so is laid out once.
        words(ax, 0.36, 0.84, f"{style.symbol(quantity)} =", ha="right", **look),
        words(ax, 0.38, 0.84, lambda now: minus(written(now.at_point[quantity])), **look),
    )


def stretch_picture(figure: Figure, first: Stretched) -> Drawing:
    """Draw tanh(z), and the stretched σ that is to be laid over it."""
    ax = axes(figure, 0.07, 0.16, 0.91, 0.81)
    ax.set(xlim=INPUTS, ylim=(-1.8, 3.4), yticks=[-1, 0, 1, 2, 3], xlabel="$z$", ylabel="output")
    ax.plot(first.z, first.tanh, **style.of("tanh"))
    look: Look = {"transform": ax.transAxes, **HUGE}
    ax.text(0.87, 0.08, "largest gap", ha="right", **look)
    drawing = together(
        line(ax, "sigmoid", lambda now: (now.z, now.stretched), label=r"outside·$\sigma$(inside·$z$) + shift"),
        words(ax, 0.89, 0.08, lambda now: f"{now.gap:.3f}", **look),
    )
    ax.legend(loc="upper left", **KEY)
    return drawing


def shares_picture(figure: Figure, first: Shares) -> Drawing:
    """Draw normal x, the functions, and how σ(w·x) and tanh(w·x) are distributed."""
    places = [(left, bottom, 0.41, 0.36) for bottom in (0.58, 0.07) for left in (0.07, 0.57)]
    x, functions, s, y = (axes(figure, *place) for place in places)
    for ax in (x, s):
        ax.set_ylabel("share per bin")
    return together(
        share_bars(x, "x", f"$x$: {numbers.N_NORMAL:,} normal values"),
        percentile_curves(functions, first),
        share_bars(s, "sigmoid", r"$\sigma(w\,x)$"),
        share_bars(y, "tanh", r"$\tanh(w\,x)$"),
    )


def share_bars(ax: Axes, quantity: str, title: str) -> Drawing:
    """Draw which share of the random values falls into each bin, and as a line what the normal distribution says."""
    edges = EDGES[quantity]
    ax.set(xlim=edges[[0, -1]], xticks=np.linspace(edges[0], edges[-1], 5))
    ax.set_title(title, color=style.text(quantity), fontsize=style.FONT["large"])
    stairs = ax.stairs(np.zeros(len(edges) - 1), edges, fill=True, color=style.of(quantity)["color"], alpha=0.4)
    return together(
        moving(stairs, lambda now: {"data": now.counted[quantity]}),
        line(ax, quantity, lambda now: ((edges[:-1] + edges[1:]) / 2, now.exact[quantity])),
        fitted(ax, _most_of, _percents),
    )


def _most_of(now: Shares) -> tuple[float, float]:
    largest = max(counted.max() for counted in now.counted.values())
    return 0, next((most for most in MOST_SHARES if largest <= most), MOST_SHARES[-1])


def _percents(_: float, most: float) -> dict[str, Any]:
    return {"ticks": [0, most / 2, most], "labels": [percent(share) for share in (0, most / 2, most)]}


def percentile_curves(ax: Axes, first: Shares) -> Drawing:
    """Draw the normal percentile of x, and σ(w·x) and tanh(w·x) beside it."""
    ax.set(xlim=INPUTS, ylim=(-1.15, 1.15), yticks=[-1, -0.5, 0, 0.5, 1])
    ax.set_title("the functions, and the percentile", color=style.INK, fontsize=style.FONT["large"])
    ax.plot(first.x, first.percentile, **style.of("percentile"))
    drawing = together(
        line(ax, "sigmoid", lambda now: (now.x, now.sigmoid), label=r"$\sigma(w\,x)$"),
        line(ax, "tanh", lambda now: (now.x, now.tanh), label=r"$\tanh(w\,x)$"),
    )
    ax.legend(loc="lower right", **KEY)
    return drawing


def scores_picture(figure: Figure, first: Scores) -> Drawing:
    """Draw the three scores through three sigmoids on the left, through softmax on the right."""
    left, right = axes(figure, 0.07, 0.12, 0.40, 0.74), axes(figure, 0.57, 0.12, 0.40, 0.74)
    return together(score_bars(left, "sigmoid", "three sigmoids"), score_bars(right, "softmax", "softmax"))


def score_bars(ax: Axes, quantity: str, name: str) -> Drawing:
    """Draw what each of the three scores becomes, with its number, and the sum of the three."""
    ax.set(xlim=(0.4, 3.6), ylim=(0, 1.2), yticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_xticks([1, 2, 3], labels=["$z_1$", "$z_2$", "$z_3$"], **HUGE)
    ax.grid(False, axis="x")
    look = {"color": style.of(quantity)["color"], "edgecolor": style.text(quantity)}
    bars = ax.bar([1, 2, 3], [0, 0, 0], width=0.6, alpha=0.6, **look)
    texts: Look = {**HUGE, "color": style.text(quantity), "ha": "center", "va": "bottom", "clip_on": False}
    above = [ax.text(place, 0, "", **texts) for place in (1, 2, 3)]

    def value(now: Scores, k: int) -> float:
        return getattr(now, quantity)[k]

    def over(value: float) -> dict[str, Any]:
        return {"y": value + 0.01, "text": f"{value:.2f}"}

    return together(
        each(range(3), lambda k: moving(bars[k], lambda now: {"height": value(now, k)})),
        each(range(3), lambda k: moving(above[k], lambda now: over(value(now, k)))),
        moving(ax.text(2, 1.23, "", **texts), lambda now: {"text": f"{name}: sum {getattr(now, quantity).sum():.2f}"}),
    )


def written(value: float) -> str:
    """Write a value with three decimals, or as a power of ten where those would all be 0: 1.8·10⁻⁴."""
    return f"{value:.3f}" if value == 0 or abs(value) >= 5e-4 else power_of_ten(value, 2)
