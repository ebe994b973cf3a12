"""Data whose order in time matters: the past trains, the future tests, and a long sequence comes piece by piece."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson import validate


def split_in_time(
    x: Any, *, validation: float = 0.15, test: float = 0.15, history: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut x at two times into (training, validation, test): the earliest part trains, the latest tests.

    x: (T,) or (T, …), time first. validation, test: a share of the steps, between 0 and 1, or a whole number of steps.
    history: with how many steps of the part before it the validation and the test part begin. A forecaster that reads
    50 steps needs them to forecast the first step of a part, and knows them by then: give 50, and the parts' own steps
    are what is forecast. Returns views of x: no copy.
    """
    x = validate.floats("x", x)
    if x.ndim == 0:
        raise ValueError("x must have a time axis, (T,) or (T, …); got a single number")
    n_validation, n_test = _steps("validation", validation, len(x)), _steps("test", test, len(x))
    history = validate.whole("history", history, at_least=0)
    first_test = len(x) - n_test
    first_validation = first_test - n_validation
    if first_validation < max(history, 1):
        raise ValueError(
            f"validation and test must leave at least {max(history, 1)} of the {len(x)} steps for training; "
            f"they take {n_validation} and {n_test}"
        )
    return x[:first_validation], x[first_validation - history : first_test], x[first_test - history :]


def _steps(name: str, wanted: Any, T: int) -> int:
    """Return a share of T steps, or a number of them, as a number of at least 1."""
    if isinstance(wanted, (float, np.floating)):
        share = validate.real(name, wanted, above=0)
        if share >= 1:
            raise ValueError(f"{name} must be a share between 0 and 1, or a whole number of steps; got {wanted}")
        wanted = round(share * T)
        if not wanted:
            raise ValueError(f"{name} must be a step at least; {share:g} of {T} steps is less than half a step")
    return validate.whole(name, wanted)


def pieces_in_turn(x: Any, y: Any, length: int) -> Callable[[Any], tuple[np.ndarray, np.ndarray, Any]]:
    """Return the next_batch(state) of a training with carry_state: x and y piece by piece, in the order of time.

    x: (T, B, …), long sequences side by side. y: (T, B, …), a target for each step. length: the steps of a piece, over
    which the gradient goes back; what is left at the end, shorter than a piece, is not used. Each piece starts from the
    state after the piece before it, and the first one, whenever its turn comes again, from 0.
    """
    x, y, length = validate.numbers("x", x), validate.numbers("y", y), validate.whole("length", length)
    if x.ndim < 2 or x.shape[:2] != y.shape[:2]:
        raise ValueError(f"x and y must both begin with the axes (T, B); got shapes {x.shape} and {y.shape}")
    n_pieces = len(x) // length
    if n_pieces == 0:
        raise ValueError(f"length must be at most the {len(x)} steps of x; got {length}")
    turn = 0

    def next_batch(state: Any) -> tuple[np.ndarray, np.ndarray, Any]:
        nonlocal turn
        piece = slice(turn * length, (turn + 1) * length)
        start = state if turn else None
        turn = (turn + 1) % n_pieces
        return x[piece], y[piece], start

    return next_batch
