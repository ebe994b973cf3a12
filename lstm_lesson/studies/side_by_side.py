"""Two small tasks for the nine variants, and a training that takes many seeds and learning rates side by side.

Each run has weights, data, clipping and Adam of its own; only the numpy calls are shared. Every variant gets the same
number of hidden units, the same steps, batches, clipping and schedule, and from the same seed the same first weights.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.signals import damped_sines
from lstm_lesson.nn.variants import VariantCell
from lstm_lesson.studies.adding import adding_sequences
from lstm_lesson.training import optimise
from lstm_lesson.training.forecaster import Progress

N_HIDDEN, BATCH_SIZE, CLIP = 10, 16, 1.0
STEPS, VALIDATE_EVERY = 1000, 50
N_IN, N_AHEAD, NOISE = 50, 5, 0.05  # steps, steps, standard deviation of what is observed in place of the sine
PERIOD, DECAY = (10.0, 20.0), (0.01, 0.1)  # of notebook 11: steps, 1/step
ADDING_LENGTH = 40

# Seeds far apart, so that no set shares a sequence with another whatever the training's own seed.
_VALIDATION_SEED, _TEST_SEED = 1_000_007, 1_000_008

Pair = tuple[np.ndarray, np.ndarray]


def noisy_sines(size: int, rng: Any = 0) -> Pair:
    """Draw `size` damped sines as in notebook 11, observed with noise: x (50, B, 1), and y (B, 5), what comes without.

    The targets are free of noise, so that the error is the forecast's alone.
    """
    size, generator = validate.whole("size", size), validate.generator(rng)
    signals = damped_sines(N_IN + N_AHEAD, generator.uniform(*PERIOD, size), generator.uniform(*DECAY, size))
    x = signals[:, :N_IN] + NOISE * generator.standard_normal((size, N_IN))
    return x.T[:, :, None], signals[:, N_IN:]


def short_sums(size: int, rng: Any = 0) -> Pair:
    """Draw `size` adding problems of 40 steps: x (40, B, 2), y (B, 1)."""
    return adding_sequences(ADDING_LENGTH, size, rng)


@dataclass(frozen=True)
class Task:
    """What is to be learned: how to draw sequences, their sizes, and the constant answer that a head begins with."""

    words: str
    draw: Callable[[int, Any], Pair]
    n_inputs: int
    n_outputs: int
    constant: float


TASKS = {
    "sine": Task("damped sine with noise", noisy_sines, 1, N_AHEAD, 0.5),
    "adding": Task(f"adding problem, T = {ADDING_LENGTH}", short_sums, 2, 1, 1.0),
}


def validation_set(task: str) -> Pair:
    """Return the 200 sequences that choose the best weights, and the learning rate."""
    return TASKS[task].draw(200, _VALIDATION_SEED)


def final_test_set(task: str) -> Pair:
    """Return the 1,000 sequences that nothing is chosen by."""
    return TASKS[task].draw(1000, _TEST_SEED)


def constant_error(task: str) -> float:
    """Return the mean squared error on the test sequences of the constant answer: ½ for the sine, 1 for a sum."""
    return float(np.mean((final_test_set(task)[1] - TASKS[task].constant) ** 2))


class Runs:
    """R trainings of one variant on one task, side by side, each with its learning rate and its seed.

    error[r] is the lowest mean squared error of run r on the validation sequences so far; the weights of that moment
    are kept. A run whose loss leaves all bounds has diverged, and counts with the weights kept until then.
    """

    def __init__(
        self,
        variant: str,
        task: str,
        learning_rates: Sequence[float],
        seeds: Sequence[int],
        forget_bias: float | Sequence[float] = 1.0,
        input_bias: float | Sequence[float] = 0.0,
    ) -> None:
        """Prepare run r with learning_rates[r], seeds[r] and its biases, or those of all; nothing is trained yet."""
        if task not in TASKS:
            raise ValueError(f"task must be one of {', '.join(TASKS)}; got {task!r}")
        if not seeds or len(learning_rates) != len(seeds):
            raise ValueError(f"learning_rates and seeds must be of one length; got {len(learning_rates)}, {len(seeds)}")
        self.task, self.name, self.seeds = TASKS[task], task, list(seeds)
        self.learning_rates = np.array([validate.real("learning_rate", rate, above=0) for rate in learning_rates])
        self.cell = VariantCell(variant, self.task.n_inputs, N_HIDDEN, dtype=np.float32)
        biases = np.transpose(np.broadcast_arrays(forget_bias, input_bias, np.zeros(len(seeds)))[:2]).tolist()
        starts = [_start(variant, self.task, seed, *b_f_b_i) for seed, b_f_b_i in zip(seeds, biases, strict=True)]
        self._shapes = {name: weight.shape for name, weight in starts[0].items()}
        self.parameters = np.stack([np.concatenate([w.ravel() for w in start.values()]) for start in starts])  # (R, P)
        self.best_parameters = self.parameters.copy()
        self._validation = self._columns(validation_set(task))
        self.error = self._errors(self.parameters, *self._validation)
        self.diverged = np.zeros(len(self.seeds), bool)
        self._bound = 1000 * self.error + 1

    def fit(self, steps: int = STEPS) -> Iterator[Progress]:
        """Train all runs, yielding after each step a Progress with the medians of the runs."""
        adam = optimise.Adam(self.parameters)
        data = {seed: np.random.default_rng((seed, 1)) for seed in self.seeds}
        start, seconds = time.perf_counter(), 0.0
        for step in range(1, steps + 1):
            batches = {seed: self.task.draw(BATCH_SIZE, generator) for seed, generator in data.items()}
            x = np.stack([batches[seed][0] for seed in self.seeds], axis=1).swapaxes(-1, -2)  # (T, R, D, B)
            y = np.stack([batches[seed][1].T for seed in self.seeds])  # (R, n_outputs, B)
            with np.errstate(over="ignore", invalid="ignore"):  # divergence is dealt with right below
                loss, gradient = self._loss_and_gradient(x.astype(np.float32), y.astype(np.float32))
                self.diverged |= ~(loss < self._bound)  # not (a < b) catches nan as well
                gradient *= np.minimum(1, CLIP / np.maximum(_norm(gradient), 1e-30))
                adam.update(gradient, (self.learning_rates * optimise.one_cycle(step - 1, steps))[:, None])
                if step % VALIDATE_EVERY == 0 or step == steps:
                    self._look()
            seconds += time.perf_counter() - start
            yield Progress(step, float(np.median(loss)), float(np.median(self.error)), seconds)
            start = time.perf_counter()

    def test_error(self) -> np.ndarray:
        """Return the mean squared error (R,) of each run's kept weights on the test sequences."""
        return self._errors(self.best_parameters, *self._columns(final_test_set(self.name)))

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
        views, start = {}, 0
        for name, shape in self._shapes.items():
            size = int(np.prod(shape))
            views[name] = parameters[:, start : start + size].reshape(-1, *shape)
            start += size
        W_y, b_y = views.pop("W_y"), views.pop("b_y")
        self.cell.weights = views
        return W_y, b_y[..., None]


def _start(variant: str, task: Task, seed: int, forget_bias: float, input_bias: float) -> dict[str, np.ndarray]:
    generator, bound = np.random.default_rng(seed), 1 / np.sqrt(N_HIDDEN)
    begun: dict[str, Any] = {"forget_bias": forget_bias, "input_bias": input_bias, "rng": generator}
    cell = VariantCell(variant, task.n_inputs, N_HIDDEN, dtype=np.float32, **begun)
    W_y = generator.uniform(-bound, bound, (task.n_outputs, N_HIDDEN))
    head = {"W_y": W_y.astype(np.float32), "b_y": np.full(task.n_outputs, task.constant, np.float32)}
    return {**cell.weights, **head}


def _norm(gradient: np.ndarray) -> np.ndarray:
    return np.sqrt((gradient**2).sum(axis=1, keepdims=True))
