"""One training after another knows its setting and its seed, and goes on only with what it is of."""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from loops import run_in_loop, until

from lstm_lesson.training import background
from lstm_lesson.training.fitting import Progress
from lstm_lesson.training.trainings import Trainings

STEPS = 10


class Learner:
    """What counts its training steps."""

    def __init__(self, setting: str, seed: int) -> None:
        self.setting, self.seed, self.steps = setting, seed, 0


def fit(learner: Learner) -> Iterator[Progress]:
    for step in range(1, STEPS + 1):
        learner.steps = step
        yield Progress(step, 0.1, 0.1, 0.0)


@pytest.fixture(autouse=True)
def one_step_per_slice(monkeypatch):
    """Let the event loop run after every step, so that the tests depend on no clock."""
    monkeypatch.setattr(background, "SLICE", 0.0)


def run(scene: Any, **seeds: Any) -> None:
    async def with_trainings() -> None:
        play: Coroutine = scene(Trainings(Learner, fit, STEPS, "short", **seeds))
        await asyncio.wait_for(play, timeout=60)

    run_in_loop(with_trainings())


async def train(trainings: Trainings, wanted: str, stop: int = 0) -> tuple[str, int]:
    """Train what is wanted to the end, or until it is stopped; return of what the learner was made."""
    trainings.wanted = wanted
    trainings.train()
    await asyncio.sleep(0)  # one from the start begins with the next turn of the loop
    if stop:
        await until(lambda: trainings.state.step >= stop)
        trainings.stop()
    await until(lambda: trainings.state.status in ("stopped", "finished"))
    return trainings.forecaster.setting, trainings.forecaster.seed


def test_each_training_of_a_setting_takes_the_next_seeds():
    async def scene(trainings: Trainings) -> None:
        assert [trainings.next_seed, trainings.seeds(7)] == [7, "seeds 7 to 9"]
        made = [await train(trainings, setting) for setting in ("short", "short", "long", "short", "long")]
        assert made == [("short", 7), ("short", 10), ("long", 7), ("short", 13), ("long", 10)]
        assert trainings.takes_another_seed

    run(scene, first_seed=7, n_seeds=3)


def test_setting_that_says_all_is_trained_alike_each_time():
    async def scene(trainings: Trainings) -> None:
        assert [await train(trainings, setting) for setting in ("short", "short", "long")] == [
            ("short", 0),
            ("short", 0),
            ("long", 0),
        ]
        assert (trainings.takes_another_seed, trainings.seeds(0)) == (False, "")

    run(scene)


def test_single_seed_is_named():
    async def scene(trainings: Trainings) -> None:
        assert trainings.seeds(trainings.next_seed) == "seed 3"

    run(scene, first_seed=3)


def test_stopped_training_goes_on_when_its_setting_is_wanted_again_unless_another_one_has_begun():
    async def scene(trainings: Trainings) -> None:
        await train(trainings, "short", stop=4)
        learner = trainings.forecaster
        trainings.wanted = "long"
        assert (trainings.is_wanted, trainings.present, learner.steps) == (False, ("short", 3), 4)
        await train(trainings, "short", stop=6)
        assert trainings.forecaster is learner
        assert learner.steps == 6
        assert await train(trainings, "long", stop=2) == ("long", 3)
        assert await train(trainings, "short", stop=2) == ("short", 4)

    run(scene, first_seed=3)


def test_start_over_forgets_the_present_result_alone_and_its_seed_is_not_used_again():
    async def scene(trainings: Trainings) -> None:
        def note() -> None:
            if trainings.state.step:
                trainings.results[trainings.present] = trainings.state.step

        trainings.watch("results", note, every=0)
        await train(trainings, "short")
        await train(trainings, "long", stop=4)
        assert trainings.results == {("short", 3): 10, ("long", 3): 4}
        trainings.start_over()
        await until(lambda: trainings.state.status == "not started")
        assert trainings.results == {("short", 3): 10}
        assert trainings.present == ("long", 4)
        assert await train(trainings, "long") == ("long", 4)
        assert trainings.results == {("short", 3): 10, ("long", 4): 10}

    run(scene, first_seed=3)
