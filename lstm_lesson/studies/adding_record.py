"""The adding problem, learned by an LSTM and by a plain RNN with the same budget: measured once, and kept.

Both get the same problems, steps and clipping. The LSTM's settings are those of `adding`; the RNN gets the best of
three learning rates, by the median validation error of two seeds that take no further part. Five other seeds are then
trained and tested. Kept are their errors, how those fell, and the weights of one LSTM to look into.

    python -m lstm_lesson.studies.adding_record          measures it anew, in twenty minutes of one processor
    python -m lstm_lesson.studies.adding_record 100      the short problem alone, in three minutes; the long one stays
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from lstm_lesson.studies import adding
from lstm_lesson.studies.adding import Settings
from lstm_lesson.training import saved
from lstm_lesson.training.forecaster import Forecaster, TrainingDivergedError
from lstm_lesson.training.network import squared_error

LEARNING_RATES = (0.01, 0.02, 0.04)  # for the RNN to choose from
CHOOSING_SEEDS, SEEDS = (100, 101), (0, 1, 2, 3, 4)
OPENED_LENGTH, OPENED_SEED = 100, 4  # of the LSTM whose weights are kept: the one whose cells are easiest to read
RECORDED = Path(__file__).parent / "adding.npz"


@dataclass(frozen=True)
class Result:
    """How five seeds of one learner fared at one length.

    error: (seeds,) mean squared error on the test problems. curve: (looks, seeds) lowest validation error so far,
    before training and after each 100 steps; nan once a training has ended. tried: the RNN's median validation error
    by learning rate.
    """

    settings: Settings
    error: np.ndarray
    curve: np.ndarray
    tried: dict[float, float]

    @property
    def steps(self) -> np.ndarray:
        """The training steps of the curve's rows."""
        return adding.VALIDATE_EVERY * np.arange(len(self.curve))

    @property
    def solved(self) -> int:
        """How many of the seeds solved the problem."""
        return int(np.sum(self.error <= adding.BOUND))


@cache
def recorded() -> dict[tuple[str, int], Result]:
    """Return what came out of `python -m lstm_lesson.studies.adding_record`, by learner and length: ("LSTM", 100)."""
    _, arrays = saved.read(RECORDED, ("command",))
    return {key: _unpacked(arrays, "{}.{}.".format(*key)) for key in _keys(adding.LENGTHS)}


def opened() -> Forecaster:
    """Return the recorded LSTM that can be looked into: trained at T = 100."""
    _, arrays = saved.read(RECORDED, ("command",))
    adder = adding.new_adder("LSTM", adding.LSTM_SETTINGS[OPENED_LENGTH])
    adder.weights = {name: arrays[f"weights.{name}"] for name in adder.weights}
    return adder


def trained(learner: str, length: int, settings: Settings, seed: int) -> tuple[Forecaster, np.ndarray]:
    """Return a trained network and its curve; one whose training diverges keeps its best weights."""
    adder = adding.new_adder(learner, settings, seed=seed)
    x, y = adding.validation_set(length)
    losses = [squared_error(adder.predict(x), y)]
    try:
        for progress in adding.fit(adder, length, settings.learning_rate, seed=seed):
            if progress.step % adding.VALIDATE_EVERY == 0:
                losses.append(progress.validation_loss)
    except TrainingDivergedError:
        pass
    return adder, np.minimum.accumulate(losses)


def choose(length: int) -> tuple[Settings, dict[float, float]]:
    """Return the RNN's settings with the best of the learning rates, and the error by which each was judged."""
    tried = {
        rate: float(np.median([trained("RNN", length, Settings(rate), seed)[1][-1] for seed in CHOOSING_SEEDS]))
        for rate in LEARNING_RATES
    }
    return Settings(min(tried, key=lambda rate: tried[rate])), tried


def measure(learner: str, length: int) -> tuple[Result, list[Forecaster]]:
    """Train the five seeds; return how they fared, and the networks."""
    settings, tried = (adding.LSTM_SETTINGS[length], {}) if learner == "LSTM" else choose(length)
    networks, curves = zip(*(trained(learner, length, settings, seed) for seed in SEEDS), strict=True)
    error = np.array([adding.error_on_test(network, length) for network in networks])
    return Result(settings, error, _columns(curves), tried), list(networks)


def _columns(curves: Sequence[np.ndarray]) -> np.ndarray:
    """Stand curves of different lengths side by side."""
    columns = np.full((max(map(len, curves)), len(curves)), np.nan)
    for column, curve in zip(columns.T, curves, strict=True):
        column[: len(curve)] = curve
    return columns


def _keys(lengths: Sequence[int]) -> list[tuple[str, int]]:
    return [(learner, length) for learner in adding.LEARNERS for length in lengths]


def _packed(result: Result, prefix: str) -> dict[str, np.ndarray]:
    of = result.settings
    parts = {"settings": [of.learning_rate, of.forget_bias, of.input_bias], "error": result.error}
    parts |= {"curve": result.curve.astype(np.float32), "tried": np.array(list(result.tried.items())).reshape(-1, 2)}
    return {f"{prefix}{name}": np.array(value) for name, value in parts.items()}


def _unpacked(arrays: dict[str, np.ndarray], prefix: str) -> Result:
    settings, error, curve, tried = (arrays[f"{prefix}{part}"] for part in ("settings", "error", "curve", "tried"))
    return Result(Settings(*map(float, settings)), error, curve, {float(rate): float(loss) for rate, loss in tried})


def _record(lengths: Sequence[int]) -> None:
    arrays = saved.read(RECORDED, ("command",))[1] if RECORDED.exists() else {}
    for learner, length in _keys(lengths):
        start = time.process_time()
        result, networks = measure(learner, length)
        arrays |= _packed(result, f"{learner}.{length}.")
        if (learner, length) == ("LSTM", OPENED_LENGTH):
            arrays |= {f"weights.{name}": w for name, w in networks[SEEDS.index(OPENED_SEED)].weights.items()}
        words = f"{result.solved} of {len(SEEDS)} solved, {time.process_time() - start:.0f} s, {result.settings}"
        print(f"{learner:4} T = {length}: {', '.join(f'{error:.2g}' for error in result.error)}; {words}", flush=True)
        for rate, loss in result.tried.items():
            print(f"     learning rate {rate:g}: validation error {loss:.2g}", flush=True)
        saved.write(RECORDED, {"command": "python -m lstm_lesson.studies.adding_record"}, arrays)


if __name__ == "__main__":
    _record([int(word) for word in sys.argv[1:]] or adding.LENGTHS)
