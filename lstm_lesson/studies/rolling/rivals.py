"""Forecasters of one series that need no network: the last value, one season back, AR(p), one linear map.

Each is fitted to the first half of the series and picks its settings by the origins of the choice (`Split.cost`). A
forecast is (B, 12), one row for each origin.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

import numpy as np

from lstm_lesson.data.baselines import AutoRegression
from lstm_lesson.studies.rolling.origins import N_AHEAD, Split, pairs, shown, undone, windows_before

ORDERS = range(1, 31)
LENGTHS = (3, 6, 12, 18, 24, 36)  # steps that the linear map sees
RIDGES = (0.0, 0.001, 0.01, 0.1, 1.0)  # as a share of the variance of what it sees


class Fitted(Protocol):
    """What has been fitted to a series."""

    @property
    def words(self) -> str:
        """The settings, in words."""

    def forecast(self, split: Split, origins: np.ndarray) -> np.ndarray:
        """Return (B, 12)."""


@dataclass(frozen=True)
class LastValue:
    """Nothing changes any more."""

    words: str = ""

    def forecast(self, split: Split, origins: np.ndarray) -> np.ndarray:
        """Return the last known value, 12 times."""
        return np.repeat(split.x[origins - 1][:, None], N_AHEAD, axis=1)


@dataclass(frozen=True)
class SeasonalNaive:
    """What stood one season earlier comes again."""

    words: str = ""

    def forecast(self, split: Split, origins: np.ndarray) -> np.ndarray:
        """Return the values of the last season, again and again."""
        return split.x[origins[:, None] - split.season + np.arange(N_AHEAD) % split.season]


@dataclass(frozen=True)
class FittedAR:
    """AR(p) of one view, each forecast made of the p values before it, forecasts among them."""

    p: int
    view: str
    fitted: AutoRegression

    @property
    def words(self) -> str:
        """The settings, in words."""
        return f"p = {self.p}, {self.view}"

    def forecast(self, split: Split, origins: np.ndarray) -> np.ndarray:
        """Return (B, 12)."""
        view = split.views[self.view]
        ahead = self.fitted.forecast(windows_before(split.x, view, origins, self.p).T, N_AHEAD)
        return undone(split.x, view, origins, ahead)


def fit_ar(split: Split, p: int, view: str) -> FittedAR:
    """Fit AR(p) to the first half of the series."""
    return FittedAR(p, view, AutoRegression(p).fit(shown(split.train, split.views[view].lags)))


@dataclass(frozen=True)
class FittedMap:
    """One linear map from the last `length` values of one view to the next 12, each with coefficients of its own."""

    length: int
    ridge: float
    view: str
    weights: np.ndarray  # (length, 12)
    intercept: np.ndarray  # (12,)

    @property
    def words(self) -> str:
        """The settings, in words."""
        return f"{self.length} steps, ridge {self.ridge:g}, {self.view}"

    def forecast(self, split: Split, origins: np.ndarray) -> np.ndarray:
        """Return (B, 12)."""
        view = split.views[self.view]
        ahead = windows_before(split.x, view, origins, self.length) @ self.weights + self.intercept
        return undone(split.x, view, origins, ahead)


def training_pairs(split: Split, view: str, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Return every window in the first half as a view shows it, and what follows: (N, length), (N, 12)."""
    of = split.views[view]
    origins = np.arange(sum(of.lags) + length, split.n_train - N_AHEAD + 1)
    return pairs(split.train, of, origins, length)


def fit_map(split: Split, length: int, ridge: float, view: str) -> FittedMap:
    """Fit the linear map to the first half of the series: least squares, with ridge."""
    past, following = training_pairs(split, view, length)
    middle, level = past.mean(axis=0), following.mean(axis=0)
    around, variance = past - middle, past.var() + np.finfo(float).tiny
    # Ridge as rows below: one equation √(N·ridge·variance)·w = 0 for each weight. lstsq bears columns that depend.
    below = np.sqrt(len(past) * ridge * variance) * np.eye(length)
    wanted = np.concatenate([following - level, np.zeros((length, N_AHEAD))])
    weights = np.linalg.lstsq(np.concatenate([around, below]), wanted)[0]
    return FittedMap(length, ridge, view, weights, level - middle @ weights)


def choose_ar(split: Split) -> tuple[FittedAR, int]:
    """Return the AR(p) of the lowest cost, p from 1 to 30 on each view; and how many were tried.

    There is none from the last value: AR(p) takes its own forecasts for past values, which have another last one.
    """
    tried = [
        fit_ar(split, p, name)
        for (name, view), p in product(split.views.items(), ORDERS)
        if not view.anchored and split.n_train - sum(view.lags) >= 2 * p + 1
    ]
    return _cheapest(split, tried), len(tried)


def choose_map(split: Split) -> tuple[FittedMap, int]:
    """Return the linear map of the lowest cost, over its lengths, ridges and views; and how many were tried."""
    tried = [
        fit_map(split, length, ridge, name)
        for (name, view), length, ridge in product(split.views.items(), LENGTHS, RIDGES)
        if split.n_train - sum(view.lags) >= length + 2 * N_AHEAD
    ]
    return _cheapest(split, tried), len(tried)


def _cheapest(split: Split, tried: list) -> Any:
    return min(tried, key=lambda fitted: split.cost(fitted.forecast(split, split.choosing)))
