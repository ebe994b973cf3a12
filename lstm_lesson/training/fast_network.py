"""The same network as `network.CellNetwork`, on the layers of `fast_layers`; a test holds the two together."""

import math
from collections.abc import Mapping

import numpy as np

from lstm_lesson.nn.cells import GRU, LSTM, RNN, Cell
from lstm_lesson.training.fast_gru import GRULayer
from lstm_lesson.training.fast_layers import Layer, LSTMLayer, RNNLayer
from lstm_lesson.training.fast_relu import ReLURNNLayer
from lstm_lesson.training.losses import SQUARED_ERROR, Loss
from lstm_lesson.training.network import State, cut

LAYERS: dict[type[Cell], type[Layer]] = {RNN: RNNLayer, LSTM: LSTMLayer, GRU: GRULayer}


class FastNetwork:
    """Layers of one kind with a linear head; the interface of `network.CellNetwork`."""

    def __init__(
        self,
        n_inputs: int,
        n_hidden: int,
        weights: Mapping[str, np.ndarray],
        *,
        cell: type[Cell] = LSTM,
        activation: str | None = None,
        loss: Loss = SQUARED_ERROR,
    ):
        """Copy `weights`, named and laid out as `Forecaster.weights`, into `parameters` in the fast layers' own order.

        cell: RNN, LSTM or GRU. activation: an RNN's, "tanh" if None.
        """
        n_layers = sum(name.endswith(".W_x") for name in weights)
        H, K = n_hidden, len(weights["b_y"])
        self._layer_type = ReLURNNLayer if activation == "relu" else LAYERS[cell]
        self._cell, self._n_hidden, self._loss = cell, n_hidden, loss
        sizes = [n_inputs] + [H] * (n_layers - 1)
        self._shapes: list[tuple[int, ...]] = [(self._layer_type.n_weights(D, H),) for D in sizes]
        self._shapes.append((K, H + 1))  # the head: W_y, b_y
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
        """Return views: the flat weights of each layer, and the head's (K, H + 1)."""
        return cut(flat, self._shapes)

    def named(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """Return a flat array laid out like `parameters` as arrays in the layout and under the names of the weights."""
        *layers, head = self._matrices(flat)
        result: dict[str, np.ndarray] = {}
        for layer, flat_layer in enumerate(layers):
            named = self._layer_type.unpack(flat_layer, self._n_hidden)
            result |= {f"layer{layer}.{name}": part for name, part in named.items()}
        return result | {"W_y": head[:, :-1].copy(), "b_y": head[:, -1].copy()}

    def forecast(self, x: np.ndarray, start: State | None = None, *, every_step: bool = False) -> np.ndarray:
        """Answer after x (T, B, D), (B, K), or after every step, (T, B, K). start: the state before x, 0 if None."""
        h = self._forward(x, start)[-1].h
        head = self._matrices(self.parameters)[-1]
        return (head[:, :-1] @ (h if every_step else h[-1]) + head[:, -1:]).swapaxes(-1, -2)

    def loss_and_gradient(
        self, x: np.ndarray, y: np.ndarray, start: State | None = None, *, every_step: bool = False
    ) -> tuple[float, np.ndarray]:
        """Return the loss on x (T, B, D) and its targets y, and its gradient, flat like `parameters`.

        y: as the loss wants it of answers (B, K), or of answers (T, B, K) at every step. The gradient's memory is
        written anew by the next call.
        """
        layers = self._forward(x, start)
        *weights, head = self._matrices(self.parameters)
        *gradients, d_head = self._matrices(self._gradient)
        h_T = layers[-1].h[-1]
        h = layers[-1].h if every_step else h_T
        loss, d_answer = self._loss.and_gradient(head[:, :-1] @ h + head[:, -1:], y, -2)  # (K, B) or (T, K, B)
        dh = head[:, :-1].T @ d_answer
        if every_step:
            d_head[:, :-1] = np.matmul(d_answer, h.swapaxes(-1, -2)).sum(axis=0)
            d_head[:, -1] = d_answer.sum(axis=(0, 2))
            dh_T, dh_each = np.zeros_like(h_T), dh
        else:
            np.matmul(d_answer, h.T, out=d_head[:, :-1])
            d_answer.sum(axis=1, out=d_head[:, -1])
            dh_T, dh_each = dh, None
        for layer, flat, gradient in zip(layers[::-1], weights[::-1], gradients[::-1], strict=True):
            gradient[:] = layer.backward(flat, dh_T, dh_each)
            if layer is not layers[0]:  # a layer's input is the hidden state of the layer below
                dh_T, dh_each = np.zeros_like(h_T), layer.dx(flat)
        return loss, self._gradient

    @property
    def state(self) -> State:
        """That after the last step of the latest call, from which another call may start: copies."""
        ends = [zip(self._cell.states, layer.end, strict=True) for layer in self._latest]
        return {f"layer{n}.{symbol}": end.T.copy() for n, layer in enumerate(ends) for symbol, end in layer}

    def _forward(self, x: np.ndarray, start: State | None = None) -> list[Layer]:
        T, B, D = x.shape
        layers = self._memory.get((T, B))
        if layers is None:
            if len(self._memory) >= 4:  # a training batch, a validation set and a slider or two
                self._memory.clear()
            sizes = [D] + [self._n_hidden] * (len(self._shapes) - 2)
            layers = [self._layer_type(T, B, size, self._n_hidden, self.dtype) for size in sizes]
            self._memory[T, B] = layers
        self._latest = layers
        below = x.transpose(0, 2, 1)  # (T, D, B)
        for n, (layer, flat) in enumerate(zip(layers, self._matrices(self.parameters), strict=False)):
            for symbol, before in zip(self._cell.states, layer.start, strict=True):
                before[:] = 0 if start is None else start[f"layer{n}.{symbol}"].T
            layer.x[:] = below
            layer.forward(flat)
            below = layer.h
        return layers
