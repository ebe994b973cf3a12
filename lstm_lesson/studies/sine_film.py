"""A film of the training of notebook 11's forecaster: the weights that it had kept after so many of its 4,000 steps.

The training is that of `sine_forecast`, with the same start and the same batches. The only difference is that it looks
at the validation set every 10 steps and not every 100, so that an early snapshot is not an old one. The last snapshot
is the recorded forecaster, weight for weight: a test compares them.

    python -m lstm_lesson.studies.sine_film          trains once, in 20 seconds, and writes the snapshots
"""

from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Annotated

import numpy as np

from lstm_lesson.studies.sine_forecast import TASK
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.recording import Arrays, Recording
from lstm_lesson.training.task import restored

STEPS = (0, 10, 20, 50, 100, 150, 200, 300, 500, 1000, 2000, 3000, 4000)  # when a snapshot is taken
LOOK_EVERY = 10  # steps between two looks at the validation set
FIRST = 5  # snapshots that are taken again to compare


@dataclass(frozen=True)
class Film:
    """Snapshots of one training: after `step` steps the best weights so far, and their error on the test set.

    error: mean absolute, over 1,000 waves and five steps ahead. weights: by name, each (snapshots, its own shape).
    """

    step: Annotated[np.ndarray, "snapshots"]
    error: Annotated[np.ndarray, "snapshots"]
    weights: Arrays

    def forecaster(self, snapshot: int) -> Forecaster:
        """Return the forecaster as it was at a snapshot, counted from 0."""
        return restored({name: array[snapshot] for name, array in self.weights.items()})


RECORDING = Recording("studies.sine_film")
KEYS = (("LSTM",),)


@cache
def recorded() -> Film:
    """Return the film that came out of `python -m lstm_lesson.studies.sine_film`."""
    return RECORDING.row(Film, "LSTM")


def measure(learner: str, steps: tuple[int, ...] = STEPS) -> Film:
    """Train one network up to the last of `steps`; take a snapshot after each of them."""
    network = TASK.learner(learner)
    kept = [network.weights]
    training = TASK.fit(network, validate_every=LOOK_EVERY)
    kept += [network.weights for progress in islice(training, steps[-1]) if progress.step in steps]
    error = [TASK.test_score(restored(weights)) for weights in kept]
    return Film(np.array(steps), np.array(error), {name: np.stack([of[name] for of in kept]) for name in kept[0]})


def again(learner: str) -> None:
    """Take the first snapshots again, and compare their errors and their weights."""
    film = measure(learner, STEPS[:FIRST])
    weights = {f"weights.{name}": array for name, array in film.weights.items()}
    RECORDING.compare((learner,), {"error": film.error, **weights}, rtol=0.01, atol=0.001)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
