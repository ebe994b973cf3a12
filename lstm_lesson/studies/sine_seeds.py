"""The training of notebook 11 with five seeds: how much of what is seen in one network is that network's own?

A seed draws the weights at the start and the batches; all else is as in `sine_forecast`. Seed 0 is the recorded
forecaster of notebook 11, weight for weight: a test compares them. Each seed is trained twice: to the end of 4,000
steps and, in a training of its own, to the end of 1,000. The learning rate rises and falls once over a whole training,
so the short one is not the beginning of the long one.

    python -m lstm_lesson.studies.sine_seeds         trains them anew, in a few minutes, and writes what came out
"""

from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Annotated

import numpy as np

from lstm_lesson.studies import training_settings
from lstm_lesson.studies.sine_film import LOOK_EVERY, STEPS
from lstm_lesson.studies.sine_forecast import TASK
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.losses import squared_error
from lstm_lesson.training.recording import Arrays, Recording
from lstm_lesson.training.task import restored

SEEDS = training_settings.SEEDS
SHORT = training_settings.TASK  # the shorter training: that of notebook 12's experiments
FIRST = 200  # steps that are trained again to compare


@dataclass(frozen=True)
class SeedResult:
    """What became of one seed.

    validation: the validation loss (mean squared error) before training and after each 100 of 4,000 steps. film: the
    mean absolute error on the test waves of the best weights so far, after each of sine_film.STEPS. test and
    test_short: that error at the end of 4,000 and of 1,000 steps. weights and weights_short: those networks, by name.
    """

    validation: Annotated[np.ndarray, "looks"]
    film: Annotated[np.ndarray, "snapshots"]
    test: float
    test_short: float
    weights: Arrays
    weights_short: Arrays

    @property
    def forecaster(self) -> Forecaster:
        """The network after 4,000 steps."""
        return restored(self.weights)

    @property
    def forecaster_short(self) -> Forecaster:
        """The network after the training of 1,000 steps."""
        return restored(self.weights_short)


RECORDING = Recording("studies.sine_seeds")
KEYS = tuple((str(seed),) for seed in SEEDS)


@cache
def recorded() -> tuple[SeedResult, ...]:
    """Return what came out of `python -m lstm_lesson.studies.sine_seeds`, by seed."""
    return tuple(RECORDING.row(SeedResult, *key) for key in KEYS)


def untrained() -> tuple[Forecaster, ...]:
    """Return the networks as they were before their training, by seed."""
    return tuple(TASK.learner("LSTM", seed=seed) for seed in SEEDS)


def _long(seed: int, steps: int) -> tuple[Forecaster, np.ndarray, np.ndarray]:
    """Train one seed up to `steps`; return it, its validation losses, and its errors at the film's snapshots."""
    network, (x, y) = TASK.learner("LSTM", seed=seed), TASK.validation_set()
    losses, errors = [squared_error(network.predict(x), y)], [TASK.test_score(network)]
    for progress in islice(TASK.fit(network, seed=seed, validate_every=LOOK_EVERY), steps):
        if progress.step % TASK.validate_every == 0:
            losses.append(progress.validation_loss)
        if progress.step in STEPS:
            errors.append(TASK.test_score(network))
    return network, np.array(losses), np.array(errors)


def measure(seed: str) -> SeedResult:
    """Train one seed to the end, and once more with fewer steps."""
    network, losses, errors = _long(int(seed), TASK.steps)
    short, _ = SHORT.trained("LSTM", seed=int(seed))
    tests = (TASK.test_score(network), TASK.test_score(short))
    return SeedResult(losses, errors, *tests, network.weights, short.weights)


def again(seed: str) -> None:
    """Train the first steps of one seed again, and compare losses and errors."""
    _, losses, errors = _long(int(seed), FIRST)
    RECORDING.compare((seed,), {"validation": losses, "film": errors}, rtol=0.01)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
