"""The exercises of notebook 05: from f to a half-life, and from a half-life to the bias."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import call, exercise, expect

GATES = (0.5, 0.9, 0.99)
HALF_LIVES = (1.0, 10.0, 50.0)


@exercise(
    "05_forget_gate/half_life",
    hints=["After n steps fⁿ is left. For which n is that ½? Take the logarithm of both sides.", "n = ln ½ / ln f."],
)
def half_life(answer: Any) -> str:
    """Hold the half-lives of three gates to counting: fⁿ must be a half."""
    right = [np.log(0.5) / np.log(f) for f in GATES]
    expect(
        [call(answer, f) for f in GATES],
        right,
        {
            "that is linear thinking: each step takes a share of what is left, not of the start.": [
                0.5 / (1 - f) for f in GATES
            ],
            "that is when 1/e is left, not a half: put ln 2 on top.": [-1 / np.log(f) for f in GATES],
            "the fraction is upside down.": [1 / n for n in right],
            "np.log2 and np.log are mixed: take one of them on both sides.": [np.log(2) / -np.log2(f) for f in GATES],
            "f is taken for what is forgotten; near 1 keeps.": [np.log(0.5) / np.log(1 - f) for f in GATES],
            "whole steps are not exact enough: leave the decimals.": np.round(right),
        },
        name="the half-life for f = 0.5, 0.9, 0.99",
    )
    return "0.5, 0.9 and 0.99 keep half for 1.0, 6.6 and 69.0 steps."


@exercise(
    "05_forget_gate/bias_for",
    hints=[
        "First f: after n steps fⁿ = ½, so f is the n-th root of ½.",
        "Then the bias: f = σ(b) turned round is b = ln(f / (1 − f)).",
    ],
)
def bias_for(answer: Any) -> str:
    """Hold the biases for three half-lives to σ(b)ⁿ = ½."""
    f = np.array([0.5 ** (1 / n) for n in HALF_LIVES])
    expect(
        [call(answer, n) for n in HALF_LIVES],
        np.log(f / (1 - f)),
        {
            "that is f; the bias is what σ turns into f.": f,
            "f / (1 − f) is there, its logarithm is missing.": f / (1 - f),
            "that is ln f: σ is not e^b. Turn f = 1 / (1 + e^−b) round.": np.log(f),
            "that is σ(f): σ must be turned round, not done once more.": 1 / (1 + np.exp(-f)),
        },
        name="the bias for 1, 10, 50 steps",
    )
    return "biases of 0.00, 2.63 and 4.27 keep half for 1, 10 and 50 steps."
