"""The LSTM that forecasts one series: 12 values at once from the last ones of a view, scaled by the first half."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from lstm_lesson.data.scaling import Scaler
from lstm_lesson.studies.rolling.origins import N_AHEAD, Split, pairs, undone, windows_before
from lstm_lesson.studies.rolling.rivals import training_pairs
from lstm_lesson.training.fitting import Progress
from lstm_lesson.training.forecaster import Forecaster

BATCH, LOOK_EVERY = 32, 25  # windows; steps
SHORTEST_TRAINING = 20  # windows to learn from


@dataclass(frozen=True)
class Recipe:
    """How an LSTM is made and trained: what it sees, its units H, its peak learning rate, its training steps."""

    view: str = "as it is"
    length: int = 24
    n_hidden: int = 16
    learning_rate: float = 0.01
    steps: int = 1000

    @property
    def words(self) -> str:
        """The settings, in words."""
        return f"{self.length} steps, {self.n_hidden} units, rate {self.learning_rate:g}, {self.view}"


@dataclass(frozen=True)
class Search:
    """What an LSTM's recipe is chosen from, with `seeds` that take no further part."""

    lengths: tuple[int, ...]
    sizes: tuple[int, ...]
    rates: tuple[float, ...]
    steps: int
    seeds: tuple[int, ...]

    def recipes(self, split: Split) -> list[Recipe]:
        """Return all that are tried: on each view, where half the series is long enough."""
        return [
            Recipe(name, length, size, rate, self.steps)
            for (name, view), length, size, rate in product(split.views.items(), self.lengths, self.sizes, self.rates)
            if split.n_train - sum(view.lags) >= length + N_AHEAD + SHORTEST_TRAINING
        ]


FULL = Search((12, 24, 36), (8, 24), (0.003, 0.01, 0.03), 1500, (100, 101))  # recorded
QUICK = Search((24,), (16,), (0.01, 0.03), 600, (100,))  # while a class waits


@dataclass(frozen=True)
class FittedLSTM:
    """A trained LSTM with its recipe, and what scales its windows and its forecasts back."""

    recipe: Recipe
    network: Forecaster
    scaler: Scaler

    @property
    def words(self) -> str:
        """The settings, in words."""
        return self.recipe.words

    def forecast(self, split: Split, origins: np.ndarray) -> np.ndarray:
        """Return (B, 12)."""
        view = split.views[self.recipe.view]
        windows = self.scaler.transform(windows_before(split.x, view, origins, self.recipe.length))
        ahead = self.scaler.inverse(self.network.predict(windows.T[:, :, None]).astype(float))
        return undone(split.x, view, origins, ahead)


def training(split: Split, recipe: Recipe, seed: int) -> tuple[FittedLSTM, Iterator[Progress]]:
    """Return an untrained LSTM and its training: the best weights by the values between fitting and test are kept."""
    view = split.views[recipe.view]
    past, following = training_pairs(split, recipe.view, recipe.length)
    scaler = Scaler.fit(following.ravel())  # one mean and one spread, those of what is to be forecast
    past, following = scaler.transform(past), scaler.transform(following)
    held_out, target = map(scaler.transform, pairs(split.x, view, split.choosing, recipe.length))
    generator, network = np.random.default_rng(seed), Forecaster(1, recipe.n_hidden, N_AHEAD, rng=seed)

    def next_batch() -> tuple[np.ndarray, np.ndarray]:
        drawn = generator.integers(0, len(past), BATCH)
        return past[drawn].T[:, :, None], following[drawn]

    fit = network.fit(
        next_batch,
        steps=recipe.steps,
        validation=(held_out.T[:, :, None], target),
        learning_rate=recipe.learning_rate,
        validate_every=LOOK_EVERY,
        time_first=True,
    )
    return FittedLSTM(recipe, network, scaler), fit


def trained(split: Split, recipe: Recipe, seed: int) -> FittedLSTM:
    """Return an LSTM trained to the end."""
    fitted, fit = training(split, recipe, seed)
    for _ in fit:
        pass
    return fitted


def choose_recipe(split: Split, search: Search) -> tuple[Recipe, dict[Recipe, float]]:
    """Return the recipe of the lowest cost, the mean over the search's seeds; and the costs of all that were tried."""
    if not (recipes := search.recipes(split)):
        least = min(search.lengths) + N_AHEAD + SHORTEST_TRAINING
        raise ValueError(f"x must have at least {2 * least} values for an LSTM; got {len(split.x)}")
    costs = {recipe: _cost(split, recipe, search.seeds) for recipe in recipes}
    return min(costs, key=lambda recipe: costs[recipe]), costs


def _cost(split: Split, recipe: Recipe, seeds: tuple[int, ...]) -> float:
    made = [trained(split, recipe, seed) for seed in seeds]
    return float(np.mean([split.cost(fitted.forecast(split, split.choosing)) for fitted in made]))
