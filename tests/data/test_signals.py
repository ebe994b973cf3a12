import math
from functools import partial

import numpy as np
import pytest
from forecast_oracles import damped
from hypothesis import given
from hypothesis import strategies as st
from oracles import PROPERTY

from lstm_lesson import damped_sine
from lstm_lesson.data import signals


@given(length=st.integers(1, 60), period=st.floats(0.1, 1e3), decay=st.floats(0, 10))
@PROPERTY
def test_a_damped_sine_equals_its_formula_term_by_term(length, period, decay):
    x = damped_sine(length, period, decay)
    assert x.shape == (length,)
    assert x.dtype == np.float64
    np.testing.assert_allclose(x, damped(period, decay, length), rtol=1e-12, atol=1e-12)


def test_many_damped_sines_are_each_one_alone():
    periods, decays = [10, 12.5, 20], [0, 0.03, 1]
    together = signals.damped_sines(30, periods, decays)
    assert together.shape == (30, 3)
    for x, period, decay in zip(together.T, periods, decays, strict=True):
        np.testing.assert_array_equal(x, damped_sine(30, period, decay))


def test_an_impulse_is_a_single_1_at_the_first_step():
    assert signals.impulse(3).tolist() == [1.0, 0.0, 0.0]
    assert signals.impulse(1).tolist() == [1.0]


def test_an_impulse_or_a_step_may_come_later():
    assert signals.impulse(4, at=2).tolist() == [0, 0, 1, 0]
    assert signals.step(4, at=2).tolist() == [0, 0, 1, 1]
    assert signals.step(3).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("period", "wave", "marked"),
    [
        (2, [1, 0, 1, 0, 1, 0, 1, 0], [1, 0, 1, 0, 1, 0, 1, 0]),
        (4, [1, 1, 0, 0, 1, 1, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0]),
        (2.5, [1, 1, 0, 1, 0, 1, 1, 0], [1, 0, 0, 1, 0, 1, 0, 0]),  # the periods begin at 0, 2.5, 5 and 7.5
        (40, [1, 1, 1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0, 0, 0]),
    ],
)
def test_a_square_wave_is_1_in_the_first_half_of_each_period_and_marks_are_1_where_one_begins(period, wave, marked):
    assert signals.square_wave(8, period).tolist() == wave
    assert signals.marks(8, period).tolist() == marked


def test_noise_has_the_mean_and_scale_asked_for_and_repeats_with_its_seed():
    x = signals.noise(20_000, scale=3, rng=4)
    assert abs(x.mean()) < 0.1
    assert x.std() == pytest.approx(3, rel=0.02)
    np.testing.assert_array_equal(x, signals.noise(20_000, scale=3, rng=4))
    assert not np.array_equal(x, signals.noise(20_000, scale=3, rng=5))
    assert not signals.noise(5, scale=0).any()


SIZES = {"n_in": st.integers(1, 6), "n_ahead": st.integers(1, 4), "extra": st.integers(0, 8)}


@given(**SIZES)
@PROPERTY
def test_windows_are_every_past_time_first_with_the_values_right_after_it(n_in, n_ahead, extra):
    T = n_in + n_ahead + extra
    pasts, futures = signals.windows(range(T), n_in, n_ahead)  # x_t = t: a window tells where it was cut
    assert pasts.tolist() == [[[start + k] for start in range(extra + 1)] for k in range(n_in)]
    assert futures.tolist() == [[start + n_in + k for k in range(n_ahead)] for start in range(extra + 1)]


@given(**SIZES, D=st.integers(1, 3))
@PROPERTY
def test_windows_of_columns_keep_the_columns_side_by_side(n_in, n_ahead, extra, D):
    T = n_in + n_ahead + extra
    x = [[10 * t + d for d in range(D)] for t in range(T)]
    pasts, futures = signals.windows(x, n_in, n_ahead)
    assert pasts.tolist() == [[x[start + k] for start in range(extra + 1)] for k in range(n_in)]
    assert futures.tolist() == [[x[start + n_in + k] for k in range(n_ahead)] for start in range(extra + 1)]
    for d in range(D):
        same, of_one = signals.windows(x, n_in, n_ahead, target=d)
        assert same.tolist() == pasts.tolist()
        assert of_one.tolist() == futures[:, :, d].tolist()


@given(**SIZES, D=st.integers(1, 2))
@PROPERTY
def test_windows_with_a_target_at_every_step_give_what_follows_each_step(n_in, n_ahead, extra, D):
    T = n_in + n_ahead + extra
    x = [[10 * t + d for d in range(D)] for t in range(T)]
    pasts, last = signals.windows(x, n_in, n_ahead)
    same, each = signals.windows(x, n_in, n_ahead, every_step=True)
    assert same.tolist() == pasts.tolist()
    for t in range(n_in):
        for start in range(extra + 1):
            assert each[t, start].tolist() == x[start + t + 1 : start + t + 1 + n_ahead]
    assert each[-1].tolist() == last.tolist()
    signal = [row[0] for row in x]
    expected = [[signal[s + t + 1 : s + t + 1 + n_ahead] for s in range(extra + 1)] for t in range(n_in)]
    assert signals.windows(signal, n_in, n_ahead, every_step=True)[1].tolist() == expected


def test_windows_copy_nothing():
    x = np.arange(40.0).reshape(20, 2)
    for futures in ({}, {"target": 1}, {"every_step": True}):
        assert all(np.shares_memory(x, view) for view in signals.windows(x, 5, 3, **futures))


@given(n=st.integers(2, 30), share=st.floats(0.2, 0.8), seed=st.integers(0, 1000), steps=st.integers(1, 5))
@PROPERTY
def test_a_split_deals_every_sequence_whole_to_exactly_one_side(n, share, seed, steps):
    if not 1 <= round(share * n) < n:
        return
    sequences = np.repeat(np.arange(n)[:, None], steps, axis=1)
    first, second = signals.split_sequences(sequences, share, rng=seed)
    assert len(first) == round(share * n)
    names = [set(row) for row in [*first.tolist(), *second.tolist()]]
    assert sorted(names, key=min) == [{float(k)} for k in range(n)]


def test_a_split_shuffles_and_repeats_with_its_seed():
    sequences = np.arange(50)[:, None]
    first, _ = signals.split_sequences(sequences, 0.5, rng=3)
    assert first.ravel().tolist() != list(range(25))
    np.testing.assert_array_equal(first, signals.split_sequences(sequences, 0.5, rng=3)[0])


def periods_and_decays(x):
    """Recover a noise-free damped sine's period and decay from three neighbouring values (it is an AR(2) process)."""
    centred = x - 0.5
    a = np.linalg.lstsq(np.column_stack([centred[1:-1], centred[:-2]]), centred[2:])[0]
    decay = -math.log(-a[1]) / 2
    return 2 * math.pi / math.acos(a[0] / (2 * math.exp(-decay))), decay


def test_batches_hold_damped_sines_with_real_valued_periods_and_decays_from_all_of_their_ranges():
    next_batch = signals.damped_sine_batches(300, rng=8)
    x, y = next_batch()
    assert (x.shape, y.shape) == ((50, 300, 1), (300, 5))
    sequences = np.concatenate([x[:, :, 0].T, y], axis=1)
    found = [periods_and_decays(sequence) for sequence in sequences]
    for sequence, (period, decay) in zip(sequences, found, strict=True):
        np.testing.assert_allclose(sequence, damped(period, decay, 55), atol=1e-9)
    periods, decays = np.array(found).T
    assert 10 <= periods.min() < 10.2 < 19.8 < periods.max() <= 20
    assert 0.01 <= decays.min() < 0.012 < 0.098 < decays.max() <= 0.1
    assert np.abs(periods - np.round(periods)).max() > 0.4
    assert abs(np.corrcoef(periods, decays)[0, 1]) < 0.2


def test_ranges_that_are_not_given_are_those_of_the_course_to_their_ends():
    x, y = signals.damped_sine_batches(4000, rng=8)()
    sequences = np.concatenate([x[:, :, 0].T, y], axis=1)
    periods, decays = np.array([periods_and_decays(sequence) for sequence in sequences]).T
    for found, low, high in ((periods, 10, 20), (decays, 0.01, 0.1)):  # of 4,000, some are within a thousandth
        assert low <= found.min() < low + 0.001 * (high - low)
        assert high - 0.001 * (high - low) < found.max() <= high


def test_no_batch_comes_twice_and_a_seed_repeats_them_all():
    one, same = signals.damped_sine_batches(4, rng=1), signals.damped_sine_batches(4, rng=1)
    first, second = one(), one()
    assert not np.array_equal(first[0], second[0])
    np.testing.assert_array_equal(same()[1], first[1])
    np.testing.assert_array_equal(same()[1], second[1])


def test_batches_keep_to_the_sizes_and_ranges_asked_for():
    x, y = signals.damped_sine_batches(2, n_in=7, n_ahead=3, period=(5, 5), decay=(0, 0))()
    np.testing.assert_allclose(np.concatenate([x[:, 0, 0], y[0]]), damped(5, 0, 10), atol=1e-15)
    assert y.shape == (2, 3)


four_sines = partial(signals.damped_sine_batches, 4)


@pytest.mark.parametrize(
    ("make", "arguments", "message"),
    [
        (damped_sine, (10, 0, 0.1), "period must be a finite number above 0; got 0"),
        (damped_sine, (10, 20, -0.1), r"decay must be a finite number of at least 0; got -0\.1"),
        (damped_sine, (0, 20, 0.1), "length must be a whole number of at least 1; got 0"),
        (signals.damped_sines, (5, [10, 0], [0, 0]), "period must be above 0; got 0"),
        (signals.damped_sines, (5, [10, 9], [0, -1]), "decay must be at least 0; got -1"),
        (signals.damped_sines, (5, [10, 9], [0]), r"decay must have shape \(2,\); got shape \(1,\)"),
        (signals.damped_sines, (5, [], []), r"period must have shape \(B,\); got shape \(0,\)"),
        (signals.damped_sines, (5, 10, 0), r"period must have shape \(B,\); got shape \(\)"),
        (signals.damped_sines, (5, [np.nan], [0]), "period must be finite"),
        (signals.impulse, (0,), "length must be a whole number"),
        (signals.impulse, (3, 3), "at must be a step from 0 to 2; got 3"),
        (signals.step, (3, -1), "at must be a whole number of at least 0; got -1"),
        (signals.step, (0,), "length must be a whole number"),
        (signals.square_wave, (5, 1.5), r"period must be a finite number of at least 2; got 1\.5"),
        (signals.marks, (5, 0.5), r"period must be a finite number of at least 1; got 0\.5"),
        (signals.noise, (5, -1), "scale must be a finite number of at least 0; got -1"),
        (signals.windows, (np.zeros(5), 4, 2), r"x must have at least n_in \+ n_ahead = 6 steps; got 5"),
        (signals.windows, (np.zeros((5, 1, 1)), 2, 1), r"x must be a signal \(T,\) or columns \(T, D\), .*\(5, 1, 1\)"),
        (signals.windows, (np.zeros((5, 0)), 2, 1), r"x must be a signal \(T,\) or columns \(T, D\), .*\(5, 0\)"),
        (partial(signals.windows, target=2), (np.zeros((5, 2)), 2, 1), "target must be a column of x, 0 to 1; got 2"),
        (partial(signals.windows, target=-1), (np.zeros((5, 2)), 2, 1), "target must be a whole number of at least 0"),
        (signals.windows, (np.zeros(5), 0, 2), "n_in must be a whole number of at least 1; got 0"),
        (signals.windows, (np.zeros(5), 2, 0), "n_ahead must be a whole number of at least 1; got 0"),
        (signals.split_sequences, (np.zeros((1, 5)), 0.5), "sequences must hold at least 2 sequences"),
        (signals.split_sequences, (3.0, 0.5), "sequences must hold at least 2 sequences"),
        (signals.split_sequences, (np.zeros((4, 5)), 0), "share must be a finite number above 0; got 0"),
        (signals.split_sequences, (np.zeros((4, 5)), 1), "share must leave a sequence on both sides of 4; got 1"),
        (signals.split_sequences, (np.zeros((4, 5)), 0.1), r"share must leave a sequence on both sides of 4; got 0\.1"),
        (signals.damped_sine_batches, (0,), "batch_size must be a whole number of at least 1; got 0"),
        (partial(four_sines, n_in=0), (), "n_in must be a whole number"),
        (partial(four_sines, n_ahead=0), (), "n_ahead must be a whole number"),
        (partial(four_sines, period=(20, 10)), (), r"period must be a pair .* with low <= high; got \(20, 10\)"),
        (partial(four_sines, period=15), (), r"period must be a pair \(low, high\); got 15"),
        (partial(four_sines, period=(0, 10)), (), r"period\[0\] must be a finite number above 0; got 0"),
        (partial(four_sines, decay=(0, math.inf)), (), r"decay\[1\] must be a finite number of at least 0; got inf"),
        (partial(four_sines, rng=-1), (), "rng must be"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(make, arguments, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        make(*arguments)
