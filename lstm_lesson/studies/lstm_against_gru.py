"""LSTM against GRU on the practical of notebook 11, with the same budget: how it is run, and what came out.

Both get the same batches, steps, clipping and validation sequences, and the best of three learning rates; the LSTM
also the best of three forget biases (Jozefowicz et al. 2015). What is best is decided by validation loss on two seeds
that take no further part; five other seeds are then trained and tested.

    python -m lstm_lesson.studies.lstm_against_gru      runs it anew (a quarter of an hour) and writes the results
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import GRU, LSTM
from lstm_lesson.studies import sine_forecast
from lstm_lesson.training.forecaster import Forecaster, Progress

STEPS, VALIDATE_EVERY = 1000, 50
LEARNING_RATES, FORGET_BIASES = (0.02, 0.04, 0.08), (1.0, 3.0, 5.0)
CHOOSING_SEEDS, SEEDS = (100, 101), (0, 1, 2, 3, 4)
CELLS = {"LSTM": LSTM, "GRU": GRU}
# GRU 20 has as many units as LSTM 20, and nearly as many weights as LSTM 17.
ENTRANTS = (("LSTM", 20), ("LSTM", 17), ("GRU", 20))
RECORDED = Path(__file__).parent / "lstm_against_gru.json"


@dataclass(frozen=True)
class Trained:
    """One training: its settings, the lowest validation loss so far after each 50 steps, and the error on the test."""

    cell: str
    n_hidden: int
    learning_rate: float
    forget_bias: float | None  # None: a GRU has no forget gate
    seed: int
    validation: list[float]  # mean squared error
    test: float  # mean absolute error


def begin(
    cell: str, n_hidden: int, learning_rate: float, forget_bias: float | None, seed: int, **changes: Any
) -> tuple[Forecaster, Iterator[Progress]]:
    """Return an untrained entrant, and its training by the recipe of `practical`, in STEPS steps.

    `changes` go to Forecaster.fit.
    """
    forecaster = Forecaster(1, n_hidden, sine_forecast.N_AHEAD, cell=CELLS[cell], rng=seed)
    start = forecaster.weights | {"b_y": np.full(sine_forecast.N_AHEAD, 0.5)}
    if forget_bias is not None:
        start["layer0.b"] = start["layer0.b"].copy()
        start["layer0.b"][n_hidden : 2 * n_hidden] = forget_bias
    forecaster.weights = start
    settings = {"steps": STEPS, "learning_rate": learning_rate, "validate_every": VALIDATE_EVERY} | changes
    return forecaster, sine_forecast.fit(forecaster, seed, **settings)


def train(cell: str, n_hidden: int, learning_rate: float, forget_bias: float | None, seed: int) -> Trained:
    """Train one entrant to the end."""
    forecaster, training = begin(cell, n_hidden, learning_rate, forget_bias, seed)
    losses = [progress.validation_loss for progress in training if progress.step % VALIDATE_EVERY == 0]
    lowest = [float(f"{loss:.4g}") for loss in np.minimum.accumulate(losses)]
    test = float(f"{sine_forecast.error_on_test(forecaster):.4g}")
    return Trained(cell, n_hidden, learning_rate, forget_bias, seed, lowest, test)


@cache
def results() -> dict[str, list[Trained]]:
    """Return the recorded trainings of the five seeds by entrant: "LSTM 20", "LSTM 17", "GRU 20"."""
    runs = [Trained(**run) for run in json.loads(RECORDED.read_text("utf-8"))]
    return {f"{cell} {size}": [r for r in runs if (r.cell, r.n_hidden) == (cell, size)] for cell, size in ENTRANTS}


@dataclass(frozen=True)
class Standing:
    """How far the contest is after `step` training steps: by entrant, for each seed, all errors up to there."""

    step: int
    errors: dict[str, list[np.ndarray]]  # root of the lowest mean squared error on the validation sequences so far

    @property
    def medians(self) -> dict[str, float]:
        """The median error of each entrant's five seeds at this step."""
        return {name: float(np.median([seed[-1] for seed in seeds])) for name, seeds in self.errors.items()}


def standing(step: int) -> Standing:
    """Return where the recorded trainings stood after `step` steps, rounded down to a multiple of VALIDATE_EVERY."""
    looks = validate.whole("step", step, at_least=VALIDATE_EVERY) // VALIDATE_EVERY
    errors = {name: [np.sqrt(run.validation[:looks]) for run in runs] for name, runs in results().items()}
    return Standing(looks * VALIDATE_EVERY, errors)


def _record() -> None:
    runs = []
    for cell, size in ENTRANTS:
        biases = FORGET_BIASES if cell == "LSTM" else (None,)
        losses = {
            settings: np.median([train(cell, size, *settings, seed).validation[-1] for seed in CHOOSING_SEEDS])
            for settings in product(LEARNING_RATES, biases)
        }
        best = min(losses, key=lambda settings: losses[settings])
        for settings, loss in losses.items():
            chosen = "   chosen" if settings == best else ""
            print(f"{cell} {size}: learning rate, forget bias {settings}: {loss:.2e}{chosen}", flush=True)
        runs += [train(cell, size, *best, seed) for seed in SEEDS]
        print(f"{cell} {size}: test MAE {', '.join(f'{run.test:.4f}' for run in runs[-len(SEEDS) :])}", flush=True)
    lines = ",\n".join(json.dumps(asdict(run)) for run in runs)
    RECORDED.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    _record()
