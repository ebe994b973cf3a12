"""What every exhibit that trains must show, as cases, and how they are played on a loop as a notebook's."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
import pytest
from exhibit_cases import assert_line, texts
from loops import run_in_loop, until

import lstm_lesson as course
from lstm_lesson.data.signals import damped_sines
from lstm_lesson.lessons.n10_variants import adding_pictures
from lstm_lesson.lessons.n12_look_inside import training_settings_pictures
from lstm_lesson.lessons.shared import recall_pictures
from lstm_lesson.studies import adding
from lstm_lesson.training import background

# ---- What each must show of the training that runs, or ran last


def assert_curves(exhibit: Any, looks: Any, place: int) -> None:
    """Each learner's scores so far are a curve: that at `place` of those drawn in its look."""
    for name, rows in exhibit.background.forecaster.history.items():
        assert_line(exhibit.drawing.of(looks[name], place), *rows.T)


def recall_is_shown(exhibit: Any) -> None:
    assert_curves(exhibit, recall_pictures.LOOKS, -1)
    for name in exhibit.background.forecaster.learners:  # what was trained here at each delay, filled where it ended
        for place, ended in ((1, True), (2, False)):
            found = exhibit.results.items()
            rows = [(delay, of.accuracy[name]) for (delay, _), of in found if of.ended == ended] or np.empty((0, 2))
            assert_line(exhibit.drawing.of(recall_pictures.LOOKS[name], place), *np.transpose(rows))
    left, right = texts(exhibit)
    assert ("hollow" in left) == any(not of.ended for of in exhibit.results.values())
    assert right == exhibit.row.title


def adding_is_shown(exhibit: Any) -> None:
    assert_curves(exhibit, adding_pictures.LOOKS, -1)
    assert texts(exhibit) == [exhibit.row.title]


def variants_are_shown(exhibit: Any) -> None:
    over, runs = exhibit.background.state.status == "finished", exhibit.background.forecaster.learners
    errors = np.concatenate([run.test_error() if over else run.error for run in runs.values()])
    assert any(np.array_equal(line.get_xdata(), errors) for line in exhibit.drawing.lines)


def losses_are_shown(exhibit: Any) -> None:
    state = exhibit.background.state
    words = {"stopped": "Stopped at step", "finished": "Trained: step"}[state.status]
    assert exhibit.readout.startswith(f"{words} {state.step:,} of {state.steps:,}")
    assert_line(exhibit.drawing.of("loss"), *state.losses.T)
    assert_line(exhibit.drawing.of("validation_loss"), *state.validation_losses.T)
    assert_line(exhibit.drawing.of("forecast"), *state.validation_losses[-1:].T)  # so soon the last is the best


def options_are_shown(exhibit: Any) -> None:
    options = exhibit.background.forecaster.learners
    assert_curves(exhibit, dict(zip(options, training_settings_pictures.LOOKS, strict=False)), 2)
    assert texts(exhibit)[0] == f"pale: 5 recorded seeds; strong: here, seed {exhibit.background.seed}"


# ---- What is true of each after the last step


def recall_is_learned(exhibit: Any) -> None:
    (found,) = exhibit.results.values()
    assert min(found.accuracy.values()) > 0.95
    assert f"Trained here (seed {exhibit.background.seed}): " in exhibit.readout


def sums_are_tested(exhibit: Any) -> None:
    x, y = adding.adding_sequences(100, 1000, rng=0)
    errors = ", ".join(rf"{name} (\d+\.\d+)" for name in ("RNN", "IRNN", "LSTM"))
    said: Any = re.search(rf"Trained here, seed 5, .* unseen problems: {errors}\.", exhibit.readout)
    for error, adder in zip(said.groups(), exhibit.background.forecaster.learners.values(), strict=True):
        assert float(error) == pytest.approx(np.mean((adder.predict(x) - y) ** 2), rel=0.15)  # on other problems


def variants_are_tested(exhibit: Any) -> None:
    assert "Here on the sine (seeds 200 to 204): V 0." in exhibit.readout


def weights_are_kept(exhibit: Any) -> None:
    assert "lowest validation loss" in exhibit.readout


def options_are_tested(exhibit: Any) -> None:
    rng = np.random.default_rng(0)
    waves = damped_sines(55, rng.uniform(10, 20, 1000), rng.uniform(0.01, 0.1, 1000))
    for row, (option, forecaster) in enumerate(exhibit.background.forecaster.learners.items()):
        dot = exhibit.drawing.of(training_settings_pictures.LOOKS[row], 4)
        (error,) = dot.get_xdata()
        assert_line(dot, [error], [row])
        assert re.search(rf"Here, seed 5: .*{option} {error:.4f}", exhibit.readout)
        on_others = np.abs(forecaster.predict(waves[:50, :, None]) - waves[50:].T).mean()
        assert error == pytest.approx(on_others, rel=0.15)


# ---- The scene


@dataclass(frozen=True)
class Case:
    """How an exhibit is played: it is stopped after step `stop`, and ends after step `steps` at the latest.

    train, of: what the button says at the start, and what the row calls this training. again, of_again: the same once
    it has ended; "" if there is nothing more to train. Other: with the sliders at `anew`.
    """

    make: Callable[[], Any]
    stop: int
    steps: int
    shown: Callable[[Any], None]
    ended: Callable[[Any], None]
    train: str
    of: str
    again: str = ""
    of_again: str = ""
    anew: Mapping[str, float] = field(default_factory=dict)
    other: str = ""
    of_other: str = ""
    meanwhile: Mapping[str, float] = field(default_factory=dict)  # sliders that move while it trains
    kept: tuple[Any, ...] = ()  # the trainings of which results are kept in the end


def recall_case(make: Callable[[int], Any], seed: int) -> Case:
    return Case(
        lambda: make(5),
        stop=60,
        steps=1000,
        shown=recall_is_shown,
        ended=recall_is_learned,
        train="Train at delay 5",
        of=f"delay 5, seed {seed}",  # those before are recorded
        again=f"Train with seed {seed + 1}",
        of_again=f"delay 5, seed {seed + 1}",
        anew={"delay": 10},
        other="Train at delay 10",
        of_other=f"delay 10, seed {seed}",
        meanwhile={"delay": 160, "record": 1},
        kept=((5, seed), (10, seed)),
    )


CASES = {
    "03": recall_case(course.recall_after_delay, 5),
    "10 adding": Case(
        course.train_adding,
        stop=105,
        steps=120,
        shown=adding_is_shown,
        ended=sums_are_tested,
        train="Train with seed 5",
        of="seed 5",
        anew={"seed": 6},
        other="Train with seed 6",
        of_other="seed 6",
        meanwhile={"record": 0},
    ),
    "10 race": Case(
        course.race_of_variants,
        stop=5,
        steps=20,
        shown=variants_are_shown,
        ended=variants_are_tested,
        train="Train on the sine",
        of="sine, seeds 200 to 204",
        again="Train with seeds 205 to 209",
        of_again="sine, seeds 205 to 209",
        anew={"task": 1},
        other="Train on the sums",
        of_other="sums, seeds 200 to 204",
        meanwhile={"record": 1, "task": 1},
        kept=(("sine", 200), ("adding", 200)),
    ),
    "11": Case(
        course.train_damped_sine,
        stop=120,
        steps=200,
        shown=losses_are_shown,
        ended=weights_are_kept,
        train="Train",
        of="seed 0",
    ),
    "12": Case(
        lambda: course.training_experiments(2),
        stop=55,
        steps=60,
        shown=options_are_shown,
        ended=options_are_tested,
        train="Train: forget bias",
        of="forget bias, seed 5",  # 0 to 4 are recorded
        again="Train with seed 6",
        of_again="forget bias, seed 6",
        anew={"experiment": 1},
        other="Train: hidden size",
        of_other="hidden size, seed 5",
        meanwhile={"experiment": 3},
        kept=(("forget bias", 5),),
    ),
    "14": recall_case(course.recall_with_attention, 5),
}
each = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
OTHER = {name: case for name, case in CASES.items() if case.anew}
each_with_another_setting = pytest.mark.parametrize("case", OTHER.values(), ids=OTHER)


async def turns(number: int = 50) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def click(exhibit: Any, label: str, status: str) -> None:
    """Click the first button, which says `label`, and wait for what it does."""
    row, training = exhibit.row, exhibit.background
    assert (row.go_button.description, row.go_button.disabled) == (label, False)
    row.go_button.click()
    await until(lambda: training.state.status == status and row.go_button.description != label)
    await until(lambda: training.state.step > 0)
    assert exhibit.error == ""


async def start_over(exhibit: Any) -> None:
    exhibit.row.over_button.click()
    await until(lambda: exhibit.background.state.status == "not started")
    await turns()
    assert exhibit.row.over_button.disabled
    assert exhibit.row.bar.value == 0


def made(case: Case) -> Any:
    """Make the exhibit, which ends early, and show it, as a cell does."""
    exhibit = case.make()
    training = exhibit.background
    if training.steps != case.steps:
        fit = training._fit
        training._fit = lambda learner: islice(fit(learner), case.steps)
        training.steps = exhibit.row.bar.max = case.steps
    exhibit._repr_mimebundle_()
    return exhibit


def in_a_notebook(scene: Any, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Play a scene on an event loop that runs after every step, so that nothing depends on a clock."""
    monkeypatch.setattr(background, "SLICE", 0.0)
    run_in_loop(asyncio.wait_for(scene(case), timeout=120))
