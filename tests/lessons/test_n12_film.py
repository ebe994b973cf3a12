"""The film of notebook 12 shows the training of notebook 11's forecaster, step by step, and what the notebook says."""

from typing import Any

import forecast_oracles as oracle
import numpy as np
import pytest
from exhibit_cases import assert_line, assert_says, begun, every_move
from oracles import scalar_run

from lstm_lesson import training_film
from lstm_lesson.lessons.n12_look_inside import film_numbers
from lstm_lesson.studies import sine_film, sine_forecast, sine_seeds
from lstm_lesson.studies.sine_film import STEPS
from lstm_lesson.studies.sine_forecast import TASK

T, AHEAD = np.arange(50), np.arange(50, 55)
CONSTANT = float(np.abs(TASK.test_set()[1] - 0.5).mean())


def assert_frame(exhibit: Any, snapshot: float, period: float, decay: float) -> None:
    of, wave, snapshot = exhibit.drawing.of, oracle.damped(period, decay, 55), int(snapshot)
    network = sine_film.recorded().forecaster(snapshot)
    forecast = oracle.lstm(network, wave[None, :50])[0]
    for place, since in enumerate((0, 46)):  # the window, and its end enlarged
        assert_line(of("x", place), T[since:], wave[since:50])
        assert_line(of("truth", place), AHEAD, wave[50:])
        assert_line(of("forecast", place), AHEAD, forecast, atol=2e-5)
        low, high = of("truth", place).axes.get_ylim()
        assert low < min(wave[since:].min(), forecast.min()) < max(wave[since:].max(), forecast.max()) < high
    c = network.cells()[0].run(wave[:50, None].astype(np.float32)).c
    for unit in range(20):
        assert_line(of("c", unit), T, c[:, unit], atol=2e-5)
    assert np.abs(c).max() < of("c").axes.get_ylim()[1]
    errors = [TASK.test_score(sine_film.recorded().forecaster(k)) for k in range(snapshot + 1)]
    assert_line(of("forecast", 2), STEPS[: snapshot + 1], errors, atol=1e-6)
    for k in range(4):  # the other seeds, pale
        pale = of("forecast", 3 + k)
        assert_line(pale, STEPS[: snapshot + 1], sine_seeds.recorded()[1 + k].film[: snapshot + 1], atol=1e-6)
        assert pale.get_alpha() < 0.5
    assert_line(of("cursor"), [STEPS[snapshot]], errors[-1:], atol=1e-6)
    own = float(np.abs(forecast - wave[50:]).mean())
    said = f"Step {STEPS[snapshot]:,} of 4,000: the forecast has an error of {own:.4f} on this wave, and of "
    said += f"{errors[-1]:.4f} on the test waves (always saying ½: {CONSTANT:.4f}). "
    swing = (c.max(axis=0) - c.min(axis=0)).mean()
    assert_says(exhibit, said + f"Over the window a unit's c moves by {swing:.2f} on average.")


test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move({training_film: assert_frame})


def test_play_runs_through_all_snapshots():
    exhibit = begun(training_film)
    player = exhibit.players["snapshot"].play
    assert (player.min, player.max) == (0, len(STEPS) - 1)
    for snapshot in range(1, len(STEPS)):
        player.value = snapshot
        assert exhibit.readout.startswith(f"Step {STEPS[snapshot]:,} of")


def test_last_snapshot_is_the_recorded_forecaster_and_the_first_the_untrained_one():
    film = sine_film.recorded()
    for snapshot, network in ((-1, sine_forecast.recorded()), (0, TASK.learner("LSTM"))):
        for name, weights in network.weights.items():
            np.testing.assert_array_equal(film.weights[name][snapshot], weights)


def test_cell_states_are_what_a_scalar_loop_computes():
    zeros, wave = [0.0] * 20, oracle.damped(12, 0.03, 50)
    exhibit = begun(training_film, snapshot=6, period=12)
    run = scalar_run(sine_film.recorded().forecaster(6).cells()[0], wave[:, None].tolist(), zeros, zeros)
    assert_line(exhibit.drawing.of("c", 4), T, np.array(run["c"])[:, 4], atol=1e-6)


# ---- What the notebook says in words


def frame(step: int) -> film_numbers.Frame:
    return film_numbers.frame(STEPS.index(step), 15, 0.03)


def test_words_about_the_flat_forecast_hold():
    said = {0: 0.0613, 10: 0.0477, 100: 0.0442, 200: 0.0266, 4000: 0.0003}
    assert {step: round(frame(step).errors[-1], 4) for step in said} == said
    assert round(CONSTANT, 3) == 0.045
    assert abs(frame(100).forecast - 0.5).max() < 0.011
    assert [round(frame(step).swing, 2) for step in (0, 100, 200)] == [0.15, 0.14, 0.66]


def test_words_about_the_head_hold():
    network = sine_film.recorded().forecaster(STEPS.index(100))
    assert abs(network.weights["W_y"]).max() == pytest.approx(0.24, abs=0.005)
    x, y = sine_forecast.damped_sine_windows(1000, 2_000_003)
    h = network.cells()[0].run(x.astype(np.float32)).h[-1].astype(float)
    fitted = np.linalg.lstsq(np.column_stack([h, np.ones(1000)]), y)[0]
    assert abs(fitted[:-1]).max() > 1000  # what it would take to read the wave off these states
