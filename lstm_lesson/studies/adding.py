"""The adding problem of notebook 10: add the two marked ones of a long row of numbers.

Two inputs at every step: a value, drawn evenly from 0 to 1, and a mark, 1 at two steps and 0 at all others. One marked
step lies in the first half of the sequence and one in the second. The target, asked for after the last step, is the
plain sum of the two marked values. Its mean is 1 and its variance 1/6: whoever always answers 1 has a mean squared
error of 0.167.

This is the modern variant, of fixed length. In the original (Hochreiter & Schmidhuber 1997, experiment 4) values come
from [−1, 1], the first and the last mark are −1, lengths vary by a tenth, the first mark lies within the first ten
steps, and the target is 0.5 + (X1 + X2)/4. Its errors, and the thresholds set on them, do not compare with these.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import LSTM, RNN
from lstm_lesson.studies.recall import orthogonal
from lstm_lesson.training.forecaster import Forecaster, Progress, until
from lstm_lesson.training.network import squared_error

LENGTHS = (100, 500)  # T, of what is trained
LEARNERS = ("RNN", "LSTM")
UNITS = {"RNN": 18, "LSTM": 8}  # 397 weights for the RNN, 361 for the LSTM
BATCH_SIZE, VALIDATE_EVERY = 32, 100
MEAN_SUM = 1.0  # of two values from 0 to 1: the best constant answer, and where both heads start
BOUND = 0.0003  # mean squared error on the test set at or below which the problem counts as solved
GOOD_ENOUGH = 0.0001  # validation error at which training ends early: well below the bound

# Seeds far apart, so that no set shares a sequence with another whatever the training's own seed.
_VALIDATION_SEED, _TEST_SEED = 1_000_005, 1_000_006


@dataclass(frozen=True)
class Settings:
    """How one learner starts and learns; the two biases are the LSTM's alone."""

    learning_rate: float
    forget_bias: float = 1.0
    input_bias: float = 0.0


STEPS = {100: 5000, 500: 6000}  # by length, for every learner
# Found by trying, on other seeds than those recorded.
LSTM_SETTINGS = {100: Settings(0.02, forget_bias=3.0), 500: Settings(0.02, forget_bias=5.0, input_bias=-2.0)}


def adding_sequences(length: int, size: int, rng: Any = 0) -> tuple[np.ndarray, np.ndarray]:
    """Draw `size` problems of `length` steps: x (T, B, 2) holds values and marks, y (B, 1) the sums.

    length: T, at least 2. rng: a Generator or a seed.
    """
    length, size = validate.whole("length", length, at_least=2), validate.whole("size", size)
    generator, half = validate.generator(rng), length // 2
    values, marks = generator.uniform(0, 1, (length, size)), np.zeros((length, size))
    each, first, second = np.arange(size), generator.integers(0, half, size), generator.integers(half, length, size)
    marks[first, each] = marks[second, each] = 1
    return np.stack([values, marks], axis=2), (values[first, each] + values[second, each])[:, None]


def adding_batches(length: int, *, rng: Any = 0) -> Callable[[], tuple[np.ndarray, np.ndarray]]:
    """Return a function that draws a fresh batch of 32 problems at every call."""
    length, generator = validate.whole("length", length, at_least=2), validate.generator(rng)
    return lambda: adding_sequences(length, BATCH_SIZE, generator)


def validation_set(length: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 200 problems that choose the best weights and settings, and end a training early."""
    return adding_sequences(length, 200, _VALIDATION_SEED)


def final_test_set(length: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 1,000 problems that nothing is chosen by."""
    return adding_sequences(length, 1000, _TEST_SEED)


def new_adder(learner: str, settings: Settings, *, seed: int = 0) -> Forecaster:
    """Return an untrained network: "LSTM", or "RNN" with an orthogonal W_h; both begin by answering about 1."""
    if learner not in LEARNERS:
        raise ValueError(f"learner must be one of {', '.join(LEARNERS)}; got {learner!r}")
    H = UNITS[learner]
    adder = Forecaster(2, H, 1, cell=LSTM if learner == "LSTM" else RNN, rng=seed)
    if learner == "LSTM":
        start = {"layer0.b": np.repeat([settings.input_bias, settings.forget_bias, 0.0, 0.0], H)}
    else:
        start = {"layer0.W_h": orthogonal(H, rng=seed)}
    adder.weights = adder.weights | start | {"b_y": np.full(1, MEAN_SUM)}
    return adder


def fit(adder: Forecaster, length: int, learning_rate: float, *, seed: int = 0, **changes: Any) -> Iterator[Progress]:
    """Train on problems of `length` steps, clipping at 1, for STEPS[length] steps or until it is good enough.

    changes go to Forecaster.fit.
    """
    settings = {"validate_every": VALIDATE_EVERY} | changes
    if "steps" not in settings:
        settings["steps"] = STEPS[length]
    batches = adding_batches(length, rng=seed)
    training = adder.fit(batches, validation=validation_set(length), learning_rate=learning_rate, **settings)
    return until(GOOD_ENOUGH, training)


def error_on_test(adder: Forecaster, length: int) -> float:
    """Return the mean squared error on the 1,000 test problems."""
    x, y = final_test_set(length)
    return squared_error(adder.predict(x), y)


def error_of_constant(y: np.ndarray) -> float:
    """Return the mean squared error of answering 1 to all problems whose sums are y (B, 1)."""
    return squared_error(np.full_like(y, MEAN_SUM), y)
