"""The recorded weights of the practical, and that the command which made them still makes as good ones."""

import numpy as np

from lstm_lesson.data.baselines import constant, last_value, mean_absolute_error, one_period_back
from lstm_lesson.studies import sine_forecast

LIMIT = 0.0010  # mean absolute error on the test set


def test_recorded_forecaster_errs_by_no_more_than_a_thousandth():
    assert sine_forecast.error_on_test(sine_forecast.recorded()) <= LIMIT


def test_training_anew_with_another_seed_gives_as_good_a_forecaster():
    forecaster = sine_forecast.new_forecaster(seed=1)
    for _ in sine_forecast.fit(forecaster, seed=1):
        pass
    assert sine_forecast.error_on_test(forecaster) <= LIMIT


def test_baselines_err_by_at_least_twenty_times_as_much():
    x, y = sine_forecast.final_test_set()
    x = x[:, :, 0]
    assert mean_absolute_error(constant(x, sine_forecast.N_AHEAD), y) > 20 * LIMIT
    assert mean_absolute_error(last_value(x, sine_forecast.N_AHEAD), y) > 20 * LIMIT
    periods = sine_forecast.final_test_periods()
    assert mean_absolute_error(one_period_back(x, sine_forecast.N_AHEAD, periods), y) > 20 * LIMIT


def test_the_periods_told_are_those_of_the_test_sequences():
    x, _ = sine_forecast.final_test_set()
    for number, period in list(enumerate(sine_forecast.final_test_periods()))[:20]:
        swing = x[:, number, 0] - 0.5
        decay = -np.log(np.abs(swing[1:4] / np.sin(2 * np.pi * np.arange(1, 4) / period) / 0.5)) / np.arange(1, 4)
        np.testing.assert_allclose(decay, decay[0], rtol=1e-9)  # only the true period gives the same decay each time


def test_no_sequence_is_in_two_sets():
    training = sine_forecast.training_batches(0)
    seen = [training()[0][:, :, 0].T for _ in range(50)]
    held_out = [sine_forecast.validation_set()[0][:, :, 0].T, sine_forecast.final_test_set()[0][:, :, 0].T]
    every = np.concatenate(seen + held_out)
    assert len(np.unique(every, axis=0)) == len(every)


def test_sequences_stay_within_the_training_range():
    x, y = sine_forecast.final_test_set()
    assert x.shape == (50, 1000, 1)
    assert y.shape == (1000, 5)
    # At decay 0.01 … 0.1, step 50 … 54 is between 0.5·e^−0.54 and 0.5·e^−5 away from the middle at most.
    assert np.abs(y - 0.5).max() <= 0.5 * np.exp(-0.5)
