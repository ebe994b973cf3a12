"""The nonlinear fit finds the numbers that made a clean wave, and the bottom of the valley of a noisy one."""

import numpy as np
import pytest

from lstm_lesson.studies.limits import sine_fit
from lstm_lesson.studies.limits import waves as limits
from lstm_lesson.studies.limits.waves import switching_sines

AHEAD = np.arange(50, 55)


def squared_error(x: np.ndarray, numbers: np.ndarray, since: int) -> np.ndarray:
    waves = switching_sines(50, numbers[:, 0], numbers[:, 1], numbers[:, 2], np.full(len(numbers), since))
    return ((x.T - waves) ** 2).sum(axis=1)


@pytest.mark.parametrize("since", [40, 20, 10, 5])
def test_clean_waves_give_back_both_periods_and_the_decay(since):
    waves = limits.draw(200, 1, since=since)
    found = sine_fit.fit(waves.x, since)
    np.testing.assert_allclose(found, np.column_stack([waves.period, waves.new_period, waves.decay]), rtol=1e-9)
    assert abs(sine_fit.forecast(found, since, AHEAD) - waves.y).max() < 1e-12


@pytest.mark.parametrize(("since", "told"), [(50, "new_period"), (0, "period")])
def test_period_of_which_nothing_was_seen_is_taken_to_be_the_other(since, told):
    waves = limits.draw(50, 1, since=since)
    found = sine_fit.fit(waves.x, since)
    np.testing.assert_allclose(found[:, 0], getattr(waves, told), rtol=1e-9)
    np.testing.assert_array_equal(found[:, 0], found[:, 1])


@pytest.mark.parametrize(("noise", "since"), [(0.02, 50), (0.02, 10), (0.1, 20)])
def test_no_point_nearby_nor_the_truth_fits_a_noisy_window_better(noise, since):
    waves = limits.draw(200, 1, noise=noise, since=since)
    found = sine_fit.fit(waves.x, since)
    least = squared_error(waves.x, found, since)
    low, high = np.array([10, 10, 0.01]), np.array([20, 20, 0.1])
    rng = np.random.default_rng(0)
    for _ in range(20):
        near = np.clip(found + rng.normal(0, 1, found.shape) * [0.05, 0.05, 0.0005], low, high)
        assert (squared_error(waves.x, near, since) >= least - 1e-6 * least).all()
    truth = np.column_stack([waves.period, waves.new_period, waves.decay])
    assert (squared_error(waves.x, truth, since) >= least * (1 - 1e-9)).mean() > 0.99


@pytest.mark.parametrize("since", [0, 10, 50])
def test_fit_begins_at_the_point_of_the_grid_with_the_least_error(since):
    x = limits.draw(12, 1, noise=0.1, since=since).x
    periods, decays = np.linspace(10, 20, 21), np.linspace(0.01, 0.1, 7)
    old, new = periods if since < 50 else periods[:1], periods if since else periods[:1]
    points = np.array([(p, q, d) for p in old for q in new for d in decays])
    before, after = limits.split_time(np.arange(50), since)
    started = sine_fit._on_grid(x.T - 0.5, before, after, None)
    for wave, start in zip(x.T, started, strict=True):
        errors = squared_error(np.repeat(wave[:, None], len(points), axis=1), points, since)
        np.testing.assert_allclose(start, points[errors.argmin()], rtol=1e-12)


def test_found_numbers_stay_in_the_ranges_told():
    found = sine_fit.fit(limits.draw(300, 1, noise=0.2, since=5).x, 5)
    assert (found >= [10, 10, 0.01]).all()
    assert (found <= [20, 20, 0.1]).all()


def test_distractor_of_known_period_is_left_out():
    waves = limits.draw(100, 1, distraction=0.5)
    without = sine_fit.sine_basis(waves.distractor_period, 50)
    found = sine_fit.fit(waves.x, 50, without=without)
    assert abs(sine_fit.forecast(found, 50, AHEAD) - waves.y).max() < 1e-12
    np.testing.assert_allclose(without.transpose(0, 2, 1) @ without, [np.eye(2)] * 100, atol=1e-12)


def test_shorter_window_is_fitted_where_the_rest_is_missing():
    waves = limits.draw(100, 1, gap=35)
    found = sine_fit.fit(waves.x[:15], 50)
    assert abs(sine_fit.forecast(found, 50, AHEAD) - waves.y).max() < 1e-9
