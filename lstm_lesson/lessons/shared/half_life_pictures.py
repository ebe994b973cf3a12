"""Draw a cell state that is left alone, and a dial that says how long half of it lasts."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import HUGE, NOTHING, Drawing, axes, dots, line, moving, together
from lstm_lesson.lessons.shared.half_life_numbers import STEPS, Fading

PICTURE = (1000, 440)  # px
DIAL = (0.1, 10_000.0)  # steps


def half_life_dial(figure: Figure, first: Fading) -> Drawing:
    """Draw the fading cell state, and the dial below it."""
    above, below = axes(figure, 0.05, 0.40, 0.87, 0.58), axes(figure, 0.05, 0.15, 0.87, 0.09)
    return together(fading_cell(above), dial(below))


def fading_cell(ax: Axes) -> Drawing:
    """Draw c_n = fⁿ, the gate f, and a mark where half is left."""
    ax.set(xlim=(-1, STEPS + 1), ylim=(-0.05, 1.12), yticks=[0, 0.5, 1])
    ax.tick_params(labelsize=style.FONT["large"])
    ax.set_xlabel("steps since $c = 1$", color=style.INK)
    lanes.name_lines(ax, "f", "c")
    look: dict[str, Any] = {"markersize": 13, "markeredgecolor": "white", "clip_on": False}
    return together(
        line(ax, "f", lambda now: ([0, STEPS], [now.f, now.f])),
        line(ax, "c", lambda now: now.c),
        dots(ax, "c", lambda now: (now.half_life, 0.5) if now.half_life <= STEPS else NOTHING.T, **look),
        moving(ax.text(0, 0, "", va="center", clip_on=False, **HUGE), _beside_the_mark),
    )


def _beside_the_mark(now: Fading) -> dict[str, Any]:
    """Say the half-life on that side of the mark where there is room."""
    text = f"half left after {written(now.half_life)}" + ("" if now.half_life <= STEPS else " →")
    if now.half_life < 0.6 * STEPS:
        return {"text": text, "x": now.half_life + 3, "y": 0.5, "ha": "left"}
    return {"text": text, "x": min(now.half_life - 3, STEPS - 1), "y": 0.4, "ha": "right"}


def dial(ax: Axes) -> Drawing:
    """Draw the half-life as a pointer on a scale on which every mark is ten times the one before."""
    marks = [0.1, 1, 10, 100, 1000, 10_000]
    ax.set(xscale="log", xlim=DIAL, ylim=(0, 1), yticks=[])
    ax.minorticks_off()
    ax.set_xticks(marks, labels=[f"{mark:g}" for mark in marks], fontsize=style.FONT["large"])
    ax.set_xlabel("half-life (steps)", color=style.INK)
    return dots(ax, "c", lambda now: (np.clip(now.half_life, *DIAL), 0.45), "v", markersize=22, clip_on=False)


def written(steps: float) -> str:
    """Write a number of steps, with a decimal below 100: 2.2 steps, 280 steps."""
    return f"{steps:.1f} steps" if steps < 99.95 else f"{steps:.0f} steps"
