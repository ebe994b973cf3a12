"""What the pictures of notebook 13 show: one window with every forecast, and the record, level by level."""

from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from lstm_lesson.studies.limits import forecasters
from lstm_lesson.studies.limits import record as limits_record
from lstm_lesson.studies.limits import waves as limits
from lstm_lesson.studies.limits.forecasters import AMPLITUDES, BOUND, FEED_FORWARD, GAPS, LEVELS, NOISES, RIVALS, SINCES
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN
from lstm_lesson.validate import shown

ROUNDING = 1e-10  # two errors nearer than this are both 0, but for float64


@dataclass(frozen=True)
class Ranking:
    """How all did at one level: errors (seeds,) by name, who was first, and whether that is more than chance.

    place: the level's number in its case.
    """

    place: int
    errors: dict[str, np.ndarray]
    first: str
    second: str
    clear: bool

    def mean(self, name: str) -> float:
        """Return the mean error of one rival over its seeds."""
        return float(self.errors[name].mean())


@cache
def ranking(case: str, place: int, among: tuple[str, ...] = ()) -> Ranking:
    """Return how all did at the level `place` of a case; first and second are `among` those named, all if none is.

    The first is clear if it leads the second by more than two standard errors, taken over the groups of test windows,
    and by more than rounding, and if its worst seed is still ahead of the other's best.
    """
    by_group = {name: errors[place].astype(float) for name, errors in limits_record.recorded(case).errors.items()}
    errors = {name: groups.mean(axis=1) for name, groups in by_group.items()}
    first, second = sorted(among or RIVALS[case], key=lambda name: errors[name].mean())[:2]
    lead = by_group[second].mean(axis=0) - by_group[first].mean(axis=0)
    sure = lead.mean() > max(2 * lead.std(ddof=1) / np.sqrt(len(lead)), ROUNDING)
    return Ranking(place, errors, first, second, bool(sure and errors[first].max() < errors[second].min()))


def rankings(case: str) -> tuple[Ranking, ...]:
    """Return how all did at every level of a case."""
    return tuple(ranking(case, place) for place in range(len(LEVELS[case])))


def mean_errors(case: str, level: Any) -> dict[str, float]:
    """Return the recorded mean absolute error of all at one level of "map", "distractor" or "gap", by name.

    level: (noise, since), an amplitude, or a gap; one of those recorded.
    """
    if case not in LEVELS or level not in LEVELS[case]:
        raise ValueError(f"level must be one of {LEVELS.get(case, tuple(LEVELS))}; got {shown(case)}, {shown(level)}")
    found = ranking(case, LEVELS[case].index(level))
    return {name: found.mean(name) for name in found.errors}


def tally(*among: str) -> dict[str, int]:
    """Return how many cells of the map each wins clearly, and in how many none does; `among` those named, or all."""
    cells = [ranking("map", place, among) for place in range(len(LEVELS["map"]))]
    return dict(Counter(cell.first if cell.clear else "no clear winner" for cell in cells).most_common())


def feed_forward_beside(name: str) -> tuple[int, float, float]:
    """Return in how many cells of the map the feed-forward network errs less than `name`, and how many times as much.

    The second number is the median over the cells, the third the largest.
    """
    cells = rankings("map")
    ratios = np.array([cell.mean(FEED_FORWARD) / cell.mean(name) for cell in cells])
    return int((ratios < 1).sum()), float(np.median(ratios)), float(ratios.max())


def beside_the_bound(name: str, noise: float) -> float:
    """Return how many times the least possible error that of one rival is: the median of the cells of this noise."""
    cells = [cell for cell in rankings("map") if LEVELS["map"][cell.place][0] == noise]
    return float(np.median([cell.mean(name) / cell.mean(BOUND) for cell in cells]))


def wins_by_noise(name: str) -> dict[float, int]:
    """Return how many of the eight cells of each noise on the map one rival wins clearly."""
    won = [LEVELS["map"][cell.place][0] for cell in rankings("map") if cell.clear and cell.first == name]
    return {noise: won.count(noise) for noise in NOISES}


def place_on_map(noise: float, since: float) -> int:
    """Return the number of the map's cell that is nearest."""
    return nearest(noise, NOISES) * len(SINCES) + nearest(since, SINCES)


def nearest(value: float, levels: tuple[float, ...]) -> int:
    """Return which level is nearest to a value."""
    return int(np.argmin(np.abs(np.array(levels) - value)))


@dataclass(frozen=True)
class MapState:
    """The map of winners, the cell looked at, and how many rows of noise, from none upwards, are uncovered."""

    cells: tuple[Ranking, ...]
    here: Ranking
    shown: int

    @property
    def noise(self) -> float:
        """The noise of the cell looked at."""
        return float(LEVELS["map"][self.here.place][0])

    @property
    def since(self) -> int:
        """The steps since the switch of the cell looked at."""
        return int(LEVELS["map"][self.here.place][1])


def map_state(row: float, column: float, shown: float) -> MapState:
    """Return the map with its cursor on a cell, rows and columns counted from 1; `shown` rows are uncovered."""
    cells = rankings("map")
    return MapState(cells, cells[(int(row) - 1) * len(SINCES) + int(column) - 1], int(shown))


@dataclass(frozen=True)
class OneWindow:
    """One window, what really follows, and every forecast of it: (5,) by name; and how all did at the nearest level."""

    noise: float
    waves: limits.Waves  # B = 1
    clean: np.ndarray  # (55,), without noise
    forecasts: dict[str, np.ndarray]
    recorded: Ranking
    ar: str  # how AR(p) was chosen there

    @property
    def since(self) -> int:
        """How many steps of the window have the new period."""
        return int(self.waves.since[0])

    @cached_property
    def errors(self) -> dict[str, float]:
        """The mean absolute error of each forecast of this window."""
        return {name: float(np.abs(ahead - self.clean[N_IN:]).mean()) for name, ahead in self.forecasts.items()}


def one_window(noise: float, since: float, old_period: float, period: float, decay: float, seed: float) -> OneWindow:
    """Forecast one window by all; AR(p) and the linear map are those of the nearest cell of the map, the seed is 0."""
    since = int(since)
    one = {"period": old_period, "new_period": period, "decay": decay, "since": since}
    batch = {name: np.array([float(number)]) for name, number in one.items()}
    clean = limits.switching_sines(N_IN + N_AHEAD, **batch)
    x = clean[:, :N_IN].T + noise * np.random.default_rng(int(seed)).standard_normal((N_IN, 1))
    now = limits.Waves(x=x, y=clean[:, N_IN:], distractor_period=np.full(1, np.nan), **batch)
    record, place = limits_record.recorded("map"), place_on_map(noise, since)
    fitted = record.fitted[place]
    ahead = forecasters.forecasts("map", (noise, since), now, fitted)
    ahead |= {name: forecasters.lstm_forecast("map", None, now, lstms[0]) for name, lstms in record.lstms.items()}
    words = f"AR({fitted.ar.p}) on the last {fitted.ar.length} steps"
    return OneWindow(noise, now, clean[0], {n: f[0] for n, f in ahead.items()}, ranking("map", place), words)


@dataclass(frozen=True)
class SideState:
    """What a distractor and a gap do: a window of each, and how all did at the nearest levels."""

    distracted: np.ndarray  # (50,)
    gappy: np.ndarray  # (50,), nan where missing
    clean: np.ndarray  # (55,)
    distractor: tuple[Ranking, ...]
    gap: tuple[Ranking, ...]
    at_amplitude: Ranking
    at_gap: Ranking


def side_state(amplitude: float, gap: float) -> SideState:
    """Return how all did beside a distractor and across a gap."""
    wave = limits.switching_sines(N_IN + N_AHEAD, *(np.array([v]) for v in (15.0, 15.0, 0.03, float(limits.NEVER))))[0]
    noisy = wave[:N_IN] + limits.SIDE_NOISE * np.random.default_rng(0).standard_normal(N_IN)
    gap = GAPS[nearest(gap, GAPS)]
    distracted = noisy + amplitude * np.sin(2 * np.pi * np.arange(N_IN) / 4.5)
    gappy = np.where(limits.missing(gap)[:, 0], np.nan, noisy)
    beside, across = rankings("distractor"), rankings("gap")
    here = beside[nearest(amplitude, AMPLITUDES)], across[nearest(gap, GAPS)]
    return SideState(distracted, gappy, wave, beside, across, *here)
