"""The recorded weights of the practical, and that the command which made them still makes as good ones."""

import numpy as np

from lstm_lesson.data.baselines import constant, last_value, mean_absolute_error, one_period_back
from lstm_lesson.data.signals import damped_sine_batches
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.sine_forecast import TASK

LIMIT = 0.0010  # mean absolute error on the test set


def test_recorded_forecaster_errs_by_no_more_than_a_thousandth():
    assert TASK.test_score(sine_forecast.recorded()) <= LIMIT


def test_baselines_err_by_at_least_twenty_times_as_much():
    x, y = TASK.test_set()[0][:, :, 0], TASK.test_set()[1]
    for forecast in (constant(x, 5), last_value(x, 5), one_period_back(x, 5, sine_forecast.final_test_periods())):
        assert mean_absolute_error(forecast, y) > 20 * LIMIT


def test_the_periods_told_are_those_of_the_test_sequences():
    x, _ = TASK.test_set()
    for number, period in list(enumerate(sine_forecast.final_test_periods()))[:20]:
        swing = x[:, number, 0] - 0.5
        decay = -np.log(np.abs(swing[1:4] / np.sin(2 * np.pi * np.arange(1, 4) / period) / 0.5)) / np.arange(1, 4)
        np.testing.assert_allclose(decay, decay[0], rtol=1e-9)  # only the true period gives the same decay each time


def test_batches_are_those_that_the_course_speaks_of():
    ours, theirs = TASK.batches(3), damped_sine_batches(32, rng=3)
    for _ in range(2):
        for one, other in zip(ours(), theirs(), strict=True):
            np.testing.assert_array_equal(one, other)
