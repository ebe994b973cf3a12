"""The experiments of notebook 12 train on a loop as a notebook's: Train, Stop, Continue, and another one."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import numpy as np
from loops import run_in_loop

from lstm_lesson.lessons.n12_look_inside import training_settings_pictures
from lstm_lesson.lessons.n12_look_inside.training_settings_exhibits import ExperimentExhibit, training_experiments
from lstm_lesson.studies import training_settings
from lstm_lesson.training import background


def play(scene: Callable[[ExperimentExhibit], Coroutine], monkeypatch: Any) -> None:
    monkeypatch.setattr(background, "SLICE", 0.005)
    monkeypatch.setattr("lstm_lesson.studies.training_settings.STEPS", 100)

    async def on_a_loop() -> None:
        exhibit = training_experiments(2)
        exhibit.background.steps = 100
        await asyncio.wait_for(scene(exhibit), timeout=60)

    run_in_loop(on_a_loop())


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


def live(exhibit: ExperimentExhibit) -> list[np.ndarray]:
    lines: list[Any] = list(exhibit.drawing.artists[8:12])
    return [line.get_xydata() for line in lines]


def test_train_stop_continue_adds_the_curves_and_at_the_end_the_errors_of_a_new_seed(monkeypatch):
    async def scene(exhibit: ExperimentExhibit) -> None:
        assert [len(rows) for rows in live(exhibit)] == [0] * 4
        exhibit.go_button.click()
        await until(lambda: exhibit.background.state.step > 60)
        assert exhibit.go_button.description == "Stop"
        exhibit.go_button.click()
        await until(lambda: exhibit.background.state.status == "stopped")
        step = exhibit.background.state.step
        exhibit.set(experiment=1)
        assert [len(rows) for rows in live(exhibit)] == [0] * 4  # those curves belong to the other experiment
        exhibit.set(experiment=2)
        for rows, history in zip(live(exhibit), exhibit.trial.history.values(), strict=False):
            np.testing.assert_array_equal(rows, history)
        assert exhibit.background.state.step == step
        exhibit.go_button.click()
        await until(lambda: exhibit.background.state.status == "finished")
        assert exhibit.trial.seed == 5  # not one that is recorded
        errors = exhibit.trial.test_errors()
        assert f"Here: bias 0 {errors['bias 0']:.4f}" in exhibit.readout
        dots: list[Any] = list(exhibit.drawing.artists[16:20])
        assert [list(dot.get_xdata()) for dot in dots] == [[e] for e in errors.values()] + [[]]
        exhibit.go_button.click()
        await until(lambda: exhibit.background.state.step > 0 and exhibit.trial.seed == 6)
        exhibit.go_button.click()
        await until(lambda: exhibit.background.state.status == "stopped")

    play(scene, monkeypatch)


def test_click_trains_the_experiment_that_is_shown(monkeypatch):
    async def scene(exhibit: ExperimentExhibit) -> None:
        exhibit.preset("clipping")
        exhibit.go_button.click()
        await until(lambda: exhibit.trial.experiment == "clipping" and exhibit.background.state.step > 0)
        exhibit.go_button.click()
        await until(lambda: exhibit.background.state.status == "stopped")

    play(scene, monkeypatch)


def test_there_are_looks_for_all_options():
    assert max(len(options) for options in training_settings.EXPERIMENTS.values()) == training_settings_pictures.MOST
