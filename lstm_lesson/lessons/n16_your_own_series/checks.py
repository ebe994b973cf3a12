"""The exercises of notebook 16: find the leaks in a listing, and roll an origin through a test."""

from typing import Any

import numpy as np

from lstm_lesson.data.signals import noise
from lstm_lesson.live.exercise import NotAttempted, Wrong, as_array, call, exercise, wanted

LINES = 5  # of the listing
TOLD = {  # of one line, whether it leaks
    1: "line 1 is a leak, too: mean and spread are those of the whole series, the test included.",
    2: "line 2 is no leak: it only cuts, and decides nothing about who sees which window.",
    3: "line 3 is a leak, too: a window of the test overlaps with windows that are fitted to.",
    4: "line 4 is a leak, too: the weights are chosen by the very windows that the score is then made of.",
    5: "line 5 is no leak: it only scores the forecasts that are there by then.",
}


def leaky_lines() -> list[int]:
    """Return the numbers of the lines that use a value of the test before its time."""
    return [1, 3, 4]


@exercise(
    "16_your_own_series/leaks",
    hints=[
        "Ask of each line: does it use a value of the test before the last line does?",
        "A mean over the whole series uses its end. What does validation= do with the windows it gets?",
        "rng.permutation(…) deals windows out of order: window 100 may be fitted to and window 101 tested.",
    ],
    right=leaky_lines,
    mistakes={
        TOLD[2]: lambda: {1, 2, 3, 4},
        TOLD[5]: lambda: {1, 3, 4, 5},
        TOLD[1]: lambda: {3, 4},
        TOLD[3]: lambda: {1, 4},
        TOLD[4]: lambda: {1, 3},
    },
)
def leaks(answer: Any) -> str:
    """Judge the numbers of the lines that leak."""
    got = call(answer)
    if got is None or got is ...:
        raise NotAttempted("return the numbers of the lines, as {2, 5}.")
    named = as_array(sorted(got) if isinstance(got, set) else got, name="what leaky_lines returns").ravel().tolist()
    for number in named:
        if number not in TOLD:
            raise Wrong(f"there is no line {number:g}: they are numbered from 1 to {LINES}.")
    for number in (2, 5):
        if number in named:
            raise Wrong(TOLD[number])
    for number in leaky_lines():
        if number not in named:
            raise Wrong(TOLD[number])
    return "all three: the scale, the deal and the choice of the weights each use values of the test."


def _errors(x: Any, n_known: int, steps: int, first: int = 0, late: int = 0) -> np.ndarray:
    """Return the last value's errors, from the origin n_known + first to the last that `late` leaves."""
    origins = np.arange(n_known + first, len(x) - steps + 1 - late)
    return np.abs(x[origins - 1] - x[origins + steps - 1])


def _one_number(got: Any) -> None:
    if as_array(got, name="the error").size != 1:
        raise Wrong("this is more than one number: return the mean of the errors at all origins.")


WALK = np.cumsum(noise(40, rng=16)) ** 2 / 10


@wanted(
    "16_your_own_series/rolling_error",
    hints=[
        "At an origin, x[:origin] is known. Its last value is x[origin - 1]; `steps` ahead lies x[origin + steps - 1].",
        "The first origin is n_known. The last one is len(x) - steps: then the value asked for is the last of x.",
        "range(n_known, len(x) - steps + 1) are all origins; take the mean of the absolute errors.",
    ],
    result="the error",
    praise="every origin of the test, and no value used before its time.",
    rounds=[[(WALK, 25, 3)], [(WALK, 30, 1), (WALK, 20, 12)]],
    form=_one_number,
    mistakes={
        "the last origin is missing: range stops before its end, so that must be len(x) - steps + 1.": (
            lambda x, n, steps: _errors(x, n, steps, late=1).mean()
        ),
        "the first origin is missing: with n_known values known, the first forecast is made at once.": (
            lambda x, n, steps: _errors(x, n, steps, first=1).mean()
        ),
        "the origin does not roll: each forecast knows all values before its own origin, not only the first n_known.": (
            lambda x, n, steps: np.abs(x[n - 1] - x[n + steps - 1 :]).mean()
        ),
        "the last value is one step late: x[origin] is not known yet at the origin, x[origin - 1] is.": (
            lambda x, n, steps: np.abs(x[n : len(x) - steps + 1] - x[n + steps - 1 :]).mean()
        ),
        "the forecasts start in the part before the test: the first origin is n_known.": (
            lambda x, n, steps: _errors(x, 1, steps).mean()
        ),
        "this is the squared error; take the absolute one.": lambda x, n, steps: (_errors(x, n, steps) ** 2).mean(),
        "the sign is kept, so that errors up and down cancel: take np.abs of each.": (
            lambda x, n, steps: (x[n - 1 : len(x) - steps] - x[n + steps - 1 :]).mean()
        ),
        "the sign is kept, so that errors up and down cancel: take np.abs of each, then the mean.": (
            lambda x, n, steps: (x[n + steps - 1 :] - x[n - 1 : len(x) - steps]).mean()
        ),
        "this is the sum; divide it by the number of origins.": lambda x, n, steps: _errors(x, n, steps).sum(),
        "all steps up to `steps` are scored; wanted is the error exactly `steps` ahead.": (
            lambda x, n, steps: np.mean(
                [_errors(x, n, h)[: len(x) - steps + 1 - n].mean() for h in range(1, steps + 1)]
            )
        ),
    },
)
def rolling_error(x: Any, n_known: int, steps: int) -> Any:
    """Return the mean absolute error of the last value, `steps` ahead, over all origins from n_known on."""
    return _errors(x, n_known, steps).mean()
