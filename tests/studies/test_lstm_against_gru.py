"""The recorded contest keeps one budget for all, and the words of notebook 09 about it hold."""

import json

import numpy as np
import pytest

from lstm_lesson.studies import lstm_against_gru
from lstm_lesson.studies.lstm_against_gru import ENTRANTS, SEEDS, STEPS, VALIDATE_EVERY, results, standing


def test_every_entrant_has_the_same_five_seeds_and_one_choice_of_settings():
    assert list(results()) == [f"{cell} {size}" for cell, size in ENTRANTS]
    for runs in results().values():
        assert [run.seed for run in runs] == list(SEEDS)
        assert len({(run.learning_rate, run.forget_bias) for run in runs}) == 1
        assert all(len(run.validation) == STEPS // VALIDATE_EVERY for run in runs)


def test_no_result_is_recorded_that_the_entrants_do_not_show():
    assert len(json.loads(lstm_against_gru.RECORDED.read_text("utf-8"))) == sum(
        len(runs) for runs in results().values()
    )


def test_words_of_the_notebook_about_who_wins_hold():
    test = {name: np.array([run.test for run in runs]) for name, runs in results().items()}
    medians = {name: np.median(errors) for name, errors in test.items()}
    assert (test["GRU 20"] < test["LSTM 17"]).all()
    assert (test["GRU 20"] < test["LSTM 20"]).sum() == 4
    assert 1 - medians["GRU 20"] / medians["LSTM 20"] == pytest.approx(0.44, abs=0.005)
    assert 1 - medians["GRU 20"] / medians["LSTM 17"] == pytest.approx(0.01, abs=0.005)
    assert {run.learning_rate for runs in results().values() for run in runs} == {0.04}
    assert {run.forget_bias for run in results()["LSTM 20"] + results()["LSTM 17"]} == {1.0}


@pytest.mark.parametrize("name", ["LSTM 20", "LSTM 17", "GRU 20"])
def test_training_anew_begins_like_the_recorded_one(name):
    recorded = results()[name][3]
    settings = (recorded.learning_rate, recorded.forget_bias, recorded.seed)
    _, training = lstm_against_gru.begin(recorded.cell, recorded.n_hidden, *settings)
    first_look = next(progress for progress in training if progress.step == VALIDATE_EVERY)
    assert first_look.validation_loss == pytest.approx(recorded.validation[0], rel=0.01)


def test_standing_holds_everything_up_to_its_step():
    now = standing(170)
    assert now.step == 150
    for name, seeds in now.errors.items():
        for errors, run in zip(seeds, results()[name], strict=True):
            np.testing.assert_allclose(errors**2, run.validation[:3])
        assert now.medians[name] == np.median([errors[2] for errors in seeds])


@pytest.mark.parametrize("step", [0, 49, 100.5])
def test_standing_refuses_a_step_before_the_first_look(step):
    with pytest.raises(ValueError, match="step must be a whole number of at least 50"):
        standing(step)
