"""Draw one window with the forecasts of all who compete in notebook 13, and score them."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import NORMAL, Drawing, axes, dots, each, fitted, key, line, moving, together, words
from lstm_lesson.lessons.n13_limitations.numbers import OneWindow
from lstm_lesson.studies.limits.forecasters import ORACLE
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN

WINDOW_PICTURE = (1000, 620)  # px
LINES = ("ar", "forecast")  # drawn over time, few enough to be told apart; the scoreboard has all
SCORED = ("constant", "one_period_back", "ar2", "ar", "linear", "lstm_clean", "forecast", ORACLE)
NAMES = {"forecast": "LSTM, trained on this", "lstm_clean": "LSTM, trained clean", "ar": "best AR(p)"}
NAMES |= {"wave_fit": "fit of the formula"}
ERRORS = (7e-5, 0.7)  # what the scoreboards reach; whatever is smaller stands at the left end
SMALL = style.FONT["normal"]  # of the axes' labels


def switched(since: int) -> str:
    """Say how many steps ago the period changed."""
    return "no switch" if since == N_IN else f"switch {since} steps ago"


def name_of(rival: str) -> str:
    """Return what a rival is called beside its scores."""
    return NAMES.get(rival, style.symbol(rival))


def window_picture(figure: Figure, first: OneWindow) -> Drawing:
    """Draw the window, its end enlarged with the forecasts, and the errors here and on average."""
    whole, end = axes(figure, 0.07, 0.66, 0.91, 0.26), axes(figure, 0.07, 0.09, 0.37, 0.44, labels=SMALL)
    bars = axes(figure, 0.62, 0.09, 0.21, 0.44, labels=SMALL)
    whole.set_yticks([0, 0.25, 0.5, 0.75, 1])
    end.set_title("enlarged: the last five steps seen, and five ahead", **NORMAL)
    end.set_xlabel("time (steps)")
    said = {"x": "seen", "truth": "truth", **{name: name_of(name) for name in LINES}}
    look: dict[str, Any] = {"ncols": 4, "handlelength": 3.0, "columnspacing": 2.0}
    look |= {"loc": "lower center", "bbox_to_anchor": (0.5, 0.98)}
    key(whole, said, {"x": {"linestyle": "none", "marker": "o", "markersize": 5}}, **look)
    return together(
        _switch(whole),
        _over_time(whole, 0, LINES, size=4),
        _over_time(end, N_IN - 5, LINES, size=7),
        fitted(end, _around_half),
        _scores(bars),
    )


def _switch(ax: Axes) -> Drawing:
    """Mark where the new period begins, if it begins within the window."""

    def at(now: OneWindow) -> float:
        return N_IN - now.since - 0.5

    def label(now: OneWindow) -> dict[str, Any]:
        return {"x": min(at(now), N_IN - 8), "text": " new period" if now.since < N_IN else ""}

    turn = ax.axvline(0, color=style.GREY, linewidth=1.4, gid="switch")
    return together(
        moving(turn, lambda now: {"xdata": [at(now)] * 2, "visible": now.since < N_IN}),
        moving(ax.text(0, 1.35, "", va="top", ha="left", **NORMAL), label),
    )


def _over_time(ax: Axes, since: int, names: tuple[str, ...], size: float) -> Drawing:
    """Draw the truth, some forecasts and the values seen, from step `since` on."""
    time_axis(ax, since)
    ax.set_ylim(-0.4, 1.4)  # of the 50 dots nearly all, even at noise 0.2
    ahead = np.arange(N_IN, N_IN + N_AHEAD)
    return together(
        line(ax, "truth", lambda now: (np.arange(since, N_IN + N_AHEAD), now.clean[since:])),
        each(names, lambda name: line(ax, name, lambda now: (ahead, now.forecasts[name]))),
        dots(ax, "x", lambda now: (np.arange(since, N_IN), now.waves.x[since:, 0]), markersize=size),
    )


def time_axis(ax: Axes, since: int = 0) -> None:
    """Let an axis run from step `since` to the last one ahead; the steps ahead are shaded."""
    ax.set_xlim(since - 0.5, N_IN + N_AHEAD - 0.5)
    ax.axvspan(N_IN - 0.5, N_IN + N_AHEAD - 0.5, color="#FBEFE6", zorder=0)


def _around_half(now: OneWindow) -> tuple[float, float]:
    """Choose one of three ranges around ½ by decay and noise alone, so that the axis seldom jumps."""
    most = 0.5 * np.exp(-now.waves.decay[0] * (N_IN - 5)) + 2 * now.noise
    reach = 0.1 if most < 0.09 else 0.3 if most < 0.27 else 0.6
    return 0.5 - reach, 0.5 + reach


def _scores(ax: Axes) -> Drawing:
    """Draw each error of this window as a dot, the mean of all as a ring, and write both."""
    row = score_axis(ax, SCORED)
    look = beside(ax)
    for x, said in ((1.06, "● this\n   window"), (1.42, "○ mean of\n   1,000")):
        ax.text(x, -1.05, said, **look)

    def ring(name: str) -> Drawing:
        edge: dict[str, Any] = {"color": "white", "markeredgecolor": style.of(name)["color"], "markeredgewidth": 2}
        return dots(ax, name, lambda now: (within(now.recorded.mean(name)), row[name]), markersize=13, **edge)

    return together(
        each(SCORED, ring),
        each(SCORED, lambda name: dots(ax, name, lambda now: (within(now.errors[name]), row[name]), markersize=9)),
        each(SCORED, lambda name: words(ax, 1.06, row[name], lambda now: short(now.errors[name]), **look)),
        each(SCORED, lambda name: words(ax, 1.42, row[name], lambda now: short(now.recorded.mean(name)), **look)),
    )


def score_axis(ax: Axes, names: tuple[str, ...]) -> dict[str, int]:
    """Give an axes a row for each name, and return those; what is below 0.0001 stands at the left end."""
    ax.set(xscale="log", xlim=ERRORS, ylim=(len(names) - 0.5, -0.5), xlabel="mean absolute error (log scale)")
    ax.set_xticks([1e-4, 1e-3, 1e-2, 1e-1], labels=["≤10⁻⁴", "0.001", "0.01", "0.1"])
    ax.minorticks_off()
    ax.set_yticks(range(len(names)), labels=[name_of(name) for name in names])
    for label, name in zip(ax.get_yticklabels(), names, strict=True):
        label.set_color(style.text(name))
    return {name: row for row, name in enumerate(names)}


def within(error: float) -> float:
    """Return where on that axis an error stands."""
    return float(np.clip(error, 1e-4, ERRORS[1]))


def short(error: float) -> str:
    """Write an error with four decimals."""
    return f"{error:.4f}"


def beside(ax: Axes) -> dict[str, Any]:
    """Return how a number to the right of a row is written."""
    return {"transform": ax.get_yaxis_transform(), "va": "center", **NORMAL}
