"""Every exhibit that trains does so on a loop as a notebook's: it stops, goes on, ends, begins anew, is made again."""

import asyncio
import gc
import re
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
import pytest
from exhibit_cases import assert_line, texts
from loops import run_in_loop, run_without_loop, until

import lstm_lesson as course
from lstm_lesson.data.signals import damped_sines
from lstm_lesson.lessons.n10_variants import adding_pictures
from lstm_lesson.lessons.n12_look_inside import training_settings_pictures
from lstm_lesson.lessons.shared import recall_pictures
from lstm_lesson.live import training_row
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
    said: Any = re.search(r"Trained here, seed 5, .* unseen problems: RNN (0\.\d+), LSTM (0\.\d+)\.", exhibit.readout)
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
        on_others = np.abs(forecaster.predict(waves[:, :50].T[:, :, None]) - waves[:, 50:]).mean()
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
    "03": recall_case(course.recall_after_delay, 3),
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


# ---- The buttons


async def stop_continue_and_begin_anew(case: Case) -> None:
    exhibit = made(case)
    training, row, first = exhibit.background, exhibit.row, exhibit.values
    alone = [progress.loss for progress in training._fit(training._new_forecaster())]  # without an interruption
    assert row.words.value == f"{case.of}: not trained yet."
    assert row.over_button.disabled

    def move_there_and_back() -> None:
        exhibit.set(**case.meanwhile)
        assert exhibit.error == ""
        exhibit.set(**first)

    await click(exhibit, case.train, "training")
    assert row.words.value.startswith(f"{case.of}: step ")
    assert row.over_button.disabled  # a double click on Train must not meet it
    move_there_and_back()
    await until(lambda: training.state.step >= case.stop)
    await click(exhibit, "Stop", "stopped")
    stopped_at = training.state.step
    await turns()
    assert case.stop <= stopped_at == training.state.step == row.bar.value < case.steps
    assert row.words.value == f"{case.of}: stopped at step {stopped_at} of {case.steps:,}."
    case.shown(exhibit)
    picture = exhibit.png
    move_there_and_back()
    assert exhibit.png == picture

    await click(exhibit, "Continue", "finished")
    assert training.state.step > stopped_at
    assert row.bar.value == case.steps
    assert row.words.value == f"{case.of}: trained in {training.state.step:,} steps."
    points = np.array(alone[: len(alone) // 20 * 20]).reshape(-1, 20)
    np.testing.assert_array_equal(training.state.losses[:, 1], points.mean(axis=1))
    case.shown(exhibit)
    case.ended(exhibit)

    if case.again:  # another seed; what came out of the first one stays
        await click(exhibit, case.again, "training")
        assert row.words.value.startswith(f"{case.of_again}: step ")
        await click(exhibit, "Stop", "stopped")
        case.shown(exhibit)
    else:
        assert (row.go_button.description, row.go_button.disabled) == ("Trained", True)
    await start_over(exhibit)
    if case.anew:
        exhibit.set(**case.anew)
        await click(exhibit, case.other, "training")
        assert row.words.value.startswith(f"{case.of_other}: step ")
        await click(exhibit, "Stop", "stopped")
        case.shown(exhibit)
    else:
        assert (row.go_button.description, row.go_button.disabled) == (case.train, False)
    if case.kept:
        assert tuple(training.results) == case.kept


@each
def test_training_stops_goes_on_ends_as_an_uninterrupted_one_and_begins_anew(case, monkeypatch):
    in_a_notebook(stop_continue_and_begin_anew, case, monkeypatch)


async def move_on_and_come_back(case: Case) -> None:
    exhibit = made(case)
    training, row, first = exhibit.background, exhibit.row, exhibit.values
    await click(exhibit, case.train, "training")
    exhibit.set(**case.anew)
    assert row.go_button.description == "Stop"  # it runs all the same
    await click(exhibit, "Stop", "stopped")
    stopped_at, learner = training.state.step, training.forecaster
    said = f"{case.of}: stopped at step {stopped_at} of {case.steps:,}."
    assert (row.go_button.description, row.words.value) == (case.other, said)
    exhibit.set(**first)
    assert (row.go_button.description, row.words.value) == ("Continue", said)
    await click(exhibit, "Continue", "training")
    assert training.forecaster is learner
    assert training.state.step > stopped_at
    await click(exhibit, "Stop", "stopped")
    exhibit.set(**case.anew)
    await click(exhibit, case.other, "training")
    assert training.forecaster is not learner
    exhibit.set(**first)
    await click(exhibit, "Stop", "stopped")
    assert row.go_button.description in (case.train, case.again)  # never Continue: the first one is gone


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.anew], ids=lambda case: case.train)
def test_other_setting_offers_train_and_the_old_one_continue_until_the_new_training_begins(case, monkeypatch):
    in_a_notebook(move_on_and_come_back, case, monkeypatch)


# ---- A cell that is run again


async def run_the_cell_again(case: Case) -> None:
    earlier = made(case)
    await click(earlier, case.train, "training")
    training, learner = earlier.background, earlier.background.forecaster
    exhibit = made(case)
    exhibit.enabled = False  # as its question does
    assert (exhibit.background, exhibit.background.forecaster) == (training, learner)
    assert exhibit.row.words.value.startswith(f"{case.of}: step ")
    assert earlier.go_button.disabled
    assert earlier.row.words.value == training_row.RETIRED
    told = earlier.png
    await click(exhibit, "Stop", "stopped")
    assert exhibit.go_button.disabled
    assert exhibit.row.over_button.disabled
    exhibit.enabled = True
    assert not exhibit.row.over_button.disabled
    case.shown(exhibit)
    await click(exhibit, "Continue", "training")
    await turns()
    assert earlier.png == told
    earlier.enabled = True  # as the answer to its own question does
    earlier.set(**case.anew)
    assert earlier.go_button.disabled
    assert (exhibit.go_button.description, training.is_wanted) == ("Stop", True)

    gone = weakref.ref(earlier)
    close(earlier.widget)  # ipywidgets keeps every widget that is open
    del earlier
    gc.collect()
    assert gone() is None
    assert training.state.status == "training"
    await click(exhibit, "Stop", "stopped")


def close(widget: Any) -> None:
    for child in getattr(widget, "children", ()):
        close(child)
    widget.close()


@each
def test_exhibit_that_is_made_again_takes_the_training_over_and_the_old_one_can_be_forgotten(case, monkeypatch):
    in_a_notebook(run_the_cell_again, case, monkeypatch)


async def run_the_cell_again_elsewhere(case: Case) -> None:
    earlier = made(case)
    earlier.set(**case.anew)
    await click(earlier, case.other, "training")
    exhibit = made(case)
    await until(lambda: earlier.background.state.status == "stopped")
    said = f"{case.of}: not trained yet. The training that ran here before ({case.of_other}) is stopped."
    assert exhibit.row.words.value == said
    await click(exhibit, case.train, "training")
    assert exhibit.row.words.value.startswith(f"{case.of}: step ")
    await click(exhibit, "Stop", "stopped")
    assert earlier.background is not exhibit.background


@pytest.mark.parametrize("case", [case for case in CASES.values() if case.anew], ids=lambda case: case.train)
def test_exhibit_that_is_made_again_stops_a_training_of_another_setting_and_says_so(case, monkeypatch):
    in_a_notebook(run_the_cell_again_elsewhere, case, monkeypatch)


# ---- What else a row does


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
    assert "event loop, and here there is none" in exhibit.row.words.value
    assert exhibit.go_button.description == case.train


@each
def test_row_says_what_its_button_will_train_wherever_the_sliders_stand(case):
    exhibit = run_without_loop(case.make)
    for sliders, label, of in ((case.anew, case.other, case.of_other), (exhibit.values, case.train, case.of)):
        if sliders:
            exhibit.set(**sliders)
            assert exhibit.go_button.description == label
            assert exhibit.row.words.value == f"{of}: not trained yet."


@each
def test_row_fits_into_a_column_of_240_pixels(case):
    exhibit = run_without_loop(case.make)
    assert exhibit.row.widget.layout.flex_flow == "row wrap"
    for widget in exhibit.row.widget.children:
        assert widget.layout.width == "auto"
        assert int((widget.layout.min_width or "0px").removesuffix("px")) <= 230


async def fail_to_take_stock(case: Case) -> None:
    exhibit = made(case)

    def fail() -> None:
        if exhibit.background.state.step > 2:
            raise OSError("disk full")

    exhibit.take_stock = fail
    await click(exhibit, case.train, "training")
    await until(lambda: exhibit.background.state.status != "training")
    await turns()
    state = exhibit.background.state
    assert state.status == "failed"
    assert exhibit.row.words.value == f"{case.of}: failed at step {state.step} of {case.steps:,}: OSError: disk full."
    assert exhibit.go_button.description != "Stop"
    del exhibit.take_stock
    await start_over(exhibit)


@each
def test_training_whose_picture_fails_ends_and_says_why(case, monkeypatch):
    monkeypatch.setattr(training_row, "REDRAW", 0.0)
    in_a_notebook(fail_to_take_stock, case, monkeypatch)


@pytest.mark.parametrize(
    ("make", "status", "pace", "label", "words"),
    [
        (course.train_damped_sine, "training", None, "Stop", "seed 0: step 100 of 4,000."),
        (course.train_damped_sine, "training", 0.01, "Stop", "seed 0: step 100 of 4,000, at most 39 s left."),
        (course.train_damped_sine, "training", 1e-6, "Stop", "seed 0: step 100 of 4,000, at most 1 s left."),
        (course.train_damped_sine, "stopped", 0.01, "Continue", "seed 0: stopped at step 100 of 4,000."),
        (course.train_damped_sine, "failed", 0.01, "Failed", "seed 0: failed at step 100 of 4,000: no room."),
        (course.train_adding, "training", 0.01, "Stop", "seed 5: step 100 of 5,000, at most 49 s left."),
        (course.train_adding, "failed", 0.01, "Failed", "seed 5: failed at step 100 of 5,000: no room."),
        (
            course.recall_after_delay,
            "failed",
            0.01,
            "Train with seed 4",
            "delay 40, seed 3: failed at step 100 of 1,000: no room.",
        ),
    ],
)
def test_row_tells_how_it_stands_and_the_time_left(make, status, pace, label, words):
    exhibit = run_without_loop(make)
    training = exhibit.background
    training._status, training._seconds_per_step, training._last = status, pace, Progress(100, 0.1, 0.1, 1.0)
    training._message = "no room" if status == "failed" else ""
    training._begun.add(training.present)
    training._tell(at_once=True)
    assert (exhibit.error, exhibit.go_button.description, exhibit.row.words.value) == ("", label, words)
    assert exhibit.row.bar.value == 100
