"""The adding problem of notebook 10: add the two marked ones of a long row of numbers.

Two inputs at every step: a value, drawn evenly from 0 to 1, and a mark, 1 at two steps and 0 at all others. One marked
step lies in the first half of the sequence and one in the second. The target, asked for after the last step, is the
plain sum of the two marked values. Its mean is 1 and its variance 1/6, so always answering 1 has a mean squared error
of 0.167.

This is the modern variant, of fixed length. In the original (Hochreiter & Schmidhuber 1997, experiment 4) values come
from [−1, 1], the first and the last mark are −1, lengths vary by a tenth, the first mark lies within the first ten
steps, and the target is 0.5 + (X1 + X2)/4. Its errors, and the thresholds set on them, do not compare with these.

An LSTM and two plain RNNs get the same problems, steps and clipping. One RNN has tanh and starts with an orthogonal
W_h. The other, the IRNN, has ReLU and starts with W_h = I (Le, Jaitly & Hinton 2015). Each RNN gets the best of five
learning rates, by the median validation error of two seeds that take no further part; the LSTM's settings were found
by hand, on other seeds, and stand below. Five other seeds are then trained and tested. Kept are their errors, how those
fell, and the weights of one LSTM to look into.

    python -m lstm_lesson.studies.adding          measures it anew, in an hour of one processor
    python -m lstm_lesson.studies.adding 100      the short problem alone, in ten minutes; the long one stays
"""

from dataclasses import dataclass
from functools import cache, partial
from itertools import product
from typing import Annotated, Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import LSTM, RNN
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.race import Race
from lstm_lesson.training.recording import Arrays, Recording
from lstm_lesson.training.task import Architecture, Pair, Settings, Task, in_rows, restored

LENGTHS = (100, 500)  # T, of what is trained
LEARNERS = ("RNN", "IRNN", "LSTM")
UNITS = {"RNN": 18, "IRNN": 18, "LSTM": 8}  # 397 weights for either RNN, 361 for the LSTM
IDENTITY = 0.1  # standard deviation of the IRNN's first W_x
STEPS = {100: 5000, 500: 6000}  # by length, for every learner
VALIDATE_EVERY = 100
MEAN_SUM = 1.0  # of two values from 0 to 1: the best constant answer, and where both heads start
BOUND = 0.0003  # mean squared error on the test set at or below which the problem counts as solved
GOOD_ENOUGH = 0.0001  # validation error at which training ends early: well below the bound

# Found by trying, on other seeds than those recorded.
LSTM_SETTINGS = {100: Settings(0.02, forget_bias=3.0), 500: Settings(0.02, forget_bias=5.0, input_bias=-2.0)}
LEARNING_RATES = (0.001, 0.003, 0.01, 0.02, 0.04)  # for each RNN to choose from
CHOOSING_SEEDS, SEEDS = (100, 101), (0, 1, 2, 3, 4)
OPENED_LENGTH, OPENED_SEED = 100, 4  # of the LSTM whose weights are kept: the one whose cells are easiest to read


def adding_sequences(length: int, size: int, rng: Any = 0) -> Pair:
    """Draw `size` problems of `length` steps: x (T, B, 2) holds values and marks, y (B, 1) the sums.

    length: T, at least 2. rng: a Generator or a seed.
    """
    length, size = validate.whole("length", length, at_least=2), validate.whole("size", size)
    generator, half = validate.generator(rng), length // 2
    values, marks = generator.uniform(0, 1, (length, size)), np.zeros((length, size))
    each, first, second = np.arange(size), generator.integers(0, half, size), generator.integers(half, length, size)
    marks[first, each] = marks[second, each] = 1
    return np.stack([values, marks], axis=2), (values[first, each] + values[second, each])[:, None]


def task(length: int) -> Task:
    """Return the problem of `length` steps, T at least 2; every learner begins near the best constant answer, 1."""
    return Task(
        name=f"adding problem, T = {validate.whole('length', length, at_least=2)}",
        draw=partial(adding_sequences, length),
        n_inputs=2,
        n_outputs=1,
        validation=(200, 1_000_005),
        test=(1000, 1_000_006),
        learners={
            "RNN": Architecture(RNN, UNITS["RNN"], orthogonal=True),
            "IRNN": Architecture(RNN, UNITS["IRNN"], activation="relu", identity=IDENTITY),
            "LSTM": Architecture(LSTM, UNITS["LSTM"]),
        },
        steps=STEPS.get(length, STEPS[100]),
        validate_every=VALIDATE_EVERY,
        constant=MEAN_SUM,
        good_enough=GOOD_ENOUGH,
    )


@dataclass(frozen=True)
class AddingResult:
    """How five seeds of one learner fared at one length, with the settings that they had.

    tried: an RNN's learning rates, each with its median validation error; none for the LSTM. error: mean squared error
    on the test problems. curve: lowest validation error so far, before training and after each 100 steps; nan once a
    training has ended. network: the weights of the LSTM to look into.
    """

    settings: Settings
    tried: Annotated[np.ndarray, "rates", 2]
    error: Annotated[np.ndarray, "seeds"]
    curve: Annotated[np.ndarray, "looks", "seeds"]
    network: Arrays

    @property
    def steps(self) -> np.ndarray:
        """The training steps of the curve's rows."""
        return VALIDATE_EVERY * np.arange(len(self.curve))

    @property
    def solved(self) -> int:
        """How many of the seeds solved the problem."""
        return int(np.sum(self.error <= BOUND))


RECORDING = Recording("studies.adding")
KEYS = tuple(product(LEARNERS, LENGTHS))


@cache
def recorded() -> dict[tuple[str, int], AddingResult]:
    """Return what came out of `python -m lstm_lesson.studies.adding`, by learner and length: ("LSTM", 100)."""
    return {key: RECORDING.row(AddingResult, *key) for key in KEYS}


@cache
def opened() -> Forecaster:
    """Return the recorded LSTM that can be looked into: trained at T = 100."""
    return restored(recorded()["LSTM", OPENED_LENGTH].network)


def race(seed: int) -> Race:
    """Return the learners of the short problem, untrained, with the settings of the record, to train side by side."""
    return Race.of(task(LENGTHS[0]), {name: (name, recorded()[name, LENGTHS[0]].settings) for name in LEARNERS}, seed)


def measure(learner: str, length: int) -> AddingResult:
    """Choose an RNN's learning rate; train and test five seeds."""
    best, tried = LSTM_SETTINGS[length], np.zeros((0, 2))
    if learner != "LSTM":
        best, losses_of = task(length).tuned(learner, map(Settings, LEARNING_RATES), CHOOSING_SEEDS)
        tried = np.array([(of.learning_rate, loss) for of, loss in losses_of.items()])
    networks, losses = zip(*(task(length).trained(learner, best, seed) for seed in SEEDS), strict=True)
    error = np.array([task(length).test_score(network) for network in networks])
    looks = STEPS[length] // VALIDATE_EVERY + 1
    curve = np.minimum.accumulate(in_rows(losses, looks), axis=1).T.astype(np.float32)
    kept = networks[SEEDS.index(OPENED_SEED)].weights if (learner, length) == ("LSTM", OPENED_LENGTH) else {}
    return AddingResult(best, tried, error, curve, kept)


def again(learner: str, length: int) -> None:
    """Train the first seed until it is first looked at, and compare the beginning of its curve."""
    losses = task(length).trained(learner, recorded()[learner, length].settings, SEEDS[0], stop=VALIDATE_EVERY)[1]
    RECORDING.compare((learner, length), {"curve": np.minimum.accumulate(losses)[:, None]}, rtol=0.002)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
