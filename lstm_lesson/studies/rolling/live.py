"""The same comparison for a series of one's own, with a search that is small enough to wait for."""

from dataclasses import replace

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.series import Series
from lstm_lesson.studies.rolling.networks import QUICK, choose_recipe, trained
from lstm_lesson.studies.rolling.origins import FEWEST, split_of
from lstm_lesson.studies.rolling.rivals import Fitted, LastValue, SeasonalNaive, choose_ar, choose_map
from lstm_lesson.studies.rolling.scores import LSTM, Scores

MOST = 5000  # values, the latest ones: what a class can wait for
SEEDS = (0, 1, 2)


def compare_forecasters(series: Series, season: int | None = None) -> Scores:
    """Forecast the last part of a series by all, the LSTM with three seeds, and return their scores.

    season: in steps, 0 for none; what the series says of itself if not given. Of a long series the last 5,000 values
    are used. Takes some seconds. Raises ValueError for fewer than 120 values, or a season too long for them.
    """
    if not isinstance(series, Series):
        raise ValueError(f"series must be what load_series returns; got {validate.shown(series)}")
    if len(series) < FEWEST:
        raise ValueError(f"series must have at least {FEWEST} values to split; {series.name} has {len(series)}")
    split = split_of(series, season)
    split = replace(split, x=split.x[-MOST:])
    (ar, _), (linear, _), (recipe, _) = choose_ar(split), choose_map(split), choose_recipe(split, QUICK)
    made: dict[str, list[Fitted]] = {"last_value": [LastValue()], "one_period_back": [SeasonalNaive()]}
    if not split.season:
        del made["one_period_back"]
    made |= {"ar": [ar], "linear": [linear], LSTM: [trained(split, recipe, seed) for seed in SEEDS]}
    return Scores(
        series.name,
        series.unit,
        split,
        {name: np.array([fitted.forecast(split, split.test) for fitted in fits]) for name, fits in made.items()},
        {name: fits[0].words for name, fits in made.items() if fits[0].words},
    )
