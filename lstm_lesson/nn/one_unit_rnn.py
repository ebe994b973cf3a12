"""One plain RNN unit in plain numbers: what it makes of a few inputs, and how much its end depends on each step.

h_t = tanh(w_x x_t + w_h h_{t−1} + b) with single floats: faster at this size than arrays of length 1, which a slider
feels. A test holds every number to RNN(1, 1) and gradients.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import tanh
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.signals import damped_sine, impulse

AUDIBLE = 0.01  # an h smaller than this no longer counts as an echo
SYMBOLS = (1.0, -1.0, 0.5, 0.0, -0.5, 1.0, 0.0, -1.0)  # the eight inputs of `in_another_order`


@dataclass(frozen=True)
class PlainRun:
    """A run of one unit over x (T,): pre-activation z, state h, and |∂h_T/∂h_t|, each (T,).

    h[t] is the state after step t, T the last step. The gradient is the product of w_h (1 − h²) over the steps after t;
    `power` is what it would be with all slopes 1: |w_h|^(T − t).
    """

    w_x: float
    w_h: float
    b: float
    x: np.ndarray
    z: np.ndarray
    h: np.ndarray
    gradient: np.ndarray
    power: np.ndarray

    @property
    def echo(self) -> int | None:
        """Count the steps after the first until |h| is below 0.01; None if it still is not at the end."""
        quiet = np.flatnonzero(np.abs(self.h) < AUDIBLE)
        return int(quiet[0]) if len(quiet) else None


def plain_run(x: Any, w_x: float, w_h: float, b: float = 0.0) -> PlainRun:
    """Run one unit over x (T,) from h = 0; raise ValueError for anything but finite numbers."""
    x = validate.floats("x", x, shape=("T",))
    w_x, w_h, b = validate.real("w_x", w_x), validate.real("w_h", w_h), validate.real("b", b)
    zs, hs, h = [], [], 0.0
    for x_t in x.tolist():
        z = w_x * x_t + w_h * h + b
        h = tanh(z)
        zs.append(z)
        hs.append(h)
    steps_left = np.arange(len(x))[::-1]
    factors = np.abs(w_h) * (1 - np.square(hs))
    gradient = np.append(np.cumprod(factors[:0:-1])[::-1], 1.0)
    return PlainRun(w_x, w_h, b, x, np.array(zs), np.array(hs), gradient, np.abs(w_h) ** steps_left)


def struck(w_x: float, w_h: float, b: float = 0.0, length: int = 31) -> PlainRun:
    """Run one unit over a single 1 at the first step and zeros from then on."""
    return plain_run(impulse(length), w_x, w_h, b)


def on_a_sine(w_h: float, swing: float = 0.0, length: int = 51) -> PlainRun:
    """Run one unit with w_x = 1, b = 0 over `swing`·sin(2πt/20); at swing 0 both x and h stay at 0."""
    return plain_run(sine(length, swing), 1.0, w_h)


def sine(length: int, swing: float) -> np.ndarray:
    """Return `swing`·sin(2πt/20) for t = 0 … length − 1."""
    return validate.real("swing", swing) * (2 * damped_sine(length, period=20, decay=0) - 1)


@dataclass(frozen=True)
class Orders:
    """The same inputs in two orders: as they are, and turned so that the last `shift` come first."""

    shift: int
    given: PlainRun
    turned: PlainRun


def in_another_order(shift: int, w_h: float) -> Orders:
    """Run one unit with w_x = 1 over eight inputs, and over the same eight turned by `shift`."""
    shift = validate.whole("shift", shift, at_least=0)
    given, turned = plain_run(SYMBOLS, 1.0, w_h), plain_run(np.roll(SYMBOLS, shift), 1.0, w_h)
    return Orders(shift, given, turned)


@dataclass(frozen=True)
class Shapes:
    """The shapes of a plain RNN's arrays: x (T, B, D), h (T, B, H), W_x (H, D), W_h (H, H), b (H,)."""

    T: int
    B: int
    D: int
    H: int

    @property
    def parameters(self) -> int:
        """Count the numbers that training can change: H·D + H·H + H."""
        return self.H * (self.D + self.H + 1)


def array_shapes(T: int, B: int, D: int, H: int) -> Shapes:
    """Name the sizes: T steps, B sequences, D features, H units; each at least 1."""
    return Shapes(*(validate.whole(name, size) for name, size in zip("TBDH", (T, B, D, H), strict=True)))
