"""What a cell leaves behind when it runs: every quantity of every step, under the symbol of the formulas.

Leading axis: time. Arrays are (T, B, H), or (T, H) when the input came without a batch axis; `x` has D in place of
H. `trace.h[t]` is the state *after* step t; the states before the first step are `trace.h0` and `trace.c0`.
"""

from dataclasses import dataclass

import numpy as np

from lstm_lesson.nn.activations import relu_slope, tanh_slope


@dataclass(frozen=True)
class Trace:
    """The input, the hidden state after each step, and the hidden state before the first."""

    x: np.ndarray
    h: np.ndarray
    h0: np.ndarray

    @property
    def h_prev(self) -> np.ndarray:
        """The hidden state *before* each step: h0, h[0], …, h[T − 2]."""
        return np.concatenate([self.h0[None], self.h[:-1]])


@dataclass(frozen=True)
class RNNTrace(Trace):
    """The plain RNN's pre-activation z_h, with h = tanh(z_h)."""

    z_h: np.ndarray

    @property
    def slope(self) -> np.ndarray:
        """How much h moves with z_h at each step, shaped like h: 1 − h²."""
        return tanh_slope(self.h)


@dataclass(frozen=True)
class ReLURNNTrace(RNNTrace):
    """The same of a plain RNN with h = max(z_h, 0)."""

    @property
    def slope(self) -> np.ndarray:
        """How much h moves with z_h at each step, shaped like h: 1 where h is above 0, else 0."""
        return relu_slope(self.h)


@dataclass(frozen=True)
class LSTMTrace(Trace):
    """The LSTM's four pre-activations, its three gates i, f, o, its candidate g and its cell state c."""

    z_i: np.ndarray
    z_f: np.ndarray
    z_g: np.ndarray
    z_o: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    c0: np.ndarray

    @property
    def c_prev(self) -> np.ndarray:
        """The cell state *before* each step: c0, c[0], …, c[T − 2]."""
        return np.concatenate([self.c0[None], self.c[:-1]])


@dataclass(frozen=True)
class GRUTrace(Trace):
    """The GRU's gates r and z, its candidate n, their pre-activations (z_n without the recurrent part)."""

    z_r: np.ndarray
    z_z: np.ndarray
    z_n: np.ndarray
    r: np.ndarray
    z: np.ndarray
    n: np.ndarray
