"""The forecaster beside its baselines, always all of them: what notebook 11 compares.

Forecasts are kept by name: "last_value", "constant", "one_period_back", "ar2", "ar", which is AR(8), and "forecast",
the LSTM's.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.baselines import AutoRegression, constant, last_value, mean_absolute_error, one_period_back
from lstm_lesson.data.signals import damped_sine, damped_sines, windows
from lstm_lesson.studies.sine_forecast import DECAY, N_AHEAD, N_IN, PERIOD
from lstm_lesson.training.forecaster import Forecaster

FREE_RUN = 100  # steps
ORDER = 8  # of the longer autoregression: at noise 0.02 the validation waves prefer 8 or 9 of 2 to 24 past values
FINE = 100  # places looked at between two steps, to find where a wave passes a level


def forecasts(forecaster: Forecaster, x: Any, period: Any, n_ahead: int = N_AHEAD) -> dict[str, np.ndarray]:
    """Forecast n_ahead steps after x by every means; one_period_back is told the true period, the others are not.

    x: (T,) or (T, B). The forecaster runs free where n_ahead is more than it gives at once. Returns (n_ahead,) or
    (B, n_ahead) each.
    """
    return {
        "last_value": last_value(x, n_ahead),
        "constant": constant(x, n_ahead),
        "one_period_back": one_period_back(x, n_ahead, period),
        "ar2": AutoRegression(2).fit(x).forecast(x, n_ahead),
        "ar": AutoRegression(ORDER).fit(x).forecast(x, n_ahead),
        "forecast": forecaster.free_run(x[..., None], n_ahead),
    }


def scores(forecaster: Forecaster, x: Any, truth: Any, period: Any) -> dict[str, float]:
    """Return the mean absolute error of each, over all sequences and steps ahead. truth: (n_ahead,) or (B, n_ahead)."""
    each = forecasts(forecaster, x, period, np.shape(truth)[-1])
    return {name: mean_absolute_error(forecast, truth) for name, forecast in each.items()}


@dataclass(frozen=True)
class Wave:
    """A damped sine, and what comes after each place where it passes a level.

    signal, and envelope, how far it can swing from ½: (length,). passes: the times, in steps but real-valued, at which
    it passes `level` within the window, (n,). rising: whether it rises there (n,). later: where it stands N_AHEAD steps
    after (n,).
    """

    signal: np.ndarray
    envelope: np.ndarray
    level: float
    passes: np.ndarray
    rising: np.ndarray
    later: np.ndarray

    @property
    def between(self) -> float:
        """The mean of all that comes later: what a forecaster answers that sees the level alone; nan if none passes."""
        return float(self.later.mean()) if len(self.later) else float("nan")


def wave(period: float, decay: float, level: float = 0.6, length: int = N_IN + N_AHEAD) -> Wave:
    """Return the damped sine of one window and what follows it, with 0.5·exp(−decay·t) as its envelope."""
    signal = damped_sine(length, period, decay)
    level = validate.real("level", level)

    def at(t: np.ndarray) -> np.ndarray:
        return 0.5 + 0.5 * np.sin(2 * np.pi * t / period) * np.exp(-decay * t)

    t = np.arange(FINE * (N_IN - 1) + 1) / FINE
    above = at(t) > level
    passes, rising = t[1:][above[1:] != above[:-1]], above[1:][above[1:] != above[:-1]]
    envelope = 0.5 * np.exp(-decay * np.arange(length))
    return Wave(signal, envelope, level, passes, rising, at(passes + N_AHEAD))


@dataclass(frozen=True)
class Comparison:
    """One damped sine, what follows its window, and what each forecasts after it."""

    period: float
    decay: float
    signal: np.ndarray  # (N_IN + steps ahead,)
    forecasts: dict[str, np.ndarray]  # each (steps ahead,)
    one_step_ahead: np.ndarray  # (steps ahead,), each from the 50 true values before it

    @property
    def truth(self) -> np.ndarray:
        """What really comes after the window."""
        return self.signal[N_IN:]

    @property
    def scores(self) -> dict[str, float]:
        """The mean absolute error of each forecast."""
        return {name: mean_absolute_error(forecast, self.truth) for name, forecast in self.forecasts.items()}

    @property
    def familiar(self) -> bool:
        """Whether the forecaster saw such periods and decays in training."""
        return PERIOD[0] <= self.period <= PERIOD[1] and DECAY[0] <= self.decay <= DECAY[1]


def compare(forecaster: Forecaster, period: float, decay: float, n_ahead: int = N_AHEAD) -> Comparison:
    """Let each forecast the n_ahead steps after the first 50 of one damped sine."""
    signal = damped_sine(N_IN + validate.whole("n_ahead", n_ahead), period, decay)
    pasts, _ = windows(signal, N_IN, 1)  # (N_IN, n_ahead, 1): a batch, one window for each step to come
    one_step_ahead = forecaster.predict(pasts)[:, 0]
    return Comparison(period, decay, signal, forecasts(forecaster, signal[:N_IN], period, n_ahead), one_step_ahead)


@dataclass(frozen=True)
class Scoreboard:
    """How well each forecasts sequences around a period and a decay, under some noise."""

    period: float
    decay: float
    noise: float
    scores: dict[str, float]


def scoreboard(forecaster: Forecaster, period: float, decay: float, noise: float, size: int = 100) -> Scoreboard:
    """Let each forecast `size` sequences whose period and decay lie within 10 % of those given.

    noise: standard deviation of what is added to the windows; the truth that forecasts are held against has none. The
    sequences are the same at every call, stretched and shrunk to fit: a score changes because a slider has moved.
    """
    period = validate.real("period", period, above=0)
    decay = validate.real("decay", decay, at_least=0)
    noise = validate.real("noise", noise, at_least=0)
    size = validate.whole("size", size)
    rng = np.random.default_rng(0)
    periods = period * rng.uniform(0.9, 1.1, size)
    signals = damped_sines(N_IN + N_AHEAD, periods, decay * rng.uniform(0.9, 1.1, size))
    x = signals[:N_IN] + noise * rng.standard_normal((N_IN, size))
    return Scoreboard(period, decay, noise, scores(forecaster, x, signals[N_IN:].T, periods))
