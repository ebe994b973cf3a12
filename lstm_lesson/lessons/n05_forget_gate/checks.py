"""The exercises of notebook 05: from f to a half-life, and from a half-life to the bias."""

import numpy as np

from lstm_lesson.live.exercise import wanted
from lstm_lesson.nn.activations import sigmoid


@wanted(
    "05_forget_gate/half_life",
    hints=["After n steps fⁿ is left. For which n is that ½? Take the logarithm of both sides.", "n = ln ½ / ln f."],
    result="the half-life for f = 0.5, 0.9, 0.99",
    praise="0.5, 0.9 and 0.99 keep half for 1.0, 6.6 and 69.0 steps.",
    rounds=[[(0.5,), (0.9,), (0.99,)]],
    mistakes={
        "that is linear thinking: each step takes a share of what is left, not of the start.": lambda f: 0.5 / (1 - f),
        "that is when 1/e is left, not a half: put ln 2 on top.": lambda f: -1 / np.log(f),
        "the fraction is upside down.": lambda f: np.log(f) / np.log(0.5),
        "np.log2 and np.log are mixed: take one of them on both sides.": lambda f: np.log(2) / -np.log2(f),
        "f is taken for what is forgotten; near 1 keeps.": lambda f: np.log(0.5) / np.log(1 - f),
        "whole steps are not exact enough: leave the decimals.": lambda f: np.round(np.log(0.5) / np.log(f)),
    },
)
def half_life(f: float) -> float:
    """Return n with fⁿ = ½."""
    return np.log(0.5) / np.log(f)


@wanted(
    "05_forget_gate/bias_for",
    hints=[
        "First f: after n steps fⁿ = ½, so f is the n-th root of ½.",
        "Then the bias: f = σ(b) turned round is b = ln(f / (1 − f)).",
    ],
    result="the bias for 1, 10, 50 steps",
    praise="biases of 0.00, 2.63 and 4.27 keep half for 1, 10 and 50 steps.",
    rounds=[[(1.0,), (10.0,), (50.0,)]],
    mistakes={
        "that is f; the bias is what σ turns into f.": lambda n: 0.5 ** (1 / n),
        "f / (1 − f) is there, its logarithm is missing.": lambda n: 1 / (2 ** (1 / n) - 1),
        "that is ln f: σ is not e^b. Turn f = 1 / (1 + e^−b) round.": lambda n: np.log(0.5) / n,
        "that is σ(f): σ must be turned round, not done once more.": lambda n: sigmoid(0.5 ** (1 / n)),
    },
)
def bias_for(n: float) -> float:
    """Return b with σ(b)ⁿ = ½."""
    f = 0.5 ** (1 / n)
    return np.log(f / (1 - f))
