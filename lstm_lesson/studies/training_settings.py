"""What do the settings of a training do? Four experiments on the practical of notebook 11, each changes one setting.

Everything that an experiment does not change is as in `sine_forecast`: 20 units, forget bias 1, learning rate 0.02, the
gradient clipped at norm 1; but 1,000 steps instead of 4,000, so that a class can run one: the four sizes together take
6 s on one core of a small server, and about 30 s in a notebook that draws them meanwhile. A seed draws the weights at
the start and the batches, and every option gets the same ones. Every setting was measured with five seeds, and kept.

    python -m lstm_lesson.studies.training_settings      measures it anew, in about seven minutes of one processor
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated

import numpy as np

from lstm_lesson import validate
from lstm_lesson.studies import lstm_against_gru, sine_forecast
from lstm_lesson.studies.unit_analysis import over_training_range
from lstm_lesson.training.losses import squared_error
from lstm_lesson.training.race import Race
from lstm_lesson.training.recording import Recording
from lstm_lesson.training.task import Settings, in_rows

TASK = lstm_against_gru.TASK
STEPS, VALIDATE_EVERY = TASK.steps, TASK.validate_every
LONG = sine_forecast.TASK.steps  # the practical's own budget, for the last column of the table
NO_CLIPPING = 1e9  # a norm that no gradient reaches
SEEDS = (0, 1, 2, 3, 4)
USUAL = Settings(n_hidden=sine_forecast.N_HIDDEN)

# experiment: {option: its settings}. A learning rate is four times the one before it.
EXPERIMENTS: dict[str, dict[str, Settings]] = {
    "hidden size": {f"{n} units": replace(USUAL, n_hidden=n) for n in (5, 10, 20, 40)},
    "forget bias": {f"bias {bias:g}": replace(USUAL, forget_bias=bias) for bias in (0.0, 1.0, 3.0)},
    "learning rate": {f"rate {rate:g}": replace(USUAL, learning_rate=rate) for rate in (0.005, 0.02, 0.08, 0.32)},
    "clipping": {
        "0.02 clipped": USUAL,
        "0.02 free": replace(USUAL, clip=NO_CLIPPING),
        "0.32 clipped": replace(USUAL, learning_rate=0.32),
        "0.32 free": replace(USUAL, learning_rate=0.32, clip=NO_CLIPPING),
    },
}


def options(experiment: str) -> dict[str, Settings]:
    """Return the settings that an experiment compares, by the name of the option."""
    if experiment not in EXPERIMENTS:
        raise ValueError(f"experiment must be one of {', '.join(EXPERIMENTS)}; got {validate.shown(experiment)}")
    return EXPERIMENTS[experiment]


def race(experiment: str, seed: int) -> Race:
    """Return all options of an experiment, untrained, to train side by side; the score is the validation loss."""
    entrants = {option: ("LSTM", of) for option, of in options(experiment).items()}
    return Race.of(TASK, entrants, validate.whole("seed", seed, at_least=0), score=squared_error)


@dataclass(frozen=True)
class SettingsResult:
    """What five seeds with one setting came to.

    validation: the lowest validation loss (mean squared error) after each 50 of 1,000 steps. test and test_long: the
    mean absolute error on the test set after 1,000 and, trained anew, after 4,000 steps. phase and envelope: the
    highest of the units' median R² over the training range, after 1,000 steps.
    """

    validation: Annotated[np.ndarray, "seeds", "looks"]
    test: Annotated[np.ndarray, "seeds"]
    test_long: Annotated[np.ndarray, "seeds"]
    phase: Annotated[np.ndarray, "seeds"]
    envelope: Annotated[np.ndarray, "seeds"]


def written(of: Settings) -> str:
    """Write settings as the key that their results are kept by."""
    clip = "free" if of.clip == NO_CLIPPING else f"clip {of.clip:g}"
    return f"{of.n_hidden} units, bias {of.forget_bias:g}, rate {of.learning_rate:g}, {clip}"


RECORDING = Recording("studies.training_settings")
SETTINGS = {written(of): of for each in EXPERIMENTS.values() for of in each.values()}  # each once
KEYS = tuple((name,) for name in SETTINGS)


@cache
def outcomes(experiment: str) -> dict[str, SettingsResult]:
    """Return what came out of `python -m lstm_lesson.studies.training_settings` for an experiment, by option."""
    return {option: RECORDING.row(SettingsResult, written(of)) for option, of in options(experiment).items()}


def measure(key: str) -> SettingsResult:
    """Train and test five seeds with the settings of a key."""
    networks, losses = zip(*(TASK.trained("LSTM", SETTINGS[key], seed) for seed in SEEDS), strict=True)
    long = replace(TASK, steps=LONG)
    followed = [over_training_range(network).medians for network in networks]
    found = (
        np.fmin.accumulate(in_rows(losses, STEPS // VALIDATE_EVERY + 1)[:, 1:], axis=1),
        [TASK.test_score(network) for network in networks],
        [TASK.test_score(long.trained("LSTM", SETTINGS[key], seed)[0]) for seed in SEEDS],
        [phase.max() for phase, _ in followed],
        [envelope.max() for _, envelope in followed],
    )
    return SettingsResult(*(np.array(values, np.float32) for values in found))


def again(key: str) -> None:
    """Train the first seed until it is first looked at, and compare its validation loss."""
    losses = TASK.trained("LSTM", SETTINGS[key], SEEDS[0], stop=VALIDATE_EVERY)[1]
    RECORDING.compare((key,), {"validation": losses[None, 1:]}, rtol=0.01)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
