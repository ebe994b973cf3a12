import math
from typing import Any

import numpy as np
import pytest
from cases import every_refusal
from hypothesis import given
from hypothesis import strategies as st
from oracles import PROPERTY

from lstm_lesson import damped_sine
from lstm_lesson.data import baselines
from lstm_lesson.data.baselines import AutoRegression, constant, last_value, one_period_back
from lstm_lesson.data.signals import damped_sines

WAVES = {"period": st.floats(3, 40), "decay": st.floats(0, 0.2)}


def test_last_value_repeats_each_sequences_last():
    np.testing.assert_array_equal(last_value([1, 2, 7], 4), [7, 7, 7, 7])
    np.testing.assert_array_equal(last_value([[1, 2], [3, 4]], 3), [[3, 3, 3], [4, 4, 4]])


def test_constant_forecasts_its_value_for_each_sequence():
    np.testing.assert_array_equal(constant([1, 2, 7], 2), [0.5, 0.5])
    np.testing.assert_array_equal(constant(np.zeros((5, 3)), 2, value=-1.5), np.full((3, 2), -1.5))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (3, [7, 8, 9, 7, 8, 9, 7]),
        (2.4, [8, 9, 8, 9, 8, 9, 8]),
        (2.5, [7, 8, 9, 7, 8, 9, 7]),  # halves go upwards
        (0.5, [9] * 7),
        (9.49, [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_one_period_back_copies_and_goes_round_beyond_one_period(period, expected):
    np.testing.assert_array_equal(one_period_back(range(1, 10), 7, period), expected)


def test_one_period_back_takes_one_period_for_all_or_one_for_each():
    x = np.arange(20).reshape(10, 2)  # x_t = (2t, 2t + 1)
    np.testing.assert_array_equal(one_period_back(x, 3, 2), [[16, 18, 16], [17, 19, 17]])
    np.testing.assert_array_equal(one_period_back(x, 3, [2, 3.2]), [[16, 18, 16], [15, 17, 19]])


@given(**WAVES)
@PROPERTY
def test_ar_2_fitted_on_50_steps_of_a_damped_sine_reproduces_the_next_100(period, decay):
    wave = damped_sine(150, period, decay)
    got = AutoRegression(2).fit(wave[:50]).forecast(wave[:50], 100)
    np.testing.assert_allclose(got[0], wave[50], rtol=0, atol=2e-14)
    np.testing.assert_allclose(got, wave[50:], rtol=0, atol=1e-11)


@given(**WAVES)
@PROPERTY
def test_the_fitted_coefficients_are_the_closed_form_of_period_and_decay(period, decay):
    ar = AutoRegression(2).fit(damped_sine(50, period, decay))
    a_1, a_2 = 2 * math.exp(-decay) * math.cos(2 * math.pi / period), -math.exp(-2 * decay)
    np.testing.assert_allclose(baselines.damped_sine_coefficients(period, decay), [a_1, a_2], rtol=1e-15)
    np.testing.assert_allclose(ar.coefficients, [a_1, a_2], rtol=0, atol=1e-11)
    np.testing.assert_allclose(ar.intercept, 0.5 * (1 - a_1 - a_2), rtol=0, atol=1e-11)


def test_the_fit_has_the_smallest_squared_error_by_the_normal_equations():
    x = np.random.default_rng(0).normal(10, 2, 80)
    ar = AutoRegression(3).fit(x)
    past = np.array([[x[t - 1], x[t - 2], x[t - 3], 1] for t in range(3, 80)])
    solution = np.linalg.solve(past.T @ past, past.T @ x[3:])
    np.testing.assert_allclose([*ar.coefficients, ar.intercept], solution, rtol=1e-9)


def test_a_forecast_feeds_its_own_values_back():
    x = np.random.default_rng(1).normal(size=40)
    ar = AutoRegression(3).fit(x)
    values = x.tolist()
    for _ in range(10):
        latest_first = values[:-4:-1]
        values.append(ar.intercept + math.fsum(a * v for a, v in zip(ar.coefficients, latest_first, strict=True)))
    np.testing.assert_allclose(ar.forecast(x, 10), values[40:], rtol=1e-12)


def test_a_level_far_from_0_costs_no_more_digits_than_it_takes_up():
    wave = damped_sine(150, 15, 0.02) + 1e9  # float64 keeps it to 1e-7
    got = AutoRegression(2).fit(wave[:50]).forecast(wave[:50], 100)
    np.testing.assert_allclose(got, wave[50:], rtol=0, atol=1e-4)


@pytest.mark.parametrize("p", [1, 2, 5])
def test_a_batch_is_fitted_and_forecast_one_sequence_at_a_time(p):
    x = np.random.default_rng(2).normal(size=(30, 4))
    ar = AutoRegression(p).fit(x)
    together = ar.forecast(x, 6)
    assert (ar.coefficients.shape, ar.intercept.shape, together.shape) == ((4, p), (4,), (4, 6))
    for k in range(4):
        alone = AutoRegression(p).fit(x[:, k])
        assert alone.coefficients.shape == (p,)
        np.testing.assert_allclose(together[k], alone.forecast(x[:, k], 6), rtol=1e-12)


def test_coefficients_of_one_signal_forecast_any_batch():
    waves = damped_sines(60, [12, 12, 12], [0.05, 0.05, 0.05]) * [1, 2, -3]
    ar = AutoRegression(2).fit(waves[:50, 0] - 0.5)
    x = waves - 0.5 * np.array([1, 2, -3])
    np.testing.assert_allclose(ar.forecast(x[:50], 10), x[50:].T, atol=1e-12)


def test_a_constant_signal_is_forecast_to_stay():
    for level in (0.0, 0.5, -3.0):
        np.testing.assert_allclose(AutoRegression(2).fit(np.full(20, level)).forecast(np.full(20, level), 50), level)


@pytest.mark.parametrize("p", [3, 5, 10])
def test_an_order_higher_than_needed_still_reproduces_a_damped_sine(p):
    wave = damped_sine(150, 13.7, 0.03)
    np.testing.assert_allclose(AutoRegression(p).fit(wave[:50]).forecast(wave[:50], 100), wave[50:], atol=1e-11)


def test_mean_absolute_error_is_the_mean_of_absolute_differences():
    assert baselines.mean_absolute_error([1, 2, 4], [1, 4, 3]) == 1
    assert baselines.mean_absolute_error([[0.5], [-0.5]], [[0], [0]]) == 0.5


@pytest.mark.parametrize("baseline", [last_value, constant, lambda x, n_ahead: one_period_back(x, n_ahead, 1)])
def test_baselines_take_integers_and_float32_and_answer_in_float64_without_touching_x(baseline):
    for x in (np.arange(6), np.arange(6, dtype=np.float32), np.arange(6).reshape(3, 2)):
        kept = x.copy()
        forecast = baseline(x, 2)
        assert forecast.dtype == np.float64
        forecast[...] = 99
        np.testing.assert_array_equal(x, kept)


FORECASTS = {
    "last_value": last_value,
    "constant": constant,
    "one_period_back": lambda x, n_ahead: one_period_back(x, n_ahead, 1),
    "AutoRegression": lambda x, n_ahead: AutoRegression(1).fit(x).forecast(x, n_ahead),
}


@pytest.mark.parametrize("forecast", FORECASTS.values(), ids=FORECASTS)
@pytest.mark.parametrize(
    ("x", "n_ahead", "message"),
    [
        ([], 1, r"x must have shape \(T,\) or \(T, B\), T and B at least 1; got shape \(0,\)"),
        (np.zeros((5, 0)), 1, r"x must have shape .*; got shape \(5, 0\)"),
        (np.zeros((5, 2, 1)), 1, r"x must have shape .*; got shape \(5, 2, 1\)"),
        (1.0, 1, r"x must have shape .*; got shape \(\)"),
        ([1, 2, np.nan], 1, "x must be finite; got 1 values"),
        (["1", "2", "3"], 1, "x must be an array of integers or floats; got dtype <U1"),
        ([1, 2, 3], 0, "n_ahead must be a whole number of at least 1; got 0"),
    ],
)
def test_baselines_refuse_other_signals_and_horizons(forecast, x, n_ahead, message):
    with pytest.raises(ValueError, match=message):
        forecast(x, n_ahead)


def back_by(period: Any) -> np.ndarray:
    return one_period_back(np.zeros((5, 2)), 3, period)


def fitted(p: Any = 3) -> AutoRegression:
    return AutoRegression(p).fit(np.random.default_rng(0).normal(size=(7, 2)))


DOUBLING = AutoRegression(1).fit([1.0, 2.0, 4.0, 8.0, 16.0])

test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: back_by(0.49), r"period must round to 1 … 5 steps, the length of x; got 0\.49"),
    (lambda: back_by(-3), "period must round to 1 … 5 steps"),
    (lambda: back_by(5.5), r"period must round to 1 … 5 steps, the length of x; got 5\.5"),
    (lambda: back_by(np.inf), "period must be finite"),
    (lambda: back_by("3"), "period must be an array of integers or floats"),
    (lambda: back_by([2, 3, 4]), r"period must be one number or have shape \(2,\); got shape \(3,\)"),
    (lambda: fitted(0), "p must be a whole number of at least 1"),
    (lambda: AutoRegression(3).fit(np.zeros(6)), "x must have at least 7 steps for an order of 3; got 6"),
    (lambda: AutoRegression(2).fit(np.full(30, 1e308)), r"x must have a finite sum; its values reach 1e\+308"),
    (lambda: AutoRegression(2).fit(np.where(np.arange(30) % 2, 1e308, -1e308)), "x must have a finite sum"),
    (lambda: fitted().forecast(np.zeros((2, 2)), 1), "x must have at least 3 steps for an order of 3; got 2"),
    (
        lambda: DOUBLING.forecast([1.79e308, 1.7e308], 9),
        r"x and n_ahead must keep the forecast .*; x reaches 1\.7e\+308, .* 2$",
    ),
    (lambda: fitted().forecast(np.zeros((5, 3)), 1), "x must be the 2 sequences given to fit; got shape"),
    (lambda: fitted().forecast(np.zeros(5), 1), "x must be the 2 sequences given to fit; got shape"),
    (lambda: constant([1.0], 1, value=math.nan), "value must be a finite number; got nan"),
    (lambda: baselines.damped_sine_coefficients(0, 0.1), "period must be a finite number above 0; got 0"),
    (lambda: baselines.damped_sine_coefficients(10, -1), "decay must be a finite number of at least 0; got -1"),
    (lambda: baselines.mean_absolute_error([1, 2], [1]), "forecast must have the shape of truth"),
    (lambda: baselines.mean_absolute_error([[1], [2]], [1, 2]), "forecast must have the shape of truth"),
    (lambda: baselines.mean_absolute_error([], []), "forecast must have the shape of truth .* at least one value"),
)


def test_auto_regression_says_when_fit_was_forgotten():
    with pytest.raises(RuntimeError, match="call fit first"):
        AutoRegression(2).forecast([1, 2, 3], 1)
    assert repr(AutoRegression(2)) == "AutoRegression(p=2)"
