"""What steps back through a plain RNN of two units make of all gradients of length 1: of a circle, an ellipse.

On its way back through a step a gradient is multiplied by the slopes of tanh and by W_h, transposed since it goes back.
Here every slope is 1, which is the most it can be. The circle of all gradients of length 1 then becomes an ellipse,
whose longest half-axis is the norm ‖W_h‖: no gradient is stretched by more. After k steps it is that of W_h multiplied
k times.
"""

from dataclasses import dataclass

import numpy as np

from lstm_lesson import validate

BASE = np.array([[1.0, 1.25], [0.0, -0.6]])  # eigenvalues 1 and −0.6, norm 1.67: about that of 32 random units
ANGLES = np.linspace(0, 2 * np.pi, 181)


@dataclass(frozen=True)
class Stretch:
    """The circle after `steps` steps back: circle and ellipse (2, points), the ends of the half-axes (2,) each.

    gain: the largest |eigenvalue| of W_h. norm: ‖W_h‖₂, the longest half-axis after one step. longest, shortest: the
    half-axes' lengths now. kept (2,): where the eigenvector of the eigenvalue `gain` has come to; it never turns.
    """

    gain: float
    norm: float
    steps: int
    circle: np.ndarray
    ellipse: np.ndarray
    longest: float
    shortest: float
    long_axis: np.ndarray
    short_axis: np.ndarray
    kept: np.ndarray


def stretched(gain: float, steps: int = 1) -> Stretch:
    """Take the circle of gradients back by `steps` steps through W_h = gain·[[1, 1.25], [0, −0.6]], all slopes 1."""
    gain, steps = validate.real("gain", gain, at_least=0), validate.whole("steps", steps, at_least=0)
    W_h = gain * BASE
    back = np.linalg.matrix_power(W_h.T, steps)
    circle = np.array([np.cos(ANGLES), np.sin(ANGLES)])
    directions, (longest, shortest), _ = np.linalg.svd(back)
    directions = directions * np.where(directions[1] < 0, -1, 1)  # both upwards
    long_axis, short_axis = longest * directions[:, 0], shortest * directions[:, 1]
    norm = float(np.linalg.norm(W_h, 2))
    never_turns = np.array([1.6, 1.25]) / np.hypot(1.6, 1.25)  # BASE.T leaves it as it is: its eigenvalue is 1
    kept = gain**steps * never_turns
    return Stretch(
        gain, norm, steps, circle, back @ circle, float(longest), float(shortest), long_axis, short_axis, kept
    )
