"""Two small tasks for the nine variants, and a training that takes many seeds and learning rates side by side.

Each run has weights, data, clipping and Adam of its own; only the numpy calls are shared. Every variant gets the same
number of hidden units, the same steps, batches, clipping and schedule, and from the same seed the same first weights.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.variants import VariantCell
from lstm_lesson.studies import adding, sine_forecast
from lstm_lesson.training import optimise
from lstm_lesson.training.fitting import Progress
from lstm_lesson.training.network import cut
from lstm_lesson.training.task import Pair, Settings, Task

N_HIDDEN, CLIP = 10, 1.0
STEPS, VALIDATE_EVERY = 1000, 50
NOISE = 0.05  # standard deviation of what is observed in place of the sine


def noisy_sines(size: int, rng: Any = 0) -> Pair:
    """Draw `size` damped sines as in notebook 11, observed with noise: x (50, B, 1), and y (B, 5), what comes without.

    The targets are free of noise, so that the error is the forecast's alone.
    """
    size, generator = validate.whole("size", size), validate.generator(rng)
    x, y = sine_forecast.damped_sine_windows(size, generator)
    return x + NOISE * generator.standard_normal((size, len(x))).T[:, :, None], y


_SAME: dict[str, Any] = {"validation": (200, 1_000_007), "test": (1000, 1_000_008), "batch_size": 16, "learners": {}}
_SAME |= {"steps": STEPS, "validate_every": VALIDATE_EVERY}
TASKS = {
    "sine": replace(sine_forecast.TASK, name="damped sine with noise", draw=noisy_sines, **_SAME),
    "adding": replace(adding.task(40), **_SAME),
}


class Runs:
    """R trainings of one variant on one task, side by side, each with its learning rate and its seed.

    error[r] is the lowest mean squared error of run r on the validation sequences so far; the weights of that moment
    are kept. A run whose loss leaves all bounds has diverged, and counts with the weights kept until then.
    """

    def __init__(self, variant: str, task: str, settings: Sequence[Settings], seeds: Sequence[int]) -> None:
        """Prepare run r with settings[r], of which the learning rate and the biases count, and seeds[r]."""
        if task not in TASKS:
            raise ValueError(f"task must be one of {', '.join(TASKS)}; got {validate.shown(task)}")
        if not seeds or len(settings) != len(seeds):
            raise ValueError(f"settings and seeds must be of one length; got {len(settings)}, {len(seeds)}")
        self.task, self.name, self.seeds = TASKS[task], task, list(seeds)
        rates = [validate.real("learning_rate", of.learning_rate, above=0) for of in settings]
        self.learning_rates = np.array(rates)
        self.cell = VariantCell(variant, self.task.n_inputs, N_HIDDEN, dtype=np.float32)
        starts = [_start(variant, self.task, of, seed) for of, seed in zip(settings, seeds, strict=True)]
        self._shapes = {name: weight.shape for name, weight in starts[0].items()}
        self.parameters = np.stack([np.concatenate([w.ravel() for w in start.values()]) for start in starts])  # (R, P)
        self.best_parameters = self.parameters.copy()
        self._validation = self._columns(self.task.validation_set())
        self.error = self._errors(self.parameters, *self._validation)
        self.diverged = np.zeros(len(self.seeds), bool)
        self._bound = 1000 * self.error + 1

    def fit(self, steps: int = STEPS) -> Iterator[Progress]:
        """Train all runs, yielding after each step a Progress with the medians of the runs."""
        adam = optimise.Adam(self.parameters)
        data = {seed: self.task.batches(np.random.default_rng((seed, 1))) for seed in self.seeds}
        start, seconds = time.perf_counter(), 0.0
        for step in range(1, steps + 1):
            batches = {seed: next_batch() for seed, next_batch in data.items()}
            x = np.stack([batches[seed][0] for seed in self.seeds], axis=1).swapaxes(-1, -2)  # (T, R, D, B)
            y = np.stack([batches[seed][1].T for seed in self.seeds])  # (R, n_outputs, B)
            with np.errstate(over="ignore", invalid="ignore"):  # divergence is dealt with right below
                loss, gradient = self._loss_and_gradient(x.astype(np.float32), y.astype(np.float32))
                self.diverged |= ~(loss < self._bound)  # not (a < b) catches nan as well
                norm = np.sqrt((gradient**2).sum(axis=1, keepdims=True))
                gradient *= np.minimum(1, CLIP / np.maximum(norm, 1e-30))
                adam.update(gradient, (self.learning_rates * optimise.one_cycle(step - 1, steps))[:, None])
                if step % VALIDATE_EVERY == 0 or step == steps:
                    self._look()
            seconds += time.perf_counter() - start
            yield Progress(step, float(np.median(loss)), float(np.median(self.error)), seconds)
            start = time.perf_counter()

    def test_error(self) -> np.ndarray:
        """Return the mean squared error (R,) of each run's kept weights on the test sequences."""
        return self._errors(self.best_parameters, *self._columns(self.task.test_set()))

    def _look(self) -> None:
        error = self._errors(self.parameters, *self._validation)
        better = (error < self.error) & ~self.diverged
        self.error[better] = error[better]
        self.best_parameters[better] = self.parameters[better]

    def _columns(self, pair: Pair) -> Pair:
        """Turn x (T, B, D) and y (B, n_outputs) into columns, the same for all runs: (T, R, D, B), (n_outputs, B)."""
        x, y = (array.swapaxes(-1, -2).astype(np.float32) for array in pair)
        return np.broadcast_to(x[:, None], (len(x), len(self.seeds), *x.shape[1:])), y

    def _errors(self, parameters: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        W_y, b_y = self._use(parameters)
        (last,) = deque(self.cell.steps(x), maxlen=1)  # keeps no other step in memory
        return ((W_y @ last["h"] + b_y - y) ** 2).mean(axis=(1, 2), dtype=float)

    def _loss_and_gradient(self, x: np.ndarray, y: np.ndarray) -> Pair:
        W_y, b_y = self._use(self.parameters)
        steps = list(self.cell.steps(x))
        h_T = steps[-1]["h"]  # (R, H, B)
        error = W_y @ h_T + b_y - y
        d_forecast = error * np.float32(2 / y[0].size)
        gradient = self.cell.backward(x, steps, W_y.swapaxes(-1, -2) @ d_forecast)
        gradient |= {"W_y": d_forecast @ h_T.swapaxes(-1, -2), "b_y": d_forecast.sum(axis=-1)}
        flat = [gradient[name].reshape(len(self.seeds), -1) for name in self._shapes]
        return (error**2).mean(axis=(1, 2), dtype=float), np.concatenate(flat, axis=1)

    def _use(self, parameters: np.ndarray) -> Pair:
        """Give the cell its weights in `parameters` (R, P), as views; return the head's, W_y and b_y."""
        views = dict(zip(self._shapes, cut(parameters, self._shapes.values()), strict=True))
        W_y, b_y = views.pop("W_y"), views.pop("b_y")
        self.cell.weights = views
        return W_y, b_y[..., None]


def _start(variant: str, task: Task, of: Settings, seed: int) -> dict[str, np.ndarray]:
    generator, bound = np.random.default_rng(seed), 1 / np.sqrt(N_HIDDEN)
    begun: dict[str, Any] = {"forget_bias": of.forget_bias, "input_bias": of.input_bias, "rng": generator}
    cell = VariantCell(variant, task.n_inputs, N_HIDDEN, dtype=np.float32, **begun)
    W_y = generator.uniform(-bound, bound, (task.n_outputs, N_HIDDEN))
    head = {"W_y": W_y.astype(np.float32), "b_y": np.full(task.n_outputs, task.constant, np.float32)}
    return {**cell.weights, **head}
