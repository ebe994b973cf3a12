"""Thirty-two plain RNN units with random weights: how much the last state still depends on each earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import RNN
from lstm_lesson.nn.gradients import hidden_state_gradient
from lstm_lesson.nn.one_unit_rnn import sine

UNITS = 32


@dataclass(frozen=True)
class ManyUnits:
    """A run of all units: x (T,), h (T, H), and how large ∂h_T/∂h_t is for each t.

    gradient is the root mean square of the factors with which the H directions of a change at t reach the last step:
    ‖∂h_T/∂h_t‖_F/√H, 1 at the last step. gain is the largest |eigenvalue| of W_h; norm its largest stretch, ‖W_h‖₂.
    """

    gain: float
    norm: float
    x: np.ndarray
    h: np.ndarray
    gradient: np.ndarray


def many_units(gain: float, swing: float = 0.0, length: int = 51) -> ManyUnits:
    """Run the units over `swing`·sin(2πt/20), with W_h scaled so that its largest |eigenvalue| is `gain`."""
    gain = validate.real("gain", gain, at_least=0)
    W_h, W_x = _weights()
    cell = RNN(1, UNITS)
    cell.W_h[:], cell.W_x[:] = gain * W_h, W_x
    trace = cell.run(sine(length, swing)[:, None])
    jacobians = hidden_state_gradient(cell.W_h, trace)
    gradient = np.sqrt(np.square(jacobians).sum(axis=(1, 2)) / UNITS)
    return ManyUnits(gain, gain * _norm(), trace.x[:, 0], trace.h, gradient)


@cache
def _weights() -> tuple[np.ndarray, np.ndarray]:
    """Draw W_h (H, H), of largest |eigenvalue| 1, and W_x (H, 1), always the same."""
    rng = np.random.default_rng(0)
    W_h = rng.standard_normal((UNITS, UNITS))
    return W_h / np.abs(np.linalg.eigvals(W_h)).max(), rng.standard_normal((UNITS, 1))


@cache
def _norm() -> float:
    return float(np.linalg.norm(_weights()[0], 2))
