"""What the pictures of notebook 03 show: gradients that vanish and explode, and what clipping makes of an update.

Thirty-two units have random weights: how much does their last state still depend on each earlier one? What one step
back can do to a gradient, and what many steps can, stands in `stretching_numbers.py`, for two units.

Then one unit runs for 15 steps without input, h_t = tanh(w_h h_{t−1} + b) from h = 0.5; the loss is (h_T − 0.7)². Above
w_h = 1 the unit has two resting places, and where the weights send it to the other one the loss is a cliff: flat above
and below, a gradient in the hundreds between. After Pascanu, Mikolov & Bengio (2013), figure 6.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import RNN
from lstm_lesson.nn.gradients import hidden_state_gradient
from lstm_lesson.nn.one_unit import RNNRun, on_sine, sine
from lstm_lesson.training.optimise import clip_by_norm

UNITS = 32
START, TARGET, STEPS = 0.5, 0.7, 15
LEARNING_RATE = 0.1
W_H, B = (0.9, 2.1), (-0.5, 0.2)  # the part of the landscape that is shown


@dataclass(frozen=True)
class RandomRNNRun:
    """A run of 32 units with random weights: x (T,), h (T, H), and how large ∂h_T/∂h_t is for each t.

    gradient is the root mean square of the factors with which the H directions of a change at t reach the last step:
    ‖∂h_T/∂h_t‖_F/√H, 1 at the last step. gain is the largest |eigenvalue| of W_h; norm its largest stretch, ‖W_h‖₂.
    """

    gain: float
    norm: float
    x: np.ndarray
    h: np.ndarray
    gradient: np.ndarray


def random_rnn(gain: float, swing: float = 0.0, length: int = 51, *, seed: int = 0) -> RandomRNNRun:
    """Run the units over `swing`·sin(2πt/20), with W_h scaled so that its largest |eigenvalue| is `gain`.

    seed: of the random weights; the picture shows those of 0.
    """
    gain = validate.real("gain", gain, at_least=0)
    W_h, W_x, norm = _weights(seed)
    cell = RNN(1, UNITS)
    cell.W_h[:], cell.W_x[:] = gain * W_h, W_x
    trace = cell.run(sine(length, swing)[:, None])
    jacobians = hidden_state_gradient(cell.W_h, trace)
    gradient = np.sqrt(np.square(jacobians).sum(axis=(1, 2)) / UNITS)
    return RandomRNNRun(gain, gain * norm, trace.x[:, 0], trace.h, gradient)


@cache
def _weights(seed: int = 0) -> tuple[np.ndarray, np.ndarray, float]:
    """Draw W_h (H, H), of largest |eigenvalue| 1, and W_x (H, 1) from a seed; and return ‖W_h‖₂ with them."""
    rng = validate.generator(seed)
    W_h = rng.standard_normal((UNITS, UNITS))
    W_h /= np.abs(np.linalg.eigvals(W_h)).max()
    return W_h, rng.standard_normal((UNITS, 1)), float(np.linalg.norm(W_h, 2))


# ---- The same gradients as a walk back through time, one factor after the other


Run = TypeVar("Run", RNNRun, RandomRNNRun)


@dataclass(frozen=True)
class Walk(Generic[Run]):
    """A walk from the last step T of a run back to step t: run.gradient[t] is the product of the factors so far.

    factor: what the step from t + 1 to t has multiplied the gradient by; nan at T, where the walk begins.
    """

    run: Run
    t: int
    factor: float


def one_unit_walk(w_h: float, swing: float = 0.0, t: int = 0) -> Walk[RNNRun]:
    """Walk back to step t of the run of one unit: each factor is |w_h| (1 − h²), h the state after the step."""
    run = on_sine(w_h, swing)
    after = run.h[_step(run, t) + 1 :]
    return Walk(run, t, float(abs(w_h) * (1 - after[0] ** 2)) if len(after) else np.nan)


def random_rnn_walk(gain: float, swing: float = 0.0, t: int = 0) -> Walk[RandomRNNRun]:
    """Walk back to step t of the run of 32 units: each factor is the quotient of two sizes of the gradient."""
    run = random_rnn(gain, swing)
    now, *before = run.gradient[_step(run, t) : t + 2]
    return Walk(run, t, float(now / before[0] if before[0] else 0) if before else np.nan)


def _step(run: RNNRun | RandomRNNRun, t: int) -> int:
    """Return t, or raise ValueError if it is no step of the run."""
    if not 0 <= t < len(run.x):
        raise ValueError(f"t must be a step from 0 to {len(run.x) - 1}; got {t}")
    return t


# ---- One update, before and after clipping


@dataclass(frozen=True)
class Update:
    """One step of gradient descent at (w_h, b), as it is and clipped; each of gradient and updates is (2,).

    update = −0.1 · gradient; clipped = the same with the gradient's norm cut down to `threshold`.
    """

    w_h: float
    b: float
    threshold: float
    loss: float
    gradient: np.ndarray
    update: np.ndarray
    clipped: np.ndarray

    @property
    def norm(self) -> float:
        """Return the gradient's norm before clipping."""
        return float(np.linalg.norm(self.gradient))


def loss_and_gradient(w_h: Any, b: Any) -> tuple[Any, Any, Any]:
    """Return the loss, ∂loss/∂w_h and ∂loss/∂b, of numbers or of arrays of them alike."""
    h = np.zeros_like(w_h + b) + START
    dw, db = np.zeros_like(h), np.zeros_like(h)
    for _ in range(STEPS):
        h_next = np.tanh(w_h * h + b)
        slope = 1 - h_next * h_next
        dw, db = slope * (h + w_h * dw), slope * (1 + w_h * db)  # each weight acts at every step
        h = h_next
    error = h - TARGET
    return error * error, 2 * error * dw, 2 * error * db


def update_at(w_h: float, b: float, threshold: float = 1.0) -> Update:
    """Compute one update at (w_h, b), before and after clipping at `threshold`."""
    w_h, b = validate.real("w_h", w_h), validate.real("b", b)
    threshold = validate.real("threshold", threshold, above=0)
    loss, dw, db = loss_and_gradient(np.float64(w_h), np.float64(b))
    gradient = np.array([dw, db], dtype=float)
    clipped = gradient.copy()
    clip_by_norm(clipped, threshold)
    return Update(w_h, b, threshold, float(loss), gradient, -LEARNING_RATE * gradient, -LEARNING_RATE * clipped)


def landscape(points: int = 161) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the grids w_h and b and the loss on them, for a map."""
    w_h, b = np.meshgrid(np.linspace(*W_H, points), np.linspace(*B, points))
    return w_h, b, loss_and_gradient(w_h, b)[0]
