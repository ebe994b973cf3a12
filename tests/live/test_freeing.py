"""A cell that is run again gives back the memory of what it made before; what other cells made stays alive."""

import gc
import weakref

import pytest
from ipywidgets.widgets import widget

from lstm_lesson import cell_state_flow, predict, self_test, squashed_line
from lstm_lesson.live import freeing, question
from lstm_lesson.live.asleep import show_note
from lstm_lesson.live.exhibit import Exhibit

# Every widget that is not closed, in ipywidgets 8 and in 7.
alive = widget._instances if hasattr(widget, "_instances") else widget.Widget.widgets


@pytest.fixture
def run(monkeypatch):
    """Run something as the cell of this name, once more."""
    monkeypatch.setattr(freeing, "_made", {})
    runs = [0]

    def run(cell, make):
        runs[0] += 1
        monkeypatch.setattr(freeing, "_cell_and_run", lambda: (cell, runs[0]))
        return make()

    return run


@pytest.mark.parametrize("sliders", [(), ("b_f",), ("input", "t")])
def test_cell_run_again_leaves_no_widget_of_an_exhibit_whichever_sliders_it_shows(run, sliders):
    run("a", lambda: cell_state_flow(*sliders))
    before = len(alive)
    run("a", lambda: cell_state_flow(*sliders))
    assert len(alive) == before


def test_cell_run_again_leaves_no_widget_and_no_picture_of_the_exhibit_before(run):
    run("a", squashed_line)
    before = len(alive)
    first = run("a", squashed_line)
    figure, slider = weakref.ref(first._canvas.figure), weakref.ref(first.sliders["w"])
    for _ in range(3):
        run("a", squashed_line)
    gc.collect()
    assert len(alive) == before
    assert slider() is None
    assert figure() is None  # although the exhibit itself is still here, as IPython's Out[…] would keep it
    assert first.closed


def test_freed_exhibit_keeps_its_words_and_says_why_it_does_not_move(run):
    first = run("a", squashed_line)
    readout = first.readout
    run("a", squashed_line)
    assert repr(first) == "Exhibit('squashed line', freed)"
    assert first.readout == readout
    with pytest.raises(RuntimeError, match="the cell of this exhibit was run again, so use the new exhibit"):
        first.set(w=2)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        first.nonsense  # noqa: B018
    first.close()  # once more does no harm


def test_exhibits_of_one_run_and_those_of_other_cells_stay_alive(run):
    both = run("a", lambda: [squashed_line(), squashed_line()])
    other = run("b", squashed_line)
    run("c", squashed_line)
    for exhibit in (*both, other):
        exhibit.set(w=2)
        assert "w = 2" in exhibit.readout or exhibit.values["w"] == 2


def test_question_asked_again_is_freed_and_its_exhibit_stays(run):
    exhibit = run("a", lambda: cell_state_flow("b_f"))
    name = "05_forget_gate/half_life"
    first = run("b", lambda: predict(name, then=exhibit))
    before = len(alive)
    second = run("b", lambda: predict(name, then=exhibit))
    assert len(alive) == before
    assert first.exhibit is None
    assert second.exhibit is exhibit
    second.unlock()
    exhibit.set(b_f=3)
    assert isinstance(exhibit, Exhibit)
    assert exhibit.values["b_f"] == 3


def test_cell_run_again_keeps_the_answer_given_in_it_and_no_other_cell_has_it(run, monkeypatch):
    monkeypatch.setattr(question, "_answers", {})

    def ask(cell, name):
        return run(cell, lambda: predict(name, then=squashed_line()))

    for name in ("05_forget_gate/half_life", "01_sigmoid_and_tanh/middle"):
        ask("a", name)
        assert not ask("a", name).committed  # nothing was answered
        first = ask("a", name)
        if first.choice is not None:
            first.choice.index = 1
        else:
            first.box.value = "−1,25"
        first.commit.click()
        second = ask("a", name)
        assert second.committed
        assert second.exhibit.enabled
        assert second.explanation.value == first.explanation.value
        assert not ask("b", name).committed


@pytest.mark.parametrize("make", [show_note, lambda: self_test("03_why_rnns_forget")], ids=["note", "self-test"])
def test_cell_run_again_leaves_no_widget_of_a_note_or_of_the_questions_answered_before(run, make):
    run("a", make)
    before = len(alive)
    answered = run("a", make)
    if answered is not None:
        first = answered.predictions[0]
        assert first.choice is not None
        first.choice.index = 0
        first.commit.click()
        assert len(answered.predictions) == 2
    run("a", make)
    assert len(alive) == before


def test_question_in_another_cell_outlives_its_freed_exhibit_and_still_gives_its_reasons(run):
    exhibit = run("a", lambda: cell_state_flow("b_f"))
    asked = run("b", lambda: predict("05_forget_gate/half_life", then=exhibit))
    run("a", lambda: cell_state_flow("b_f"))
    asked.box.value = "6.58"
    asked.commit.click()
    assert asked.widget.children[-1] is asked.explanation
    assert "is right" in asked.explanation.value
    unlock = asked.unlock  # what unlock_all() calls
    unlock()


def test_freed_exhibit_stays_as_it_was_when_a_training_still_reports_to_it(run):
    first = run("a", squashed_line)
    readout, png = first.readout, first.png
    run("a", squashed_line)
    first.refresh()
    assert (first.readout, first.png, first.error) == (readout, png, "")


def test_outside_of_a_notebooks_cell_nothing_is_freed():
    first, second = squashed_line(), squashed_line()
    assert not first.closed
    assert not second.closed
