"""What do the settings of a training do? Four experiments on the practical of notebook 11, each changes one setting.

Everything that an experiment does not change is as in `practical`: 20 units, forget bias 1, learning rate 0.02, the
gradient clipped at norm 1; but 1,000 steps instead of 4,000, so that a class can run one: the four sizes together take
6 s on one core of a small server, and about 30 s in a notebook that draws them meanwhile. A seed draws the weights at
the start and the batches, and every option gets the same ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lstm_lesson import validate
from lstm_lesson.studies import lstm_against_gru, sine_forecast
from lstm_lesson.training import race
from lstm_lesson.training.forecaster import Forecaster, Progress
from lstm_lesson.training.network import squared_error

STEPS, VALIDATE_EVERY = lstm_against_gru.STEPS, lstm_against_gru.VALIDATE_EVERY
NO_CLIPPING = 1e9  # a norm that no gradient reaches


@dataclass(frozen=True)
class Setting:
    """Hold what one training is told: number of units H, forget bias, peak learning rate, largest gradient norm."""

    n_hidden: int = sine_forecast.N_HIDDEN
    forget_bias: float = 1.0
    learning_rate: float = sine_forecast.LEARNING_RATE
    clip: float = 1.0


# experiment: {option: its setting}. A learning rate is four times the one before it.
EXPERIMENTS: dict[str, dict[str, Setting]] = {
    "hidden size": {f"{n} units": Setting(n_hidden=n) for n in (5, 10, 20, 40)},
    "forget bias": {f"bias {bias:g}": Setting(forget_bias=bias) for bias in (0.0, 1.0, 3.0)},
    "learning rate": {f"rate {rate:g}": Setting(learning_rate=rate) for rate in (0.005, 0.02, 0.08, 0.32)},
    "clipping": {
        "0.02 clipped": Setting(),
        "0.02 free": Setting(clip=NO_CLIPPING),
        "0.32 clipped": Setting(learning_rate=0.32),
        "0.32 free": Setting(learning_rate=0.32, clip=NO_CLIPPING),
    },
}


def options(experiment: str) -> dict[str, Setting]:
    """Return the settings that an experiment compares, by the name of the option."""
    if experiment not in EXPERIMENTS:
        raise ValueError(f"experiment must be one of {', '.join(EXPERIMENTS)}; got {experiment!r}")
    return EXPERIMENTS[experiment]


def begin(setting: Setting, seed: int, steps: int = STEPS) -> tuple[Forecaster, Iterator[Progress]]:
    """Return an untrained forecaster with this setting, and its training."""
    rest = {"clip": setting.clip, "steps": steps}
    return lstm_against_gru.begin("LSTM", setting.n_hidden, setting.learning_rate, setting.forget_bias, seed, **rest)


class Trial(race.Race):
    """All options of one experiment, untrained, to be trained side by side; the score is the validation loss."""

    def __init__(self, experiment: str, seed: int) -> None:
        """Draw the weights and the batches of every option with this seed."""
        self.experiment, self.seed = experiment, validate.whole("seed", seed, at_least=0)
        begun = {option: begin(setting, self.seed) for option, setting in options(experiment).items()}
        x, y = sine_forecast.validation_set()
        super().__init__(
            {option: forecaster for option, (forecaster, _) in begun.items()},
            lambda option: begun[option][1],
            lambda forecaster: squared_error(forecaster.predict(x), y),
            steps=STEPS,
            note_every=VALIDATE_EVERY,
        )

    def test_errors(self) -> dict[str, float]:
        """Return the mean absolute error on the test set of each option's best weights so far."""
        return {option: sine_forecast.error_on_test(forecaster) for option, forecaster in self.learners.items()}
