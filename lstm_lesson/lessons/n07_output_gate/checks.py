"""The exercise of notebook 07: what the cell tells."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson.live.exercise import drawn, wanted
from lstm_lesson.nn.activations import sigmoid

X, H_PREV, W_X, W_H = drawn(7, 3, 3, (3, 3), (3, 3))  # so that every mix-up still has a shape
C, BIAS = np.array([30.0, -0.4, 2.0]), np.array([1.0, -1.0, 0.5])


def _told(tell: Callable[[Any, Any], Any], gate: Callable[[Any], Any] = sigmoid) -> Callable[..., Any]:
    """Make the function that lets this gate o act on c like this."""
    return lambda x, h_prev, c, W_x, W_h, b: tell(gate(W_x @ x + W_h @ h_prev + b), c)


@wanted(
    "07_output_gate/hidden",
    hints=[
        "First the gate: o = σ(W_x @ x + W_h @ h_prev + b).",
        "Then what it lets out: o * np.tanh(c), with c the new cell state.",
    ],
    result="h",
    praise="h = o ⊙ tanh(c): the cell state of 30 tells less than 1.",
    rounds=[[(X, H_PREV, C, W_X, W_H, BIAS)]],
    mistakes={
        "tanh is missing: one h is far outside (−1, 1), as no h can be.": _told(lambda o, c: o * c),
        "W_x and W_h have changed places: W_x belongs to x.": (
            lambda x, h_prev, c, W_x, W_h, b: hidden(x, h_prev, c, W_h, W_x, b)
        ),
        "* multiplies entry by entry; the product of a matrix and a vector is @.": (
            lambda x, h_prev, c, W_x, W_h, b: sigmoid(W_x * x + W_h * h_prev + b) * np.tanh(c)
        ),
        "the bias is missing: z = W_x @ x + W_h @ h_prev + b.": (
            lambda x, h_prev, c, W_x, W_h, b: hidden(x, h_prev, c, W_x, W_h, 0)
        ),
        "h_prev is missing: z = W_x @ x + W_h @ h_prev + b.": lambda x, h_prev, *rest: hidden(x, 0 * h_prev, *rest),
        "the gate is squashed by tanh: a gate takes σ, from 0 (shut) to 1 (open).": (
            _told(lambda o, c: o * np.tanh(c), gate=np.tanh)
        ),
        "tanh acts on the product: squash c first, then let the gate act.": _told(lambda o, c: np.tanh(o * c)),
        "c is squashed by σ: tanh keeps its sign.": _told(lambda o, c: o * sigmoid(c)),
        "that is o alone: how much is told. What is told comes from tanh(c).": _told(lambda o, c: o),
        "the output gate is missing: h = o ⊙ tanh(c).": _told(lambda o, c: np.tanh(c)),
        "the two are joined by @, which adds up over the units: ⊙ is * in numpy.": _told(lambda o, c: o @ np.tanh(c)),
        "the two are added; the gate multiplies.": _told(lambda o, c: o + np.tanh(c)),
    },
)
def hidden(x: Any, h_prev: Any, c: Any, W_x: Any, W_h: Any, b: Any) -> Any:
    """Return h = o ⊙ tanh(c)."""
    return sigmoid(W_x @ x + W_h @ h_prev + b) * np.tanh(c)
