"""The checks of notebook 01: a gate designed by its weight and bias, and σ without a warning."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import NotAttempted, call, expect, wanted
from lstm_lesson.nn.activations import sigmoid as exact_sigmoid

OVERFLOW = (
    "a warning: e^1000 is larger than any float. At z = −1000, np.exp(-z) is exactly that, and np.where computes both "
    "of its branches everywhere."
)


def _far_out(answer: Any) -> None:
    expect(call(answer, np.array([-1000.0, 1000.0]), warning=OVERFLOW), [0.0, 1.0], name="σ(±1000)")


@wanted(
    "01_sigmoid_and_tanh/sigmoid",
    hints=[
        "np.exp(-np.abs(z)) is never above 1, whatever z is.",
        "For z < 0, multiply 1 / (1 + e^−z) above and below by e^z: it is e^z / (1 + e^z).",
    ],
    result="σ(z)",
    praise="0 at z = −1000 and 1 at z = 1000, and not a single warning.",
    rounds=[[(np.array([-2.0, -0.5, 0.0, 1.0, 3.0]),)]],
    and_then=_far_out,
    mistakes={
        "the sign is missing in the exponent: e^−z, so that a large z gives nearly 1.": lambda z: sigmoid(-z),
        "that is tanh: σ lies between 0 and 1.": np.tanh,
        "that is tanh moved to between 0 and 1, but σ rises at half its pace: put z / 2 inside.": lambda z: sigmoid(
            2 * z
        ),
        "the 1 under the fraction is missing: 1 / (1 + e^−z).": np.exp,
        "your function gives the same for z and −z. What should a negative z give?": lambda z: sigmoid(np.abs(z)),
    },
)
def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return σ(z) = 1 / (1 + e^−z)."""
    return exact_sigmoid(z)


def _both(got: Any) -> None:
    if isinstance(got, tuple) and any(part is None or part is ... for part in got):
        raise NotAttempted("my_gate does not give both numbers so far.")


def _logit(share: float) -> float:
    return np.log(share / (1 - share))


@wanted(
    "01_sigmoid_and_tanh/gate",
    hints=[
        "The gate is half open where z = 0. What must b be, so that w * half + b is 0?",
        "At the other input σ(z) must be share. Solved for z, that is z = np.log(share / (1 - share)).",
    ],
    result="w and b",
    praise="w = 1.46 and b = −0.73 make a gate that is half open at 0.5 and lets nine tenths through at 2.",
    form=_both,
    rounds=[[(0.5, 2.0, 0.9)], [(-1.0, 1.5, 0.25)]],
    mistakes={
        "the sign of b is wrong: w * half + b must be 0.": (
            lambda half, there, share: (_logit(share) / (there - half), half * _logit(share) / (there - half))
        ),
        "b is −half. But half is multiplied by w, so b is too.": (
            lambda half, there, share: (_logit(share) / (there - half), -half)
        ),
        "w is z at the other input. But z has only the way from half to there to grow: divide by it.": (
            lambda half, there, share: (_logit(share), -half * _logit(share))
        ),
        "w is z divided by there. But z is 0 at half and not at 0: divide by there - half.": (
            lambda half, there, share: (_logit(share) / there, -half * _logit(share) / there)
        ),
        "share is what σ returns. z is the number that σ turns into it.": (
            lambda half, there, share: (share / (there - half), -half * share / (there - half))
        ),
        "that is the number that tanh turns into share; a gate is a σ.": (
            lambda half, there, share: (np.arctanh(share) / (there - half), -half * np.arctanh(share) / (there - half))
        ),
        "np.log(share) undoes e^z. For σ it is np.log(share / (1 - share)).": (
            lambda half, there, share: (np.log(share) / (there - half), -half * np.log(share) / (there - half))
        ),
    },
)
def gate(half: float, there: float, share: float) -> tuple[float, float]:
    """Return w and b of the gate σ(w·x + b) that is ½ at x = half and `share` at x = there."""
    w = _logit(share) / (there - half)
    return w, -w * half
