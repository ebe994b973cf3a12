"""Those who forecast in notebook 13, and how each is made ready for a case: "map", "distractor" or "gap".

A level is one place in a case: (noise, since) on the map, the amplitude of the distractor, the length of the gap. AR(p)
and the linear map are fitted to each level's own kind of windows: they are told the noise, the switch, the amplitude,
the gap. An LSTM is trained on all levels of its case, mixed, and told none of them but the gap, which it sees.
"""

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from lstm_lesson.data.baselines import AutoRegression, constant, last_value, one_period_back
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.limits import sine_fit
from lstm_lesson.studies.limits import waves as limits
from lstm_lesson.studies.limits.linear import LinearMap, WindowAR, chosen, fit_linear_map
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN
from lstm_lesson.training.forecaster import Forecaster

NOISES = (0.0, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2)  # standard deviation
SINCES = (limits.NEVER, 40, 30, 20, 15, 10, 5, 0)  # steps of the window that have the new period
AMPLITUDES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5)  # of the distractor
GAPS = (0, 5, 10, 15, 20, 25, 30, 35, 40)  # steps
LEVELS: dict[str, tuple[Any, ...]] = {"map": tuple(product(NOISES, SINCES)), "distractor": AMPLITUDES, "gap": GAPS}

FEED_FORWARD, BOUND = "feed_forward", "bound"  # of the map, measured apart; the bound is no rival
RIVALS: dict[str, tuple[str, ...]] = {
    "map": ("last_value", "constant", "one_period_back", "ar2", "ar", "linear", FEED_FORWARD, "lstm_clean", "forecast"),
    "distractor": ("constant", "ar", "ar_told", "linear", "forecast"),
    "gap": ("constant", "ar", "linear", "forecast"),
}
ORACLE = "wave_fit"  # told the formula: no rival

N_VALIDATION, N_FIT = 200, 20_000  # windows that AR(p) is chosen by, and that a linear map is fitted to
_VALIDATION_SEED, _FIT_SEED, _TEST_SEED = 1_000_003, 1_000_004, 1_000_005  # far from those of the trainings

# What the LSTM of each case learns: all levels, mixed.
TASKS = {
    case: replace(
        sine_forecast.TASK,
        name=case,
        draw=draw,
        n_inputs=2 if case == "gap" else 1,
        validation=(2000, _VALIDATION_SEED),
        test=(1000, _TEST_SEED),
        batch_size=64,
        steps=8000,
    )
    for case, draw in (("map", limits.noisy_switching), ("distractor", limits.distracted), ("gap", limits.gappy))
}


def waves(case: str, level: Any, size: int, rng: Any) -> limits.Waves:
    """Return `size` windows of one level."""
    if case == "map":
        return limits.draw(size, rng, noise=level[0], since=level[1])
    if case == "distractor":
        return limits.draw(size, rng, noise=limits.SIDE_NOISE, distraction=level)
    return limits.draw(size, rng, noise=limits.SIDE_NOISE, gap=level)


@dataclass(frozen=True)
class Fitted:
    """Hold what was fitted to one level's windows: AR(p) as chosen, and the linear map.

    ar_told: beside a distractor, AR(p) for windows from which the sine of the distractor's own period is taken out.
    """

    ar: WindowAR
    linear: LinearMap
    ar_told: WindowAR | None = None


def fit(case: str, level: Any) -> Fitted:
    """Choose AR(p) by validation windows of this level, and fit the linear map to training windows of it."""
    held_out, seen = waves(case, level, N_VALIDATION, _VALIDATION_SEED), _seen(case, level)
    ar = chosen(held_out.x[:seen], held_out.y, skipped=N_IN - seen)
    many = waves(case, level, N_FIT, _FIT_SEED)
    told = chosen(_taken_out(held_out), held_out.y) if case == "distractor" else None
    return Fitted(ar, fit_linear_map(many.x, many.y), told)


def _taken_out(now: limits.Waves) -> np.ndarray:
    """Return the windows without what a sine of the distractor's period explains best: (50, B)."""
    x, sines = now.x.T[:, :, None] - 0.5, sine_fit.sine_basis(now.distractor_period, N_IN)
    return (x - sines @ (sines.transpose(0, 2, 1) @ x))[:, :, 0].T + 0.5


def forecasts(case: str, level: Any, now: limits.Waves, fitted: Fitted) -> dict[str, np.ndarray]:
    """Forecast the windows `now` by all that is no network: (B, 5) by name."""
    seen, since = _seen(case, level), level[1] if case == "map" else limits.NEVER
    without = sine_fit.sine_basis(now.distractor_period, N_IN) if case == "distractor" and level else None
    found = sine_fit.fit(now.x[:seen], since, without=without)
    ahead = {
        "constant": constant(now.x, N_AHEAD),
        "ar": fitted.ar.forecast(now.x[:seen], N_IN - seen + N_AHEAD)[:, -N_AHEAD:],
        "linear": fitted.linear.forecast(now.x),
        ORACLE: sine_fit.forecast(found, since, np.arange(N_IN, N_IN + N_AHEAD)),
    }
    if fitted.ar_told is not None:
        ahead["ar_told"] = fitted.ar_told.forecast(_taken_out(now), N_AHEAD)
    if case == "map":
        ahead["last_value"] = last_value(now.x, N_AHEAD)
        ahead["one_period_back"] = one_period_back(now.x, N_AHEAD, now.new_period)
        ahead["ar2"] = AutoRegression(2).fit(now.x).forecast(now.x, N_AHEAD)
    return ahead


def _seen(case: str, level: Any) -> int:
    return N_IN - level if case == "gap" else N_IN


def lstm_forecast(case: str, level: Any, now: limits.Waves, lstm: Forecaster) -> np.ndarray:
    """Forecast the windows `now` by an LSTM: (B, 5). Across a gap it has a second input, 1 where x is missing."""
    return lstm.predict(limits.with_mask(now.x, level) if case == "gap" else now.x[:, :, None])
