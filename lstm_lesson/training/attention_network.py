"""An LSTM that reads, and attention over all that it read: encoder, query, look back, readout.

    h_1 … h_T = LSTM(x),  q = W_q h_T + b_q,  ŷ = W_y context(q, h_1 … h_T) + b_y

The readout sees the context alone. The encoder is `fast_network`'s; a test holds it to the readable cell.
"""

from typing import Any, ClassVar

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.attention import Attention, look_back, look_back_gradient
from lstm_lesson.training.fast_network import FastNetwork
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.network import State

QUERY = ("W_q", "b_q")


class AttentionNetwork(FastNetwork):
    """One layer of LSTM, attention over its states, and a linear head; `parameters` end with the query's weights."""

    def __init__(self, n_inputs: int, n_hidden: int, weights: dict[str, np.ndarray]):
        super().__init__(n_inputs, n_hidden, {name: w for name, w in weights.items() if name not in QUERY})
        self._query_shape = (n_hidden, n_hidden + 1)
        query = np.column_stack([weights[name] for name in QUERY])
        self.parameters = np.concatenate([self.parameters, query.ravel()])
        self._gradient = np.empty_like(self.parameters)

    def _query(self, flat: np.ndarray) -> np.ndarray:
        rows, columns = self._query_shape
        return flat[-rows * columns :].reshape(rows, columns)

    def named(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """Return a flat array laid out like `parameters` as arrays under the names of the weights."""
        query = self._query(flat)
        return super().named(flat) | {"W_q": query[:, :-1].copy(), "b_q": query[:, -1].copy()}

    def look(self, x: np.ndarray) -> Attention:
        """Read x (T, B, D) and look back from its end."""
        h = self._forward(x)[0].h.transpose(0, 2, 1)  # (T, B, H)
        query = self._query(self.parameters)
        return look_back(h[-1] @ query[:, :-1].T + query[:, -1], h)

    def forecast(self, x: np.ndarray, start: State | None = None, *, every_step: bool = False) -> np.ndarray:
        """Forecast from x (T, B, D): (B, n_ahead); from nowhere but the beginning, and only after the last step."""
        _from_start_to_end(start, every_step)
        head = self._matrices(self.parameters)[-1]
        return self.look(x).context @ head[:, :-1].T + head[:, -1]

    def loss_and_gradient(
        self, x: np.ndarray, y: np.ndarray, start: State | None = None, *, every_step: bool = False
    ) -> tuple[float, np.ndarray]:
        """Return the squared error on x (T, B, D), y (B, n_ahead), and its gradient, flat like `parameters`.

        The gradient's memory is written anew by the next call.
        """
        _from_start_to_end(start, every_step)
        look = self.look(x)
        W, head = self._matrices(self.parameters)
        dW, d_head = self._matrices(self._gradient)
        query, d_query_weights = self._query(self.parameters), self._query(self._gradient)
        error = look.context @ head[:, :-1].T + head[:, -1] - y  # (B, n_ahead)
        d_forecast = error * self.dtype.type(2 / y.size)
        d_head[:, :-1], d_head[:, -1] = d_forecast.T @ look.context, d_forecast.sum(axis=0)

        d_query, d_states = look_back_gradient(look, d_forecast @ head[:, :-1])
        d_query_weights[:, :-1], d_query_weights[:, -1] = d_query.T @ look.states[-1], d_query.sum(axis=0)
        # The last state is asked twice: it is one of those looked at, and the query comes from it.
        d_last = d_query @ query[:, :-1]
        dW[:] = self._memory[x.shape[:2]][0].backward(W, d_last.T, np.ascontiguousarray(d_states.transpose(0, 2, 1)))
        return float(np.dot(error.ravel(), error.ravel()) / y.size), self._gradient


def _from_start_to_end(start: State | None, every_step: bool) -> None:
    if start is not None or every_step:
        raise ValueError("start must be None, and every_step False: the context is one of all states at once")


class AttentionForecaster(Forecaster):
    """A Forecaster with one layer of LSTM whose head reads the context of a look back, not the last state."""

    reads_every_step: ClassVar[bool] = False

    def __init__(self, n_inputs: int, n_hidden: int, n_ahead: int, *, rng: Any = 0, dtype: Any = np.float32):
        """Draw the weights as a Forecaster does, and W_q (H, H) in the same way; b_q (H,) starts at 0."""
        generator = validate.generator(rng)
        super().__init__(n_inputs, n_hidden, n_ahead, rng=generator, dtype=dtype)
        bound = 1 / np.sqrt(self.n_hidden)
        W_q = generator.uniform(-bound, bound, (self.n_hidden, self.n_hidden)).astype(self.dtype)
        self._publish({**self._weights, "W_q": W_q, "b_q": np.zeros(self.n_hidden, self.dtype)})

    def _network(self) -> AttentionNetwork:
        return AttentionNetwork(self.n_inputs, self.n_hidden, self._weights)

    def look(self, x: Any) -> Attention:
        """Read x (T, B, D) and return where the look back from its end goes."""
        return self._network().look(self._inputs("x", x))
