"""An exhibit that rests holds no figure, and at its next move shows what it would have shown without the rest."""

import threading

import numpy as np
import pytest
from exhibit_cases import frame

from lstm_lesson import cell_state_flow, squashed_line, train_damped_sine
from lstm_lesson.live import resting
from lstm_lesson.live.exhibit import Exhibit


@pytest.fixture
def three_ready(monkeypatch):
    monkeypatch.setattr(resting, "READY", 3)


def ready(exhibit: Exhibit) -> bool:
    return "drawing" in vars(exhibit) and "_canvas" in vars(exhibit)


@pytest.mark.usefixtures("three_ready")
def test_those_that_were_moved_last_are_ready_and_the_others_rest():
    made = [squashed_line() for _ in range(4)]
    assert [*map(ready, made)] == [False, True, True, True]
    made[1].set(w=2)
    made[0].set(w=2)
    assert [*map(ready, made)] == [True, True, False, True]


def test_twenty_stay_ready_which_no_notebook_exceeds():
    made = [squashed_line() for _ in range(20)]
    assert all(map(ready, made))


@pytest.mark.parametrize(
    ("make", "moves"),
    [(squashed_line, {"w": 2.5}), (lambda: cell_state_flow("b_f", "t"), {"b_f": 3.0, "t": 9}), (train_damped_sine, {})],
    ids=["squashed_line", "cell_state_flow", "train_damped_sine"],
)
def test_exhibit_that_rested_shows_at_its_next_move_what_it_would_have_shown_without(make, moves):
    rested, other = make(), make()
    before = rested.png, rested.readout, repr(rested)
    assert rested.rest()
    assert not ready(rested)
    assert (rested.png, rested.readout, repr(rested)) == before
    for exhibit in (rested, other):
        exhibit.set(**moves)
    assert ready(rested)
    assert (rested.error, rested.readout) == ("", other.readout)
    np.testing.assert_array_equal(frame(rested), frame(other))


def test_whoever_asks_a_resting_exhibit_for_its_drawing_gets_it_as_its_sliders_stand():
    exhibit = squashed_line()
    exhibit.set(w=2)
    there = exhibit.drawing.lines[0].get_xydata()
    exhibit.rest()
    np.testing.assert_array_equal(exhibit.drawing.lines[0].get_xydata(), there)


def test_pale_lines_that_are_pinned_stay_and_without_them_the_exhibit_may_rest():
    exhibit = squashed_line()
    exhibit.pin()
    assert not exhibit.rest()
    assert ready(exhibit)
    exhibit.clear()
    assert exhibit.rest()


def test_resting_exhibit_keeps_its_last_picture_when_a_move_fails_and_draws_at_the_next_one_that_works():
    exhibit = squashed_line()
    right, before = exhibit.compute, exhibit.png

    def fail(**_):
        raise ArithmeticError("no number")

    exhibit.rest()
    exhibit.compute = fail
    exhibit.set(w=2)
    assert (exhibit.error, exhibit.png) == ("w = 2: ArithmeticError: no number", before)
    exhibit.compute = right
    exhibit.set(w=3)
    assert exhibit.error == ""
    assert exhibit.png != before


def test_exhibit_that_another_thread_moves_does_not_rest_and_nobody_waits_for_it():
    exhibit = squashed_line()
    inside, go_on = threading.Event(), threading.Event()
    right = exhibit.compute

    def slow(**values):
        inside.set()
        assert go_on.wait(60)
        return right(**values)

    exhibit.compute = slow
    mover = threading.Thread(target=lambda: exhibit.set(w=2))
    mover.start()
    assert inside.wait(60)
    assert not exhibit.rest()
    go_on.set()
    mover.join(60)
    assert ready(exhibit)
    assert exhibit.error == ""


def test_exhibit_that_was_freed_counts_no_more():
    exhibit = squashed_line()
    exhibit.pin()
    exhibit.close()
    assert exhibit.rest()
    with pytest.raises(RuntimeError, match="the cell of this exhibit was run again"):
        exhibit.drawing  # noqa: B018
