"""Draw a trained forecaster opened: one unit over time, and the gradient of the forecast by input."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import Drawing, dots, line, moving, through, together
from lstm_lesson.studies.sine_forecast import N_IN
from lstm_lesson.studies.unit_analysis import InputGradient, UnitAnalysis

UNIT_PICTURE, GRADIENT_PICTURE = (1000, 620), (1000, 480)  # px
# Ranges of an upright axis, each with its number at a round place: units of a trained cell differ a hundredfold.
RANGES = tuple(1.2 * number for number in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0))


@dataclass(frozen=True)
class UnitRun:
    """One unit over the window, under the names that lanes.series looks for, (50,) each; and the look it is out of."""

    look: UnitAnalysis
    x: np.ndarray
    f: np.ndarray
    i: np.ndarray
    o: np.ndarray
    g: np.ndarray
    c: np.ndarray
    h: np.ndarray
    phase_fit: np.ndarray
    envelope_fit: np.ndarray
    t: int  # the step looked at; the head reads the h of the last one


def unit_run(look: UnitAnalysis, unit: int, t: int) -> UnitRun:
    """Take one unit out of a look at all of them, at step t."""
    of_unit = {q: getattr(look.trace, q)[:, unit] for q in ("f", "i", "o", "g", "c", "h")}
    fits = {"phase_fit": look.phase_fit[:, unit], "envelope_fit": look.envelope_fit[:, unit]}
    return UnitRun(look, look.x, **of_unit, **fits, t=t)


def unit_picture(figure: Figure, first: UnitRun) -> Drawing:
    """Draw one unit: the input, its gates, its candidate, its cell state with both fits, its hidden state."""
    edges = {"left": 0.085, "right": 0.885, "top": 0.962, "bottom": 0.075, "hspace": 0.14}
    x, gates, g, c, h = axes = lanes.stacked(figure, (0.9, 1, 0.9, 2, 1.1), **edges)
    ticks = {"input": [0, 0.5, 1], "gates": [0, 0.5, 1], "candidate": [-1.0, 0, 1], "cell state": None, "hidden": None}
    for ax, name in zip(axes, ticks, strict=True):
        style.lane(ax, name, ticks=ticks[name])
        ax.yaxis.set_label_coords(-0.082, 0.5)
    x.set_ylim(-0.35, 1.35)
    return together(
        lanes.cursor(axes),
        lanes.series(x, first, "x"),
        lanes.series(gates, first, "f", "i", "o"),
        lanes.series(g, first, "g"),
        lanes.series(c, first, "c", "envelope_fit", "phase_fit"),
        lanes.series(h, first, "h"),
        _range(c, lambda now: np.concatenate([now.c, now.envelope_fit, now.phase_fit])),
        _range(h, lambda now: now.h),
    )


def _range(ax: Axes, values: Callable[[Any], np.ndarray]) -> Drawing:
    """Let an upright axis hold the values, in few ranges."""
    return through(lambda now: lanes.span(values(now)), lanes.upright_scale(ax, RANGES))


@dataclass(frozen=True)
class InputGradients:
    """The gradient of the LSTM's forecast by each input of one window, AR(2)'s by the last two, and what came."""

    lstm: InputGradient
    ar2: np.ndarray  # (2,)
    truth: float

    @property
    def at(self) -> int:
        """The step that is forecast."""
        return N_IN - 1 + self.lstm.ahead


def gradient_picture(figure: Figure, first: InputGradients) -> Drawing:
    """Draw the window with the forecast after it, and below each input how much the forecast moves with it."""
    edges = {"left": 0.095, "right": 0.86, "top": 0.975, "bottom": 0.11, "hspace": 0.12}
    above, below = axes = lanes.stacked(figure, (1, 1.7), **edges)
    style.lane(above, "input", ticks=[0, 0.5, 1])
    style.lane(below, r"$\partial\hat y\,/\,\partial x_t$")
    for ax in axes:
        ax.yaxis.set_label_coords(-0.092, 0.5)
        ax.set_xlim(-0.8, N_IN + 4.8)
        ax.axvline(N_IN - 0.5, color=style.GREY, linewidth=1)
    below.axhline(0, color=style.GREY, linewidth=1)
    t = np.arange(N_IN)
    colour = style.of("input_gradient")["color"]
    bars = below.vlines(t, 0, 0, color=colour, linewidth=7, label="LSTM", gid="input_gradient")
    hollow: dict[str, Any] = {"markersize": 10, "markerfacecolor": "none", "markeredgewidth": 1.6}
    diamond: dict[str, Any] = {"markersize": 8, "markeredgecolor": style.INK}
    drawing = together(
        line(above, "x", lambda now: now.lstm.x, label="input"),
        dots(above, "truth", lambda now: (now.at, now.truth), label="truth", **hollow),
        dots(above, "forecast", lambda now: (now.at, now.lstm.forecast), label="forecast", markersize=6),
        moving(bars, lambda now: {"segments": [[(step, 0), (step, d)] for step, d in enumerate(now.lstm.gradient)]}),
        dots(below, "ar2", lambda now: (t[-2:], now.ar2), "D", label="AR(2), exact", **diamond),
        _range(below, lambda now: np.concatenate([now.lstm.gradient, now.ar2])),
    )
    for ax in axes:
        ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), **(lanes.KEY | {"handlelength": 1.2}))
    return drawing
