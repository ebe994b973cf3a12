"""The recall of 03 shows the record, which is hidden beyond 20; its training: test_training_exhibits.py."""

import numpy as np
import pytest
from exhibit_cases import assert_line, begun, texts

from lstm_lesson import recall_after_delay
from lstm_lesson.lessons.n03_why_rnns_forget.exhibits import KNOWN
from lstm_lesson.lessons.shared.recall_pictures import Trained
from lstm_lesson.studies import recall

LOOKS = ("rnn", "orthogonal", "option_4", "forecast", "option_3")  # of recall's learners


@pytest.mark.parametrize(("delay", "shown"), [(5, 0), (5, 1), (20, 0), (40, 0), (40, 1), (160, 0), (160, 1)])
def test_record_beyond_20_is_hidden_until_it_is_asked_for_and_then_told(delay, shown):
    exhibit = begun(recall_after_delay, delay=delay, record=shown)
    record, drawing = exhibit.record, exhibit.drawing
    assert list(drawing.of("cursor").get_xdata()) == [delay] * 2
    seen = record.delays <= (1000 if shown else KNOWN)
    for quantity, learner in zip(LOOKS, recall.LEARNERS, strict=True):
        means = np.mean(record.accuracy[learner], axis=1)
        assert_line(drawing.of(quantity, 0), record.delays[seen], means[seen])
        for place in (1, 2, 5):  # nothing is trained yet
            assert_line(drawing.of(quantity, place), [], [])
        dots = drawing.of(quantity, 3)  # every seed, as often as the record has them
        assert_line(dots, dots.get_xdata(), record.accuracy[learner][seen].ravel())
        curve = record.results[learner, delay].curve.mean(axis=1) if shown or delay <= KNOWN else []
        assert_line(drawing.of(quantity, 4), 50 * np.arange(len(curve)), curve)
    pale = "; pale: recorded" if shown or delay <= KNOWN else ""
    assert texts(exhibit) == ["after training, against the delay", f"in training, at delay {delay}{pale}"]
    if shown or delay <= KNOWN:
        assert exhibit.readout == recorded_at(record, delay)
    else:
        assert exhibit.readout == f"Delay {delay}: eight symbols, so guessing is right in one of eight."


def listed(accuracies):
    """Learners and their shares, as the sentence writes them."""
    return "; ".join(f"{recall.NAMES.get(name, name)} {100 * share:.0f} %" for name, share in accuracies.items())


def recorded_at(record, delay):
    means = {learner: np.mean(record.results[learner, delay].accuracy) for learner in recall.LEARNERS}
    return f"Recorded at delay {delay} (mean of the seeds): {listed(means)}."


@pytest.mark.parametrize(("delay", "nearest"), [(15, 20), (45, 40), (140, 160)])
def test_sentence_says_at_which_delay_near_the_sliders_was_recorded(delay, nearest):
    exhibit = begun(recall_after_delay, delay=delay, record=1)
    assert exhibit.readout == recorded_at(exhibit.record, nearest)


def test_sentence_says_what_came_out_here_with_which_seeds_and_how_far_they_came():
    exhibit = recall_after_delay(40)
    first = {name: 0.1 + 0.11 * k for k, name in enumerate(recall.LEARNERS)}
    second = {name: 0.95 - 0.17 * k for k, name in enumerate(recall.LEARNERS)}
    means = {name: (first[name] + second[name]) / 2 for name in recall.LEARNERS}
    for seed, found, told in (
        (7, Trained(first, 1350, False), f"seed 7, stopped at step 1,350): {listed(first)}"),
        (7, Trained(first, recall.STEPS, True), f"seed 7): {listed(first)}"),
        (8, Trained(second, 50, False), f"mean of 2 seeds, not all of them to the end): {listed(means)}"),
        (8, Trained(second, recall.STEPS, True), f"mean of 2 seeds): {listed(means)}"),
    ):
        exhibit.background.results[40, seed] = found
        exhibit.refresh()
        guessing = "Delay 40: eight symbols, so guessing is right in one of eight."
        assert exhibit.readout == f"{guessing} Trained here ({told}."
    exhibit.set(delay=20)
    assert exhibit.readout == recorded_at(exhibit.record, 20)  # nothing is trained at this delay
