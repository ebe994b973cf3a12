"""Accuracy against delay on the recall task, measured once with the same care for every learner, and kept.

For each delay, every learner gets at most 1,000 steps, clipping at 1, and the best of three learning rates; the LSTM
also the best of three forget biases. The best is the one with the highest accuracy on validation sequences, on average
over three seeds; what is kept is its accuracy on test sequences.

    python -m lstm_lesson.studies.recall_record      measures it anew, in about ten minutes of one processor
"""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lstm_lesson.studies import recall
from lstm_lesson.training import saved
from lstm_lesson.training.forecaster import Forecaster, TrainingDivergedError

DELAYS = (5, 10, 20, 40, 80, 160)
LEARNING_RATES = (0.003, 0.01, 0.03)
FORGET_BIASES = (1.0, 3.0, 5.0)
SEEDS = (0, 1, 2)
RECORDED = Path(__file__).parent / "recall.npz"


@dataclass(frozen=True)
class Record:
    """Hold accuracy[learner] (delays, seeds) on the test set, and the settings that were best, one per delay."""

    delays: np.ndarray
    accuracy: dict[str, np.ndarray]
    learning_rate: dict[str, np.ndarray]
    forget_bias: dict[str, np.ndarray]

    def settings(self, learner: str, delay: int) -> dict[str, float]:
        """Return the learning rate and the forget bias that were best at the nearest recorded delay."""
        nearest = np.argmin(np.abs(np.log(self.delays / delay)))
        return {
            "learning_rate": float(self.learning_rate[learner][nearest]),
            "forget_bias": float(self.forget_bias[learner][nearest]),
        }


def recorded() -> Record:
    """Return what came out of `python -m lstm_lesson.studies.recall_record`."""
    _, arrays = saved.read(RECORDED, ("command", "steps"))
    parts = {part: {name: arrays[f"{name}.{part}"] for name in recall.LEARNERS} for part in _PARTS}
    return Record(arrays["delays"], **parts)


_PARTS = ("accuracy", "learning_rate", "forget_bias")


def trained(learner: str, delay: int, learning_rate: float, forget_bias: float, seed: int) -> Forecaster:
    """Return a network trained with these settings; one whose training diverges keeps its best weights."""
    network = recall.new_recaller(learner, forget_bias=forget_bias, seed=seed)
    try:
        for _ in recall.fit(network, delay, learning_rate=learning_rate, seed=seed):
            pass
    except TrainingDivergedError:
        pass
    return network


def best(learner: str, delay: int) -> tuple[np.ndarray, float, float]:
    """Return the test accuracy of each seed at the best settings, and those: learning rate and forget bias."""
    networks, learning_rate, forget_bias = tuned(learner, delay)
    return np.array([recall.final_accuracy(network, delay) for network in networks]), learning_rate, forget_bias


def tuned(learner: str, delay: int) -> tuple[list[Forecaster], float, float]:
    """Return a network for each seed, trained with the settings that are best on validation sequences, and those."""
    x, y = recall.validation_set(delay)
    found: tuple[float, list[Forecaster], float, float] | None = None
    for forget_bias in FORGET_BIASES if learner in recall.HAVE_FORGET_BIAS else FORGET_BIASES[:1]:
        for learning_rate in LEARNING_RATES:
            networks = [trained(learner, delay, learning_rate, forget_bias, seed) for seed in SEEDS]
            score = float(np.mean([recall.accuracy(network.predict(x), y) for network in networks]))
            if found is None or score > found[0]:
                found = score, networks, learning_rate, forget_bias
    assert found is not None
    return found[1:]


def _record() -> None:
    columns: dict[str, list] = {f"{name}.{part}": [] for name in recall.LEARNERS for part in _PARTS}
    for delay in DELAYS:
        for learner in recall.LEARNERS:
            start = time.perf_counter()
            found = best(learner, delay)
            for part, value in zip(_PARTS, found, strict=True):
                columns[f"{learner}.{part}"].append(value)
            words = f"learning rate {found[1]:g}, forget bias {found[2]:g}, {time.perf_counter() - start:.0f} s"
            print(f"delay {delay:3d}  {learner:15}  {found[0].round(3)}  {words}", flush=True)
    about = {"command": "python -m lstm_lesson.studies.recall_record", "steps": recall.STEPS}
    arrays = {name: np.array(column) for name, column in columns.items()}
    saved.write(RECORDED, about, arrays | {"delays": np.array(DELAYS)})


if __name__ == "__main__":
    _record()
