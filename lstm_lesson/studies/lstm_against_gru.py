"""LSTM against GRU on the practical of notebook 11, with the same budget: how it is run, and what came out.

Both get the same batches, steps, clipping and validation sequences, and the best of three learning rates; the LSTM
also the best of three forget biases (Jozefowicz et al. 2015). What is best is decided by validation loss on two seeds
that take no further part; five other seeds are then trained and tested.

    python -m lstm_lesson.studies.lstm_against_gru      runs it anew (a quarter of an hour) and writes the results
"""

from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Annotated

import numpy as np

from lstm_lesson import validate
from lstm_lesson.studies import sine_forecast
from lstm_lesson.training.recording import Recording
from lstm_lesson.training.task import Settings, in_rows

STEPS, VALIDATE_EVERY = 1000, 50
TASK = replace(sine_forecast.TASK, steps=STEPS, validate_every=VALIDATE_EVERY)
LEARNING_RATES, FORGET_BIASES = (0.02, 0.04, 0.08), (1.0, 3.0, 5.0)
CHOOSING_SEEDS, SEEDS = (100, 101), (0, 1, 2, 3, 4)
# The entrants: GRU 20 has as many units as LSTM 20, and nearly as many weights as LSTM 17.
KEYS = (("LSTM", 20), ("LSTM", 17), ("GRU", 20))


@dataclass(frozen=True)
class EntrantResult:
    """The trainings of the five seeds of one entrant, with the best settings; the forget bias means nothing to a GRU.

    validation: the lowest mean squared error so far after each 50 steps. test: the mean absolute error.
    """

    settings: Settings
    validation: Annotated[np.ndarray, "seeds", "looks"]
    test: Annotated[np.ndarray, "seeds"]


RECORDING = Recording("studies.lstm_against_gru")


@cache
def recorded() -> dict[str, EntrantResult]:
    """Return what came out of `python -m lstm_lesson.studies.lstm_against_gru`: "LSTM 20", "LSTM 17", "GRU 20"."""
    return {f"{cell} {size}": RECORDING.row(EntrantResult, cell, size) for cell, size in KEYS}


@dataclass(frozen=True)
class Contest:
    """How far the contest is after `step` training steps: by entrant, the errors up to there, (seeds, looks).

    The errors are roots of the lowest mean squared error on the validation sequences so far.
    """

    step: int
    errors: dict[str, np.ndarray]

    @property
    def medians(self) -> dict[str, float]:
        """The median error of each entrant's five seeds at this step."""
        return {name: float(np.median(seeds[:, -1])) for name, seeds in self.errors.items()}


def contest(step: int) -> Contest:
    """Return where the recorded trainings stood after `step` steps, rounded down to a multiple of VALIDATE_EVERY."""
    looks = validate.whole("step", step, at_least=VALIDATE_EVERY) // VALIDATE_EVERY
    errors = {name: np.sqrt(found.validation[:, :looks]) for name, found in recorded().items()}
    return Contest(looks * VALIDATE_EVERY, errors)


def measure(cell: str, size: int) -> EntrantResult:
    """Choose an entrant's settings; train and test five seeds."""
    biases = FORGET_BIASES if cell == "LSTM" else FORGET_BIASES[:1]
    candidates = [Settings(rate, bias, n_hidden=size) for rate, bias in product(LEARNING_RATES, biases)]
    of, _ = TASK.tuned(cell, candidates, CHOOSING_SEEDS)
    networks, losses = zip(*(TASK.trained(cell, of, seed) for seed in SEEDS), strict=True)
    lowest = np.fmin.accumulate(in_rows(losses)[:, 1:], axis=1)
    return EntrantResult(of, lowest, np.array([TASK.test_score(network) for network in networks]))


def again(cell: str, size: int) -> None:
    """Train the first seed until it is first looked at, and compare its validation loss."""
    of = RECORDING.row(EntrantResult, cell, size).settings
    losses = TASK.trained(cell, of, SEEDS[0], stop=VALIDATE_EVERY)[1]
    RECORDING.compare((cell, size), {"validation": losses[None, 1:]}, rtol=0.01)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
