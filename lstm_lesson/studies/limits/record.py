"""Who forecasts best under noise and switches, beside a distractor, and across a gap: measured once, and kept.

At each level all rivals get the same 1,000 test windows. The LSTMs have three seeds. Those that are trained here take
the best of four learning rates and three forget biases, by validation loss after a short training of a seed that takes
no further part.

    python -m lstm_lesson.studies.limits.record      measures it anew, in about five minutes of one processor
"""

from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product, starmap
from typing import Annotated, Any

import numpy as np

from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.limits import forecasters
from lstm_lesson.studies.limits.forecasters import LEVELS, ORACLE, RIVALS, TASKS, Fitted
from lstm_lesson.studies.limits.linear import SHRINKS, LinearMap, WindowAR
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.recording import Arrays, Recording, under
from lstm_lesson.training.task import Settings, restored

SEEDS = (0, 1, 2)
GROUPS = 10  # of the test windows, whose errors are kept apart
LEARNING_RATES, FORGET_BIASES, CHOOSING_STEPS, CHOOSING_SEED = (0.005, 0.01, 0.02, 0.04), (1.0, 3.0, 5.0), 1000, 100


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


RECORDING = Recording("studies.limits.record")
KEYS = tuple((case,) for case in LEVELS)


@cache
def recorded(case: str) -> CaseResult:
    """Return what came out of `python -m lstm_lesson.studies.limits.record` for "map", "distractor" or "gap"."""
    return RECORDING.row(CaseResult, case)


def errors(case: str, level: Any, fitted: Fitted, lstms: dict[str, list[Forecaster]]) -> Arrays:
    """Return the errors of all at one level by name: (seeds, GROUPS), one seed for what has none."""
    now = forecasters.waves(case, level, *TASKS[case].test)
    every = {name: [forecast] for name, forecast in forecasters.forecasts(case, level, now, fitted).items()}
    for name, seeds in lstms.items():
        every[name] = [forecasters.lstm_forecast(case, level, now, lstm) for lstm in seeds]
    return {
        name: np.abs(np.array(every[name]) - now.y).reshape(len(every[name]), GROUPS, -1).mean(axis=2)
        for name in (*RIVALS[case], ORACLE)
    }


def measure(case: str) -> CaseResult:
    """Fit, train and test all forecasters of a case."""
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
    """Train the first seed until it is first looked at, and compare its validation loss; then all errors at a level."""
    now, task = recorded(case), TASKS[case]
    losses = task.trained("LSTM", now.settings, SEEDS[0], stop=task.validate_every)[1]
    RECORDING.compare((case,), {"first_looks": losses[1:]}, rtol=0.01)
    anew = errors(case, LEVELS[case][0], now.fitted[0], now.lstms)
    # Weights are kept as float32: where a forecast is exact, this and other processors leave a few 0.00001.
    RECORDING.compare((case,), {f"errors.{name}": e[None] for name, e in anew.items()}, rtol=1e-3, atol=5e-5)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
