"""The practical of notebook 11: forecast a damped sine. Its data, its networks, its training, the recorded forecaster.

50 steps in, 5 out. Each sequence draws its own period from 10 to 20 steps and its own decay from 0.01 to 0.1 per
step, both real-valued, so the forecaster must read them off the window. It is tested on 1,000 sequences that it never
saw. The recorded forecaster, of seed 0, is the best of five: it errs by 0.0003, the median of the five seeds that
`sine_seeds` records by 0.0005.

    python -m lstm_lesson.studies.sine_forecast      trains it anew, in a quarter of a minute, and writes its weights
"""

from typing import Any

import numpy as np

from lstm_lesson.data.baselines import mean_absolute_error
from lstm_lesson.data.signals import damped_sine_batches
from lstm_lesson.nn.cells import GRU, LSTM
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.recording import Network, Recording
from lstm_lesson.training.task import Architecture, Pair, Task, restored

N_IN, N_AHEAD = 50, 5  # steps
PERIOD, DECAY = (10.0, 20.0), (0.01, 0.1)  # what the forecaster is trained on: steps, 1/step
N_HIDDEN = 20


def damped_sine_windows(size: int, rng: Any = 0) -> Pair:
    """Draw `size` damped sines: x (50, B, 1), and y (B, 5), what follows."""
    return damped_sine_batches(size, n_in=N_IN, n_ahead=N_AHEAD, period=PERIOD, decay=DECAY, rng=rng)()


TASK = Task(
    name="damped sine",
    draw=damped_sine_windows,
    n_inputs=1,
    n_outputs=N_AHEAD,
    validation=(500, 1_000_001),
    test=(1000, 1_000_002),
    learners={"LSTM": Architecture(LSTM, N_HIDDEN), "GRU": Architecture(GRU, N_HIDDEN)},
    steps=4000,
    constant=0.5,  # the middle of every sequence: no training steps are spent on finding it
    score=mean_absolute_error,
)


def final_test_periods() -> np.ndarray:
    """Return the true period of each test sequence (1000,): what only the baseline one_period_back is told."""
    size, seed = TASK.test
    return np.random.default_rng(seed).uniform(*PERIOD, size)  # what is drawn first


RECORDING = Recording("studies.sine_forecast")
KEYS = (("LSTM",),)


def recorded() -> Forecaster:
    """Return the forecaster that came out of `python -m lstm_lesson.studies.sine_forecast`."""
    return restored(RECORDING.row(Network, "LSTM").weights)


def measure(learner: str) -> Network:
    """Train the forecaster of the course."""
    return Network(TASK.trained(learner)[0].weights)


def again(learner: str) -> None:
    """Train another one, from another seed; raise ValueError if it errs by more than three times as much."""
    now, then = (TASK.test_score(network) for network in (TASK.trained(learner, seed=1)[0], recorded()))
    if now > 3 * then:
        raise ValueError(f"a forecaster trained again errs by {now:.2g}, the recorded one by {then:.2g}")


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
