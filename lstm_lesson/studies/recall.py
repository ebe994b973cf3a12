"""The recall task of notebooks 03 and 14: say at the end which symbol came first, with distractors in between.

There are eight symbols, each written as three values of +1 or −1. Distractors are symbols too, drawn anew at every
step; only a fourth input tells them apart, the mark: 1 at the first step, 0 at all others. Whoever has forgotten the
first step is right once in eight times. After the latch problem of Bengio, Simard & Frasconi (1994), which has two
symbols.

Three networks learn it, with nearly the same number of weights, on the same data: a plain RNN with the usual start, one
with an orthogonal start, and an LSTM. Notebook 14 adds the same LSTM with attention over its states.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import LSTM, RNN
from lstm_lesson.training.attention_network import AttentionForecaster
from lstm_lesson.training.forecaster import Forecaster, Progress, until

N_BITS = 3  # values that write a symbol: eight symbols
LEARNERS = ("RNN", "orthogonal RNN", "LSTM")  # of notebook 03
ATTENTION = "LSTM + attention"
# 1,431 weights for either RNN, 1,395 for the LSTM; attention adds 272 to them.
UNITS = {"RNN": 34, "orthogonal RNN": 34, "LSTM": 16, ATTENTION: 16}
HAVE_FORGET_BIAS = ("LSTM", ATTENTION)
BATCH_SIZE, STEPS = 32, 1000
VALIDATE_EVERY = 50
LEARNED = 0.01  # a validation loss at which there is nothing left to learn

# Seeds far apart, so that no set shares a sequence with another whatever the training's own seed.
_VALIDATION_SEED, _TEST_SEED = 1_000_003, 1_000_004


def recall_sequences(delay: int, size: int, *, n_bits: int = N_BITS, rng: Any = 0) -> tuple[np.ndarray, np.ndarray]:
    """Draw `size` sequences: symbol, then `delay` distractors. x (delay + 1, B, n_bits + 1), y (B, n_bits).

    The last input is the mark. y repeats the first symbol, to be said after the last step.
    """
    delay, size = validate.whole("delay", delay), validate.whole("size", size)
    n_bits = validate.whole("n_bits", n_bits)
    symbols = validate.generator(rng).choice([-1.0, 1.0], (delay + 1, size, n_bits))
    marks = np.zeros((delay + 1, size, 1))
    marks[0] = 1
    return np.concatenate([symbols, marks], axis=2), symbols[0]


def recall_batches(delay: int, *, rng: Any = 0) -> Callable[[], tuple[np.ndarray, np.ndarray]]:
    """Return a function that draws a fresh batch of 32 sequences at every call."""
    delay, generator = validate.whole("delay", delay), validate.generator(rng)
    return lambda: recall_sequences(delay, BATCH_SIZE, rng=generator)


def validation_set(delay: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 200 sequences that choose the best weights."""
    return recall_sequences(delay, 200, rng=_VALIDATION_SEED)


def final_test_set(delay: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the 500 sequences that nothing is chosen by."""
    return recall_sequences(delay, 500, rng=_TEST_SEED)


def accuracy(forecast: Any, y: Any) -> float:
    """Return the share of sequences whose every value has the right sign: 1 is always right, 1/8 is guessing."""
    forecast, y = validate.floats("forecast", forecast, shape=("B", "n")), validate.floats("y", y, shape=("B", "n"))
    if forecast.shape != y.shape:
        raise ValueError(f"forecast must have the shape of y, {y.shape}; got {forecast.shape}")
    return float(np.mean((np.sign(forecast) == np.sign(y)).all(axis=1)))


def new_recaller(learner: str, *, forget_bias: float = 1.0, seed: int = 0, units: int | None = None) -> Forecaster:
    """Return an untrained network: "RNN", "orthogonal RNN", "LSTM" or "LSTM + attention".

    forget_bias: of an LSTM; the RNNs have no forget gate. units: H, that of `UNITS` if not given.

    An orthogonal W_h keeps the length of every vector, so that at the start no gradient vanishes along W_h alone (Saxe,
    McClelland & Ganguli 2014).
    """
    if learner not in UNITS:
        raise ValueError(f"learner must be one of {', '.join(UNITS)}; got {learner!r}")
    H = units or UNITS[learner]
    if learner == ATTENTION:
        network: Forecaster = AttentionForecaster(N_BITS + 1, H, N_BITS, rng=seed)
    else:
        network = Forecaster(N_BITS + 1, H, N_BITS, cell=LSTM if learner == "LSTM" else RNN, rng=seed)
    if learner in HAVE_FORGET_BIAS:
        network.weights = network.weights | {"layer0.b": np.repeat([0.0, forget_bias, 0.0, 0.0], H)}
    if learner == "orthogonal RNN":
        network.weights = network.weights | {"layer0.W_h": orthogonal(H, rng=seed)}
    return network


def orthogonal(size: int, *, rng: Any = 0) -> np.ndarray:
    """Return a random orthogonal matrix (size, size): Q of the QR decomposition of normal values."""
    size = validate.whole("size", size)
    return np.linalg.qr(validate.generator(rng).standard_normal((size, size)))[0]


def fit(
    recaller: Forecaster, delay: int, *, learning_rate: float, steps: int = STEPS, seed: int = 0
) -> Iterator[Progress]:
    """Train on delay `delay`, clipping at 1, for `steps` steps or until there is nothing left to learn."""
    training = recaller.fit(
        recall_batches(delay, rng=seed),
        steps=steps,
        validation=validation_set(delay),
        learning_rate=learning_rate,
        validate_every=VALIDATE_EVERY,
    )
    return until(LEARNED, training)


def final_accuracy(recaller: Forecaster, delay: int) -> float:
    """Return the accuracy on the 500 test sequences."""
    x, y = final_test_set(delay)
    return accuracy(recaller.predict(x), y)
