"""The exercise of notebook 06: what is written into the cell state."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson.live.exercise import drawn, wanted
from lstm_lesson.nn.activations import sigmoid


def _with(**mistake: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: write_part(*given, **mistake)


@wanted(
    "06_input_gate/write_part",
    hints=[
        "Both layers see the same: np.concatenate([h_prev, x]), in this order.",
        "σ(W_i @ both + b_i) * np.tanh(W_g @ both + b_g).",
    ],
    result="i ⊙ g",
    praise="i ⊙ g, a vector of H numbers between −1 and 1.",
    rounds=[[drawn(6, 2, 3, (3, 5), 3, (3, 5), 3)]],  # x, h_prev, W_i, b_i, W_g, b_g
    mistakes={
        "x and h_prev have changed places: W is for [h, x].": lambda x, h_prev, *rest: write_part(h_prev, x, *rest),
        "the biases are missing.": lambda x, h_prev, W_i, b_i, W_g, b_g: write_part(x, h_prev, W_i, 0, W_g, 0),
        "the candidate is squashed by σ: content takes tanh, and can be negative.": _with(content=sigmoid),
        "the gate is squashed by tanh: a gate takes σ, from 0 (shut) to 1 (open).": _with(gate=np.tanh),
        "σ and tanh have changed places: σ for the gate i, tanh for the candidate g.": (
            _with(gate=np.tanh, content=sigmoid)
        ),
        "the candidate is not squashed: g = tanh(z_g).": _with(content=lambda z: z),
        "the two are added; the gate multiplies.": _with(join=np.add),
        "the two are joined by @, which adds up over the units: ⊙ is * in numpy.": _with(join=np.matmul),
        "that is i alone: how much. What is written also needs g.": _with(join=lambda i, g: i),
        "that is g alone: what. How much of it is written says i.": _with(join=lambda i, g: g),
    },
)
def write_part(
    x: Any, h_prev: Any, W_i: Any, b_i: Any, W_g: Any, b_g: Any, *,
    gate: Callable[..., Any] = sigmoid,
    content: Callable[..., Any] = np.tanh,
    join: Callable[..., Any] = np.multiply,
) -> Any:  # fmt: skip
    """Return i ⊙ g, with a mistake in it where an argument says so."""
    both = np.concatenate([h_prev, x])
    return join(gate(W_i @ both + b_i), content(W_g @ both + b_g))
