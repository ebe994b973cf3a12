"""The same network as `network.CellNetwork`, on the layers of `fast_layers`; a test holds the two together."""

import math

import numpy as np

from lstm_lesson.nn.cells import GRU, LSTM, RNN, Cell
from lstm_lesson.training.fast_gru import GRULayer
from lstm_lesson.training.fast_layers import Layer, LSTMLayer, RNNLayer
from lstm_lesson.training.network import cut

LAYERS: dict[type[Cell], type[Layer]] = {RNN: RNNLayer, LSTM: LSTMLayer, GRU: GRULayer}


class FastNetwork:
    """Layers of one kind with a linear head; the interface of `network.CellNetwork`."""

    def __init__(self, n_inputs: int, n_hidden: int, weights: dict[str, np.ndarray], *, cell: type[Cell] = LSTM):
        """Copy `weights`, named and laid out as `Forecaster.weights`, into `parameters` in the fast layers' own order.

        cell: RNN, LSTM or GRU.
        """
        n_layers = sum(name.endswith(".W_x") for name in weights)
        H, n_ahead = n_hidden, len(weights["b_y"])
        self._layer_type, self._n_hidden = LAYERS[cell], n_hidden
        sizes = [n_inputs] + [H] * (n_layers - 1)
        self._shapes: list[tuple[int, ...]] = [(self._layer_type.n_weights(D, H),) for D in sizes]
        self._shapes.append((n_ahead, H + 1))  # the head: W_y, b_y
        self.dtype = weights["b_y"].dtype
        self.parameters = np.empty(sum(map(math.prod, self._shapes)), self.dtype)
        self._gradient = np.empty_like(self.parameters)
        self._memory: dict[tuple[int, int], list[Layer]] = {}
        *layers, head = self._matrices(self.parameters)
        for layer, flat in enumerate(layers):
            start = f"layer{layer}."
            named = {n.removeprefix(start): w for n, w in weights.items() if n.startswith(start)}
            flat[:] = self._layer_type.pack(named)
        head[:] = np.column_stack([weights["W_y"], weights["b_y"]])

    def _matrices(self, flat: np.ndarray) -> list[np.ndarray]:
        """Return views: the flat weights of each layer, and the head's (n_ahead, H + 1)."""
        return cut(flat, self._shapes)

    def named(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """Return a flat array laid out like `parameters` as arrays in the layout and under the names of the weights."""
        *layers, head = self._matrices(flat)
        result: dict[str, np.ndarray] = {}
        for layer, flat_layer in enumerate(layers):
            named = self._layer_type.unpack(flat_layer, self._n_hidden)
            result |= {f"layer{layer}.{name}": part for name, part in named.items()}
        return result | {"W_y": head[:, :-1].copy(), "b_y": head[:, -1].copy()}

    def forecast(self, x: np.ndarray) -> np.ndarray:
        """Forecast from x (T, B, D): (B, n_ahead)."""
        head = self._matrices(self.parameters)[-1]
        h_T = self._forward(x)[-1].h[-1]
        return (head[:, :-1] @ h_T).T + head[:, -1]

    def loss_and_gradient(self, x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the squared error on x (T, B, D), y (B, n_ahead), and its gradient, flat like `parameters`.

        The gradient's memory is written anew by the next call.
        """
        layers = self._forward(x)
        *weights, head = self._matrices(self.parameters)
        *gradients, d_head = self._matrices(self._gradient)
        h_T = layers[-1].h[-1]
        error = head[:, :-1] @ h_T + head[:, -1:] - y.T  # (n_ahead, B)
        d_forecast = error * self.dtype.type(2 / y.size)
        np.matmul(d_forecast, h_T.T, out=d_head[:, :-1])
        d_forecast.sum(axis=1, out=d_head[:, -1])

        dh_T, dh_each = head[:, :-1].T @ d_forecast, None
        for layer, flat, gradient in zip(layers[::-1], weights[::-1], gradients[::-1], strict=True):
            gradient[:] = layer.backward(flat, dh_T, dh_each)
            if layer is not layers[0]:  # a layer's input is the hidden state of the layer below
                dh_T, dh_each = np.zeros_like(h_T), layer.dx(flat)
        return float(np.dot(error.ravel(), error.ravel()) / y.size), self._gradient

    def _forward(self, x: np.ndarray) -> list[Layer]:
        T, B, D = x.shape
        layers = self._memory.get((T, B))
        if layers is None:
            if len(self._memory) >= 4:  # a training batch, a validation set and a slider or two
                self._memory.clear()
            sizes = [D] + [self._n_hidden] * (len(self._shapes) - 2)
            layers = [self._layer_type(T, B, size, self._n_hidden, self.dtype) for size in sizes]
            self._memory[T, B] = layers
        below = x.transpose(0, 2, 1)  # (T, D, B)
        for layer, flat in zip(layers, self._matrices(self.parameters), strict=False):
            layer.x[:] = below
            layer.forward(flat)
            below = layer.h
        return layers
