"""Two GRU units, one that listens to the other: what the reset gate silences, before the product and after it."""

from dataclasses import dataclass

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.nn.cells import GRU
from lstm_lesson.nn.gru_conventions import gru_step

STEPS = 40


@dataclass(frozen=True)
class Resets:
    """What unit 2 says, what unit 1 hears of it, and what unit 1 becomes, each (T,), in both orders."""

    x: np.ndarray
    speaker: np.ndarray  # unit 2's h before each step, with the reset after the product
    heard: dict[
        str, np.ndarray
    ]  # by order, "reset_after" and "reset_before": what of W_hn h reaches unit 1's candidate
    listener: dict[str, np.ndarray]  # by order: unit 1's h
    r: tuple[float, float]
    t: int

    @property
    def gap(self) -> float:
        """The largest distance between the listener's states in the two orders."""
        return float(np.abs(self.listener["reset_after"] - self.listener["reset_before"]).max())


def two_units(w_12: float, b_r1: float, b_r2: float, t: int = 0) -> Resets:
    """Run two units over a sine: unit 2 follows the input, unit 1 hears only unit 2, through the weight w_12.

    b_r1, b_r2: the biases of the two reset gates, which nothing else feeds. Both update gates stand at z = ½.
    """
    cell = GRU(1, 2)
    for weights in cell.weights.values():
        weights[:] = 0
    cell.W_x[5] = 4  # unit 2's candidate: tanh(4x − 2)
    cell.b[:] = [b_r1, b_r2, 0, 0, 0, -2]
    cell.W_h[4, 1] = w_12  # unit 1's candidate hears unit 2
    x = damped_sine(STEPS, 20, 0.02)
    runs = {order: _run(cell, x, order == "reset_after") for order in ("reset_after", "reset_before")}
    r_1, r_2 = runs["reset_after"]["r"][0]
    return Resets(
        x,
        runs["reset_after"]["h_prev"][:, 1],
        # Unit 1's candidate has no input and no bias, so that all it holds, n = tanh(heard), came from unit 2.
        {
            "reset_after": r_1 * w_12 * runs["reset_after"]["h_prev"][:, 1],
            "reset_before": r_2 * w_12 * runs["reset_before"]["h_prev"][:, 1],
        },
        {order: run["h"][:, 0] for order, run in runs.items()},
        (float(r_1), float(r_2)),
        min(int(t), STEPS - 1),
    )


def _run(cell: GRU, x: np.ndarray, reset_after: bool) -> dict[str, np.ndarray]:
    h, steps = np.zeros(cell.n_hidden), []
    for x_t in x:
        now = gru_step(cell, [x_t], h, reset_after=reset_after) | {"h_prev": h}
        steps.append(now)
        h = now["h"]
    return {symbol: np.stack([now[symbol] for now in steps]) for symbol in ("r", "h_prev", "h")}
