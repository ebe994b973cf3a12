"""The cell of an exhibit that trains can be run again: no training is left without a button, or kept for nothing."""

import gc
import weakref
from typing import Any

import pytest
from loops import until
from training_cases import Case, click, each, each_with_another_setting, in_a_notebook, made, turns

from lstm_lesson.live import training_row


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


@pytest.mark.thorough
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


@each_with_another_setting
def test_exhibit_that_is_made_again_stops_a_training_of_another_setting_and_says_so(case, monkeypatch):
    in_a_notebook(run_the_cell_again_elsewhere, case, monkeypatch)
