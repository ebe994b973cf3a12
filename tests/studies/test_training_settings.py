"""Each experiment changes one setting, the record is what it gives, and what notebook 12 says about it holds."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from lstm_lesson.studies import sine_forecast, training_settings
from lstm_lesson.studies.training_settings import EXPERIMENTS, SETTINGS, TASK, USUAL, VALIDATE_EVERY, options, outcomes
from lstm_lesson.studies.unit_analysis import over_training_range
from lstm_lesson.training.losses import squared_error
from lstm_lesson.training.task import Settings

FIVE_UNITS = options("hidden size")["5 units"]


def test_each_experiment_changes_one_setting_of_the_practical():
    changed = {"hidden size": {"n_hidden"}, "forget bias": {"forget_bias"}, "learning rate": {"learning_rate"}}
    changed["clipping"] = {"clip", "learning_rate"}  # with clipping and without, at each of two learning rates
    assert set(EXPERIMENTS) == set(changed)
    for experiment, fields in changed.items():
        values = {name: {getattr(s, name) for s in options(experiment).values()} for name in vars(USUAL)}
        assert {name for name, found in values.items() if len(found) > 1} == fields
        assert USUAL in options(experiment).values()
    assert {s.forget_bias for s in options("forget bias").values()} == {0, 1, 3}


def test_usual_settings_are_those_of_the_practical():
    for name, w in sine_forecast.TASK.learner("LSTM", seed=7).weights.items():
        np.testing.assert_array_equal(TASK.learner("LSTM", USUAL, 7).weights[name], w)
    assert replace(Settings(), n_hidden=sine_forecast.N_HIDDEN) == USUAL
    assert training_settings.LONG == sine_forecast.TASK.steps == 4000
    assert training_settings.NO_CLIPPING > 1e6


def test_record_holds_every_setting_with_five_seeds():
    assert len(SETTINGS) == 11
    assert set(SETTINGS.values()) == {of for experiment in EXPERIMENTS for of in options(experiment).values()}
    for experiment in EXPERIMENTS:
        assert list(outcomes(experiment)) == list(options(experiment))
        for outcome in outcomes(experiment).values():
            assert outcome.validation.shape == (5, TASK.steps // VALIDATE_EVERY)
            assert (np.diff(outcome.validation) <= 0).all()  # the lowest so far
            assert outcome.test.shape == (5,)


def test_training_anew_ends_like_the_recorded_one():
    forecaster, losses = TASK.trained("LSTM", FIVE_UNITS, seed=4)
    outcome = outcomes("hidden size")["5 units"]
    # A thousand steps let rounding, which differs between processors, grow a little.
    assert losses.min() == pytest.approx(outcome.validation[4, -1], rel=0.3)
    assert TASK.test_score(forecaster) == pytest.approx(outcome.test[4], rel=0.3)
    assert over_training_range(forecaster).medians[0].max() == pytest.approx(outcome.phase[4], abs=0.1)


def test_race_trains_each_option_with_its_settings_and_looks_at_the_validation_loss():
    trial = training_settings.race("clipping", seed=5)
    for _ in islice(trial.run(), VALIDATE_EVERY):
        pass
    x, y = TASK.validation_set()
    for option, settings in options("clipping").items():
        alone, _ = TASK.trained("LSTM", settings, 5, stop=VALIDATE_EVERY)
        assert list(trial.history[option][:, 0]) == [0, VALIDATE_EVERY]
        assert trial.history[option][-1, 1] == squared_error(alone.predict(x), y)


def test_unknown_experiment_is_refused_by_name():
    with pytest.raises(ValueError, match="experiment must be one of hidden size, forget bias"):
        options("dropout")


# ---- What the notebook says in words


def medians(experiment: str, field: str = "test") -> dict[str, float]:
    return {option: round(float(np.median(getattr(o, field))), 4) for option, o in outcomes(experiment).items()}


def test_words_about_hidden_sizes_hold():
    errors = {option: outcome.test for option, outcome in outcomes("hidden size").items()}
    assert errors["5 units"].min() > errors["10 units"].max()
    assert errors["10 units"].min() > errors["20 units"].max()
    assert errors["20 units"].min() < errors["40 units"].max()  # they mix
    assert medians("hidden size")["20 units"] == 0.0017


def test_words_about_forget_biases_hold():
    assert medians("forget bias") == {"bias 0": 0.0016, "bias 1": 0.0017, "bias 3": 0.0062}
    assert medians("forget bias", "test_long") == {"bias 0": 0.0005, "bias 1": 0.0005, "bias 3": 0.0009}
    errors = {option: outcome.test for option, outcome in outcomes("forget bias").items()}
    assert errors["bias 3"].min() > 2 * max(errors["bias 0"].max(), errors["bias 1"].max())
    assert errors["bias 0"].min() < errors["bias 1"].max() < errors["bias 0"].max()
    envelope = outcomes("forget bias")["bias 3"].envelope
    assert (envelope.min().round(2), envelope.max().round(2)) == (0.94, 0.98)


def test_words_about_learning_rates_hold():
    errors = {option: outcome.test for option, outcome in outcomes("learning rate").items()}
    assert errors["rate 0.02"].max() < min(errors["rate 0.005"].min(), errors["rate 0.32"].min())
    assert (errors["rate 0.08"].min().round(4), errors["rate 0.08"].max().round(4)) == (0.0011, 0.0071)


def test_words_about_clipping_hold():
    clipping = outcomes("clipping")
    np.testing.assert_array_equal(clipping["0.02 clipped"].validation, clipping["0.02 free"].validation)
    difference = clipping["0.32 free"].test - clipping["0.32 clipped"].test
    assert sorted(np.sign(difference)) == [-1, 0, 0, 0, 1]
