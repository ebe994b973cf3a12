"""R² is what ordinary least squares says it is; probes find what is there. The gradients: lessons/test_n12.py."""

import math

import numpy as np
import oracles
import pytest
from cases import every_refusal

from lstm_lesson import GRU, LSTM, Forecaster, damped_sine
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.linear_probe import linear_probe, refitted_error
from lstm_lesson.studies.sine_forecast import TASK
from lstm_lesson.studies.unit_analysis import (
    Opened,
    envelope_of,
    nonlinearity,
    over_training_range,
    phase_of,
    r_squared,
)

RECORDED = sine_forecast.recorded()
OPENED = Opened(RECORDED)
T = np.arange(50)


# ---- R²


def test_r_squared_is_the_squared_correlation_of_c_with_its_least_squares_fit():
    look = OPENED.look(period=13.3, decay=0.045)
    fading = np.exp(-0.045 * T)
    sine, cosine = (fading * wave(2 * np.pi * T / 13.3) for wave in (np.sin, np.cos))
    for unit in range(20):
        c = look.trace.c[:, unit]
        assert look.phase[unit] == pytest.approx(oracles.r_squared(c, sine, cosine), abs=1e-9)
        assert look.envelope[unit] == pytest.approx(oracles.r_squared(c, fading), abs=1e-9)


def test_regressor_that_says_the_same_twice_changes_nothing():
    c, fading = OPENED.look(15, 0.03).trace.c, envelope_of(50, 0.03)
    twice = np.hstack([fading, 3 * fading + 1])
    np.testing.assert_allclose(r_squared(c, twice), r_squared(c, fading), atol=1e-9)


def test_constant_cell_state_has_no_r_squared():
    c = np.column_stack([np.full(50, 0.3), np.sin(T)])
    assert np.isnan(r_squared(c, phase_of(50, 15, 0.03))).tolist() == [True, False]


def test_medians_over_the_training_range_are_those_of_its_waves():
    following = over_training_range(RECORDED, size=5)
    rng = np.random.default_rng(2_000_001)
    waves = list(zip(rng.uniform(10, 20, 5), rng.uniform(0.01, 0.1, 5), strict=True))
    looks = [OPENED.look(p, d) for p, d in waves]
    np.testing.assert_allclose(following.phase, [look.phase for look in looks], atol=1e-9)
    np.testing.assert_allclose(following.medians[1], np.median([look.envelope for look in looks], axis=0), atol=1e-9)
    other = r_squared(looks[2].trace.c, envelope_of(50, waves[1][1]))
    np.testing.assert_allclose(following.other_envelope[2], other, atol=1e-9)
    late = r_squared(looks[2].trace.c[10:], phase_of(50, *waves[2])[10:])
    np.testing.assert_allclose(over_training_range(RECORDED, size=5, since=10).phase[2], late, atol=1e-9)


def test_opened_forecaster_runs_as_the_forecaster_does():
    wave = damped_sine(55, 14, 0.02)
    trace = OPENED.look(14, 0.02).trace
    np.testing.assert_allclose(trace.h[-1] @ OPENED.W_y.T + OPENED.b_y, RECORDED.predict(wave[:50, None]), atol=2e-6)
    assert OPENED.look(14, 0.02, offset=0.1).x[7] == pytest.approx(wave[7] + 0.1)


@pytest.mark.parametrize("ahead", [1, 4])
def test_gradient_of_a_forecast_is_what_nudging_each_input_changes(ahead):
    x = damped_sine(30, 14, 0.02)

    def said(window):
        return OPENED.cell.run(window[:, None]).h[-1] @ OPENED.W_y[ahead - 1] + OPENED.b_y[ahead - 1]

    nudges = 1e-5 * np.eye(len(x))
    by_nudging = [(said(x + nudge) - said(x - nudge)) / 2e-5 for nudge in nudges]
    found = OPENED.input_gradient(x, ahead)
    np.testing.assert_allclose(found.gradient, by_nudging, rtol=1e-5, atol=1e-8)
    assert found.forecast == pytest.approx(said(x))


def test_cell_of_tiny_weights_is_a_linear_filter_and_one_of_large_weights_is_not():
    network = TASK.learner("LSTM")
    bias = {"layer0.b": network.weights["layer0.b"]}
    tiny, large = (Forecaster(1, 20, 5) for _ in range(2))
    tiny.weights = {name: 1e-3 * w for name, w in network.weights.items()} | bias
    large.weights = {name: 10 * w for name, w in network.weights.items()} | bias
    assert nonlinearity(tiny, size=5) < 1e-4
    assert nonlinearity(large, size=5) > 0.2


def test_nonlinearity_is_what_a_scalar_loop_gives():
    network, zeros = TASK.learner("LSTM", seed=3), [0.0] * 20
    rng = np.random.default_rng(2_000_001)
    period, decay = rng.uniform(10, 20), rng.uniform(0.01, 0.1)
    swing = [0.5 * math.sin(2 * math.pi * t / period) * math.exp(-decay * t) for t in range(50)]
    runs = [[[0.5 + share * s] for s in swing] for share in (0.0, 0.5, 1.0)]
    none, half, whole = (np.array(oracles.scalar_run(network.cells()[0], x, zeros, zeros)["c"]) for x in runs)
    expected = math.sqrt(((whole + none - 2 * half) ** 2).sum() / ((whole - none) ** 2).sum())
    assert nonlinearity(network, size=1) == pytest.approx(expected, rel=1e-3)


# ---- Probes


def test_probe_finds_the_envelope_that_no_single_unit_holds():
    every, single = linear_probe(TASK.learner("LSTM"), "envelope", 20)
    assert every > 0.999
    assert single < 0.3


def test_probe_of_one_unit_is_as_good_as_that_unit():
    every, single = linear_probe(Forecaster(1, 1, 5), "sine", 5)
    assert every == single
    assert 0 < every < 1


def test_refitted_head_does_far_better_on_the_trained_cell_than_on_the_untrained_one():
    refitted = refitted_error(RECORDED)
    assert 0.8 * TASK.test_score(RECORDED) < refitted < TASK.test_score(RECORDED)
    assert refitted_error(TASK.learner("LSTM")) > 5 * refitted


# ---- What is refused


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: r_squared(np.zeros(50), np.zeros((50, 1))), "regressors must have shape"),
    (lambda: r_squared(np.zeros((50, 2)), np.zeros((49, 1))), "regressors must have shape"),
    (lambda: r_squared(np.zeros((3, 2)), np.zeros((3, 3))), "K below T"),
    (lambda: OPENED.look(2, 0.03), "period must be"),
    (lambda: OPENED.input_gradient(np.zeros(50), 6), "ahead must be from 1 to 5"),
    (lambda: Opened(Forecaster(1, 3, 5, cell=GRU)), "one layer of LSTM"),
    (lambda: Opened(Forecaster(1, 3, 5, cell=LSTM, layers=2)), "one layer of LSTM"),
    (lambda: linear_probe(RECORDED, "tangent", 3), "target must be one of sine"),
)
