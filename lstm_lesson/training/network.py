"""A network made of the readable cells: layers of one kind, and a linear head on the hidden states of the highest.

    h⁽¹⁾ = cell(x),  h⁽²⁾ = cell(h⁽¹⁾), …,  ŷ = W_y h_T + b_y

The head reads the last hidden state, or every one: ŷ_t = W_y h_t + b_y. What ŷ means, its loss says: a forecast, or the
logits of classes. This is the network to read. `fast_network` computes the same, faster, and is the one that trains; a
test holds the two together. Both keep all weights in one flat array, `parameters`, and give the gradient in the same
order.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from lstm_lesson.nn.cells import Cell
from lstm_lesson.training.losses import SQUARED_ERROR, Loss

# The states of all layers by name, layer0.h, layer0.c, …: (B, H) each.
State = dict[str, np.ndarray]


def cut(flat: np.ndarray, shapes: Iterable[tuple[int, ...]]) -> list[np.ndarray]:
    """Return views of these shapes into flat (…, P), one after the other; leading axes stay: (…, *shape)."""
    views, start, leading = [], 0, flat.shape[:-1]
    for shape in shapes:
        end = start + math.prod(shape)
        views.append(flat[..., start:end].reshape(*leading, *shape))
        start = end
    return views


class CellNetwork:
    """Layers of readable cells of any kind, with their head.

    state: that after the last step of the latest call, from which another call may start.
    """

    state: State

    def __init__(self, cells: list[Cell], weights: Mapping[str, np.ndarray], *, loss: Loss = SQUARED_ERROR):
        """Copy `weights`, named as `Forecaster.weights`, into `parameters`; the cells give the kind and the sizes."""
        self.parameters = np.concatenate([w.ravel() for w in weights.values()])
        self._shapes = {name: w.shape for name, w in weights.items()}
        self._cells, self._loss = cells, loss

    def named(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """Return views into a flat array laid out like `parameters`, by the weights' names."""
        return dict(zip(self._shapes, cut(flat, self._shapes.values()), strict=True))

    def forecast(self, x: np.ndarray, start: State | None = None, *, every_step: bool = False) -> np.ndarray:
        """Answer after x (T, B, D), (B, K), or after every step, (T, B, K). start: the state before x, 0 if None."""
        return self._forward(x, start, every_step)[0]

    def loss_and_gradient(
        self, x: np.ndarray, y: np.ndarray, start: State | None = None, *, every_step: bool = False
    ) -> tuple[float, np.ndarray]:
        """Return the loss on x (T, B, D) and its targets y, and its gradient, flat like `parameters`.

        y: as the loss wants it of answers (B, K), or of answers (T, B, K) at every step.
        """
        answer, traces = self._forward(x, start, every_step)
        loss, d_answer = self._loss.and_gradient(answer, y, -1)
        weights, h = self.named(self.parameters), traces[-1].h
        dh = np.zeros_like(h)
        seen = slice(None) if every_step else slice(-1, None)  # the steps that the head reads
        dh[seen] = d_answer @ weights["W_y"]
        flat_d, flat_h = d_answer.reshape(-1, d_answer.shape[-1]), h[seen].reshape(-1, h.shape[-1])
        gradient = {"W_y": flat_d.T @ flat_h, "b_y": flat_d.sum(axis=0)}
        for layer in reversed(range(len(self._cells))):
            back = self._cells[layer].backward(traces[layer], dh)  # type: ignore[attr-defined]
            gradient |= {f"layer{layer}.{name}": back[name] for name in self._cells[layer].weights}
            dh = back["x"]  # a layer's input is the hidden state of the layer below
        return loss, np.concatenate([gradient[name].ravel() for name in self._shapes])

    def _forward(self, x: np.ndarray, start: State | None, every_step: bool) -> tuple[np.ndarray, list]:
        weights, start, self.state = self.named(self.parameters), start or {}, {}
        traces = []
        for layer, cell in enumerate(self._cells):
            cell.set_weights({name: weights[f"layer{layer}.{name}"] for name in cell.weights})
            traces.append(cell.run(x, *(start.get(f"layer{layer}.{symbol}") for symbol in cell.states)))
            x = traces[-1].h
            self.state |= {f"layer{layer}.{symbol}": getattr(traces[-1], symbol)[-1].copy() for symbol in cell.states}
        return (x if every_step else x[-1]) @ weights["W_y"].T + weights["b_y"], traces
