"""Draw how well a symbol is recalled after a delay: by each learner, against the delay and during training."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import parts, style
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing, axes, dots, each, key, line, together, upright, words
from lstm_lesson.studies import recall

PICTURE = (1000, 470)  # px
LOOKS = {"RNN": "rnn", "orthogonal RNN": "orthogonal", "ReLU RNN": "option_4"}
LOOKS |= {"LSTM": "forecast", "chrono LSTM": "option_3", recall.ATTENTION: "attention"}
MARKERS = {"RNN": "s", "orthogonal RNN": "^", "ReLU RNN": "v", "LSTM": "o", "chrono LSTM": "P", recall.ATTENTION: "D"}


@dataclass(frozen=True)
class Trained:
    """What came out of one training: the accuracy of each learner after so many steps, and whether it has ended."""

    accuracy: Mapping[str, float]
    step: int
    ended: bool


@dataclass(frozen=True)
class RecallState:
    """What the picture shows: the delay looked at, the record if wanted, live results, and the race that ran last.

    live[learner]: rows of (delay, accuracy, whether that training has ended), for every learner shown.
    history[learner]: rows of (step, accuracy) of the race, if one has begun; title: which race that is.
    recorded[learner]: such rows of the record at this delay, if they are kept and wanted.
    """

    delay: int
    record: recall.AccuracyByDelay | None
    live: Mapping[str, np.ndarray]
    title: str
    history: Mapping[str, np.ndarray]
    recorded: Mapping[str, np.ndarray] = field(default_factory=dict)


def recall_picture(
    figure: Figure, first: RecallState, *, racers: tuple[str, ...], longest: int = 160, each_seed: bool = False
) -> Drawing:
    """Draw accuracy against delay, up to `longest`, on the left, and against training steps on the right.

    racers: the learners that can be trained. each_seed: show the recorded accuracy of every seed as a dot beside the
    line of means.
    """
    learners = tuple(first.live)
    left, right = axes(figure, 0.075, 0.29, 0.43, 0.63), axes(figure, 0.575, 0.29, 0.40, 0.63)
    said = {LOOKS[name]: recall.NAMES.get(name, name) for name in learners}
    samples = {LOOKS[name]: {"marker": MARKERS[name], "markersize": 8} for name in learners}
    place: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.5, 0.0), "ncols": 3}
    key(figure, said, samples, handlelength=3.2, columnspacing=1.6, **place)
    seeds = [_seeds(left, learners)] if each_seed else []
    return together(_against_delay(left, learners, longest), *seeds, _against_steps(right, learners, racers))


def _against_delay(ax: Axes, learners: tuple[str, ...], longest: int) -> Drawing:
    _accuracy_axis(ax)
    ax.set(xscale="log", xlim=(4.2, 1.19 * longest), xlabel="delay (steps)")
    ticks = [delay for delay in (5, 10, 20, 40, 80, 160, 320) if delay <= longest]
    ax.set_xticks(ticks, labels=[str(delay) for delay in ticks])
    ax.minorticks_off()
    look: dict[str, Any] = {"markersize": 11, "markeredgecolor": style.INK, "markeredgewidth": 1.6}
    look |= {"clip_on": False, "zorder": 5}

    def trained(name: str, *, ended: bool) -> Drawing:
        def places(now: RecallState) -> np.ndarray:
            rows = now.live[name]
            return rows[rows[:, 2] == ended, :2].T

        hollow = {} if ended else {"markerfacecolor": "white", "markeredgecolor": style.of(LOOKS[name])["color"]}
        return dots(ax, LOOKS[name], places, MARKERS[name], **look | hollow)

    def said(now: RecallState) -> str:
        ended = all(rows[:, 2].all() for rows in now.live.values())
        return "after training, against the delay" if ended else "against the delay; hollow: not trained to the end"

    return together(
        words(ax, 0.5, 1.035, said, **_title(ax)),
        upright(ax, lambda now: now.delay),
        each(learners, lambda name: _curve(ax, name, lambda now: _means(now.record, name), markersize=6)),
        each(learners, lambda name: trained(name, ended=True)),
        each(learners, lambda name: trained(name, ended=False)),
    )


def _title(ax: Axes) -> dict[str, Any]:
    """Return the look of a title that changes."""
    return {"transform": ax.transAxes, "ha": "center", **LARGE}


def _curve(ax: Axes, learner: str, rows: Callable[[RecallState], np.ndarray], **look: Any) -> Drawing:
    """Draw rows of (delay or step, accuracy) of a learner."""
    return line(ax, LOOKS[learner], lambda now: tuple(rows(now).T), marker=MARKERS[learner], **look)


def _means(record: recall.AccuracyByDelay | None, learner: str) -> np.ndarray:
    """Return rows of (delay, mean accuracy) where the learner was measured."""
    if record is None:
        return parts.NOTHING
    measured = ~np.isnan(record.accuracy[learner]).all(axis=1)
    return np.column_stack([record.delays[measured], np.nanmean(record.accuracy[learner][measured], axis=1)])


def _seeds(ax: Axes, learners: tuple[str, ...]) -> Drawing:
    """Draw a dot for each seed of the record, the learners a little apart."""
    aside = {learner: 1.035 ** (k - (len(learners) - 1) / 2) for k, learner in enumerate(learners)}
    look: dict[str, Any] = {"alpha": 0.55, "markersize": 7, "markeredgewidth": 0}

    def seeds(record: recall.AccuracyByDelay | None, learner: str) -> Any:
        if record is None:
            return parts.NOTHING.T
        accuracy = record.accuracy[learner]
        return np.repeat(record.delays * aside[learner], accuracy.shape[1]), accuracy.ravel()

    return each(
        learners, lambda name: dots(ax, LOOKS[name], lambda now: seeds(now.record, name), MARKERS[name], **look)
    )


def _against_steps(ax: Axes, learners: tuple[str, ...], racers: tuple[str, ...]) -> Drawing:
    """Draw the trainings: pale those of the record, on average over their seeds, and above them those done here."""
    _accuracy_axis(ax)

    def of(rows: Mapping[str, np.ndarray], name: str) -> np.ndarray:
        return rows.get(name, parts.NOTHING)

    # Named here, since beside it a cursor goes through every place where the words could stand.
    guess = 1 / 2**recall.N_BITS - 0.02
    ax.text(0.99, guess, "guessing", ha="right", va="top", transform=ax.get_yaxis_transform(), **NORMAL)
    ax.set(xlim=(0, recall.STEPS), xlabel="training steps")
    return together(
        words(ax, 0.5, 1.035, lambda now: now.title, **_title(ax)),
        each(learners, lambda name: _curve(ax, name, lambda now: of(now.recorded, name), markersize=4, alpha=0.45)),
        each(racers, lambda name: _curve(ax, name, lambda now: of(now.history, name), markersize=5)),
    )


def _accuracy_axis(ax: Axes) -> None:
    """Dress an axis of accuracies from 0 to 1, with the line of guessing."""
    ax.set(ylim=(0, 1.06), yticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_ylabel("accuracy", color=style.INK)
    ax.axhline(1 / 2**recall.N_BITS, color=style.INK, linewidth=1.0, linestyle=(0, (2, 2)))
