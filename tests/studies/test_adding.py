"""The adding problem asks for the sum of the two marked values; its record is fair, and comes out again."""

import math
from dataclasses import replace

import numpy as np
import pytest
from cases import every_refusal

from lstm_lesson import LSTM, RNN
from lstm_lesson.lessons.n10_variants import adding_numbers
from lstm_lesson.studies import adding
from lstm_lesson.studies.adding import Settings, task
from lstm_lesson.training.losses import squared_error

RECORD = adding.recorded()

# ---- The task


@pytest.mark.parametrize("length", [2, 9, 100])
def test_target_is_the_sum_of_the_values_at_the_two_marks_one_in_each_half(length):
    x, y = adding.adding_sequences(length, 60, rng=3)
    assert (x.shape, y.shape) == ((length, 60, 2), (60, 1))
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
    assert 0 <= x[:, :, 0].min() < x[:, :, 0].max() <= 1
    np.testing.assert_allclose(np.histogram(x[:, :, 0], 5, (0, 1))[0], 9 * 4000 / 5, rtol=0.05)


def test_constant_answer_is_wrong_by_the_variance_of_the_sum_one_sixth():
    assert task(100).constant_error(adding.adding_sequences(2, 200_000)[1]) == pytest.approx(1 / 6, rel=0.01)
    assert task(100).constant_error() == pytest.approx(0.160, abs=0.0005)


# ---- The learners


def test_learners_begin_with_the_mean_sum_and_the_rnns_have_no_fewer_weights():
    lstm, rnn, irnn = task(100).learner("LSTM"), task(100).learner("RNN", seed=2), task(100).learner("IRNN", seed=2)
    assert (lstm.cell, rnn.cell, irnn.cell) == (LSTM, RNN, RNN)
    assert [sum(w.size for w in adder.weights.values()) for adder in (lstm, rnn, irnn)] == [361, 397, 397]
    assert lstm.weights["b_y"] == rnn.weights["b_y"] == irnn.weights["b_y"] == 1


def test_one_rnn_begins_orthogonal_with_tanh_and_the_other_with_the_identity_and_relu():
    rnn, irnn = (task(100).learner(name, seed=2) for name in ("RNN", "IRNN"))
    W_h = rnn.weights["layer0.W_h"].astype(float)
    np.testing.assert_allclose(W_h @ W_h.T, np.eye(18), atol=1e-6)
    np.testing.assert_array_equal(irnn.weights["layer0.W_h"], np.eye(18))
    starts = np.concatenate([task(100).learner("IRNN", seed=k).weights["layer0.W_x"].ravel() for k in range(30)])
    assert starts.std() == pytest.approx(0.1, rel=0.05)
    x = np.random.default_rng(0).uniform(-1, 1, (7, 3, 2))
    h = np.zeros((3, 18))
    for x_t in x:  # keep what is there, add what comes in, and cut what is negative off
        h = np.maximum(h + x_t @ irnn.weights["layer0.W_x"].T, 0)
    y = h @ irnn.weights["W_y"].T + irnn.weights["b_y"]
    np.testing.assert_allclose(irnn.predict(x), y, rtol=1e-5)


def test_short_problem_is_learned_from_scratch():
    short = replace(task(8), steps=900)
    adder, losses = short.trained("LSTM", Settings(0.04))
    assert losses[-1] < 0.002
    assert short.test_score(adder) < 0.002


# ---- The record


def test_record_says_what_the_notebook_says():
    assert set(RECORD) == {(learner, length) for learner in ("RNN", "IRNN", "LSTM") for length in (100, 500)}
    for (learner, length), result in RECORD.items():
        assert result.error.shape == (5,)
        assert len(result.steps) <= adding.STEPS[length] // 100 + 1
        assert result.settings == (adding.LSTM_SETTINGS[length] if learner == "LSTM" else result.settings)
    assert RECORD["LSTM", 100].solved == RECORD["LSTM", 500].solved == 5
    assert (RECORD["LSTM", 100].curve[:8] > 0.15).all()  # flat for 700 steps
    assert RECORD["LSTM", 100].curve[8].min() < 0.1
    assert RECORD["RNN", 100].solved == RECORD["RNN", 500].solved == RECORD["IRNN", 500].solved == 0
    for learner, length in (("RNN", 100), ("RNN", 500), ("IRNN", 500)):  # hardly better than always answering 1
        assert (RECORD[learner, length].error > 0.75 * task(length).constant_error()).all()
    assert RECORD["IRNN", 100].solved == 4
    assert RECORD["IRNN", 100].error.max() > 0.1  # the one that went out of bounds


@pytest.mark.parametrize("learner", ["RNN", "IRNN"])
@pytest.mark.parametrize("length", adding.LENGTHS)
def test_each_rnn_got_the_best_of_five_learning_rates(learner, length):
    result = RECORD[learner, length]
    assert len(adding.LEARNING_RATES) == 5
    assert tuple(result.tried[:, 0]) == adding.LEARNING_RATES
    assert result.settings.learning_rate == result.tried[result.tried[:, 1].argmin(), 0]


def test_curves_fall_from_the_untrained_network_to_below_good_enough_or_the_last_step():
    for (learner, length), result in RECORD.items():
        for curve in result.curve.T:
            known = curve[~np.isnan(curve)]
            assert (np.diff(known) <= 0).all()
            assert known[0] > 0.1
            if learner != "IRNN":  # of whose trainings some went out of bounds
                assert known[-1] < adding.GOOD_ENOUGH or len(known) == adding.STEPS[length] // 100 + 1


def test_kept_weights_make_the_recorded_error():
    error = task(100).test_score(adding.opened())
    assert error == pytest.approx(RECORD["LSTM", 100].error[adding.OPENED_SEED], rel=0.01)


def test_race_has_the_settings_of_the_record_and_its_seed():
    progress = next(adding.race(7).run())
    each = [(name, RECORD[name, 100].settings, 7) for name in adding.LEARNERS]
    first = [next(task(100).fit(task(100).learner(*entrant), *entrant[1:])).loss for entrant in each]
    assert len(first) == 3
    assert progress.loss == pytest.approx(np.mean(first))


# ---- Inside the recorded LSTM


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
    assert squared_error(adding.opened().predict(x), y) == pytest.approx(error, rel=0.15)


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: adding.adding_sequences(1, 1), "length must be"),
    (lambda: adding.adding_sequences(2, 0), "size must be"),
    (lambda: adding.task(1), "length must be"),
    (lambda: adding_numbers.inside(t_1=50), "t_1 must be from 0 to 49; got 50"),
    (lambda: adding_numbers.inside(t_2=49), "t_2 must be from 50 to 99"),
    (lambda: adding_numbers.inside(v_1=1.1), "v_1 must be from 0 to 1"),
    (lambda: adding_numbers.inside(v_2=math.nan), "v_2 must be"),
    (lambda: adding_numbers.inside(unit=9), "unit must be from 1 to 8"),
)
