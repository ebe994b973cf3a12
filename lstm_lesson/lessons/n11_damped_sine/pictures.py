"""Draw forecasts beside the truth and beside their baselines (notebook 11).

Each function takes Axes, and returns a Drawing; the pictures at the end put them together.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import NORMAL, Drawing, axes, dots, each, fitted, key, line, together, words
from lstm_lesson.drawing.written import power_of_ten
from lstm_lesson.lessons.n11_damped_sine.numbers import ORDER, Comparison, Scoreboard, Wave
from lstm_lesson.studies.sine_forecast import DECAY, N_AHEAD, N_IN, PERIOD

WINDOW_PICTURE, FORECAST_PICTURE, SCORE_PICTURE = (1000, 360), (1000, 620), (1000, 380)  # px
WINDOW_SHADE, AHEAD_SHADE = "#EEF3F7", "#FBEFE6"
NAMES = ("last_value", "constant", "one_period_back", "ar2", "ar", "forecast")  # the scoreboard's, top to bottom
LABELS = {name: style.symbol(name) for name in NAMES} | {"ar": f"AR({ORDER})"}
MARKERS = {"last_value": "s", "constant": "D", "one_period_back": "^"}  # the grey ones, told apart by their marks
ROUNDING = 1e-10  # smaller errors are float64's rounding, and differ from processor to processor: drawn as one
SPREADS = (0.01, 0.03, 0.1, 0.25, 0.6, 1.5)  # around ½: few, so that the axis seldom jumps while a slider moves
SMALLEST = (5e-4, 0.3 * ROUNDING)  # the left end of the axis of errors: with noise, and without
PERIODS, DECAYS = (4.0, 40.0), (0.0, 0.2)  # what the sliders reach
ON_TOP: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (1.0, 0.98)}  # where a key stands
MARK: dict[str, Any] = {"markersize": 10}  # where a wave passes a level, and what comes after
HOLLOW = MARK | {"markerfacecolor": "white", "markeredgewidth": 1.6}
SMALL = style.FONT["normal"]  # the labels of the territory and the scores


def waves(ax: Axes, length: int, *, since: int = 0, baselines: bool = True) -> Drawing:
    """Draw the signal from step `since` on, what follows its window, and the forecasts.

    baselines: whether to draw those that need no fit too; AR(2) and AR(8), which are exact here, would hide the truth.
    """
    _time_axis(ax, since, length)
    shown = (*MARKERS, "forecast") if baselines else ("forecast",)

    def dotted(name: str) -> dict[str, Any]:
        return {"marker": MARKERS.get(name, "o"), "markersize": 6} if baselines else {}

    def ahead(values: Callable[[Comparison], np.ndarray]) -> Callable[[Comparison], Any]:
        return lambda now: (np.arange(N_IN, len(now.signal)), values(now))

    return together(
        line(ax, "x", lambda now: (np.arange(since, N_IN), now.signal[since:N_IN])),
        each(shown, lambda name: line(ax, name, ahead(lambda now: now.forecasts[name]), **dotted(name))),
        line(ax, "truth", ahead(lambda now: now.truth), **dotted("truth")),
        fitted(ax, lambda now: _around_half(np.concatenate([now.signal[since:], now.forecasts["forecast"]]))),
    )


def running_errors(ax: Axes, length: int) -> Drawing:
    """Draw the size of the error at each step ahead: running free, and told the truth at every step."""
    _time_axis(ax, 0, length)
    ax.set(yscale="log", ylim=(1e-5, 2), ylabel="error, 11-step mean")
    ax.minorticks_off()

    def error(now: Comparison, name: str) -> Any:
        said = now.one_step_ahead if name == "one_step_ahead" else now.forecasts[name]
        return np.arange(N_IN, len(now.signal)), _smooth(np.abs(said - now.truth))

    names = ("constant", "forecast", "one_step_ahead")
    return each(names, lambda name: line(ax, name, lambda now: error(now, name)))


def _smooth(errors: np.ndarray, width: int = 11) -> np.ndarray:
    """Average each error with its neighbours: wherever two waves cross, the error of one step is 0 by chance."""
    counts = np.convolve(np.ones_like(errors), np.ones(width), "same")
    return np.convolve(errors, np.ones(width), "same") / counts


def territory(ax: Axes) -> Drawing:
    """Draw where we are among all periods and decays; what the forecaster was trained on is shaded."""
    ax.set(xlim=PERIODS, ylim=DECAYS, yticks=[0, 0.05, 0.1, 0.15, 0.2])
    ax.set(xlabel="period (steps)", ylabel="decay (per step)")
    ax.tick_params(labelsize=style.FONT["small"])
    size = (PERIOD[1] - PERIOD[0], DECAY[1] - DECAY[0])
    ax.add_patch(Rectangle((PERIOD[0], DECAY[0]), *size, facecolor="#CFE3EE", edgecolor=style.text("h"), linewidth=1))
    ax.text((PERIOD[0] + PERIOD[1]) / 2, DECAY[1] + 0.004, "trained here", ha="center", fontsize=SMALL)
    look: dict[str, Any] = {"markersize": 13, "markeredgecolor": "white", "clip_on": False, "zorder": 5}
    return dots(ax, "forecast", lambda now: (now.period, now.decay), "X", **look)


def score_dots(ax: Axes) -> Drawing:
    """Draw the mean absolute error of each forecast, further right is worse, and its number; always all of them."""
    ax.set(xscale="log", ylim=(len(NAMES) - 0.5, -0.5))
    ax.tick_params(labelsize=style.FONT["small"])
    ax.minorticks_off()
    ax.set_yticks(range(len(NAMES)), labels=list(LABELS.values()), fontsize=style.FONT["large"])
    ax.set_xlabel("mean absolute error (log scale)")
    for label, name in zip(ax.get_yticklabels(), NAMES, strict=True):
        label.set_color(style.text(name))
    look: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "va": "center", "fontsize": style.FONT["large"]}
    row = {name: number for number, name in enumerate(NAMES)}

    def dot(name: str) -> Drawing:
        def place(now: Comparison | Scoreboard) -> tuple[float, float]:
            return min(max(now.scores[name], ROUNDING), 1.0), row[name]

        return dots(ax, name, place, MARKERS.get(name, "o"), markersize=13)

    return together(
        each(NAMES, dot),
        each(NAMES, lambda name: words(ax, 1.03, row[name], lambda now: written(now.scores[name]), **look)),
        _error_axis(ax),
    )


def _error_axis(ax: Axes) -> Drawing:
    """Let the axis of errors reach down to rounding only where one of them is that small."""

    def update(now: Comparison | Scoreboard) -> bool:
        low = next(low for low in SMALLEST if min(now.scores.values()) > low or low == SMALLEST[-1])
        if ax.get_xlim()[0] == low:
            return False
        ax.set_xlim(low, 3)
        ticks = {1e-9: "10⁻⁹", 1e-6: "10⁻⁶", 1e-3: "0.001", 1e-2: "0.01", 1e-1: "0.1", 1: "1"}
        shown = {at: label for at, label in ticks.items() if at > low and (low > 1e-6 or at not in (1e-2, 1e-1))}
        ax.set_xticks(list(shown), labels=list(shown.values()), fontsize=SMALL)
        return True

    return Drawing([], update)


def written(error: float) -> str:
    """Write an error with four decimals, as a power of ten where those would all be 0, or as no more than rounding."""
    if error >= 5e-5:
        return f"{error:.4f}"
    if error < ROUNDING:
        return "under 10⁻¹⁰"
    return power_of_ten(error)


def forecast_picture(figure: Figure, first: Comparison) -> Drawing:
    """Draw the whole window, its end enlarged with every forecast, the territory and the scores."""
    whole, where = axes(figure, 0.07, 0.63, 0.55, 0.30), axes(figure, 0.73, 0.64, 0.25, 0.30, labels=SMALL)
    end, bars = axes(figure, 0.085, 0.09, 0.335, 0.42), axes(figure, 0.60, 0.09, 0.26, 0.42, labels=SMALL)
    length = len(first.signal)
    drawing = together(
        waves(whole, length, baselines=False), territory(where), waves(end, length, since=N_IN - 4), score_dots(bars)
    )
    whole.set_xlabel("")
    end.set_title("the end enlarged; marks as on the right", **NORMAL)
    bars.set_title("error over the five steps ahead", **NORMAL)
    key(whole, {"x": "input", "truth": "truth", "forecast": "LSTM"}, ncols=3, **ON_TOP)
    return drawing


def free_run_picture(figure: Figure, first: Comparison) -> Drawing:
    """Draw the forecaster running free for 100 steps, and below it the error, with and without being told the truth."""
    above, below = axes(figure, 0.08, 0.56, 0.62, 0.40), axes(figure, 0.08, 0.09, 0.62, 0.40)
    where, names = axes(figure, 0.78, 0.62, 0.20, 0.32, labels=SMALL), figure.add_axes((0.71, 0.08, 0.27, 0.40))
    length = len(first.signal)
    drawing = together(waves(above, length, baselines=False), running_errors(below, length), territory(where))
    above.set_xlabel("")
    names.axis("off")
    said = {"x": "input, 50 steps", "truth": "truth", "forecast": "LSTM running free"}
    said |= {"one_step_ahead": "LSTM one step ahead", "constant": "constant ½"}
    key(names, said, loc="upper left", bbox_to_anchor=(0.0, 1.0))
    return drawing


def scoreboard_picture(figure: Figure, first: Scoreboard) -> Drawing:
    """Draw the scores of all forecasts over many sequences, and where those lie."""
    bars, where = (axes(figure, *place, labels=SMALL) for place in ((0.17, 0.17, 0.36, 0.79), (0.75, 0.17, 0.23, 0.75)))
    return together(score_dots(bars), territory(where))


def window_picture(figure: Figure, first: Wave) -> Drawing:
    """Draw a damped sine between its two envelopes, the window shaded, and what follows where it passes a level."""
    ax = axes(figure, 0.08, 0.15, 0.90, 0.64)
    triangle = {"marker": "^", "linestyle": "none"}
    samples = {"x": MARK | triangle, "truth": HOLLOW | triangle}
    curves = {"x": "damped sine", "envelope": "envelope", "last_value": "level"}
    marked = {"x": "passes the level", "truth": "five steps later", "constant": "mean of those"}
    key(figure, curves, ncols=3, loc="upper right", bbox_to_anchor=(0.99, 1.01))
    key(ax, marked, samples, ncols=3, **ON_TOP)
    _time_axis(ax, 0, len(first.signal))
    ax.set(ylim=(-0.05, 1.2), yticks=np.linspace(0, 1, 6))  # no wave comes up to the words, whatever its decay
    for at, said in ((N_IN / 2, "50 steps in"), (N_IN + 2.5, "5 out")):
        ax.text(at - 0.5, 1.17, said, ha="center", va="top", fontsize=style.FONT["large"], color=style.INK)
    signal = line(ax, "x", lambda now: now.signal, marker="o", markersize=4)
    envelopes = each((1, -1), lambda side: line(ax, "envelope", lambda now: 0.5 + side * now.envelope))
    return together(envelopes, signal, _passes(ax))


def _passes(ax: Axes) -> Drawing:
    """Mark where the wave passes the level, rising or falling, where it is five steps after each, and their mean."""
    across = np.array([-0.5, N_IN + 4.5])

    def marks(rising: bool, later: bool) -> Drawing:
        def places(now: Wave) -> Any:
            t, there = now.passes[now.rising == rising], now.later[now.rising == rising]
            return (t + N_AHEAD, there) if later else (t, np.full_like(t, now.level))

        look = HOLLOW if later else MARK
        return dots(ax, "truth" if later else "x", places, "^" if rising else "v", zorder=5, **look)

    return together(
        line(ax, "last_value", lambda now: (across, np.full(2, now.level)), linewidth=1.2),
        line(ax, "constant", lambda now: (across, np.full(2, now.between)), linewidth=2.4),
        *(marks(rising, later) for later in (False, True) for rising in (True, False)),
    )


def _time_axis(ax: Axes, since: int, length: int) -> None:
    ax.set(xlim=(since - 0.5, length - 0.5), xlabel="time t (steps)", ylabel="$x_t$")
    ax.axvspan(since - 0.5, N_IN - 0.5, facecolor=WINDOW_SHADE)
    ax.axvspan(N_IN - 0.5, min(length, N_IN + 5) - 0.5, facecolor=AHEAD_SHADE)


def _around_half(values: np.ndarray) -> tuple[float, float]:
    """Have ½ in the middle and as much around it as the signal needs, in few steps."""
    reach = np.abs(values - 0.5).max()
    spread = next((s for s in SPREADS if reach <= 0.9 * s), SPREADS[-1])
    return 0.5 - spread, 0.5 + spread
