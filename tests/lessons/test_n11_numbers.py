"""The forecaster is held against all its baselines, on the same windows and the same truth."""

import forecast_oracles as oracle
import numpy as np
import pytest
from cases import every_refusal

from lstm_lesson.lessons.n11_damped_sine import numbers
from lstm_lesson.lessons.n11_damped_sine.numbers import Comparison, compare, forecasts, scoreboard, scores
from lstm_lesson.studies import sine_forecast

ALL = {"last_value", "constant", "one_period_back", "ar2", "forecast"}
RECORDED = sine_forecast.recorded()
PLACES = [(15, 0.03), (10.25, 0.1), (20, 0.01), (30, 0.03), (6, 0.0)]


@pytest.mark.parametrize(("period", "decay"), PLACES)
@pytest.mark.parametrize("n_ahead", [5, 23])
def test_each_forecast_is_what_plain_loops_give(period, decay, n_ahead):
    signal = oracle.damped(period, decay, 50 + n_ahead)
    now = compare(RECORDED, period, decay, n_ahead)
    np.testing.assert_allclose(now.signal, signal, atol=1e-15)
    np.testing.assert_array_equal(now.truth, now.signal[50:])
    assert set(now.forecasts) == ALL
    for name, expected in oracle.baselines(signal[:50], period, n_ahead).items():
        np.testing.assert_allclose(now.forecasts[name], expected, atol=1e-15, err_msg=name)
    np.testing.assert_allclose(now.forecasts["ar2"], signal[50:], atol=1e-9)  # exact on every damped sine
    expected = oracle.free_run(RECORDED, signal[:50], n_ahead)
    np.testing.assert_allclose(now.forecasts["forecast"], expected, atol=1e-4)


def test_score_is_the_mean_absolute_error_over_all_sequences_and_steps():
    x, y = sine_forecast.TASK.test_set()
    x, y = x[:, :40, 0], y[:40]
    period = np.linspace(10, 20, 40)
    measured, each = scores(RECORDED, x, y, period), forecasts(RECORDED, x, period)
    assert set(measured) == set(each) == ALL
    for name, forecast in each.items():
        assert forecast.shape == (40, 5)
        assert measured[name] == pytest.approx(oracle.mean_error(forecast, y), rel=1e-6)


def test_comparison_scores_each_forecast_against_the_truth():
    truth = {"signal": np.append(np.zeros(50), [1.0, 2.0]), "one_step_ahead": np.zeros(2)}
    now = Comparison(15, 0.03, **truth, forecasts={"constant": np.array([0.5, 0.5]), "ar2": np.array([1.0, 2.0])})
    assert now.scores == {"constant": 1.0, "ar2": 0.0}


@pytest.mark.parametrize(
    ("period", "decay", "familiar"),
    [(10, 0.01, True), (20, 0.1, True), (9.75, 0.05, False), (20.25, 0.05, False), (15, 0, False), (15, 0.11, False)],
)
def test_familiar_is_the_training_range_and_its_border(period, decay, familiar):
    assert compare(RECORDED, period, decay).familiar is familiar


def test_scoreboard_gives_the_same_scores_at_every_call():
    assert scoreboard(RECORDED, 15, 0.03, 0.01) == scoreboard(RECORDED, 15, 0.03, 0.01)


test_bad_settings_are_refused_by_name = every_refusal(
    (lambda: compare(RECORDED, 0, 0.03), "period must be a finite number above 0"),
    (lambda: compare(RECORDED, 15, -0.1), "decay must be a finite number of at least 0"),
    (lambda: compare(RECORDED, 15, 0.03, 0), "n_ahead"),
    (lambda: scoreboard(RECORDED, float("nan"), 0.03, 0), "period"),
    (lambda: scoreboard(RECORDED, 15, 0.03, -0.01), "noise"),
    (lambda: scoreboard(RECORDED, 15, 0.03, 0, size=0), "size"),
    (lambda: numbers.wave(15, 0.03, 0), "length"),
)
