"""Draw forecasts beside the truth and beside their baselines (notebook 11).

Each function takes Axes and what it draws, and returns a Drawing; the three pictures at the end put them together.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.lessons.n11_damped_sine.numbers import Comparison, Scoreboard, Wave
from lstm_lesson.studies.sine_forecast import DECAY, N_IN, PERIOD

WINDOW_PICTURE, FORECAST_PICTURE, SCORE_PICTURE = (1000, 360), (1000, 640), (1000, 380)  # px
WINDOW_SHADE, AHEAD_SHADE = "#EEF3F7", "#FBEFE6"
NAMES = ("last_value", "constant", "one_period_back", "ar2", "forecast")  # the scoreboard's, top to bottom
ROUNDING = 1e-10  # smaller errors are float64's rounding, and differ from processor to processor: drawn as one
SPREADS = (0.01, 0.03, 0.1, 0.25, 0.6, 1.5)  # around ½: few, so that the axis seldom jumps while a slider moves
PERIODS, DECAYS = (4.0, 40.0), (0.0, 0.2)  # what the sliders reach


def waves(ax: Axes, first: Comparison, *, since: int = 0, baselines: bool = True) -> Drawing:
    """Draw the signal from step `since` on, what follows its window, and the forecasts."""
    _time_axis(ax, since, len(first.signal))
    shown = [name for name in NAMES if baselines or name == "forecast"]
    past = ax.plot([], [], **style.of("x"))[0]
    markers: dict[str, Any] = {"marker": "o", "markersize": 6} if baselines else {}
    lines = {name: ax.plot([], [], **markers, **style.of(name))[0] for name in shown}
    truth = ax.plot([], [], **markers, **style.of("truth"))[0]

    def update(now: Comparison) -> bool:
        ahead = np.arange(N_IN, len(now.signal))
        past.set_data(np.arange(since, N_IN), now.signal[since:N_IN])
        truth.set_data(ahead, now.truth)
        for name, line in lines.items():
            line.set_data(ahead, now.forecasts[name])
        return _fit_around_half(ax, np.concatenate([now.signal[since:], now.forecasts["forecast"]]))

    update(first)
    return Drawing([past, *lines.values(), truth], update)


def running_errors(ax: Axes, first: Comparison) -> Drawing:
    """Draw the size of the error at each step ahead: running free, and told the truth at every step."""
    _time_axis(ax, 0, len(first.signal))
    ax.set_yscale("log", nonpositive="clip")
    ax.set_ylim(1e-5, 2)
    ax.minorticks_off()
    ax.set_ylabel("error, 11-step mean", fontsize=style.FONT["large"])
    lines = {name: ax.plot([], [], **style.of(name))[0] for name in ("constant", "forecast", "one_step_ahead")}

    def update(now: Comparison) -> bool:
        each = {**now.forecasts, "one_step_ahead": now.one_step_ahead}
        for name, line in lines.items():
            line.set_data(np.arange(N_IN, len(now.signal)), _smooth(np.abs(each[name] - now.truth)))
        return False

    update(first)
    return Drawing(list(lines.values()), update)


def _smooth(errors: np.ndarray, width: int = 11) -> np.ndarray:
    """Average each error with its neighbours: wherever two waves cross, the error of one step is 0 by chance."""
    counts = np.convolve(np.ones_like(errors), np.ones(width), "same")
    return np.convolve(errors, np.ones(width), "same") / counts


def territory(ax: Axes, first: Comparison | Scoreboard) -> Drawing:
    """Draw where we are among all periods and decays; what the forecaster was trained on is shaded."""
    style.lane(ax, ticks=[0, 0.05, 0.1, 0.15, 0.2])
    ax.set(xlim=PERIODS, ylim=DECAYS)
    ax.set_xlabel("period (steps)", fontsize=style.FONT["normal"])
    ax.set_ylabel("decay (per step)", fontsize=style.FONT["normal"])
    size = (PERIOD[1] - PERIOD[0], DECAY[1] - DECAY[0])
    ax.add_patch(Rectangle((PERIOD[0], DECAY[0]), *size, facecolor="#CFE3EE", edgecolor=style.text("h"), linewidth=1))
    ax.text((PERIOD[0] + PERIOD[1]) / 2, DECAY[1] + 0.004, "trained here", ha="center", fontsize=style.FONT["normal"])
    look = {"markersize": 13, "color": style.of("forecast")["color"], "markeredgecolor": "white"}
    here = ax.plot([], [], "X", clip_on=False, zorder=5, **look)[0]

    def update(now: Comparison | Scoreboard) -> bool:
        here.set_data([now.period], [now.decay])
        return False

    update(first)
    return Drawing([here], update)


def score_dots(ax: Axes, first: Comparison | Scoreboard) -> Drawing:
    """Draw the mean absolute error of each forecast, further right is worse, and its number; always all of them."""
    style.lane(ax)
    ax.set_xscale("log")
    ax.set_xlim(0.3 * ROUNDING, 3)
    ax.set_xticks([1e-9, 1e-6, 1e-3, 1], labels=["10⁻⁹", "10⁻⁶", "0.001", "1"], fontsize=style.FONT["normal"])
    ax.minorticks_off()
    ax.set_ylim(len(NAMES) - 0.5, -0.5)
    ax.set_yticks(range(len(NAMES)), labels=[style.symbol(name) for name in NAMES], fontsize=style.FONT["large"])
    ax.set_xlabel("mean absolute error (log scale)", fontsize=style.FONT["normal"])
    dots, numbers = [], []
    large: dict[str, Any] = {"va": "center", "fontsize": style.FONT["large"], "clip_on": False}
    for row, name in enumerate(NAMES):
        ax.get_yticklabels()[row].set_color(style.text(name))
        dots.append(ax.plot([], [], "o", markersize=15, color=style.of(name)["color"])[0])
        numbers.append(ax.text(1.03, row, "", transform=ax.get_yaxis_transform(), **large))

    def update(now: Comparison | Scoreboard) -> bool:
        for name, dot, number in zip(NAMES, dots, numbers, strict=True):
            dot.set_data([min(max(now.scores[name], ROUNDING), 1.0)], [NAMES.index(name)])
            number.set_text(written(now.scores[name]))
        return False

    update(first)
    return Drawing([*dots, *numbers], update)


def written(error: float) -> str:
    """Write an error with four decimals, as a power of ten where those would all be 0, or as no more than rounding."""
    if error >= 5e-5:
        return f"{error:.4f}"
    if error < ROUNDING:
        return "under 10⁻¹⁰"
    digit, exponent = f"{error:.0e}".split("e")
    return f"{digit}·10" + str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def forecast_picture(figure: Figure, first: Comparison) -> Drawing:
    """Draw the whole window, its end enlarged with every forecast, the territory and the scores."""
    whole, where = figure.add_axes((0.07, 0.63, 0.55, 0.31)), figure.add_axes((0.73, 0.64, 0.25, 0.30))
    end, bars = figure.add_axes((0.07, 0.09, 0.35, 0.42)), figure.add_axes((0.60, 0.09, 0.27, 0.42))
    drawing = together(
        waves(whole, first, baselines=False),
        territory(where, first),
        waves(end, first, since=N_IN - 4),
        score_dots(bars, first),
    )
    whole.set_xlabel("")
    titles: dict[str, Any] = {"fontsize": style.FONT["normal"], "color": style.INK}
    end.set_title("the last four steps in, and five ahead", **titles)
    bars.set_title("error over the five steps ahead", **titles)
    _legend(whole, {"x": "input", "truth": "truth", "forecast": "LSTM"}, loc="lower right", at=(1.0, 0.98), ncols=3)
    return drawing


def free_run_picture(figure: Figure, first: Comparison) -> Drawing:
    """Draw the forecaster running free for 100 steps, and below it the error, with and without being told the truth."""
    above, below = figure.add_axes((0.08, 0.56, 0.62, 0.40)), figure.add_axes((0.08, 0.09, 0.62, 0.40))
    where = figure.add_axes((0.78, 0.62, 0.20, 0.32))
    drawing = together(waves(above, first, baselines=False), running_errors(below, first), territory(where, first))
    above.set_xlabel("")
    key = figure.add_axes((0.72, 0.08, 0.27, 0.40))
    key.axis("off")
    words = {
        "x": "input, 50 steps",
        "truth": "truth",
        "forecast": "LSTM running free",
        "one_step_ahead": "LSTM one step ahead",
        "constant": "constant ½",
    }
    _legend(key, words, loc="upper left", at=(0.0, 1.0))
    return drawing


def scoreboard_picture(figure: Figure, first: Scoreboard) -> Drawing:
    """Draw the scores of all forecasts over many sequences, and where those lie."""
    bars, where = figure.add_axes((0.17, 0.17, 0.36, 0.79)), figure.add_axes((0.75, 0.17, 0.23, 0.75))
    return together(score_dots(bars, first), territory(where, first))


def window_picture(figure: Figure, first: Wave) -> Drawing:
    """Draw a damped sine between its two envelopes, with the 50 steps in and the 5 steps out shaded."""
    ax = figure.add_axes((0.08, 0.17, 0.90, 0.71))
    _legend(ax, {"x": "damped sine", "envelope": "envelope"}, loc="lower right", at=(1.0, 0.98), ncols=2)
    _time_axis(ax, 0, len(first.signal))
    ax.set_ylim(-0.05, 1.05)
    for at, words in ((N_IN / 2, "50 steps in"), (N_IN + 2.5, "5 out")):
        ax.text(at - 0.5, 1.0, words, ha="center", va="top", fontsize=style.FONT["large"], color=style.INK)
    line = ax.plot([], [], marker="o", markersize=4, **style.of("x"))[0]
    envelopes = [ax.plot([], [], **style.of("envelope"))[0] for _ in range(2)]

    def update(now: Wave) -> bool:
        t = np.arange(len(now.signal))
        line.set_data(t, now.signal)
        for envelope, sign in zip(envelopes, (1, -1), strict=True):
            envelope.set_data(t, 0.5 + sign * now.envelope)
        return False

    update(first)
    return Drawing([*envelopes, line], update)


def _time_axis(ax: Axes, since: int, length: int) -> None:
    style.lane(ax)
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_xlim(since - 0.5, length - 0.5)
    ax.set_xlabel("time t (steps)", fontsize=style.FONT["large"])
    ax.set_ylabel("$x_t$", fontsize=style.FONT["large"])
    ax.axvspan(since - 0.5, N_IN - 0.5, facecolor=WINDOW_SHADE)
    ax.axvspan(N_IN - 0.5, min(length, N_IN + 5) - 0.5, facecolor=AHEAD_SHADE)


def _fit_around_half(ax: Axes, values: np.ndarray) -> bool:
    """Show ½ in the middle and as much around it as the signal needs, in few steps."""
    reach = np.abs(values - 0.5).max()
    spread = next((s for s in SPREADS if reach <= 0.9 * s), SPREADS[-1])
    wanted = (0.5 - spread, 0.5 + spread)
    changed = ax.get_ylim() != wanted
    if changed:
        ax.set_ylim(*wanted)
    return changed


def _legend(ax: Axes, words: dict[str, str], *, loc: Any, at: tuple[float, float], ncols: int = 1) -> None:
    samples = [Line2D([], [], **{**style.of(name), "label": label}) for name, label in words.items()]
    ax.legend(handles=samples, loc=loc, bbox_to_anchor=at, ncols=ncols, frameon=False, fontsize=style.FONT["large"])
