"""The exhibits of notebook 11 show what plain loops compute, and their sentences say it."""

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import forecast_oracles as oracle
import numpy as np
import pytest
from exhibit_cases import Named, assert_line, assert_says, begun, every_move
from matplotlib.text import Text

from lstm_lesson.lessons.n11_damped_sine import exhibits
from lstm_lesson.lessons.n11_damped_sine.exhibits import damped_sine_window, forecast_five, forecast_scores, run_free
from lstm_lesson.lessons.n11_damped_sine.pictures import MARKERS, NAMES, ROUNDING, written
from lstm_lesson.lessons.n11_damped_sine.training_exhibits import train_damped_sine
from lstm_lesson.studies import sine_forecast

RECORDED = sine_forecast.recorded()
CALLED = {"last_value": "the last value", "constant": "the constant", "one_period_back": "one period back"}
CALLED |= {"ar2": "AR(2)", "ar": "AR(8)", "forecast": "the LSTM"}
untrained = cache(train_damped_sine)
FORECAST = Named(forecast_five, "period decay", exhibits.PRESETS, untrained)
FREE_RUN = Named(run_free, "period decay", exhibits.PRESETS, untrained)
SCOREBOARD = Named(forecast_scores, "period decay noise", exhibits.NOISES, untrained)


def assert_within_the_axis(*lines: Any) -> None:
    for line in lines:
        low, high = line.axes.get_ylim()
        assert low < line.get_ydata().min() <= line.get_ydata().max() < high


def assert_window_is_right(exhibit: Any, period: float, decay: float, level: float) -> None:
    t, of = range(55), exhibit.drawing.of
    reach = np.array([0.5 * np.e ** (-decay * step) for step in t])
    assert_line(of("x"), t, oracle.damped(period, decay, 55))
    assert_line(of("envelope", 0), t, 0.5 + reach)
    assert_line(of("envelope", 1), t, 0.5 - reach)
    assert_line(of("last_value"), [-0.5, 54.5], [level, level])
    # Where it passes, by halving between neighbours of a fine grid, one after the other.
    marks: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for k in range(4900):
        low, high = k / 100, (k + 1) / 100
        before, after = (continuous(period, decay, at) > level for at in (low, high))
        if before != after:
            for _ in range(40):
                middle = (low + high) / 2
                low, high = (middle, high) if (continuous(period, decay, middle) > level) == before else (low, middle)
            marks[after].append((low, continuous(period, decay, low + 5)))
    for place, rising in enumerate((True, False)):
        at, later = np.array(marks[rising]).reshape(-1, 2).T
        assert_line(of("x", 1 + place), at, np.full(len(at), level), atol=0.011)
        assert_line(of("truth", place), at + 5, later, atol=0.011)
    every = [later for both in marks.values() for _, later in both]
    mean = np.mean(every) if every else np.nan
    assert_line(of("constant"), [-0.5, 54.5], [mean, mean], atol=0.005)
    said = f"Period {period:g} steps, decay {decay:g} per step: {50 / period:.1f} cycles fit into the 50 steps of the "
    said += f"window, and {100 * math.exp(-50 * decay):.1f} % of the swing is left after them. "
    if marks[True] and marks[False]:
        up, down = (np.mean([later for _, later in marks[way]]) for way in (True, False))
        said += f"Five steps after the wave rises through {level:.2f} it is at {up:.2f} on average; after it "
        said += f"falls through it, at {down:.2f}. The mean of all is {mean:.2f}."
    else:
        said += f"The wave does not pass the level {level:.2f} both ways in the window."
    assert_says(exhibit, said)


def continuous(period: float, decay: float, t: float) -> float:
    return 0.5 + 0.5 * math.sin(2 * math.pi * t / period) * math.exp(-decay * t)


def assert_scores(exhibit: Any, expected: dict[str, np.ndarray], truth: np.ndarray, **places: int) -> None:
    """Each forecast has a dot in its row, at its mean error, and that number beside it; places: of its dot."""
    texts = [text for text in exhibit.drawing.artists if isinstance(text, Text)]
    for row, (name, text) in enumerate(zip(NAMES, texts, strict=True)):
        dot, error = exhibit.drawing.of(name, places.get(name, 0)), oracle.mean_error(expected[name], truth)
        assert_line(dot, [max(error, ROUNDING)], [row], atol=2e-5)
        assert text.get_position()[1] == row
        if error > 1e-3:
            assert float(text.get_text()) == pytest.approx(error, abs=1e-4)
        elif name in ("ar2", "ar"):
            assert text.get_text() == "under 10⁻¹⁰"


def assert_forecast_is_right(exhibit: Any, period: float, decay: float) -> None:
    of = exhibit.drawing.of
    wave, ahead = oracle.damped(period, decay, 55), range(50, 55)
    expected = oracle.baselines(wave[:50], period, 5) | {"ar2": wave[50:], "ar": wave[50:]}
    expected["forecast"] = oracle.lstm(RECORDED, wave[None, :50])[0]
    assert_line(of("x", 0), range(50), wave[:50])
    assert_line(of("x", 1), range(46, 50), wave[46:50])
    for place in (0, 1):
        assert_line(of("truth", place), ahead, wave[50:])
    assert_line(of("forecast", 0), ahead, expected["forecast"], atol=2e-5)
    assert_line(of("forecast", 1), [period], [decay])  # where we are on the map
    for name in (*MARKERS, "forecast"):
        line = of(name, 2 if name == "forecast" else 0)
        assert_line(line, ahead, expected[name], atol=2e-5)
        assert line.get_marker() == MARKERS.get(name, "o")
    places = dict.fromkeys(MARKERS, 1) | {"forecast": 3}
    assert_scores(exhibit, expected, wave[50:], **places)
    for name in MARKERS:  # the mark of its line is that of its dot, which has the name beside it
        assert of(name, 1).get_marker() == of(name, 0).get_marker()
    assert_within_the_axis(of("x", 0), of("x", 1), of("truth", 0), of("truth", 1), of("forecast", 0), of("forecast", 2))
    lstm, constant, ar = (
        written(oracle.mean_error(expected[name], wave[50:])) for name in ("forecast", "constant", "ar2")
    )
    where = "inside" if 10 <= period <= 20 and 0.01 <= decay <= 0.1 else "outside"
    said = f"With the recorded weights: period {period:g}, decay {decay:g}, {where} the training range: "
    assert_says(exhibit, said + f"the LSTM's error is {lstm}, the constant's {constant}, AR(2)'s {ar}.")


def assert_free_run_is_right(exhibit: Any, period: float, decay: float) -> None:
    of = exhibit.drawing.of
    wave, ahead = oracle.damped(period, decay, 150), range(50, 150)
    assert_line(of("x"), range(50), wave[:50])
    assert_line(of("truth"), ahead, wave[50:])
    forecast = of("forecast", 0).get_ydata()
    # Rounding feeds on itself where the forecaster was never trained, so later steps may part a little.
    assert_line(of("forecast", 0), ahead, oracle.free_run(RECORDED, wave[:50], 100), atol=5e-3)
    np.testing.assert_allclose(forecast[:10], oracle.free_run(RECORDED, wave[:50], 10), atol=1e-4)
    told = oracle.lstm(RECORDED, np.array([wave[t - 50 : t] for t in ahead]))[:, 0]
    for line, shown in ((of("constant"), 0.5), (of("forecast", 1), forecast), (of("one_step_ahead"), told)):
        errors = abs(shown - wave[50:])
        assert_line(line, ahead, [errors[max(0, t - 5) : t + 6].mean() for t in range(100)], atol=2e-5)
    assert_line(of("forecast", 2), [period], [decay])
    assert_within_the_axis(of("x"), of("truth"), of("forecast", 0))
    free = abs(forecast - wave[50:])
    said = f"With the recorded weights: running free, the LSTM has an error of {math.fsum(free[:5]) / 5:.4f} over its "
    said += (
        f"first five steps and of {math.fsum(free[95:]) / 5:.4f} over its last five; one step ahead, given the true "
    )
    said += f"value after each step, it has one of {math.fsum(abs(told - wave[50:])) / 100:.4f} on average."
    assert_says(exhibit, said)


def assert_scores_are_right(exhibit: Any, period: float, decay: float, noise: float) -> None:
    rng = np.random.default_rng(0)
    periods, decays = period * rng.uniform(0.9, 1.1, 100), decay * rng.uniform(0.9, 1.1, 100)
    waves = np.array([oracle.damped(p, d, 55) for p, d in zip(periods, decays, strict=True)])
    pasts, truth = waves[:, :50] + noise * rng.standard_normal((50, 100)).T, waves[:, 50:]
    each = [oracle.baselines(past, p, 5) for past, p in zip(pasts, periods, strict=True)]
    expected = {name: np.array([one[name] for one in each]) for name in each[0]}
    for name, order in (("ar2", 2), ("ar", 8)):
        fitted = [oracle.autoregression(past, 5, order) for past in pasts] if noise > 0 else truth
        expected[name] = np.array(fitted)
    expected["forecast"] = oracle.lstm(RECORDED, pasts)
    assert_scores(exhibit, expected, truth)
    assert_line(exhibit.drawing.of("forecast", 1), [period], [decay])
    errors = {called: oracle.mean_error(expected[name], truth) for name, called in CALLED.items()}
    best, second, *_ = sorted(errors, key=errors.__getitem__)  # of equals, the one with fewer past values comes first
    said = f"With the recorded weights: 100 waves around period {period:g} and decay {decay:g}, noise {noise:g}: "
    said += f"{best} is best ({written(errors[best])}), then {second} ({written(errors[second])})."
    assert_says(exhibit, said)


RIGHT: dict[Any, Callable[..., None]] = {
    damped_sine_window: assert_window_is_right,
    FORECAST: assert_forecast_is_right,
    FREE_RUN: assert_free_run_is_right,
    SCOREBOARD: assert_scores_are_right,
}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


@pytest.mark.parametrize(
    ("period", "decay", "level"), [(15, 0.03, 0.6), (15, 0.1, 0.6), (10, 0.01, 0.4), (20, 0.05, 0.5)]
)
def test_window_marks_each_passage_of_a_level_and_what_comes_five_steps_later(period, decay, level):
    exhibit = begun(damped_sine_window, period=period, decay=decay, level=level)
    assert len(exhibit.drawing.of("x", 1).get_xdata()) > 0
    assert_window_is_right(exhibit, period, decay, level)


@pytest.mark.parametrize("make", [FORECAST, FREE_RUN, SCOREBOARD], ids=lambda make: make.__name__)
def test_sentence_says_whose_weights_they_are(make):
    assert begun(make).readout.startswith("With the recorded weights: ")
