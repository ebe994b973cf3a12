"""What a training does besides learning: it counts its own seconds, looks when it should, stops what diverges."""

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from lstm_lesson.training import fitting
from lstm_lesson.training.fitting import Batch, Progress, TrainingDivergedError, train, until

NOTHING = Batch(np.zeros((1, 1, 1)), np.zeros((1, 1)), False)


class Scripted:
    """A network of one weight whose losses are written down: of each batch, and of each look at what is held out."""

    def __init__(self, losses: list[float], looks: list[float]) -> None:
        self.parameters, self.state = np.zeros(1), None
        self.losses, self.looks = iter(losses), iter(looks)

    def forecast(self, x: np.ndarray, start: Any = None, *, every_step: bool = False) -> np.ndarray:
        return np.array(next(self.looks))

    def loss_and_gradient(self, *_: Any, **__: Any) -> tuple[float, np.ndarray]:
        return next(self.losses), np.array([-1.0])  # which makes the weight larger at each step

    def alone(self, forecast: np.ndarray, y: np.ndarray) -> float:
        return float(forecast)


def training(losses: list[float], looks: list[float], every: int = 1, kept: list[float] | None = None) -> Any:
    network: Any = Scripted(losses, looks)
    keep = [] if kept is None else kept
    return train(
        network,
        network,
        lambda _: NOTHING,
        NOTHING,
        lambda weights: keep.append(float(weights[0])),
        steps=len(losses),
        learning_rate=0.1,
        clip=1.0,
        schedule=lambda step, steps: 1.0,
        validate_every=every,
        carry_state=False,
    )


def test_seconds_are_those_of_the_training_and_not_those_of_whoever_watches(monkeypatch):
    clock = {"now": 100.0}

    def tick() -> float:
        clock["now"] += 1
        return clock["now"]

    monkeypatch.setattr(fitting.time, "perf_counter", tick)  # each look at it takes a second
    seconds = []
    for progress in training([0.5] * 4, [0.5] * 5):
        seconds.append(progress.seconds)
        clock["now"] += 50  # the watcher takes its time
    assert seconds == [1, 2, 3, 4]


@pytest.mark.parametrize("first", [0.5, 2.0])
@pytest.mark.parametrize("where", ["batch", "held out"])
@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_training_ends_where_either_loss_passes_a_thousand_times_the_first_and_one(first, where, bad):
    for loss, ends in ((1000 * first + 0.9, False), (1000 * first + 1, True), (1000 * first + 1.1, True), (bad, True)):
        losses, looks = [first, loss, first], [first, first, first, first]
        if where == "held out":
            losses, looks = looks[:3], [first, first, loss, first]
        if ends:
            with pytest.raises(TrainingDivergedError, match=r"diverged at step 2 .* of step 0 \(validation loss"):
                list(training(losses, looks))
        else:
            assert len(list(training(losses, looks))) == 3


def test_weights_are_kept_at_each_look_that_is_better_than_all_before():
    kept: list[float] = []
    progress = list(training([1.0] * 6, [5.0, 4.0, 4.0, 4.5, 3.0, 3.5, 2.0], kept=kept))
    assert [one.validation_loss for one in progress] == [4.0, 4.0, 4.5, 3.0, 3.5, 2.0]
    assert kept == pytest.approx([0.1, 0.4, 0.6], rel=1e-6)  # Adam moves a weight by its rate, 0.1 a step


def test_held_out_is_looked_at_before_the_first_step_at_each_interval_and_at_the_end():
    progress = list(training([1.0] * 7, [9.0, 8.0, 7.0, 6.0], every=3))
    assert [one.validation_loss for one in progress] == [9.0, 9.0, 8.0, 8.0, 8.0, 7.0, 6.0]
    assert [one.step for one in progress] == [1, 2, 3, 4, 5, 6, 7]


def test_training_until_it_is_good_enough_ends_with_the_first_loss_below():
    def losses() -> Iterator[Progress]:
        return (Progress(step, 9.0, loss, 0.0) for step, loss in enumerate([0.3, 0.2, 0.1, 0.05], start=1))

    assert [one.step for one in until(0.2, losses())] == [1, 2, 3]
    assert [one.step for one in itertools.islice(until(0.01, losses()), 9)] == [1, 2, 3, 4]
