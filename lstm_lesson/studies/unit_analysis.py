"""Open a trained forecaster: what each unit does over a window, what it follows, and which inputs the forecast uses.

Two things a unit's cell state c may follow while a damped sine of period P and decay d goes by:

    its phase       c ≈ a·e^(−dt)·sin(2πt/P) + b·e^(−dt)·cos(2πt/P) + intercept      (any phase shift: a and b are free)
    its envelope    c ≈ a·e^(−dt) + intercept

How well it does so is R², the share of c's variance over the window that the best such sum explains. Three limits:

- With decay 0 the envelope is constant, so there is none to follow: its R² is nan.
- The fewer periods fit into the window, the more sine, cosine and envelope look alike, and c follows all of them. In
  the training range there are 2.5 to 5 periods in 50 steps; at period 40 it is 1.25, and R² means little.
- A filter of the input that only adds and multiplies by constants answers a damped sine by one of the same period and
  decay, if what it started with dies away faster than the wave. Small random weights make nearly such a filter
  (`nonlinearity`). So R² = 1 is no proof of learning: compare with an untrained network.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.baselines import damped_sine_coefficients
from lstm_lesson.data.signals import damped_sine, damped_sines
from lstm_lesson.nn.cells import LSTM
from lstm_lesson.nn.trace import LSTMTrace
from lstm_lesson.studies.sine_forecast import DECAY, N_IN, PERIOD
from lstm_lesson.training.forecaster import Forecaster


def r_squared(c: Any, regressors: Any) -> np.ndarray:
    """Return R² = 1 − Σ(c − ĉ)² / Σ(c − mean c)², where ĉ is the least-squares sum of regressors and an intercept.

    c: (T, H), or (B, T, H) for B windows. regressors: (T, K) or (B, T, K), K below T. Returns (H,) or (B, H): 0 to 1,
    or nan where there is nothing to explain (c is constant) or nothing to explain it with (the regressors are).
    """
    c = validate.floats("c", c)
    regressors = validate.floats("regressors", regressors)
    if c.ndim not in (2, 3) or regressors.shape[:-1] != c.shape[:-1] or not 0 < regressors.shape[-1] < c.shape[-2]:
        raise ValueError(
            f"regressors must have shape (T, K), K below T, for c of shape (T, H), both with B windows before or both "
            f"without; got {regressors.shape} and {c.shape}"
        )
    best = best_fit(c, regressors)
    total, left = ((v**2).sum(axis=-2) for v in (c - c.mean(axis=-2, keepdims=True), c - best))
    known = (total > 1e-24) & (np.ptp(regressors, axis=-2) > 1e-12).any(axis=-1)[..., None]
    return np.where(known, 1 - left / np.where(known, total, 1.0), np.nan)


def best_fit(c: np.ndarray, regressors: np.ndarray) -> np.ndarray:
    """Return ĉ, the sum of regressors and an intercept that is nearest to c by least squares: shaped like c."""
    # Around their means c and regressors need no intercept: the least-squares sum goes through the means.
    mean = c.mean(axis=-2, keepdims=True)
    u, sizes, _ = np.linalg.svd(regressors - regressors.mean(axis=-2, keepdims=True), full_matrices=False)
    u = np.where(sizes[..., None, :] > 1e-10, u, 0.0)  # what is constant, or says the same twice, adds no direction
    return mean + u @ (np.swapaxes(u, -1, -2) @ (c - mean))


def phase_of(T: int, period: Any, decay: Any) -> np.ndarray:
    """Return e^(−dt)·sin(2πt/P) and e^(−dt)·cos(2πt/P), t = 0 … T − 1: (T, 2), or (B, T, 2) for P and d (B,)."""
    t = np.arange(T)
    angle = 2 * np.pi * t / np.asarray(period)[..., None]
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1) * envelope_of(T, decay)


def envelope_of(T: int, decay: Any) -> np.ndarray:
    """Return e^(−dt), t = 0 … T − 1: (T, 1), or (B, T, 1) for decays (B,)."""
    return np.exp(-np.asarray(decay)[..., None] * np.arange(T))[..., None]


@dataclass(frozen=True)
class UnitAnalysis:
    """One window, all that the cell did with it, and how well each unit follows the window's phase and envelope."""

    period: float
    decay: float
    x: np.ndarray  # (50,)
    trace: LSTMTrace  # (50, H) each
    phase: np.ndarray  # (H,), R²
    envelope: np.ndarray  # (H,), R²; nan with decay 0

    @property
    def phase_fit(self) -> np.ndarray:
        """The fading sine that is nearest to each unit's c: (50, H)."""
        return best_fit(self.trace.c, phase_of(len(self.x), self.period, self.decay))

    @property
    def envelope_fit(self) -> np.ndarray:
        """The fading without a sine that is nearest to each unit's c: (50, H); a constant with decay 0."""
        return best_fit(self.trace.c, envelope_of(len(self.x), self.decay))

    @cached_property
    def order(self) -> np.ndarray:
        """The units, the best follower of the phase first: (H,)."""
        return np.argsort(-self.phase, kind="stable")

    @property
    def familiar(self) -> bool:
        """Whether the forecaster was trained on such periods and decays."""
        return PERIOD[0] <= self.period <= PERIOD[1] and DECAY[0] <= self.decay <= DECAY[1]


@dataclass(frozen=True)
class InputGradient:
    """How the forecast `ahead` steps after the window moves with each input of the window."""

    x: np.ndarray  # (50,)
    gradient: np.ndarray  # (50,), ∂ŷ_ahead/∂x_t
    ahead: int
    forecast: float

    def share(self, last: int) -> float:
        """Return the share of Σ|∂ŷ/∂x_t| that falls on the last so many inputs."""
        sizes = np.abs(self.gradient)
        return float(sizes[-last:].sum() / sizes.sum())


def ar2_gradient(period: float, decay: float, ahead: int = 1) -> np.ndarray:
    """Return how the forecast of AR(2), which is exact, moves with the last two inputs: by x_{T−2} and by x_{T−1}.

    Its coefficients are held at those of this period and decay: see baselines.damped_sine_coefficients.
    """
    a_1, a_2 = damped_sine_coefficients(period, decay)
    last, before = 1.0, 0.0  # of a forecast no step ahead: the last value itself
    for _ in range(validate.whole("ahead", ahead)):
        last, before = a_1 * last + before, a_2 * last
    return np.array([before, last])


class Opened:
    """A forecaster of one LSTM layer, opened: its cell and head in float64, so that gradients are exact to the eye."""

    def __init__(self, forecaster: Forecaster) -> None:
        """Copy the present weights of `forecaster`."""
        is_one = isinstance(forecaster, Forecaster) and forecaster.cell is LSTM
        if not is_one or (forecaster.layers, forecaster.n_inputs) != (1, 1):
            raise ValueError(f"forecaster must be one layer of LSTM with one input; got {validate.shown(forecaster)}")
        weights = forecaster.weights
        self.cell = LSTM(1, forecaster.n_hidden)
        self.cell.set_weights({name: weights[f"layer0.{name}"] for name in self.cell.weights})
        self.W_y, self.b_y = weights["W_y"].astype(float), weights["b_y"].astype(float)

    def look(self, period: float, decay: float, offset: float = 0.0) -> UnitAnalysis:
        """Run over the first 50 steps of one damped sine, moved up by `offset`."""
        x = damped_sine(N_IN, validate.real("period", period, above=2), decay) + validate.real("offset", offset)
        trace = self.cell.run(x[:, None])
        phase = r_squared(trace.c, phase_of(N_IN, period, decay))
        return UnitAnalysis(period, decay, x, trace, phase, r_squared(trace.c, envelope_of(N_IN, decay)))

    def input_gradient(self, x: Any, ahead: int = 1) -> InputGradient:
        """Return ∂ŷ_ahead/∂x_t for every input of a window x (T,): back through the head, then through all steps."""
        x = validate.floats("x", x, shape=("T",))
        ahead = validate.whole("ahead", ahead)
        if ahead > len(self.b_y):
            raise ValueError(f"ahead must be from 1 to {len(self.b_y)}, the steps forecast; got {ahead}")
        trace = self.cell.run(x[:, None])
        dh = np.zeros_like(trace.h)
        dh[-1] = self.W_y[ahead - 1]  # only the last hidden state is read
        gradient = self.cell.backward(trace, dh)["x"][:, 0]
        return InputGradient(x, gradient, ahead, float(self.W_y[ahead - 1] @ trace.h[-1] + self.b_y[ahead - 1]))


@dataclass(frozen=True)
class Following:
    """R² of each unit, for many periods and decays out of the training range: (waves, H).

    other_envelope: R² on the envelope of *another* of the waves. What slowly settles, for whatever reason, looks like
    any envelope; a unit that follows its own wave's must do so better than another's.
    """

    phase: np.ndarray
    envelope: np.ndarray
    other_envelope: np.ndarray

    @property
    def medians(self) -> tuple[np.ndarray, np.ndarray]:
        """The median over the waves of each unit's R² on the phase, and on the envelope: (H,) each."""
        return np.median(self.phase, axis=0), np.median(self.envelope, axis=0)


def over_training_range(forecaster: Forecaster, size: int = 200, since: int = 0) -> Following:
    """Return how well each unit follows `size` waves, drawn as the training waves were but with a seed of their own.

    since: the first step that counts. At the usual forget bias, 1, about 4 % of the start is left after ten (0.73¹⁰).
    """
    rng = np.random.default_rng(2_000_001)
    periods, decays = rng.uniform(*PERIOD, validate.whole("size", size)), rng.uniform(*DECAY, size)
    c = Opened(forecaster).cell.run(damped_sines(N_IN, periods, decays)[:, :, None]).c
    c = c.transpose(1, 0, 2)[:, since:]  # (B, T, H)
    others = np.roll(decays, 1)
    each = (phase_of(N_IN, periods, decays), envelope_of(N_IN, decays), envelope_of(N_IN, others))
    return Following(*(r_squared(c, regressors[:, since:]) for regressors in each))


def nonlinearity(forecaster: Forecaster, size: int = 200) -> float:
    """Return by how much c misses doubling when the swing of the wave doubles: 0 for a linear filter of the input.

    With c_a the cell states, of all units and steps, for the input ½ + a·(x − ½), it is the root mean square of
    c_1 − c_0 − 2 (c_½ − c_0) over that of c_1 − c_0: over `size` waves, drawn as in `over_training_range`.
    """
    rng = np.random.default_rng(2_000_001)
    periods, decays = rng.uniform(*PERIOD, validate.whole("size", size)), rng.uniform(*DECAY, size)
    swing, cell = damped_sines(N_IN, periods, decays)[:, :, None] - 0.5, Opened(forecaster).cell
    none, half, whole = (cell.run(0.5 + share * swing).c for share in (0.0, 0.5, 1.0))
    missed = whole - none - 2 * (half - none)
    return float(np.sqrt((missed**2).mean() / ((whole - none) ** 2).mean()))
