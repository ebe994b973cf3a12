"""The recall task asks for the first symbol, tells it apart by the mark alone, and its record is fair."""

from types import SimpleNamespace

import numpy as np
import pytest
from cases import every_refusal

from lstm_lesson.nn import gradients
from lstm_lesson.studies import recall
from lstm_lesson.studies.recall import task
from lstm_lesson.training.task import Settings


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


def test_accuracy_counts_symbols_of_which_every_value_is_right():
    y = np.array([[1, -1, 1], [1, 1, 1], [-1, -1, -1], [1, -1, -1]])
    forecast = np.array([[0.1, -2, 3], [0.1, 0.1, -0.1], [-1, -1, -1], [0, -1, -1]])
    assert recall.accuracy(forecast, y) == 0.5


def test_rnns_have_more_weights_than_the_lstm():
    sizes = {name: sum(w.size for w in task(5).learner(name).weights.values()) for name in recall.LEARNERS}
    assert sizes == {"RNN": 1431, "orthogonal RNN": 1431, "LSTM": 1395}


@pytest.mark.parametrize(("learner", "size"), [("orthogonal RNN", 0.01), ("RNN", 1e-10)])
def test_gradient_over_40_steps_before_training(learner, size):
    x, _ = task(40).test_set()
    cell, sizes = task(40).learner(learner).cells()[0], []
    for k in range(8):
        jacobian = gradients.hidden_state_gradient(cell.W_h, cell.run(x[:, k]))[0].astype(float)
        sizes.append(np.linalg.norm(jacobian) / np.sqrt(34))
    assert size / 5 < np.median(sizes) < 5 * size


def test_training_moves_the_orthogonal_start_away_from_it():
    network, _ = task(40).trained("orthogonal RNN", Settings(0.003), seed=1)
    stretches = np.linalg.svd(network.weights["layer0.W_h"], compute_uv=False)
    assert stretches[-1] < 0.85
    assert stretches[0] > 2


def test_training_ends_early_once_there_is_nothing_left_to_learn():
    network, losses = task(5).trained("orthogonal RNN", Settings(0.003))
    assert len(losses) < recall.STEPS // 50
    assert losses[-1] < 0.01
    assert task(5).test_score(network) > 0.98


def test_record_is_complete_and_says_what_the_notebook_says():
    record = recall.recorded()
    assert tuple(record.delays) == recall.DELAYS
    for (learner, _), found in record.results.items():
        assert record.accuracy[learner].shape == (6, 3)
        assert found.settings.learning_rate in recall.LEARNING_RATES
        assert found.settings.forget_bias in (recall.FORGET_BIASES if learner == "LSTM" else (1,))
    means = {name: dict(zip(record.delays, of.mean(axis=1), strict=True)) for name, of in record.accuracy.items()}
    assert {name: round(100 * of[40]) for name, of in means.items()} == {"RNN": 41, "orthogonal RNN": 79, "LSTM": 100}
    assert min(of[10] for of in means.values()) > 0.99
    assert means["orthogonal RNN"][20] > 0.99
    assert sorted(record.accuracy["LSTM"][-1] > 0.9) == [False, True, True]


def test_settings_are_those_of_the_nearest_recorded_delay():
    record = recall.recorded()
    assert record.settings("LSTM", 58) == record.settings("LSTM", 75) == record.settings("LSTM", 80)  # 58² > 40 · 80
    assert record.settings("LSTM", 5) == record.results["LSTM", 5].settings
    assert record.settings("LSTM", 10_000) == record.settings("LSTM", 160)


@pytest.mark.parametrize("best", [Settings(0.003, 5.0), Settings(0.03, 1.0)])
def test_tuned_are_the_settings_that_recall_most_validation_sequences(monkeypatch, best):
    def trained(task, name, of, seed):
        sign = 1 if of == best and seed else -1  # right with two seeds of three
        return SimpleNamespace(predict=lambda x: sign * x[0, :, :3], seed=seed), None

    monkeypatch.setattr(recall.Task, "trained", trained)
    settings, networks = recall.tuned("LSTM", 5)
    assert settings == best
    assert [getattr(network, "seed", None) for network in networks] == list(recall.SEEDS)


def test_race_has_the_best_settings_of_its_learners_and_scores_their_accuracy():
    race = recall.recorded().race(5, ("RNN", "LSTM"), seed=2)
    assert list(race.learners) == ["RNN", "LSTM"]
    x, y = task(5).validation_set()
    for name, learner in race.learners.items():
        theirs = task(5).learner(name, recall.recorded().settings(name, 5), 2)
        assert all((learner.weights[part] == w).all() for part, w in theirs.weights.items())
        assert race.scores()[name] == recall.accuracy(learner.predict(x), y)


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: recall.recall_sequences(0, 1), "delay must be"),
    (lambda: recall.recall_sequences(1, 0), "size must be"),
    (lambda: recall.task(0), "delay must be"),
    (lambda: recall.accuracy([[1.0]], [[1.0, 1.0]]), "forecast must have the shape of y"),
)
