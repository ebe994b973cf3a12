"""Backpropagation through time, by hand, and the numbers that check it.

Notation: `dz` is ∂loss/∂z, shaped like z. Every backward pass walks from the last step to the first and carries the
gradient of the state (dh, and dc for the LSTM) from each step to the one before it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.activations import sigmoid_slope, tanh_slope
from lstm_lesson.nn.trace import GRUTrace, LSTMTrace, RNNTrace, Trace


def rnn_backward(W_x: np.ndarray, W_h: np.ndarray, trace: RNNTrace, dh: Any) -> dict[str, np.ndarray]:
    """Backpropagate through a plain RNN: gradients of W_x, W_h, b, x and h0."""
    dh = _incoming(dh, trace, RNNTrace, W_x, W_h)
    dz, slope = np.empty_like(trace.h), trace.slope
    dh_next = np.zeros_like(trace.h0)
    for t in reversed(range(len(dh))):
        dz[t] = (dh[t] + dh_next) * slope[t]
        dh_next = dz[t] @ W_h
    return _weight_gradients(W_x, dz, dz, trace) | {"h0": dh_next}


def lstm_backward(
    W_x: np.ndarray, W_h: np.ndarray, trace: LSTMTrace, dh: Any, dc_T: Any = None
) -> dict[str, np.ndarray]:
    """Backpropagate through an LSTM: gradients of W_x, W_h, b, x, h0 and c0."""
    dh = _incoming(dh, trace, LSTMTrace, W_x, W_h)
    dc_T = np.zeros_like(trace.c0) if dc_T is None else dc_T
    dc_next = validate.floats("dc_T", dc_T, dtype=W_h.dtype, shape=trace.c0.shape)
    i, f, g, o, c_prev, tanh_c = trace.i, trace.f, trace.g, trace.o, trace.c_prev, np.tanh(trace.c)
    dz = np.empty((*trace.h.shape[:-1], len(W_h)), W_h.dtype)
    dh_next = np.zeros_like(trace.h0)
    for t in reversed(range(len(dh))):
        dh_t = dh[t] + dh_next
        dc = dc_next + dh_t * o[t] * tanh_slope(tanh_c[t])
        dz_i = dc * g[t] * sigmoid_slope(i[t])
        dz_f = dc * c_prev[t] * sigmoid_slope(f[t])
        dz_g = dc * i[t] * tanh_slope(g[t])
        dz_o = dh_t * tanh_c[t] * sigmoid_slope(o[t])
        dz[t] = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=-1)
        dc_next = dc * f[t]  # the direct path: no matrix, no squashing
        dh_next = dz[t] @ W_h  # the paths through the gates
    return _weight_gradients(W_x, dz, dz, trace) | {"h0": dh_next, "c0": dc_next}


def gru_backward(W_x: np.ndarray, W_h: np.ndarray, b_hn: np.ndarray, trace: GRUTrace, dh: Any) -> dict[str, np.ndarray]:
    """Backpropagate through a GRU: gradients of W_x, W_h, b, b_hn, x and h0."""
    dh = _incoming(dh, trace, GRUTrace, W_x, W_h)
    r, z, n, h_prev = trace.r, trace.z, trace.n, trace.h_prev
    recurrent_n = h_prev @ np.split(W_h, 3)[2].T + b_hn  # what the reset gate multiplies
    dz_x = np.empty((*trace.h.shape[:-1], len(W_h)), W_h.dtype)
    dz_h = np.empty_like(dz_x)  # differs from dz_x in block n only, where r stands between
    dh_next = np.zeros_like(trace.h0)
    for t in reversed(range(len(dh))):
        dh_t = dh[t] + dh_next
        dz_n = dh_t * (1 - z[t]) * tanh_slope(n[t])
        dz_r = dz_n * recurrent_n[t] * sigmoid_slope(r[t])
        dz_z = dh_t * (h_prev[t] - n[t]) * sigmoid_slope(z[t])
        dz_x[t] = np.concatenate([dz_r, dz_z, dz_n], axis=-1)
        dz_h[t] = np.concatenate([dz_r, dz_z, dz_n * r[t]], axis=-1)
        dh_next = dh_t * z[t] + dz_h[t] @ W_h
    grads = _weight_gradients(W_x, dz_x, dz_h, trace)
    grads["b_hn"] = dz_h[..., -len(b_hn) :].reshape(-1, len(b_hn)).sum(axis=0)
    return grads | {"h0": dh_next}


def _weight_gradients(W_x: np.ndarray, dz_x: np.ndarray, dz_h: np.ndarray, trace: Any) -> dict[str, np.ndarray]:
    """Sum dz xᵀ and dz hᵀ over all steps (and the batch): one matrix product each, after the walk."""
    rows = len(W_x)
    flat_x, flat_h = dz_x.reshape(-1, rows), dz_h.reshape(-1, rows)
    return {
        "W_x": flat_x.T @ trace.x.reshape(-1, W_x.shape[1]),
        "W_h": flat_h.T @ trace.h_prev.reshape(len(flat_h), -1),
        "b": flat_x.sum(axis=0),
        "x": dz_x @ W_x,
    }


def cell_state_gradient(W_h: np.ndarray, trace: LSTMTrace) -> np.ndarray:
    """Return the exact ∂c_T/∂c_t for every t: all paths, through the cell state and through the gates.

    W_h: (4H, H) of the LSTM that left `trace`, a trace without batch. Returns (T, H, H), last step = identity: entry
    [t, k, j] says how much unit k's last cell state moves per unit of change in unit j's state after step t, its
    h_t moving along with it. It is the product of the steps' Jacobians of (c, h), built from the right.
    """
    T, H = _without_batch(trace, LSTMTrace)
    W_h = validate.floats("W_h", W_h, dtype=trace.h.dtype, shape=(4 * H, H))
    W_hi, W_hf, W_hg, W_ho = np.split(W_h, 4)
    i, f, g, o, c_prev, tanh_c = trace.i, trace.f, trace.g, trace.o, trace.c_prev, np.tanh(trace.c)
    # How strongly h_{t−1} moves c_t and h_t through each gate's pre-activation, for all t at once.
    via_i, via_f = g * sigmoid_slope(i), c_prev * sigmoid_slope(f)
    via_g, via_o = i * tanh_slope(g), tanh_c * sigmoid_slope(o)
    read = o * tanh_slope(tanh_c)  # ∂h_t/∂c_t within a step
    result = np.empty((T, H, H), W_h.dtype)
    dc, dh = np.eye(H, dtype=W_h.dtype), np.zeros((H, H), W_h.dtype)  # of c_T, with respect to c_t and h_t
    for t in reversed(range(T)):
        dc = dc + dh * read[t]
        result[t] = dc
        through_c = (dc * via_i[t]) @ W_hi + (dc * via_f[t]) @ W_hf + (dc * via_g[t]) @ W_hg
        dh = through_c + (dh * via_o[t]) @ W_ho
        dc = dc * f[t]
    return result


def direct_path(trace: LSTMTrace) -> np.ndarray:
    """Return Π f over the steps after t, for every t: the part of ∂c_T/∂c_t that never leaves the cell state.

    Takes a trace of any shape; returns one like trace.c, its last step 1.
    """
    later = np.concatenate([trace.f[1:], np.ones_like(trace.f[:1])])
    return np.cumprod(later[::-1], axis=0)[::-1]


def hidden_state_gradient(W_h: np.ndarray, trace: RNNTrace) -> np.ndarray:
    """Return the exact ∂h_T/∂h_t of a plain RNN for every t: the product of diag(slope) W_h over the later steps.

    W_h: (H, H) of the RNN that left `trace`, a trace without batch. Returns (T, H, H), last step = identity. The slope
    is 1 − h² of a tanh, and 0 or 1 of a ReLU.
    """
    T, H = _without_batch(trace, RNNTrace)
    W_h = validate.floats("W_h", W_h, dtype=trace.h.dtype, shape=(H, H))
    result, slope = np.empty((T, H, H), W_h.dtype), trace.slope
    dh = np.eye(H, dtype=W_h.dtype)
    for t in reversed(range(T)):
        result[t] = dh
        dh = (dh * slope[t]) @ W_h
    return result


def _incoming(dh: Any, trace: Any, wanted: type[Trace], W_x: np.ndarray, W_h: np.ndarray) -> np.ndarray:
    """Return dh as an array, or raise ValueError unless it fits `trace`, and `trace` the cell in kind and sizes."""
    if not isinstance(trace, wanted):
        raise ValueError(f"trace must be what this kind of cell's run returns, {wanted.__name__}; got {type(trace)}")
    wanted_sizes, sizes = (W_x.shape[1], W_h.shape[1]), (trace.x.shape[-1], trace.h.shape[-1])
    if sizes != wanted_sizes:
        raise ValueError(f"trace must be of a cell with (D, H) = {wanted_sizes}; got one with {sizes}")
    return validate.floats("dh", dh, dtype=W_h.dtype, shape=trace.h.shape)


def _without_batch(trace: Any, wanted: type[Trace]) -> tuple[int, int]:
    """Return (T, H) of a trace of the right kind without a batch axis, or raise ValueError."""
    if not isinstance(trace, wanted) or trace.h.ndim != 2:
        got = f"states of shape {trace.h.shape}" if isinstance(trace, wanted) else type(trace)
        raise ValueError(f"trace must be the {wanted.__name__} of one sequence, without a batch axis; got {got}")
    return trace.h.shape


def numerical_gradient(loss: Callable[[], float], array: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Return ∂loss/∂array by central differences: nudge each entry both ways and watch the loss.

    loss: a function without arguments that reads `array` (float64), which is changed in place and put back. The error
    is about step² from the curvature and 1e-16/step from rounding: 1e-5 leaves ten digits or so.
    """
    if array.dtype != np.float64:
        raise ValueError(f"array must be float64, where differences keep their digits; got {array.dtype}")
    step = validate.real("step", step, above=0)
    result = np.empty_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + step
        above = loss()
        array[index] = kept - step
        below = loss()
        array[index] = kept
        result[index] = (above - below) / (2 * step)
    return result
