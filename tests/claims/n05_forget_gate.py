"""What notebook 05 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim, moved, says

from lstm_lesson import forget_gate, half_life_dial

CLAIMS = [
    says("the half-life is at 6.6 steps", lambda: moved(half_life_dial(b_f=1.0), b_f=2.2)),
    claim("half is left after 6.6 steps", lambda: np.log(0.5) / np.log(0.90)),
    claim("e = 2.72", lambda: np.e),
    claim("6.58", lambda: np.log(0.5) / np.log(0.90)),
    says("f = σ(6) = 0.998", lambda: moved(forget_gate(b_f=6.0), t=0)),
    claim("0.30 · 0.67 = 0.20", lambda: balance()),
    claim("0.90, 0.81, 0.73, 0.66, 0.59, 0.53, 0.48", lambda: tuple(0.9**n for n in range(1, 8))),
]


def balance() -> tuple[float, float, float]:
    """The share forgotten, the cell state, and their product, where the cell of beat 3 stands still."""
    c = h = f = 0.0
    for _ in range(200):
        f = 1 / (1 + np.exp(10 * h - 6))
        c = f * c + 0.20
        h = 0.88 * np.tanh(c)
    return 1 - f, c, (1 - f) * c
