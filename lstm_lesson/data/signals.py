"""The signals that the course feeds to its cells, and how they are cut into training windows.

Time runs in steps: t = 0, 1, 2, … A signal is a float64 array of shape (length,).
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson import validate


def damped_sine(length: int, period: float, decay: float) -> np.ndarray:
    """Return 0.5 + 0.5·sin(2πt/period)·exp(−decay·t) for t = 0 … length − 1: a sine around ½ that dies away.

    period: in steps, above 0 (real-valued). decay: per step, at least 0. Returns float64 (length,).
    Raises ValueError for anything else.
    """
    period = validate.real("period", period, above=0)
    decay = validate.real("decay", decay, at_least=0)
    return damped_sines(length, np.array([period]), np.array([decay]))[:, 0].copy()


def damped_sines(length: int, period: Any, decay: Any) -> np.ndarray:
    """Return B damped sines at once, time first: period (B,) and decay (B,) give float64 (length, B)."""
    length = validate.whole("length", length)
    period = validate.floats("period", period, shape=("B",))
    decay = validate.floats("decay", decay, shape=(len(period),))
    if period.min() <= 0:
        raise ValueError(f"period must be above 0; got {period.min():g}")
    if decay.min() < 0:
        raise ValueError(f"decay must be at least 0; got {decay.min():g}")
    validate.room("length", length, len(period))
    t = np.arange(length)
    # Turned at the end, since numpy computes few long rows faster than many short ones.
    with np.errstate(over="ignore"):  # e^−inf is the 0 that is meant
        angle, left = 2 * np.pi * t / period[:, None], np.exp(-decay[:, None] * t)
    if not np.isfinite(angle).all():
        raise ValueError(f"period must be longer, or t/period is no number; got {period.min():g}")
    return (0.5 + 0.5 * np.sin(angle) * left).T


def impulse(length: int, at: int = 0) -> np.ndarray:
    """Return a 1 at step `at`, and zeros everywhere else: what does a cell make of one event?"""
    x = np.zeros(validate.whole("length", length))
    x[_step_of(x, at)] = 1
    return x


def step(length: int, at: int = 0) -> np.ndarray:
    """Return zeros before step `at`, and ones from then on: what does a cell make of something that stays?"""
    x = np.zeros(validate.whole("length", length))
    x[_step_of(x, at) :] = 1
    return x


def square_wave(length: int, period: float) -> np.ndarray:
    """Return 1 in the first half of each period, and 0 in the second: 1 where (t mod period) < period/2.

    period: in steps, at least 2 (real-valued), so that either half holds a step.
    """
    t = np.arange(validate.whole("length", length))
    period = validate.real("period", period, at_least=2)
    return (t % period < period / 2).astype(float)


def marks(length: int, period: float) -> np.ndarray:
    """Return a 1 at the first step of each period, and zeros between: 0/1 marks, as for the start of each day.

    period: in steps, at least 1 (real-valued); the k-th mark stands at the first whole step from k·period on.
    """
    t = np.arange(validate.whole("length", length))
    period = validate.real("period", period, at_least=1)
    return (t % period < 1).astype(float)


def noise(length: int, scale: float = 1.0, rng: Any = 0) -> np.ndarray:
    """Return independent normal values with mean 0 and standard deviation `scale`."""
    length = validate.whole("length", length)
    scale = validate.real("scale", scale, at_least=0)
    if scale > 1e300:
        raise ValueError(f"scale must be at most 1e300, or the values overflow; got {scale:g}")
    return scale * validate.generator(rng).standard_normal(length)


def windows(
    x: Any, n_in: int, n_ahead: int, *, target: int | None = None, every_step: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Cut one signal into every (past, future) pair that fits, time first, as a Forecaster takes them.

    x: a signal (T,), or D columns that run side by side, (T, D). Returns pasts (n_in, N, D), D = 1 for a signal, and
    futures: (N, n_ahead) of a signal, (N, n_ahead, D) of columns, or (N, n_ahead) of the one column `target`, a number
    from 0. N = T − n_in − n_ahead + 1. every_step: what follows each step of a past, (n_in, N, n_ahead …), and not only
    what follows its last one. All are views of x: no copy.
    """
    n_in, n_ahead = validate.whole("n_in", n_in), validate.whole("n_ahead", n_ahead)
    x, every_step = validate.floats("x", x), validate.flag("every_step", every_step)
    if x.ndim not in (1, 2) or x.size == 0:
        raise ValueError(f"x must be a signal (T,) or columns (T, D), T and D at least 1; got shape {x.shape}")
    if len(x) < n_in + n_ahead:
        raise ValueError(f"x must have at least n_in + n_ahead = {n_in + n_ahead} steps; got {len(x)}")
    columns = x.reshape(len(x), -1)
    if target is None:
        asked = x
    else:
        if validate.whole("target", target, at_least=0) >= columns.shape[1]:
            raise ValueError(f"target must be a column of x, 0 to {columns.shape[1] - 1}; got {target}")
        asked = columns[:, target]
    pasts = _runs(columns[: len(x) - n_ahead], n_in)  # (n_in, N, D)
    after = np.moveaxis(_runs(asked[1:], n_ahead), 0, 1)  # what follows each step of x: (T − n_ahead, n_ahead …)
    return pasts, _runs(after, n_in) if every_step else after[n_in - 1 :]


def _runs(x: np.ndarray, length: int) -> np.ndarray:
    """Return every run of `length` successive entries of x (T, …), side by side: (length, T − length + 1, …)."""
    return np.moveaxis(np.lib.stride_tricks.sliding_window_view(x, length, axis=0), -1, 0)


def split_sequences(sequences: Any, share: float = 0.8, rng: Any = 0) -> tuple[np.ndarray, np.ndarray]:
    """Deal whole sequences into two groups, `share` of them into the first.

    sequences: (N, …), N at least 2. Windows of one sequence overlap, so they must land on the same side: split the
    sequences first and cut windows afterwards, never the other way round.
    """
    sequences = validate.floats("sequences", sequences)
    if sequences.ndim < 1 or len(sequences) < 2:
        raise ValueError(f"sequences must hold at least 2 sequences; got shape {sequences.shape}")
    share = validate.real("share", share, above=0)
    n_first = round(min(share, 1) * len(sequences))
    if not 1 <= n_first < len(sequences):
        raise ValueError(f"share must leave a sequence on both sides of {len(sequences)}; got {share:g}")
    order = validate.generator(rng).permutation(len(sequences))
    return sequences[order[:n_first]], sequences[order[n_first:]]


def damped_sine_batches(
    batch_size: int,
    *,
    n_in: int = 50,
    n_ahead: int = 5,
    period: tuple[float, float] = (10, 20),
    decay: tuple[float, float] = (0.01, 0.1),
    rng: Any = 0,
) -> Callable[[], tuple[np.ndarray, np.ndarray]]:
    """Return a function that draws a fresh batch of damped sines at every call: x (n_in, B, 1) and y (B, n_ahead).

    period and decay are (low, high): each sequence draws its own, uniformly and real-valued. No sequence ever
    comes twice, so there is nothing to memorise.
    """
    batch_size = validate.whole("batch_size", batch_size)
    n_in, n_ahead = validate.whole("n_in", n_in), validate.whole("n_ahead", n_ahead)
    period = _range("period", period, above=0)
    decay = _range("decay", decay, at_least=0)
    generator = validate.generator(rng)

    def next_batch() -> tuple[np.ndarray, np.ndarray]:
        periods = generator.uniform(*period, batch_size)
        decays = generator.uniform(*decay, batch_size)
        drawn = damped_sines(n_in + n_ahead, periods, decays)
        return drawn[:n_in, :, None], drawn[n_in:].T

    return next_batch


def _range(name: str, pair: tuple[float, float], **bounds: float) -> tuple[float, float]:
    try:
        low, high = pair
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a pair (low, high); got {validate.shown(pair)}") from None
    low, high = validate.real(f"{name}[0]", low, **bounds), validate.real(f"{name}[1]", high, **bounds)
    if low > high:
        raise ValueError(f"{name} must be a pair (low, high) with low <= high; got {validate.shown(pair)}")
    return low, high


def _step_of(x: np.ndarray, at: Any) -> int:
    """Return `at` if it is a step of x, or raise ValueError."""
    if (number := validate.whole("at", at, at_least=0)) >= len(x):
        raise ValueError(f"at must be a step from 0 to {len(x) - 1}; got {at}")
    return number
