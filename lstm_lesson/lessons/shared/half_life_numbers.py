"""How a cell state fades when nothing new is written: c_n = fⁿ, and the half-life that goes with it."""

from dataclasses import dataclass

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.activations import sigmoid
from lstm_lesson.nn.one_unit import half_life

STEPS = 120


@dataclass(frozen=True)
class Fading:
    """A cell state left alone: the gate's bias b_f, the gate f = σ(b_f), c (STEPS + 1,) from c_0 = 1, the half-life."""

    b_f: float
    f: float
    c: np.ndarray
    half_life: float


def fading(b_f: float) -> Fading:
    """Leave a cell state of 1 alone, with nothing but the bias into the forget gate (w_x = w_h = 0)."""
    f = float(sigmoid(validate.real("b_f", b_f)))
    return Fading(b_f, f, f ** np.arange(STEPS + 1), half_life(f))
