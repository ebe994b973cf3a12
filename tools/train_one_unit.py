"""Train one LSTM unit to say the next value of a damped sine, and print its weights as a preset of notebook 08.

    python tools/train_one_unit.py        about 20 s

The unit's output h_t is itself the forecast of x_{t+1}: no read-out layer, twelve weights in all. They are rounded to
0.1, the step of the sliders, and tested so. Other processors may round differently and end on other weights.
"""

import numpy as np

from lstm_lesson import LSTM
from lstm_lesson.data.signals import damped_sine_batches
from lstm_lesson.training.optimise import Adam

SEED, STEPS, BATCH, LENGTH, WARM_UP = 3, 3000, 16, 45, 10
LARGEST = 10.0  # the sliders' range


def train() -> LSTM:
    """Minimise the mean of (h_t − x_{t+1})² after ten steps of warm-up, with Adam, 0.05 falling to 0."""
    flat = LSTM(1, 1, rng=SEED)
    weights = np.concatenate([flat.W_x.ravel(), flat.W_h.ravel(), flat.b])
    cell = LSTM(1, 1)
    cell.W_x, cell.W_h, cell.b = weights[:4].reshape(4, 1), weights[4:8].reshape(4, 1), weights[8:]  # views
    optimiser = Adam(weights)
    next_batch = damped_sine_batches(BATCH, n_in=LENGTH, n_ahead=1, rng=SEED)
    for step in range(STEPS):
        x, after = next_batch()
        trace = cell.run(x)
        dh = 2 * (trace.h - _next_values(x, after)) / trace.h[WARM_UP:].size
        dh[:WARM_UP] = 0
        grads = cell.backward(trace, dh)
        gradient = np.concatenate([grads["W_x"].ravel(), grads["W_h"].ravel(), grads["b"]])
        optimiser.update(gradient, 0.05 * (1 - step / STEPS))
        np.clip(weights, -LARGEST, LARGEST, out=weights)
    weights[:] = weights.round(1) + 0.0
    return cell


def errors(cell: LSTM) -> tuple[float, float]:
    """Return the mean absolute error of the unit, and of saying the last value again, on 500 new sequences."""
    x, after = damped_sine_batches(500, n_in=LENGTH, n_ahead=1, rng=99)()
    truth = _next_values(x, after)
    return tuple(float(np.abs(says - truth)[WARM_UP:].mean()) for says in (cell.run(x).h, x))  # type: ignore[return-value]


def _next_values(x: np.ndarray, after: np.ndarray) -> np.ndarray:
    return np.concatenate([x[1:], after.T[:, :, None]])


if __name__ == "__main__":
    trained = train()
    for block, letter in enumerate("ifgo"):
        print(f"{letter}: w_x {trained.W_x[block, 0]:g}, w_h {trained.W_h[block, 0]:g}, b {trained.b[block]:g}")
    print("mean absolute error {:.4f}; saying the last value again {:.4f}".format(*errors(trained)))
