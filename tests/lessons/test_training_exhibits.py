"""Every exhibit that trains does so on a loop as a notebook's: it stops, goes on, ends, and begins anew."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
import pytest
from exhibit_cases import assert_line
from loops import run_in_loop, run_without_loop, until

import lstm_lesson as course
from lstm_lesson.data.signals import damped_sines
from lstm_lesson.lessons.n10_variants import adding_pictures
from lstm_lesson.lessons.n12_look_inside import training_settings_pictures
from lstm_lesson.lessons.shared import recall_pictures
from lstm_lesson.studies import adding
from lstm_lesson.training import background
from lstm_lesson.training.forecaster import Progress

# ---- What each must show of the training that runs, or ran last


def assert_curves(exhibit: Any, looks: Any, place: int) -> None:
    """Each learner's scores so far are a curve: that at `place` of those drawn in its look."""
    for name, rows in exhibit.background.forecaster.history.items():
        assert_line(exhibit.drawing.of(looks[name], place), *rows.T)


def recall_is_shown(exhibit: Any) -> None:
    assert_curves(exhibit, recall_pictures.LOOKS, -1)
    for name in exhibit.background.forecaster.learners:  # what was trained here at each delay
        rows = [(delay, found[name]) for delay, found in exhibit.live.items()]
        assert_line(exhibit.drawing.of(recall_pictures.LOOKS[name], 1), *zip(*rows, strict=True))


def adding_is_shown(exhibit: Any) -> None:
    assert_curves(exhibit, adding_pictures.LOOKS, -1)


def variants_are_shown(exhibit: Any) -> None:
    over, runs = exhibit.background.state.status == "finished", exhibit.background.forecaster.learners
    errors = np.concatenate([run.test_error() if over else run.error for run in runs.values()])
    assert any(np.array_equal(line.get_xdata(), errors) for line in exhibit.drawing.lines)


def losses_are_shown(exhibit: Any) -> None:
    state = exhibit.background.state
    words = {"stopped": "Stopped, weights kept", "finished": "Trained"}[state.status]
    assert exhibit.readout.startswith(f"{words}: step {state.step:,} of {state.steps:,}")
    assert not exhibit.row.over_button.disabled
    assert_line(exhibit.drawing.of("loss"), *state.losses.T)
    assert_line(exhibit.drawing.of("validation_loss"), *state.validation_losses.T)
    assert_line(exhibit.drawing.of("forecast"), *state.validation_losses[-1:].T)  # so soon the last is the best


def options_are_shown(exhibit: Any) -> None:
    options = exhibit.background.forecaster.learners
    assert_curves(exhibit, dict(zip(options, training_settings_pictures.LOOKS, strict=False)), 2)


# ---- What is true of each after the last step


def recall_is_learned(exhibit: Any) -> None:
    assert min(exhibit.live[5].values()) > 0.95
    assert "Trained here: " in exhibit.readout


def sums_are_tested(exhibit: Any) -> None:
    x, y = adding.adding_sequences(100, 1000, rng=0)
    said: Any = re.search(r"unseen problems: RNN (0\.\d+), LSTM (0\.\d+)\.", exhibit.readout)
    for error, adder in zip(said.groups(), exhibit.background.forecaster.learners.values(), strict=True):
        assert float(error) == pytest.approx(np.mean((adder.predict(x) - y) ** 2), rel=0.15)  # on other problems


def variants_are_tested(exhibit: Any) -> None:
    assert "Trained here on the sine: V 0." in exhibit.readout


def weights_are_kept(exhibit: Any) -> None:
    assert (exhibit.go_button.description, exhibit.go_button.disabled) == ("Trained", True)
    assert "lowest validation loss" in exhibit.readout


def options_are_tested(exhibit: Any) -> None:
    rng = np.random.default_rng(0)
    waves = damped_sines(55, rng.uniform(10, 20, 1000), rng.uniform(0.01, 0.1, 1000))
    for row, (option, forecaster) in enumerate(exhibit.background.forecaster.learners.items()):
        dot = exhibit.drawing.of(training_settings_pictures.LOOKS[row], 4)
        (error,) = dot.get_xdata()
        assert_line(dot, [error], [row])
        assert re.search(rf"Here: .*{option} {error:.4f}", exhibit.readout)
        on_others = np.abs(forecaster.predict(waves[:, :50].T[:, :, None]) - waves[:, 50:]).mean()
        assert error == pytest.approx(on_others, rel=0.15)


# ---- The scene


@dataclass(frozen=True)
class Case:
    """How an exhibit is played: it is stopped after step `stop`, and ends after step `steps` at the latest."""

    make: Callable[[], Any]
    stop: int
    steps: int
    shown: Callable[[Any], None]
    ended: Callable[[Any], None]
    said: tuple[str, str, str] = ("", "", "")  # what it trains at first, once more, and with other sliders
    meanwhile: Mapping[str, float] = field(default_factory=dict)  # sliders that move while it trains
    anew: Mapping[str, float] = field(default_factory=dict)  # sliders of another training
    kept: tuple[Any, ...] = ()  # the trainings of which results are kept in the end


def recall_case(make: Callable[[int], Any]) -> Case:
    return Case(
        lambda: make(5),
        stop=60,
        steps=1000,
        shown=recall_is_shown,
        ended=recall_is_learned,
        said=("delay 5: ", "delay 5: ", "delay 10: "),
        meanwhile={"delay": 160, "record": 1},
        anew={"delay": 10},
        kept=(5, 10),
    )


CASES = {
    "03": recall_case(course.recall_after_delay),
    "10 adding": Case(
        course.train_adding,
        stop=105,
        steps=120,
        shown=adding_is_shown,
        ended=sums_are_tested,
        said=("seed 5: ", "seed 5: ", "seed 6: "),
        meanwhile={"record": 0},
        anew={"seed": 6},
    ),
    "10 race": Case(
        course.race_of_variants,
        stop=5,
        steps=20,
        shown=variants_are_shown,
        ended=variants_are_tested,
        said=("sine: ", "sine: ", "adding: "),
        meanwhile={"record": 1, "task": 1},
        anew={"task": 1},
        kept=("sine", "adding"),
    ),
    "11": Case(course.train_damped_sine, stop=120, steps=200, shown=losses_are_shown, ended=weights_are_kept),
    "12": Case(
        lambda: course.training_experiments(2),
        stop=55,
        steps=60,
        shown=options_are_shown,
        ended=options_are_tested,
        said=("forget bias, seed 5: ", "forget bias, seed 6: ", "hidden size, seed 5: "),  # 0 to 4 are recorded
        meanwhile={"experiment": 3},
        anew={"experiment": 1},
    ),
    "14": recall_case(course.recall_with_attention),
}
each = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


async def play(case: Case) -> None:
    exhibit = case.make()
    training, row, first = exhibit.background, exhibit.row, exhibit.values
    fit = training._fit
    training._fit = lambda learner: islice(fit(learner), case.steps)
    training.steps = row.bar.max = case.steps
    alone = [progress.loss for progress in training._fit(training._new_forecaster())]  # without an interruption

    async def click(label: str, status: str) -> None:
        assert row.go_button.description == label
        row.go_button.click()
        await until(lambda: training.state.status == status and row.go_button.description != label)
        await until(lambda: training.state.step > 0)
        assert exhibit.error == ""

    def move_there_and_back() -> None:
        exhibit.set(**case.meanwhile)
        assert exhibit.error == ""
        exhibit.set(**first)

    await click("Train", "training")
    assert row.time_left.value.startswith(case.said[0])
    move_there_and_back()
    await until(lambda: training.state.step >= case.stop)
    await click("Stop", "stopped")
    stopped_at = training.state.step
    for _ in range(50):
        await asyncio.sleep(0)
    assert case.stop <= stopped_at == training.state.step == row.bar.value < case.steps
    case.shown(exhibit)
    picture = exhibit.png
    move_there_and_back()
    assert exhibit.png == picture

    await click("Continue", "finished")
    assert training.state.step > stopped_at
    assert row.bar.value == case.steps
    points = np.array(alone[: len(alone) // 20 * 20]).reshape(-1, 20)
    np.testing.assert_array_equal(training.state.losses[:, 1], points.mean(axis=1))
    case.shown(exhibit)
    case.ended(exhibit)

    for said, sliders in zip(case.said[1:], (first, case.anew), strict=True):
        exhibit.set(**sliders)
        if hasattr(row, "over_button"):  # trained once and for all: only this one forgets what was learned
            row.over_button.click()
            await until(lambda: training.state.status == "not started")
        await click("Continue" if training.state.status == "stopped" else "Train", "training")
        assert training.state.step < case.stop
        assert row.time_left.value.startswith(said)
        await click("Stop", "stopped")
        case.shown(exhibit)
    assert not case.kept or tuple(exhibit.live) == case.kept


@each
def test_training_stops_goes_on_ends_as_an_uninterrupted_one_and_begins_anew_with_something_else(case, monkeypatch):
    monkeypatch.setattr(background, "SLICE", 0.0)  # the loop runs after every step, so nothing depends on a clock
    run_in_loop(asyncio.wait_for(play(case), timeout=120))


@each
def test_train_button_is_locked_with_the_sliders(case):
    exhibit = run_without_loop(case.make)
    exhibit.enabled = False
    assert exhibit.go_button.disabled
    exhibit.enabled = True
    assert not exhibit.go_button.disabled


@each
def test_click_without_an_event_loop_says_what_is_missing(case):
    exhibit = run_without_loop(case.make)
    exhibit.go_button.click()
    assert "event loop, and here there is none" in exhibit.time_left.value
    assert exhibit.go_button.description == "Train"


@pytest.mark.parametrize(
    ("make", "status", "pace", "label", "words"),
    [
        (course.train_damped_sine, "training", None, "Stop", "training"),
        (course.train_damped_sine, "training", 0.01, "Stop", "about 39 s left"),
        (course.train_damped_sine, "training", 1e-6, "Stop", "about 1 s left"),
        (course.train_damped_sine, "stopped", 0.01, "Continue", "stopped"),
        (course.train_damped_sine, "failed", 0.01, "Failed", "failed"),  # the readout says why
        (course.train_adding, "training", None, "Stop", "seed 5: training"),
        (course.train_adding, "training", 0.01, "Stop", "seed 5: training, at most 49 s left"),
        (course.train_adding, "stopped", 0.01, "Continue", "seed 5: stopped"),
        (course.train_adding, "failed", 0.01, "Train", "seed 5: no room"),
    ],
)
def test_row_tells_how_it_stands_and_the_time_left(make, status, pace, label, words):
    exhibit = run_without_loop(make)
    training = exhibit.background
    training._status, training._seconds_per_step, training._last = status, pace, Progress(100, 0.1, 0.1, 1.0)
    training._message = "no room" if status == "failed" else ""
    training._tell(at_once=True)
    assert (exhibit.error, exhibit.go_button.description, exhibit.time_left.value) == ("", label, words)
    assert exhibit.row.bar.value == 100
