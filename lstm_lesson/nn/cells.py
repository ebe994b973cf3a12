"""The three recurrent cells, written as their equations read: plain RNN, LSTM and GRU.

Every cell holds W_x (k·H, D), W_h (k·H, H) and b (k·H,): k blocks of H rows stacked in PyTorch's order, so weights go
to and from `torch.nn` without reordering. `step` is the textbook; `run` repeats it and keeps everything it
computed. `x @ W.T` is W x for one input and for a batch of them alike.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn import gradients
from lstm_lesson.nn.activations import relu, sigmoid, tanh
from lstm_lesson.nn.trace import GRUTrace, LSTMTrace, ReLURNNTrace, RNNTrace, Trace


def copies(weights: Mapping[str, Any], present: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return copies of `weights`, to stand in place of the present ones: same names, same shapes, or ValueError."""
    if set(validate.mapping("weights", weights)) != set(present):
        raise ValueError(f"weights must have the names {sorted(present)}; got {sorted(weights)}")
    return {n: validate.floats(n, weights[n], dtype=old.dtype, shape=old.shape).copy() for n, old in present.items()}


def sequences(name: str, x: Any, D: int, dtype: np.dtype) -> np.ndarray:
    """Return the inputs x of a network as an array (T, D) or (T, B, D), or raise ValueError."""
    x = validate.floats(name, x, dtype=dtype)
    if x.ndim not in (2, 3) or x.shape[-1] != D or 0 in x.shape:
        wanted = f"shape (T, {D}) or (T, B, {D}) with T and B at least 1"
        raise ValueError(f"{name} must have {wanted}; got shape {x.shape}")
    return x


class Cell:
    """What the three cells share: weights, their start, and the loop over time."""

    blocks: ClassVar[str]  # one letter per block of H rows in W_x, W_h and b
    states: ClassVar[tuple[str, ...]] = ("h",)  # what a step hands on to the next one
    trace_type: type[Trace]
    step: Callable[..., dict[str, np.ndarray]]  # each cell's own equations: everything a trace holds, by symbol

    def __init__(self, n_inputs: int, n_hidden: int, *, rng: Any = 0, dtype: Any = np.float64):
        """Draw all weights uniformly from ±1/√H (PyTorch's start) and set the biases to 0.

        n_inputs: D. n_hidden: H. rng: a Generator or a seed. dtype: float64 or float32.
        """
        self.n_inputs = validate.whole("n_inputs", n_inputs)
        self.n_hidden = validate.whole("n_hidden", n_hidden)
        self.dtype = validate.float_type(dtype)
        generator = validate.generator(rng)
        rows = len(self.blocks) * self.n_hidden
        validate.room("n_hidden", rows, self.n_inputs + self.n_hidden)
        bound = 1 / np.sqrt(self.n_hidden)
        self.W_x = generator.uniform(-bound, bound, (rows, self.n_inputs)).astype(self.dtype)
        self.W_h = generator.uniform(-bound, bound, (rows, self.n_hidden)).astype(self.dtype)
        self.b = np.zeros(rows, self.dtype)

    @property
    def weights(self) -> dict[str, np.ndarray]:
        """The weights by name: the cell's own arrays, so changing one in place changes the cell."""
        return {"W_x": self.W_x, "W_h": self.W_h, "b": self.b}

    def set_weights(self, weights: Mapping[str, Any]) -> None:
        """Replace all weights by copies of those in `weights`: same names, same shapes, or ValueError."""
        for name, weight in copies(weights, self.weights).items():
            setattr(self, name, weight)

    def run(self, x: Any, h0: Any = None) -> Any:
        """Run over a whole sequence and return its Trace.

        x: (T, D) or (T, B, D), T and B at least 1. h0: (H,) or (B, H), zeros if not given. Raises ValueError for
        other shapes, for nan and inf, and for anything but integers and floats.
        """
        return self._run(x, {"h": h0})

    def _run(self, x: Any, start: dict[str, Any]) -> Any:
        x = sequences("x", x, self.n_inputs, self.dtype).copy()
        shape = (*x.shape[1:-1], self.n_hidden)  # (H,) or (B, H)
        initial = {}
        for symbol, value in start.items():
            given = np.zeros(shape) if value is None else value
            # A copy: the trace must not change when the caller reuses the array.
            initial[f"{symbol}0"] = validate.floats(f"{symbol}0", given, dtype=self.dtype, shape=shape).copy()

        state = tuple(initial.values())
        steps = []
        for x_t in x:
            now = self.step(x_t, *state)
            steps.append(now)
            state = tuple(now[symbol] for symbol in self.states)
        over_time = {symbol: np.stack([now[symbol] for now in steps]) for symbol in steps[0]}
        return self.trace_type(x=x, **over_time, **initial)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(n_inputs={self.n_inputs}, n_hidden={self.n_hidden}, dtype={self.dtype})"


class RNN(Cell):
    """The plain recurrent cell (Elman 1990): h_t = tanh(W_x x_t + W_h h_{t−1} + b), or ReLU in the place of tanh.

    activation: "tanh" or "relu", what PyTorch calls nonlinearity. max(z, 0) does not squash: with W_h = I at the start,
    such a cell keeps a positive state as it is, and its gradient too (Le, Jaitly & Hinton 2015).
    """

    blocks = "h"
    activations: ClassVar = {"tanh": (tanh, RNNTrace), "relu": (relu, ReLURNNTrace)}

    def __init__(
        self, n_inputs: int, n_hidden: int, *, activation: str = "tanh", rng: Any = 0, dtype: Any = np.float64
    ):
        """Start as every cell does. activation: "tanh" or "relu"."""
        super().__init__(n_inputs, n_hidden, rng=rng, dtype=dtype)
        if not isinstance(activation, str) or activation not in self.activations:
            raise ValueError(f'activation must be "tanh" or "relu"; got {validate.shown(activation)}')
        self.activation = activation
        self._activate, self.trace_type = self.activations[activation]

    def step(self, x: np.ndarray, h_prev: np.ndarray) -> dict[str, np.ndarray]:
        """Compute one step: x (D,) or (B, D), h_prev (H,) or (B, H)."""
        z_h = x @ self.W_x.T + h_prev @ self.W_h.T + self.b
        h = self._activate(z_h)
        return {"z_h": z_h, "h": h}

    def backward(self, trace: RNNTrace, dh: Any) -> dict[str, np.ndarray]:
        """Backpropagate dh = ∂loss/∂h, shaped like trace.h: gradients of W_x, W_h, b, x and h0 by name."""
        return gradients.rnn_backward(self.W_x, self.W_h, trace, dh)


class LSTM(Cell):
    """The LSTM as used today: Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000.

    Three gates (input i, forget f, output o) and one candidate g; blocks in the order i, f, g, o.
    """

    blocks = "ifgo"
    states = ("h", "c")
    trace_type = LSTMTrace

    def __init__(
        self, n_inputs: int, n_hidden: int, *, forget_bias: float = 1.0, rng: Any = 0, dtype: Any = np.float64
    ):
        """Start as every cell does, but with the forget gate's bias at `forget_bias` (Jozefowicz et al. 2015).

        At bias 0 the gate stands near ½ and halves the cell state at every step.
        """
        super().__init__(n_inputs, n_hidden, rng=rng, dtype=dtype)
        self.b[self.n_hidden : 2 * self.n_hidden] = validate.real("forget_bias", forget_bias)

    def step(self, x: np.ndarray, h_prev: np.ndarray, c_prev: np.ndarray) -> dict[str, np.ndarray]:
        """Compute one step: x (D,) or (B, D), h_prev and c_prev (H,) or (B, H)."""
        z = x @ self.W_x.T + h_prev @ self.W_h.T + self.b
        z_i, z_f, z_g, z_o = np.split(z, 4, axis=-1)

        f = sigmoid(z_f)  # forget gate: 1 keeps, 0 forgets
        i = sigmoid(z_i)  # input gate: how much of the candidate is written
        g = tanh(z_g)  # candidate: what could be written
        c = f * c_prev + i * g  # cell state
        o = sigmoid(z_o)  # output gate: how much of the cell is read
        h = o * tanh(c)  # hidden state

        return {"z_i": z_i, "z_f": z_f, "z_g": z_g, "z_o": z_o, "i": i, "f": f, "g": g, "o": o, "c": c, "h": h}

    def run(self, x: Any, h0: Any = None, c0: Any = None) -> LSTMTrace:
        """Run over a whole sequence and return its LSTMTrace.

        x: (T, D) or (T, B, D), T and B at least 1. h0, c0: (H,) or (B, H), zeros if not given. Raises ValueError
        for other shapes, for nan and inf, and for anything but integers and floats.
        """
        return self._run(x, {"h": h0, "c": c0})

    def backward(self, trace: LSTMTrace, dh: Any, dc_T: Any = None) -> dict[str, np.ndarray]:
        """Backpropagate dh = ∂loss/∂h, shaped like trace.h, and dc_T = ∂loss/∂c of the last step, like trace.c0.

        Returns the gradients of W_x, W_h, b, x, h0 and c0 by name.
        """
        return gradients.lstm_backward(self.W_x, self.W_h, trace, dh, dc_T)


class GRU(Cell):
    """The gated recurrent unit (Cho et al. 2014), in PyTorch's form: z near 1 keeps, reset after the product.

    Blocks in the order r, z, n. b_hn (H,) is a bias of its own: the reset gate r multiplies it.
    """

    blocks = "rzn"
    trace_type = GRUTrace

    def __init__(self, n_inputs: int, n_hidden: int, *, rng: Any = 0, dtype: Any = np.float64):
        super().__init__(n_inputs, n_hidden, rng=rng, dtype=dtype)
        self.b_hn = np.zeros(self.n_hidden, self.dtype)

    @property
    def weights(self) -> dict[str, np.ndarray]:
        """The weights by name: the cell's own arrays, so changing one in place changes the cell."""
        return super().weights | {"b_hn": self.b_hn}

    def step(self, x: np.ndarray, h_prev: np.ndarray) -> dict[str, np.ndarray]:
        """Compute one step: x (D,) or (B, D), h_prev (H,) or (B, H)."""
        W_hr, W_hz, W_hn = np.split(self.W_h, 3)
        z_r, z_z, z_n = np.split(x @ self.W_x.T + self.b, 3, axis=-1)
        z_r = z_r + h_prev @ W_hr.T
        z_z = z_z + h_prev @ W_hz.T

        r = sigmoid(z_r)  # reset gate: how much of the past the candidate sees
        z = sigmoid(z_z)  # update gate: 1 keeps, 0 replaces
        n = tanh(z_n + r * (h_prev @ W_hn.T + self.b_hn))  # candidate
        h = (1 - z) * n + z * h_prev  # hidden state

        return {"z_r": z_r, "z_z": z_z, "z_n": z_n, "r": r, "z": z, "n": n, "h": h}

    def backward(self, trace: GRUTrace, dh: Any) -> dict[str, np.ndarray]:
        """Backpropagate dh = ∂loss/∂h, shaped like trace.h: gradients of W_x, W_h, b, b_hn, x and h0 by name."""
        return gradients.gru_backward(self.W_x, self.W_h, self.b_hn, trace, dh)
