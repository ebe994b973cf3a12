"""Check arguments once, at the door, and say plainly what is wrong with them.

Every message names the argument, what was given and what is allowed, so that a student who mistypes a cell reads
the mistake and not a traceback from deep inside numpy.
"""

import contextlib
import math
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

MOST = 10_000_000  # of anything that is counted: steps, units, sequences
MOST_AHEAD = 100_000  # values of a forecast that lives on itself: each takes a step
MOST_NUMBERS = 2**27  # of one array: a gigabyte of float64
NO_NUMBERS = (bool, np.bool_, np.timedelta64)  # which Python and numpy count among the whole ones


def shown(value: Any) -> str:
    """Write what was given into a message: as Python writes it, and the beginning alone if that is long."""
    try:
        text = repr(value)
    except Exception:  # a whole number of more digits than Python writes, or somebody's own class
        return f"one of type {type(value).__name__} that cannot be written"
    return text if len(text) <= 100 else f"{text[:60]} … ({len(text):,} characters)"


def whole(name: str, value: Any, *, at_least: int = 1, at_most: int = MOST) -> int:
    """Return `value` as an int, or raise ValueError unless it is a whole number from `at_least` to `at_most`.

    Without an end, a slip of the keyboard would take all of the computer's memory, or never return.
    """
    if isinstance(value, NO_NUMBERS) or not isinstance(value, Integral) or int(value) < at_least:
        raise ValueError(f"{name} must be a whole number of at least {at_least}; got {shown(value)}")
    if int(value) > at_most:
        raise ValueError(f"{name} must be a whole number of at most {at_most:,}; got {shown(value)}")
    return int(value)


def room(name: str, *sizes: int) -> None:
    """Raise ValueError if an array of these sizes would not fit: `name` is the argument that makes it so large."""
    if (count := math.prod(sizes)) > MOST_NUMBERS:
        raise ValueError(
            f"{name} must be smaller: an array would hold {count:,} numbers; at most {MOST_NUMBERS:,} are allowed"
        )


def one_of(name: str, value: Any, allowed: Iterable[str]) -> str:
    """Return `value`, or raise ValueError unless it is one of the words `allowed`."""
    allowed = list(allowed)
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(allowed)}; got {shown(value)}")
    return value


def flag(name: str, value: Any) -> bool:
    """Return `value` as a bool, or raise ValueError unless it is True or False (or 1 or 0, as a slider has it)."""
    if not isinstance(value, (bool, np.bool_, int, float)) or value not in (0, 1):
        raise ValueError(f"{name} must be True or False; got {shown(value)}")
    return bool(value)


def mapping(name: str, value: Any) -> Mapping[str, Any]:
    """Return `value`, or raise ValueError unless it is a dict or another mapping."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} must be a dict of arrays by name; got {shown(value)}")
    return value


def real(name: str, value: Any, *, above: float | None = None, at_least: float | None = None) -> float:
    """Return `value` as a float, or raise ValueError unless it is finite and within its bounds."""
    bound = ""
    if above is not None:
        bound = f" above {above:g}"
    elif at_least is not None:
        bound = f" of at least {at_least:g}"
    number = math.nan
    if isinstance(value, Real) and not isinstance(value, NO_NUMBERS):
        with contextlib.suppress(OverflowError):  # a whole number beyond every float
            number = float(value)
    too_low = (above is not None and number <= above) or (at_least is not None and number < at_least)
    if too_low or not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number{bound}; got {shown(value)}")
    return number


def floats(name: str, value: Any, *, dtype: Any = np.float64, shape: tuple[int | str, ...] | None = None) -> np.ndarray:
    """Return `value` as a finite float array of `dtype`, or raise ValueError.

    Integers and other floats are cast; bool, complex, object and str are refused, because numpy would turn them into
    numbers that nobody meant. `shape` holds a size per axis; a letter such as "T" stands for any size of at least 1.
    """
    array = numbers(name, value)
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be an array of integers or floats; got dtype {array.dtype}")
    if shape is not None and not _fits(array.shape, shape):
        raise ValueError(f"{name} must have shape {_written(shape)}; got shape {_written(array.shape)}")
    # A float64 beyond float32's range becomes inf in the cast: the check after it catches that too.
    with np.errstate(over="ignore"):
        array = array.astype(dtype, copy=False)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite; got {int((~np.isfinite(array)).sum())} values that are nan or inf")
    return array


def classes(name: str, value: Any, n_classes: int, shape: tuple[int | str, ...]) -> np.ndarray:
    """Return `value` as an array of class numbers 0 … n_classes − 1 of `shape` (as in `floats`), or raise ValueError.

    Floats are refused even where they are whole: they are a forecast's target, not a class's number.
    """
    array = numbers(name, value)
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be an array of whole numbers, the classes; got dtype {array.dtype}")
    if not _fits(array.shape, shape):
        raise ValueError(f"{name} must have shape {_written(shape)}; got shape {_written(array.shape)}")
    if array.size and (array.min() < 0 or array.max() >= n_classes):
        raise ValueError(f"{name} must be classes from 0 to {n_classes - 1}; got {array.min()} … {array.max()}")
    return array


def shape_of(name: str, value: Any) -> tuple[int, ...]:
    """Return the shape that `value` has as an array, or raise ValueError for rows of unequal length."""
    return numbers(name, value).shape


def float_type(dtype: Any) -> np.dtype:
    """Return `dtype` as numpy's float32 or float64, or raise ValueError."""
    try:
        wanted = np.dtype(dtype)
    except (TypeError, ValueError):  # the latter for half of a letter
        wanted = np.dtype(object)
    if wanted not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise ValueError(f"dtype must be float32 or float64; got {shown(dtype)}")
    return wanted


def generator(rng: Any) -> np.random.Generator:
    """Return `rng` if it is a Generator, a new one if it is a seed, or raise ValueError."""
    if isinstance(rng, np.random.Generator):
        return rng
    is_seed = isinstance(rng, Integral) and not isinstance(rng, NO_NUMBERS) and int(rng) >= 0
    if not is_seed:
        raise ValueError(f"rng must be a numpy Generator or a seed (a whole number of at least 0); got {shown(rng)}")
    return np.random.default_rng(int(rng))


def numbers(name: str, value: Any) -> np.ndarray:
    """Return `value` as an array of any kind, or raise ValueError where it cannot become one."""
    try:
        return np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array of numbers; got rows of unequal length") from None
    except Exception as error:  # a class of its own, such as a tensor that wants to be detached first
        raise ValueError(f"{name} must be an array of numbers; a {type(value).__name__} says: {error}") from None


def _fits(shape: tuple[int, ...], wanted: tuple[int | str, ...]) -> bool:
    return len(shape) == len(wanted) and all(
        size >= 1 if isinstance(want, str) else size == want for size, want in zip(shape, wanted, strict=True)
    )


def _written(shape: tuple[int | str, ...]) -> str:
    """Write a shape as Python would, its letters without quotes: (T, 3)."""
    inside = ", ".join(str(size) for size in shape)
    return f"({inside},)" if len(shape) == 1 else f"({inside})"
