"""The exercise of notebook 06: what is written into the cell state."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import call, exercise, expect

N_INPUTS, N_HIDDEN = 2, 3


@exercise(
    "06_input_gate/write_part",
    hints=[
        "Both layers see the same: np.concatenate([h_prev, x]), in this order.",
        "σ(W_i @ both + b_i) * np.tanh(W_g @ both + b_g).",
    ],
)
def write_part(answer: Any) -> str:
    """Hold i ⊙ g of two inputs and three units to its equation."""
    rng = np.random.default_rng(6)
    x, h_prev = rng.normal(0, 1, N_INPUTS), rng.normal(0, 1, N_HIDDEN)
    W_i, W_g = rng.normal(0, 1, (2, N_HIDDEN, N_HIDDEN + N_INPUTS))
    b_i, b_g = rng.normal(0, 1, (2, N_HIDDEN))

    def layers(both: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return W_i @ both + b_i, W_g @ both + b_g

    z_i, z_g = layers(np.concatenate([h_prev, x]))
    turned_i, turned_g = layers(np.concatenate([x, h_prev]))
    right = _sigmoid(z_i) * np.tanh(z_g)
    expect(
        call(answer, x, h_prev, W_i, b_i, W_g, b_g),
        right,
        {
            "x and h_prev have changed places: W is for [h, x].": _sigmoid(turned_i) * np.tanh(turned_g),
            "the biases are missing.": _sigmoid(z_i - b_i) * np.tanh(z_g - b_g),
            "the candidate is squashed by σ: content takes tanh, and can be negative.": _sigmoid(z_i) * _sigmoid(z_g),
            "the gate is squashed by tanh: a gate takes σ, from 0 (shut) to 1 (open).": np.tanh(z_i) * np.tanh(z_g),
            "σ and tanh have changed places: σ for the gate i, tanh for the candidate g.": np.tanh(z_i) * _sigmoid(z_g),
            "the candidate is not squashed: g = tanh(z_g).": _sigmoid(z_i) * z_g,
            "the two are added; the gate multiplies.": _sigmoid(z_i) + np.tanh(z_g),
            "the two are joined by @, which adds up over the units: ⊙ is * in numpy.": _sigmoid(z_i) @ np.tanh(z_g),
            "that is i alone: how much. What is written also needs g.": _sigmoid(z_i),
            "that is g alone: what. How much of it is written says i.": np.tanh(z_g),
        },
        name="i ⊙ g",
    )
    return "i ⊙ g, a vector of H numbers between −1 and 1."


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))
