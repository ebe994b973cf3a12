"""Who forecasts best under noise and switches, beside a distractor, and across a gap: measured once, and kept.

At each level all rivals get the same 1,000 test windows. The LSTMs have three seeds. Those that are trained here take
the best of four learning rates and three forget biases, by validation loss after a short training of a seed that takes
no further part.

    python -m lstm_lesson.studies.limits.record      measures it anew, in about five minutes of one processor
"""

from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lesson.studies.limits import forecasters
from lstm_lesson.studies.limits.forecasters import BOUND, LEVELS, RIVALS, Fitted
from lstm_lesson.studies.limits.linear import SHRINKS, LinearMap, WindowAR
from lstm_lesson.training import saved
from lstm_lesson.training.forecaster import Forecaster

SEEDS = (0, 1, 2)
N_TEST, GROUPS = 1000, 10  # test windows, and in how many groups their errors are kept
LEARNING_RATES, FORGET_BIASES, CHOOSING_STEPS, CHOOSING_SEED = (0.005, 0.01, 0.02, 0.04), (1.0, 3.0, 5.0), 1000, 100
RECORDED = Path(__file__).parent / "record.npz"
_TEST_SEED = 1_000_005


@dataclass(frozen=True)
class Record:
    """Hold the errors of one case by name, (levels, seeds, GROUPS), and what forecast so.

    Errors are mean absolute errors over the five steps ahead. fitted: one per level. lstms: by name, one per seed.
    settings: learning rate and forget bias. first_looks: validation losses after 100 steps, one per seed.
    """

    errors: dict[str, np.ndarray]
    fitted: list[Fitted]
    lstms: dict[str, list[Forecaster]]
    settings: tuple[float, float]
    first_looks: np.ndarray


@cache
def recorded(case: str) -> Record:
    """Return what came out of `python -m lstm_lesson.studies.limits.record` for "map", "distractor" or "gap"."""
    _, arrays = saved.read(RECORDED, ("command",))
    mine = {name.partition(".")[2]: array for name, array in arrays.items() if name.startswith(f"{case}.")}
    linear = [LinearMap(weights) for weights in mine["linear"]]
    told = _orders(mine["ar_told"]) if "ar_told" in mine else [None] * len(linear)
    fitted = [Fitted(*each) for each in zip(_orders(mine["ar"]), linear, told, strict=True)]
    names = [name for name in RIVALS[case] if f"{name}.0.W_y" in mine]
    lstms = {name: [_loaded(case, mine, f"{name}.{seed}") for seed in SEEDS] for name in names}
    errors = {name: mine[f"errors.{name}"] for name in (*RIVALS[case], BOUND)}
    settings = float(mine["settings"][0]), float(mine["settings"][1])
    return Record(errors, fitted, lstms, settings, mine["first_looks"])


def _orders(rows: np.ndarray) -> list[WindowAR]:
    return [WindowAR(int(p), int(length), SHRINKS[shrink]) for p, length, shrink in rows]


def _row(ar: WindowAR) -> tuple[int, int, int]:
    return ar.p, ar.length, SHRINKS.index(ar.shrink)


def _loaded(case: str, arrays: dict[str, np.ndarray], stem: str) -> Forecaster:
    lstm = forecasters.new_lstm(case)
    lstm.weights = {part: arrays[f"{stem}.{part}"] for part in lstm.weights}
    return lstm


def errors(case: str, level: Any, fitted: Fitted, lstms: dict[str, list[Forecaster]]) -> dict[str, np.ndarray]:
    """Return the errors of all at one level by name: (seeds, GROUPS), one seed for what has none."""
    now = forecasters.waves(case, level, N_TEST, _TEST_SEED)
    every = {name: [forecast] for name, forecast in forecasters.forecasts(case, level, now, fitted).items()}
    for name, seeds in lstms.items():
        every[name] = [forecasters.lstm_forecast(case, level, now, lstm) for lstm in seeds]
    return {
        name: np.abs(np.array(found) - now.y).reshape(len(found), GROUPS, -1).mean(axis=2)
        for name, found in every.items()
    }


def trained(case: str, settings: tuple[float, float], seed: int, steps: int) -> tuple[Forecaster, float]:
    """Return an LSTM trained with a learning rate and a forget bias, and its lowest validation loss."""
    learning_rate, forget_bias = settings
    lstm = forecasters.new_lstm(case, forget_bias=forget_bias, seed=seed)
    return lstm, min(p.validation_loss for p in forecasters.training(case, lstm, learning_rate, seed, steps))


def first_look(case: str, settings: tuple[float, float], seed: int) -> float:
    """Return the validation loss after the first 100 steps of the training that `trained` would go on with."""
    learning_rate, forget_bias = settings
    lstm = forecasters.new_lstm(case, forget_bias=forget_bias, seed=seed)
    return next(p.validation_loss for p in forecasters.training(case, lstm, learning_rate, seed) if p.step == 100)


def best_settings(case: str) -> tuple[float, float]:
    """Return the learning rate and the forget bias with the lowest validation loss after a short training."""
    losses = {}
    for settings in product(LEARNING_RATES, FORGET_BIASES):
        losses[settings] = trained(case, settings, CHOOSING_SEED, CHOOSING_STEPS)[1]
        print(f"{case}: learning rate, forget bias {settings}: {losses[settings]:.2e}", flush=True)
    return min(losses, key=lambda settings: losses[settings])


def record_case(case: str) -> dict[str, np.ndarray]:
    """Measure one case, and return all of it as arrays by name."""
    fitted = [forecasters.fit(case, level) for level in LEVELS[case]]
    settings = best_settings(case)
    lstms = {"forecast": [trained(case, settings, seed, forecasters.STEPS)[0] for seed in SEEDS]}
    if case == "map":
        lstms["lstm_clean"] = [forecasters.clean_lstm(seed) for seed in SEEDS]
    each = [errors(case, level, f, lstms) for level, f in zip(LEVELS[case], fitted, strict=True)]
    arrays = {f"errors.{name}": np.array([found[name] for found in each]) for name in each[0]}
    arrays["ar"] = np.array([_row(f.ar) for f in fitted])
    told = [_row(f.ar_told) for f in fitted if f.ar_told is not None]
    if told:
        arrays["ar_told"] = np.array(told)
    arrays["linear"] = np.array([f.linear.weights for f in fitted])
    arrays["settings"] = np.array(settings)
    arrays["first_looks"] = np.array([first_look(case, settings, seed) for seed in SEEDS])
    arrays |= {f"{n}.{s}.{part}": w for n, made in lstms.items() for s in SEEDS for part, w in made[s].weights.items()}
    for level, found in zip(LEVELS[case], each, strict=True):
        print(case, level, {name: f"{group.mean():.4f}" for name, group in found.items()}, flush=True)
    small = {name: a.astype(np.float32) if a.dtype == float and name != "settings" else a for name, a in arrays.items()}
    return {f"{case}.{name}": array for name, array in small.items()}


def _record() -> None:
    arrays = {name: array for case in LEVELS for name, array in record_case(case).items()}
    saved.write(RECORDED, {"command": "python -m lstm_lesson.studies.limits.record"}, arrays)


if __name__ == "__main__":
    _record()
