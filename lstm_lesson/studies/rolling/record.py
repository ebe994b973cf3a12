"""Who forecasts three real series best, 1, 3 and 12 steps ahead: measured once, and kept.

Yearly sunspots, monthly means of CO2 at Mauna Loa, monthly sea temperature (El Niño 1+2). All are fitted to the first
half, choose by the next fifth, and are tested on the rest from every origin: see `origins`. AR(p) chooses among p from
1 to 30 on each view of the series, the linear map among 30 settings on each, the LSTM among 18 on each, with two seeds
that take no further part; then it is trained with five others.

    python -m lstm_lesson.studies.rolling.record      measures it anew, in about a quarter of an hour of one processor
"""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from lstm_lesson.data.series import Series, load_series
from lstm_lesson.studies.rolling.networks import FULL, Recipe, choose_recipe, trained, training
from lstm_lesson.studies.rolling.origins import HORIZONS, Split, split_of
from lstm_lesson.studies.rolling.rivals import Fitted, LastValue, SeasonalNaive, choose_ar, choose_map, fit_ar, fit_map
from lstm_lesson.training.recording import Arrays, Recording

SEEDS = (0, 1, 2, 3, 4)
SERIES = ("sunspots", "co2", "elnino")
EVERY = {"co2": "month"}  # a season of 52 weeks is too long a window for a class
FIRST_LOOK = 25  # steps


@cache
def series(name: str) -> Series:
    """Return a series as it is forecast here."""
    return load_series(name, every=EVERY.get(name))


@cache
def split(name: str) -> Split:
    """Return how a series is split."""
    return split_of(series(name))


@dataclass(frozen=True)
class ARChoice:
    """The settings of AR(p); view: its place among the split's views."""

    p: int
    view: int


@dataclass(frozen=True)
class MapChoice:
    """The settings of the linear map."""

    length: int
    ridge: float
    view: int


@dataclass(frozen=True)
class LSTMChoice:
    """The settings of an LSTM."""

    length: int
    n_hidden: int
    learning_rate: float
    steps: int
    view: int

    def recipe(self, of: Split) -> Recipe:
        """Return them as a recipe for this series."""
        return Recipe(tuple(of.views)[self.view], self.length, self.n_hidden, self.learning_rate, self.steps)


@dataclass(frozen=True)
class SeriesResult:
    """What all forecast for one series, and the settings that they chose.

    forecasts: by name, (seeds, origins of the test, 12), one seed for what has none. by_view: those of the LSTM with
    the best settings on each view, 1, 3 and 12 steps ahead, "0" for the first view: (seeds, origins, 3). costs: of all
    that the LSTM's choice was made from, in the order of `Search.recipes`. first_looks: the validation losses of the
    final LSTMs after 25 steps.
    """

    forecasts: Arrays
    by_view: Arrays
    ar: ARChoice
    linear: MapChoice
    lstm: LSTMChoice
    costs: Annotated[np.ndarray, "recipes"]
    first_looks: Annotated[np.ndarray, "seeds"]


RECORDING = Recording("studies.rolling.record")
KEYS = tuple((name,) for name in SERIES)


@cache
def recorded(name: str) -> SeriesResult:
    """Return what came out of `python -m lstm_lesson.studies.rolling.record` for a series."""
    return RECORDING.row(SeriesResult, name)


def measure(name: str) -> SeriesResult:
    """Fit, choose, train and test all on one series."""
    of = split(name)
    views = list(of.views)
    (ar, _), (linear, _), (recipe, costs) = choose_ar(of), choose_map(of), choose_recipe(of, FULL)
    lstms = [trained(of, recipe, seed) for seed in SEEDS]
    every: dict[str, list[Fitted]] = {
        "last_value": [LastValue()],
        "one_period_back": [SeasonalNaive()],
        "ar": [ar],
        "linear": [linear],
        "forecast": [*lstms],
    }
    return SeriesResult(
        {rival: np.array([f.forecast(of, of.test) for f in made], np.float32) for rival, made in every.items()},
        {str(place): _on_view(of, min((r for r in costs if r.view == view), key=costs.__getitem__))
         for place, view in enumerate(views)},
        ARChoice(ar.p, views.index(ar.view)),
        MapChoice(linear.length, linear.ridge, views.index(linear.view)),
        LSTMChoice(recipe.length, recipe.n_hidden, recipe.learning_rate, recipe.steps, views.index(recipe.view)),
        np.array(list(costs.values()), np.float32),
        np.array([_first_look(of, recipe, seed) for seed in SEEDS], np.float32),
    )  # fmt: skip


def _on_view(of: Split, recipe: Recipe) -> np.ndarray:
    ahead = [trained(of, recipe, seed).forecast(of, of.test) for seed in SEEDS]
    return np.array(ahead, np.float32)[:, :, [h - 1 for h in HORIZONS]]


def _first_look(of: Split, recipe: Recipe, seed: int) -> float:
    _, fit = training(of, recipe, seed)
    return next(progress.validation_loss for progress in fit if progress.step == FIRST_LOOK)


def again(name: str) -> None:
    """Fit AR(p) and the linear map again and compare their forecasts; train the first LSTM until its first look."""
    of, now = split(name), recorded(name)
    views, size = list(of.views), float(of.x.std())
    anew: dict[str, Fitted] = {
        "last_value": LastValue(),
        "one_period_back": SeasonalNaive(),
        "ar": fit_ar(of, now.ar.p, views[now.ar.view]),
        "linear": fit_map(of, now.linear.length, now.linear.ridge, views[now.linear.view]),
    }
    ahead = {f"forecasts.{rival}": fitted.forecast(of, of.test)[None] for rival, fitted in anew.items()}
    RECORDING.compare((name,), ahead, rtol=1e-5, atol=1e-5 * size)
    RECORDING.compare((name,), {"first_looks": [_first_look(of, now.lstm.recipe(of), SEEDS[0])]}, rtol=0.01)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
