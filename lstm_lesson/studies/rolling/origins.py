"""A series split in time, the origins that it is forecast from, and the ways to show it to a forecaster.

The first half is for fitting, the next fifth for choosing, the rest for the test. An *origin* is the number of values
known when a forecast is made: from each, the next 12 are forecast, and 1, 3 and 12 steps ahead are scored. Nobody is
fitted again on the way (so that a network can keep up), but every forecast sees all values before its origin
(Tashman 2000, "Out-of-sample tests of forecasting accuracy", Int. J. Forecasting 16, 437-450).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from lstm_lesson import validate

N_AHEAD, HORIZONS = 12, (1, 3, 12)  # steps
TRAIN, CHOOSE = 0.5, 0.2  # shares of the series
VIEWS = (
    "as it is",
    "from the last value",
    "changes",
    "change in a season",
    "change of that",
)  # where a season is known
FEWEST, MOST_ORIGINS = 120, 400  # values; origins of the choice and of the test, the latest ones


@dataclass(frozen=True)
class View:
    """A way to show a series to a forecaster.

    lags: x_t − x_{t−lag} is shown instead of x_t, for each lag in turn. anchored: of each window, and of what follows
    it, the window's last value is taken away (as in the NLinear of Zeng et al. 2023, arXiv:2205.13504).
    """

    lags: tuple[int, ...] = ()
    anchored: bool = False


@dataclass(frozen=True)
class Split:
    """A series (T,) with its season in steps (0: none known), and where it is split."""

    x: np.ndarray
    season: int = 0

    def __post_init__(self) -> None:
        """Check the sizes."""
        validate.floats("x", self.x, shape=("T",))
        validate.whole("season", self.season, at_least=0)
        if len(self.x) < FEWEST:
            raise ValueError(f"x must have at least {FEWEST} values to be split in three; got {len(self.x)}")
        if self.season == 1 or 5 * self.season > self.n_train:
            raise ValueError(
                f"season must be 0 (none) or from 2 to {self.n_train // 5} steps, a fifth of the {self.n_train} values "
                f"to fit to; got {self.season}"
            )

    @property
    def n_train(self) -> int:
        """How many values may be fitted to."""
        return round(TRAIN * len(self.x))

    @property
    def n_known(self) -> int:
        """How many values may be fitted to or chosen by."""
        return round((TRAIN + CHOOSE) * len(self.x))

    @cached_property
    def train(self) -> np.ndarray:
        """The values that may be fitted to."""
        return self.x[: self.n_train]

    @cached_property
    def choosing(self) -> np.ndarray:
        """The origins that settings are chosen by: all 12 values ahead lie between fitting and test."""
        return np.arange(self.n_train, self.n_known - N_AHEAD + 1)[-MOST_ORIGINS:]

    @cached_property
    def test(self) -> np.ndarray:
        """The origins of the test, which nothing is chosen by."""
        return np.arange(self.n_known, len(self.x) - N_AHEAD + 1)[-MOST_ORIGINS:]

    @cached_property
    def views(self) -> dict[str, View]:
        """The ways to show the series, by name."""
        season = [View((self.season,)), View((self.season, 1))] if self.season else []
        return dict(zip(VIEWS, [View(), View(anchored=True), View((1,)), *season], strict=False))

    def truth(self, origins: np.ndarray) -> np.ndarray:
        """Return what came after each origin: (B, 12)."""
        return self.x[origins[:, None] + np.arange(N_AHEAD)]

    def errors(self, forecasts: np.ndarray, origins: np.ndarray) -> np.ndarray:
        """Return the absolute errors of forecasts (…, B, 12)."""
        return np.abs(forecasts - self.truth(origins))

    def cost(self, forecasts: np.ndarray) -> float:
        """Return what settings are chosen by: the error at 1, 3 and 12 steps as a share of the last value's, averaged.

        forecasts: from the origins `choosing`, (B, 12).
        """
        of = [h - 1 for h in HORIZONS]
        own = self.errors(forecasts, self.choosing).mean(axis=0)[of]
        stale = self.errors(self.x[self.choosing - 1][:, None], self.choosing).mean(axis=0)[of]
        return float((own / np.maximum(stale, np.finfo(float).tiny)).mean())


def shown(x: np.ndarray, lags: tuple[int, ...]) -> np.ndarray:
    """Return x_t − x_{t−lag}, for each lag in turn: shorter than x by the sum of the lags."""
    for lag in lags:
        x = x[lag:] - x[:-lag]
    return x


def windows_before(x: np.ndarray, view: View, origins: np.ndarray, length: int) -> np.ndarray:
    """Return the last `length` values that the view shows before each origin: (B, length)."""
    windows = shown(x, view.lags)[origins[:, None] - sum(view.lags) - length + np.arange(length)]
    return windows - windows[:, -1:] if view.anchored else windows


def pairs(x: np.ndarray, view: View, origins: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Return windows before the origins, and what the view shows of the 12 steps after: (B, length), (B, 12)."""
    values = shown(x, view.lags)
    following = values[origins[:, None] - sum(view.lags) + np.arange(N_AHEAD)]
    if view.anchored:
        following = following - values[origins - sum(view.lags) - 1][:, None]
    return windows_before(x, view, origins, length), following


def undone(x: np.ndarray, view: View, origins: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """Return forecasts of what a view shows, `ahead` (B, n), as forecasts of the series itself."""
    if view.anchored:
        ahead = ahead + shown(x, view.lags)[origins - sum(view.lags) - 1][:, None]
    for place in reversed(range(len(view.lags))):
        lag, before = view.lags[place], shown(x, view.lags[:place])
        start, whole = origins - sum(view.lags[:place]), np.empty_like(ahead)
        for step in range(ahead.shape[1]):  # what it changes from was known, or has just been forecast
            earlier = whole[:, step - lag] if step >= lag else before[start + step - lag]
            whole[:, step] = earlier + ahead[:, step]
        ahead = whole
    return ahead


def blocks(errors: np.ndarray, least: int = N_AHEAD, most: int = 16) -> np.ndarray:
    """Return the mean of each block of neighbouring origins, errors (…, B): (…, blocks).

    A block has at least 12 origins, so that errors of different blocks share few values or none; what is left over
    goes to the first ones.
    """
    B = errors.shape[-1]
    number = max(1, min(most, B // least))
    return np.stack([part.mean(axis=-1) for part in np.array_split(errors, number, axis=-1)], axis=-1)


def split_of(series: Any, season: int | None = None) -> Split:
    """Return the split of a Series, with its own season if none is given."""
    return Split(np.asarray(series.values, float), series.season if season is None else season)
