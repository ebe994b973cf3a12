"""One GRU unit in plain numbers, and one LSTM unit beside it: what runs along each wire at each step.

As in flow.py, single floats instead of arrays of length 1, so that a slider feels no delay. A test holds every number
to conventions.gru_step, and that to cells.GRU.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import exp, inf, log, tanh
from typing import Any

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.nn.cells import GRU
from lstm_lesson.nn.one_unit import Flow, one_unit


@dataclass(frozen=True)
class GRUFlow:
    """A run of one GRU unit: an array (T,) per symbol, and the step t that the cursor is on.

    u = w_hn h_prev + b_hn is what the past says to the candidate, ru = r⊙u and rh = r⊙h_prev are what the reset gate
    leaves of it, after the product or before it; z_1 = 1 − z. keep is the share of h_prev that stays, z or 1 − z by the
    convention; kept = keep⊙h_prev, written = (1 − keep)⊙n, and h is their sum. No quantity has a unit.
    """

    x: np.ndarray
    h_prev: np.ndarray
    z_r: np.ndarray
    z_z: np.ndarray
    z_n: np.ndarray
    u: np.ndarray
    r: np.ndarray
    ru: np.ndarray
    rh: np.ndarray
    z: np.ndarray
    z_1: np.ndarray
    n: np.ndarray
    keep: np.ndarray
    kept: np.ndarray
    written: np.ndarray
    h: np.ndarray
    z_keeps: bool
    reset_after: bool
    t: int

    def at_cursor(self) -> dict[str, float]:
        """Read every quantity at step t."""
        settings = ("z_keeps", "reset_after", "t")
        return {q.name: float(getattr(self, q.name)[self.t]) for q in fields(self) if q.name not in settings}

    @property
    def half_life(self) -> float:
        """Steps until half of h were left if nothing new came, and the share kept stayed as it is at the cursor."""
        keep = float(self.keep[self.t])
        return inf if keep == 1 else 0.0 if keep == 0 else log(2) / -log(keep)


def gru_flow(cell: GRU, x: np.ndarray, t: int = 0, *, z_keeps: bool = True, reset_after: bool = True) -> GRUFlow:
    """Run a GRU of one input and one unit over x (T,), from h = 0, with the cursor on step t.

    Raises ValueError if the cell is larger than that, or t is not a step of x.
    """
    if cell.W_x.shape != (3, 1):
        raise ValueError(f"cell must have one input and one unit; got W_x of shape {cell.W_x.shape}, not (3, 1)")
    if not 0 <= t < len(x):
        raise ValueError(f"t must be a step from 0 to {len(x) - 1}; got {t}")
    rows = _run(cell, np.asarray(x, dtype=float).tolist(), z_keeps, reset_after)
    run = dict(zip(_SYMBOLS, np.array(rows).T, strict=True))
    return GRUFlow(**run, z_keeps=z_keeps, reset_after=reset_after, t=int(t))


def one_gru_unit(
    *,
    period: float,
    decay: float,
    length: int,
    t: int = 0,
    z_keeps: float = True,
    reset_after: float = True,
    **weights: float,
) -> GRUFlow:
    """Run one GRU unit over a damped sine, its ten weights given by name: w_xr, w_hr, b_r, w_xz, … b_n, b_hn.

    A cursor t beyond the last step stands on the last step. Raises ValueError if a weight is missing or unknown.
    """
    expected = {f"{stem}{block}" for stem in ("w_x", "w_h", "b_") for block in GRU.blocks} | {"b_hn"}
    if set(weights) != expected:
        raise ValueError(f"weights must be {', '.join(sorted(expected))}; got {', '.join(sorted(weights))}")
    cell = GRU(1, 1)
    cell.W_x[:, 0] = [weights[f"w_x{block}"] for block in GRU.blocks]
    cell.W_h[:, 0] = [weights[f"w_h{block}"] for block in GRU.blocks]
    cell.b[:] = [weights[f"b_{block}"] for block in GRU.blocks]
    cell.b_hn[:] = weights["b_hn"]
    x = damped_sine(length, period, decay)
    return gru_flow(cell, x, min(t, length - 1), z_keeps=bool(z_keeps), reset_after=bool(reset_after))


@dataclass(frozen=True)
class SideBySide:
    """An LSTM unit and a GRU unit on the same input."""

    lstm: Flow
    gru: GRUFlow

    @property
    def t(self) -> int:
        """The step that the cursor is on."""
        return self.lstm.t

    @property
    def gap(self) -> float:
        """The largest distance between the LSTM's c and the GRU's h at any step."""
        return float(np.abs(self.lstm.c - self.gru.h).max())


def side_by_side(*, w_x: float, w_h: float, b: float, period: float, decay: float, t: int, **gates: Any) -> SideBySide:
    """Run one LSTM unit and one GRU unit with the same candidate, w_x, w_h and b, over 60 steps of a damped sine.

    gates: w_xf, b_f, b_i, b_o of the LSTM, w_xz, b_z, b_r of the GRU. All other weights are 0.
    """
    signal: dict[str, Any] = {"period": period, "decay": decay, "length": 60, "t": t}
    lstm: dict[str, Any] = {f"{stem}{gate}": 0.0 for gate in "ifo" for stem in ("w_x", "w_h", "b_")}
    gru: dict[str, Any] = {f"{stem}{gate}": 0.0 for gate in "rz" for stem in ("w_x", "w_h", "b_")} | {"b_hn": 0.0}
    for name, value in gates.items():
        (lstm if name in lstm else gru)[name] = value
    return SideBySide(
        one_unit(**signal, **lstm, w_xg=w_x, w_hg=w_h, b_g=b), one_gru_unit(**signal, **gru, w_xn=w_x, w_hn=w_h, b_n=b)
    )


_SYMBOLS = tuple(q.name for q in fields(GRUFlow))[:-3]
_Row = tuple[float, ...]  # one step's numbers, in the order of _SYMBOLS


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))  # neither can overflow


def _run(cell: GRU, xs: Sequence[float], z_keeps: bool, reset_after: bool) -> list[_Row]:
    (w_xr, w_xz, w_xn), (w_hr, w_hz, w_hn) = cell.W_x[:, 0].tolist(), cell.W_h[:, 0].tolist()
    (b_r, b_z, b_n), b_hn = cell.b.tolist(), float(cell.b_hn[0])
    rows: list[_Row] = []
    h = 0.0
    for x in xs:
        h_prev = h
        z_r = w_xr * x + w_hr * h_prev + b_r
        z_z = w_xz * x + w_hz * h_prev + b_z
        z_n = w_xn * x + b_n
        u = w_hn * h_prev + b_hn
        r, z = _sigmoid(z_r), _sigmoid(z_z)
        ru, rh = r * u, r * h_prev
        n = tanh(z_n + (ru if reset_after else w_hn * rh + b_hn))
        keep, write = (z, 1 - z) if z_keeps else (1 - z, z)
        kept, written = keep * h_prev, write * n
        h = kept + written
        rows.append((x, h_prev, z_r, z_z, z_n, u, r, ru, rh, z, 1 - z, n, keep, kept, written, h))
    return rows
