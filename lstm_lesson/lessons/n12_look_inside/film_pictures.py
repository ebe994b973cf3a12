"""Draw a training as a film: the forecast, the units' cell states, and the error that the training has come down to."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import NORMAL, Drawing, axes, dots, each, fitted, key, line, through, together
from lstm_lesson.lessons.n12_look_inside import film_numbers
from lstm_lesson.lessons.n12_look_inside.film_numbers import Frame
from lstm_lesson.studies import sine_seeds
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_HIDDEN, N_IN

FILM_PICTURE = (1000, 540)  # px
C_RANGES = (2.4, 6.0, 12.0, 24.0)  # one for all waves of the training: so that c is seen to grow
SPREADS = (0.03, 0.1, 0.25, 0.6, 1.5)  # around ½: few, so that the axis seldom jumps
ERRORS = (1e-4, 0.2)
SINCE = N_IN - 4  # where the enlarged end begins
DOTTED: dict[str, Any] = {"marker": "o", "markersize": 6}
LABEL = style.FONT["normal"]


def film_picture(figure: Figure, first: Frame) -> Drawing:
    """Draw the window with its forecast, the end of it enlarged, all cell states, and the error over the steps."""
    window, end = axes(figure, 0.075, 0.585, 0.53, 0.33), axes(figure, 0.68, 0.585, 0.30, 0.33)
    below, error = axes(figure, 0.075, 0.105, 0.53, 0.365), axes(figure, 0.68, 0.105, 0.30, 0.365)
    for ax, since in ((window, 0), (end, SINCE), (below, 0)):
        ax.set_xlim(since - 0.5, N_IN + N_AHEAD - 0.5)
        ax.axvline(N_IN - 0.5, color=style.GREY, linewidth=1)
    window.set_ylabel("$x_t$", fontsize=LABEL)
    below.set_ylabel("$c_t$ of all units", fontsize=LABEL)
    below.yaxis.set_label_coords(-0.105, 0.5)
    below.set_xlabel("time $t$ (steps)", labelpad=1, **NORMAL)
    end.set_title("the last four steps in, and five ahead", **NORMAL)
    place: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0.0, 0.97), "ncols": 3}
    key(window, {"x": "input", "truth": "truth", "forecast": "LSTM"}, fontsize=LABEL, **place)
    return together(
        _wave(window, 0),
        _wave(end, SINCE, **DOTTED),
        each(range(N_HIDDEN), lambda unit: line(below, "c", lambda now: now.c[:, unit], linewidth=1.2)),
        through(lambda now: (now.c.min(), now.c.max()), lanes.upright_scale(below, C_RANGES)),
        _error(error),
    )


def _wave(ax: Axes, since: int, **dotted: Any) -> Drawing:
    """Draw the signal from a step on, and after the window what really came and what was forecast."""
    t, ahead = np.arange(since, N_IN), np.arange(N_IN, N_IN + N_AHEAD)
    return together(
        line(ax, "x", lambda now: (t, now.signal[since:N_IN]), **dotted),
        line(ax, "forecast", lambda now: (ahead, now.forecast), **dotted),
        line(ax, "truth", lambda now: (ahead, now.signal[N_IN:]), **dotted),
        fitted(ax, lambda now: _around_half(np.concatenate([now.signal[since:], now.forecast]))),
    )


def _around_half(values: np.ndarray) -> tuple[float, float]:
    """Have ½ in the middle and as much around it as is needed, in few steps."""
    reach = np.abs(values - 0.5).max()
    spread = next((s for s in SPREADS if reach <= 0.9 * s), SPREADS[-1])
    return 0.5 - spread, 0.5 + spread


def _error(ax: Axes) -> Drawing:
    """Draw the test error up to this snapshot, with a mark on it, and what it costs to say ½ always."""
    ax.set_xscale("symlog", linthresh=10)  # step 0 has a place too
    ax.set(xlim=(-3, 7000), yscale="log", ylim=ERRORS)
    ax.set_xticks([0, 10, 100, 1000], labels=["0", "10", "100", "1,000"])
    ax.set_yticks([1e-4, 1e-3, 1e-2, 1e-1], labels=["0.0001", "0.001", "0.01", "0.1"])
    ax.minorticks_off()
    ax.set_xlabel("training step", labelpad=1, **NORMAL)
    ax.set_title("error on 1,000 test waves", **NORMAL)
    level, across = film_numbers.constant_error(), ax.get_yaxis_transform()
    ax.axhline(level, **style.of("constant"))
    ax.text(0.985, 1.12 * level, "always ½", ha="right", transform=across, **NORMAL)
    mark: dict[str, Any] = {"markersize": 11, "markeredgecolor": "white"}
    pale: dict[str, Any] = {"alpha": 0.4, "linewidth": 1.3, "zorder": 1}
    ax.text(0.03, 0.05, "pale: four other seeds", transform=ax.transAxes, **NORMAL)
    others = range(len(sine_seeds.SEEDS) - 1)
    return together(
        line(ax, "forecast", lambda now: (now.steps, now.errors), marker="o", markersize=5),
        each(others, lambda k: line(ax, "forecast", lambda now: (now.steps, now.others[k]), **pale)),
        dots(ax, "cursor", lambda now: (now.steps[-1], now.errors[-1]), **mark),
    )
