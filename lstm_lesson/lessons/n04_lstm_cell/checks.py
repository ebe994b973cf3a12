"""The exercise of notebook 04: one step of the LSTM."""

from typing import Any

import numpy as np

from lstm_lesson.lessons.shared.lstm_step_checks import judge_step, step, wrong
from lstm_lesson.live.exercise import drawn, exercise
from lstm_lesson.nn.activations import sigmoid

MISTAKES = {
    "the bias is missing: z = W_x @ x + W_h @ h + b.": lambda x, h, c, W_x, W_h, b: step(x, h, c, W_x, W_h, 0),
    "h is missing: z = W_x @ x + W_h @ h + b.": lambda x, h, *rest: step(x, 0 * h, *rest),
    "f and i have changed places: the blocks are i, f, g, o; and it is f that keeps the old c.": wrong(order="figo"),
    "g and o have changed places: the blocks are i, f, g, o.": wrong(order="ifog"),
    "the candidate is squashed by σ: content takes tanh, so that it can be negative.": wrong(squash=sigmoid),
    "the candidate is not squashed: g = tanh(z_g).": wrong(squash=lambda z: z),
    "the forget gate is turned round: near 1 keeps.": wrong(keep=lambda f: 1 - f),
    "the old c is missing: c = f ⊙ c + i ⊙ g.": wrong(keep=lambda f: 0),
    "the forget gate is missing: this is the cell of 1997.": wrong(keep=lambda f: 1),
    "tanh is missing in h: the cell state is squashed before it is read.": wrong(tell=lambda o, new, old: o * new),
    "h reads the old c: the output gate comes after the update.": wrong(tell=lambda o, new, old: o * np.tanh(old)),
    "h lacks the output gate: it is o ⊙ tanh(c).": wrong(tell=lambda o, new, old: np.tanh(new)),
}


@exercise(
    "04_lstm_cell/step",
    hints=[
        "z = W_x @ x + W_h @ h + b holds four blocks of H numbers; np.split(z, 4) takes them apart: i, f, g, o.",
        "σ squashes the three gates, tanh the candidate. c = f * c + i * g; then h = o * np.tanh(c).",
    ],
    right=step,
    mistakes=MISTAKES,
)
def one_step(answer: Any) -> str:
    """Judge one step of a cell with two inputs and three units."""
    W_x, W_h, b, *states = drawn(4, (12, 2), (12, 3), 12, 2, 3, 3)
    judge_step(answer, (*states, W_x, W_h, b), MISTAKES)
    return "the same step as LSTM.step, to five digits."
