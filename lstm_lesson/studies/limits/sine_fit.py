"""Nonlinear least squares on the formula that made the waves: what one can know who is told everything but the numbers.

    x_t − ½ ≈ ½ sin(φ_t) e^{−decay·t},   φ_t = 2π (time before the switch / period + time after it / new_period)

Told are the formula, the step of the switch, and the ranges of period and decay. A grid finds the valley, and
Levenberg & Marquardt's steps its bottom.
"""

from typing import Any

import numpy as np

from lstm_lesson.studies.limits.waves import split_time
from lstm_lesson.studies.sine_forecast import DECAY, PERIOD

_LOW, _HIGH = (np.array(ends) for ends in zip(PERIOD, PERIOD, DECAY, strict=True))
_PERIODS, _DECAYS = np.linspace(*PERIOD, 21), np.linspace(*DECAY, 7)  # the grid
MOST_STEPS = 100
NEAR = 1e-7  # of a number: a step shorter than this is the last


def fit(x: Any, since: int, *, without: np.ndarray | None = None) -> np.ndarray:
    """Return (B, 3): period, new_period, decay with the smallest squared error in the windows x (T, B).

    since: as in `switching_sines`; where no step of the window tells a period, it is taken to be the other one.
    without: (B, T, k), orthonormal columns; errors along them do not count.
    """
    x = np.asarray(x, float).T - 0.5  # (B, T)
    before, after = split_time(np.arange(x.shape[1]), since)
    found = _on_grid(x, before, after, without)
    residual, damping = _project(x - _waves(found, before, after), without), np.full(len(x), 1e-3)
    error = (residual**2).sum(axis=1)
    for _ in range(MOST_STEPS):
        slope = _project(slopes(found, before, after), without)
        downhill = (slope @ residual[:, :, None])[:, :, 0]
        # At the end of a range, a parameter that would leave it stays; the others then move as if it were known.
        slope[((found <= _LOW) & (downhill < 0)) | ((found >= _HIGH) & (downhill > 0))] = 0
        curvature = slope @ slope.transpose(0, 2, 1)
        scale = np.einsum("bii->bi", curvature)
        # A parameter that no step depends on has no curvature: the 1 keeps the system solvable, and it where it is.
        curvature += (damping[:, None] * scale + (scale == 0))[:, :, None] * np.eye(3)
        step = np.linalg.solve(curvature, slope @ residual[:, :, None])[:, :, 0]
        tried = np.clip(found + step, _LOW, _HIGH)
        its_residual = _project(x - _waves(tried, before, after), without)
        its_error = (its_residual**2).sum(axis=1)
        better = its_error < error
        last = (abs(tried - found) <= NEAR * found).all()
        found, error = np.where(better[:, None], tried, found), np.where(better, its_error, error)
        residual = np.where(better[:, None], its_residual, residual)
        damping = np.where(better, np.maximum(damping / 10, 1e-6), damping * 10)
        if last:
            break
    if not before.any():
        found[:, 0] = found[:, 1]
    if not after.any():
        found[:, 1] = found[:, 0]
    return found


def forecast(found: np.ndarray, since: int, steps: np.ndarray) -> np.ndarray:
    """Return the waves of `found` (B, 3) at `steps` (n,), counted from the window's start: (B, n)."""
    return 0.5 + _waves(found, *split_time(steps, since))


def sine_basis(period: Any, length: int) -> np.ndarray:
    """Return (B, length, 2): orthonormal columns that make every sine of `period` (B,)."""
    phase = 2 * np.pi * np.arange(length) / np.asarray(period, float)[:, None]
    return np.linalg.qr(np.stack([np.sin(phase), np.cos(phase)], axis=-1))[0]


def _on_grid(x: np.ndarray, before: np.ndarray, after: np.ndarray, without: np.ndarray | None) -> np.ndarray:
    """Return the point of the grid with the smallest squared error for each window: (B, 3)."""
    old = _PERIODS if before.any() else _PERIODS[:1]
    new = _PERIODS if after.any() else _PERIODS[:1]
    # sin(a + b) = sin a cos b + cos a sin b: far fewer sines than points.
    a, b = 2 * np.pi * before / old[:, None, None, None], 2 * np.pi * after / new[:, None, None]
    swing = np.sin(a) * np.cos(b) + np.cos(a) * np.sin(b)  # (old, new, 1, T)
    waves = (swing * 0.5 * np.exp(-_DECAYS[:, None] * (before + after))).reshape(-1, x.shape[1])  # (G, T)
    errors = (waves**2).sum(axis=1) - 2 * x @ waves.T  # (B, G), but for x², the same for all
    if without is not None:
        along = np.einsum("btk,gt->bkg", without, waves) - np.einsum("btk,bt->bk", without, x)[:, :, None]
        errors -= (along**2).sum(axis=1)
    old_at, new_at, decay_at = np.unravel_index(errors.argmin(axis=1), (len(old), len(new), len(_DECAYS)))
    return np.column_stack([old[old_at], new[new_at], _DECAYS[decay_at]])


def _waves(found: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return the waves around 0: (B, T)."""
    old, new, decay = found.T[:, :, None]
    return 0.5 * np.exp(-decay * (before + after)) * np.sin(2 * np.pi * (before / old + after / new))


def slopes(found: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return the waves' slopes by period, new_period and decay: (B, 3, T)."""
    old, new, decay = found.T[:, :, None]
    phase = 2 * np.pi * (before / old + after / new)
    envelope, t = 0.5 * np.exp(-decay * (before + after)), before + after
    turned = -2 * np.pi * envelope * np.cos(phase)
    return np.stack([turned * before / old**2, turned * after / new**2, -t * envelope * np.sin(phase)], axis=1)


def _project(values: np.ndarray, without: np.ndarray | None) -> np.ndarray:
    """Take the part along `without` (B, T, k) out of values (B, T) or (B, n, T)."""
    if without is None:
        return values
    rows = values if values.ndim == 3 else values[:, None]
    return (rows - (rows @ without) @ without.transpose(0, 2, 1)).reshape(values.shape)
