"""A forecaster that can be trained step by step, watched, stopped and continued."""

from typing import Any, ClassVar

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import LSTM, Cell
from lstm_lesson.training.learner import Learner
from lstm_lesson.training.losses import SQUARED_ERROR, Loss
from lstm_lesson.training.network import State


class Forecaster(Learner):
    """Layers of one kind of cell and a linear head: the past of a signal in, its next `n_ahead` values out.

    `weights` are always the best so far (lowest validation loss), so a training may stop, or diverge, at any step. The
    loss of `fit` is the mean squared error; its targets y are (B, n_ahead), or (T, B, n_ahead) at every step. With
    `columns` everything that is forecast has an axis more, the columns, (…, n_ahead, columns).
    """

    loss: ClassVar[Loss] = SQUARED_ERROR
    sizes: ClassVar[tuple[str, ...]] = ("n_inputs", "n_hidden", "n_ahead", "columns", "activation")

    def __init__(
        self,
        n_inputs: int,
        n_hidden: int,
        n_ahead: int,
        *,
        columns: int | None = None,
        cell: type[Cell] = LSTM,
        activation: str | None = None,
        layers: int = 1,
        rng: Any = 0,
        dtype: Any = np.float32,
    ):
        """Draw the weights. n_inputs: D. n_hidden: H. cell: RNN, LSTM or GRU. rng: a Generator or a seed.

        columns: how many columns are forecast at once; None: one signal, without an axis for it. activation: an RNN's,
        "tanh" (if None) or "relu".
        """
        self.n_ahead = validate.whole("n_ahead", n_ahead)
        self.columns = None if columns is None else validate.whole("columns", columns)
        n_numbers = self.n_ahead * (self.columns or 1)
        kind: dict[str, Any] = {"cell": cell, "activation": activation, "layers": layers}
        super().__init__(n_inputs, n_hidden, n_numbers, **kind, rng=rng, dtype=dtype)

    def _answer_shape(self) -> tuple[int, ...]:
        return (self.n_ahead,) if self.columns is None else (self.n_ahead, self.columns)

    def _target(self, name: str, y: Any, shape: tuple[int, ...]) -> np.ndarray:
        y = validate.floats(name, y, dtype=self.dtype, shape=shape)
        return y.reshape(*y.shape[: y.ndim - len(self._answer_shape())], -1)

    def predict(self, x: Any, *, every_step: bool = False) -> np.ndarray:
        """Forecast the next n_ahead values after x, (T, D) or (T, B, D), time first: (n_ahead,) or (B, n_ahead).

        every_step: after every step of x, (T, n_ahead) or (T, B, n_ahead).
        """
        return self.predict_from(x, every_step=every_step)[0]

    def predict_from(self, x: Any, state: State | None = None, *, every_step: bool = False) -> tuple[np.ndarray, State]:
        """Forecast as `predict` does, starting from `state`; return the forecast, and the state after x to go on from.

        state: what an earlier call returned for the same sequences, by name (layer0.h, layer0.c, …), each (H,) or
        (B, H); None starts at 0. Two halves of x with the state between are all of x at once.
        """
        numbers, after = self._answer(x, state, every_step)
        return numbers.reshape(*numbers.shape[:-1], *self._answer_shape()), after

    def free_run(self, x: Any, length: int) -> np.ndarray:
        """Forecast `length` values after x by feeding forecasts back: append all n_ahead, slide the window, repeat.

        x: (T, D) or (T, B, D). Returns (length,) or (B, length), with `columns` (length, D) or (B, length, D). All that
        goes in must be forecast: D = 1 without `columns`, or D = `columns`. Inputs that are known ahead, such as the
        weekday, are not supported.
        """
        if self.n_inputs != (self.columns or 1):
            raise ValueError(
                f"free_run feeds forecasts back as inputs, so it needs a forecaster of all its inputs, made with "
                f"columns={self.n_inputs}: inputs known ahead are not supported; got one with n_inputs = "
                f"{self.n_inputs} that forecasts {self.columns or 1}"
            )
        length = validate.whole("length", length, at_most=validate.MOST_AHEAD)
        x = self._inputs("x", x)
        window = x.reshape(len(x), -1, self.n_inputs)  # (T, B, D)
        network, (T, B, D), forecasts = self._network(), window.shape, []
        for _ in range(0, length, self.n_ahead):
            forecasts.append(network.forecast(window).reshape(B, self.n_ahead, D))
            window = np.concatenate([window, forecasts[-1].swapaxes(0, 1)])[-T:]
        result = np.concatenate(forecasts, axis=1)[:, :length]
        result = result[..., 0] if self.columns is None else result
        return result[0] if x.ndim == 2 else result
