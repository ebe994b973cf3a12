"""Every recording says where it comes from, and a part of it that is measured again is as it was recorded."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from types import ModuleType

import numpy as np
import pytest

from lstm_lesson.studies import (
    adding,
    attention_recall,
    lstm_against_gru,
    reading,
    recall,
    sine_film,
    sine_forecast,
    sine_seeds,
    training_settings,
    variant_comparison,
)
from lstm_lesson.studies.limits import record as limits
from lstm_lesson.studies.rolling import holt_winters, mistakes
from lstm_lesson.studies.rolling import record as rolling
from lstm_lesson.studies.side_by_side import STEPS, VALIDATE_EVERY, Runs
from lstm_lesson.studies.training_settings import EXPERIMENTS, written
from lstm_lesson.training.fitting import Progress
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.recording import Recording, read
from lstm_lesson.training.task import USUAL, Settings, Task

FIVE_UNITS, BIAS_3 = EXPERIMENTS["hidden size"]["5 units"], EXPERIMENTS["forget bias"]["bias 3"]
PARTS: dict[ModuleType, list[tuple]] = {
    adding: [(learner, length) for learner in ("RNN", "IRNN", "LSTM") for length in (100, 500)],
    attention_recall: [(recall.ATTENTION, 10)],
    limits: [("map",), ("distractor",), ("gap",), ("feed_forward",), ("bound",)],
    holt_winters: [("sunspots",), ("co2",), ("elnino",)],
    lstm_against_gru: [("LSTM", 20), ("LSTM", 17), ("GRU", 20)],
    mistakes: [("random walk",), ("sunspots",), ("co2",), ("elnino",)],
    reading: [("excerpt",)],  # test_reading measures the others, which need the library that was read
    recall: [("LSTM", 20), ("orthogonal RNN", 10)],
    rolling: [("sunspots",), ("co2",), ("elnino",)],
    sine_film: [("LSTM",)],
    sine_forecast: [("LSTM",)],
    sine_seeds: [("0",), ("3",)],
    training_settings: [(written(FIVE_UNITS),), (written(BIAS_3),)],
    variant_comparison: [("sine", "FGR"), ("adding", "NIG"), ("sine", "V, i shut")],
}


def named(value: ModuleType | tuple) -> str:
    return value.__name__ if isinstance(value, ModuleType) else ".".join(map(str, value))


@pytest.mark.thorough
@pytest.mark.parametrize(("study", "key"), [(study, key) for study, keys in PARTS.items() for key in keys], ids=named)
def test_a_part_measured_again_is_as_recorded(study, key):
    study.again(*key)


@pytest.mark.parametrize("study", PARTS, ids=named)
def test_recording_says_its_command_its_time_its_version_and_its_rows(study):
    about, arrays = read(study.RECORDING.path, ("command", "runs"))
    assert about["command"] == study.RECORDING.command == f"python -m {study.__name__}"
    assert f"    {about['command']} " in study.__doc__
    rows = [row for run in about["runs"] for row in run["rows"]]
    assert sorted(rows) == sorted(map(named, study.KEYS))
    for row in rows:
        assert any(name.startswith(f"{row}.") for name in arrays)
    for name in arrays:
        assert sum(name.startswith(f"{row}.") for row in rows) == 1
    assert all(run["seconds"] > 0 and run["version"] for run in about["runs"])


def quickly(task: Task, name: str, of: Settings = USUAL, seed: int = 0) -> tuple[Forecaster, np.ndarray]:
    """Train nothing, and say that the loss fell at every look."""
    return task.learner(name, of, seed), np.linspace(1, 0.1 + of.learning_rate, task.steps // task.validate_every + 1)


def standing_still(task: Task, learner: Forecaster, *_: object, **__: object) -> Iterator[Progress]:
    return (Progress(step, 0.1, 0.1, 1.0) for step in range(1, task.steps + 1))


def a_look_at_every_step(runs: Runs, steps: int = STEPS) -> Iterator[Progress]:
    for progress in islice(train_runs(runs, steps), steps // VALIDATE_EVERY):
        yield replace(progress, step=VALIDATE_EVERY * progress.step)


train_runs = Runs.fit
ROLLING = (holt_winters, mistakes, rolling)  # they have no Task: see tests/studies/rolling/test_rolling_record.py
FORMS = [
    (study, key)
    for study, keys in PARTS.items()
    for key in keys
    if key not in (("map",), ("gap",), ("bound",), ("feed_forward",), ("LSTM", 500)) and study not in ROLLING
]
FORMS += [(attention_recall, (attention_recall.FEWER, 320))]


@pytest.mark.thorough
@pytest.mark.parametrize(("study", "key"), FORMS, ids=named)
def test_rows_measured_now_have_the_form_of_those_recorded(study, key, monkeypatch, tmp_path):
    monkeypatch.setattr(Task, "trained", quickly)
    monkeypatch.setattr(Task, "fit", standing_still)
    monkeypatch.setattr(Runs, "fit", a_look_at_every_step)
    now = Recording("studies.now")
    now.path = tmp_path / "now.npz"
    now.measure([key], study.measure)
    forms = [
        {name: (array.dtype, array.shape) for name, array in arrays.items() if name.startswith(f"{named(key)}.")}
        for _, arrays in (read(path, ("command", "runs")) for path in (now.path, study.RECORDING.path))
    ]
    assert forms[0] == forms[1]
