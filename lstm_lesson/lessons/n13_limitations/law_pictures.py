"""Draw the law of a damped sine: AR(2) with more and more values seen, and a point that turns and shrinks."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import LARGE, Drawing, axes, dots, each, key, line, moving, together
from lstm_lesson.lessons.n13_limitations.law_numbers import LAST, SeenValues, TurningPoint

SEEN_PICTURE, TURNING_PICTURE = (1000, 400), (1000, 520)  # px
NEIGHBOURS = {-1: "before", 0: "now", 1: "next"}
REACH = 1.9  # of the plane: a_1 is below 2


def seen_picture(figure: Figure, first: SeenValues) -> Drawing:
    """Draw the values seen as dots, the wave, and AR(2)'s forecast of all the rest."""
    ax = axes(figure, 0.07, 0.15, 0.91, 0.68)
    ax.set(xlim=(-0.5, LAST + 0.5), ylim=(-0.3, 1.3), yticks=[0, 0.5, 1], xlabel="time (steps)")
    look: dict[str, Any] = {"x": {"linestyle": "none", "marker": "o", "markersize": 8}}
    said = {"x": "seen", "truth": "truth", "ar2": "AR(2), from the values seen"}
    key(ax, said, look, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 0.99), handlelength=3.4)

    def ahead(now: SeenValues) -> Any:
        return np.arange(now.n - 1, LAST + 1), np.append(
            now.x[-1], np.clip(now.ahead, -9, 9)
        )  # no further: it may run away

    return together(
        line(ax, "ar2", ahead, linewidth=3.4),
        line(ax, "truth", lambda now: now.clean, linewidth=2.6),
        dots(ax, "x", lambda now: (np.arange(now.n), now.x), markersize=8, zorder=4),
    )


def turning_picture(figure: Figure, first: TurningPoint) -> Drawing:
    """Draw the point in the plane with the two parts of its next place, and its height over time."""
    width, height = TURNING_PICTURE
    side = 400
    plane = axes(figure, 66 / width, 62 / height, side / width, side / height)
    over = axes(figure, 560 / width, 62 / height, 420 / width, side / height)
    for ax in (plane, over):
        ax.set(ylim=(-REACH, REACH), yticks=[-1, 0, 1])
    plane.set(xlim=(-REACH, REACH), xticks=[-1, 0, 1])
    plane.set_ylabel("height", labelpad=-2)
    over.set(xlim=(-0.5, LAST + 0.5), xlabel="time (steps)")
    plane.set_title("a point turns and shrinks", **LARGE)
    over.set_title("its height over time is a damped sine", **LARGE)

    def parts(now: TurningPoint) -> Any:
        return tuple(np.array([[0, 0], now.a_1 * now.now, now.after]).T)

    return together(
        line(plane, "truth", lambda now: tuple(now.curve.T), linewidth=1.2),
        line(over, "truth", lambda now: (np.linspace(0, LAST, len(now.curve)), now.curve[:, 1]), linewidth=1.2),
        line(plane, "ar2", parts, linestyle="-", marker="o", markersize=5, markevery=[1], linewidth=3),
        _beside(plane, lambda now: 0.22 * now.a_1 * now.now, -0.4, "$a_1$ · now", style.text("ar2")),
        _beside(plane, lambda now: (now.a_1 * now.now + now.after) / 2, 0.48, "$a_2$ · before", style.text("ar2")),
        each(NEIGHBOURS, lambda step: _mark(plane, lambda now: now.path.T, step)),
        each(NEIGHBOURS, lambda step: _mark(over, lambda now: (np.arange(len(now.path)), now.path[:, 1]), step)),
        _beside(plane, lambda now: 1.02 * now.before, -0.42, NEIGHBOURS[-1], style.INK),
        _beside(plane, lambda now: 0.84 * now.now, -0.22, NEIGHBOURS[0], style.INK),
        _beside(plane, lambda now: now.after, 0.32, NEIGHBOURS[1], style.text("ar2")),
    )


def _beside(ax: Axes, place: Callable[[TurningPoint], np.ndarray], aside: float, text: str, colour: str) -> Drawing:
    """Write a name beside a place: so far to the side that z_t turns to, or to the other one if `aside` is negative."""
    look: dict[str, Any] = {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.5}, "zorder": 6}
    artist = ax.text(0, 0, text, color=colour, fontsize=style.FONT["large"], ha="center", va="center", **look)

    def position(now: TurningPoint) -> dict[str, Any]:
        x, y = now.now / np.linalg.norm(now.now)
        return {"position": tuple(place(now) + aside * np.array([-y, x]))}

    return moving(artist, position)


def _mark(ax: Axes, points: Callable[[TurningPoint], Any], step: int) -> Drawing:
    """Mark the point of the step t + `step`."""

    def at(now: TurningPoint) -> tuple[float, float]:
        x, y = points(now)
        return float(x[now.t + step]), float(y[now.t + step])

    look: dict[str, Any] = {"marker": "D" if step == 1 else "o", "markersize": 9 if step else 11, "zorder": 7}
    return dots(ax, "ar2" if step == 1 else "x", at, **look)
