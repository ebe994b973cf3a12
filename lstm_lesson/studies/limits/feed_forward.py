"""A feed-forward network as a rival: it sees the 50 values of a window at once, and has no memory.

    a_0 = x − ½,   a_k = tanh(W_k a_{k−1} + b_k),   ŷ = ½ + W a_n + b

Gers, Eck & Schmidhuber (2001) held their LSTM against such networks. Windows, batches, steps, optimiser, clipping and
the number of settings tried are those of the LSTM: see `record`.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np

from lstm_lesson.training import optimise
from lstm_lesson.training.fitting import Batch, TrainingDivergedError, train
from lstm_lesson.training.losses import SQUARED_ERROR, squared_error
from lstm_lesson.training.network import State, cut
from lstm_lesson.training.recording import Arrays
from lstm_lesson.training.task import Task

# Units of the hidden layers: 1,853, 1,829 and 1,787 weights, where the LSTM has 1,865.
SHAPES: tuple[tuple[int, ...], ...] = ((33,), (24, 20), (20, 18, 16))


class FeedForward:
    """Layers of tanh units and a linear head, to be trained by `training.fitting.train`.

    x has the form of the LSTM's input, (T, B, 1), and time is taken as the axis of the inputs.
    """

    state: State = {}  # noqa: RUF012  it has none, and nobody writes into it

    def __init__(self, shape: tuple[int, ...], *, n_in: int = 50, n_ahead: int = 5, rng: Any = 0):
        """Draw weights uniformly from ±1/√(inputs of the layer), as everywhere in the course; biases start at 0."""
        generator, sizes = np.random.default_rng(rng), (n_in, *shape, n_ahead)
        self.shapes: list[tuple[int, ...]] = [(after, before + 1) for before, after in pairwise(sizes)]
        self.parameters = np.empty(sum(map(prod, self.shapes)), np.float32)
        self._gradient = np.empty_like(self.parameters)
        for W in self.layers:
            bound = 1 / np.sqrt(W.shape[1] - 1)
            W[:, :-1], W[:, -1] = generator.uniform(-bound, bound, W[:, :-1].shape), 0

    @property
    def layers(self) -> list[np.ndarray]:
        """Views of the weights, a matrix [W b] for each layer."""
        return cut(self.parameters, self.shapes)

    def _run(self, x: np.ndarray) -> list[np.ndarray]:
        """Return what each layer says, (B, units), the inputs first and the forecast last."""
        said = [x[:, :, 0].T.astype(np.float32) - np.float32(0.5)]
        *hidden, head = self.layers
        for W in hidden:
            said.append(np.tanh(said[-1] @ W[:, :-1].T + W[:, -1]))
        return [*said, said[-1] @ head[:, :-1].T + head[:, -1] + np.float32(0.5)]

    def forecast(self, x: np.ndarray, start: State | None = None, *, every_step: bool = False) -> np.ndarray:
        """Forecast from x (T, B, 1): (B, n_ahead)."""
        return self._run(x)[-1]

    def loss_and_gradient(
        self, x: np.ndarray, y: np.ndarray, start: State | None = None, *, every_step: bool = False
    ) -> tuple[float, np.ndarray]:
        """Return the squared error on x (T, B, 1), y (B, n_ahead), and its gradient, flat like `parameters`.

        The gradient's memory is written anew by the next call.
        """
        *said, forecast = self._run(x)
        error = forecast - y.astype(np.float32)
        dz = error * np.float32(2 / error.size)
        gradients = cut(self._gradient, self.shapes)
        for k in reversed(range(len(self.shapes))):
            gradients[k][:, :-1], gradients[k][:, -1] = dz.T @ said[k], dz.sum(axis=0)
            if k:
                dz = (dz @ self.layers[k][:, :-1]) * (1 - said[k] ** 2)
        return squared_error(forecast, y), self._gradient


@dataclass(frozen=True)
class FeedForwardSettings:
    """Which of `SHAPES`, and the peak of the learning rate."""

    shape: int
    learning_rate: float


def trained(task: Task, of: FeedForwardSettings, seed: int, *, steps: int = 0) -> tuple[FeedForward, float]:
    """Train a network on the task's windows; return it with its best weights, and the lowest validation loss.

    steps: those of the task if 0.
    """
    network, next_batch, (x, y) = FeedForward(SHAPES[of.shape], rng=seed), task.batches(seed), task.validation_set()
    kept, lowest = [network.parameters.copy()], np.inf

    def batch(state: State | None) -> Batch:
        inputs, targets = next_batch()
        return Batch(inputs, targets, every_step=False)

    training = train(
        network,
        SQUARED_ERROR,
        batch,
        Batch(x, y, every_step=False),
        kept.append,
        steps=steps or task.steps,
        learning_rate=of.learning_rate,
        clip=1.0,
        schedule=optimise.one_cycle,
        validate_every=task.validate_every,
        carry_state=False,
    )
    try:
        for progress in training:
            lowest = min(lowest, progress.validation_loss)
    except TrainingDivergedError:
        pass
    network.parameters[:] = kept[-1]
    return network, lowest


def as_arrays(network: FeedForward) -> Arrays:
    """Return the weights by name, a matrix [W b] for each layer."""
    return {f"layer{k}": W.copy() for k, W in enumerate(network.layers)}


def restored(weights: Arrays) -> FeedForward:
    """Return the network that has these weights."""
    matrices = [weights[f"layer{k}"] for k in range(len(weights))]
    network = FeedForward(
        tuple(len(W) for W in matrices[:-1]), n_in=matrices[0].shape[1] - 1, n_ahead=len(matrices[-1])
    )
    for W, now in zip(matrices, network.layers, strict=True):
        now[:] = W
    return network
