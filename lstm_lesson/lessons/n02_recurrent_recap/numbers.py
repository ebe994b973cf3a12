"""What the pictures of notebook 02 show: inputs in two orders, the shapes of an RNN's arrays, a padded sequence."""

from dataclasses import dataclass

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.one_unit import RNNRun, rnn_run

REAL = (1.0, 1.0)  # the inputs of `padded`; after them comes only padding
SYMBOLS = (1.0, -1.0, 0.5, 0.0, -0.5, 1.0, 0.0, -1.0)  # the eight inputs of `in_another_order`


@dataclass(frozen=True)
class Orders:
    """The same inputs in two orders: as they are, and shifted so that the last `shift` come first."""

    shift: int
    given: RNNRun
    shifted: RNNRun


def in_another_order(shift: int, w_h: float) -> Orders:
    """Run one unit with w_x = 1 over eight inputs, and over the same eight shifted by `shift`."""
    shift = validate.whole("shift", shift, at_least=0)
    given, shifted = rnn_run(SYMBOLS, 1.0, w_h), rnn_run(np.roll(SYMBOLS, shift), 1.0, w_h)
    return Orders(shift, given, shifted)


@dataclass(frozen=True)
class Shapes:
    """The sizes of a plain RNN's arrays: T steps, B sequences, D features, H units."""

    T: int
    B: int
    D: int
    H: int

    @property
    def arrays(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of each array: x (T, B, D), W_x (H, D), W_h (H, H), b (H,), h (T, B, H)."""
        T, B, D, H = self.T, self.B, self.D, self.H
        return {"x": (T, B, D), "W_x": (H, D), "W_h": (H, H), "b": (H,), "h": (T, B, H)}

    @property
    def parameters(self) -> int:
        """Count the numbers that training can change: H·D + H·H + H."""
        return self.H * (self.D + self.H + 1)


def array_shapes(T: int, B: int, D: int, H: int) -> Shapes:
    """Name the sizes: T steps, B sequences, D features, H units; each at least 1."""
    return Shapes(*(validate.whole(name, size) for name, size in zip("TBDH", (T, B, D, H), strict=True)))


@dataclass(frozen=True)
class Padded:
    """A sequence of two real steps that is filled up with zeros: inputs x and states h, both (T,)."""

    x: np.ndarray
    h: np.ndarray
    masked: bool

    @property
    def real(self) -> float:
        """Return the state after the last real step."""
        return float(self.h[len(REAL) - 1])


def padded(padding: int, w_h: float, mask: int) -> Padded:
    """Let one unit with w_x = 1 read REAL and then `padding` zeros; with a mask its state stands still there."""
    padding = validate.whole("padding", padding, at_least=0)
    run = rnn_run((*REAL, *[0.0] * padding), 1.0, w_h)
    h = run.h.copy()
    if mask:
        h[len(REAL) :] = h[len(REAL) - 1]
    return Padded(run.x, h, bool(mask))
