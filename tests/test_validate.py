from fractions import Fraction

import numpy as np
import pytest

from lstm_lesson import validate


@pytest.mark.parametrize("value", [1, 7, np.int64(3), np.uint8(3)])
def test_whole_returns_an_int(value):
    got = validate.whole("n", value)
    assert got == value
    assert type(got) is int


@pytest.mark.parametrize("value", [0, -1, 1.0, np.float64(2), True, np.True_, "1", None, 1j, np.nan, [1]])
def test_whole_refuses_everything_else_by_name_and_value(value):
    with pytest.raises(ValueError, match=r"^n must be a whole number of at least 1; got ") as raised:
        validate.whole("n", value)
    assert str(raised.value).endswith(f"got {value!r}")


def test_whole_takes_its_bound_from_the_caller():
    assert validate.whole("n", 0, at_least=0) == 0
    with pytest.raises(ValueError, match="n must be a whole number of at least 5; got 4"):
        validate.whole("n", 4, at_least=5)


@pytest.mark.parametrize("value", [0, -3, 2.5, np.float32(2.5), np.int8(4), Fraction(1, 4)])
def test_real_returns_a_float(value):
    got = validate.real("r", value)
    assert got == value
    assert type(got) is float


HUGE = pytest.param(10**400, id="beyond every float")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, True, np.True_, "1", None, 1j, [1.0], np.ones(1), HUGE])
def test_real_refuses_everything_but_finite_numbers(value):
    with pytest.raises(ValueError, match=r"^r must be a finite number; got "):
        validate.real("r", value)


def test_real_keeps_its_bounds():
    assert validate.real("r", 1e-9, above=0) == 1e-9
    assert validate.real("r", 0, at_least=0) == 0
    with pytest.raises(ValueError, match=r"r must be a finite number above 0; got 0"):
        validate.real("r", 0, above=0)
    with pytest.raises(ValueError, match=r"r must be a finite number of at least 0; got -0\.5"):
        validate.real("r", -0.5, at_least=0)
    with pytest.raises(ValueError, match="r must be a finite number above 0; got nan"):
        validate.real("r", np.nan, above=0)


@pytest.mark.parametrize("value", [[1, 2], (1.0, 2.0), np.array([1, 2], np.uint8), np.array([1, 2], np.float16)])
def test_floats_casts_integers_and_other_floats(value):
    for dtype in (np.float32, np.float64):
        got = validate.floats("a", value, dtype=dtype)
        assert got.dtype == dtype
        np.testing.assert_array_equal(got, [1, 2])


@pytest.mark.parametrize("value", [[True], [1j], ["1"], [None], [b"1"], np.array([1], object), "1", {1: 2}])
def test_floats_refuses_other_dtypes(value):
    with pytest.raises(ValueError, match=r"^a must be an array of integers or floats; got dtype "):
        validate.floats("a", value)


def test_floats_refuses_ragged_rows():
    with pytest.raises(ValueError, match=r"^a must be an array of numbers; got rows of unequal length$"):
        validate.floats("a", [[1, 2], [3]])


def test_floats_counts_what_is_not_finite():
    with pytest.raises(ValueError, match=r"^a must be finite; got 2 values that are nan or inf$"):
        validate.floats("a", [1, np.nan, -np.inf])


def test_floats_refuses_a_number_beyond_float32_without_a_warning():
    with pytest.raises(ValueError, match=r"^a must be finite; got 1 value"):
        validate.floats("a", [1.0, 1e300], dtype=np.float32)


@pytest.mark.parametrize("shape", [(2, 3), ("T", 3), (2, "D"), ("T", "D")])
def test_floats_takes_a_size_or_a_letter_per_axis(shape):
    assert validate.floats("a", np.zeros((2, 3)), shape=shape).shape == (2, 3)


@pytest.mark.parametrize(
    ("given", "shape", "message"),
    [
        ((2, 3), (2, 4), r"a must have shape \(2, 4\); got shape \(2, 3\)"),
        ((2, 3), ("T",), r"a must have shape \(T,\); got shape \(2, 3\)"),
        ((3,), ("T", 3), r"a must have shape \(T, 3\); got shape \(3,\)"),
        ((0, 3), ("T", 3), r"a must have shape \(T, 3\); got shape \(0, 3\)"),
        ((), ("T",), r"a must have shape \(T,\); got shape \(\)"),
    ],
)
def test_floats_refuses_other_shapes_and_empty_axes(given, shape, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        validate.floats("a", np.zeros(given), shape=shape)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, "float32", float, np.dtype("f8")])
def test_float_type_takes_float32_and_float64_however_written(dtype):
    assert validate.float_type(dtype) == np.dtype(dtype)


@pytest.mark.parametrize("dtype", [np.float16, int, bool, complex, object, str, "float33", 32, np.longdouble])
def test_float_type_refuses_others(dtype):
    if dtype is np.longdouble and np.dtype(dtype) == np.float64:
        dtype = np.float16  # where the C compiler's long double is a double
    with pytest.raises(ValueError, match=r"^dtype must be float32 or float64; got "):
        validate.float_type(dtype)


def test_generator_passes_a_generator_and_seeds_a_new_one():
    generator = np.random.default_rng(1)
    assert validate.generator(generator) is generator
    for seed in (7, np.int64(7)):
        assert validate.generator(seed).random() == np.random.default_rng(7).random()


@pytest.mark.parametrize("rng", [None, -1, 1.0, True, "0", np.random.RandomState(0)])
def test_generator_refuses_what_is_no_seed(rng):
    with pytest.raises(ValueError, match=r"^rng must be a numpy Generator or a seed"):
        validate.generator(rng)
