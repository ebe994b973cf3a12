"""The exercises of notebook 10: how many seeds an experiment needs, and one step of the LSTM with peepholes."""

from collections.abc import Callable
from math import comb
from typing import Any

from lstm_lesson.lessons.shared.lstm_step_checks import judge_step, step, wrong
from lstm_lesson.live.exercise import drawn, exercise, wanted
from lstm_lesson.nn.activations import sigmoid


@wanted(
    "10_variants/fewest_seeds",
    hints=[
        "The clearest result is that all n errors of one network are below all n errors of the other.",
        "comb(2 * n, n) from math says in how many ways 2n results can be dealt into two groups of n. Two of these "
        "ways are the clearest: one for each order.",
        "Start with n = 1, and raise n as long as 2 / comb(2 * n, n) is not below the limit.",
    ],
    result="the number of seeds for the limits 0.05, 0.05/3, 0.05/16, 0.05/25",
    praise="4 seeds can be enough for one comparison, 5 for three, 6 for sixteen and 7 for 25.",
    rounds=[[(0.05,), (0.05 / 3,), (0.05 / 16,), (0.05 / 25,)]],
    mistakes={
        "only one of the two orders is counted. Nobody has said beforehand which network would be ahead.": (
            lambda limit: _fewest(limit, lambda n: 1 / comb(2 * n, n))
        ),
        "that treats every result as a coin of its own. But each group must get exactly n of the 2n results.": (
            lambda limit: _fewest(limit, lambda n: 2 / 2 ** (2 * n))
        ),
        "that is one seed too few: with it the share is still above the limit.": lambda limit: fewest_seeds(limit) - 1,
        "that is one seed more than needed. Is the share compared before n is raised?": (
            lambda limit: fewest_seeds(limit) + 1
        ),
        "that is the number of results in both groups together. How many are in each?": (
            lambda limit: 2 * fewest_seeds(limit)
        ),
    },
)
def fewest_seeds(limit: float) -> int:
    """Return the fewest seeds for each of two networks with which the rank test can come below a limit at all."""
    return _fewest(limit, lambda n: 2 / comb(2 * n, n))


def _fewest(limit: float, clearest: Callable[[int], float]) -> int:
    """Return the first n at which the share of deals of the clearest result is below a limit."""
    n = 1
    while clearest(n) >= limit:
        n += 1
    return n


MISTAKES = {
    "the peepholes of i and f are missing: add w_ci * c_prev to z_i and w_cf * c_prev to z_f.": wrong(
        change=lambda p: {**p, "i": 0.0, "f": 0.0}
    ),
    "w_ci is missing: the input gate sees the cell as well.": wrong(change=lambda p: {**p, "i": 0.0}),
    "w_cf is missing: the forget gate sees the cell as well.": wrong(change=lambda p: {**p, "f": 0.0}),
    "w_ci and w_cf have changed places.": wrong(change=lambda p: {**p, "i": p["f"], "f": p["i"]}),
    "the peepholes see h_prev, not the cell: it is p * c_prev.": wrong(
        seen=lambda old, new, h_prev: {"i": h_prev, "f": h_prev, "o": h_prev}
    ),
    "the candidate sees the cell too. Only the gates have peepholes.": wrong(change=lambda p: {**p, "g": p["i"]}),
    "the peephole stands outside σ. It is added to z, and σ comes after that.": wrong(outside=True),
    "the candidate is not squashed: g = tanh(z_g).": wrong(squash=lambda z: z),
    "the candidate is squashed by σ: content takes tanh.": wrong(squash=sigmoid),
    "the forget gate is turned round: near 1 keeps.": wrong(keep=lambda f: 1 - f),
    "f and i have changed places: the blocks are i, f, g, o.": wrong(order="figo"),
    "g and o have changed places: the blocks are i, f, g, o.": wrong(order="ifog"),
    "w_co is missing: the output gate sees the cell as well.": wrong(change=lambda p: {**p, "o": 0.0}),
    "tanh is missing in h: it is o * np.tanh(c).": wrong(tell=lambda o, new, old: o * new),
    "w_co sees the old c: the output gate comes last, and sees the new c.": wrong(
        seen=lambda old, new, h_prev: {"i": old, "f": old, "o": old}
    ),
}


@exercise(
    "10_variants/peepholes",
    hints=[
        "Start from notebook 04's step: z = W_x @ x + W_h @ h_prev + b, four blocks i, f, g, o.",
        "A peephole adds p * c to the sum of its gate, before σ; with *, since each unit sees its own cell alone.",
        "z_i and z_f see c_prev. o comes last, and its w_co sees the new c. The candidate sees no cell.",
    ],
    right=step,
    mistakes=MISTAKES,
)
def peepholes(answer: Any) -> str:
    """Judge one step of V with two inputs and three units."""
    judge_step(answer, drawn(10, 2, 3, 3, (12, 2), (12, 3), 12, 3, 3, 3), MISTAKES)
    return "the same step as V's, three peepholes and all."
