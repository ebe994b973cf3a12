"""Draw an experiment of notebook 12: how its options learn, and how they end, recorded (pale) and live."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import LARGE, NORMAL, NOTHING, Drawing, axes, dots, each, line, together, words
from lstm_lesson.studies.training_settings import LONG, SEEDS, STEPS, VALIDATE_EVERY, SettingsResult

PICTURE = (1000, 500)  # px
LOOKS = ("option_1", "option_2", "option_3", "option_4")
MARKERS = ("o", "s", "^", "D")
LOSSES, ERRORS = (2e-6, 0.03), (2e-4, 0.03)
MOST = len(LOOKS)
PALE = 0.45  # opacity of what is recorded
HERE: dict[str, Any] = {"markeredgecolor": style.INK, "zorder": 5}  # the look of what is trained here


@dataclass(frozen=True)
class ExperimentState:
    """What is shown: the experiment's recorded outcome by option, and what is trained here.

    live[option]: rows of (step, lowest validation loss so far), of the training with that `seed`, in words.
    live_test[option]: test errors of the trainings that went to the end here, with these `seeds`.
    """

    experiment: str
    outcomes: Mapping[str, SettingsResult]
    live: Mapping[str, np.ndarray]
    live_test: Mapping[str, list[float]]
    seed: str = ""
    seeds: tuple[int, ...] = ()

    def option(self, row: int) -> str:
        """Return the option of a row, "" beyond the last."""
        return ([*self.outcomes] + [""] * MOST)[row]

    def recorded(self, row: int, field: str) -> np.ndarray:
        """Return what that field of SettingsResult holds of the option in a row, nothing beyond the last."""
        option = self.option(row)
        return getattr(self.outcomes[option], field) if option else np.empty((0, 0))


def experiment_picture(figure: Figure, first: ExperimentState) -> Drawing:
    """Draw the loss against training steps on the left, and the test errors as a small table on the right."""
    left, right = axes(figure, 0.08, 0.13, 0.42, 0.78), axes(figure, 0.625, 0.13, 0.20, 0.64)
    return together(_curves(left), _ends(right))


def _curves(ax: Axes) -> Drawing:
    ax.set(yscale="log", xlim=(0, STEPS), ylim=LOSSES, yticks=[1e-5, 1e-4, 1e-3, 1e-2], xlabel="training steps")
    ax.minorticks_off()
    ax.tick_params(labelsize=style.FONT["small"])
    ax.set_ylabel("validation loss (mean squared error)", fontsize=style.FONT["normal"])
    title: dict[str, Any] = {"ha": "center", "transform": ax.transAxes, **LARGE}

    def recorded(row: int) -> Drawing:
        look: dict[str, Any] = {"linestyle": "-", "linewidth": 1.3, "alpha": PALE}
        return line(ax, LOOKS[row], lambda now: tuple(_joined(now.recorded(row, "validation")).T), **look)

    def spots(row: int) -> Drawing:
        look: dict[str, Any] = {"marker": MARKERS[row], "markersize": 4, "alpha": PALE}
        return dots(ax, LOOKS[row], lambda now: tuple(_joined(now.recorded(row, "validation"))[3::4].T), **look)

    def here(row: int) -> Drawing:
        look: dict[str, Any] = {"marker": MARKERS[row], "markersize": 6, **HERE}
        return line(ax, LOOKS[row], lambda now: tuple(now.live.get(now.option(row), NOTHING).T), **look)

    return together(
        *(each(range(MOST), part) for part in (recorded, spots, here)),
        words(ax, 0.5, 1.02, lambda now: f"pale: {len(SEEDS)} recorded seeds; strong: here{now.seed}", **title),
    )


def _joined(curves: np.ndarray) -> np.ndarray:
    """Return the curves of all seeds as one line, rows of (step, loss), with a gap before each: quicker than five."""
    n_seeds, looks = curves.shape
    steps = np.tile(VALIDATE_EVERY * np.arange(looks + 1), n_seeds)
    return np.column_stack([steps, np.column_stack([np.full(n_seeds, np.nan), curves]).ravel()])


def _ends(ax: Axes) -> Drawing:
    ax.set(xscale="log", xlim=ERRORS, ylim=(MOST - 0.5, -0.5))
    ax.set_xticks([0.001, 0.01], labels=["0.001", "0.01"])
    ax.minorticks_off()
    ax.tick_params(labelsize=style.FONT["small"])
    ax.set_yticks(np.arange(MOST), labels=[""] * MOST)
    ax.set_xlabel("error on the test waves", fontsize=style.FONT["normal"])
    for place, title in {0.5: f"after {STEPS:,} steps", 1.22: "median", 1.62: f"{LONG:,}\nsteps"}.items():
        ax.text(place, 1.09, title, ha="center", va="center", clip_on=False, transform=ax.transAxes, **NORMAL)
    beside: dict[str, Any] = {"va": "center", "transform": ax.get_yaxis_transform(), **NORMAL}
    here: dict[str, Any] = {"markersize": 10, **HERE}

    def errors(row: int, tested: Callable[[ExperimentState], Any], **look: Any) -> Drawing:
        def in_row(now: ExperimentState) -> Any:
            found = np.ravel(tested(now))
            return found, np.full_like(found, row)

        return dots(ax, LOOKS[row], in_row, MARKERS[row], **look)

    def median(row: int, place: float, field: str) -> Drawing:
        def number(now: ExperimentState) -> str:
            errors = now.recorded(row, field)
            return f"{np.median(errors):.4f}" if errors.size else ""

        return words(ax, place, row, number, ha="center", **beside)

    def name(row: int) -> Drawing:
        look = beside | {"color": style.text(LOOKS[row])}
        return words(ax, -0.05, row, lambda now: now.option(row), ha="right", **look)

    return together(
        each(range(MOST), lambda row: errors(row, lambda now: now.recorded(row, "test"), markersize=7, alpha=PALE)),
        each(range(MOST), lambda row: errors(row, lambda now: now.live_test.get(now.option(row), []), **here)),
        each(range(MOST), name),
        each(range(MOST), lambda row: median(row, 1.22, "test")),
        each(range(MOST), lambda row: median(row, 1.62, "test_long")),
    )
