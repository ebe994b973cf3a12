"""The exercise of notebook 02: one step of a plain RNN."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import drawn, wanted
from lstm_lesson.nn.activations import sigmoid

STAR = "* multiplies entry by entry; the product of a matrix and a vector is @."
TURNED = "rows and columns of a matrix have changed places: W x is W @ x, or x @ W.T."


def _z(x: Any, h: Any, W_x: Any, W_h: Any, b: Any) -> Any:
    return W_x @ x + W_h @ h + b


@wanted(
    "02_recurrent_recap/step",
    hints=[
        "Two products are added to b: one takes the input, one the state before.",
        "W_x has shape (H, D): W_x @ x is a vector of H numbers. W_h @ h_prev is another one.",
        "return np.tanh(W_x @ x + W_h @ h_prev + b)",
    ],
    result="the new state",
    praise="the same step as every plain RNN's, for any D and H.",
    # x, h_prev, W_x, W_h, b: first D = H, where every mix-up still has a shape, then D < H
    rounds=[[drawn(3, 3, 3, (3, 3), (3, 3), 3)], [drawn(2, 2, 4, (4, 2), (4, 4), 4)]],
    mistakes={
        "tanh is missing.": _z,
        "W_x and W_h have changed places: W_x belongs to the input x, W_h to the state h_prev.": (
            lambda x, h, W_x, W_h, b: np.tanh(_z(h, x, W_x, W_h, b))
        ),
        "the bias b is missing.": lambda x, h, W_x, W_h, b: np.tanh(_z(x, h, W_x, W_h, 0)),
        "the state before, W_h @ h_prev, is missing: this step remembers nothing.": (
            lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + b)
        ),
        "the input, W_x @ x, is missing: this step hears nothing.": lambda x, h, W_x, W_h, b: np.tanh(W_h @ h + b),
        STAR: lambda x, h, W_x, W_h, b: np.tanh(W_x * x + W_h * h + b),
        f"{STAR} (Look at W_x.)": lambda x, h, W_x, W_h, b: np.tanh(W_x * x + W_h @ h + b),
        f"{STAR} (Look at W_h.)": lambda x, h, W_x, W_h, b: np.tanh(W_x @ x + W_h * h + b),
        TURNED: lambda x, h, W_x, W_h, b: np.tanh(_z(x, h, W_x.T, W_h.T, b)),
        f"{TURNED} (Look at W_x.)": lambda x, h, W_x, W_h, b: np.tanh(_z(x, h, W_x.T, W_h, b)),
        f"{TURNED} (Look at W_h.)": lambda x, h, W_x, W_h, b: np.tanh(_z(x, h, W_x, W_h.T, b)),
        "tanh goes around the whole sum, b included.": lambda x, h, W_x, W_h, b: np.tanh(_z(x, h, W_x, W_h, 0)) + b,
        "tanh goes around the whole sum, not around each product.": (
            lambda x, h, W_x, W_h, b: np.tanh(W_x @ x) + np.tanh(W_h @ h) + b
        ),
        "here is σ; a plain RNN squashes with tanh.": lambda *given: sigmoid(_z(*given)),
        "b is subtracted; it is added.": lambda x, h, W_x, W_h, b: np.tanh(_z(x, h, W_x, W_h, -b)),
    },
)
def step(x: Any, h_prev: Any, W_x: Any, W_h: Any, b: Any) -> Any:
    """Return the state after this step."""
    return np.tanh(W_x @ x + W_h @ h_prev + b)
