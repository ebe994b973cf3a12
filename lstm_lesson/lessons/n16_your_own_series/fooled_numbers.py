"""What the other pictures of notebook 16 show: four mistakes, an echo, and a trend that leaves its range."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from lstm_lesson.lessons.n16_your_own_series.numbers import SERIES, clock
from lstm_lesson.studies.rolling import mistakes, record
from lstm_lesson.studies.rolling.mistakes import recorded, values
from lstm_lesson.studies.rolling.networks import FULL
from lstm_lesson.studies.rolling.origins import HORIZONS, TRAIN, VIEWS

SHIFTS = range(-2, 7)  # steps that a forecast is moved back by


@dataclass(frozen=True)
class Reported:
    """What one would report of an LSTM on one series, and what is true.

    seeds: mean absolute errors over 12 steps as measured, (5,). true: the same without a mistake. last_value: on the
    same test windows.
    """

    name: str
    seeds: np.ndarray
    true: np.ndarray
    last_value: float
    everything: bool
    shuffled: bool
    last_value_told: bool
    best_seed_only: bool

    @property
    def reported(self) -> float:
        """The number that one would write down."""
        return float(self.seeds.min() if self.best_seed_only else np.median(self.seeds))

    @property
    def honest(self) -> float:
        """The number that one should write down: the median of all seeds, without a mistake."""
        return float(np.median(self.true))


def reported(series: float, scaler: float, split: float, baseline: float, seeds: float) -> Reported:
    """Return what is reported; the switches are 0 as it should be, 1 with the mistake."""
    name = mistakes.SERIES[int(series)]
    found = recorded(name)
    errors = found.errors.astype(float)
    return Reported(
        name,
        errors[int(scaler), int(split)],
        errors[0, 0],
        float(found.last_value[int(split)]),
        bool(scaler),
        bool(split),
        not baseline,
        bool(seeds),
    )


@dataclass(frozen=True)
class Echo:
    """One-step forecasts of the test part, and how they agree with the truth when they are moved back.

    ahead, truth: (B,). back: steps. agreement: the correlation by shift, (len(SHIFTS),). of_changes: the correlation of
    the forecast change with the true one.
    """

    name: str
    ahead: np.ndarray
    truth: np.ndarray
    back: int
    agreement: np.ndarray
    of_changes: float

    @property
    def best(self) -> int:
        """The shift at which the forecast agrees best."""
        return int(SHIFTS[int(self.agreement.argmax())])


@cache
def echo_parts(name: str, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Return forecasts (B,), truth (B,), correlations by shift, and that of the changes."""
    x, ahead = values(name), recorded(name).ahead[seed].astype(float)
    origins = mistakes.parts(x, shuffled=False).test
    agreement = []
    for shift in SHIFTS:
        there = (origins - shift >= 0) & (origins - shift < len(x))
        agreement.append(np.corrcoef(ahead[there], x[origins[there] - shift])[0, 1])
    before = x[origins - 1]
    of_changes = np.corrcoef(ahead - before, x[origins] - before)[0, 1]
    return ahead, x[origins], np.array(agreement), float(of_changes)


@cache
def all_echoes(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the forecasts of all seeds, (5, B), and their correlations by shift, (5, len(SHIFTS))."""
    every = [echo_parts(name, seed) for seed in range(len(mistakes.SEEDS))]
    return np.array([ahead for ahead, *_ in every]), np.array([agreement for _, _, agreement, _ in every])


def echo(series: float, back: float, seed: float) -> Echo:
    """Return one LSTM's forecasts, moved back by so many steps; seed: 1 to 5."""
    name = mistakes.SERIES[int(series)]
    ahead, truth, agreement, of_changes = echo_parts(name, int(seed) - 1)
    return Echo(name, ahead, truth, int(back), agreement, of_changes)


def echo_in_short(name: str) -> tuple[int, float, float, float]:
    """Return the medians over five seeds: the best shift, the correlation there and unmoved, that of the changes."""
    seeds = [echo_parts(name, seed) for seed in range(len(mistakes.SEEDS))]
    best = float(np.median([SHIFTS[int(agreement.argmax())] for _, _, agreement, _ in seeds]))
    there = float(np.median([agreement.max() for _, _, agreement, _ in seeds]))
    unmoved = float(np.median([agreement[SHIFTS.index(0)] for _, _, agreement, _ in seeds]))
    return int(best), there, unmoved, float(np.median([of_changes for *_, of_changes in seeds]))


def one_step_errors(name: str) -> tuple[float, float]:
    """Return the mean absolute errors one step ahead of the plain LSTM (median of five seeds) and of the last value."""
    x = values(name)
    origins = mistakes.parts(x, shuffled=False).test
    errors = np.abs(recorded(name).ahead - x[origins]).mean(axis=1)
    return float(np.median(errors)), float(np.abs(x[origins - 1] - x[origins]).mean())


@dataclass(frozen=True)
class BeyondRange:
    """A series, the range that was fitted to, and what LSTMs shown one view of it forecast for the test part.

    target: which value each forecast is for, (B,), counted from 0. ahead: (seeds, B). last_value: its mean absolute
    error.
    """

    name: str
    view: str
    steps: int
    time: np.ndarray
    x: np.ndarray
    n_train: int
    target: np.ndarray
    ahead: np.ndarray
    last_value: float

    @property
    def range(self) -> tuple[float, float]:
        """The least and the largest value that was fitted to."""
        return float(self.x[: self.n_train].min()), float(self.x[: self.n_train].max())

    @property
    def errors(self) -> np.ndarray:
        """Mean absolute error of each seed."""
        return np.abs(self.ahead - self.x[self.target]).mean(axis=1)

    @property
    def outside(self) -> float:
        """The share of the values to forecast that lie outside the range."""
        low, high = self.range
        wanted = self.x[self.target]
        return float(((wanted < low) | (wanted > high)).mean())


def beyond_range(series: float, view: float, ahead: float) -> BeyondRange:
    """Return the forecasts of the LSTMs with the best settings on one view; `ahead` is a place among the horizons."""
    name, steps = SERIES[int(series)], HORIZONS[int(ahead)]
    of = record.split(name)
    target = of.test + steps - 1
    return BeyondRange(
        name,
        VIEWS[int(view)],
        steps,
        clock(name),
        of.x,
        round(TRAIN * len(of.x)),
        target,
        record.recorded(name).by_view[str(int(view))][:, :, int(ahead)].astype(float),
        float(np.abs(of.x[of.test - 1] - of.x[target]).mean()),
    )


def outside_in_short(name: str, view: str, steps: int) -> float:
    """Return the mean absolute error of the LSTMs shown one view, over five seeds, `steps` (1, 3 or 12) ahead."""
    return float(beyond_range(SERIES.index(name), VIEWS.index(view), HORIZONS.index(steps)).errors.mean())


def cost_of(name: str, view: str) -> float:
    """Return the lowest cost that an LSTM shown one view had when the settings were chosen, before the test."""
    costs, of = record.recorded(name).costs, record.split(name)
    return float(min(cost for cost, recipe in zip(costs, FULL.recipes(of), strict=True) if recipe.view == view))


def mistakes_in_short(name: str) -> tuple[float, float, float, float, float, float]:
    """Return the true error over 12 steps, what three mistakes make of it; the last value's in time and shuffled."""
    series = mistakes.SERIES.index(name)
    true = reported(series, 0, 0, 0, 0)
    wrong = [reported(series, *switches).reported for switches in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1))]
    return true.honest, wrong[0], wrong[1], wrong[2], true.last_value, reported(series, 0, 1, 0, 0).last_value
