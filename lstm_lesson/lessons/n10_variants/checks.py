"""The exercise of notebook 10: one step of the LSTM with peepholes."""

from typing import Any

from lstm_lesson.lessons.shared.lstm_step_checks import judge_step, step, wrong
from lstm_lesson.live.exercise import drawn, exercise
from lstm_lesson.nn.activations import sigmoid

MISTAKES = {
    "the peepholes of i and f are missing: add p_i * c_prev to z_i and p_f * c_prev to z_f.": wrong(
        change=lambda p: {**p, "i": 0.0, "f": 0.0}
    ),
    "p_i is missing: the input gate sees the cell as well.": wrong(change=lambda p: {**p, "i": 0.0}),
    "p_f is missing: the forget gate sees the cell as well.": wrong(change=lambda p: {**p, "f": 0.0}),
    "p_i and p_f have changed places.": wrong(change=lambda p: {**p, "i": p["f"], "f": p["i"]}),
    "the peepholes see h_prev, not the cell: it is p * c_prev.": wrong(
        seen=lambda old, new, h_prev: {"i": h_prev, "f": h_prev, "o": h_prev}
    ),
    "the candidate sees the cell too: it has no peephole, only the gates have.": wrong(
        change=lambda p: {**p, "g": p["i"]}
    ),
    "the peephole stands outside σ: it is added to z, and σ comes after.": wrong(outside=True),
    "the candidate is not squashed: g = tanh(z_g).": wrong(squash=lambda z: z),
    "the candidate is squashed by σ: content takes tanh.": wrong(squash=sigmoid),
    "the forget gate is turned round: near 1 keeps.": wrong(keep=lambda f: 1 - f),
    "f and i have changed places: the blocks are i, f, g, o.": wrong(order="figo"),
    "g and o have changed places: the blocks are i, f, g, o.": wrong(order="ifog"),
    "p_o is missing: the output gate sees the cell as well.": wrong(change=lambda p: {**p, "o": 0.0}),
    "tanh is missing in h: it is o * np.tanh(c).": wrong(tell=lambda o, new, old: o * new),
    "p_o sees the old c: the output gate comes last, and sees the new c.": wrong(
        seen=lambda old, new, h_prev: {"i": old, "f": old, "o": old}
    ),
}


@exercise(
    "10_variants/peepholes",
    hints=[
        "Start from notebook 04's step: z = W_x @ x + W_h @ h_prev + b, four blocks i, f, g, o.",
        "A peephole adds p * c to the sum of its gate, before σ; with *, since each unit sees its own cell alone.",
        "z_i and z_f see c_prev. o comes last, and its p_o sees the new c. The candidate sees no cell.",
    ],
    right=step,
    mistakes=MISTAKES,
)
def peepholes(answer: Any) -> str:
    """Judge one step of V with two inputs and three units."""
    judge_step(answer, drawn(10, 2, 3, 3, (12, 2), (12, 3), 12, 3, 3, 3), MISTAKES)
    return "the same step as V's, three peepholes and all."
