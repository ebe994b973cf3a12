"""What the pictures of notebook 16 show: forecasts from rolling origins, and how all did, from the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from lstm_lesson.studies.rolling import holt_winters, record
from lstm_lesson.studies.rolling.origins import HORIZONS, N_AHEAD, Split
from lstm_lesson.studies.rolling.scores import LSTM, RARE, RIVALS, WORDS, Lead, Scores, recorded_scores

SERIES = record.SERIES
NAMES = {"sunspots": "Sunspots", "co2": "CO₂", "elnino": "El Niño", "random walk": "Random walk"}
PAST = 36  # steps shown before an origin


@dataclass(frozen=True)
class Rolled:
    """A series, an origin in its test part, what all forecast from there, and how they did up to there.

    origin: values known. forecasts: (12,) by name, of the LSTM the first seed's. so_far: mean absolute error by name,
    (12,), over all origins of the test up to this one. time: (T,) numbers to draw the series over.
    """

    scores: Scores
    time: np.ndarray
    place: int
    forecasts: dict[str, np.ndarray]
    so_far: dict[str, np.ndarray]

    @property
    def split(self) -> Split:
        """The series and where it is split."""
        return self.scores.split

    @property
    def origin(self) -> int:
        """How many values are known."""
        return int(self.split.test[self.place])

    @property
    def grain(self) -> float:
        """What the upright axis is divided by: half of how far the series moves within 36 steps, in the median."""
        return float(np.median(np.ptp(np.lib.stride_tricks.sliding_window_view(self.split.x, PAST), axis=1)) / 2)

    @property
    def truth(self) -> np.ndarray:
        """What came after the origin: (12,)."""
        return self.split.x[self.origin : self.origin + N_AHEAD]


@cache
def clock(name: str) -> np.ndarray:
    """Return the times of a series as years with decimals: (T,)."""
    times = record.series(name).times
    return times if times.dtype.kind == "f" else 1970 + times.astype("datetime64[M]").astype(int) / 12


def rolled(series: float, origin: float) -> Rolled:
    """Return the forecasts from one origin; `origin` runs from 0, the first of the test, to 100, its last."""
    name = SERIES[int(series)]
    scores = recorded_scores(name)
    place = round(origin / 100 * (len(scores.split.test) - 1))
    return Rolled(
        scores,
        clock(name),
        place,
        {rival: ahead[0, place].astype(float) for rival, ahead in scores.forecasts.items()},
        {rival: errors[:, : place + 1].mean(axis=(0, 1)) for rival, errors in scores.errors.items()},
    )


@cache
def largest_so_far(series: str) -> float:
    """Return the largest mean error that there is at any origin: one axis holds them all."""
    largest = 0.0
    for errors in recorded_scores(series).errors.values():
        sums = errors.mean(axis=0).cumsum(axis=0)
        largest = max(largest, float((sums / np.arange(1, len(sums) + 1)[:, None]).max()))
    return largest


@dataclass(frozen=True)
class Scored:
    """How all did on one series at one distance ahead, and the LSTM block by block beside one rival."""

    scores: Scores
    ahead: int
    rival: str
    lead: Lead

    @property
    def p(self) -> float:
        """How rarely chance alone parts the LSTM and the rival as far."""
        return self.scores.p(LSTM, self.rival, self.ahead)


def scored(series: float, ahead: float, against: float) -> Scored:
    """Return how all did; `ahead` and `against` are places among the horizons and the rivals."""
    scores, steps = recorded_scores(SERIES[int(series)]), HORIZONS[int(ahead)]
    return Scored(scores, steps, RIVALS[int(against)], scores.lead(steps))


def errors_of(name: str, steps: int) -> dict[str, float]:
    """Return the recorded mean absolute errors on "sunspots", "co2" or "elnino", `steps` (1, 3 or 12) ahead."""
    scores = recorded_scores(name)
    return {rival: scores.mean(rival, steps) for rival in scores.errors}


def refitted_errors(name: str) -> dict[int, float]:
    """Return the errors of Holt and Winters where its numbers are estimated anew at every origin, by steps ahead."""
    of = record.split(name)
    errors = of.errors(holt_winters.recorded(name).refitted, of.test).mean(axis=0)
    return {steps: float(errors[steps - 1]) for steps in HORIZONS}


def averaged_errors(name: str) -> dict[int, float]:
    """Return the errors of the mean of the five LSTMs' forecasts, by steps ahead."""
    scores = recorded_scores(name)
    errors = scores.split.errors(scores.forecasts[LSTM].mean(axis=0), scores.split.test).mean(axis=0)
    return {steps: float(errors[steps - 1]) for steps in HORIZONS}


def places() -> Iterable[tuple[str, int, Lead]]:
    """Yield the nine places that are scored: series, steps ahead, who leads."""
    for name in SERIES:
        for steps in HORIZONS:
            yield name, steps, recorded_scores(name).lead(steps)


def duels() -> dict[str, dict[str, int]]:
    """Count for each rival, by what it is called, the nine places: the LSTM clearly better, clearly worse, or neither.

    Clearly: as `Lead.clear` has it, chance seldom parts the two as far, and every seed is on the same side.
    """
    found = {}
    for rival in RIVALS[:-1]:
        count = {"better": 0, "worse": 0, "neither": 0}
        for name, steps, _ in places():
            scores = recorded_scores(name)
            other, seeds = scores.mean(rival, steps), scores.seeds(LSTM, steps)
            sure = scores.p(LSTM, rival, steps) < RARE
            better, worse = sure and (seeds < other).all(), sure and (seeds > other).all()
            count["better" if better else "worse" if worse else "neither"] += 1
        found[WORDS[rival]] = count
    return found
