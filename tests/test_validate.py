from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest

from lstm_lesson import validate


@pytest.mark.parametrize("value", [1, 7, np.int64(3), np.uint8(3)])
def test_whole_returns_an_int(value):
    got = validate.whole("n", value)
    assert got == value
    assert type(got) is int


@pytest.mark.parametrize("value", [0, -3, 2.5, np.float32(2.5), np.int8(4), Fraction(1, 4)])
def test_real_returns_a_float(value):
    got = validate.real("r", value)
    assert got == value
    assert type(got) is float


def test_bounds_are_the_callers():
    assert validate.whole("n", 0, at_least=0) == 0
    assert validate.real("r", 1e-9, above=0) == 1e-9
    assert validate.real("r", 0, at_least=0) == 0


@pytest.mark.parametrize("value", [[1, 2], (1.0, 2.0), np.array([1, 2], np.uint8), np.array([1, 2], np.float16)])
def test_floats_casts_integers_and_other_floats(value):
    for dtype in (np.float32, np.float64):
        got = validate.floats("a", value, dtype=dtype)
        assert got.dtype == dtype
        np.testing.assert_array_equal(got, [1, 2])


@pytest.mark.parametrize("shape", [(2, 3), ("T", 3), (2, "D"), ("T", "D")])
def test_floats_takes_a_size_or_a_letter_per_axis(shape):
    assert validate.floats("a", np.zeros((2, 3)), shape=shape).shape == (2, 3)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, "float32", float, np.dtype("f8")])
def test_float_type_takes_float32_and_float64_however_written(dtype):
    assert validate.float_type(dtype) == np.dtype(dtype)


def test_generator_passes_a_generator_and_seeds_a_new_one():
    generator = np.random.default_rng(1)
    assert validate.generator(generator) is generator
    for seed in (7, np.int64(7)):
        assert validate.generator(seed).random() == np.random.default_rng(7).random()


NO_NUMBERS = [np.nan, True, np.True_, "1", None, 1j]
HUGE = 10**400  # beyond every float
LONG = np.longdouble if np.dtype(np.longdouble) != np.float64 else np.float16  # where C's long double is a double
REFUSED: list[Any] = [
    (validate.whole, [*NO_NUMBERS, 0, -1, 1.0, np.float64(2), [1]], "a must be a whole number of at least 1"),
    (partial(validate.whole, at_least=5), [4], "a must be a whole number of at least 5"),
    (validate.real, [*NO_NUMBERS, np.inf, -np.inf, [1.0], np.ones(1), HUGE], "a must be a finite number"),
    (partial(validate.real, above=0), [0, np.nan], "a must be a finite number above 0"),
    (partial(validate.real, at_least=0), [-0.5], "a must be a finite number of at least 0"),
    (
        lambda _, value: validate.float_type(value),
        [np.float16, int, bool, complex, object, str, "float33", 32, LONG],
        "dtype must be float32 or float64",
    ),
]


@pytest.mark.parametrize(
    ("check", "value", "message"), [(check, value, says) for check, values, says in REFUSED for value in values]
)
def test_everything_else_is_refused_with_what_was_given(check, value, message):
    with pytest.raises(ValueError, match="must be") as raised:
        check("a", value)
    assert str(raised.value) == f"{message}; got {validate.shown(value)}"


@pytest.mark.parametrize("value", [[True], [1j], ["1"], [None], [b"1"], np.array([1], object), "1", {1: 2}])
def test_floats_refuses_other_dtypes(value):
    with pytest.raises(ValueError, match=r"^a must be an array of integers or floats; got dtype "):
        validate.floats("a", value)


@pytest.mark.parametrize(
    ("given", "wanted", "message"),
    [
        ([[1, 2], [3]], {}, "a must be an array of numbers; got rows of unequal length"),
        ([1, np.nan, -np.inf], {}, "a must be finite; got 2 values that are nan or inf"),
        ([1.0, 1e300], {"dtype": np.float32}, "a must be finite; got 1 values that are nan or inf"),  # no warning
        (np.zeros((2, 3)), {"shape": (2, 4)}, r"a must have shape \(2, 4\); got shape \(2, 3\)"),
        (np.zeros((2, 3)), {"shape": ("T",)}, r"a must have shape \(T,\); got shape \(2, 3\)"),
        (np.zeros(3), {"shape": ("T", 3)}, r"a must have shape \(T, 3\); got shape \(3,\)"),
        (np.zeros((0, 3)), {"shape": ("T", 3)}, r"a must have shape \(T, 3\); got shape \(0, 3\)"),
        (0.0, {"shape": ("T",)}, r"a must have shape \(T,\); got shape \(\)"),
    ],
)
def test_floats_refuses_what_is_not_finite_and_other_shapes(given, wanted, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        validate.floats("a", given, **wanted)


@pytest.mark.parametrize("rng", [None, -1, 1.0, True, "0", np.random.RandomState(0)])
def test_generator_refuses_what_is_no_seed(rng):
    with pytest.raises(ValueError, match=r"^rng must be a numpy Generator or a seed"):
        validate.generator(rng)


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64])
def test_classes_are_returned_as_they_came(dtype):
    given = np.array([[0, 2], [1, 1]], dtype)
    assert validate.classes("y", given, 3, ("T", 2)) is given
    assert validate.classes("y", given.tolist(), 3, (2, 2)).tolist() == given.tolist()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([0.0, 1.0], "y must be an array of whole numbers, the classes; got dtype float64"),
        ([True, False], "y must be an array of whole numbers, the classes; got dtype bool"),
        ([0, 3], "y must be classes from 0 to 2; got 0 … 3"),
        ([-1, 2], "y must be classes from 0 to 2; got -1 … 2"),
        ([0, 1, 2], r"y must have shape \(2,\); got shape \(3,\)"),
        ([[0], [0, 1]], "y must be an array of numbers; got rows of unequal length"),
    ],
)
def test_other_classes_are_refused_by_name(value, message):
    with pytest.raises(ValueError, match=message):
        validate.classes("y", value, 3, (2,))


def test_long_value_is_shown_by_its_beginning_and_its_length():
    assert validate.shown("a" * 98) == repr("a" * 98)
    assert validate.shown("a" * 99) == "'" + "a" * 59 + " … (101 characters)"
    assert validate.shown(10**5000) == "one of type int that cannot be written"
