"""The exercise of notebook 04: one step of the LSTM."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, as_array, call, close, exercise, expect
from lstm_lesson.nn.activations import sigmoid
from lstm_lesson.nn.cells import LSTM


@exercise(
    "04_lstm_cell/step",
    hints=[
        "z = W_x @ x + W_h @ h + b holds four blocks of H numbers; np.split(z, 4) takes them apart: i, f, g, o.",
        "σ squashes the three gates, tanh the candidate. c = f * c + i * g; then h = o * np.tanh(c).",
    ],
)
def step(answer: Any) -> str:
    """Hold one step of a cell with two inputs and three units to LSTM.step."""
    cell = LSTM(2, 3)
    rng = np.random.default_rng(4)
    cell.set_weights({name: rng.normal(0, 1, old.shape) for name, old in cell.weights.items()})
    x, h, c = rng.normal(0, 1, 2), rng.normal(0, 1, 3), rng.normal(0, 1, 3)
    right = cell.step(x, h, c)
    try:
        got_h, got_c = call(answer, x, h, c, cell.W_x, cell.W_h, cell.b)
    except (TypeError, ValueError):
        raise Wrong("return two things, the new h and the new c: `return h, c`.") from None
    if close(got_h, right["c"]) and close(got_c, right["h"]):
        raise Wrong("h and c have changed places: `return h, c`.")
    expect(got_c, right["c"], _wrong_cell_states(cell, x, h, c), name="c")
    wrong_h = {
        "tanh is missing in h: the cell state is squashed before it is read.": right["o"] * right["c"],
        "h reads the old c: the output gate comes after the update.": right["o"] * np.tanh(c),
        "h lacks the output gate: it is o ⊙ tanh(c).": np.tanh(right["c"]),
    }
    expect(as_array(got_h, name="h"), right["h"], wrong_h, name="h")
    return "the same step as LSTM.step, to five digits."


def _wrong_cell_states(cell: LSTM, x: np.ndarray, h: np.ndarray, c: np.ndarray) -> dict[str, np.ndarray]:
    """Give the c of each likely mistake."""

    def updated(z: np.ndarray, order: str = "ifgo") -> np.ndarray:
        part = dict(zip(order, np.split(z, 4), strict=True))
        return sigmoid(part["f"]) * c + sigmoid(part["i"]) * np.tanh(part["g"])

    z = cell.W_x @ x + cell.W_h @ h + cell.b
    z_i, z_f, z_g, _ = np.split(z, 4)
    i, f = sigmoid(z_i), sigmoid(z_f)
    return {
        "the bias is missing: z = W_x @ x + W_h @ h + b.": updated(z - cell.b),
        "h is missing: z = W_x @ x + W_h @ h + b.": updated(z - cell.W_h @ h),
        "f and i have changed places: the blocks are i, f, g, o; and it is f that keeps the old c.": updated(z, "figo"),
        "g and o have changed places: the blocks are i, f, g, o.": updated(z, "ifog"),
        "the candidate is squashed by σ: content takes tanh, so that it can be negative.": f * c + i * sigmoid(z_g),
        "the candidate is not squashed: g = tanh(z_g).": f * c + i * z_g,
        "the forget gate is turned round: near 1 keeps.": (1 - f) * c + i * np.tanh(z_g),
        "the old c is missing: c = f ⊙ c + i ⊙ g.": i * np.tanh(z_g),
        "the forget gate is missing: this is the cell of 1997.": c + i * np.tanh(z_g),
    }
