"""Draw how well a symbol is recalled after a delay: by each learner, against the delay and during training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson import recall
from lstm_lesson.drawing import style
from lstm_lesson.drawing.draw import Drawing, together
from lstm_lesson.recall_record import Record

PICTURE = (1000, 430)  # px
LOOKS = {"RNN": "rnn", "orthogonal RNN": "orthogonal", "LSTM": "forecast"}
MARKERS = {"RNN": "s", "orthogonal RNN": "^", "LSTM": "o"}
_HIDDEN = np.full((0, 2), np.nan)


@dataclass(frozen=True)
class RecallState:
    """What the picture shows: the delay looked at, the record if wanted, live results, and the race that runs now.

    live[learner]: rows of (delay, accuracy). history[learner]: rows of (step, accuracy), at `race_delay`.
    """

    delay: int
    record: Record | None
    live: Mapping[str, np.ndarray]
    race_delay: int
    history: Mapping[str, np.ndarray]


def recall_picture(figure: Figure, first: RecallState) -> Drawing:
    """Draw accuracy against delay on the left, and against training steps on the right."""
    left, right = figure.add_axes((0.075, 0.27, 0.43, 0.64)), figure.add_axes((0.575, 0.27, 0.40, 0.64))
    _key(figure)
    return together(_against_delay(left, first), _against_steps(right, first))


def _against_delay(ax: Axes, first: RecallState) -> Drawing:
    _accuracy_axis(ax)
    ax.set_title("after training, against the delay", fontsize=style.FONT["large"], color=style.INK)
    ax.set_xscale("log")
    ax.set_xlim(4.2, 190)
    ax.set_xticks([5, 10, 20, 40, 80, 160], labels=["5", "10", "20", "40", "80", "160"])
    ax.minorticks_off()
    ax.set_xlabel("delay (steps)", fontsize=style.FONT["large"])
    here = ax.axvline(first.delay, **{**style.of("cursor"), "label": "_"})
    lines, dots = {}, {}
    for learner, quantity in LOOKS.items():
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
    return np.column_stack([record.delays, record.accuracy[learner].mean(axis=1)])


def _against_steps(ax: Axes, first: RecallState) -> Drawing:
    _accuracy_axis(ax)
    ax.set_xlim(0, recall.STEPS)
    ax.set_xlabel("training steps", fontsize=style.FONT["large"])
    size: dict[str, Any] = {"fontsize": style.FONT["large"], "color": style.INK}
    title = ax.text(0.5, 1.035, "", transform=ax.transAxes, ha="center", clip_on=False, **size)
    lines = {
        learner: ax.plot([], [], marker=MARKERS[learner], markersize=5, **style.of(quantity))[0]
        for learner, quantity in LOOKS.items()
    }

    def update(now: RecallState) -> bool:
        title.set_text(f"in training, at delay {now.race_delay}")
        for learner, line in lines.items():
            line.set_data(*now.history[learner].T)
        return False

    update(first)
    return Drawing([title, *lines.values()], update)


def _accuracy_axis(ax: Axes) -> None:
    style.lane(ax, ticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_ylim(0, 1.06)
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_ylabel("accuracy", fontsize=style.FONT["large"], color=style.INK)
    guess = 1 / 2**recall.N_BITS
    ax.axhline(guess, color=style.INK, linewidth=1.0, linestyle=(0, (2, 2)))
    look: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "fontsize": style.FONT["normal"], "color": style.INK}
    ax.text(0.99, guess - 0.02, "guessing", ha="right", va="top", **look)


def _key(figure: Figure) -> None:
    words = {"RNN": "RNN, usual start", "orthogonal RNN": "RNN, orthogonal start", "LSTM": "LSTM"}
    samples = [
        Line2D([], [], marker=MARKERS[learner], markersize=8, **{**style.of(LOOKS[learner]), "label": label})
        for learner, label in words.items()
    ]
    look: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.5, 0.0), "ncols": 3, "handlelength": 3.2}
    figure.legend(handles=samples, frameon=False, fontsize=style.FONT["large"], **look)
