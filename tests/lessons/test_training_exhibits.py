"""Every exhibit that trains does so on a loop as a notebook's: it stops, goes on, ends, and begins anew."""

import numpy as np
import pytest
from loops import run_without_loop, until
from training_cases import Case, click, each, each_with_another_setting, in_a_notebook, made, start_over, turns

import lstm_lesson as course
from lstm_lesson.live import training_row
from lstm_lesson.training.fitting import Progress

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


@each_with_another_setting
def test_other_setting_offers_train_and_the_old_one_continue_until_the_new_training_begins(case, monkeypatch):
    in_a_notebook(move_on_and_come_back, case, monkeypatch)


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
            "Train with seed 6",
            "delay 20, seed 5: failed at step 100 of 1,000: no room.",
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
