"""The forecaster is held against all its baselines, on the same windows and the same truth."""

import forecast_oracles as oracle
import numpy as np
import pytest

from lstm_lesson import Forecaster
from lstm_lesson.lessons.n11_damped_sine import numbers
from lstm_lesson.lessons.n11_damped_sine.numbers import Comparison, compare, forecasts, scoreboard, scores, wave
from lstm_lesson.studies import sine_forecast

ALL = {"last_value", "constant", "one_period_back", "ar2", "forecast"}
PLACES = [(15, 0.03), (10.25, 0.1), (20, 0.01), (30, 0.03), (6, 0.0)]


@pytest.fixture(scope="module")
def forecaster() -> Forecaster:
    return sine_forecast.recorded()


@pytest.mark.parametrize(("period", "decay"), PLACES)
@pytest.mark.parametrize("n_ahead", [5, 23])
def test_each_forecast_is_what_plain_loops_give(forecaster, period, decay, n_ahead):
    signal = oracle.damped(period, decay, 50 + n_ahead)
    now = compare(forecaster, period, decay, n_ahead)
    np.testing.assert_allclose(now.signal, signal, atol=1e-15)
    np.testing.assert_array_equal(now.truth, now.signal[50:])
    assert set(now.forecasts) == ALL
    for name, expected in oracle.baselines(signal[:50], period, n_ahead).items():
        np.testing.assert_allclose(now.forecasts[name], expected, atol=1e-15, err_msg=name)
    np.testing.assert_allclose(now.forecasts["ar2"], signal[50:], atol=1e-9)  # exact on every damped sine
    expected = oracle.free_run(forecaster, signal[:50], n_ahead)
    np.testing.assert_allclose(now.forecasts["forecast"], expected, atol=1e-4)


def test_one_step_ahead_is_the_first_of_five_from_the_50_true_values_before(forecaster):
    now = compare(forecaster, 13, 0.02, 30)
    pasts = np.array([now.signal[t - 50 : t] for t in range(50, 80)])
    np.testing.assert_allclose(now.one_step_ahead, oracle.lstm(forecaster, pasts)[:, 0], atol=1e-5)


def test_score_is_the_mean_absolute_error_over_all_sequences_and_steps(forecaster):
    x, y = sine_forecast.final_test_set()
    x, y = x[:, :40, 0], y[:40]
    period = np.linspace(10, 20, 40)
    measured, each = scores(forecaster, x, y, period), forecasts(forecaster, x, period)
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
def test_familiar_is_the_training_range_and_its_border(forecaster, period, decay, familiar):
    assert compare(forecaster, period, decay).familiar is familiar


def test_envelope_is_how_far_the_wave_can_swing():
    now = wave(12.5, 0.04)
    np.testing.assert_allclose(now.signal, oracle.damped(12.5, 0.04, 55), atol=1e-15)
    np.testing.assert_allclose(now.envelope, [0.5 * np.e ** (-0.04 * t) for t in range(55)])
    assert (abs(now.signal - 0.5) <= now.envelope + 1e-15).all()


@pytest.mark.parametrize("noise", [0.0, 0.02])
def test_scoreboard_scores_every_forecast_of_100_noisy_windows_against_the_clean_truth(forecaster, noise):
    period, decay = 14.0, 0.03
    rng = np.random.default_rng(0)
    periods, decays = period * rng.uniform(0.9, 1.1, 100), decay * rng.uniform(0.9, 1.1, 100)
    waves = np.array([oracle.damped(p, d, 55) for p, d in zip(periods, decays, strict=True)])
    pasts, truth = waves[:, :50] + noise * rng.standard_normal((50, 100)).T, waves[:, 50:]
    board = scoreboard(forecaster, period, decay, noise)
    each = [oracle.baselines(past, p, 5) for past, p in zip(pasts, periods, strict=True)]
    expected = {name: oracle.mean_error(np.array([one[name] for one in each]), truth) for name in each[0]}
    expected["ar2"] = oracle.mean_error(np.array([oracle.autoregression(past, 5) for past in pasts]), truth)
    expected["forecast"] = oracle.mean_error(oracle.lstm(forecaster, pasts), truth)
    assert set(board.scores) == set(expected) == ALL
    for name, error in expected.items():
        assert board.scores[name] == pytest.approx(error, abs=1e-6), name
    assert (board.period, board.decay, board.noise) == (period, decay, noise)


def test_scoreboard_gives_the_same_scores_at_every_call(forecaster):
    assert scoreboard(forecaster, 15, 0.03, 0.01) == scoreboard(forecaster, 15, 0.03, 0.01)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda f: compare(f, 0, 0.03), "period must be a finite number above 0"),
        (lambda f: compare(f, 15, -0.1), "decay must be a finite number of at least 0"),
        (lambda f: compare(f, 15, 0.03, 0), "n_ahead"),
        (lambda f: scoreboard(f, float("nan"), 0.03, 0), "period"),
        (lambda f: scoreboard(f, 15, 0.03, -0.01), "noise"),
        (lambda f: scoreboard(f, 15, 0.03, 0, size=0), "size"),
        (lambda f: numbers.wave(15, 0.03, 0), "length"),
    ],
)
def test_bad_settings_are_refused_by_name(forecaster, call, words):
    with pytest.raises(ValueError, match=words):
        call(forecaster)
