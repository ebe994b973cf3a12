"""The exhibits of notebook 11 follow the forecaster behind them while it is being trained, and say how it stands.

More of it stands in test_training_exhibits.py.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from loops import run_in_loop, run_without_loop, until

from lstm_lesson import Forecaster
from lstm_lesson.lessons.n11_damped_sine import exhibits
from lstm_lesson.lessons.n11_damped_sine.exhibits import forecast_five
from lstm_lesson.lessons.n11_damped_sine.numbers import compare
from lstm_lesson.lessons.n11_damped_sine.training_exhibits import TrainingExhibit, train_damped_sine
from lstm_lesson.studies.sine_forecast import TASK
from lstm_lesson.training import background
from lstm_lesson.training.fitting import Progress
from lstm_lesson.training.trainings import Trainings

STEPS = 200


def fit(forecaster: Forecaster, **changes: Any) -> Any:
    return TASK.fit(forecaster, **{"steps": STEPS} | changes)


def play(scene: Callable[[TrainingExhibit], Coroutine], fit: Any = fit) -> None:
    async def with_training() -> None:
        training = TrainingExhibit(Trainings(lambda seed, _: TASK.learner("LSTM", seed=seed), fit, STEPS, wanted=0))
        await asyncio.wait_for(scene(training), timeout=60)

    run_in_loop(with_training())


def status(training: TrainingExhibit) -> tuple[str, bool, bool]:
    """What the buttons say: the first one's words and whether it can be clicked, and whether one can start over."""
    return training.go_button.description, not training.go_button.disabled, not training.row.over_button.disabled


async def to_the_end(training: TrainingExhibit) -> None:
    training.go_button.click()
    await until(lambda: training.go_button.disabled)


def test_sliders_move_their_pictures_while_the_training_goes_on(monkeypatch):
    monkeypatch.setattr(background, "SLICE", 0.005)

    async def scene(training: TrainingExhibit) -> None:
        def has_passed(step: int) -> bool:
            return training.background.state.step > step

        forecast = forecast_five(training)
        training.go_button.click()
        await until(partial(has_passed, 10))
        for period in (16, 17, 18):
            picture, step = forecast.png, training.background.state.step
            forecast.sliders["period"].value = period
            assert forecast.png != picture
            assert forecast.error == ""
            await until(partial(has_passed, step))
        assert training.background.state.status == "training"

    play(scene)


def test_pictures_take_the_students_weights_after_the_first_validation_and_the_recorded_ones_after_start_over():
    async def scene(training: TrainingExhibit) -> None:
        forecast = forecast_five(training)
        recorded = forecast.png
        assert training.own.whose == "the recorded weights"
        await to_the_end(training)
        assert training.own.whose == f"your own weights, after {STEPS} steps"
        assert forecast.readout.startswith("With your own weights, after 200 steps: ")
        own = compare(training.background.forecaster, 15, 0.03).forecasts["forecast"]
        np.testing.assert_array_equal(forecast.drawing.of("forecast").get_ydata(), own)
        assert forecast.png != recorded
        training.row.over_button.click()
        await until(lambda: training.background.state.status == "not started")
        assert training.own.whose == "the recorded weights"
        assert forecast.png == recorded
        assert status(training) == ("Train", True, False)
        assert training.row.bar.value == 0
        assert training.readout.startswith("Nothing is trained yet")

    play(scene)


def test_weights_are_not_the_students_before_the_first_validation(monkeypatch):
    monkeypatch.setattr(background, "SLICE", 0.0)

    async def scene(training: TrainingExhibit) -> None:
        training.go_button.click()
        await until(lambda: training.background.state.step > 0)
        training.background.stop()
        await until(lambda: training.background.state.status == "stopped")
        assert 0 < training.background.state.step < 100
        assert training.own.whose == "the recorded weights"

    play(scene)


def test_diverging_training_says_so_in_the_exhibit_and_can_be_started_over():
    async def scene(training: TrainingExhibit) -> None:
        await to_the_end(training)
        assert status(training) == ("Failed", False, True)
        assert "The training stopped at step" in training.readout
        assert "the training diverged at step" in training.readout
        assert np.isfinite(training.forecaster.predict(np.zeros((50, 1)))).all()
        training.row.over_button.click()
        await until(lambda: status(training) == ("Train", True, False))

    play(scene, lambda forecaster: fit(forecaster, learning_rate=1e6, schedule=lambda *_: 1.0))


def test_pictures_follow_the_training_when_its_cell_is_run_again(monkeypatch):
    monkeypatch.setattr(background, "SLICE", 0.0)
    monkeypatch.setattr(exhibits, "REDRAW", 0.0)

    async def scene(first: TrainingExhibit) -> None:
        first._repr_mimebundle_()
        forecast = forecast_five(first)
        first.go_button.click()
        await until(lambda: first.background.state.step >= 110)
        again = train_damped_sine()
        step = again.background.state.step
        await until(lambda: again.background.state.step > step)
        assert forecast.readout.startswith(f"With your own weights, after {again.background.state.step} steps: ")
        assert again.forecaster is first.background.forecaster
        again.background.start_over()
        await until(lambda: forecast.readout.startswith("With the recorded weights: "))
        again.go_button.click()
        await until(lambda: again.background.state.step >= 100)
        await until(lambda: forecast.readout.startswith("With your own weights, after 10"))
        again.background.stop()
        await until(lambda: again.background.state.status == "stopped")

    play(scene)


def test_cell_that_runs_twice_leaves_one_watcher_of_each_kind():
    training = run_without_loop(train_damped_sine)
    first, second = forecast_five(training), forecast_five(training)
    watchers = [Mock(wraps=exhibit.compute) for exhibit in (first, second)]
    first.compute, second.compute = watchers
    run_without_loop(training.background.start_over)  # then it happens at once, and tells every watcher
    assert [watcher.call_count for watcher in watchers] == [0, 1]


LEARNED = [(100 * n, loss) for n, loss in enumerate((0.02, 3e-4, 0.004, 3e-4), start=1)]


@pytest.mark.parametrize(
    ("status", "validated", "words"),
    [
        (
            "not started",
            [],
            "Nothing is trained yet: Train takes 4,000 steps. Recorded, and drawn pale, are the trainings of 5 seeds; "
            "the grey lines are the errors to get below.",
        ),
        ("failed", LEARNED, "The training stopped at step 1,240: no room"),
        ("training", [], "Training: step 1,240 of 4,000."),
        ("stopped", [], "Stopped at step 1,240 of 4,000."),
        (
            "stopped",
            LEARNED,
            "Stopped at step 1,240 of 4,000. The training loss is 0.0206, the lowest validation loss 0.0003; "
            "the weights that reached it are kept.",
        ),
        (
            "finished",
            [(100, 0.02), (200, 3e-5)],
            "Trained: step 1,240 of 4,000. The training loss is 0.0206, the lowest validation loss 3·10⁻⁵; "
            "the weights that reached it are kept.",
        ),
    ],
)
def test_sentence_below_the_training_tells_how_it_stands(status, validated, words):
    exhibit = run_without_loop(train_damped_sine)
    training = exhibit.background
    training._status, training._message, training._last = status, "no room", Progress(1240, 0.1, 0.1, 1.0)
    training._losses, training._validation_losses = [(1220, 0.5), (1240, 0.0206)], validated
    training._tell(at_once=True)
    assert (exhibit.error, exhibit.readout) == ("", words)
