"""The exhibits of notebook 11 show what plain loops compute, while the forecaster behind them is being trained too."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import forecast_oracles as oracle
import numpy as np
import pytest
from loops import run_in_loop, run_without_loop

from lstm_lesson import Forecaster
from lstm_lesson.data.baselines import AutoRegression, mean_absolute_error
from lstm_lesson.lessons.n11_damped_sine.exhibits import damped_sine_window, forecast_five, forecast_scores, run_free
from lstm_lesson.lessons.n11_damped_sine.numbers import compare, scoreboard
from lstm_lesson.lessons.n11_damped_sine.pictures import NAMES, ROUNDING
from lstm_lesson.lessons.n11_damped_sine.training_exhibits import TrainingExhibit, train_damped_sine
from lstm_lesson.studies import sine_forecast
from lstm_lesson.training import background
from lstm_lesson.training.background import BackgroundTraining

RECORDED = sine_forecast.recorded()
UNTRAINED = train_damped_sine()
EXHIBITS = {
    "window": damped_sine_window(),
    "forecast": forecast_five(UNTRAINED),
    "free run": run_free(UNTRAINED),
    "scoreboard": forecast_scores(UNTRAINED),
}


def ydata(exhibit: Any) -> list[np.ndarray]:
    lines = [np.asarray(a.get_ydata(), dtype=float) for a in exhibit.drawing.artists if hasattr(a, "get_ydata")]
    assert all(np.isfinite(line).all() for line in lines)
    return lines


def assert_window_is_right(exhibit: Any, period: float, decay: float) -> None:
    upper, lower, wave = ydata(exhibit)
    reach = [0.5 * np.e ** (-decay * t) for t in range(55)]
    np.testing.assert_allclose(wave, oracle.damped(period, decay, 55), atol=1e-12)
    np.testing.assert_allclose(upper, 0.5 + np.array(reach))
    np.testing.assert_allclose(lower, 0.5 - np.array(reach), atol=1e-15)


def assert_forecast_is_right(exhibit: Any, period: float, decay: float) -> None:
    whole_past, whole_forecast, whole_truth, here, end_past, *each, end_truth = ydata(exhibit)[:11]
    dots = [line.get_xdata()[0] for line in exhibit.drawing.artists[11:16]]
    wave = oracle.damped(period, decay, 55)
    expected = oracle.baselines(wave[:50], period, 5) | {
        "ar2": wave[50:],
        "forecast": oracle.lstm(RECORDED, wave[None, :50])[0],
    }
    np.testing.assert_allclose(whole_past, wave[:50], atol=1e-12)
    np.testing.assert_allclose(end_past, wave[46:50], atol=1e-12)
    for truth in (whole_truth, end_truth):
        np.testing.assert_allclose(truth, wave[50:], atol=1e-12)
    for name, line, dot in zip(NAMES, each, dots, strict=True):
        np.testing.assert_allclose(line, expected[name], atol=2e-5, err_msg=name)
        assert dot == pytest.approx(max(oracle.mean_error(expected[name], wave[50:]), ROUNDING), abs=2e-5), name
    np.testing.assert_array_equal(whole_forecast, each[-1])
    assert here[0] == decay


def assert_free_run_is_right(exhibit: Any, period: float, decay: float) -> None:
    past, forecast, truth, constant, running, one_step, here = ydata(exhibit)
    wave = oracle.damped(period, decay, 150)
    np.testing.assert_allclose(past, wave[:50], atol=1e-12)
    np.testing.assert_allclose(truth, wave[50:], atol=1e-12)
    # Rounding feeds on itself where the forecaster was never trained, so later steps may part a little.
    np.testing.assert_allclose(forecast, oracle.free_run(RECORDED, wave[:50], 100), atol=5e-3)
    np.testing.assert_allclose(forecast[:10], oracle.free_run(RECORDED, wave[:50], 10), atol=1e-4)
    pasts = np.array([wave[t - 50 : t] for t in range(50, 150)])
    told = oracle.lstm(RECORDED, pasts)[:, 0]
    for line, shown in ((constant, np.full(100, 0.5)), (running, forecast), (one_step, told)):
        errors = abs(shown - wave[50:])
        means = [errors[max(0, t - 5) : t + 6].mean() for t in range(100)]
        np.testing.assert_allclose(line, means, atol=2e-5)
    assert here[0] == decay


def assert_scores_are_right(exhibit: Any, period: float, decay: float, noise: float) -> None:
    rng = np.random.default_rng(0)
    periods, decays = period * rng.uniform(0.9, 1.1, 100), decay * rng.uniform(0.9, 1.1, 100)
    waves = np.array([oracle.damped(p, d, 55) for p, d in zip(periods, decays, strict=True)])
    pasts, truth = waves[:, :50] + noise * rng.standard_normal((50, 100)).T, waves[:, 50:]
    each = [oracle.baselines(past, p, 5) for past, p in zip(pasts, periods, strict=True)]
    expected = {name: np.array([one[name] for one in each]) for name in each[0]}
    expected["ar2"] = truth if noise == 0 else np.array([oracle.autoregression(past, 5) for past in pasts])
    expected["forecast"] = oracle.lstm(RECORDED, pasts)
    dots = exhibit.drawing.artists[:5]
    for name, dot in zip(NAMES, dots, strict=True):
        error = max(oracle.mean_error(expected[name], truth), ROUNDING)
        assert dot.get_xdata()[0] == pytest.approx(error, abs=1e-5), name
    assert ydata(exhibit)[5][0] == decay


RIGHT: dict[str, Callable] = {
    "window": assert_window_is_right,
    "forecast": assert_forecast_is_right,
    "free run": assert_free_run_is_right,
    "scoreboard": assert_scores_are_right,
}
ENDS = [(kind, name, end) for kind, exhibit in EXHIBITS.items() for name in exhibit.sliders for end in ("min", "max")]
PRESETS = [(kind, name) for kind, exhibit in EXHIBITS.items() for name in exhibit.presets]


@pytest.mark.parametrize(("kind", "name", "end"), ENDS)
def test_picture_is_right_with_any_slider_at_either_end(kind, name, end):
    exhibit = EXHIBITS[kind]
    exhibit.reset()
    exhibit.sliders[name].value = getattr(exhibit.sliders[name], end)
    assert exhibit.error == ""
    RIGHT[kind](exhibit, **exhibit.values)


@pytest.mark.parametrize(("kind", "name"), PRESETS)
def test_picture_is_right_on_every_preset(kind, name):
    exhibit = EXHIBITS[kind]
    exhibit.reset()
    exhibit.preset(name)
    assert exhibit.error == ""
    RIGHT[kind](exhibit, **exhibit.values)


@pytest.mark.parametrize("kind", ["forecast", "free run", "scoreboard"])
def test_sentence_says_whose_weights_they_are(kind):
    EXHIBITS[kind].reset()
    assert EXHIBITS[kind].readout.startswith("With the recorded weights: ")


# ---- What the notebook says in words


def error_of(name: str, period: float, decay: float) -> float:
    return compare(RECORDED, period, decay).scores[name]


def test_notebook_is_right_about_waves_inside_and_outside_the_training_range():
    said = {(15, "forecast"): 1e-4, (15, "constant"): 0.05, (6, "forecast"): 0.32, (6, "constant"): 0.06}
    said |= {(30, "forecast"): 0.07, (30, "last_value"): 0.01}
    for (period, name), error in said.items():
        assert error_of(name, period, 0.03) == pytest.approx(error, abs=0.005 if error > 0.001 else 5e-5)
    assert round(error_of("forecast", 6, 0.03) / error_of("constant", 6, 0.03)) == 6


def test_notebook_is_right_about_running_free():
    run = compare(RECORDED, 15, 0.03, 100)
    free, constant = (abs(run.forecasts[name] - run.truth) for name in ("forecast", "constant"))
    assert free[:5].mean() == pytest.approx(1e-4, abs=5e-5)
    assert free[-5:].mean() == pytest.approx(0.0049, abs=5e-5)
    assert constant[-5:].mean() == pytest.approx(0.0049, abs=5e-5)
    assert np.ptp(run.forecasts["forecast"][-20:]) < 0.25 * np.ptp(run.truth[-20:])  # it has faded
    assert abs(run.one_step_ahead - run.truth).mean() == pytest.approx(6e-4, abs=5e-5)
    undying = compare(RECORDED, 15, 0, 100)
    assert np.ptp(undying.forecasts["forecast"][-20:]) == pytest.approx(1.9 * np.ptp(undying.truth[-20:]), rel=0.05)


def test_notebook_is_right_about_noise():
    board = scoreboard(RECORDED, 15, 0.03, 0.02).scores
    assert min(board, key=lambda name: board[name]) == "forecast"
    assert (round(board["forecast"], 3), round(board["ar2"], 3)) == (0.023, 0.037)
    board = scoreboard(RECORDED, 15, 0.03, 0.1).scores
    assert [round(board[name], 3) for name in ("ar2", "constant", "forecast")] == [0.069, 0.072, 0.121]
    board = scoreboard(RECORDED, 15, 0.06, 0.02).scores
    assert min(board, key=lambda name: board[name]) == "constant"


def test_notebook_is_right_that_ar_8_beats_the_lstm_under_noise():
    x, y = sine_forecast.final_test_set()
    noisy = x[:, :, 0] + 0.02 * np.random.default_rng(0).standard_normal(x.shape[:2])
    errors = [mean_absolute_error(AutoRegression(p).fit(noisy).forecast(noisy, 5), y) for p in (2, 8)]
    errors.append(mean_absolute_error(RECORDED.predict(noisy[:, :, None]), y))
    assert [round(error, 3) for error in errors] == [0.030, 0.009, 0.022]


# ---- Training, on a loop as a notebook's

STEPS = 200


def fit(forecaster: Forecaster, **changes: Any) -> Any:
    return sine_forecast.fit(forecaster, **{"steps": STEPS} | changes)


def play(scene: Callable[[TrainingExhibit], Coroutine], fit: Any = fit) -> TrainingExhibit:
    async def with_training() -> TrainingExhibit:
        training = TrainingExhibit(BackgroundTraining(sine_forecast.new_forecaster, fit, STEPS))
        await asyncio.wait_for(scene(training), timeout=60)
        return training

    return run_in_loop(with_training())


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


def status(training: TrainingExhibit) -> tuple[str, bool, bool]:
    """What the buttons say: the first one's words and whether it can be clicked, and whether one can start over."""
    return training.go_button.description, not training.go_button.disabled, not training.over_button.disabled


async def to_the_end(training: TrainingExhibit) -> None:
    training.go_button.click()
    await until(lambda: training.go_button.disabled)


def test_train_stop_continue_goes_to_the_end_as_an_uninterrupted_training_would(monkeypatch):
    monkeypatch.setattr(background, "SLICE", 0.005)

    async def scene(training: TrainingExhibit) -> None:
        assert status(training) == ("Train", True, False)
        training.go_button.click()
        await until(lambda: training.background.state.step > 120)
        assert status(training) == ("Stop", True, True)
        training.go_button.click()
        await until(lambda: training.background.state.status == "stopped")
        assert status(training) == ("Continue", True, True)
        step = training.background.state.step
        for _ in range(50):
            await asyncio.sleep(0)
        assert training.background.state.step == step == training.bar.value
        assert f"Stopped, weights kept: step {step:,} of {STEPS:,}" in training.readout
        await to_the_end(training)
        assert status(training) == ("Trained", False, True)

    training = play(scene)
    alone = sine_forecast.new_forecaster()
    for _ in fit(alone):
        pass
    for name, weight in alone.weights.items():
        np.testing.assert_array_equal(training.forecaster.weights[name], weight)
    artists: list[Any] = list(training.drawing.artists)
    loss, validation, best = artists
    np.testing.assert_array_equal(loss.get_xydata(), training.background.state.losses)
    np.testing.assert_array_equal(validation.get_xydata(), training.background.state.validation_losses)
    assert best.get_ydata()[0] == validation.get_ydata().min()
    assert "lowest validation loss" in training.readout


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
        assert training.whose == "the recorded weights"
        await to_the_end(training)
        assert training.whose == f"your own weights, after {STEPS} steps"
        assert forecast.readout.startswith("With your own weights, after 200 steps: ")
        own = compare(training.background.forecaster, 15, 0.03).forecasts["forecast"]
        np.testing.assert_array_equal(ydata(forecast)[1], own)
        assert forecast.png != recorded
        training.over_button.click()
        await until(lambda: training.background.state.status == "not started")
        assert training.whose == "the recorded weights"
        assert forecast.png == recorded
        assert status(training) == ("Train", True, False)
        assert training.bar.value == 0
        assert training.readout.startswith("Nothing is trained yet")

    play(scene)


def test_weights_are_not_the_students_before_the_first_validation():
    async def scene(training: TrainingExhibit) -> None:
        training.go_button.click()
        await until(lambda: training.background.state.step > 0)
        training.background.stop()
        await until(lambda: training.background.state.status == "stopped")
        assert 0 < training.background.state.step < 100
        assert training.whose == "the recorded weights"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(background, "SLICE", 0.0)
        play(scene)


def test_diverging_training_says_so_in_the_exhibit_and_can_be_started_over():
    async def scene(training: TrainingExhibit) -> None:
        await to_the_end(training)
        assert status(training) == ("Failed", False, True)
        assert "The training stopped at step" in training.readout
        assert "the training diverged at step" in training.readout
        assert np.isfinite(training.forecaster.predict(np.zeros((50, 1)))).all()
        training.over_button.click()
        await until(lambda: status(training) == ("Train", True, False))

    play(scene, lambda forecaster: fit(forecaster, learning_rate=1e6, schedule=lambda *_: 1.0))


def test_click_without_an_event_loop_says_what_is_missing():
    training = run_without_loop(train_damped_sine)
    training.go_button.click()
    assert "event loop, and here there is none" in training.time_left.value
    assert status(training) == ("Train", True, False)


def test_cell_that_runs_twice_leaves_one_watcher_of_each_kind():
    training = run_without_loop(train_damped_sine)
    first, second = forecast_five(training), forecast_five(training)
    drawn = []

    def draws_as(name: str) -> Callable:
        def compute(period: float, decay: float) -> Any:
            drawn.append(name)
            return compare(RECORDED, period, decay)

        return compute

    first.compute, second.compute = draws_as("first"), draws_as("second")
    run_without_loop(training.background.start_over)  # then it happens at once, and tells every watcher
    assert drawn == ["second"]
