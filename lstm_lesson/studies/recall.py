"""The recall task of notebooks 03 and 14: say at the end which symbol came first, with distractors in between.

There are eight symbols, each written as three values of +1 or −1. Distractors are symbols too, drawn anew at every
step; only a fourth input tells them apart, the mark: 1 at the first step, 0 at all others. Whoever has forgotten the
first step is right once in eight times. After the latch problem of Bengio, Simard & Frasconi (1994), which has two
symbols.

Three networks learn it, with nearly the same number of weights, on the same data: a plain RNN with the usual start, one
with an orthogonal start, and an LSTM. Notebook 14 adds the same LSTM with attention over its states.

For each delay, every learner gets at most 1,000 steps, clipping at 1, and the best of three learning rates; the LSTM
also the best of three forget biases. The best is the one with the highest accuracy on validation sequences, on average
over three seeds; what is kept is its accuracy on test sequences.

    python -m lstm_lesson.studies.recall      measures it anew, in about ten minutes of one processor
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Annotated, Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import LSTM, RNN
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.race import Race
from lstm_lesson.training.recording import Recording
from lstm_lesson.training.task import Architecture, Pair, Settings, Task

N_BITS = 3  # values that write a symbol: eight symbols
LEARNERS = ("RNN", "orthogonal RNN", "LSTM")  # of notebook 03
ATTENTION = "LSTM + attention"
ARCHITECTURES = {  # 1,431 weights for either RNN, 1,395 for the LSTM; attention adds 272 to them
    "RNN": Architecture(RNN, 34),
    "orthogonal RNN": Architecture(RNN, 34, orthogonal=True),
    "LSTM": Architecture(LSTM, 16),
    ATTENTION: Architecture(LSTM, 16, attention=True),
}
STEPS = 1000
DELAYS = (5, 10, 20, 40, 80, 160)
LEARNING_RATES, FORGET_BIASES = (0.003, 0.01, 0.03), (1.0, 3.0, 5.0)
SEEDS = (0, 1, 2)


def recall_sequences(delay: int, size: int, *, rng: Any = 0) -> Pair:
    """Draw `size` sequences: symbol, then `delay` distractors. x (delay + 1, B, N_BITS + 1), y (B, N_BITS).

    The last input is the mark. y repeats the first symbol, to be said after the last step.
    """
    delay, size = validate.whole("delay", delay), validate.whole("size", size)
    symbols = validate.generator(rng).choice([-1.0, 1.0], (delay + 1, size, N_BITS))
    marks = np.zeros((delay + 1, size, 1))
    marks[0] = 1
    return np.concatenate([symbols, marks], axis=2), symbols[0]


def accuracy(forecast: Any, y: Any) -> float:
    """Return the share of sequences whose every value has the right sign: 1 is always right, 1/8 is guessing."""
    forecast, y = validate.floats("forecast", forecast, shape=("B", "n")), validate.floats("y", y, shape=("B", "n"))
    if forecast.shape != y.shape:
        raise ValueError(f"forecast must have the shape of y, {y.shape}; got {forecast.shape}")
    return float(np.mean((np.sign(forecast) == np.sign(y)).all(axis=1)))


def task(delay: int) -> Task:
    """Return the task with so many distractors."""
    return Task(
        name=f"recall after {validate.whole('delay', delay)} steps",
        draw=lambda size, rng: recall_sequences(delay, size, rng=rng),
        n_inputs=N_BITS + 1,
        n_outputs=N_BITS,
        validation=(200, 1_000_003),
        test=(500, 1_000_004),
        learners=ARCHITECTURES,
        steps=STEPS,
        validate_every=50,
        good_enough=0.01,  # there is nothing left to learn
        score=accuracy,
    )


@dataclass(frozen=True)
class RecallResult:
    """How one learner fared at one delay, with the settings that were best: accuracy on the test sequences."""

    settings: Settings
    accuracy: Annotated[np.ndarray, "seeds"]


@dataclass(frozen=True)
class AccuracyByDelay:
    """Results by learner and delay: ("LSTM", 40)."""

    results: Mapping[tuple[str, int], RecallResult]

    @cached_property
    def delays(self) -> np.ndarray:
        """All delays, the shortest first."""
        return np.unique([delay for _, delay in self.results])

    @cached_property
    def accuracy(self) -> dict[str, np.ndarray]:
        """Accuracy on the test set by learner: (delays, seeds), nan for a delay or a seed that was not measured."""
        seeds = max(len(found.accuracy) for found in self.results.values())
        table = {name: np.full((len(self.delays), seeds), np.nan) for name, _ in self.results}
        for (name, delay), found in self.results.items():
            table[name][self.delays == delay, : len(found.accuracy)] = found.accuracy
        return table

    def settings(self, learner: str, delay: int) -> Settings:
        """Return the settings that were best for a learner at the nearest of its delays."""
        measured = [d for name, d in self.results if name == learner]
        return self.results[learner, min(measured, key=lambda d: abs(np.log(d / delay)))].settings

    def race(self, delay: int, learners: tuple[str, ...] = LEARNERS, seed: int = 0) -> Race:
        """Return untrained learners with their best settings, to train side by side; the score is the accuracy."""
        return Race.of(task(delay), {name: (name, self.settings(name, delay)) for name in learners}, seed)


RECORDING = Recording("studies.recall")
KEYS = tuple(product(LEARNERS, DELAYS))


@cache
def recorded() -> AccuracyByDelay:
    """Return what came out of `python -m lstm_lesson.studies.recall`."""
    return AccuracyByDelay({key: RECORDING.row(RecallResult, *key) for key in KEYS})


def tuned(learner: str, delay: int) -> tuple[Settings, list[Forecaster]]:
    """Return the settings that are best on validation sequences, and a network of each seed, trained with them."""
    x, y = task(delay).validation_set()
    found: dict[Settings, list[Forecaster]] = {}
    has_bias = ARCHITECTURES[learner].cell is LSTM
    for bias, rate in product(FORGET_BIASES if has_bias else FORGET_BIASES[:1], LEARNING_RATES):
        settings = Settings(rate, bias)
        found[settings] = [task(delay).trained(learner, settings, seed)[0] for seed in SEEDS]
    scores = {of: np.mean([accuracy(network.predict(x), y) for network in each]) for of, each in found.items()}
    best = max(scores, key=lambda settings: scores[settings])
    return best, found[best]


def measure(learner: str, delay: int) -> RecallResult:
    """Find the best settings, and test the networks that were trained with them."""
    of, networks = tuned(learner, delay)
    return RecallResult(of, np.array([task(delay).test_score(network) for network in networks]))


def again(learner: str, delay: int) -> None:
    """Train and test the first seed with the best settings, and compare its accuracy."""
    network = task(delay).trained(learner, recorded().settings(learner, delay), SEEDS[0])[0]
    RECORDING.compare((learner, delay), {"accuracy": [task(delay).test_score(network)]}, rtol=0, atol=0.03)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
