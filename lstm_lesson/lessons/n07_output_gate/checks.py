"""The exercise of notebook 07: what the cell tells."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import call, exercise, expect

SIZE = 3  # of x and of h: so that every mix-up still has a shape


@exercise(
    "07_output_gate/hidden",
    hints=[
        "First the gate: o = σ(W_x @ x + W_h @ h_prev + b).",
        "Then what it lets out: o * np.tanh(c), with c the new cell state.",
    ],
)
def hidden(answer: Any) -> str:
    """Hold h of a cell with large cell states to its equation."""
    rng = np.random.default_rng(7)
    x, h_prev = rng.normal(0, 1, SIZE), rng.normal(0, 0.5, SIZE)
    c = np.array([30.0, -0.4, 2.0])
    W_x, W_h = rng.normal(0, 1, (2, SIZE, SIZE))
    b = np.array([1.0, -1.0, 0.5])
    z = W_x @ x + W_h @ h_prev + b
    o = _sigmoid(z)
    expect(
        call(answer, x, h_prev, c, W_x, W_h, b),
        o * np.tanh(c),
        {
            "tanh is missing: one h is far outside (−1, 1), as no h can be.": o * c,
            "W_x and W_h have changed places: W_x belongs to x.": _sigmoid(W_h @ x + W_x @ h_prev + b) * np.tanh(c),
            "* multiplies entry by entry; the product of a matrix and a vector is @.": (
                _sigmoid(W_x * x + W_h * h_prev + b) * np.tanh(c)
            ),
            "the bias is missing: z = W_x @ x + W_h @ h_prev + b.": _sigmoid(z - b) * np.tanh(c),
            "h_prev is missing: z = W_x @ x + W_h @ h_prev + b.": _sigmoid(z - W_h @ h_prev) * np.tanh(c),
            "the gate is squashed by tanh: a gate takes σ, from 0 (shut) to 1 (open).": np.tanh(z) * np.tanh(c),
            "tanh acts on the product: squash c first, then let the gate act.": np.tanh(o * c),
            "c is squashed by σ: tanh keeps its sign.": o * _sigmoid(c),
            "that is o alone: how much is told. What is told comes from tanh(c).": o,
            "the output gate is missing: h = o ⊙ tanh(c).": np.tanh(c),
            "the two are joined by @, which adds up over the units: ⊙ is * in numpy.": o @ np.tanh(c),
            "the two are added; the gate multiplies.": o + np.tanh(c),
        },
        name="h",
    )
    return "h = o ⊙ tanh(c): the cell state of 30 tells less than 1."


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))
