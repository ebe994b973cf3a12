from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import PROPERTY

from lstm_lesson.nn.activations import sigmoid, sigmoid_slope, softmax, tanh, tanh_slope

POINTS = [-1000.0, -745.0, -700.0, -40.0, -1.5, -1e-9, -0.0, 0.0, 1e-9, 0.3, 1.5, 40.0, 700.0, 1000.0]


@pytest.fixture(autouse=True)
def _no_overflow_and_60_digits():
    with np.errstate(over="raise", invalid="raise", divide="raise"), localcontext(prec=60):
        yield


def exact_sigmoid(z):
    return float(1 / (1 + (-Decimal(z)).exp()))


def exact_tanh(z):
    up, down = Decimal(z).exp(), (-Decimal(z)).exp()
    return float((up - down) / (up + down))


def close(got, expected):
    # In the last digits; absolutely only where float64 itself has run out of them (below 2e-308).
    np.testing.assert_allclose(got, expected, rtol=1e-15, atol=1e-320)


@pytest.mark.parametrize("z", POINTS)
def test_sigmoid_and_tanh_equal_60_digit_arithmetic_to_the_last_digits(z):
    close(sigmoid(z), exact_sigmoid(z))
    close(tanh(z), exact_tanh(z))


def test_sigmoid_is_at_its_ends_at_infinity():
    assert sigmoid([-np.inf, np.inf]).tolist() == [0, 1]


@given(st.floats(-700, 700))
@PROPERTY
def test_sigmoid_equals_60_digit_arithmetic_anywhere(z):
    close(sigmoid(z), exact_sigmoid(z))
    assert sigmoid(z) + sigmoid(-z) == pytest.approx(1, abs=1e-15)


@given(st.floats(-15, 15))
@PROPERTY
def test_slopes_from_the_output_equal_central_differences(z):
    step = 1e-5
    assert sigmoid_slope(sigmoid(z)) == pytest.approx((sigmoid(z + step) - sigmoid(z - step)) / (2 * step), abs=1e-9)
    assert tanh_slope(tanh(z)) == pytest.approx((tanh(z + step) - tanh(z - step)) / (2 * step), abs=1e-9)


def exact_softmax(scores):
    e = [Decimal(score).exp() for score in scores]
    return [float(value / sum(e)) for value in e]


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=6))
@PROPERTY
def test_softmax_equals_60_digit_arithmetic_and_adds_to_1(scores):
    shares = softmax(scores)
    np.testing.assert_allclose(shares, exact_softmax(scores), rtol=1e-12, atol=1e-300)
    assert shares.sum() == pytest.approx(1, abs=1e-15)


def test_softmax_works_along_the_axis_asked_for():
    scores = np.arange(12.0).reshape(3, 4) ** 1.5
    for row, shares in zip(scores, softmax(scores), strict=True):
        np.testing.assert_allclose(shares, exact_softmax(row))
    for column, shares in zip(scores.T, softmax(scores, axis=0).T, strict=True):
        np.testing.assert_allclose(shares, exact_softmax(column))


@pytest.mark.parametrize("function", [sigmoid, tanh, softmax])
def test_float32_stays_float32_and_integers_become_float64_before_they_can_wrap_around(function):
    assert function(np.array([1, -2], np.float32)).dtype == np.float32
    for integers in ([1, -2], np.array([1, 3], np.uint8), np.array([-128, 100], np.int8)):
        assert function(integers).dtype == np.float64
        np.testing.assert_array_equal(function(integers), function(np.array(integers, float)))


@pytest.mark.parametrize("function", [sigmoid, tanh, softmax])
@pytest.mark.parametrize("z", [True, 1j, "1", None, [True, False], np.ones(2, object)])
def test_bool_complex_object_and_str_are_refused(function, z):
    with pytest.raises(ValueError, match="z must be an array of integers or floats; got dtype"):
        function(z)
