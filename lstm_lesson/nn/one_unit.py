"""One LSTM unit in plain numbers: what runs along each wire at each step, and how gradients come back.

With one input and one unit, every quantity of the six equations is a single float per step. Written out like this, a
run of 60 steps takes 0.2 ms, where arrays of length 1 take 4 ms (numpy's fixed cost per call): a slider feels that.
A test holds every number to LSTM(1, 1), RNN(1, 1) and gradients.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import exp, inf, log, tanh

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.nn.cells import LSTM


@dataclass(frozen=True)
class Flow:
    """A run of one LSTM unit: an array (T,) per symbol, and the step t that the cursor is on.

    c_prev and h_prev are the states before each step; fc = f⊙c_prev was kept, ig = i⊙g was written. gradient is the
    exact |∂c_T/∂c_t|, direct the product of the forget gates after t, rnn the |∂h_T/∂h_t| of a plain RNN with the
    candidate's weights; T is the last step there. No quantity has a unit.
    """

    x: np.ndarray
    h_prev: np.ndarray
    c_prev: np.ndarray
    z_i: np.ndarray
    z_f: np.ndarray
    z_g: np.ndarray
    z_o: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    fc: np.ndarray
    ig: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray
    h: np.ndarray
    gradient: np.ndarray
    direct: np.ndarray
    rnn: np.ndarray
    t: int

    def at_cursor(self) -> dict[str, float]:
        """Read every quantity at step t."""
        return {q.name: float(getattr(self, q.name)[self.t]) for q in fields(self) if q.name != "t"}

    @property
    def half_life(self) -> float:
        """Steps until half of c were left if f stayed as it is at the cursor: ln 2 / −ln f."""
        f = float(self.f[self.t])
        return inf if f == 1 else log(2) / -log(f)


def flow(cell: LSTM, x: np.ndarray, t: int = 0) -> Flow:
    """Run a cell of one input and one unit over x (T,), from h = c = 0, with the cursor on step t.

    Raises ValueError if the cell is larger than that, or t is not a step of x.
    """
    if cell.W_x.shape != (4, 1):
        raise ValueError(f"cell must have one input and one unit; got W_x of shape {cell.W_x.shape}, not (4, 1)")
    if not 0 <= t < len(x):
        raise ValueError(f"t must be a step from 0 to {len(x) - 1}; got {t}")
    w_x, w_h, b = cell.W_x[:, 0].tolist(), cell.W_h[:, 0].tolist(), cell.b.tolist()  # blocks i, f, g, o
    rows = _run(w_x, w_h, b, np.asarray(x, dtype=float).tolist())
    run = dict(zip(_SYMBOLS, np.array(rows).T, strict=True))
    return Flow(
        **run,
        gradient=np.abs(_gradient(w_h, rows)),
        direct=np.append(np.cumprod(run["f"][:0:-1])[::-1], 1.0),
        rnn=np.abs(_rnn_gradient(w_x[2], w_h[2], b[2], rows)),
        t=int(t),
    )


def one_unit(*, period: float, decay: float, length: int, t: int = 0, **weights: float) -> Flow:
    """Run one LSTM unit over a damped sine, its twelve weights given by name: w_xf, w_hf, b_f, w_xi, … b_o.

    A cursor t beyond the last step stands on the last step. Raises ValueError if a weight is missing or unknown.
    """
    expected = {f"{stem}{block}" for stem in ("w_x", "w_h", "b_") for block in LSTM.blocks}
    if set(weights) != expected:
        raise ValueError(f"weights must be {', '.join(sorted(expected))}; got {', '.join(sorted(weights))}")
    cell = LSTM(1, 1)
    cell.W_x[:, 0] = [weights[f"w_x{block}"] for block in LSTM.blocks]
    cell.W_h[:, 0] = [weights[f"w_h{block}"] for block in LSTM.blocks]
    cell.b[:] = [weights[f"b_{block}"] for block in LSTM.blocks]
    return flow(cell, damped_sine(length, period, decay), min(t, length - 1))


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))  # neither can overflow


_SYMBOLS = ("x", "h_prev", "c_prev", "z_i", "z_f", "z_g", "z_o", "i", "f", "g", "o", "fc", "ig", "c", "tanh_c", "h")
_Row = tuple[float, ...]  # one step's numbers, in the order of _SYMBOLS


def _run(w_x: list[float], w_h: list[float], b: list[float], xs: Sequence[float]) -> list[_Row]:
    rows: list[_Row] = []
    h = c = 0.0
    for x in xs:
        h_prev, c_prev = h, c
        z_i, z_f, z_g, z_o = (w_x[k] * x + w_h[k] * h_prev + b[k] for k in range(4))
        f = _sigmoid(z_f)
        i = _sigmoid(z_i)
        g = tanh(z_g)
        fc, ig = f * c_prev, i * g
        c = fc + ig
        o = _sigmoid(z_o)
        tanh_c = tanh(c)
        h = o * tanh_c
        rows.append((x, h_prev, c_prev, z_i, z_f, z_g, z_o, i, f, g, o, fc, ig, c, tanh_c, h))
    return rows


def _gradient(w_h: list[float], rows: list[_Row]) -> list[float]:
    """∂c_T/∂c_t for each t: the steps' 2×2 Jacobians of (c, h), multiplied from the last step backwards.

    dc and dh are the gradients of c_T with respect to c_t alone and h_t alone; but h_t moves along with c_t, by
    o(1 − tanh² c_t), and that share is added to dc.
    """
    result = []
    dc, dh = 1.0, 0.0
    for _, _, c_prev, _, _, _, _, i, f, g, o, _, _, _, tanh_c, _ in reversed(rows):
        dc += dh * o * (1 - tanh_c * tanh_c)
        result.append(dc)
        through_c = w_h[0] * g * i * (1 - i) + w_h[1] * c_prev * f * (1 - f) + w_h[2] * i * (1 - g * g)
        dh = dc * through_c + dh * w_h[3] * tanh_c * o * (1 - o)
        dc *= f
    return result[::-1]


def _rnn_gradient(w_x: float, w_h: float, b: float, rows: list[_Row]) -> list[float]:
    """∂h_T/∂h_t for each t of h_t = tanh(w_x x_t + w_h h_{t−1} + b): the product of w_h (1 − h²) after t."""
    slopes = []
    h = 0.0
    for row in rows:
        h = tanh(w_x * row[0] + w_h * h + b)
        slopes.append(w_h * (1 - h * h))
    result = [1.0]
    for slope in slopes[:0:-1]:
        result.append(result[-1] * slope)
    return result[::-1]
