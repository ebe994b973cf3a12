"""Draw one window with the forecasts of all who compete in notebook 13, and score them."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.lessons.n13_limitations.numbers import OneWindow
from lstm_lesson.studies.limits.forecasters import BOUND
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN

WINDOW_PICTURE = (1000, 640)  # px
LINES = ("ar", "lstm_clean", "forecast", BOUND)  # drawn over time; the scoreboard has all
SCORED = ("constant", "one_period_back", "ar2", "ar", "linear", "lstm_clean", "forecast", BOUND)
NAMES = {"forecast": "LSTM, trained on this", "lstm_clean": "LSTM, trained clean", "ar": "AR(p), best p"}
ERRORS = (7e-5, 0.7)  # what the scoreboards reach; whatever is smaller stands at the left end
NORMAL: dict[str, Any] = {"fontsize": style.FONT["normal"], "color": style.INK}


def name_of(rival: str) -> str:
    """Return what a rival is called beside its scores."""
    return NAMES.get(rival, style.symbol(rival))


def window_picture(figure: Figure, first: OneWindow) -> Drawing:
    """Draw the window, its end enlarged with the forecasts, and the errors here and on average."""
    whole = figure.add_axes((0.07, 0.65, 0.91, 0.27))
    end, bars = figure.add_axes((0.07, 0.09, 0.35, 0.42)), figure.add_axes((0.61, 0.09, 0.25, 0.42))
    end.set_title("the last five steps seen, and five ahead", **NORMAL)
    bars.set_title("error here, and the mean of 1,000", **NORMAL)
    drawing = together(
        _over_time(whole, first, 0, (BOUND, "ar", "forecast")),
        _over_time(end, first, N_IN - 5, LINES),
        _scores(bars, first),
    )
    samples = [whole.plot([], [], **_marked(name, 5))[0] for name in ("x", "truth", *LINES)]
    words = ["seen", "truth", *(name_of(name) for name in LINES)]
    whole.legend(samples, words, loc="lower right", bbox_to_anchor=(1.0, 0.98), ncols=6, frameon=False, fontsize=10.5,
                 handlelength=2.4, columnspacing=0.9, handletextpad=0.4)  # fmt: skip
    return drawing


def _marked(name: str, size: int) -> dict[str, Any]:
    """Return how a line is drawn; the noisy values seen are dots."""
    if name == "x":
        return {**style.of("x"), "linestyle": "none", "marker": "o", "markersize": size}
    return style.of(name)


def _over_time(ax: Axes, first: OneWindow, since: int, names: tuple[str, ...]) -> Drawing:
    style.lane(ax, ticks=[0, 0.25, 0.5, 0.75, 1] if since == 0 else None)
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_xlim(since - 0.5, N_IN + N_AHEAD - 0.5)
    ax.set_xlabel("time (steps)" if since else "", fontsize=style.FONT["normal"])
    ax.axvspan(N_IN - 0.5, N_IN + N_AHEAD - 0.5, color="#FBEFE6", zorder=0)
    ax.set_ylim(-0.4, 1.4)  # of the 50 dots nearly all, even at noise 0.2
    seen = ax.plot([], [], **_marked("x", 4 if since == 0 else 7))[0]
    truth = ax.plot([], [], **style.of("truth"))[0]
    lines = {name: ax.plot([], [], **style.of(name))[0] for name in names}
    turn = ax.axvline(0, color=style.GREY, linewidth=1.4)
    label = ax.text(0, 1.35, "", va="top", ha="left", **NORMAL)
    ahead = np.arange(N_IN, N_IN + N_AHEAD)

    def update(now: OneWindow) -> bool:
        seen.set_data(np.arange(since, N_IN), now.waves.x[since:, 0])
        truth.set_data(np.arange(since, N_IN + N_AHEAD), now.clean[since:])
        for name, line in lines.items():
            line.set_data(ahead, now.forecasts[name])
        at = N_IN - now.since - 0.5
        switched = since == 0 and now.since < N_IN
        turn.set_xdata([at, at])
        turn.set_visible(bool(switched))
        label.set_text(" new period" if switched else "")
        label.set_x(min(at, N_IN - 8))
        return _zoom(ax, now) if since else False

    update(first)
    return Drawing([turn, label, truth, *lines.values(), seen], update)


def _zoom(ax: Axes, now: OneWindow) -> bool:
    """Choose one of three ranges around ½ by decay and noise alone, so that the axis seldom jumps."""
    swing = 0.5 * np.exp(-now.waves.decay[0] * (N_IN - 5)) + 2 * now.noise
    reach = 0.1 if swing < 0.09 else 0.3 if swing < 0.27 else 0.6
    if ax.get_ylim() == (0.5 - reach, 0.5 + reach):
        return False
    ax.set_ylim(0.5 - reach, 0.5 + reach)
    return True


def _scores(ax: Axes, first: OneWindow) -> Drawing:
    score_axis(ax, SCORED)
    here, means, numbers, mean_numbers = [], [], [], []
    for row, name in enumerate(SCORED):
        colour = style.of(name)["color"]
        means.append(ax.plot([], [], "o", markersize=13, color="white", markeredgecolor=colour, markeredgewidth=2)[0])
        here.append(ax.plot([], [], "o", markersize=9, color=colour)[0])
        numbers.append(ax.text(1.04, row, "", **beside(ax)))
        mean_numbers.append(ax.text(1.28, row, "", **beside(ax)))
    for x, words in ((1.04, "● here"), (1.28, "○ mean")):
        ax.text(x, -0.9, words, **beside(ax))

    def update(now: OneWindow) -> bool:
        for row, name in enumerate(SCORED):
            for value, dots, written in (
                (now.errors[name], here, numbers),
                (now.recorded.mean(name), means, mean_numbers),
            ):
                dots[row].set_data([within(value)], [row])
                written[row].set_text(short(value))
        return False

    update(first)
    return Drawing([*means, *here, *numbers, *mean_numbers], update)


def score_axis(ax: Axes, names: tuple[str, ...]) -> None:
    """Give an axes a row for each name, its errors to the right; what is below 0.0001 stands at the left end."""
    style.lane(ax)
    ax.set_xscale("log")
    ax.set_xlim(*ERRORS)
    ax.set_xticks([1e-4, 1e-3, 1e-2, 1e-1], labels=["≤10⁻⁴", "0.001", "0.01", "0.1"])
    ax.minorticks_off()
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_yticks(range(len(names)), labels=[name_of(name) for name in names])
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_xlabel("mean absolute error (log scale)", fontsize=style.FONT["normal"])
    for label, name in zip(ax.get_yticklabels(), names, strict=True):
        label.set_color(style.text(name))


def within(error: float) -> float:
    """Return where on that axis an error stands."""
    return float(np.clip(error, 1e-4, ERRORS[1]))


def short(error: float) -> str:
    """Write an error with four decimals."""
    return f"{error:.4f}"


def beside(ax: Axes) -> dict[str, Any]:
    """Return how a number to the right of a row is written."""
    return {"transform": ax.get_yaxis_transform(), "va": "center", "clip_on": False, **NORMAL}
