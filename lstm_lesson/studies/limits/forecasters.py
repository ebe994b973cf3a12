"""Those who forecast in notebook 13, and how each is made ready for a case: "map", "distractor" or "gap".

A level is one place in a case: (noise, since) on the map, the amplitude of the distractor, the length of the gap. AR(p)
and the linear map are fitted to each level's own kind of windows: they are told the noise, the switch, the amplitude,
the gap. An LSTM is trained on all levels of its case, mixed, and told none of them but the gap, which it sees.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from lstm_lesson.data.baselines import AutoRegression, constant, last_value, one_period_back
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.limits import sine_fit
from lstm_lesson.studies.limits import waves as limits
from lstm_lesson.studies.limits.linear import LinearMap, WindowAR, chosen, fit_linear_map
from lstm_lesson.studies.limits.waves import NEVER, Waves
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_HIDDEN, N_IN
from lstm_lesson.training.forecaster import Forecaster, Progress

NOISES = (0.0, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2)  # standard deviation
SINCES = (NEVER, 40, 30, 20, 15, 10, 5, 0)  # steps of the window that have the new period
AMPLITUDES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5)  # of the distractor
GAPS = (0, 5, 10, 15, 20, 25, 30, 35, 40)  # steps
LEVELS: dict[str, tuple[Any, ...]] = {"map": tuple(product(NOISES, SINCES)), "distractor": AMPLITUDES, "gap": GAPS}

RIVALS: dict[str, tuple[str, ...]] = {
    "map": ("last_value", "constant", "one_period_back", "ar2", "ar", "linear", "lstm_clean", "forecast"),
    "distractor": ("constant", "ar", "ar_told", "linear", "forecast"),
    "gap": ("constant", "ar", "linear", "forecast"),
}
BOUND = "wave_fit"  # told the formula: no rival

BATCHES = {
    "map": limits.noisy_switching_batches,
    "distractor": limits.distracted_batches,
    "gap": limits.gappy_batches,
}
N_VALIDATION, N_FIT = 200, 20_000  # windows that AR(p) is chosen by, and that a linear map is fitted to
STEPS, BATCH_SIZE = 8000, 64
_VALIDATION_SEED, _FIT_SEED = 1_000_003, 1_000_004  # far from those of the trainings


def waves(case: str, level: Any, size: int, rng: Any) -> Waves:
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


def _taken_out(now: Waves) -> np.ndarray:
    """Return the windows without what a sine of the distractor's period explains best: (50, B)."""
    x, sines = now.x.T[:, :, None] - 0.5, sine_fit.sine_basis(now.distractor_period, N_IN)
    return (x - sines @ (sines.transpose(0, 2, 1) @ x))[:, :, 0].T + 0.5


def forecasts(case: str, level: Any, now: Waves, fitted: Fitted) -> dict[str, np.ndarray]:
    """Forecast the windows `now` by all that is no network: (B, 5) by name."""
    seen, since = _seen(case, level), level[1] if case == "map" else NEVER
    without = sine_fit.sine_basis(now.distractor_period, N_IN) if case == "distractor" and level else None
    found = sine_fit.fit(now.x[:seen], since, without=without)
    ahead = {
        "constant": constant(now.x, N_AHEAD),
        "ar": fitted.ar.forecast(now.x[:seen], N_IN - seen + N_AHEAD)[:, -N_AHEAD:],
        "linear": fitted.linear.forecast(now.x),
        BOUND: sine_fit.forecast(found, since, np.arange(N_IN, N_IN + N_AHEAD)),
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


def lstm_forecast(case: str, level: Any, now: Waves, lstm: Forecaster) -> np.ndarray:
    """Forecast the windows `now` by an LSTM: (B, 5). Across a gap it has a second input, 1 where x is missing."""
    return lstm.predict(limits.with_mask(now.x, level) if case == "gap" else now.x[:, :, None])


def new_lstm(case: str, *, forget_bias: float = 1.0, seed: int = 0) -> Forecaster:
    """Return an untrained LSTM of 20 units that starts from the constant ½."""
    lstm = Forecaster(2 if case == "gap" else 1, N_HIDDEN, N_AHEAD, rng=seed)
    b = np.repeat([0.0, forget_bias, 0.0, 0.0], N_HIDDEN)
    lstm.weights = lstm.weights | {"layer0.b": b, "b_y": np.full(N_AHEAD, 0.5)}
    return lstm


def training(
    case: str, lstm: Forecaster, learning_rate: float, seed: int = 0, steps: int = STEPS
) -> Iterator[Progress]:
    """Return the training of an LSTM on all levels of a case, mixed: 64 new windows at each step."""
    x, y = BATCHES[case](2000, _VALIDATION_SEED)()
    return lstm.fit(BATCHES[case](BATCH_SIZE, seed), steps=steps, validation=(x, y), learning_rate=learning_rate)


def clean_lstm(seed: int) -> Forecaster:
    """Return an LSTM trained as in notebook 11, which never saw noise or a switch."""
    lstm = sine_forecast.new_forecaster(seed)
    for _ in sine_forecast.fit(lstm, seed):
        pass
    return lstm
