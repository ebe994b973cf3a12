"""How a network is trained: step by step, so that one can watch, stop and go on; the best weights are kept."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from lstm_lesson.training import optimise
from lstm_lesson.training.losses import Loss
from lstm_lesson.training.network import State

Schedule = Callable[[int, int], float]


@dataclass(frozen=True)
class Progress:
    """How far a training is: after `step` steps, this batch's loss and the latest validation loss.

    Both are what the training makes small: mean squared errors, or of classes cross-entropies in nats. seconds: time
    spent training so far, without the caller's own.
    """

    step: int
    loss: float
    validation_loss: float
    seconds: float


def until(good_enough: float, training: Iterator[Progress]) -> Iterator[Progress]:
    """Pass a training's Progress on, and end it once the validation loss is below `good_enough`."""
    for progress in training:
        yield progress
        if progress.validation_loss < good_enough:
            return


class TrainingDivergedError(ArithmeticError):
    """A training went out of bounds and stopped; its network keeps the best weights it had."""


class Batch(NamedTuple):
    """Sequences x (T, B, D), their targets y, whether these are at every step, and the state to start from."""

    x: np.ndarray
    y: np.ndarray
    every_step: bool
    start: State | None = None


class Network(Protocol):
    """What can be trained: `CellNetwork` and its fast twin."""

    parameters: np.ndarray

    @property
    def state(self) -> State: ...
    def forecast(self, x: np.ndarray, start: State | None = None, *, every_step: bool = False) -> np.ndarray: ...
    def loss_and_gradient(
        self, x: np.ndarray, y: np.ndarray, start: State | None = None, *, every_step: bool = False
    ) -> tuple[float, np.ndarray]: ...


def train(
    network: Network,
    loss_of: Loss,
    next_batch: Callable[[State | None], Batch],
    held_out: Batch,
    keep: Callable[[np.ndarray], None],
    *,
    steps: int,
    learning_rate: float,
    clip: float,
    schedule: Schedule,
    validate_every: int,
    carry_state: bool,
) -> Iterator[Progress]:
    """Train `network` by Adam, yielding Progress after every step; the arguments are those of `Learner.fit`.

    next_batch gets the state after the batch before: None at first, and without carry_state. keep gets a copy of the
    parameters whenever they are the best so far on `held_out`.
    """

    def validated() -> float:
        return loss_of.alone(network.forecast(held_out.x, every_step=held_out.every_step), held_out.y)

    start = time.perf_counter()
    adam = optimise.Adam(network.parameters)
    first = best = validation_loss = validated()
    best_step, seconds = 0, 0.0
    state: State | None = None
    for step in range(1, steps + 1):
        x, y, every_step, begin = next_batch(state)
        with np.errstate(over="ignore", invalid="ignore"):  # divergence is dealt with right below, in words
            loss, gradient = network.loss_and_gradient(x, y, begin, every_step=every_step)
            state = network.state if carry_state else None
            optimise.clip_by_norm(gradient, clip)
            adam.update(gradient, learning_rate * schedule(step - 1, steps))
            if step % validate_every == 0 or step == steps:
                validation_loss = validated()
        # A loss a thousand times the untrained network's has left for good; not (a < b) catches nan as well.
        if not (loss < 1000 * first + 1 and validation_loss < 1000 * first + 1):
            raise TrainingDivergedError(
                f"the training diverged at step {step} (loss {loss:.3g}): it keeps the weights of "
                f"step {best_step} (validation loss {best:.3g}); try a smaller learning_rate than "
                f"{learning_rate:g}"
            )
        if validation_loss < best:
            best, best_step = validation_loss, step
            keep(network.parameters.copy())
        seconds += time.perf_counter() - start
        yield Progress(step, loss, validation_loss, seconds)
        start = time.perf_counter()
