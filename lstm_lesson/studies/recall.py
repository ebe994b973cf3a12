"""The recall task of notebooks 03 and 14: say at the end which symbol came first, with distractors in between.

There are eight symbols, each written as three values of +1 or −1. Distractors are symbols too, drawn anew at every
step; only a fourth input tells them apart, the mark: 1 at the first step, 0 at all others. Whoever has forgotten the
first step is right once in eight times. After the latch problem of Bengio, Simard & Frasconi (1994), which has two
symbols.

Two kinds of network learn it, from five starts, with nearly the same number of weights and on the same data: plain RNNs
with tanh from the usual and from an orthogonal start, a plain RNN with ReLU from the identity (Le, Jaitly & Hinton
2015), LSTMs with the usual input gate and with chrono biases, where it starts nearly shut (Tallec & Ollivier 2018).
Notebook 14 adds the LSTM with attention over its states.

For each delay, every learner gets at most 1,000 steps, clipping at 1, and the best of nine settings: nine learning
rates, or for the LSTM with the usual input gate three learning rates with three forget biases each. The best is the one
with the highest accuracy on validation sequences, on average over three seeds, and of equally good ones the quickest.
With it five seeds are trained, those three and two more; what is kept is their accuracy on test sequences, and how that
on validation sequences rose.

    python -m lstm_lesson.studies.recall          measures it anew, in about an hour of one processor
    python -m lstm_lesson.studies.recall 40       one delay alone
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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
LEARNERS = ("RNN", "orthogonal RNN", "ReLU RNN", "LSTM", "chrono LSTM")  # of notebook 03
ATTENTION = "LSTM + attention"
NAMES = {  # what the course calls them; the others go by the names above
    "orthogonal RNN": "RNN, orthogonal start",
    "ReLU RNN": "RNN with ReLU",
    "chrono LSTM": "LSTM, chrono start",
}
ARCHITECTURES = {  # 1,431 weights for each RNN, 1,395 for an LSTM; attention adds 272 to them
    "RNN": Architecture(RNN, 34),
    "orthogonal RNN": Architecture(RNN, 34, orthogonal=True),
    "ReLU RNN": Architecture(RNN, 34, activation="relu", identity=0.001),
    "LSTM": Architecture(LSTM, 16),
    "chrono LSTM": Architecture(LSTM, 16, chrono=True),
    ATTENTION: Architecture(LSTM, 16, attention=True),
}
STEPS, VALIDATE_EVERY = 1000, 50
DELAYS = (5, 10, 20, 40, 80, 160)
LEARNING_RATES, FORGET_BIASES = (0.003, 0.01, 0.03), (1.0, 3.0, 5.0)  # for the LSTM, and that with attention
RATES = tuple(0.0005 * 2**n for n in range(9))  # for all others: 0.0005 to 0.128, each twice the one before
SEEDS = (0, 1, 2)  # by which settings are chosen
ALL_SEEDS = (*SEEDS, 3, 4)  # trained with the chosen ones
KNOWS = 0.95  # accuracy from which on a network counts as one that recalls


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
        validate_every=VALIDATE_EVERY,
        good_enough=0.01,  # there is nothing left to learn
        score=accuracy,
        longest=max(delay + 1, 3),
    )


@dataclass(frozen=True)
class RecallResult:
    """How one learner fared at one delay, with the settings that were best: accuracy on the test sequences."""

    settings: Settings
    accuracy: Annotated[np.ndarray, "seeds"]


@dataclass(frozen=True)
class WatchedResult(RecallResult):
    """The same with the way there: accuracy on validation sequences before training and after each 50 steps.

    It is that of the best weights so far, as in a `Race`, and stays where a training has ended early.
    """

    curve: Annotated[np.ndarray, "looks", "seeds"]


@dataclass(frozen=True)
class AccuracyByDelay:
    """Results by learner and delay, ("LSTM", 40), and the task of a delay with all learners that can be trained."""

    results: Mapping[tuple[str, int], RecallResult]
    task: Callable[[int], Task] = task

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

    def recalled(self, learner: str, delay: int) -> tuple[int, int]:
        """Return how many seeds recall the symbol, with an accuracy of `KNOWS` or more, and of how many."""
        accuracy = self.results[learner, delay].accuracy
        return int(np.sum(accuracy >= KNOWS)), len(accuracy)

    def curve(self, learner: str, delay: int) -> np.ndarray:
        """Return rows of (step, mean accuracy of the seeds) of a learner's trainings at a delay; none if not kept."""
        found = self.results.get((learner, delay))
        if not isinstance(found, WatchedResult):
            return np.zeros((0, 2))
        return np.column_stack([VALIDATE_EVERY * np.arange(len(found.curve)), found.curve.mean(axis=1)])

    def nearest(self, delay: float) -> int:
        """Return the nearest of the delays measured, by ratio."""
        return int(min(self.delays, key=lambda d: abs(np.log(d / delay))))

    def up_to(self, delay: int) -> "AccuracyByDelay":
        """Return the part of the record that goes up to a delay."""
        return replace(self, results={key: found for key, found in self.results.items() if key[1] <= delay})

    def settings(self, learner: str, delay: int) -> Settings:
        """Return the settings that were best for a learner at the nearest of its delays."""
        measured = [d for name, d in self.results if name == learner]
        return self.results[learner, min(measured, key=lambda d: abs(np.log(d / delay)))].settings

    def race(self, delay: int, learners: tuple[str, ...] = LEARNERS, seed: int = 0) -> Race:
        """Return untrained learners with their best settings, to train side by side; the score is the accuracy."""
        return Race.of(self.task(delay), {name: (name, self.settings(name, delay)) for name in learners}, seed)


RECORDING = Recording("studies.recall")
KEYS = tuple(product(LEARNERS, DELAYS))


@cache
def recorded() -> AccuracyByDelay:
    """Return what came out of `python -m lstm_lesson.studies.recall`."""
    return AccuracyByDelay({key: RECORDING.row(WatchedResult, *key) for key in KEYS})


def candidates(learner: str) -> list[Settings]:
    """Return the nine settings that a learner may choose from."""
    kind = ARCHITECTURES[learner]
    if kind.cell is LSTM and not kind.chrono:
        return [Settings(rate, bias) for bias, rate in product(FORGET_BIASES, LEARNING_RATES)]
    return [Settings(rate) for rate in RATES]


def tuned(learner: str, delay: int) -> tuple[Settings, list[Forecaster]]:
    """Return the settings that are best on validation sequences, and a network of each choosing seed, so trained.

    Best is the highest mean accuracy; of settings that are equally good, the one that took the fewest training steps.
    """
    x, y = task(delay).validation_set()
    found: dict[Settings, list[Forecaster]] = {}
    merit: dict[Settings, tuple[float, int]] = {}
    for settings in candidates(learner):
        networks, losses = zip(*(task(delay).trained(learner, settings, seed) for seed in SEEDS), strict=True)
        score = np.mean([accuracy(network.predict(x), y) for network in networks])
        found[settings], merit[settings] = list(networks), (round(float(score), 9), -sum(map(len, losses)))
    best = max(merit, key=lambda settings: merit[settings])
    return best, found[best]


def watched(learner: str, delay: int, settings: Settings, seed: int) -> tuple[float, np.ndarray]:
    """Train a network; return its accuracy on test sequences, and that on validation sequences on the way (looks,)."""
    race = Race.of(task(delay), {learner: (learner, settings)}, seed)
    for _ in race.run():
        pass
    curve = race.history[learner][:, 1]
    after = np.full(STEPS // VALIDATE_EVERY + 1 - len(curve), curve[-1])
    return task(delay).test_score(race.learners[learner]), np.append(curve, after)


def measure(learner: str, delay: int) -> WatchedResult:
    """Find the best settings, and watch five seeds as they are trained with them."""
    of, _ = tuned(learner, delay)
    accuracy, curves = zip(*(watched(learner, delay, of, seed) for seed in ALL_SEEDS), strict=True)
    return WatchedResult(of, np.array(accuracy), np.array(curves, np.float32).T)


def again(learner: str, delay: int) -> None:
    """Train and test the first seed with the best settings, and compare its accuracy."""
    network = task(delay).trained(learner, recorded().settings(learner, delay), SEEDS[0])[0]
    RECORDING.compare((learner, delay), {"accuracy": [task(delay).test_score(network)]}, rtol=0, atol=0.03)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
