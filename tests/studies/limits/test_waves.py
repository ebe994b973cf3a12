"""The waves of notebook 13 are what they are said to be: noise, switch, distractor and gap, and a clean target."""

import numpy as np
import pytest
from cases import every_refusal
from forecast_oracles import switching

from lstm_lesson.studies.limits import waves as limits
from lstm_lesson.studies.limits.waves import draw, switching_sines


def one(length: int, period: float, new_period: float, decay: float, since: float) -> np.ndarray:
    return switching_sines(length, [period], [new_period], [decay], [since])[0]


@pytest.mark.parametrize("since", [0, 1, 10, 49, 50])
def test_period_changes_where_it_should_and_the_phase_never_jumps(since):
    np.testing.assert_allclose(one(55, 18, 11, 0.03, since), switching(18, 11, 0.03, since, 55), atol=1e-13)


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: one(55, 0.0, 11, 0.03, 5), "period and new_period must be above 0"),
    (lambda: one(55, 18, 11, 0.03, 51), "since must be from 0 to 50"),
    (lambda: switching_sines(55, [18.0], [11.0, 12.0], [0.03], [5.0]), "new_period must have shape"),
    (lambda: one(0, 18, 11, 0.03, 5), "length must be a whole number of at least 1"),
)


def clean(waves: limits.Waves, length: int = 55) -> np.ndarray:
    return switching_sines(length, waves.period, waves.new_period, waves.decay, waves.since)


def test_noise_is_in_the_window_and_not_in_the_target():
    waves = draw(500, 0, noise=0.1, since=10)
    noise = waves.x - clean(waves)[:, :50].T
    assert noise.std() == pytest.approx(0.1, rel=0.02)
    assert abs(noise.mean()) < 0.002
    np.testing.assert_array_equal(waves.y, clean(waves)[:, 50:])


def test_periods_and_decays_are_those_of_notebook_11():
    waves = draw(2000, 0)
    for values, (low, high) in ((waves.period, (10, 20)), (waves.new_period, (10, 20)), (waves.decay, (0.01, 0.1))):
        assert low <= values.min() < low + 0.02 * (high - low)
        assert high - 0.02 * (high - low) < values.max() <= high
        assert values.mean() == pytest.approx((low + high) / 2, rel=0.03)


def test_distractor_is_a_sine_of_its_period_on_top_of_the_window_alone():
    waves = draw(50, 0, distraction=0.3)
    on_top = waves.x - clean(waves)[:, :50].T
    t = np.arange(50)
    for column, period in zip(on_top.T, waves.distractor_period, strict=True):
        assert 3 <= period <= 6
        waves_of_it = np.column_stack([np.sin(2 * np.pi * t / period), np.cos(2 * np.pi * t / period)])
        amplitudes, *_ = np.linalg.lstsq(waves_of_it, column)
        np.testing.assert_allclose(waves_of_it @ amplitudes, column, atol=1e-12)
        assert np.hypot(*amplitudes) == pytest.approx(0.3)


def test_gap_shows_one_half_and_the_mask_says_where():
    waves = draw(20, 0, noise=0.01, gap=15)
    assert (waves.x[35:] == 0.5).all()
    assert (waves.x[:35] != 0.5).all()
    inputs = limits.with_mask(waves.x, 15)
    assert inputs.shape == (50, 20, 2)
    assert (inputs[:35, :, 1] == 0).all()
    assert (inputs[35:, :, 1] == 1).all()


def test_training_windows_of_the_map_have_all_noises_and_switches():
    x, y = limits.noisy_switching(4000, 0)
    assert (x.shape, y.shape) == ((50, 4000, 1), (4000, 5))
    jitter = abs(np.diff(x[:, :, 0], n=4, axis=0)).mean(axis=0)  # fourth differences leave little of a smooth wave
    assert (jitter > 1).mean() > 0.01
    assert (jitter < 0.03).mean() > 0.1


def test_training_noise_is_drawn_between_a_thousandth_and_three_tenths_as_for_the_record():
    """The draws of the record, one after the other, with the numbers that the notebook names."""
    rng = np.random.default_rng(7)
    noise = np.exp(rng.uniform(np.log(0.001), np.log(0.3), 40)) * (rng.random(40) > 1 / 6)
    since = np.where(rng.random(40) < 1 / 3, 50, rng.integers(0, 51, 40))
    waves = draw(40, rng, noise=noise, since=since)
    x, y = limits.noisy_switching(40, 7)
    np.testing.assert_array_equal(x[:, :, 0], waves.x)
    np.testing.assert_array_equal(y, waves.y)


def test_training_gaps_reach_from_none_to_forty():
    x, _ = limits.gappy(2000, 0)
    gaps = x[:, :, 1].sum(axis=0)
    assert set(gaps) == set(range(41))
