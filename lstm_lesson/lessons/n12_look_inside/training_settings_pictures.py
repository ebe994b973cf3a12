"""Draw an experiment of notebook 12: how its options learn, and how they end, recorded (pale) and live."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.studies.training_settings import STEPS, VALIDATE_EVERY
from lstm_lesson.studies.training_settings_record import LONG, SEEDS, Outcome

PICTURE = (1000, 500)  # px
LOOKS = ("option_1", "option_2", "option_3", "option_4")
MARKERS = ("o", "s", "^", "D")
LOSSES, ERRORS = (2e-6, 0.03), (2e-4, 0.03)
MOST = len(LOOKS)
PALE = 0.45  # opacity of what is recorded
NONE = np.full((0, 2), np.nan)


@dataclass(frozen=True)
class ExperimentState:
    """What is shown: the experiment's recorded outcome by option, and what is trained here.

    live[option]: rows of (step, lowest validation loss so far). live_test[option]: test errors of the trainings that
    went to the end here.
    """

    experiment: str
    outcomes: Mapping[str, Outcome]
    live: Mapping[str, np.ndarray]
    live_test: Mapping[str, list[float]]


def experiment_picture(figure: Figure, state: ExperimentState) -> Drawing:
    """Draw the loss against training steps on the left, and the test errors as a small table on the right."""
    left, right = figure.add_axes((0.08, 0.13, 0.42, 0.78)), figure.add_axes((0.625, 0.13, 0.20, 0.64))
    return together(_curves(left, state), _ends(right, state))


def _curves(ax: Axes, first: ExperimentState) -> Drawing:
    style.lane(ax)
    ax.set_yscale("log")
    ax.set(xlim=(0, STEPS), ylim=LOSSES)
    ax.set_yticks([1e-5, 1e-4, 1e-3, 1e-2])
    ax.minorticks_off()
    ax.set_xlabel("training steps", fontsize=style.FONT["large"])
    ax.set_ylabel("validation loss (mean squared error)", fontsize=style.FONT["normal"])
    ax.set_title(f"pale: {len(SEEDS)} recorded seeds; strong: here", fontsize=style.FONT["large"], color=style.INK)
    pale, spots, live = [], [], []
    for look, marker in zip(LOOKS, MARKERS, strict=True):
        drawn = style.of(look) | {"label": "_"}
        under: dict[str, Any] = {"color": drawn["color"], "alpha": PALE}
        pale += ax.plot([], [], linewidth=1.3, **under)
        spots += ax.plot([], [], marker=marker, markersize=4, linestyle="none", **under)
        live += ax.plot([], [], marker=marker, markersize=6, markeredgecolor=style.INK, zorder=5, **drawn)

    def update(now: ExperimentState) -> bool:
        for curves, spot, line, (option, outcome) in _filled(now, pale, spots, live):
            curves.set_data(*_joined(outcome).T)
            spot.set_data(*_joined(outcome)[3::4].T)
            line.set_data(*now.live.get(option, NONE).reshape(-1, 2).T)
        return False

    update(first)
    return Drawing([*pale, *spots, *live], update)


def _joined(outcome: Outcome | None) -> np.ndarray:
    """Return the curves of all seeds as one line, rows of (step, loss), with a gap before each: quicker than five."""
    if outcome is None:
        return NONE
    n_seeds, looks = outcome.validation.shape
    steps = np.tile(VALIDATE_EVERY * np.arange(looks + 1), n_seeds)
    return np.column_stack([steps, np.column_stack([np.full(n_seeds, np.nan), outcome.validation]).ravel()])


def _ends(ax: Axes, first: ExperimentState) -> Drawing:
    style.lane(ax)
    ax.set_xscale("log")
    ax.set(xlim=ERRORS, ylim=(MOST - 0.5, -0.5))
    ax.set_xticks([0.0003, 0.001, 0.003, 0.01], labels=["0.0003", "0.001", "0.003", "0.01"])
    ax.minorticks_off()
    ax.set_yticks(np.arange(MOST), labels=[""] * MOST)
    ax.set_xlabel("error on the test waves", fontsize=style.FONT["normal"])
    words: dict[str, Any] = {"fontsize": style.FONT["normal"], "va": "center", "clip_on": False}
    beside = words | {"transform": ax.get_yaxis_transform(), "color": style.INK}
    titles = {0.5: f"after {STEPS:,} steps", 1.22: "median", 1.62: f"{LONG:,}\nsteps"}
    for place, title in titles.items():
        ax.text(place, 1.09, title, ha="center", transform=ax.transAxes, **{**words, "color": style.INK})
    dots, live, names, medians, long = [], [], [], [], []
    for row, (look, marker) in enumerate(zip(LOOKS, MARKERS, strict=True)):
        colour = style.of(look)["color"]
        shape: dict[str, Any] = {"marker": marker, "linestyle": "none"}
        dots += ax.plot([], [], **shape, markersize=7, color=colour, alpha=PALE)
        live += ax.plot([], [], **shape, markersize=10, color=colour, markeredgecolor=style.INK, zorder=5)
        names.append(ax.text(-0.05, row, "", ha="right", **{**beside, "color": style.text(look)}))
        medians.append(ax.text(1.22, row, "", ha="center", **beside))
        long.append(ax.text(1.62, row, "", ha="center", **beside))

    def update(now: ExperimentState) -> bool:
        for row, (dot, here, name, median, at_long, (option, outcome)) in enumerate(
            _filled(now, dots, live, names, medians, long)
        ):
            tested = [] if outcome is None else outcome.test
            dot.set_data(tested, [row] * len(tested))
            ran = now.live_test.get(option, [])
            here.set_data(ran, [row] * len(ran))
            name.set_text(option)
            median.set_text("" if outcome is None else f"{np.median(outcome.test):.4f}")
            at_long.set_text("" if outcome is None else f"{np.median(outcome.test_long):.4f}")
        return False

    update(first)
    return Drawing([*dots, *live, *names, *medians, *long], update)


def _filled(now: ExperimentState, *artists: list) -> Iterable[tuple]:
    """Pair each option's artists with it; those beyond the last option get the empty name and nothing recorded."""
    options: list[tuple[str, Outcome | None]] = [*now.outcomes.items(), *[("", None)] * (MOST - len(now.outcomes))]
    return zip(*artists, options, strict=True)
