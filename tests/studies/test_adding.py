"""The adding problem asks for the sum of the two marked values; its record is fair, and comes out again."""

import math
from itertools import islice

import numpy as np
import pytest

from lstm_lesson import LSTM, RNN
from lstm_lesson.lessons.n10_variants import adding_numbers
from lstm_lesson.studies import adding, adding_record
from lstm_lesson.studies.adding import Settings
from lstm_lesson.studies.adding_race import adding_race
from lstm_lesson.training.forecaster import TrainingDivergedError
from lstm_lesson.training.network import squared_error


@pytest.fixture(scope="module")
def record():
    return adding_record.recorded()


# ---- The task


@pytest.mark.parametrize("length", [2, 9, 100])
def test_target_is_the_sum_of_the_values_at_the_two_marks_one_in_each_half(length):
    x, y = adding.adding_sequences(length, 60, rng=3)
    assert x.shape == (length, 60, 2)
    assert y.shape == (60, 1)
    for k in range(60):
        marked = [t for t in range(length) if x[t, k, 1] == 1]
        assert all(x[t, k, 1] == 0 for t in range(length) if t not in marked)
        first, second = marked
        assert first < length // 2 <= second
        assert y[k, 0] == x[first, k, 0] + x[second, k, 0]


def test_every_step_can_be_marked_and_values_fill_0_to_1_evenly():
    x, _ = adding.adding_sequences(9, 4000)
    share = x[:, :, 1].mean(axis=1)
    np.testing.assert_allclose(share, [1 / 4] * 4 + [1 / 5] * 5, atol=0.03)
    assert x[:, :, 0].min() >= 0
    assert x[:, :, 0].max() <= 1
    np.testing.assert_allclose(np.histogram(x[:, :, 0], 5, (0, 1))[0], 9 * 4000 / 5, rtol=0.05)


def test_constant_answer_is_wrong_by_the_variance_of_the_sum_one_sixth():
    assert adding.error_of_constant(adding.adding_sequences(2, 200_000)[1]) == pytest.approx(1 / 6, rel=0.01)
    assert adding.error_of_constant(np.array([[1.5], [1.0]])) == 0.125
    assert adding.error_of_constant(adding.final_test_set(100)[1]) == pytest.approx(0.160, abs=0.0005)


def test_batches_are_new_at_each_call_and_repeat_with_the_seed():
    one, other = adding.adding_batches(7, rng=1), adding.adding_batches(7, rng=1)
    first = one()
    assert first[0].shape == (7, 32, 2)
    assert (first[0] == other()[0]).all()
    assert (first[0] != one()[0]).any()


def test_sets_do_not_share_problems():
    sets = [adding.validation_set(20), adding.final_test_set(20), adding.adding_batches(20)()]
    sums = [set(y[:, 0]) for _, y in sets]
    assert [len(s) for s in sums] == [200, 1000, 32]
    assert len(set.union(*sums)) == 1232


# ---- The learners


def test_learners_start_as_they_should_and_the_rnn_has_no_fewer_weights():
    settings = Settings(0.02, forget_bias=5, input_bias=-2)
    lstm, rnn = adding.new_adder("LSTM", settings), adding.new_adder("RNN", settings, seed=2)
    assert (lstm.cell, rnn.cell) == (LSTM, RNN)
    assert [sum(w.size for w in adder.weights.values()) for adder in (lstm, rnn)] == [361, 397]
    assert (lstm.weights["layer0.b"].reshape(4, 8) == [[-2], [5], [0], [0]]).all()
    W_h = rnn.weights["layer0.W_h"].astype(float)
    np.testing.assert_allclose(W_h @ W_h.T, np.eye(18), atol=1e-6)
    assert lstm.weights["b_y"] == rnn.weights["b_y"] == 1


def test_training_ends_early_once_it_is_good_enough(monkeypatch):
    monkeypatch.setattr(adding, "GOOD_ENOUGH", 1.0)
    progress = list(adding.fit(adding.new_adder("LSTM", Settings(0.02)), 10, 0.02, steps=500))
    assert len(progress) == 1  # the untrained network is below 1 already


def test_short_problem_is_learned_from_scratch():
    adder = adding.new_adder("LSTM", Settings(0.04))
    *_, last = adding.fit(adder, 8, 0.04, steps=900)
    assert last.validation_loss < 0.002
    assert adding.error_on_test(adder, 8) < 0.002


# ---- The record


def test_record_says_what_the_notebook_says(record):
    assert set(record) == {(learner, length) for learner in ("RNN", "LSTM") for length in (100, 500)}
    for (learner, length), result in record.items():
        assert result.error.shape == (5,)
        assert len(result.steps) <= adding.STEPS[length] // 100 + 1
        assert result.settings == (adding.LSTM_SETTINGS[length] if learner == "LSTM" else result.settings)
    assert record["LSTM", 100].solved == record["LSTM", 500].solved == 5
    assert (record["LSTM", 100].curve[:8] > 0.15).all()  # flat for 700 steps
    assert record["LSTM", 100].curve[8].min() < 0.1
    for length in adding.LENGTHS:  # an RNN is right as often as who always answers 1
        constant = adding.error_of_constant(adding.final_test_set(length)[1])
        np.testing.assert_allclose(record["RNN", length].error, constant, rtol=0.02)


@pytest.mark.parametrize("length", adding.LENGTHS)
def test_rnn_got_the_best_of_three_learning_rates(record, length):
    result = record["RNN", length]
    assert tuple(result.tried) == adding_record.LEARNING_RATES
    assert result.settings.learning_rate == min(result.tried, key=lambda rate: result.tried[rate])


def test_curves_fall_from_the_untrained_network_to_below_good_enough_or_the_last_step(record):
    for (_, length), result in record.items():
        for curve in result.curve.T:
            known = curve[~np.isnan(curve)]
            assert (np.diff(known) <= 0).all()
            assert known[0] > 0.1
            assert known[-1] < adding.GOOD_ENOUGH or len(known) == adding.STEPS[length] // 100 + 1


@pytest.mark.parametrize(
    ("learner", "length", "looks"), [("LSTM", 100, 3), ("RNN", 100, 1), ("LSTM", 500, 1), ("RNN", 500, 1)]
)
def test_training_again_goes_as_recorded(record, learner, length, looks):
    result = record[learner, length]
    adder = adding.new_adder(learner, result.settings, seed=0)
    x, y = adding.validation_set(length)
    losses = [squared_error(adder.predict(x), y)]
    training = adding.fit(adder, length, result.settings.learning_rate, seed=0)
    losses += [progress.validation_loss for progress in islice(training, 99, 100 * looks, 100)]
    np.testing.assert_allclose(np.minimum.accumulate(losses), result.curve[: looks + 1, 0], rtol=0.002)


def test_kept_weights_make_the_recorded_error(record):
    error = adding.error_on_test(adding_record.opened(), 100)
    assert error == pytest.approx(record["LSTM", 100].error[adding_record.OPENED_SEED], rel=0.01)


def test_training_that_diverges_keeps_its_best_weights_and_its_curve(monkeypatch):
    fit = adding.fit

    def diverging(*arguments, **settings):
        yield from islice(fit(*arguments, steps=300, **settings), 200)
        raise TrainingDivergedError("gone")

    monkeypatch.setattr(adding, "fit", diverging)
    adder, curve = adding_record.trained("RNN", 10, Settings(0.01), 0)
    assert len(curve) == 3
    x, y = adding.validation_set(10)
    assert squared_error(adder.predict(x), y) == pytest.approx(curve[-1])


def test_race_trains_each_learner_as_it_would_be_trained_alone(record):
    race = adding_race(7)
    *_, progress = islice(race.run(), 100)
    for learner in adding.LEARNERS:
        settings = record[learner, 100].settings
        alone = adding.new_adder(learner, settings, seed=7)
        *_, last = islice(adding.fit(alone, 100, settings.learning_rate, seed=7), 100)
        assert race.history[learner][1] == pytest.approx([100, min(race.history[learner][0, 1], last.validation_loss)])
        assert all((race.learners[learner].weights[name] == w).all() for name, w in alone.weights.items())
    assert progress.step == 100


# ---- Inside the recorded LSTM


def test_run_inside_is_what_the_equations_say():
    run, weights = adding_numbers.inside(10, 0.9, 80, 0.2, others=4, unit=3), adding_record.opened().weights
    W_x, W_h, b = (weights[f"layer0.{name}"].astype(float) for name in ("W_x", "W_h", "b"))
    h, c = [0.0] * 8, [0.0] * 8
    for t in range(100):
        z = [sum(W_x[r] * run.x[t]) + sum(W_h[r, k] * h[k] for k in range(8)) + b[r] for r in range(32)]
        i, f, o = ([1 / (1 + math.exp(-v)) for v in z[s : s + 8]] for s in (0, 8, 24))
        c = [f[k] * c[k] + i[k] * math.tanh(z[16 + k]) for k in range(8)]
        h = [o[k] * math.tanh(c[k]) for k in range(8)]
        np.testing.assert_allclose(run.c[t], c, rtol=1e-3, atol=1e-4)
        answer = sum(weights["W_y"][0] * h) + weights["b_y"][0]
        assert run.answers[t] == pytest.approx(answer, abs=1e-3)
    assert (run.unit, run.marked, run.sum) == (2, (10, 80), pytest.approx(1.1))


def test_unit_1_writes_at_the_marks_alone_and_holds_what_it_wrote():
    flat, raised = adding_numbers.inside(v_1=0.5, v_2=0.5), adding_numbers.inside(v_1=1.0, v_2=0.5)
    i, c = raised.i[:, 0], raised.c[:, 0]
    assert i[[20, 70]].min() > 0.7
    assert np.median(i) < 0.002
    assert raised.f[:, 0].min() > 0.98
    assert np.abs(flat.c[20:, 0] - flat.c[19, 0]).max() < 0.07
    assert c[20] - c[19] == pytest.approx(0.35, abs=0.01)
    assert c[69] - c[20] == pytest.approx(-0.02, abs=0.01)
    assert raised.answer == pytest.approx(1.49, abs=0.01)
    assert np.median(raised.f[:, 0]) == pytest.approx(0.9983, abs=5e-5)
    assert math.log(2) / -math.log(np.median(raised.f[:, 0])) == pytest.approx(400, rel=0.01)


def test_input_gate_of_unit_8_is_never_shut_nor_open():
    i = np.concatenate([adding_numbers.inside(v_1=v, v_2=0.5, others=k).i[:, 7] for v in (0.5, 1) for k in range(51)])
    assert 0.35 < i.min() < i.max() < 0.72


def test_unmarked_values_hardly_change_the_answer():
    answers = [adding_numbers.inside(others=k).answer for k in range(0, 51, 10)]
    assert max(answers) - min(answers) < 0.02
    assert np.mean(answers) == pytest.approx(1.1, abs=0.02)


@pytest.mark.parametrize(("length", "error"), [(60, 0.0007), (150, 0.0009)])
def test_recorded_lstm_adds_at_lengths_that_it_never_saw(length, error):
    x, y = adding.adding_sequences(length, 500, 1)
    assert squared_error(adding_record.opened().predict(x), y) == pytest.approx(error, rel=0.15)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: adding.adding_sequences(1, 1), "length must be"),
        (lambda: adding.adding_sequences(2, 0), "size must be"),
        (lambda: adding.adding_batches(1), "length must be"),
        (lambda: adding.new_adder("GRU", Settings(0.01)), "got 'GRU'"),
        (lambda: adding_numbers.inside(t_1=50), "t_1 must be from 0 to 49; got 50"),
        (lambda: adding_numbers.inside(t_2=49), "t_2 must be from 50 to 99"),
        (lambda: adding_numbers.inside(v_1=1.1), "v_1 must be from 0 to 1"),
        (lambda: adding_numbers.inside(v_2=math.nan), "v_2 must be"),
        (lambda: adding_numbers.inside(unit=9), "unit must be from 1 to 8"),
    ],
    ids=range(9),
)
def test_what_makes_no_sense_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()
