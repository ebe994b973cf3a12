"""Who forecasts best under noise and switches, beside a distractor, and across a gap: measured once, and kept.

At each level all rivals get the same 1,000 test windows. The networks have three seeds. The LSTMs that are trained here
take the best of four learning rates and three forget biases, the feed-forward network of the map the best of four
learning rates and three shapes, by validation loss after a short training of a seed that takes no further part.

    python -m lstm_lesson.studies.limits.record      measures it anew, in about a quarter of an hour of one processor
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product, starmap
from typing import Annotated, Any

import numpy as np

from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.limits import bound, feed_forward, forecasters
from lstm_lesson.studies.limits.feed_forward import SHAPES, FeedForward, FeedForwardSettings
from lstm_lesson.studies.limits.forecasters import BOUND, FEED_FORWARD, LEVELS, TASKS, Fitted
from lstm_lesson.studies.limits.linear import SHRINKS, LinearMap, WindowAR
from lstm_lesson.studies.limits.waves import Waves
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.recording import Arrays, Recording, under
from lstm_lesson.training.task import Settings, restored

SEEDS = (0, 1, 2)
GROUPS = 10  # of the test windows, whose errors are kept apart
LEARNING_RATES, FORGET_BIASES, CHOOSING_STEPS, CHOOSING_SEED = (0.005, 0.01, 0.02, 0.04), (1.0, 3.0, 5.0), 1000, 100
FEED_FORWARD_RATES = (0.01, 0.02, 0.04, 0.08)  # lower ones are worse after 1,000 steps


@dataclass(frozen=True)
class CaseResult:
    """The errors of one case, and what forecast so.

    errors: mean absolute errors over the five steps ahead by name, (levels, seeds, GROUPS). orders: of AR(p), by name,
    (levels, 3): p, length, number of the shrink. linear: the linear map's weights. settings: the LSTM's.
    first_looks: its validation losses after 100 steps. networks: weights by name, seed and weight.
    """

    errors: Arrays
    orders: Arrays
    linear: Annotated[np.ndarray, "levels", "steps", "ahead"]
    settings: Settings
    first_looks: Annotated[np.ndarray, "seeds"]
    networks: Arrays

    @cached_property
    def fitted(self) -> list[Fitted]:
        """What was fitted to the windows of each level."""
        ar = {name: [WindowAR(int(p), int(T), SHRINKS[k]) for p, T, k in rows] for name, rows in self.orders.items()}
        return [
            Fitted(linear=LinearMap(weights), **{name: of[level] for name, of in ar.items()})
            for level, weights in enumerate(self.linear)
        ]

    @cached_property
    def lstms(self) -> dict[str, list[Forecaster]]:
        """The LSTMs by name, one per seed."""
        names = dict.fromkeys(name.partition(".")[0] for name in self.networks)
        return {name: [restored(under(f"{name}.{seed}", self.networks)) for seed in SEEDS] for name in names}


@dataclass(frozen=True)
class FeedForwardResult:
    """The errors of the feed-forward network on the map, (levels, seeds, GROUPS), as in CaseResult, and its weights."""

    settings: FeedForwardSettings
    errors: Annotated[np.ndarray, "levels", "seeds", "groups"]
    networks: Arrays

    @cached_property
    def seeds(self) -> list[FeedForward]:
        """The networks, one per seed."""
        return [feed_forward.restored(under(str(seed), self.networks)) for seed in SEEDS]


@dataclass(frozen=True)
class BoundResult:
    """The errors of the posterior median on the map, (levels, 1, GROUPS), as in CaseResult."""

    errors: Annotated[np.ndarray, "levels", 1, "groups"]


RECORDING = Recording("studies.limits.record")
KEYS = tuple((case,) for case in (*LEVELS, FEED_FORWARD, BOUND))


@cache
def recorded(case: str) -> CaseResult:
    """Return what came out of `python -m lstm_lesson.studies.limits.record` for "map", "distractor" or "gap"."""
    row = RECORDING.row(CaseResult, case)
    if case != "map":
        return row
    beside = {FEED_FORWARD: recorded_feed_forward().errors, BOUND: RECORDING.row(BoundResult, BOUND).errors}
    return replace(row, errors=row.errors | beside)


@cache
def recorded_feed_forward() -> FeedForwardResult:
    """Return what came out for the feed-forward network of the map."""
    return RECORDING.row(FeedForwardResult, FEED_FORWARD)


def errors(case: str, level: Any, fitted: Fitted, lstms: dict[str, list[Forecaster]]) -> Arrays:
    """Return the errors at one level by name, of all but what is measured apart: (seeds, GROUPS), one seed if none."""
    now = forecasters.waves(case, level, *TASKS[case].test)
    every = {name: [forecast] for name, forecast in forecasters.forecasts(case, level, now, fitted).items()}
    for name, seeds in lstms.items():
        every[name] = [forecasters.lstm_forecast(case, level, now, lstm) for lstm in seeds]
    names = (*(name for name in forecasters.RIVALS[case] if name != FEED_FORWARD), forecasters.ORACLE)
    return {name: _by_group(every[name], now) for name in names}


def _by_group(seeds: Sequence[np.ndarray], now: Waves) -> np.ndarray:
    """Return the mean absolute errors of the seeds' forecasts, (seeds, GROUPS)."""
    return np.abs(np.array(seeds) - now.y).reshape(len(seeds), GROUPS, -1).mean(axis=2)


def feed_forward_errors(level: Any, networks: Sequence[FeedForward]) -> np.ndarray:
    """Return the errors of the feed-forward networks at one level of the map: (seeds, GROUPS)."""
    now = forecasters.waves("map", level, *TASKS["map"].test)
    return _by_group([network.forecast(now.x[:, :, None]) for network in networks], now)


def bound_errors(level: Any) -> np.ndarray:
    """Return the errors of the posterior median at one level of the map: (1, GROUPS)."""
    now = forecasters.waves("map", level, *TASKS["map"].test)
    return _by_group([bound.forecast(now, *level)], now)


def measure(case: str) -> CaseResult | FeedForwardResult | BoundResult:
    """Fit, train and test all forecasters of a case; or the feed-forward networks of the map; or its bound."""
    if case == BOUND:
        return BoundResult(np.array([bound_errors(level) for level in LEVELS["map"]], np.float32))
    return _measure_feed_forward() if case == FEED_FORWARD else _measure_case(case)


def _measure_feed_forward() -> FeedForwardResult:
    task, tried = TASKS["map"], starmap(FeedForwardSettings, product(range(len(SHAPES)), FEED_FORWARD_RATES))
    losses = {of: feed_forward.trained(task, of, CHOOSING_SEED, steps=CHOOSING_STEPS)[1] for of in tried}
    best = min(losses, key=lambda of: losses[of])
    networks = [feed_forward.trained(task, best, seed)[0] for seed in SEEDS]
    return FeedForwardResult(
        best,
        np.array([feed_forward_errors(level, networks) for level in LEVELS["map"]], np.float32),
        {f"{s}.{name}": W for s in SEEDS for name, W in feed_forward.as_arrays(networks[s]).items()},
    )


def _measure_case(case: str) -> CaseResult:
    fitted, short = [forecasters.fit(case, level) for level in LEVELS[case]], replace(TASKS[case], steps=CHOOSING_STEPS)
    of, _ = short.tuned("LSTM", starmap(Settings, product(LEARNING_RATES, FORGET_BIASES)), [CHOOSING_SEED])
    trained = [TASKS[case].trained("LSTM", of, seed) for seed in SEEDS]
    lstms = {"forecast": [lstm for lstm, _ in trained]}
    if case == "map":  # as in notebook 11: these never saw noise or a switch
        lstms = {"lstm_clean": [sine_forecast.TASK.trained("LSTM", seed=seed)[0] for seed in SEEDS]} | lstms
    each = [errors(case, level, f, lstms) for level, f in zip(LEVELS[case], fitted, strict=True)]
    told = ("ar_told",) if case == "distractor" else ()
    return CaseResult(
        {name: np.array([found[name] for found in each], np.float32) for name in each[0]},
        {name: np.array([_row(getattr(f, name)) for f in fitted]) for name in ("ar", *told)},
        np.array([f.linear.weights for f in fitted], np.float32),
        of,
        np.array([losses[1] for _, losses in trained], np.float32),
        {f"{name}.{s}.{part}": w for name, made in lstms.items() for s in SEEDS for part, w in made[s].weights.items()},
    )


def _row(ar: WindowAR) -> tuple[int, int, int]:
    return ar.p, ar.length, SHRINKS.index(ar.shrink)


def again(case: str) -> None:
    """Train the first seed until it is first looked at, and compare its validation loss; then all errors at a level.

    Of the feed-forward networks and the bound: the errors at a level.
    """
    if case in (FEED_FORWARD, BOUND):
        level = LEVELS["map"][0] if case == BOUND else LEVELS["map"][-1]
        one = bound_errors(level) if case == BOUND else feed_forward_errors(level, recorded_feed_forward().seeds)
        place = LEVELS["map"].index(level)
        then = recorded("map").errors[case][place]
        if not np.allclose(one, then, rtol=0.02, atol=5e-5):
            raise ValueError(f"the errors of {case} are {one} when measured again; recorded are {then}")
        return
    now, task = recorded(case), TASKS[case]
    losses = task.trained("LSTM", now.settings, SEEDS[0], stop=task.validate_every)[1]
    RECORDING.compare((case,), {"first_looks": losses[1:]}, rtol=0.01)
    anew = errors(case, LEVELS[case][0], now.fitted[0], now.lstms)
    # Weights are kept as float32: where a forecast is exact, this and other processors leave a few 0.00001.
    RECORDING.compare((case,), {f"errors.{name}": e[None] for name, e in anew.items()}, rtol=1e-3, atol=5e-5)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
