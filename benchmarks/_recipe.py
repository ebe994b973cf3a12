"""The course's training recipe around another library's network, and PyTorch's nn.LSTM with a head, ready for it.

Import after setting the number of threads.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from lstm_lesson.training.optimise import one_cycle

BETAS = (0.9, 0.99)  # as in lstm_lesson.training.optimise.Adam
CLIP = 1.0


def keep_best(
    train_step: Callable[[np.ndarray, np.ndarray, float], None],
    validation_loss: Callable[[], float],
    weights: Callable[[], Any],
    next_batch: Callable[[], tuple[np.ndarray, np.ndarray]],
    *,
    steps: int,
    learning_rate: float,
    validate_every: int = 100,
    enough: float = 0.0,
) -> tuple[Any, float]:
    """Train with the one-cycle schedule until the validation loss is below `enough`.

    Return the weights with the lowest validation loss, and the seconds it took.
    """
    lowest, best = np.inf, weights()
    start = time.perf_counter()
    for step in range(steps):
        x, y = next_batch()
        train_step(x, y, learning_rate * one_cycle(step, steps))
        if (step + 1) % validate_every == 0:
            loss = validation_loss()
            if loss < lowest:
                lowest, best = loss, weights()
            if loss < enough:
                break
    return best, time.perf_counter() - start


class TorchForecaster:
    """PyTorch's nn.LSTM and a linear head, with the library's own start of the weights and our start of the biases."""

    def __init__(
        self,
        n_inputs: int,
        n_hidden: int,
        n_ahead: int,
        validation: tuple[np.ndarray, np.ndarray],
        *,
        seed: int,
        head_bias: float,
        forget_bias: float = 1.0,
        input_bias: float = 0.0,
    ) -> None:
        torch.manual_seed(seed)
        self.lstm, self.head = torch.nn.LSTM(n_inputs, n_hidden), torch.nn.Linear(n_hidden, n_ahead)
        with torch.no_grad():
            self.lstm.bias_hh_l0.zero_()
            start = np.repeat([input_bias, forget_bias, 0.0, 0.0], n_hidden)
            self.lstm.bias_ih_l0.copy_(torch.from_numpy(start))
            self.head.bias.fill_(head_bias)
        self.both = torch.nn.ModuleList([self.lstm, self.head])
        self.adam = torch.optim.Adam(self.both.parameters(), betas=BETAS, fused=True)
        self.validation = tuple(map(_tensor, validation))

    def forecast(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.lstm(x)[0][-1])

    def train_step(self, x: np.ndarray, y: np.ndarray, learning_rate: float) -> None:
        self.adam.param_groups[0]["lr"] = learning_rate
        self.adam.zero_grad()
        torch.nn.functional.mse_loss(self.forecast(_tensor(x)), _tensor(y)).backward()
        torch.nn.utils.clip_grad_norm_(self.both.parameters(), CLIP)
        self.adam.step()

    def validation_loss(self) -> float:
        x, y = self.validation
        with torch.no_grad():
            return torch.nn.functional.mse_loss(self.forecast(x), y).item()

    def weights(self) -> dict[str, torch.Tensor]:
        return {name: w.detach().clone() for name, w in self.both.state_dict().items()}

    def train(self, next_batch: Callable[[], tuple[np.ndarray, np.ndarray]], **recipe: Any) -> float:
        """Train by the recipe, take the best weights, and return the seconds it took."""
        best, seconds = keep_best(self.train_step, self.validation_loss, self.weights, next_batch, **recipe)
        self.both.load_state_dict(best)
        return seconds

    def predict(self, x: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return self.forecast(_tensor(x)).numpy()


def _tensor(a: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(a.astype(np.float32))
