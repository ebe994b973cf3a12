"""The exercises of notebook 04: find the bug in a step of the LSTM, and write the step."""

from typing import Any

import numpy as np

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.shared.lstm_step_checks import judge_step, step, wrong
from lstm_lesson.live.exercise import NotAttempted, Wrong, as_array, call, drawn, exercise
from lstm_lesson.nn.activations import sigmoid

MISTAKES = {
    "the bias is missing: z = W_x @ x + W_h @ h + b.": lambda x, h, c, W_x, W_h, b: step(x, h, c, W_x, W_h, 0),
    "h is missing: z = W_x @ x + W_h @ h + b.": lambda x, h, *rest: step(x, 0 * h, *rest),
    "f and i have changed places: the order is i, f, g, o, and f keeps the old c.": wrong(order="figo"),
    "g and o have changed places: the blocks stand in the order i, f, g, o.": wrong(order="ifog"),
    "the candidate is squashed by σ, but content needs tanh, so that it can be negative.": wrong(squash=sigmoid),
    "the candidate is not squashed: g = tanh(z_g).": wrong(squash=lambda z: z),
    "the forget gate is turned round: a gate near 1 keeps the old c.": wrong(keep=lambda f: 1 - f),
    "the old c is missing: c = f ⊙ c + i ⊙ g.": wrong(keep=lambda f: 0),
    "the forget gate is missing, so this is the cell of 1997.": wrong(keep=lambda f: 1),
    "tanh is missing in h: squash the cell state first.": wrong(tell=lambda o, new, old: o * new),
    "h is made from the old c: compute the new c first.": wrong(tell=lambda o, new, old: o * np.tanh(old)),
    "the output gate is missing in h: it is o ⊙ tanh(c).": wrong(tell=lambda o, new, old: np.tanh(new)),
}


@exercise(
    "04_lstm_cell/step",
    hints=[
        "z = W_x @ x + W_h @ h + b holds four blocks of H numbers. np.split(z, 4) takes them apart: i, f, g, o.",
        "σ squashes the three gates, tanh squashes the candidate. First c = f * c + i * g, then h = o * np.tanh(c).",
    ],
    right=step,
    mistakes=MISTAKES,
)
def one_step(answer: Any) -> str:
    """Judge one step of a cell with two inputs and three units."""
    W_x, W_h, b, *states = drawn(4, (12, 2), (12, 3), 12, 2, 3, 3)
    judge_step(answer, (*states, W_x, W_h, b), MISTAKES)
    return "the same step as LSTM.step, to five digits."


SWAPPED = (7, 8)  # the lines of the notebook's suspect that stand in the wrong order: h is made before c is new
CLEAR = 0.5  # so far apart the two h must be


@exercise(
    "04_lstm_cell/bug",
    hints=[
        "Choose biases for which you know the right answer without computing: +10 opens a gate, −10 shuts it.",
        "The suspect is right about c. So make c change a lot in this step, and open the output gate to see h.",
    ],
)
def bug(answer: Any) -> str:
    """Judge the line named as wrong, and the biases (i, f, g, o) and the old c that prove it; all weights are 0."""
    try:
        line, b, c = call(answer)
    except (TypeError, ValueError):
        raise Wrong("return three things: the number of the line, the four biases and the old c.") from None
    if line is None or b is None or c is None:
        raise NotAttempted("find_bug has an empty place so far.")
    biases, old = as_array(b, (4,), "b"), float(as_array(c, (), "c"))
    i, f, o = sigmoid(biases[[0, 1, 3]]).tolist()
    new = f * old + i * float(np.tanh(biases[2]))
    right, suspect = o * float(np.tanh(new)), o * float(np.tanh(old))
    told = minus(f"h should be {right:.2f}, and the suspect says {suspect:.2f}")
    if o < CLEAR:
        raise Wrong(f"with these biases the output gate is o = {o:.2f}, so that every h is small. Open it.")
    if abs(right - suspect) < CLEAR:
        change = minus(f"c goes from {old:.2f} to {new:.2f}")
        raise Wrong(f"these numbers prove no bug: {change}, {told}. The two h must differ by at least {CLEAR}.")
    if line not in SWAPPED:
        raise Wrong(f"your numbers do prove a bug, but it is not in line {line}. Is it c that is wrong, or h?")
    return f"{told}, made from the old c. Swap lines 7 and 8."
