"""The practical of notebook 11: forecast a damped sine. Its data, its forecaster, its training, its recorded result.

50 steps in, 5 out. Each sequence draws its own period from 10 to 20 steps and its own decay from 0.01 to 0.1 per
step, both real-valued, so the forecaster must read them off the window. It is tested on 1,000 sequences that it never
saw.

    python -m lstm_lesson.studies.sine_forecast      trains it anew and writes the recorded weights
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lesson.data.baselines import mean_absolute_error
from lstm_lesson.data.signals import damped_sine_batches, damped_sines
from lstm_lesson.training.forecaster import Forecaster, Progress

N_IN, N_AHEAD = 50, 5  # steps
PERIOD, DECAY = (10.0, 20.0), (0.01, 0.1)  # what the forecaster is trained on: steps, 1/step
N_HIDDEN = 20
BATCH_SIZE, STEPS, LEARNING_RATE = 32, 4000, 0.02
RECORDED = Path(__file__).parent / "sine_forecast.npz"

# Seeds far apart, so that no set shares a sequence with another whatever the training's own seed.
_VALIDATION_SEED, _TEST_SEED = 1_000_001, 1_000_002


def training_batches(seed: int = 0) -> Callable[[], tuple[np.ndarray, np.ndarray]]:
    """Return the function that draws training batches: x (50, 32, 1), y (32, 5)."""
    return damped_sine_batches(BATCH_SIZE, n_in=N_IN, n_ahead=N_AHEAD, period=PERIOD, decay=DECAY, rng=seed)


def validation_set() -> tuple[np.ndarray, np.ndarray]:
    """Return the 500 sequences that choose the best weights: x (50, 500, 1), y (500, 5)."""
    return _held_out(500, _VALIDATION_SEED)[:2]


def final_test_set() -> tuple[np.ndarray, np.ndarray]:
    """Return the 1,000 sequences that nothing is chosen by: x (50, 1000, 1), y (1000, 5)."""
    return _held_out(1000, _TEST_SEED)[:2]


def final_test_periods() -> np.ndarray:
    """Return the true period of each test sequence (1000,): what only the baseline one_period_back is told."""
    return _held_out(1000, _TEST_SEED)[2]


def _held_out(size: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    periods, decays = rng.uniform(*PERIOD, size), rng.uniform(*DECAY, size)
    signals = damped_sines(N_IN + N_AHEAD, periods, decays)
    return signals[:, :N_IN].T[:, :, None], signals[:, N_IN:], periods


def new_forecaster(seed: int = 0) -> Forecaster:
    """Return the untrained forecaster: one layer of 20 units, forget bias 1."""
    forecaster = Forecaster(1, N_HIDDEN, N_AHEAD, rng=seed)
    # Start from the constant baseline, the middle of every sequence, instead of spending training steps on finding it.
    forecaster.weights = forecaster.weights | {"b_y": np.full(N_AHEAD, 0.5)}
    return forecaster


def fit(forecaster: Forecaster, seed: int = 0, **changes: Any) -> Iterator[Progress]:
    """Train as the course does, yielding Progress after every step; `changes` go to Forecaster.fit."""
    settings = {"steps": STEPS, "learning_rate": LEARNING_RATE} | changes
    return forecaster.fit(training_batches(seed), validation=validation_set(), **settings)


def error_on_test(forecaster: Forecaster) -> float:
    """Return the mean absolute error on the test set, over all five forecasts."""
    x, y = final_test_set()
    return mean_absolute_error(forecaster.predict(x), y)


def recorded() -> Forecaster:
    """Return the forecaster that came out of `python -m lstm_lesson.studies.sine_forecast`."""
    return Forecaster.load(RECORDED)


def _record() -> None:
    forecaster = new_forecaster()
    for progress in fit(forecaster):
        if progress.step % 500 == 0:
            print(f"step {progress.step:5d}   validation loss {progress.validation_loss:.2e}")
    forecaster.save(RECORDED)
    print(f"test MAE {error_on_test(forecaster):.5f}, {progress.seconds:.1f} s of training")


if __name__ == "__main__":
    _record()
