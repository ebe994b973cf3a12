"""The least possible error is that of the posterior, found in another way, and nobody in the record is below it."""

import numpy as np
import pytest

from lstm_lesson.lessons.n13_limitations.numbers import rankings
from lstm_lesson.nn.gradients import numerical_gradient
from lstm_lesson.studies.limits import bound, feed_forward, forecasters
from lstm_lesson.studies.limits.feed_forward import FeedForward, FeedForwardSettings
from lstm_lesson.studies.limits.forecasters import BOUND, TASKS
from lstm_lesson.studies.limits.record import recorded_feed_forward


def on_a_grid(x: np.ndarray, noise: float) -> np.ndarray:
    """The posterior median of windows without a switch, every period and decay of a fine grid weighed: (B, 5)."""
    period, decay = (axis.ravel() for axis in np.meshgrid(np.linspace(10, 20, 401), np.linspace(0.01, 0.1, 61)))
    t = np.arange(55)
    waves = 0.5 + 0.5 * np.sin(2 * np.pi * t / period[:, None]) * np.exp(-decay[:, None] * t)
    medians = np.empty((x.shape[1], 5))
    for b, window in enumerate(x.T):
        fit = -((waves[:, :50] - window) ** 2).sum(axis=1) / (2 * noise**2)
        weights = np.exp(fit - fit.max())
        for k in range(5):
            order = waves[:, 50 + k].argsort()
            upto = weights[order].cumsum()
            medians[b, k] = waves[order, 50 + k][np.searchsorted(upto, upto[-1] / 2)]
    return medians


@pytest.mark.parametrize("noise", [0.05, 0.2])
def test_forecast_is_the_median_of_all_waves_weighed_by_the_window(noise):
    now = forecasters.waves("map", (noise, 50), 40, 5)
    found, wanted = bound.forecast(now, noise, 50), on_a_grid(now.x, noise)
    assert np.abs(found - wanted).mean() < 0.15 * np.abs(wanted - now.y).mean()
    assert np.abs(found - now.y).mean() == pytest.approx(np.abs(wanted - now.y).mean(), rel=0.03)


def test_without_noise_a_window_shows_its_wave():
    now = forecasters.waves("map", (0.0, 10), 20, 5)
    assert np.abs(bound.forecast(now, 0.0, 10) - now.y).max() < 1e-9


def test_nobody_in_the_record_is_below_the_least_possible_error():
    for cell in rankings("map"):
        for name in cell.errors:
            assert cell.mean(name) > 0.985 * cell.mean(BOUND) - 1e-6, (cell.place, name)


# ---- The feed-forward network


def test_gradient_of_the_feed_forward_network_is_that_of_finite_differences():
    network = FeedForward((4, 3), n_in=6, n_ahead=2, rng=1)
    network.parameters = network.parameters.astype(float)
    network._gradient = np.empty_like(network.parameters)
    x, y = np.random.default_rng(0).random((6, 5, 1)), np.random.default_rng(1).random((5, 2))
    by_hand = network.loss_and_gradient(x, y)[1].copy()
    wanted = numerical_gradient(lambda: network.loss_and_gradient(x, y)[0], network.parameters, step=1e-3)
    assert np.abs(by_hand - wanted).max() < 1e-3 * np.abs(wanted).max() + 1e-5


def test_feed_forward_networks_have_as_many_weights_as_the_lstm_but_for_a_twentieth():
    for shape in feed_forward.SHAPES:
        assert 0.95 * 1865 < FeedForward(shape).parameters.size < 1865


def test_weights_restored_forecast_the_same():
    network = recorded_feed_forward().seeds[0]
    again = feed_forward.restored(feed_forward.as_arrays(network))
    x = TASKS["map"].test_set()[0][:, :20]
    np.testing.assert_array_equal(network.forecast(x), again.forecast(x))


def test_a_short_training_learns_and_its_best_weights_are_kept():
    of = FeedForwardSettings(0, 0.01)
    network, loss = feed_forward.trained(TASKS["map"], of, 3, steps=200)
    x, y = TASKS["map"].validation_set()
    assert loss == pytest.approx(((network.forecast(x) - y) ** 2).mean(), rel=1e-3)
    assert loss < ((0.5 - y) ** 2).mean()
