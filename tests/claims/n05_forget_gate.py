"""What notebook 05 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim, moved, says

from lstm_lesson import forget_gate, half_life_dial, sigmoid

CLAIMS = [
    says("the half-life is at 6.6 steps", lambda: moved(half_life_dial(b_f=1.0), b_f=2.2)),
    claim("half is left after 6.6 steps", lambda: np.log(0.5) / np.log(0.90)),
    claim("e = 2.72", lambda: np.e),
    claim("6.58", lambda: np.log(0.5) / np.log(0.90)),
    says("f = σ(6) = 0.998", lambda: moved(forget_gate(b_f=6.0), t=0)),
    claim("0.30 · 0.67 = 0.20", lambda: balance()),
    claim("0.90, 0.81, 0.73, 0.66, 0.59, 0.53, 0.48", lambda: tuple(0.9**n for n in range(1, 8))),
    claim("(1 - f) · 1.00 = 0.20", lambda: stands_still()),
    claim(
        "h = 0.88 · tanh(c), which is 0.67 at c = 1. You need z_f = ln(0.8 / 0.2) = 1.4 there",
        lambda: (sigmoid(2), sigmoid(2) * np.tanh(1), 0.8, 0.2, np.log(0.8 / 0.2)),
    ),
    claim("biases of 0.00, 2.63 and 4.27 keep half for 1, 10 and 50 steps", lambda: (*map(bias_for, (1, 10, 50)), 50)),
    claim("n = ln 2 / (-ln 0.90) = 6.58", lambda: (0.90, np.log(2) / -np.log(0.90))),
]


def balance() -> tuple[float, float, float]:
    """The share forgotten, the cell state, and their product, where the cell of beat 3 stands still."""
    c = h = f = 0.0
    for _ in range(200):
        f = 1 / (1 + np.exp(10 * h - 6))
        c = f * c + 0.20
        h = 0.88 * np.tanh(c)
    return 1 - f, c, (1 - f) * c


def bias_for(steps: int) -> float:
    """Find by halving the bias with which half is left after so many steps."""
    low, high = -10.0, 10.0
    for _ in range(60):
        b = (low + high) / 2
        low, high = (b, high) if sigmoid(b) ** steps < 0.5 else (low, b)
    return b


def stands_still() -> tuple[float, float]:
    """The cell state in which a cell that writes 0.20 and keeps 0.8 ends, and what it forgets there at each step."""
    c = 0.0
    for _ in range(200):
        c = 0.8 * c + 0.20
    return c, 0.2 * c
