"""A forecaster that can be trained step by step, watched, stopped and continued."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import GRU, LSTM, RNN, Cell, copies, sequences
from lstm_lesson.training import optimise, recording
from lstm_lesson.training.fast_network import FastNetwork
from lstm_lesson.training.losses import squared_error

NextBatch = Callable[[], tuple[Any, Any]]


@dataclass(frozen=True)
class Progress:
    """How far a training is: after `step` steps, this batch's loss and the latest validation loss.

    Both losses are mean squared errors. seconds: time spent training so far, without the caller's own.
    """

    step: int
    loss: float
    validation_loss: float
    seconds: float


def until(good_enough: float, training: Iterator[Progress]) -> Iterator[Progress]:
    """Pass a training's Progress on, and end it once the validation loss is below `good_enough`."""
    for progress in training:
        yield progress
        if progress.validation_loss < good_enough:
            return


class TrainingDivergedError(ArithmeticError):
    """A training went out of bounds and stopped; its forecaster keeps the best weights it had."""


class Forecaster:
    """Layers of one kind of cell and a linear head: the past of a signal in, its next `n_ahead` values out.

    `weights` are always the best so far (lowest validation loss), so a training may stop, or diverge, at any step.
    """

    def __init__(
        self,
        n_inputs: int,
        n_hidden: int,
        n_ahead: int,
        *,
        cell: type[Cell] = LSTM,
        layers: int = 1,
        rng: Any = 0,
        dtype: Any = np.float32,
    ):
        """Draw the weights. n_inputs: D. n_hidden: H. cell: RNN, LSTM or GRU. rng: a Generator or a seed."""
        self.n_inputs = validate.whole("n_inputs", n_inputs)
        self.n_hidden = validate.whole("n_hidden", n_hidden)
        self.n_ahead = validate.whole("n_ahead", n_ahead)
        self.layers = validate.whole("layers", layers)
        if cell not in (RNN, LSTM, GRU):
            raise ValueError(f"cell must be RNN, LSTM or GRU; got {cell!r}")
        self.cell = cell
        self.dtype = validate.float_type(dtype)
        generator = validate.generator(rng)
        cells = self._new_cells(generator)
        bound = 1 / np.sqrt(self.n_hidden)
        weights = {f"layer{n}.{name}": w for n, c in enumerate(cells) for name, w in c.weights.items()}
        weights["W_y"] = generator.uniform(-bound, bound, (self.n_ahead, self.n_hidden)).astype(self.dtype)
        weights["b_y"] = np.zeros(self.n_ahead, self.dtype)
        self._publish(weights)

    def _new_cells(self, rng: Any = 0) -> list[Cell]:
        generator = validate.generator(rng)
        sizes = [self.n_inputs] + [self.n_hidden] * (self.layers - 1)
        return [self.cell(size, self.n_hidden, rng=generator, dtype=self.dtype) for size in sizes]

    def _network(self) -> Any:
        return FastNetwork(self.n_inputs, self.n_hidden, self._weights, cell=self.cell)

    @property
    def weights(self) -> dict[str, np.ndarray]:
        """All weights by name: layer0.W_x, layer0.W_h, layer0.b, …, and the head's W_y (n_ahead, H), b_y (n_ahead,).

        The arrays are read-only: set the whole dict to change them, so that no one ever sees half a change.
        """
        return dict(self._weights)

    @weights.setter
    def weights(self, weights: Mapping[str, Any]) -> None:
        self._publish(copies(weights, self._weights))

    def _publish(self, weights: dict[str, np.ndarray]) -> None:
        """Swap in a complete set of weights: one assignment, so a reader sees the old set or the new one."""
        for array in weights.values():
            array.flags.writeable = False
        self._weights = weights

    def cells(self) -> list[Cell]:
        """Return the layers as readable cells with copies of the present weights, to run and look inside."""
        weights, cells = self._weights, self._new_cells()
        for n, cell in enumerate(cells):
            cell.set_weights({name: weights[f"layer{n}.{name}"] for name in cell.weights})
        return cells

    def predict(self, x: Any) -> np.ndarray:
        """Forecast the next n_ahead values after x, (T, D) or (T, B, D): (n_ahead,) or (B, n_ahead)."""
        x = self._inputs("x", x)
        if x.ndim == 2:
            return self._network().forecast(x[:, None])[0]
        return self._network().forecast(x)

    def free_run(self, x: Any, length: int) -> np.ndarray:
        """Forecast `length` values after x by feeding forecasts back: append all n_ahead, slide the window, repeat.

        x: (T, 1) or (T, B, 1). Returns (length,) or (B, length).
        """
        if self.n_inputs != 1:
            raise ValueError(f"free_run needs a forecaster with n_inputs = 1; got {self.n_inputs}")
        length = validate.whole("length", length)
        x = self._inputs("x", x)
        window = x[..., 0].reshape(len(x), -1)  # (T, B)
        network, T, forecasts = self._network(), len(window), []
        for _ in range(0, length, self.n_ahead):
            forecasts.append(network.forecast(window[:, :, None]))
            window = np.concatenate([window, forecasts[-1].T])[-T:]
        result = np.concatenate(forecasts, axis=1)[:, :length]
        return result[0] if x.ndim == 2 else result

    def fit(
        self,
        next_batch: NextBatch,
        *,
        steps: int,
        validation: tuple[Any, Any],
        learning_rate: float = 0.01,
        clip: float = 1.0,
        schedule: Callable[[int, int], float] = optimise.one_cycle,
        validate_every: int = 100,
    ) -> Iterator[Progress]:
        """Train, yielding Progress after every step: draw it, stop asking, ask again, and it goes on where it was.

        next_batch: a function that returns the next x (T, B, D) and y (B, n_ahead). validation: such a pair, held out;
        the weights with the lowest loss on it are kept, and published as `weights` as soon as they are found.
        learning_rate: the peak that `schedule` scales. clip: largest norm of the gradient. Adam minimises the mean
        squared error. Raises ValueError for bad arguments at once, and TrainingDivergedError when the loss leaves all
        bounds.
        """
        steps = validate.whole("steps", steps)
        validate_every = validate.whole("validate_every", validate_every)
        learning_rate = validate.real("learning_rate", learning_rate, above=0)
        clip = validate.real("clip", clip, above=0)
        if not callable(next_batch):
            raise ValueError(f"next_batch must be a function that returns x and y; got {next_batch!r}")
        held_out, target = self._pair("validation", validation)

        def training() -> Iterator[Progress]:
            start = time.perf_counter()
            network = self._network()
            adam = optimise.Adam(network.parameters)
            first = best = validation_loss = squared_error(network.forecast(held_out), target)
            best_step, seconds = 0, 0.0
            for step in range(1, steps + 1):
                x, y = self._pair("next_batch", next_batch())
                with np.errstate(over="ignore", invalid="ignore"):  # divergence is dealt with right below, in words
                    loss, gradient = network.loss_and_gradient(x, y)
                    optimise.clip_by_norm(gradient, clip)
                    adam.update(gradient, learning_rate * schedule(step - 1, steps))
                    if step % validate_every == 0 or step == steps:
                        validation_loss = squared_error(network.forecast(held_out), target)
                # A loss a thousand times the untrained network's has left for good; not (a < b) catches nan as well.
                if not (loss < 1000 * first + 1 and validation_loss < 1000 * first + 1):
                    raise TrainingDivergedError(
                        f"the training diverged at step {step} (loss {loss:.3g}): the forecaster keeps the weights of "
                        f"step {best_step} (validation loss {best:.3g}); try a smaller learning_rate than "
                        f"{learning_rate:g}"
                    )
                if validation_loss < best:
                    best, best_step = validation_loss, step
                    self._publish(network.named(network.parameters.copy()))
                seconds += time.perf_counter() - start
                yield Progress(step, loss, validation_loss, seconds)
                start = time.perf_counter()

        return training()

    def _inputs(self, name: str, x: Any) -> np.ndarray:
        return sequences(name, x, self.n_inputs, self.dtype)

    def _pair(self, name: str, pair: Any) -> tuple[np.ndarray, np.ndarray]:
        try:
            x, y = pair
        except (TypeError, ValueError):
            raise ValueError(f"{name} must give a pair x, y; got {type(pair).__name__}") from None
        x = self._inputs(f"x of {name}", x)
        if x.ndim != 3:
            raise ValueError(f"x of {name} must have a batch axis, (T, B, {self.n_inputs}); got shape {x.shape}")
        y = validate.floats(f"y of {name}", y, dtype=self.dtype, shape=(x.shape[1], self.n_ahead))
        return x, y

    def save(self, path: str | Path) -> None:
        """Write sizes and weights to `path` (.npz: plain arrays, never pickle)."""
        sizes = {"n_inputs": self.n_inputs, "n_hidden": self.n_hidden, "n_ahead": self.n_ahead, "layers": self.layers}
        recording.write(path, {**sizes, "cell": self.cell.__name__, "dtype": self.dtype.name}, self._weights)

    @classmethod
    def load(cls, path: str | Path) -> "Forecaster":
        """Read a forecaster written by `save`, or raise ValueError if the file is another or cut short."""
        about, weights = recording.read(path, ("n_inputs", "n_hidden", "n_ahead", "layers", "cell", "dtype"))
        try:
            cell = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[about.pop("cell")]
            forecaster = cls(**about, cell=cell)
            forecaster.weights = weights
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"path must be a saved forecaster; {path} is not: {error}") from None
        return forecaster

    def __repr__(self) -> str:
        sizes = f"n_inputs={self.n_inputs}, n_hidden={self.n_hidden}, n_ahead={self.n_ahead}"
        return f"Forecaster({sizes}, cell={self.cell.__name__}, layers={self.layers})"
