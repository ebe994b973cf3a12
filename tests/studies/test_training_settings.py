"""Each experiment changes one setting, the record is what it gives, and what notebook 12 says about it holds."""

import numpy as np
import pytest

from lstm_lesson.studies import sine_forecast, training_settings, training_settings_record
from lstm_lesson.studies.training_settings import EXPERIMENTS, STEPS, VALIDATE_EVERY, Setting, Trial, begin, options
from lstm_lesson.studies.training_settings_record import LONG, SEEDS, outcomes, recorded, settings
from lstm_lesson.studies.unit_analysis import over_training_range
from lstm_lesson.training.forecaster import TrainingDivergedError
from lstm_lesson.training.network import squared_error


def test_each_experiment_changes_one_setting_of_the_practical():
    changed = {"hidden size": {"n_hidden"}, "forget bias": {"forget_bias"}, "learning rate": {"learning_rate"}}
    changed["clipping"] = {"clip", "learning_rate"}  # with clipping and without, at each of two learning rates
    assert set(EXPERIMENTS) == set(changed)
    for experiment, fields in changed.items():
        values = {name: {getattr(s, name) for s in options(experiment).values()} for name in vars(Setting())}
        assert {name for name, found in values.items() if len(found) > 1} == fields
        assert Setting() in options(experiment).values()
    assert {s.forget_bias for s in options("forget bias").values()} == {0, 1, 3}


def test_setting_reaches_the_weights():
    forecaster, _ = begin(Setting(n_hidden=5, forget_bias=3.0), seed=0)
    assert (forecaster.weights["layer0.b"].reshape(4, 5) == [[0]] + [[3]] + [[0]] * 2).all()
    same, _ = begin(Setting(), seed=7)
    for name, w in sine_forecast.new_forecaster(7).weights.items():
        np.testing.assert_array_equal(same.weights[name], w)


def losses(setting: Setting, seed: int, steps: int) -> list[float]:
    _, training = begin(setting, seed)
    return [progress.loss for progress, _ in zip(training, range(steps), strict=False)]


def test_clipping_and_learning_rate_reach_the_training():
    assert losses(Setting(), 0, 20) != losses(Setting(learning_rate=0.08), 0, 20)
    assert losses(Setting(), 0, 20) != losses(Setting(clip=1e-4), 0, 20)


def test_record_holds_every_setting_with_five_seeds():
    assert set(recorded()) == set(settings())
    assert len(settings()) == 11
    for outcome in recorded().values():
        assert outcome.validation.shape == (len(SEEDS), STEPS // VALIDATE_EVERY)
        assert (np.diff(outcome.validation) <= 0).all()  # the lowest so far
        assert outcome.test.shape == outcome.test_long.shape == outcome.envelope.shape == (len(SEEDS),)


@pytest.mark.parametrize("setting", [Setting(n_hidden=5), Setting(forget_bias=3.0)], ids=["5 units", "bias 3"])
def test_training_anew_begins_like_the_recorded_one(setting):
    _, training = begin(setting, seed=2)
    first = next(progress for progress in training if progress.step == VALIDATE_EVERY)
    assert first.validation_loss == pytest.approx(recorded()[setting].validation[2, 0], rel=0.01)


def test_training_anew_ends_like_the_recorded_one():
    forecaster, lowest = training_settings_record.trained(Setting(n_hidden=5), seed=4)
    outcome = recorded()[Setting(n_hidden=5)]
    # A thousand steps let rounding, which differs between processors, grow a little.
    assert lowest[-1] == pytest.approx(outcome.validation[4, -1], rel=0.3)
    assert sine_forecast.error_on_test(forecaster) == pytest.approx(outcome.test[4], rel=0.3)
    assert over_training_range(forecaster).medians[0].max() == pytest.approx(outcome.phase[4], abs=0.1)


def test_training_that_diverges_keeps_its_lowest_loss(monkeypatch):
    def diverging(setting, seed, steps):
        forecaster, training = begin(setting, seed, steps)

        def broken():
            for progress in training:
                yield progress
                if progress.step == 120:
                    raise TrainingDivergedError("gone")

        return forecaster, broken()

    monkeypatch.setattr(training_settings_record, "begin", diverging)
    _, lowest = training_settings_record.trained(Setting(n_hidden=5), 0, steps=250)
    assert (lowest[1:] == lowest[1]).all()
    assert np.isfinite(lowest).all()


def test_trial_trains_each_option_as_it_would_be_trained_alone():
    trial = Trial("forget bias", seed=5)
    for progress in trial.run():
        if progress.step == VALIDATE_EVERY:
            break
    x, y = sine_forecast.validation_set()
    for option, setting in options("forget bias").items():
        alone, training = begin(setting, 5)
        next(progress for progress in training if progress.step == VALIDATE_EVERY)
        for name, w in alone.weights.items():
            np.testing.assert_array_equal(trial.learners[option].weights[name], w)
        assert list(trial.history[option][:, 0]) == [0, VALIDATE_EVERY]
        assert trial.history[option][-1, 1] == squared_error(alone.predict(x), y)
        assert trial.test_errors()[option] == sine_forecast.error_on_test(alone)


def test_unknown_experiment_is_refused_by_name():
    with pytest.raises(ValueError, match="experiment must be one of hidden size, forget bias"):
        options("dropout")


# ---- What the notebook says in words


def medians(experiment: str, field: str = "test") -> dict[str, float]:
    return {option: round(np.median(getattr(o, field)), 4) for option, o in outcomes(experiment).items()}


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


def test_budget_of_the_last_column_is_the_practicals():
    assert LONG == sine_forecast.STEPS == 4000
    assert training_settings.NO_CLIPPING > 1e6
