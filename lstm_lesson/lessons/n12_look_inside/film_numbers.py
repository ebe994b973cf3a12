"""What a snapshot of the training shows: a forecast, the units' cell states, and the test error up to then."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from lstm_lesson.data.baselines import constant, mean_absolute_error
from lstm_lesson.data.signals import damped_sine
from lstm_lesson.studies import sine_film, sine_seeds
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN, TASK
from lstm_lesson.studies.unit_analysis import Opened


@dataclass(frozen=True)
class Frame:
    """One wave and the forecaster as it was after `steps[-1]` training steps.

    signal: the window and what follows it (55,). forecast: (5,). c: of every unit over the window (50, H). steps and
    errors: of this snapshot and those before it, the errors mean absolute over the 1,000 test waves. others: the same
    errors of the trainings with other seeds (seeds, snapshots).
    """

    signal: np.ndarray
    forecast: np.ndarray
    c: np.ndarray
    steps: np.ndarray
    errors: np.ndarray
    others: np.ndarray

    @property
    def error(self) -> float:
        """The mean absolute error on this wave, over the five steps ahead."""
        return mean_absolute_error(self.forecast, self.signal[N_IN:])

    @property
    def swing(self) -> float:
        """How far a unit's c moves over the window, highest less lowest, in the mean of the units."""
        return float(np.ptp(self.c, axis=0).mean())


def frame(snapshot: int, period: float, decay: float) -> Frame:
    """Let the forecaster of a snapshot, counted from 0, forecast one wave."""
    film, opened, signal = sine_film.recorded(), _opened(snapshot), damped_sine(N_IN + N_AHEAD, period, decay)
    trace = opened.cell.run(signal[:N_IN, None])
    forecast = opened.W_y @ trace.h[-1] + opened.b_y
    others = np.array([seed.film[: snapshot + 1] for seed in sine_seeds.recorded()[1:]])
    return Frame(signal, forecast, trace.c, film.step[: snapshot + 1], film.error[: snapshot + 1], others)


@cache
def constant_error() -> float:
    """Return the test error of the forecast that always says ½."""
    x, y = TASK.test_set()
    return mean_absolute_error(constant(x[:, :, 0], N_AHEAD), y)


@cache
def _opened(snapshot: int) -> Opened:
    return Opened(sine_film.recorded().forecaster(snapshot))
