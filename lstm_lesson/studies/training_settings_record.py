"""What came out of the experiments of notebook 12: every setting, five seeds, measured once and kept.

python -m lstm_lesson.studies.training_settings_record      measures it anew, in about seven minutes of one processor
"""

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.training_settings import (
    EXPERIMENTS,
    NO_CLIPPING,
    STEPS,
    VALIDATE_EVERY,
    Setting,
    begin,
    options,
)
from lstm_lesson.studies.unit_analysis import over_training_range
from lstm_lesson.training import saved
from lstm_lesson.training.forecaster import Forecaster, TrainingDivergedError

SEEDS = (0, 1, 2, 3, 4)
LONG = sine_forecast.STEPS  # the practical's own budget, for the last column of the table
RECORDED = Path(__file__).parent / "training_settings.npz"


@dataclass(frozen=True)
class Outcome:
    """What five seeds with one setting came to.

    validation: (seeds, 20), the lowest validation loss (mean squared error) after each 50 of 1,000 steps. test and
    test_long: (seeds,), the mean absolute error on the test set after 1,000 and, trained anew, after 4,000 steps. phase
    and envelope: (seeds,), the highest of the units' median R² over the training range, after 1,000 steps.
    """

    validation: np.ndarray
    test: np.ndarray
    test_long: np.ndarray
    phase: np.ndarray
    envelope: np.ndarray


def settings() -> list[Setting]:
    """Return every setting of the experiments, each once."""
    return list(dict.fromkeys(setting for each in EXPERIMENTS.values() for setting in each.values()))


def trained(setting: Setting, seed: int, steps: int = STEPS) -> tuple[Forecaster, np.ndarray]:
    """Train with one setting to the end; return the forecaster, and its lowest validation loss so far every 50 steps.

    A training that diverges keeps its best weights, and the loss they had.
    """
    forecaster, training = begin(setting, seed, steps)
    lowest = np.full(steps // VALIDATE_EVERY, np.inf)
    try:
        for progress in training:
            if progress.step % VALIDATE_EVERY == 0:
                lowest[progress.step // VALIDATE_EVERY - 1] = progress.validation_loss
    except TrainingDivergedError:
        pass
    return forecaster, np.minimum.accumulate(lowest)


def measure(setting: Setting, seed: int) -> dict[str, np.ndarray]:
    """Return one row of an Outcome, by field."""
    forecaster, lowest = trained(setting, seed)
    phase, envelope = over_training_range(forecaster).medians
    test_long = sine_forecast.error_on_test(trained(setting, seed, LONG)[0])
    row = (lowest, sine_forecast.error_on_test(forecaster), test_long, phase.max(), envelope.max())
    return {name: np.asarray(value, np.float32) for name, value in zip(_FIELDS, row, strict=True)}


@cache
def recorded() -> dict[Setting, Outcome]:
    """Return what came out of `python -m lstm_lesson.studies.training_settings_record`."""
    _, arrays = saved.read(RECORDED, ("command", "steps"))
    return {
        setting: Outcome(*(arrays[f"{_name(setting)}.{field}"].astype(float) for field in _FIELDS))
        for setting in settings()
    }


def outcomes(experiment: str) -> dict[str, Outcome]:
    """Return the recorded outcome of each option of an experiment."""
    return {option: recorded()[setting] for option, setting in options(experiment).items()}


_FIELDS = tuple(Outcome.__dataclass_fields__)


def _name(setting: Setting) -> str:
    clip = "free" if setting.clip == NO_CLIPPING else f"clip {setting.clip:g}"
    return f"{setting.n_hidden} units, bias {setting.forget_bias:g}, rate {setting.learning_rate:g}, {clip}"


def _record() -> None:
    arrays: dict[str, np.ndarray] = {}
    began = time.perf_counter()
    for setting in settings():
        rows = [measure(setting, seed) for seed in SEEDS]
        arrays |= {f"{_name(setting)}.{field}": np.array([row[field] for row in rows]) for field in _FIELDS}
        test, long, phase, envelope = (
            " ".join(f"{row[field]:{form}}" for row in rows)
            for field, form in (("test", ".5f"), ("test_long", ".5f"), ("phase", ".2f"), ("envelope", ".2f"))
        )
        print(f"{_name(setting)}\n  {test}   {LONG:,} steps: {long}   R² {phase} / {envelope}", flush=True)
    saved.write(RECORDED, {"command": "python -m lstm_lesson.studies.training_settings_record", "steps": STEPS}, arrays)
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    _record()
