"""Draw a trained forecaster opened: one unit over time, and the gradient of the forecast by input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes as draw
from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.studies.sine_forecast import N_IN
from lstm_lesson.studies.unit_analysis import InputGradient, Look

UNIT_PICTURE, GRADIENT_PICTURE = (1000, 660), (1000, 480)  # px
# Ranges of an upright axis, each with its number at a round place: units of a trained cell differ a hundredfold.
RANGES = tuple(1.2 * number for number in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0))


@dataclass(frozen=True)
class UnitRun:
    """One unit over the window, under the names that draw.series looks for, (50,) each; and the look it is out of."""

    look: Look
    x: np.ndarray
    f: np.ndarray
    i: np.ndarray
    o: np.ndarray
    g: np.ndarray
    c: np.ndarray
    h: np.ndarray
    phase_fit: np.ndarray
    envelope_fit: np.ndarray
    t: int = N_IN - 1  # a dot on each line at the last step, whose h the head reads


def unit_run(look: Look, unit: int) -> UnitRun:
    """Take one unit out of a look at all of them."""
    of_unit = {q: getattr(look.trace, q)[:, unit] for q in ("f", "i", "o", "g", "c", "h")}
    return UnitRun(look, look.x, **of_unit, phase_fit=look.phase_fit[:, unit], envelope_fit=look.envelope_fit[:, unit])


def unit_picture(figure: Figure, run: UnitRun) -> Drawing:
    """Draw one unit: the input, its gates, its candidate, its cell state with both fits, its hidden state."""
    axes = list(figure.subplots(5, 1, sharex=True, height_ratios=[0.9, 1, 0.9, 2, 1.1]))
    figure.subplots_adjust(left=0.085, right=0.885, top=0.985, bottom=0.075, hspace=0.14)
    style.lane(axes[0], "input", ticks=[0, 0.5, 1])
    axes[0].set_ylim(-0.35, 1.35)
    style.lane(axes[1], "gates", ticks=[0, 0.5, 1])
    axes[1].set_ylim(-0.1, 1.1)
    style.lane(axes[2], "candidate", ticks=[-1, 0, 1])
    axes[2].set_ylim(-1.2, 1.2)
    style.lane(axes[3], "cell state")
    style.lane(axes[4], "hidden")
    lanes = [
        draw.series(axes[0], run, "x"),
        draw.series(axes[1], run, "f", "i", "o"),
        draw.series(axes[2], run, "g"),
        draw.series(axes[3], run, "c", "envelope_fit", "phase_fit"),
        draw.series(axes[4], run, "h"),
        _range(axes[3], lambda run: run.c, run),
        _range(axes[4], lambda run: run.h, run),
    ]
    for ax in axes:
        ax.yaxis.set_label_coords(-0.062, 0.5)
    axes[-1].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    return together(*lanes)


def _range(ax: Axes, values: Callable[[Any], np.ndarray], first: Any) -> Drawing:
    """Let an upright axis reach as far down as up, in few ranges."""
    scale = draw.upright_scale(ax, RANGES)

    def update(now: Any) -> bool:
        return scale.update(float(np.abs(values(now)).max()))

    update(first)
    return Drawing(scale.artists, update)


@dataclass(frozen=True)
class HeardInputs:
    """One window, its forecast's gradient by input, and AR(2)'s by the last two."""

    heard: InputGradient
    ar2: np.ndarray  # (2,)
    truth: float


def gradient_picture(figure: Figure, state: HeardInputs) -> Drawing:
    """Draw the window with the forecast after it, and below each input how much the forecast moves with it."""
    axes = list(figure.subplots(2, 1, sharex=True, height_ratios=[1, 1.7]))
    figure.subplots_adjust(left=0.095, right=0.86, top=0.975, bottom=0.11, hspace=0.12)
    style.lane(axes[0], "input", ticks=[0, 0.5, 1])
    style.lane(axes[1], r"$\partial\hat y\,/\,\partial x_t$")
    for ax in axes:
        ax.yaxis.set_label_coords(-0.07, 0.5)
        ax.set_xlim(-0.8, N_IN + 4.8)
        ax.axvline(N_IN - 0.5, color=style.GREY, linewidth=1)
    axes[0].set_ylim(-0.1, 1.1)
    axes[1].axhline(0, color=style.GREY, linewidth=1)
    axes[1].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    t = np.arange(N_IN)
    dot: dict[str, Any] = {"marker": "o", "linestyle": "none"}
    hollow = {"markersize": 10, "markerfacecolor": "none", "markeredgewidth": 1.6, "color": style.BLACK}
    diamond = {"marker": "D", "markersize": 8, "markeredgecolor": style.INK, "linestyle": "none"}
    (signal,) = axes[0].plot(t, state.heard.x, **style.of("x") | {"label": "input"})
    (truth,) = axes[0].plot([], [], **dot, **hollow, label="truth")
    (said,) = axes[0].plot([], [], **dot, markersize=6, color=style.of("forecast")["color"], label="forecast")
    bars = axes[1].vlines(t, 0, 0, color=style.of("input_gradient")["color"], linewidth=7, label="LSTM")
    (ar2,) = axes[1].plot([], [], **diamond, color=style.of("ar2")["color"], label="AR(2), exact")
    for ax in axes:
        ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), **(draw.KEY | {"handlelength": 1.2}))

    def update(now: HeardInputs) -> bool:
        ahead = N_IN - 1 + now.heard.ahead
        signal.set_ydata(now.heard.x)
        truth.set_data([ahead], [now.truth])
        said.set_data([ahead], [now.heard.forecast])
        bars.set_segments([[(step, 0.0), (step, value)] for step, value in enumerate(now.heard.gradient)])
        ar2.set_data([N_IN - 2, N_IN - 1], now.ar2)
        return False

    update(state)
    both = _range(axes[1], lambda now: np.concatenate([now.heard.gradient, now.ar2]), state)
    return together(Drawing([signal, truth, said, bars, ar2], update), both)
