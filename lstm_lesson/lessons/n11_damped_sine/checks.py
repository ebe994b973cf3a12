"""What the checks of notebook 11 know: a free run that leaked, and how many past values help against noise."""

from functools import cache
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.baselines import AutoRegression, mean_absolute_error
from lstm_lesson.data.signals import damped_sine
from lstm_lesson.live.exercise import NotAttempted, Wrong, as_array, call, close, exercise
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN, TASK

LENGTH = 22  # not a multiple of five: the last forecasts must be cut
SAME = 1e-3  # float32 forecasts that feed on each other
NOISE, FEWEST, MOST = 0.02, 2, 24  # AR(24) has as many equations in 50 values as it has numbers
NEARLY = 1.05  # times the lowest error: so near, another draw of the noise may prefer another number of values


@exercise(
    "11_damped_sine/free_run",
    hints=[
        "Which values of the wave does the loop read after its first turn? Print the window's places.",
        "A free run may read wave[:50] once. After that the window moves on by its own five forecasts.",
        "window = np.concatenate([window[5:], five]) drops the five oldest values and appends the newest.",
    ],
)
def free_run(answer: Any) -> str:
    """Take a function of a forecaster, a wave that is longer than the window, and a length."""
    forecaster, wave = sine_forecast.recorded(), damped_sine(N_IN + LENGTH, period=15, decay=0.03)
    window = wave[:N_IN]
    got = as_array(call(answer, forecaster, wave, LENGTH), name="your forecasts")
    if got.ndim == 1 and len(got) == LENGTH + 3:
        raise Wrong(f"{len(got)} forecasts, where {LENGTH} are asked for: the last five are too many, so cut them.")
    got = as_array(got, (LENGTH,), name="your forecasts")
    if close(got, peeking(forecaster, wave, LENGTH), SAME):
        raise NotAttempted("the code still reads values of the wave that a free run cannot know.")
    five = forecaster.predict(window[:, None])
    if not close(got[:5], five, SAME):
        raise Wrong("the first five are not those of forecaster.predict(wave[:50, None]).")
    other = np.concatenate([window, 1 - wave[N_IN:]])
    if not close(as_array(call(answer, forecaster, other, LENGTH), name="your forecasts"), got, SAME):
        raise Wrong("the forecasts change with the values after step 49, which a free run cannot know.")
    if close(got, np.tile(five, 5)[:LENGTH], SAME):
        raise Wrong("the same five come again and again: the window does not move on.")
    if close(got, _with_window(forecaster, window, lambda old, new: np.concatenate([old[1:], new[:1]])), SAME):
        raise Wrong("the window moves on by one value, but five were forecast.")
    if close(got, _with_window(forecaster, window, lambda old, new: np.concatenate([new, old[:-5]])), SAME):
        raise Wrong("new values are put before the old ones: in a window the newest stands last.")
    if close(got, _with_window(forecaster, window, lambda old, new: np.concatenate([old, new])), SAME):
        raise Wrong("the window grows: drop the five oldest values, so that it has 50 as in training.")
    if not close(got, forecaster.free_run(window[:, None], LENGTH), SAME):
        raise Wrong("right for five steps, wrong after: look at how the window moves on.")
    return f"the same {LENGTH} forecasts as forecaster.free_run's, and none of them knows what comes."


def peeking(forecaster: Any, wave: np.ndarray, length: int) -> np.ndarray:
    """Do what the exercise's code does before it is mended: read each new window from the wave itself."""
    forecasts: list[float] = []
    while len(forecasts) < length:
        window = wave[len(forecasts) : len(forecasts) + N_IN]
        forecasts.extend(forecaster.predict(window[:, None]))
    return np.array(forecasts[:length])


def _with_window(forecaster: Any, window: np.ndarray, move: Any) -> np.ndarray:
    """Return what a free run gives whose window moves on by `move(old, new)`."""
    forecasts: list[float] = []
    while len(forecasts) < LENGTH:
        five = forecaster.predict(window[:, None])
        forecasts.extend(five)
        window = move(window, five)
    return np.array(forecasts[:LENGTH])


@cache
def noisy_errors(seed: int = 0) -> dict[int, float]:
    """Return the error of AR(p) on the validation waves with noise on their windows, by the number of past values p."""
    x, y = TASK.validation_set()
    x = x[:, :, 0] + NOISE * np.random.default_rng(seed).standard_normal(x.shape[:2])
    orders = range(FEWEST, MOST + 1)
    return {p: mean_absolute_error(AutoRegression(p).fit(x).forecast(x, N_AHEAD), y) for p in orders}


@exercise(
    "11_damped_sine/past_values",
    hints=[
        "Add noise to held_out[0][:, :, 0], the windows of the validation waves; held_out[1] is what comes.",
        "AutoRegression(p).fit(noisy).forecast(noisy, 5) forecasts; mean_absolute_error compares with held_out[1].",
        "Write this as a function of p, and compare p = 2, 8 and 20 first.",
    ],
)
def past_values(answer: Any) -> str:
    """Take how many past values AR(p) is to add up, or a function that returns it."""
    answer = call(answer) if callable(answer) else answer
    try:
        p = validate.whole("past_values", answer)
    except ValueError as error:
        raise Wrong(f"{error}.") from None
    errors = noisy_errors()
    if p not in errors:
        raise Wrong(f"{p} is not from {FEWEST} to {MOST}: choose what the windows of {N_IN} values can bear.")
    lowest = min(errors.values())
    if errors[p] <= NEARLY * lowest:
        return (
            f"AR({p}) has an error of {errors[p]:.4f}. That of AR({FEWEST}) is {errors[FEWEST]:.4f}, because it "
            f"averages little noise away, and that of AR(20) is {errors[20]:.4f}, because 21 numbers are fitted to 30 "
            "noisy equations."
        )
    if errors[p] > errors.get(p - 1, np.inf):
        raise Wrong(f"AR({p}) has an error of {errors[p]:.4f}, and fewer values do better: it fits the noise as well.")
    raise Wrong(f"AR({p}) has an error of {errors[p]:.4f}, and more values do better: they average more noise away.")
