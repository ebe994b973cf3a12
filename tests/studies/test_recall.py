"""The recall task asks for the first symbol, tells it apart by the mark alone, and its record is fair."""

import numpy as np
import pytest

from lstm_lesson import RNN
from lstm_lesson.nn import gradients
from lstm_lesson.studies import recall, recall_record
from lstm_lesson.studies.recall_race import Race
from lstm_lesson.training.forecaster import TrainingDivergedError


def test_sequences_are_symbols_with_a_mark_on_the_first_which_is_the_answer():
    x, y = recall.recall_sequences(7, 50, rng=3)
    assert x.shape == (8, 50, 4)
    assert (y == x[0, :, :3]).all()
    assert set(np.unique(x[:, :, :3])) == {-1, 1}
    assert (x[0, :, 3] == 1).all()
    assert not x[1:, :, 3].any()


def test_distractors_say_nothing_about_the_answer():
    x, y = recall.recall_sequences(20, 4000)
    for t in range(1, 21):
        assert abs(np.mean(x[t, :, :3] * y)) < 0.05


def test_batches_are_new_at_each_call_and_repeat_with_the_seed():
    one, other = recall.recall_batches(5, rng=1), recall.recall_batches(5, rng=1)
    first = one()
    assert (first[0] == other()[0]).all()
    assert (first[0] != one()[0]).any()


def test_sets_do_not_share_sequences():
    x, test = recall.validation_set(40)[0], recall.final_test_set(40)[0]
    training = recall.recall_batches(40)()[0]
    as_rows = [{row.tobytes() for row in a.transpose(1, 0, 2)} for a in (x, test, training)]
    assert not as_rows[0] & as_rows[1]
    assert not as_rows[2] & (as_rows[0] | as_rows[1])


def test_accuracy_counts_symbols_of_which_every_value_is_right():
    y = np.array([[1, -1, 1], [1, 1, 1], [-1, -1, -1], [1, -1, -1]])
    forecast = np.array([[0.1, -2, 3], [0.1, 0.1, -0.1], [-1, -1, -1], [0, -1, -1]])
    assert recall.accuracy(forecast, y) == 0.5


def test_rnns_have_more_weights_than_the_lstm():
    sizes = {name: sum(w.size for w in recall.new_recaller(name).weights.values()) for name in recall.LEARNERS}
    assert sizes == {"RNN": 1431, "orthogonal RNN": 1431, "LSTM": 1395}


def test_orthogonal_start_keeps_every_length():
    W_h = recall.new_recaller("orthogonal RNN", seed=2).weights["layer0.W_h"].astype(float)
    np.testing.assert_allclose(W_h @ W_h.T, np.eye(34), atol=1e-6)
    assert recall.new_recaller("orthogonal RNN").cell is RNN


@pytest.mark.parametrize(("learner", "size"), [("orthogonal RNN", 0.01), ("RNN", 1e-10)])
def test_gradient_over_40_steps_before_training(learner, size):
    x, _ = recall.final_test_set(40)
    cell, sizes = recall.new_recaller(learner).cells()[0], []
    for k in range(8):
        jacobian = gradients.hidden_state_gradient(cell.W_h, cell.run(x[:, k]))[0].astype(float)
        sizes.append(np.linalg.norm(jacobian) / np.sqrt(34))
    assert size / 5 < np.median(sizes) < 5 * size


def test_training_moves_the_orthogonal_start_away_from_it():
    network = recall_record.trained("orthogonal RNN", 40, 0.003, 1.0, seed=1)
    stretches = np.linalg.svd(network.weights["layer0.W_h"], compute_uv=False)
    assert stretches[-1] < 0.85
    assert stretches[0] > 2


def test_forget_bias_stands_in_the_forget_block_alone():
    b = recall.new_recaller("LSTM", forget_bias=5).weights["layer0.b"].reshape(4, 16)
    assert (b == [[0]] * 1 + [[5]] + [[0]] * 2).all()


def test_training_ends_early_once_there_is_nothing_left_to_learn():
    network = recall.new_recaller("orthogonal RNN")
    *_, last = recall.fit(network, 5, learning_rate=0.003)
    assert last.step < recall.STEPS
    assert last.validation_loss < recall.LEARNED
    assert recall.final_accuracy(network, 5) > 0.98


def test_record_is_complete_and_says_what_the_notebook_says():
    record = recall_record.recorded()
    assert tuple(record.delays) == recall_record.DELAYS
    for learner in recall.LEARNERS:
        assert record.accuracy[learner].shape == (6, 3)
        assert set(record.learning_rate[learner]) <= set(recall_record.LEARNING_RATES)
        assert set(record.forget_bias[learner]) <= set(recall_record.FORGET_BIASES)
    means = {
        name: dict(zip(record.delays, values.mean(axis=1), strict=True)) for name, values in record.accuracy.items()
    }
    assert {name: round(100 * of[40]) for name, of in means.items()} == {"RNN": 41, "orthogonal RNN": 79, "LSTM": 100}
    assert min(of[10] for of in means.values()) > 0.99
    assert means["orthogonal RNN"][20] > 0.99
    assert sorted(record.accuracy["LSTM"][-1] > 0.9) == [False, True, True]


@pytest.mark.parametrize(("learner", "delay"), [("LSTM", 20), ("orthogonal RNN", 10)])
def test_retraining_gives_what_was_recorded(learner, delay):
    record = recall_record.recorded()
    settings = record.settings(learner, delay)
    network = recall_record.trained(learner, delay, **settings, seed=0)
    before = record.accuracy[learner][list(record.delays).index(delay), 0]
    assert recall.final_accuracy(network, delay) == pytest.approx(before, abs=0.03)


def test_settings_are_those_of_the_nearest_recorded_delay():
    record = recall_record.recorded()
    assert record.settings("LSTM", 75) == record.settings("LSTM", 80)
    assert record.settings("LSTM", 5)["forget_bias"] == record.forget_bias["LSTM"][0]


def test_race_trains_each_learner_as_it_would_be_trained_alone():
    race = Race(5, recall_record.recorded())
    for progress in race.run():
        if progress.step == 60:
            break
    for learner, network in race.learners.items():
        alone = recall.new_recaller(learner, forget_bias=race.settings[learner]["forget_bias"])
        for progress in recall.fit(alone, 5, learning_rate=race.settings[learner]["learning_rate"]):
            if progress.step == 60:
                break
        for name, w in alone.weights.items():
            assert (network.weights[name] == w).all(), (learner, name)
        assert list(race.history[learner][:, 0]) == [0, 50]
        assert race.scores()[learner] == race.history[learner][-1, 1]


def test_learner_that_diverges_is_out_and_the_others_go_on(monkeypatch):
    fit = recall.fit

    def diverging(recaller, delay, **settings):
        if recaller.cell is RNN:
            raise TrainingDivergedError("gone")
        yield from fit(recaller, delay, **settings)

    monkeypatch.setattr(recall, "fit", diverging)
    *_, last = Race(5, recall_record.recorded()).run()
    assert last.validation_loss < recall.LEARNED


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: recall.recall_sequences(0, 1), "delay must be"),
        (lambda: recall.recall_sequences(1, 0), "size must be"),
        (lambda: recall.recall_sequences(1, 1, n_bits=0), "n_bits must be"),
        (lambda: recall.new_recaller("GRU"), "got 'GRU'"),
        (lambda: recall.accuracy([[1.0]], [[1.0, 1.0]]), "forecast must have the shape of y"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()
