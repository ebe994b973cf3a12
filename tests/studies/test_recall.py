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


def test_rnns_have_more_weights_than_the_lstms():
    sizes = {name: sum(w.size for w in task(5).learner(name).weights.values()) for name in recall.LEARNERS}
    assert sizes == {name: 1431 if "RNN" in name else 1395 for name in recall.LEARNERS}


def test_every_learner_may_choose_from_nine_settings():
    for learner in (*recall.LEARNERS, recall.ATTENTION):
        settings = recall.candidates(learner)
        assert len(set(settings)) == 9
        assert len({of.learning_rate for of in settings}) == (3 if learner in ("LSTM", recall.ATTENTION) else 9)
    assert recall.RATES[0] == 0.0005
    assert recall.RATES[-1] == 0.128


def test_learners_start_as_their_names_say():
    n_units = {name: task(160).learner(name).n_hidden for name in recall.LEARNERS}
    assert n_units == {name: 34 if "RNN" in name else 16 for name in recall.LEARNERS}
    relu = task(160).learner("ReLU RNN", seed=3)
    assert relu.activation == "relu"
    assert (relu.weights["layer0.W_h"] == np.eye(34)).all()
    chrono = task(160).learner("chrono LSTM", Settings(forget_bias=9), seed=3).weights["layer0.b"].reshape(4, 16)
    assert (chrono[0] == -chrono[1]).all()
    assert 0 <= chrono[1].min() < chrono[1].max() <= np.log(160)
    usual = task(160).learner("LSTM", Settings(forget_bias=3), seed=3).weights["layer0.b"].reshape(4, 16)
    assert (usual == [[0], [3], [0], [0]]).all()


@pytest.mark.parametrize(("learner", "size"), [("orthogonal RNN", 0.01), ("RNN", 1e-10)])
def test_gradient_over_40_steps_before_training(learner, size):
    x, _ = task(40).test_set()
    cell, sizes = task(40).learner(learner).cells()[0], []
    for k in range(8):
        jacobian = gradients.hidden_state_gradient(cell.W_h, cell.run(x[:, k]))[0].astype(float)
        sizes.append(np.linalg.norm(jacobian) / np.sqrt(34))
    assert size / 5 < np.median(sizes) < 5 * size


def test_training_moves_the_orthogonal_start_away_from_it():
    network, _ = task(40).trained("orthogonal RNN", recall.recorded().settings("orthogonal RNN", 40), seed=1)
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
    for (learner, delay), found in record.results.items():
        assert record.accuracy[learner].shape == (6, 5)
        assert found.settings in recall.candidates(learner)
        assert isinstance(found, recall.WatchedResult)
        assert found.curve.shape == (21, 5)
        assert task(delay).name == f"recall after {delay} steps"
        assert task(delay).steps == 20 * task(delay).validate_every == 1000  # a look before the first, and 20 more
        assert (np.diff(found.curve.mean(axis=1)) > -0.1).all()  # the best so far by loss, which is not accuracy
        assert found.curve[-1] == pytest.approx(found.accuracy, abs=0.12)  # 200 sequences, and 500 others
        assert record.recalled(learner, delay) == (sum(a >= 0.95 for a in found.accuracy), 5)


def test_settings_are_those_of_the_nearest_recorded_delay():
    record = recall.recorded()
    assert record.settings("LSTM", 58) == record.settings("LSTM", 75) == record.settings("LSTM", 80)  # 58² > 40 · 80
    assert record.settings("LSTM", 5) == record.results["LSTM", 5].settings
    assert record.settings("LSTM", 10_000) == record.settings("LSTM", 160)
    assert [record.nearest(delay) for delay in (1, 5, 7, 8, 56, 57, 999)] == [5, 5, 5, 10, 40, 80, 160]


def test_a_part_of_the_record_ends_at_its_delay():
    record = recall.recorded()
    part = record.up_to(20)
    assert list(part.delays) == [5, 10, 20]
    for learner in recall.LEARNERS:
        np.testing.assert_array_equal(part.accuracy[learner], record.accuracy[learner][:3])
        steps, accuracy = record.curve(learner, 20).T
        assert (steps == 50 * np.arange(21)).all()
        np.testing.assert_allclose(accuracy, record.results[learner, 20].curve.mean(axis=1))  # type: ignore[attr-defined]
        assert part.curve(learner, 40).shape == (0, 2)


def test_watched_training_ends_where_an_unwatched_one_does():
    of = Settings(0.01)
    accuracy, curve = recall.watched("ReLU RNN", 5, of, 3)
    network, losses = task(5).trained("ReLU RNN", of, 3)
    assert accuracy == task(5).test_score(network)
    x, y = task(5).validation_set()
    assert curve[-1] == recall.accuracy(network.predict(x), y)
    assert len(losses) < len(curve) == 21
    assert (curve[len(losses) - 1 :] == curve[-1]).all()


@pytest.mark.parametrize("best", [Settings(0.003, 5.0), Settings(0.03, 1.0)])
def test_tuned_are_the_settings_that_recall_most_validation_sequences(monkeypatch, best):
    def trained(task, name, of, seed):
        sign = 1 if of == best and seed else -1  # right with two seeds of three
        assert seed in recall.SEEDS
        return SimpleNamespace(predict=lambda x: sign * x[0, :, :3], seed=seed), [1.0] * 21

    monkeypatch.setattr(recall.Task, "trained", trained)
    settings, networks = recall.tuned("LSTM", 5)
    assert settings == best
    assert [getattr(network, "seed", None) for network in networks] == list(recall.SEEDS)


def test_of_equally_good_settings_the_quickest_are_chosen(monkeypatch):
    looks = {0.002: 21, 0.016: 4, 0.032: 6}  # all others recall nothing, after one look

    def trained(task, name, of, seed):
        sign = 1 if of.learning_rate in looks else -1
        return SimpleNamespace(predict=lambda x: sign * x[0, :, :3]), [1.0] * looks.get(of.learning_rate, 1)

    monkeypatch.setattr(recall.Task, "trained", trained)
    assert recall.tuned("chrono LSTM", 5)[0] == Settings(0.016)


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
