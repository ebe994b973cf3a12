"""How much of the gradient reaches each step of an LSTM before training, without attention and with it (notebook 14).

Both networks have the same cell and the same head, those of seed 0, and read the same sequences of the recall task.
Without attention the head reads h_T; with it, the context. Compared is ∂loss/∂c_t, exact, along every path, with the
gradient of what the head reads. The short way is what reaches c_t through its own h_t and the look back alone: one
factor for every step, where the way through the cell has one for each step in between.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.attention import look_back, look_back_gradient
from lstm_lesson.studies import recall
from lstm_lesson.training.attention_network import AttentionForecaster
from lstm_lesson.training.fast_layers import LSTMLayer

N_HIDDEN, SEQUENCES, LONGEST = 16, 4, 320


@dataclass(frozen=True)
class WayBack:
    """The size of the gradient at each step, (T,), as a share of that of what the head reads.

    alone: of an LSTM whose head reads the last state. attention: of one that looks back. short: the short way's part.
    """

    alone: np.ndarray
    attention: np.ndarray
    short: np.ndarray

    @property
    def delay(self) -> int:
        """How many steps lie between the symbol and the answer."""
        return len(self.alone) - 1

    @property
    def back(self) -> np.ndarray:
        """Where each step stands, as a share of the way from the symbol to the answer."""
        return np.linspace(0, 1, len(self.alone))


@lru_cache
def _untrained() -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return the weights of seed 0, and the longest sequences with their symbols: x (T, D, B), y (B, 3)."""
    weights = AttentionForecaster(recall.N_BITS + 1, N_HIDDEN, recall.N_BITS, rng=0, dtype=np.float64).weights
    x, y = recall.recall_sequences(LONGEST, SEQUENCES, rng=2_000_014)
    return weights, x.transpose(0, 2, 1), y


def way_back(b_f: float, b_i: float, delay: float) -> WayBack:
    """Walk back through an untrained LSTM with these biases of its forget and input gates."""
    delay = int(delay)
    if not 1 <= delay <= LONGEST:
        raise ValueError(f"delay must be from 1 to {LONGEST}; got {delay}")
    weights, x, y = _untrained()
    b = np.repeat([validate.real("b_i", b_i), validate.real("b_f", b_f), 0.0, 0.0], N_HIDDEN)
    layer = LSTMLayer(delay + 1, SEQUENCES, x.shape[1], N_HIDDEN, x.dtype)
    layer.x[:] = x[: delay + 1]
    layer.forward(LSTMLayer.pack({"W_h": weights["layer0.W_h"], "W_x": weights["layer0.W_x"], "b": b}))
    h = layer.h.transpose(0, 2, 1)  # (T, B, H)

    W_y, error = weights["W_y"], h[-1] @ weights["W_y"].T - y
    d_last = np.zeros_like(h)
    d_last[-1] = error @ W_y

    look = look_back(h[-1] @ weights["W_q"].T + weights["b_q"], h)
    d_context = (look.context @ W_y.T - y) @ W_y
    d_query, d_states = look_back_gradient(look, d_context)
    d_each = d_states.copy()
    d_each[-1] += d_query @ weights["W_q"]  # the query comes from the last state

    both, read = _walk(layer, weights["layer0.W_h"], np.concatenate([d_last, d_each], axis=1))
    alone, attention = _sizes(both[:, :SEQUENCES], d_last[-1]), _sizes(both[:, SEQUENCES:], d_context)
    return WayBack(alone, attention, _sizes(d_states * read, d_context))


def _sizes(gradient: np.ndarray, at_head: np.ndarray) -> np.ndarray:
    """Return the size of a gradient (T, B, H) as a share of that of what the head reads (B, H): (T,)."""
    return np.linalg.norm(gradient, axis=(1, 2)) / np.linalg.norm(at_head)


def _walk(layer: LSTMLayer, W_h: np.ndarray, d_each: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Walk back with what each h_t gets from outside, (T, 2B, H): return ∂loss/∂c_t, and ∂h_t/∂c_t (T, B, H)."""
    gates = layer.gates.transpose(0, 2, 1)
    o, i, f, g, c_prev = np.split(gates[:-1], 5, axis=2)
    tanh_c = layer.tanh_c.transpose(0, 2, 1)
    read = o * (1 - tanh_c**2)
    # How far a nudge of c_t, or of h_t, moves each pre-activation of step t; both networks have the same.
    slopes = np.concatenate([i * (1 - i) * g, f * (1 - f) * c_prev, (1 - g**2) * i, o * (1 - o) * tanh_c], axis=2)
    slopes, reads, keeps = (np.concatenate([part, part], axis=1) for part in (slopes, read, f))
    dc, dh, found = np.zeros_like(d_each[0]), np.zeros_like(d_each[0]), np.empty_like(d_each)
    stacked = np.empty((len(dc), len(W_h)))
    H = dc.shape[1]
    for t in reversed(range(len(d_each))):
        dh += d_each[t]
        dc += dh * reads[t]
        found[t] = dc
        stacked.reshape(len(dc), 4, H)[:, :3] = dc[:, None]
        stacked[:, 3 * H :] = dh
        dh = (stacked * slopes[t]) @ W_h
        dc = dc * keeps[t]
    return found, read
