"""Draw the race of the nine variants: a row for each, a dot for each seed, on both tasks side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.nn.variants import VARIANTS
from lstm_lesson.studies.side_by_side import TASKS, constant_error
from lstm_lesson.studies.variant_comparison import SIGNIFICANT, Standing

PICTURE = (1000, 590)  # px
ROWS = {name: len(VARIANTS) - 1 - k for k, name in enumerate(VARIANTS)}  # V at the top
LIMITS = {"sine": (1e-4, 0.008), "adding": (8e-6, 0.4)}  # no number at an edge, where the other panel has one
_NOTHING = np.full(1, np.nan)
_COLOUR = style.of("forecast")["color"]


@dataclass(frozen=True)
class Chart:
    """What the chart shows: which variants of a standing, and live results by task and variant, an error per seed.

    to_train: the task that would be trained here, if any.
    """

    standing: Standing
    shown: tuple[str, ...]
    live: Mapping[str, Mapping[str, np.ndarray]]
    to_train: str = ""


def chart(figure: Figure, first: Chart) -> Drawing:
    """Draw the sine's errors on the left and the adding problem's on the right, a row for each variant."""
    places = {"sine": (0.135, 0.185, 0.415, 0.745), "adding": (0.57, 0.185, 0.415, 0.745)}
    _key(figure)
    return together(*(_task(figure.add_axes(places[task]), task, first) for task in TASKS))


def _task(ax: Axes, task: str, first: Chart) -> Drawing:
    style.lane(ax)
    look: dict[str, Any] = {"fontsize": style.FONT["large"], "color": style.INK, "ha": "center", "clip_on": False}
    title = ax.text(0.5, 1.025, "", transform=ax.transAxes, **look)
    ax.set_xscale("log")
    ax.set_xlim(*LIMITS[task])
    ax.set_ylim(-0.6, len(ROWS) - 0.4)
    ax.minorticks_off()
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_xlabel("mean squared error on the test sequences", fontsize=style.FONT["normal"], color=style.INK)
    words = [f"{name}   {VARIANTS[name].formula}" for name in ROWS] if task == "sine" else []
    ax.set_yticks(list(ROWS.values()), labels=words or [""] * len(ROWS))
    ax.axvline(constant_error(task), **{**style.of("constant"), "label": "_"})

    band = ax.axvspan(*LIMITS[task], color=_COLOUR, alpha=0.13, linewidth=0)
    middle = ax.axvline(1, color=_COLOUR, linewidth=1.2)
    medians = ax.plot([], [], color=style.INK, linewidth=3)[0]
    differs, alike = (ax.plot([], [], **look)[0] for look in _DOTS.values())
    live = ax.plot([], [], **_LIVE)[0]

    def update(now: Chart) -> bool:
        title.set_text(TASKS[task].words + (" · Train runs this" if now.to_train == task else ""))
        errors, p = now.standing.errors[task], now.standing.p[task]
        band.set_x(errors["V"].min())
        band.set_width(np.ptp(errors["V"]))
        middle.set_xdata([np.median(errors["V"])] * 2)
        shown = {name: errors[name] for name in now.shown}
        medians.set_data(*_bars(shown))
        differs.set_data(*_dots({name: e for name, e in shown.items() if p[name] < SIGNIFICANT}))
        alike.set_data(*_dots({name: e for name, e in shown.items() if p[name] >= SIGNIFICANT}))
        live.set_data(*_dots(now.live.get(task, {}), below=-0.33, spread=0.04))
        return False

    update(first)
    return Drawing([band, middle, alike, differs, medians, live, title], update)


_DOTS: dict[str, dict[str, Any]] = {
    "differs": {"marker": "o", "linestyle": "none", "markersize": 7, "color": _COLOUR},
    "alike": {
        "marker": "o",
        "linestyle": "none",
        "markersize": 7,
        "color": _COLOUR,
        "markerfacecolor": "white",
        "markeredgewidth": 1.6,
    },
}
_LIVE: dict[str, Any] = {
    "marker": "D",
    "linestyle": "none",
    "markersize": 8,
    "color": style.INK,
    "markerfacecolor": "white",
}


def _dots(
    errors: Mapping[str, np.ndarray], *, below: float = 0.0, spread: float = 0.16
) -> tuple[np.ndarray, np.ndarray]:
    """Place each seed's error in its variant's row, a little apart, so that equal ones do not hide each other."""
    if not errors:
        return _NOTHING, _NOTHING
    heights = [ROWS[name] + below + np.linspace(-spread, spread, len(e)) for name, e in errors.items()]
    return np.concatenate(list(errors.values())), np.concatenate(heights)


def _bars(errors: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Place an upright bar at each median, all in one line with gaps."""
    x = [[np.median(e)] * 2 + [np.nan] for e in errors.values()]
    y = [[ROWS[name] - 0.36, ROWS[name] + 0.36, np.nan] for name in errors]
    return np.ravel(x), np.ravel(y)


def _key(figure: Figure) -> None:
    samples = [
        Line2D([], [], label="a seed; differs from V (rank test)", **_DOTS["differs"]),
        Line2D([], [], label="a seed; may be chance", **_DOTS["alike"]),
        Line2D([], [], color=style.INK, linewidth=3, marker="|", linestyle="none", markersize=16, markeredgewidth=3,
               label="median"),
        Line2D([], [], color=_COLOUR, alpha=0.25, linewidth=10, label="V's ten seeds"),
        Line2D([], [], **{**style.of("constant"), "label": "constant answer"}),
        Line2D([], [], label="trained here", **_LIVE),
    ]  # fmt: skip
    figure.legend(
        handles=samples, loc="lower center", bbox_to_anchor=(0.5, 0.0), ncols=3, frameon=False,
        fontsize=style.FONT["normal"], handlelength=2.2, columnspacing=2.4, labelspacing=0.35,
    )  # fmt: skip
