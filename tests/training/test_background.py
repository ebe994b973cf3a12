"""A training in the background can be stopped, continued and started over, and lets everyone else have their turn."""

import asyncio
import runpy
import subprocess
import sys
from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from loops import run_in_loop, run_without_loop, until

from lstm_lesson import Forecaster
from lstm_lesson.studies.sine_forecast import N_AHEAD, TASK
from lstm_lesson.training import background
from lstm_lesson.training.background import BackgroundTraining
from lstm_lesson.training.losses import squared_error

STEPS = 60


@pytest.fixture(autouse=True)
def one_step_per_slice(monkeypatch):
    """Let the event loop run after every step, so that the tests depend on no clock."""
    monkeypatch.setattr(background, "SLICE", 0.0)


def new_forecaster() -> Forecaster:
    return Forecaster(1, 4, N_AHEAD)


def fit(forecaster: Forecaster, **changes: Any) -> Any:
    return TASK.fit(forecaster, **{"steps": STEPS, "validate_every": 10} | changes)


def run(scene: Callable[[BackgroundTraining], Coroutine], fit: Any = fit) -> BackgroundTraining:
    """Play a scene with a training that was made inside a running event loop, as a notebook's cell makes it."""

    async def with_training() -> BackgroundTraining:
        training = BackgroundTraining(new_forecaster, fit, STEPS)
        await asyncio.wait_for(scene(training), timeout=60)
        return training

    return run_in_loop(with_training())


async def to_the_end(training: BackgroundTraining) -> None:
    training.start()
    await until(lambda: training.state.status not in ("not started", "training"))


async def stop_at(training: BackgroundTraining, step: int) -> None:
    training.start()
    await until(lambda: training.state.step >= step)
    training.stop()
    await until(lambda: training.state.status == "stopped")


def test_stopped_and_continued_training_ends_with_the_weights_of_an_uninterrupted_one():
    early = []

    async def scene(training: BackgroundTraining) -> None:
        await stop_at(training, 7)
        await stop_at(training, 33)
        early.append(training.state)
        await to_the_end(training)

    training = run(scene)
    assert (early[0].status, len(early[0].losses)) == ("stopped", 1)  # a state once read does not change
    alone = new_forecaster()
    losses = [progress.loss for progress in fit(alone)]
    assert (training.state.status, training.state.step) == ("finished", STEPS)
    for name, weight in alone.weights.items():
        np.testing.assert_array_equal(training.forecaster.weights[name], weight)
    means = np.reshape(losses, (-1, background.STEPS_PER_POINT)).mean(axis=1)
    np.testing.assert_allclose(training.state.losses, np.column_stack([[20, 40, 60], means]))


def test_stop_keeps_the_place_and_the_best_weights():
    async def scene(training: BackgroundTraining) -> None:
        await stop_at(training, 25)
        step = training.state.step
        for _ in range(50):
            await asyncio.sleep(0)
        assert training.state.step == step

    training = run(scene)
    x, y = TASK.validation_set()
    steps, losses = training.state.validation_losses.T
    assert list(steps) == [10, 20]
    assert squared_error(training.forecaster.predict(x), y) == pytest.approx(losses.min(), rel=1e-6)
    assert training.state.seconds_left is None


def test_start_over_in_the_middle_forgets_everything_and_can_be_started_again():
    async def scene(training: BackgroundTraining) -> None:
        training.start()
        await until(lambda: training.state.step >= 20)
        training.start_over()
        await until(lambda: training.state.status == "not started")
        for _ in range(10):
            await asyncio.sleep(0)
        assert training.state.step == 0
        assert training.state.losses.shape == training.state.validation_losses.shape == (0, 2)
        np.testing.assert_array_equal(training.forecaster.weights["W_y"], new_forecaster().weights["W_y"])
        await to_the_end(training)

    assert run(scene).state.status == "finished"


def test_stop_taken_back_at_once_goes_on():
    told = []

    async def scene(training: BackgroundTraining) -> None:
        training.watch("status", lambda: told.append(training.state.status), every=1e9)
        training.start()
        await until(lambda: training.state.step >= 5)
        training.stop()
        training.start()
        await until(lambda: training.state.status != "training")
        for _ in range(50):
            await asyncio.sleep(0)

    assert run(scene).state.status == "finished"
    assert told == ["training", "finished"]  # by one task, not two


def test_watchers_and_everyone_else_get_a_turn_between_two_slices():
    turns, told = [], []

    async def scene(training: BackgroundTraining) -> None:
        training.watch("curve", lambda: told.append(training.state.step), every=0)
        training.start()
        while training.state.status == "training":
            turns.append(training.state.step)
            await asyncio.sleep(0)

    run(scene)
    assert set(turns) >= set(range(1, STEPS))
    assert set(told) >= set(range(1, STEPS + 1))


def test_a_click_from_another_thread_starts_the_training_on_the_loop():
    async def scene(training: BackgroundTraining) -> None:
        await asyncio.to_thread(training.start)
        await until(lambda: training.state.status == "finished")

    assert run(scene).state.step == STEPS


def test_diverging_training_says_so_and_keeps_its_best_weights():
    async def scene(training: BackgroundTraining) -> None:
        await to_the_end(training)
        training.start()  # nothing more to do
        await asyncio.sleep(0)

    training = run(scene, lambda forecaster: fit(forecaster, learning_rate=1e6, schedule=lambda *_: 1.0))
    assert training.state.status == "failed"
    assert "the training diverged at step" in training.state.message
    assert all(np.isfinite(weight).all() for weight in training.forecaster.weights.values())


def test_any_other_error_of_a_training_reaches_the_page_by_its_name():
    def broken(forecaster):
        raise MemoryError("no room")

    training = run(to_the_end, broken)
    assert (training.state.status, training.state.message) == ("failed", "MemoryError: no room")


@pytest.mark.parametrize(("status", "step"), [("training", 15), ("finished", STEPS)])
def test_watcher_that_fails_ends_the_training_and_every_watcher_is_told_why(status, step):
    told = []

    async def scene(training: BackgroundTraining) -> None:
        def fail() -> None:
            if (training.state.status, training.state.step) == (status, step):
                raise OSError("disk full")

        training.watch("before", lambda: told.append(training.state.status), every=1e9)
        training.watch("failing", fail, every=0)
        await to_the_end(training)
        for _ in range(50):
            await asyncio.sleep(0)

    training = run(scene)
    assert (training.state.status, training.state.step) == ("failed", step)
    assert training.state.message == "OSError: disk full"
    assert (told[0], told[-1]) == ("training", "failed")
    x, y = TASK.validation_set()
    best = training.state.validation_losses[:, 1].min()
    assert squared_error(training.forecaster.predict(x), y) == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("end", ["finished", "stopped", "not started"])
def test_training_that_does_not_run_is_not_kept_in_memory(end):
    async def scene(training: BackgroundTraining) -> None:
        if end == "finished":
            await to_the_end(training)
        else:
            await stop_at(training, 5)
        if end == "not started":
            training.start()
            training.start_over()
        await until(lambda: training.state.status == end)
        assert BackgroundTraining._running is None

    run(scene)


def test_starting_one_training_stops_the_other():
    async def scene(first: BackgroundTraining) -> None:
        second = BackgroundTraining(new_forecaster, fit, STEPS)
        first.start()
        await until(lambda: first.state.step >= 5)
        second.start()
        await until(lambda: second.state.step >= 10)
        assert first.state.status == "stopped"
        assert first.state.step < 10
        await to_the_end(second)

    run(scene)


def test_watcher_is_told_of_every_change_and_one_of_the_same_name_takes_its_place():
    told = []

    async def scene(training: BackgroundTraining) -> None:
        training.watch("curve", lambda: told.append("old"), every=0)
        training.watch("curve", lambda: told.append(training.state.status), every=1e9)
        await stop_at(training, 10)
        await to_the_end(training)
        training.start_over()
        await until(lambda: training.state.status == "not started")

    run(scene)
    assert told == ["training", "stopped", "training", "finished", "not started"]


def test_time_left_is_the_steps_left_at_the_pace_so_far_without_the_pauses(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    clock.perf_counter = lambda: clock.now
    monkeypatch.setattr(background, "time", clock)
    left: dict[int, float | None] = {}

    def half_a_second_each(forecaster: Forecaster) -> Any:
        for progress in fit(forecaster):
            clock.now += 0.5
            yield progress

    async def scene(training: BackgroundTraining) -> None:
        training.watch("left", lambda: left.update({training.state.step: training.state.seconds_left}), every=0)
        await stop_at(training, 20)
        assert training.state.seconds_left is None
        clock.now += 1000
        await to_the_end(training)

    run(scene, half_a_second_each)
    assert [left[step] for step in (1, 10, 21, 50, 59)] == [29.5, 25, 19.5, 5, 0.5]
    assert left[60] is None  # finished


def test_without_an_event_loop_starting_says_so_and_start_over_still_works():
    def scene():
        training = BackgroundTraining(new_forecaster, fit, STEPS)
        with pytest.raises(RuntimeError, match="needs a notebook's event loop"):
            training.start()
        assert training.state.status == "not started"
        training.start_over()
        assert training.state.step == 0

    run_without_loop(scene)


@pytest.mark.parametrize(("in_a_page", "pauses"), [(False, [0] * background.TURNS), (True, [background.SLEEP])])
def test_others_get_six_turns_after_a_slice_and_in_a_page_one_short_sleep(in_a_page, pauses, monkeypatch):
    slept: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(background, "IN_A_PAGE", in_a_page)
    monkeypatch.setattr(background.asyncio, "sleep", noted)
    run_in_loop(background.let_others_have_their_turn())
    assert slept == pauses


def test_only_a_browsers_python_counts_as_a_page(monkeypatch):
    assert not background.IN_A_PAGE
    monkeypatch.setattr(background.sys, "platform", "emscripten")
    assert runpy.run_path(background.__file__)["IN_A_PAGE"]


INTERRUPTED = """
import asyncio, os, signal
from lstm_lesson.studies.sine_forecast import TASK
from lstm_lesson.training import background

async def interrupted():
    background.SLICE = 0
    training = background.BackgroundTraining(lambda: TASK.learner("LSTM"), lambda one: TASK.fit(one, steps=60), 60)
    before = signal.getsignal(signal.SIGINT)
    training.start()
    while training.state.step < 5:
        await asyncio.sleep(0)
    os.kill(os.getpid(), signal.SIGINT)
    while training.state.status == "training":
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(training.state.status, training.state.step < 60, signal.getsignal(signal.SIGINT) is before)

asyncio.run(interrupted())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that a process could send to itself alone")
def test_interrupt_while_no_cell_runs_stops_the_training_and_puts_back_what_was_there():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("stopped True True\n", "")
