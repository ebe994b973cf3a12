"""What the check of notebook 11 knows."""

from typing import Any

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.live.exercise import NotAttempted, Wrong, as_array, call, close, exercise
from lstm_lesson.studies import sine_forecast

LENGTH = 22  # not a multiple of five: the last forecasts must be cut
SAME = 1e-3  # float32 forecasts that feed on each other


@exercise(
    "11_damped_sine/free_run",
    hints=[
        "Repeat: forecast five from the window; append them to the forecasts; move the window on by five.",
        "The window always has 50 values, the newest last: np.concatenate([window[5:], five]).",
        "At the end there may be too many: return forecasts[:length].",
    ],
)
def free_run(answer: Any) -> str:
    """Take a function of a forecaster, a window (50,) and a length."""
    forecaster = sine_forecast.recorded()
    window = damped_sine(sine_forecast.N_IN, period=15, decay=0.03)
    got = as_array(call(answer, forecaster, window, LENGTH), name="your forecasts")
    if got.size == 0:
        raise NotAttempted("there is no forecast so far.")
    if got.ndim == 1 and len(got) == LENGTH + 3:
        raise Wrong(f"{len(got)} forecasts, where {LENGTH} are asked for: cut what the last five are too many.")
    got = as_array(got, (LENGTH,), name="your forecasts")
    five = forecaster.predict(window[:, None])
    if not close(got[:5], five, SAME):
        raise Wrong("the first five are not those of forecaster.predict(window[:, None]).")
    if close(got, np.tile(five, 5)[:LENGTH], SAME):
        raise Wrong("the same five again and again: the window does not move on.")
    if close(got, _with_window(forecaster, window, lambda old, new: np.concatenate([old[1:], new[:1]])), SAME):
        raise Wrong("the window moves on by one value, but five were forecast.")
    if close(got, _with_window(forecaster, window, lambda old, new: np.concatenate([new, old[:-5]])), SAME):
        raise Wrong("new values are put before the old ones: in a window the newest stands last.")
    if close(got, _with_window(forecaster, window, lambda old, new: np.concatenate([old, new])), SAME):
        raise Wrong("the window grows: drop the five oldest values, it has 50 as in training.")
    if not close(got, forecaster.free_run(window[:, None], LENGTH), SAME):
        raise Wrong("right for five steps, wrong after: look at how the window moves on.")
    return f"the same {LENGTH} forecasts as forecaster.free_run's."


def _with_window(forecaster: Any, window: np.ndarray, move: Any) -> np.ndarray:
    """Return what a free run gives whose window moves on by `move(old, new)`."""
    forecasts: list[float] = []
    while len(forecasts) < LENGTH:
        five = forecaster.predict(window[:, None])
        forecasts.extend(five)
        window = move(window, five)
    return np.array(forecasts[:LENGTH])
