import numpy as np
import pytest
from cases import every_refusal
from hypothesis import given
from hypothesis import strategies as st
from oracles import PROPERTY

from lstm_lesson import Forecaster, Scaler, split_in_time, windows

COLUMNS = np.array([[1.0, 100.0], [3.0, 100.5], [5.0, 99.0], [7.0, 103.0]])


def by_hand(column):
    mean = sum(column) / len(column)
    return mean, (sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20).filter(lambda column: max(column) - min(column) > 1e-3),
    st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=9),
)
@PROPERTY
def test_scaling_is_by_the_training_parts_mean_and_spread_and_comes_back(train, later):
    scaler, (mean, std) = Scaler.fit(train), by_hand(train)
    got = scaler.transform(later)
    np.testing.assert_allclose(got, [(x - mean) / std for x in later], rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(scaler.inverse(got), later, rtol=1e-9, atol=1e-6)


def test_each_column_is_scaled_by_itself_whatever_axes_stand_before():
    scaler = Scaler.fit(COLUMNS)
    z = scaler.transform(COLUMNS)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0), 1)
    x, y = windows(z, 2, 1)  # (2, N, 2) and (N, 1, 2)
    raw_x, raw_y = windows(COLUMNS, 2, 1)
    np.testing.assert_allclose(scaler.inverse(x), raw_x)
    np.testing.assert_allclose(scaler.inverse(y), raw_y)
    for d in (0, 1):
        np.testing.assert_allclose(scaler.column(d).inverse(z[:, d]), COLUMNS[:, d])
        assert (scaler.column(d).mean, scaler.column(d).std) == pytest.approx(by_hand(COLUMNS[:, d].tolist()))


def test_scaled_training_and_unscaled_forecasts_are_in_the_datas_own_unit():
    wave = 1000 + 300 * np.sin(2 * np.pi * np.arange(300) / 12)
    train, validation, test = split_in_time(wave, validation=60, test=60, history=24)
    scaler = Scaler.fit(train)
    x, y = windows(scaler.transform(train), 24, 3)
    forecaster = Forecaster(1, 8, 3)
    for _ in forecaster.fit(lambda: (x, y), steps=300, validation=windows(scaler.transform(validation), 24, 3)):
        pass
    past, future = windows(test, 24, 3)
    forecast = scaler.inverse(forecaster.predict(scaler.transform(past)))
    assert abs(forecast - future).max() < 60


def test_float32_is_scaled_in_float64():
    assert Scaler.fit(np.array([1, 2], np.float32)).transform(np.array([1], np.float32)).dtype == np.float64


fitted = Scaler.fit(COLUMNS)

test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: Scaler.fit([0.1] * 30), r"train must vary, or there is no spread to divide by; got 0\.1 at every step"),
    (lambda: Scaler.fit([[1, 5], [2, 5]]), "column 1 of train must vary, .* got 5 at every step"),
    (lambda: Scaler.fit([3.0]), "train must vary"),
    (lambda: Scaler.fit(3.0), r"train must be a signal \(T,\) or columns \(T, D\)"),
    (lambda: Scaler.fit(np.zeros((3, 2, 2))), r"train must be a signal .*got shape \(3, 2, 2\)"),
    (lambda: Scaler.fit([1, np.nan]), "train must be finite"),
    (lambda: Scaler.fit(["a", "b"]), "train must be an array of integers or floats"),
    (lambda: Scaler.fit([1e308, -1e308]), r"train must have a spread that floats can hold; its values reach 1e\+308"),
    (lambda: Scaler.fit([0, 5e-324]), "train must have a spread that floats can hold"),
    (lambda: fitted.transform(np.zeros((4, 3))), r"x must have the 2 columns last; got shape \(4, 3\)"),
    (lambda: fitted.inverse(np.zeros((2, 4))), r"z must have the 2 columns last; got shape \(2, 4\)"),
    (lambda: fitted.inverse(1.0), r"z must have the 2 columns last; got shape \(\)"),
    (
        lambda: Scaler(np.array(0.0), np.array(2.0)).inverse([1e308]),
        r"z must stay within what floats can hold when it is scaled; .* 1e\+308",
    ),
    (
        lambda: Scaler(np.array(-1e308), np.array(1.0)).transform([-1.0, 1e308]),
        r"x must stay within what floats can hold .* 1e\+308",
    ),
    (lambda: fitted.column(2), "number must be a column from 0 to 1; got 2"),
    (lambda: fitted.column(-1), "number must be a whole number of at least 0"),
    (lambda: Scaler.fit([1, 2]).column(0), "number must be that of a column; this Scaler is of a single signal"),
)
