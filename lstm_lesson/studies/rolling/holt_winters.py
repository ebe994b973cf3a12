"""Exponential smoothing (Holt 1957, Winters 1960) of the same series, by a library: a reference that is told, not run.

statsmodels needs SciPy and pandas, more than the course should ask for, and than fits a browser; and a rival must come
in its own makers' best form, not in a copy of ours. So its forecasts are recorded. As all others it estimates its
numbers on the first half, chooses its form by the origins of the choice (no trend, a trend, a damped one; with a season
or without), and then sees all values before each origin, its numbers fixed. "refitted" is the same form, estimated anew
at every origin on all before it, as nobody else may.

    python -m lstm_lesson.studies.rolling.holt_winters      measures it anew, in about two minutes of one processor

needs statsmodels in the environment (0.15.0 was used): pip install statsmodels==0.15.0
"""

import warnings
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import product
from typing import Annotated, Any

import numpy as np

from lstm_lesson.studies.rolling import record
from lstm_lesson.studies.rolling.origins import N_AHEAD, Split
from lstm_lesson.training.recording import Recording

TRENDS = ("no trend", "a trend", "a damped trend")


@dataclass(frozen=True)
class Form:
    """Which form was chosen: the place among TRENDS, and whether it has a season."""

    trend: int
    seasonal: int

    @property
    def words(self) -> str:
        """The form, in words."""
        return f"{TRENDS[self.trend]}, {'a' if self.seasonal else 'no'} season"


@dataclass(frozen=True)
class Numbers:
    """What was estimated on the first half; what a form does not have is 0, and an undamped trend is damped by 1."""

    level: float
    trend: float
    season: float
    damping: float
    first_level: float
    first_trend: float


@dataclass(frozen=True)
class HoltWintersResult:
    """The forecasts for one series, numbers fixed, and refitted, (origins, 12) each; the form and its numbers."""

    forecasts: Annotated[np.ndarray, "origins", N_AHEAD]
    refitted: Annotated[np.ndarray, "origins", N_AHEAD]
    form: Form
    numbers: Numbers
    first_season: Annotated[np.ndarray, "season"]


RECORDING = Recording("studies.rolling.holt_winters")
KEYS = tuple((name,) for name in record.SERIES)


@cache
def recorded(name: str) -> HoltWintersResult:
    """Return what came out of `python -m lstm_lesson.studies.rolling.holt_winters` for a series."""
    return RECORDING.row(HoltWintersResult, name)


def _model(x: np.ndarray, form: Form, season: int, **start: Any) -> Any:
    library = import_module("statsmodels.tsa.holtwinters")
    kinds: dict[str, Any] = {"trend": "add" if form.trend else None, "damped_trend": form.trend == 2}
    kinds |= {"seasonal": "add", "seasonal_periods": season} if form.seasonal else {}
    return library.ExponentialSmoothing(x, **kinds, **(start or {"initialization_method": "estimated"}))


def _fitted(of: Split, form: Form) -> tuple[Numbers, np.ndarray]:
    found = _model(of.train, form, of.season).fit().params
    damping = found["damping_trend"] if form.trend == 2 else 1.0
    numbers = (
        found["smoothing_level"],
        found["smoothing_trend"] if form.trend else 0.0,
        found["smoothing_seasonal"] if form.seasonal else 0.0,
        damping,
        found["initial_level"],
        found["initial_trend"] if form.trend else 0.0,
    )
    season = found["initial_seasons"] if form.seasonal else np.zeros(of.season)
    return Numbers(*map(float, numbers)), np.asarray(season, float)


def _ahead(of: Split, form: Form, numbers: Numbers, season: np.ndarray, origins: np.ndarray) -> np.ndarray:
    """Let the library forecast from each origin with these numbers: (B, 12)."""
    start: dict[str, Any] = {"initialization_method": "known", "initial_level": numbers.first_level}
    fixed: dict[str, Any] = {"smoothing_level": numbers.level}
    if form.trend:
        start["initial_trend"], fixed["smoothing_trend"] = numbers.first_trend, numbers.trend
    if form.trend == 2:
        fixed["damping_trend"] = numbers.damping
    if form.seasonal:
        start["initial_seasonal"], fixed["smoothing_seasonal"] = season, numbers.season
    made = [_model(of.x[:origin], form, of.season, **start).fit(**fixed, optimized=False) for origin in origins]
    return np.array([one.forecast(N_AHEAD) for one in made])


def measure(name: str) -> HoltWintersResult:
    """Choose the form, forecast with it, and once more refitted at every origin."""
    of = record.split(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the optimiser says when it stops early; the choice judges what it found
        tried = {}
        for form in (Form(trend, seasonal) for trend, seasonal in product(range(3), range(2))):
            numbers, season = _fitted(of, form)
            tried[form] = of.cost(_ahead(of, form, numbers, season, of.choosing)), numbers, season
        form = min(tried, key=lambda form: tried[form][0])
        _, numbers, season = tried[form]
        refitted = [_model(of.x[:origin], form, of.season).fit().forecast(N_AHEAD) for origin in of.test]
        ahead = _ahead(of, form, numbers, season, of.test)
    return HoltWintersResult(ahead.astype(np.float32), np.array(refitted, np.float32), form, numbers, season)


def again(name: str) -> None:
    """Follow the recorded numbers step by step, without the library, and compare the forecasts."""
    RECORDING.compare((name,), {"forecasts": step_by_step(record.split(name), recorded(name))}, rtol=1e-4, atol=1e-3)


def step_by_step(of: Split, known: HoltWintersResult) -> np.ndarray:
    """Return the forecasts from each origin of the test that the recorded numbers give: (B, 12).

    l_t = α (x_t − s_{t−m}) + (1 − α)(l_{t−1} + φ b_{t−1}), b_t = β (l_t − l_{t−1}) + (1 − β) φ b_{t−1},
    s_t = γ (x_t − l_{t−1} − φ b_{t−1}) + (1 − γ) s_{t−m}; ahead l_t + (φ + … + φ^h) b_t + s_{t+h−m}.
    """
    a, ahead = known.numbers, []
    level, trend, season = a.first_level, a.first_trend, list(known.first_season)
    damped = np.cumsum(a.damping ** np.arange(1, N_AHEAD + 1))
    for t, x in enumerate(of.x, 1):
        expected, before = level + a.damping * trend, level
        level = a.level * (x - season[0]) + (1 - a.level) * expected
        trend = a.trend * (level - before) + (1 - a.trend) * a.damping * trend
        season = [*season[1:], a.season * (x - expected) + (1 - a.season) * season[0]]
        if t in of.test:
            ahead.append(level + damped * trend + np.resize(season, N_AHEAD))
    return np.array(ahead)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
