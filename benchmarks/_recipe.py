"""The course's training recipe around another library's network, and PyTorch's nn.LSTM with a head, ready for it.

Import after setting the number of threads.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from lstm_lesson.training.optimise import one_cycle
from lstm_lesson.training.task import Settings, Task

BETAS = (0.9, 0.99)  # as in lstm_lesson.training.optimise.Adam


def keep_best(
    task: Task,
    settings: Settings,
    seed: int,
    train_step: Callable[[np.ndarray, np.ndarray, float], None],
    validation_loss: Callable[[], float],
    weights: Callable[[], Any],
) -> tuple[Any, float]:
    """Train with the one-cycle schedule on the task's batches until the validation loss is good enough.

    Return the weights with the lowest validation loss, and the seconds it took.
    """
    lowest, best, next_batch = np.inf, weights(), task.batches(seed)
    start = time.perf_counter()
    for step in range(task.steps):
        x, y = next_batch()
        train_step(x, y, settings.learning_rate * one_cycle(step, task.steps))
        if (step + 1) % task.validate_every == 0:
            loss = validation_loss()
            if loss < lowest:
                lowest, best = loss, weights()
            if loss < task.good_enough:
                break
    return best, time.perf_counter() - start


class TorchForecaster:
    """PyTorch's nn.LSTM and a linear head, with the library's own start of the weights and our start of the biases."""

    def __init__(self, task: Task, settings: Settings, seed: int) -> None:
        self.task, self.settings, self.seed = task, settings, seed
        H = task.learners["LSTM"].n_hidden
        torch.manual_seed(seed)
        self.lstm, self.head = torch.nn.LSTM(task.n_inputs, H), torch.nn.Linear(H, task.n_outputs)
        with torch.no_grad():
            self.lstm.bias_hh_l0.zero_()
            start = np.repeat([settings.input_bias, settings.forget_bias, 0.0, 0.0], H)
            self.lstm.bias_ih_l0.copy_(torch.from_numpy(start))
            self.head.bias.fill_(task.constant)
        self.both = torch.nn.ModuleList([self.lstm, self.head])
        self.adam = torch.optim.Adam(self.both.parameters(), betas=BETAS, fused=True)
        self.validation = tuple(map(_tensor, task.validation_set()))

    def forecast(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.lstm(x)[0][-1])

    def train_step(self, x: np.ndarray, y: np.ndarray, learning_rate: float) -> None:
        self.adam.param_groups[0]["lr"] = learning_rate
        self.adam.zero_grad()
        torch.nn.functional.mse_loss(self.forecast(_tensor(x)), _tensor(y)).backward()
        torch.nn.utils.clip_grad_norm_(self.both.parameters(), self.settings.clip)
        self.adam.step()

    def validation_loss(self) -> float:
        x, y = self.validation
        with torch.no_grad():
            return torch.nn.functional.mse_loss(self.forecast(x), y).item()

    def weights(self) -> dict[str, torch.Tensor]:
        return {name: w.detach().clone() for name, w in self.both.state_dict().items()}

    def train(self) -> float:
        """Train by the recipe, take the best weights, and return the seconds it took."""
        recipe = self.task, self.settings, self.seed
        best, seconds = keep_best(*recipe, self.train_step, self.validation_loss, self.weights)
        self.both.load_state_dict(best)
        return seconds

    def predict(self, x: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return self.forecast(_tensor(x)).numpy()


def _tensor(a: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(a.astype(np.float32))
