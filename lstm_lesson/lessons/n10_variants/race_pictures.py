"""Draw the race of the nine variants: a row for each, a dot for each seed, on both tasks side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import LARGE, NORMAL, NOTHING, Drawing, axes, dots, each, moving, together, words
from lstm_lesson.nn.variants import VARIANTS
from lstm_lesson.studies.side_by_side import TASKS
from lstm_lesson.studies.variant_comparison import SIGNIFICANT, Comparison

PICTURE = (1000, 590)  # px
ROWS = {name: len(VARIANTS) - 1 - k for k, name in enumerate(VARIANTS)}  # V at the top
LIMITS = {"sine": (1e-4, 0.008), "adding": (8e-6, 0.4)}  # no number at an edge, where the other panel has one
PLACES = {"sine": (0.135, 0.185, 0.415, 0.745), "adding": (0.57, 0.185, 0.415, 0.745)}
COLOUR = style.of("forecast")["color"]
DOTS: dict[str, dict[str, Any]] = {  # how each seed is drawn
    "alike": {"marker": "o", "markersize": 7, "markerfacecolor": "white", "markeredgewidth": 1.6},
    "differs": {"marker": "o", "markersize": 7},
    "live": {"marker": "D", "markersize": 8, "color": style.INK, "markerfacecolor": "white"},
}


@dataclass(frozen=True)
class Live:
    """What was trained here on one task: errors by variant, one for each seed, and in words which and how far."""

    errors: Mapping[str, np.ndarray]
    how: str


@dataclass(frozen=True)
class Chart:
    """What the chart shows: which variants of a standing, and what was trained here, by task.

    to_train: the task that would be trained here, if any.
    """

    standing: Comparison
    shown: tuple[str, ...]
    live: Mapping[str, Live]
    to_train: str = ""


def chart(figure: Figure, first: Chart) -> Drawing:
    """Draw the sine's errors on the left and the adding problem's on the right, a row for each variant."""
    _key(figure)
    return each(TASKS, lambda task: _task(figure, task))


def _task(figure: Figure, task: str) -> Drawing:
    ax = axes(figure, *PLACES[task])
    ax.set(xscale="log", xlim=LIMITS[task], ylim=(-0.6, len(ROWS) - 0.4))
    ax.minorticks_off()
    ax.set_xlabel("mean squared error on the test sequences", **NORMAL)
    said = [f"{name}   {VARIANTS[name].formula}" if task == "sine" else "" for name in ROWS]
    ax.set_yticks(list(ROWS.values()), labels=said)
    ax.axvline(TASKS[task].constant_error(), **{**style.of("constant"), "label": "_"})

    def of_v(now: Chart) -> np.ndarray:
        return now.standing.errors[task]["V"]

    def seeds(now: Chart, *, differ: bool) -> Any:
        """Place the seeds of the variants that differ from V more than by chance, or of the others."""
        errors, by_chance = now.standing.errors[task], now.standing.by_chance[task]
        return _dots({name: errors[name] for name in now.shown if (by_chance[name] < SIGNIFICANT) == differ})

    def title(now: Chart) -> str:
        return TASKS[task].name + (" · Train runs this" if now.to_train == task else "")

    def trained_here(now: Chart) -> Any:
        return _dots(now.live[task].errors if task in now.live else {}, -0.33, 0.04)

    band = ax.axvspan(*LIMITS[task], color=COLOUR, alpha=0.13, linewidth=0, gid="band")
    middle = ax.axvline(1, color=COLOUR, linewidth=1.2, gid="middle")
    (medians,) = ax.plot([], [], color=style.INK, linewidth=3, gid="medians")
    return together(
        moving(band, lambda now: {"x": of_v(now).min(), "width": np.ptp(of_v(now))}),
        moving(middle, lambda now: {"xdata": [np.median(of_v(now))] * 2}),
        dots(ax, "forecast", lambda now: seeds(now, differ=False), gid="alike", **DOTS["alike"]),
        dots(ax, "forecast", lambda now: seeds(now, differ=True), gid="differs", **DOTS["differs"]),
        moving(medians, lambda now: {"data": _bars({name: now.standing.errors[task][name] for name in now.shown})}),
        dots(ax, "forecast", trained_here, gid="live", **DOTS["live"]),
        words(ax, 0.5, 1.025, title, transform=ax.transAxes, ha="center", gid="title", **LARGE),
    )


def _dots(errors: Mapping[str, np.ndarray], below: float = 0.0, spread: float = 0.16) -> Any:
    """Place each seed's error in its variant's row, a little apart, so that equal ones do not hide each other."""
    if not errors:
        return NOTHING.T
    heights = [ROWS[name] + below + np.linspace(-spread, spread, len(e)) for name, e in errors.items()]
    return np.concatenate(list(errors.values())), np.concatenate(heights)


def _bars(errors: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Place an upright bar at each median, all in one line with gaps."""
    x = [[np.median(e)] * 2 + [np.nan] for e in errors.values()]
    y = [[ROWS[name] - 0.36, ROWS[name] + 0.36, np.nan] for name in errors]
    return np.ravel(x), np.ravel(y)


def _key(figure: Figure) -> None:
    one: dict[str, Any] = {"linestyle": "none", "color": COLOUR}
    samples = [
        Line2D([], [], label="a seed; differs from V (rank test)", **one | DOTS["differs"]),
        Line2D([], [], label="a seed; may be chance", **one | DOTS["alike"]),
        Line2D([], [], color=style.INK, linewidth=3, marker="|", linestyle="none", markersize=16, markeredgewidth=3,
               label="median"),
        Line2D([], [], color=COLOUR, alpha=0.25, linewidth=10, solid_capstyle="butt", label="V's ten seeds"),
        Line2D([], [], **{**style.of("constant"), "label": "constant answer"}),
        Line2D([], [], label="trained here", **one | DOTS["live"]),
    ]  # fmt: skip
    figure.legend(
        handles=samples, loc="lower center", bbox_to_anchor=(0.5, 0.0), ncols=3, frameon=False,
        fontsize=style.FONT["normal"], handlelength=2.2, columnspacing=2.4, labelspacing=0.35,
    )  # fmt: skip
