"""What notebook 11 says in numbers, beside the computation of each."""

import inspect

import numpy as np
from claiming import claim, moved, says

from lstm_lesson import LSTM, damped_sine, damped_sine_window, forecast_five, run_free, train_damped_sine
from lstm_lesson.data.baselines import mean_absolute_error
from lstm_lesson.lessons.n11_damped_sine import checks
from lstm_lesson.lessons.n11_damped_sine.numbers import compare, scoreboard
from lstm_lesson.studies import sine_forecast, sine_seeds
from lstm_lesson.training import optimise

STEPS = 4000


def peak() -> float:
    """Return at which share of the steps the learning rate is highest."""
    return float(np.argmax([optimise.one_cycle(step, STEPS) for step in range(STEPS)])) / STEPS


def beta2() -> float:
    return inspect.signature(optimise.Adam).parameters["beta2"].default


def board(*names: str) -> tuple[float, ...]:
    scores = scoreboard(sine_forecast.recorded(), 15, 0.03, 0.02).scores
    return tuple(scores[name] for name in names)


def with_level(level: float) -> str:
    return moved(damped_sine_window(), level=level)


def running_free() -> tuple[float, float]:
    """Return the mean errors over 100 steps of the exercise's code before and after it is mended."""
    wave, network = damped_sine(150, 15, 0.03), sine_forecast.recorded()
    free = network.free_run(wave[:50, None], 100)
    return mean_absolute_error(checks.peeking(network, wave, 100), wave[50:]), mean_absolute_error(free, wave[50:])


def ends() -> tuple[float, float]:
    """Return the lowest and the highest error of the other seeds over the last five of 100 steps."""
    runs = [compare(seed.forecaster, 15, 0.03, 100) for seed in sine_seeds.recorded()[1:]]
    errors = [abs(run.forecasts["forecast"] - run.truth)[-5:].mean() for run in runs]
    return min(errors), max(errors)


def fewer_and_more_are_worse() -> bool:
    """Whether AR(8) is better on noisy windows than AR(2) and AR(20), so that the three show which way to go."""
    errors = checks.noisy_errors()
    return errors[2] > errors[8] < errors[20]


def fastest() -> float:
    """The period to which the preset "too fast" moves its slider."""
    exhibit = forecast_five(train_damped_sine())
    exhibit.preset("too fast")
    return exhibit.values["period"]


CLAIMS = [
    says("at 0.65 five steps later on average", lambda: with_level(0.6)),
    says("it is at 0.26", lambda: with_level(0.6)),
    says("leads it to 0.48", lambda: with_level(0.6)),
    says("It is 0.48 for the wave in the picture", lambda: with_level(0.6)),
    claim("first 30 % of the planned steps", peak),
    claim("β₂ to 0.99", beta2),
    claim("about 100 steps", lambda: 1 / (1 - beta2())),
    claim("use 0.999, which spans ten times as many", lambda: 1 - (1 - beta2()) / 10),
    says("At period 6 its error is 0.3225", lambda: moved(forecast_five(train_damped_sine()), period=6)),
    says("One step ahead its error is 0.0006", lambda: moved(run_free(train_damped_sine()), period=15)),
    claim("end between 0.0040 and 0.0062", ends),
    says("swings by 0.11", lambda: f"{0.5 * np.exp(-0.03 * 50):.2f}"),
    claim(
        "Its error is 0.0101, against 0.0226 for the LSTM and 0.0367 for AR(2)", lambda: board("ar", "forecast", "ar2")
    ),
    claim("mean error of 0.0011. You saw 0.0055", running_free),
    claim("A free run may read wave[:50] once", lambda: sine_forecast.N_IN),
    claim("compare p = 2, 8 and 20 first", fewer_and_more_are_worse),
    claim("It holds 4·H·H weights", lambda: LSTM(1, 7).W_h.size == 4 * 7 * 7),
    claim("No training wave had a period below 10", lambda: sine_forecast.PERIOD[0] == 10),
    claim("forecast at period 6", lambda: fastest() == 6),
    claim("Period 6 is further away", lambda: fastest() == 6),
]
