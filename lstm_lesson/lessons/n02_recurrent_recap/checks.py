"""The exercises of notebook 02: a loop with two bugs, and one unit as a switch."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import NotAttempted, Wrong, as_array, call, drawn, exercise, wanted
from lstm_lesson.nn.one_unit import rnn_run

STAR = "* multiplies entry by entry; the product of a matrix and a vector is @."
REST = 20  # steps with input 0 between two settings of the switch
INPUTS = np.concatenate([[value, *np.zeros(REST)] for value in (1.0, -1.0, 1.0)])
FAR = 0.9  # how far from 0 the state of the switch must be


def _run(x: Any, W_x: Any, W_h: Any, b: Any, *, carries: bool = True, squash: Any = np.tanh) -> np.ndarray:
    h, states = np.zeros(len(W_h)), []
    for x_t in x:
        new = squash(W_x @ x_t + W_h @ h + b)
        states.append(new)
        h = new if carries else h
    return np.array(states)


@wanted(
    "02_recurrent_recap/loop",
    hints=[
        "What is h at the second step? Follow the name h through the loop: who changes it?",
        "Compare the sum inside tanh with the formula of the step. One of its three parts is missing.",
        "Write h = np.tanh(W_x @ x_t + W_h @ h + b), and append h.",
    ],
    result="the states",
    praise="the new state goes into the next step, the bias is in the sum, and now the loop is a recurrent network.",
    rounds=[[drawn(3, (5, 3), (3, 3), (3, 3), 3)], [drawn(2, (4, 2), (4, 2), (4, 4), 4)]],  # first D = H, then D < H
    mistakes={
        "neither bug is mended yet: h never changes, and a part of the sum is missing.": (
            lambda x, W_x, W_h, b: _run(x, W_x, W_h, 0 * b, carries=False)
        ),
        "one bug is left: h never changes, so every step starts from 0.": (
            lambda x, W_x, W_h, b: _run(x, W_x, W_h, b, carries=False)
        ),
        "one bug is left: a part of the sum inside tanh is missing.": lambda x, W_x, W_h, b: _run(x, W_x, W_h, 0 * b),
        "that is the last state alone: return all of them, one row for each step.": (
            lambda x, W_x, W_h, b: _run(x, W_x, W_h, b)[-1]
        ),
        "the states are one step late: append the new state, not the previous one.": (
            lambda x, W_x, W_h, b: np.concatenate([np.zeros((1, len(b))), _run(x, W_x, W_h, b)[:-1]])
        ),
        "tanh is missing.": lambda x, W_x, W_h, b: _run(x, W_x, W_h, b, squash=lambda z: z),
        f"{STAR} (Look at W_h.)": lambda x, W_x, W_h, b: _run(x, W_x, np.diag(np.diag(W_h)), b),
    },
)
def loop(x: Any, W_x: Any, W_h: Any, b: Any) -> np.ndarray:
    """Return the states (T, H) of a plain RNN that reads x (T, D) from the state 0."""
    return _run(x, W_x, W_h, b)


@exercise(
    "02_recurrent_recap/switch",
    hints=[
        "First the rest: which w_h lets the state keep itself? Beat 2 has shown one, and where it settles.",
        "Then the input: it must outweigh what the state pulls the other way, w_h times 0.96.",
    ],
)
def switch(answer: Any) -> str:
    """Run one unit with the student's weights through 1, −1 and 1, with rests between."""
    got = call(answer)
    if isinstance(got, tuple | list) and any(part is None or part is ... for part in got):
        raise NotAttempted("my_switch does not give both weights so far.")
    w_x, w_h = as_array(got, (2,), name="w_x and w_h")
    if w_h <= 0:
        raise Wrong("w_h must be positive: with a negative one the state changes its sign at every step.")
    if w_x <= 0:
        raise Wrong("w_x must be positive, so that an input of 1 sets the state above 0.")
    if w_h <= 1:
        raise Wrong("w_h is at most 1, so the state dies away while nothing arrives.")
    h = rnn_run(INPUTS, float(w_x), float(w_h)).h
    starts = np.arange(3) * (REST + 1)
    signs = np.array([1.0, -1.0, 1.0])
    if (h[starts] * signs < 0).any():
        raise Wrong("the input of −1 does not turn the switch: the state pulls harder than the input. Raise w_x.")
    for start, sign in zip(starts, signs, strict=True):
        least = (sign * h[start : start + REST + 1]).min()
        if least < FAR:
            what = "at once" if sign * h[start] == least else "during the rest"
            raise Wrong(f"the state is only {least:.2f} in size {what}; it must be above {FAR}. Raise a weight.")
    return f"the state is set and kept: above {FAR} after each 1, below −{FAR} after each −1, for {REST} steps."
