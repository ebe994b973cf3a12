"""The exhibits of notebook 11 show what plain loops compute, while the forecaster behind them is being trained too."""

import asyncio
import math
from collections.abc import Callable, Coroutine
from functools import cache, partial
from typing import Any
from unittest.mock import Mock

import forecast_oracles as oracle
import numpy as np
import pytest
from exhibit_cases import Named, assert_line, begun, every_move
from loops import run_in_loop, run_without_loop, until
from matplotlib.text import Text

from lstm_lesson import Forecaster
from lstm_lesson.lessons.n11_damped_sine import exhibits
from lstm_lesson.lessons.n11_damped_sine.exhibits import damped_sine_window, forecast_five, forecast_scores, run_free
from lstm_lesson.lessons.n11_damped_sine.numbers import compare
from lstm_lesson.lessons.n11_damped_sine.pictures import MARKERS, NAMES, ROUNDING
from lstm_lesson.lessons.n11_damped_sine.training_exhibits import TrainingExhibit, train_damped_sine
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.sine_forecast import TASK
from lstm_lesson.training import background
from lstm_lesson.training.trainings import Trainings

RECORDED = sine_forecast.recorded()
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
    told = f"The mean of all is {of('constant').get_ydata()[0]:.2f}."
    assert (told in exhibit.readout) == (bool(marks[True]) and bool(marks[False]))


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


# ---- Training, on a loop as a notebook's: more of it stands in test_training_exhibits.py

STEPS = 200


def fit(forecaster: Forecaster, **changes: Any) -> Any:
    return TASK.fit(forecaster, **{"steps": STEPS} | changes)


def play(scene: Callable[[TrainingExhibit], Coroutine], fit: Any = fit) -> None:
    async def with_training() -> None:
        training = TrainingExhibit(Trainings(lambda seed, _: TASK.learner("LSTM", seed=seed), fit, STEPS, wanted=0))
        await asyncio.wait_for(scene(training), timeout=60)

    run_in_loop(with_training())


def status(training: TrainingExhibit) -> tuple[str, bool, bool]:
    """What the buttons say: the first one's words and whether it can be clicked, and whether one can start over."""
    return training.go_button.description, not training.go_button.disabled, not training.row.over_button.disabled


async def to_the_end(training: TrainingExhibit) -> None:
    training.go_button.click()
    await until(lambda: training.go_button.disabled)


def test_sliders_move_their_pictures_while_the_training_goes_on(monkeypatch):
    monkeypatch.setattr(background, "SLICE", 0.005)

    async def scene(training: TrainingExhibit) -> None:
        def has_passed(step: int) -> bool:
            return training.background.state.step > step

        forecast = forecast_five(training)
        training.go_button.click()
        await until(partial(has_passed, 10))
        for period in (16, 17, 18):
            picture, step = forecast.png, training.background.state.step
            forecast.sliders["period"].value = period
            assert forecast.png != picture
            assert forecast.error == ""
            await until(partial(has_passed, step))
        assert training.background.state.status == "training"

    play(scene)


def test_pictures_take_the_students_weights_after_the_first_validation_and_the_recorded_ones_after_start_over():
    async def scene(training: TrainingExhibit) -> None:
        forecast = forecast_five(training)
        recorded = forecast.png
        assert training.own.whose == "the recorded weights"
        await to_the_end(training)
        assert training.own.whose == f"your own weights, after {STEPS} steps"
        assert forecast.readout.startswith("With your own weights, after 200 steps: ")
        own = compare(training.background.forecaster, 15, 0.03).forecasts["forecast"]
        np.testing.assert_array_equal(forecast.drawing.of("forecast").get_ydata(), own)
        assert forecast.png != recorded
        training.row.over_button.click()
        await until(lambda: training.background.state.status == "not started")
        assert training.own.whose == "the recorded weights"
        assert forecast.png == recorded
        assert status(training) == ("Train", True, False)
        assert training.row.bar.value == 0
        assert training.readout.startswith("Nothing is trained yet")

    play(scene)


def test_weights_are_not_the_students_before_the_first_validation(monkeypatch):
    monkeypatch.setattr(background, "SLICE", 0.0)

    async def scene(training: TrainingExhibit) -> None:
        training.go_button.click()
        await until(lambda: training.background.state.step > 0)
        training.background.stop()
        await until(lambda: training.background.state.status == "stopped")
        assert 0 < training.background.state.step < 100
        assert training.own.whose == "the recorded weights"

    play(scene)


def test_diverging_training_says_so_in_the_exhibit_and_can_be_started_over():
    async def scene(training: TrainingExhibit) -> None:
        await to_the_end(training)
        assert status(training) == ("Failed", False, True)
        assert "The training stopped at step" in training.readout
        assert "the training diverged at step" in training.readout
        assert np.isfinite(training.forecaster.predict(np.zeros((50, 1)))).all()
        training.row.over_button.click()
        await until(lambda: status(training) == ("Train", True, False))

    play(scene, lambda forecaster: fit(forecaster, learning_rate=1e6, schedule=lambda *_: 1.0))


def test_pictures_follow_the_training_when_its_cell_is_run_again(monkeypatch):
    monkeypatch.setattr(background, "SLICE", 0.0)
    monkeypatch.setattr(exhibits, "REDRAW", 0.0)

    async def scene(first: TrainingExhibit) -> None:
        first._repr_mimebundle_()
        forecast = forecast_five(first)
        first.go_button.click()
        await until(lambda: first.background.state.step >= 110)
        again = train_damped_sine()
        step = again.background.state.step
        await until(lambda: again.background.state.step > step)
        assert forecast.readout.startswith(f"With your own weights, after {again.background.state.step} steps: ")
        assert again.forecaster is first.background.forecaster
        again.background.start_over()
        await until(lambda: forecast.readout.startswith("With the recorded weights: "))
        again.go_button.click()
        await until(lambda: again.background.state.step >= 100)
        await until(lambda: forecast.readout.startswith("With your own weights, after 10"))
        again.background.stop()
        await until(lambda: again.background.state.status == "stopped")

    play(scene)


def test_cell_that_runs_twice_leaves_one_watcher_of_each_kind():
    training = run_without_loop(train_damped_sine)
    first, second = forecast_five(training), forecast_five(training)
    watchers = [Mock(wraps=exhibit.compute) for exhibit in (first, second)]
    first.compute, second.compute = watchers
    run_without_loop(training.background.start_over)  # then it happens at once, and tells every watcher
    assert [watcher.call_count for watcher in watchers] == [0, 1]
