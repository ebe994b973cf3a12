"""An LSTM that reads text character by character and says at each step how likely each next character is.

    h_t, c_t = LSTM(one-hot(character_t), h_{t−1}, c_{t−1}),  p_t = softmax(W_y h_t + b_y)

The one-hot vector has a 1 in the place of the character and 0 elsewhere, so W_x one-hot is a column of W_x. The column
is picked instead of multiplied: with an alphabet of 97 and 128 units the product would nearly double the work of a
Classifier, which computes the same from one-hot vectors.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import LSTM
from lstm_lesson.training.fast_layers import LSTMLayer
from lstm_lesson.training.losses import cross_entropy_and_gradient
from lstm_lesson.training.network import cut


class State(NamedTuple):
    """What is carried from one piece of text to the next: h and c, each (H, B)."""

    h: np.ndarray
    c: np.ndarray


class Reading(NamedTuple):
    """What comes of reading: for each step the logits (T, V, B) of the next character and c (T, H, B); the last state.

    c is written anew when the network reads as many characters again.
    """

    logits: np.ndarray
    c: np.ndarray
    end: State


def new_weights(n_characters: int, n_hidden: int, *, forget_bias: float = 1.0, rng: Any = 0) -> dict[str, np.ndarray]:
    """Draw the weights as a Forecaster does, and under its names: float32."""
    generator = validate.generator(rng)
    cell = LSTM(n_characters, n_hidden, forget_bias=forget_bias, rng=generator, dtype=np.float32)
    bound = 1 / np.sqrt(n_hidden)
    W_y = generator.uniform(-bound, bound, (n_characters, n_hidden)).astype(np.float32)
    named = {f"layer0.{name}": weight for name, weight in cell.weights.items()}
    return named | {"W_y": W_y, "b_y": np.zeros(n_characters, np.float32)}


class CharacterNetwork:
    """One layer of LSTM with a softmax head at every step; V characters, H units, B texts side by side.

    `parameters` is flat, as Adam wants it: [W_h b] with its blocks of rows in the order o, i, f, g, the columns of W_x
    as rows (V, 4H), in the same order, and [W_y b_y].
    """

    def __init__(self, weights: Mapping[str, np.ndarray]):
        """Copy `weights`, named and laid out as `new_weights` gives them."""
        V, H = weights["W_y"].shape
        self.n_characters, self.n_hidden, self.dtype = V, H, weights["W_y"].dtype
        self._shapes = [(4 * H * (H + 1),), (V, 4 * H), (V, H + 1)]
        cell = {name: weights[f"layer0.{name}"] for name in ("W_x", "W_h", "b")}
        columns = np.roll(cell["W_x"], H, axis=0).T  # i, f, g, o → o, i, f, g, as the layer has them
        without_inputs = LSTMLayer.pack(cell | {"W_x": cell["W_x"][:, :0]})
        parts = [without_inputs, columns, np.column_stack([weights["W_y"], weights["b_y"]])]
        self.parameters = np.concatenate([part.ravel() for part in parts])
        self._gradient = np.empty_like(self.parameters)
        self._halves = np.ones(4 * H, self.dtype)
        self._halves[: 3 * H] = 0.5  # the layer takes σ from a tanh of half the argument
        self._memory: dict[tuple[int, int], LSTMLayer] = {}

    def named(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """Return a flat array laid out like `parameters` as arrays in the layout and under the names of the weights."""
        W, columns, head = cut(flat, self._shapes)
        cell = LSTMLayer.unpack(W, self.n_hidden) | {"W_x": np.roll(columns.T, -self.n_hidden, axis=0)}
        named = {f"layer0.{name}": part for name, part in cell.items()}
        return named | {"W_y": head[:, :-1].copy(), "b_y": head[:, -1].copy()}

    def start(self, B: int) -> State:
        """Return the state of B texts of which nothing is read yet: zeros."""
        return State(*np.zeros((2, self.n_hidden, B), self.dtype))

    def read(self, characters: np.ndarray, state: State) -> Reading:
        """Read characters (T, B) on from `state`."""
        layer = self._run(characters, state)
        head = cut(self.parameters, self._shapes)[2]
        logits = np.matmul(head[:, :-1], layer.h)
        logits += head[:, -1:]
        h, c = layer.end
        return Reading(logits, layer.gates[1:, 4 * self.n_hidden :], State(h.copy(), c.copy()))

    def loss_and_gradient(
        self, characters: np.ndarray, following: np.ndarray, state: State
    ) -> tuple[float, np.ndarray, State]:
        """Return the mean of −ln p of the character that follows each, its gradient, and the state at the end.

        characters, following: (T, B). The gradient, flat like `parameters`, goes back to the first step and no further
        (truncated backpropagation through time); its memory is written anew by the next call.
        """
        T, B = characters.shape
        reading = self.read(characters, state)
        loss, d_logits = cross_entropy_and_gradient(reading.logits, following, axis=1)

        layer = self._memory[T, B]
        W, _, head = cut(self.parameters, self._shapes)
        dW, d_columns, d_head = cut(self._gradient, self._shapes)
        d_head[:, :-1] = np.matmul(d_logits, layer.h.transpose(0, 2, 1)).sum(axis=0)
        d_logits.sum(axis=(0, 2), out=d_head[:, -1])
        dW[:] = layer.backward(W, np.zeros_like(state.h), np.matmul(head[:, :-1].T, d_logits))
        # What a column of W_x gets is the sum of dz over the steps that picked it: a product with the one-hot vectors.
        one_hot = np.zeros((self.n_characters, T * B), self.dtype)
        one_hot[characters.ravel(), np.arange(T * B)] = 1
        np.matmul(one_hot, layer.dz.transpose(0, 2, 1).reshape(T * B, -1), out=d_columns)
        return loss, self._gradient, reading.end

    def _run(self, characters: np.ndarray, state: State) -> LSTMLayer:
        T, B = characters.shape
        if (T, B) not in self._memory:
            if len(self._memory) >= 4:  # pieces of a text, and its end
                self._memory.clear()
            self._memory[T, B] = layer = LSTMLayer(T, B, 0, self.n_hidden, self.dtype)
            layer.drive = np.empty((T, 4 * self.n_hidden, B), self.dtype)
        layer = self._memory[T, B]
        assert layer.drive is not None
        W, columns, _ = cut(self.parameters, self._shapes)
        half = np.ascontiguousarray((columns * self._halves).T)  # (4H, V)
        for now, picked in zip(characters, layer.drive, strict=True):
            np.take(half, now, axis=1, out=picked, mode="clip")
        for place, value in zip(layer.start, state, strict=True):
            place[:] = value
        layer.forward(W)
        return layer
