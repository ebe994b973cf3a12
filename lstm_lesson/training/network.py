"""A forecasting network made of the readable cells: layers of one kind, and a linear head on the last hidden state.

    h⁽¹⁾ = cell(x),  h⁽²⁾ = cell(h⁽¹⁾), …,  ŷ = W_y h_T + b_y

This is the network to read. `fast_network` computes the same, faster, and is the one that trains; a test holds the two
together. Both keep all weights in one flat array, `parameters`, and give the gradient in the same order.
"""

import math
from collections.abc import Iterable

import numpy as np

from lstm_lesson.nn.cells import Cell
from lstm_lesson.training.losses import squared_error


def cut(flat: np.ndarray, shapes: Iterable[tuple[int, ...]]) -> list[np.ndarray]:
    """Return views of these shapes into flat (…, P), one after the other; leading axes stay: (…, *shape)."""
    views, start, leading = [], 0, flat.shape[:-1]
    for shape in shapes:
        end = start + math.prod(shape)
        views.append(flat[..., start:end].reshape(*leading, *shape))
        start = end
    return views


class CellNetwork:
    """Layers of readable cells of any kind, with their head."""

    def __init__(self, cells: list[Cell], weights: dict[str, np.ndarray]):
        """Copy `weights`, named as `Forecaster.weights`, into `parameters`; the cells give the kind and the sizes."""
        self.parameters = np.concatenate([w.ravel() for w in weights.values()])
        self._shapes = {name: w.shape for name, w in weights.items()}
        self._cells = cells

    def named(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """Return views into a flat array laid out like `parameters`, by the weights' names."""
        return dict(zip(self._shapes, cut(flat, self._shapes.values()), strict=True))

    def forecast(self, x: np.ndarray) -> np.ndarray:
        """Forecast from x (T, B, D): (B, n_ahead)."""
        return self._forward(x)[0]

    def loss_and_gradient(self, x: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the squared error on x (T, B, D), y (B, n_ahead), and its gradient, flat like `parameters`."""
        forecast, traces = self._forward(x)
        weights = self.named(self.parameters)
        d_forecast = 2 * (forecast - y) / y.size
        gradient = {"W_y": d_forecast.T @ traces[-1].h[-1], "b_y": d_forecast.sum(axis=0)}
        dh = np.zeros_like(traces[-1].h)
        dh[-1] = d_forecast @ weights["W_y"]
        for layer in reversed(range(len(self._cells))):
            back = self._cells[layer].backward(traces[layer], dh)  # type: ignore[attr-defined]
            gradient |= {f"layer{layer}.{name}": back[name] for name in self._cells[layer].weights}
            dh = back["x"]  # a layer's input is the hidden state of the layer below
        return squared_error(forecast, y), np.concatenate([gradient[name].ravel() for name in self._shapes])

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, list]:
        weights = self.named(self.parameters)
        traces = []
        for layer, cell in enumerate(self._cells):
            cell.set_weights({name: weights[f"layer{layer}.{name}"] for name in cell.weights})
            traces.append(cell.run(x))
            x = traces[-1].h
        return x[-1] @ weights["W_y"].T + weights["b_y"], traces
