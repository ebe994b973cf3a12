"""Draw a cell state that is left alone, and a dial that says how long half of it lasts."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.lessons.shared.half_life_numbers import STEPS, Fading

PICTURE = (1000, 440)  # px
DIAL = (0.1, 10_000.0)  # steps


def fading_cell(ax: Axes, first: Fading) -> Drawing:
    """Draw c_n = fⁿ, the gate f, and a mark where half is left."""
    style.lane(ax, ticks=[0, 0.5, 1])
    ax.tick_params(labelsize=style.FONT["large"])
    ax.set(xlim=(-1, STEPS + 1), ylim=(-0.05, 1.12))
    ax.set_xlabel("steps since $c = 1$", fontsize=style.FONT["large"], color=style.INK)
    gate = ax.plot([], [], **style.of("f"))[0]
    cell = ax.plot([], [], **style.of("c"))[0]
    mark = ax.plot([], [], "o", markersize=13, color=style.of("c")["color"], markeredgecolor="white", clip_on=False)[0]
    words = ax.text(0, 0, "", fontsize=style.FONT["huge"], color=style.INK, va="center", clip_on=False)
    lanes.name_lines(ax, "f", "c")

    def update(now: Fading) -> bool:
        steps = np.arange(STEPS + 1)
        gate.set_data([0, STEPS], [now.f, now.f])
        cell.set_data(steps, now.c)
        seen = now.half_life <= STEPS
        mark.set_data([now.half_life] if seen else [], [0.5] if seen else [])
        words.set_text(f"half left after {written(now.half_life)}" + ("" if seen else " →"))
        to_the_right = now.half_life < 0.6 * STEPS
        words.set_x(now.half_life + 3 if to_the_right else min(now.half_life - 3, STEPS - 1))
        words.set_y(0.5 if to_the_right else 0.4)
        words.set_horizontalalignment("left" if to_the_right else "right")
        return False

    update(first)
    return Drawing([gate, cell, mark, words], update)


def dial(ax: Axes, first: Fading) -> Drawing:
    """Draw the half-life as a pointer on a scale on which every mark is ten times the one before."""
    style.lane(ax)
    ax.set_xscale("log")
    ax.set(xlim=DIAL, ylim=(0, 1))
    ax.set_yticks([])
    ax.minorticks_off()
    marks = [0.1, 1, 10, 100, 1000, 10_000]
    ax.set_xticks(marks, labels=[f"{mark:g}" for mark in marks], fontsize=style.FONT["large"])
    ax.set_xlabel("half-life (steps)", fontsize=style.FONT["large"], color=style.INK)
    pointer = ax.plot([], [], "v", markersize=22, color=style.of("c")["color"], clip_on=False)[0]

    def update(now: Fading) -> bool:
        pointer.set_data([min(max(now.half_life, DIAL[0]), DIAL[1])], [0.45])
        return False

    update(first)
    return Drawing([pointer], update)


def written(steps: float) -> str:
    """Write a number of steps, with a decimal below 100: 2.2 steps, 280 steps."""
    return f"{steps:.1f} steps" if steps < 99.95 else f"{steps:.0f} steps"


def half_life_dial(figure: Figure, first: Fading) -> Drawing:
    """Draw the fading cell state, and the dial below it."""
    above, below = figure.add_axes((0.05, 0.40, 0.87, 0.58)), figure.add_axes((0.05, 0.15, 0.87, 0.09))
    return lanes.together(fading_cell(above, first), dial(below, first))
