"""The recorded contest keeps one budget for all, and the words of notebook 09 about it hold."""

import numpy as np
import pytest

from lstm_lesson.studies.lstm_against_gru import KEYS, SEEDS, STEPS, VALIDATE_EVERY, contest, recorded


def test_every_entrant_has_the_same_five_seeds_and_one_choice_of_settings():
    assert list(recorded()) == [f"{cell} {size}" for cell, size in KEYS]
    for found in recorded().values():
        assert found.validation.shape == (len(SEEDS), STEPS // VALIDATE_EVERY)
        assert found.test.shape == (len(SEEDS),)


def test_words_of_the_notebook_about_who_wins_hold():
    test = {name: found.test for name, found in recorded().items()}
    medians = {name: np.median(errors) for name, errors in test.items()}
    assert (test["GRU 20"] < test["LSTM 17"]).all()
    assert (test["GRU 20"] < test["LSTM 20"]).sum() == 4
    assert 1 - medians["GRU 20"] / medians["LSTM 20"] == pytest.approx(0.44, abs=0.005)
    assert 1 - medians["GRU 20"] / medians["LSTM 17"] == pytest.approx(0.01, abs=0.005)
    assert {found.settings.learning_rate for found in recorded().values()} == {0.04}
    assert {found.settings.forget_bias for found in recorded().values()} == {1.0}


def test_contest_holds_everything_up_to_its_step():
    now = contest(170)
    assert now.step == 150
    for name, errors in now.errors.items():
        np.testing.assert_allclose(errors**2, recorded()[name].validation[:, :3])
        assert now.medians[name] == np.median(errors[:, 2])


@pytest.mark.parametrize("step", [0, 49, 100.5])
def test_contest_refuses_a_step_before_the_first_look(step):
    with pytest.raises(ValueError, match="step must be a whole number of at least 50"):
        contest(step)
