"""Untrained cells that hold one number while unrelated inputs arrive: how much is kept, how much comes in.

    c_t = f c_{t−1} + i g_t,   f = σ(b_f),   i = σ(b_i),   g_t = tanh(x_t),   x_t from the normal distribution

Nothing but the biases goes into the gates, as if all their weights were still 0.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.activations import sigmoid, tanh

STREAMS, SHOWN = 1000, 7  # streams of inputs, and how many of them are drawn
LONGEST = 320  # steps


@dataclass(frozen=True)
class Untrained:
    """Cells that begin at +1 and at −1, each before the same streams of inputs.

    f, i: the gates. kept: what is left of the 1 after each step, from step 0 on, (T + 1,). up, down: the cell
    states that began at +1 and at −1, of the streams that are drawn, (T + 1, SHOWN). right: of all cells at the end,
    how many still have the sign that they began with; cells: how many there are.
    """

    f: float
    i: float
    kept: np.ndarray
    up: np.ndarray
    down: np.ndarray
    right: int
    cells: int


def untrained_cells(b_f: float, b_i: float, delay: float) -> Untrained:
    """Let `delay` inputs arrive that have nothing to do with what the cells hold.

    Raises ValueError for a delay that is no whole number from 1 to LONGEST, or a bias that is no finite number.
    """
    steps = validate.whole("delay", delay)
    if steps > LONGEST:
        raise ValueError(f"delay must be at most {LONGEST}; got {delay}")
    f, i = (float(sigmoid(validate.real(name, bias))) for name, bias in (("b_f", b_f), ("b_i", b_i)))
    g = _candidates()[:steps]
    kept = f ** np.arange(steps + 1)
    drawn = np.zeros((steps + 1, SHOWN))
    for t, written in enumerate(i * g[:, :SHOWN], start=1):
        drawn[t] = f * drawn[t - 1] + written
    came_in = i * (kept[steps - 1 :: -1] @ g)  # at the end, in every stream: the latest input is kept whole
    right = int((kept[-1] + came_in > 0).sum() + (came_in - kept[-1] < 0).sum())
    return Untrained(f, i, kept, drawn + kept[:, None], drawn - kept[:, None], right, 2 * STREAMS)


@cache
def _candidates() -> np.ndarray:
    """Return what the inputs offer, (LONGEST, STREAMS), from seed 0."""
    return tanh(np.random.default_rng(0).normal(size=(LONGEST, STREAMS)))
