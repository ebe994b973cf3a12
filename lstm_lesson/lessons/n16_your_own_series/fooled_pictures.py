"""Draw what mistakes make of a score, an echo, and forecasts beyond the range that was fitted to (notebook 16)."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import NORMAL, Drawing, axes, dots, each, line, moving, together, words
from lstm_lesson.lessons.n16_your_own_series.fooled_numbers import SHIFTS, BeyondRange, Echo, Reported, all_echoes
from lstm_lesson.lessons.n16_your_own_series.numbers import NAMES
from lstm_lesson.lessons.n16_your_own_series.pictures import around, limits, steps_ahead

MISTAKES_PICTURE, ECHO_PICTURE, RANGE_PICTURE = (1000, 400), (1000, 470), (1000, 470)  # hundredths of an inch
BOLD: dict[str, Any] = {"ha": "center", "va": "bottom", "weight": "bold", **NORMAL}
ROWS = ("what is true", "what you report", "last value")
SHOWN_BACK = 80  # the last steps of the test that an echo is shown on


def mistakes_picture(figure: Figure, first: Reported) -> Drawing:
    """Draw the true score, the one that is reported, and the last value's, if it is told; a dot for each seed."""
    ax = axes(figure, 0.19, 0.17, 0.66, 0.66)
    ax.set(yticks=range(3), xlabel="mean absolute error over the next 12 steps")
    ax.set_yticklabels(ROWS, fontsize=style.FONT["large"])
    beside: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "va": "center", **NORMAL}

    def wanted(now: Reported) -> tuple[float, float, float, float]:
        return (*around(now.true, now.seeds, [now.last_value], margin=0.08, ground=0.0), 2.6, -0.6)

    def bar(place: int, quantity: str, width: Any) -> Drawing:
        artist = Rectangle(
            (0, place - 0.22), 0, 0.44, facecolor=style.of(quantity)["color"], alpha=0.35, gid=ROWS[place]
        )
        ax.add_patch(artist)
        return moving(artist, lambda now: {"width": width(now)})

    def written(place: int, value: Any) -> Drawing:
        return words(ax, 1.03, place, lambda now: f"{value(now):.3g}" if value(now) else "not told", **beside)

    def last(now: Reported) -> float:
        return now.last_value if now.last_value_told else 0.0

    values = (lambda now: now.honest, lambda now: now.reported, last)
    looks = ("truth", "forecast", "last_value")
    return together(
        limits(ax, wanted),
        words(ax, 0.5, 1.05, lambda now: f"{NAMES[now.name]}, an LSTM of 24 units", transform=ax.transAxes, **BOLD),
        each(range(3), lambda place: bar(place, looks[place], values[place])),
        each(range(3), lambda place: written(place, values[place])),
        dots(ax, "truth", lambda now: (now.true, np.zeros(len(now.true))), markersize=8),
        dots(ax, "forecast", _told_seeds, markersize=8),
    )


def _told_seeds(now: Reported) -> Any:
    told = np.sort(now.seeds)[:1] if now.best_seed_only else now.seeds
    return told, np.ones(len(told))


def echo_picture(figure: Figure, first: Echo) -> Drawing:
    """Draw the forecasts moved back over the truth, the correlation by shift, and forecast against true changes."""
    over_time, by_shift = axes(figure, 0.07, 0.14, 0.50, 0.70), axes(figure, 0.66, 0.14, 0.32, 0.70)
    over_time.set(xlabel="steps of the test")
    by_shift.set(xlabel="moved back by (steps)", xticks=list(SHIFTS))
    by_shift.set_title("correlation with the truth", **NORMAL)

    def shown(now: Echo) -> tuple[float, float, float, float]:
        last = len(now.truth)
        every_seed, _ = all_echoes(now.name)  # one range for all of them, so that only the curves move
        return (last - SHOWN_BACK, last, *around(now.truth[-SHOWN_BACK:], every_seed[:, -SHOWN_BACK:]))

    def title(now: Echo) -> str:
        moved = f", moved back by {now.back}" if now.back else ""
        return f"{NAMES[now.name]}: the forecast (red){moved}, and the truth"

    def correlations(now: Echo) -> tuple[float, float, float, float]:
        return (SHIFTS[0] - 0.5, SHIFTS[-1] + 0.5, *around(all_echoes(now.name)[1], [1.0], margin=0.08))

    return together(
        limits(over_time, shown),
        limits(by_shift, correlations),
        words(over_time, 0.5, 1.04, title, transform=over_time.transAxes, **BOLD),
        line(over_time, "truth", lambda now: _last(now.truth, 0)),
        line(over_time, "forecast", lambda now: _last(now.ahead, now.back)),
        line(by_shift, "forecast", lambda now: (list(SHIFTS), now.agreement), marker="o", markersize=7),
        dots(
            by_shift, "cursor", lambda now: (now.back, now.agreement[SHIFTS.index(now.back)]), markersize=13, zorder=1
        ),
    )


def _last(values: np.ndarray, back: int) -> Any:
    """Return the last steps of the test, and what stands there when values are moved back."""
    first = len(values) - SHOWN_BACK
    return np.arange(first, len(values) - back), values[first + back :]


def range_picture(figure: Figure, first: BeyondRange) -> Drawing:
    """Draw the series, the band of values that was fitted to, and what five LSTMs forecast for the test."""
    ax = axes(figure, 0.085, 0.14, 0.895, 0.70)
    band = ax.add_patch(Rectangle((0, 0), 1, 1, facecolor="#EDF3F8", edgecolor="none", gid="range", zorder=0))
    end = ax.axvline(0, color=style.GREY, linewidth=1.4, gid="end")

    def wanted(now: BeyondRange) -> tuple[float, float, float, float]:
        return (now.time[0], now.time[-1], *around(now.x))

    def box(now: BeyondRange) -> dict[str, Any]:
        low, high = now.range
        return {"bounds": (now.time[0], low, now.time[-1] - now.time[0], high - low)}

    def title(now: BeyondRange) -> str:
        return f"{NAMES[now.name]}, {steps_ahead(now.steps)}; the LSTM is shown: {now.view}"

    return together(
        limits(ax, wanted),
        moving(band, box),
        moving(end, lambda now: {"xdata": [now.time[now.n_train]] * 2}),
        words(ax, 0.5, 1.04, title, transform=ax.transAxes, **BOLD),
        words(
            ax,
            0.01,
            0.95,
            "blue band: the values fitted to, left of the line",
            transform=ax.transAxes,
            va="top",
            **NORMAL,
        ),
        line(ax, "truth", lambda now: (now.time, now.x), linewidth=1.2),
        each(range(5), lambda seed: _seed(ax, seed)),
    )


def _seed(ax: Axes, seed: int) -> Drawing:
    return line(ax, "forecast", lambda now: (now.time[now.target], now.ahead[seed]), linewidth=1.0, alpha=0.7)
