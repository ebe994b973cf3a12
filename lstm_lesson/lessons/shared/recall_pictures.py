"""Draw how well a symbol is recalled after a delay: by each learner, against the delay and during training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.studies import recall
from lstm_lesson.studies.recall_record import Record

PICTURE = (1000, 430)  # px
LOOKS = {"RNN": "rnn", "orthogonal RNN": "orthogonal", "LSTM": "forecast", recall.ATTENTION: "attention"}
MARKERS = {"RNN": "s", "orthogonal RNN": "^", "LSTM": "o", recall.ATTENTION: "D"}
WORDS = {"RNN": "RNN, usual start", "orthogonal RNN": "RNN, orthogonal start"}  # the others go by their names
_HIDDEN = np.full((0, 2), np.nan)


@dataclass(frozen=True)
class RecallState:
    """What the picture shows: the delay looked at, the record if wanted, live results, and the race that runs now.

    live[learner]: rows of (delay, accuracy), for every learner shown. history[learner]: rows of (step, accuracy), for
    those in the race, at `race_delay`.
    """

    delay: int
    record: Record | None
    live: Mapping[str, np.ndarray]
    race_delay: int
    history: Mapping[str, np.ndarray]


def recall_picture(figure: Figure, first: RecallState, *, longest: int = 160, each_seed: bool = False) -> Drawing:
    """Draw accuracy against delay, up to `longest`, on the left, and against training steps on the right.

    each_seed: show the recorded accuracy of every seed as a dot beside the line of means.
    """
    left, right = figure.add_axes((0.075, 0.27, 0.43, 0.64)), figure.add_axes((0.575, 0.27, 0.40, 0.64))
    _key(figure, tuple(first.live))
    seeds = [_seeds(left, first)] if each_seed else []
    return together(_against_delay(left, first, longest), *seeds, _against_steps(right, first))


def _against_delay(ax: Axes, first: RecallState, longest: int) -> Drawing:
    _accuracy_axis(ax, guessing="left")  # on the right it would lie under the cursor at long delays
    ax.set_title("after training, against the delay", fontsize=style.FONT["large"], color=style.INK)
    ax.set_xscale("log")
    ax.set_xlim(4.2, 1.19 * longest)
    ticks = [delay for delay in (5, 10, 20, 40, 80, 160, 320) if delay <= longest]
    ax.set_xticks(ticks, labels=[str(delay) for delay in ticks])
    ax.minorticks_off()
    ax.set_xlabel("delay (steps)", fontsize=style.FONT["large"])
    here = ax.axvline(first.delay, **{**style.of("cursor"), "label": "_"})
    lines, dots = {}, {}
    for learner in first.live:
        quantity = LOOKS[learner]
        lines[learner] = ax.plot([], [], marker=MARKERS[learner], markersize=6, **style.of(quantity))[0]
        look = {
            "color": style.of(quantity)["color"],
            "markeredgecolor": style.INK,
            "markeredgewidth": 1.6,
            "linestyle": "none",
        }
        dots[learner] = ax.plot([], [], MARKERS[learner], markersize=11, clip_on=False, zorder=5, **look)[0]

    def update(now: RecallState) -> bool:
        here.set_xdata([now.delay, now.delay])
        for learner, line in lines.items():
            known = _HIDDEN if now.record is None else _means(now.record, learner)
            line.set_data(*known.T)
            dots[learner].set_data(*now.live[learner].reshape(-1, 2).T)
        return False

    update(first)
    return Drawing([here, *lines.values(), *dots.values()], update)


def _means(record: Record, learner: str) -> np.ndarray:
    """Return rows of (delay, mean accuracy) where the learner was measured."""
    measured = [(d, np.nanmean(row)) for d, row in zip(record.delays, record.accuracy[learner], strict=True)
                if not np.isnan(row).all()]  # fmt: skip
    return np.array(measured)


def _seeds(ax: Axes, first: RecallState) -> Drawing:
    """Draw a dot for each seed of the record, the learners a little apart."""
    dots = {}
    for k, learner in enumerate(first.live):
        look = {"color": style.of(LOOKS[learner])["color"], "alpha": 0.55, "linestyle": "none", "markersize": 7}
        dots[learner] = ax.plot([], [], MARKERS[learner], markeredgewidth=0, **look)[0], 1.035 ** (k - 1.5)

    def update(now: RecallState) -> bool:
        for learner, (dot, aside) in dots.items():
            if now.record is None:
                dot.set_data([], [])
            else:
                seeds = now.record.accuracy[learner]
                dot.set_data(np.repeat(now.record.delays * aside, seeds.shape[1]), seeds.ravel())
        return False

    update(first)
    return Drawing([dot for dot, _ in dots.values()], update)


def _against_steps(ax: Axes, first: RecallState) -> Drawing:
    _accuracy_axis(ax, guessing="right")
    ax.set_xlim(0, recall.STEPS)
    ax.set_xlabel("training steps", fontsize=style.FONT["large"])
    size: dict[str, Any] = {"fontsize": style.FONT["large"], "color": style.INK}
    title = ax.text(0.5, 1.035, "", transform=ax.transAxes, ha="center", clip_on=False, **size)
    lines = {
        learner: ax.plot([], [], marker=MARKERS[learner], markersize=5, **style.of(LOOKS[learner]))[0]
        for learner in first.history
    }

    def update(now: RecallState) -> bool:
        title.set_text(f"in training, at delay {now.race_delay}")
        for learner, line in lines.items():
            line.set_data(*now.history[learner].T)
        return False

    update(first)
    return Drawing([title, *lines.values()], update)


def _accuracy_axis(ax: Axes, guessing: Literal["left", "right"]) -> None:
    """Dress an axis of accuracies from 0 to 1, with the line of guessing, named at the left or right end."""
    style.lane(ax, ticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_ylim(0, 1.06)
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_ylabel("accuracy", fontsize=style.FONT["large"], color=style.INK)
    guess = 1 / 2**recall.N_BITS
    ax.axhline(guess, color=style.INK, linewidth=1.0, linestyle=(0, (2, 2)))
    look: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "fontsize": style.FONT["normal"], "color": style.INK}
    ax.text({"left": 0.01, "right": 0.99}[guessing], guess - 0.02, "guessing", ha=guessing, va="top", **look)


def _key(figure: Figure, learners: tuple[str, ...]) -> None:
    samples = [
        Line2D([], [], marker=MARKERS[name], markersize=8, **{**style.of(LOOKS[name]), "label": WORDS.get(name, name)})
        for name in learners
    ]
    look: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.5, 0.0), "handlelength": 3.2}
    look |= {"ncols": len(learners), "columnspacing": 1.6}
    figure.legend(handles=samples, frameon=False, fontsize=style.FONT["large"], **look)
