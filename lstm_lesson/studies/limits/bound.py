"""The least error that any forecaster of the map's windows can have on average, given what a window shows.

Whoever knows how the windows were drawn (the formula, the ranges of periods and decay, the noise, the step of the
switch) can weigh every wave by how well it explains the window, and forecast the median of what these waves do next.
No forecast has a smaller mean absolute error over windows drawn so. The weights have no closed form; they are found by
importance sampling (Cappé et al. 2004, "Population Monte Carlo"): for each window hundreds of waves are drawn, at
first from the whole range and around the least-squares fit, then around the best of those drawn before.
"""

import numpy as np

from lstm_lesson import validate
from lstm_lesson.studies.limits import sine_fit
from lstm_lesson.studies.limits.waves import Waves, split_time
from lstm_lesson.studies.sine_forecast import DECAY, N_AHEAD, N_IN, PERIOD

_LOW, _HIGH = (np.array(ends) for ends in zip(PERIOD, PERIOD, DECAY, strict=True))
SAMPLES, ROUNDS, AT_ONCE = 500, 3, 50  # waves for each window and round, rounds, windows in memory at once
ANYWHERE = 0.25  # the share of the waves that is drawn from the whole range
FREEDOM = 4  # of Student's t, whose long tails leave no wave unlikely to be drawn


def forecast(now: Waves, noise: float, since: int, *, rng: int = 0) -> np.ndarray:
    """Forecast the windows `now`, all of one noise and one switch, by the posterior median: (B, 5).

    Without noise a window with a step of the new period shows its wave exactly, and so the least-squares fit is right.
    """
    noise = validate.real("noise", noise, at_least=0)
    fitted = sine_fit.fit(now.x, since)
    ahead = np.arange(N_IN, N_IN + N_AHEAD)
    if noise == 0 and since > 0:
        return sine_fit.forecast(fitted, since, ahead)
    generator, medians = np.random.default_rng(rng), np.empty((len(fitted), N_AHEAD))
    for k in range(0, len(fitted), AT_ONCE):
        some = slice(k, k + AT_ONCE)
        waves, weights = _posterior(now.x.T[some] - 0.5, fitted[some], max(noise, 1e-4), since, generator)
        medians[some] = 0.5 + _median(_waves(waves, ahead, since), weights)
    return medians


def _posterior(
    x: np.ndarray, fitted: np.ndarray, noise: float, since: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return waves (B, n, 3) and their weights (B, n), which add to 1: those of the last two rounds."""
    B, seen = len(x), np.arange(N_IN)
    centre, spread = fitted, _spread_of_fit(fitted, noise, since)
    kept: list[tuple[np.ndarray, np.ndarray]] = []
    for _ in range(ROUNDS):
        anywhere = rng.random((B, SAMPLES)) < ANYWHERE
        scale = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, (B, SAMPLES, 1)))
        near = centre[:, None] + scale * (rng.standard_normal((B, SAMPLES, 3)) @ spread.transpose(0, 2, 1))
        tried = np.where(anywhere[:, :, None], rng.uniform(_LOW, _HIGH, (B, SAMPLES, 3)), near)
        inside = ((tried >= _LOW) & (tried <= _HIGH)).all(axis=2)
        off = _waves(tried, seen, since) - x[:, None].astype(np.float32)
        error = np.einsum("bnt,bnt->bn", off, off)
        log_weights = -error / (2 * noise**2) - np.log(_density(tried, centre, spread))
        kept.append((tried, np.where(inside, log_weights, -np.inf)))
        weights = _shares(kept[-1][1])
        centre = np.einsum("bn,bnk->bk", weights, tried)
        aside = tried - centre[:, None]
        covariance = (
            np.einsum("bn,bnk,bnl->bkl", weights, aside, aside, optimize=True)
            + np.eye(3) * (1e-6 * (_HIGH - _LOW)) ** 2
        )
        spread = np.linalg.cholesky(covariance)
    waves, log_weights = (np.concatenate(parts, axis=1) for parts in zip(*kept[-2:], strict=True))
    return waves, _shares(log_weights)


def _spread_of_fit(fitted: np.ndarray, noise: float, since: int) -> np.ndarray:
    """Return a root of the least-squares fit's covariance, (B, 3, 3), within the ranges of the three numbers."""
    slopes = sine_fit.slopes(fitted, *split_time(np.arange(N_IN), since))  # (B, 3, T)
    known = slopes @ slopes.transpose(0, 2, 1) / noise**2 + np.diag(1 / (_HIGH - _LOW) ** 2)
    return np.linalg.cholesky(np.linalg.inv(known))


def _density(tried: np.ndarray, centre: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Return the density with which these waves (B, n, 3) are drawn, up to a factor common to all."""
    standard = np.linalg.solve(spread, (tried - centre[:, None]).transpose(0, 2, 1))  # (B, 3, n)
    area = np.abs(np.linalg.det(spread))[:, None]
    # Student's t in three dimensions; its constant Γ((ν+3)/2) / (Γ(ν/2) (νπ)^{3/2}) with ν = 4.
    constant = 3.3233509704478426 / (FREEDOM * np.pi) ** 1.5
    near = constant / area * (1 + (standard**2).sum(axis=1) / FREEDOM) ** (-(FREEDOM + 3) / 2)
    return ANYWHERE / np.prod(_HIGH - _LOW) + (1 - ANYWHERE) * near


def _waves(numbers: np.ndarray, steps: np.ndarray, since: int) -> np.ndarray:
    """Return the waves around 0 of (B, n, 3) at these steps: (B, n, steps), float32, which is four times as fast."""
    old, new, decay = numbers.astype(np.float32).transpose(2, 0, 1)[..., None]
    before, after = (time.astype(np.float32) for time in split_time(steps, since))
    phase = np.float32(2 * np.pi) * (before / old + after / new)
    return np.float32(0.5) * np.exp(-decay * (before + after)) * np.sin(phase)


def _shares(log_weights: np.ndarray) -> np.ndarray:
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def _median(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted median of values (B, n, k) along n, weights (B, n): (B, k)."""
    order = values.argsort(axis=1)
    upto = np.take_along_axis(np.broadcast_to(weights[:, :, None], values.shape), order, axis=1).cumsum(axis=1)
    middle = (upto < 0.5).sum(axis=1, keepdims=True).clip(max=values.shape[1] - 1)
    return np.take_along_axis(np.take_along_axis(values, order, axis=1), middle, axis=1)[:, 0]
