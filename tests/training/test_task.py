"""A task draws what its seeds say, begins and trains its learners as their settings say, alone and side by side."""

from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import pytest

from lstm_lesson import GRU, LSTM, RNN, Forecaster
from lstm_lesson.training.attention_network import AttentionForecaster
from lstm_lesson.training.fitting import TrainingDivergedError
from lstm_lesson.training.race import Race
from lstm_lesson.training.task import Architecture, Settings, Task, chrono_biases, in_rows, orthogonal, restored


def last_values(size: int, rng: Any) -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(rng).uniform(0, 1, (4, size, 2))
    return x, x[-1]


TASK = Task(
    name="say the last values",
    draw=last_values,
    n_inputs=2,
    n_outputs=2,
    validation=(30, 11),
    test=(40, 12),
    learners={
        "LSTM": Architecture(LSTM, 5),
        "RNN": Architecture(RNN, 6, orthogonal=True),
        "GRU": Architecture(GRU, 5),
        "attention": Architecture(LSTM, 5, attention=True),
        "ReLU": Architecture(RNN, 6, activation="relu", identity=0.01),
        "chrono": Architecture(LSTM, 5, chrono=True),
    },
    steps=60,
    batch_size=8,
    validate_every=20,
    constant=0.5,
    longest=101,
)


def test_sets_are_drawn_from_their_seeds_and_batches_are_new_at_each_call():
    for drawn, (size, seed) in ((TASK.validation_set(), (30, 11)), (TASK.test_set(), (40, 12))):
        assert all(map(np.array_equal, drawn, last_values(size, seed)))
    one, other, rng = TASK.batches(3), TASK.batches(3), np.random.default_rng(3)
    for _ in range(3):
        x = one()[0]
        np.testing.assert_array_equal(x, other()[0])
        np.testing.assert_array_equal(x, last_values(8, rng)[0])


@pytest.mark.parametrize("name", ["LSTM", "attention"])
def test_biases_of_an_lstm_stand_in_their_blocks_alone(name):
    b = TASK.learner(name, Settings(forget_bias=5, input_bias=-2)).weights["layer0.b"].reshape(4, 5)
    assert (b == [[-2], [5], [0], [0]]).all()
    assert (TASK.learner(name).weights["layer0.b"].reshape(4, 5) == [[0], [1], [0], [0]]).all()


@pytest.mark.parametrize("name", TASK.learners)
def test_learner_begins_as_its_seed_says_with_the_constant_answer(name):
    ours, kind = TASK.learner(name, seed=4), TASK.learners[name]
    made: Any = (
        AttentionForecaster if kind.attention else partial(Forecaster, cell=kind.cell, activation=kind.activation)
    )
    theirs = made(2, kind.n_hidden, 2, rng=4)
    assert (type(ours), ours.cell) == (type(theirs), kind.cell)
    W = {"layer0.W_h"} if kind.orthogonal else {"layer0.W_h", "layer0.W_x"} if kind.identity else set()
    for weight in theirs.weights.keys() - {"b_y", "layer0.b"} - W:
        np.testing.assert_array_equal(ours.weights[weight], theirs.weights[weight])
    assert (ours.weights["b_y"] == 0.5).all()
    assert TASK.learner(name, Settings(n_hidden=3)).n_hidden == 3


def test_orthogonal_start_keeps_every_length():
    W_h = TASK.learner("RNN", seed=2).weights["layer0.W_h"].astype(float)
    np.testing.assert_allclose(W_h @ W_h.T, np.eye(6), atol=1e-6)
    np.testing.assert_allclose(W_h, orthogonal(6, rng=2), atol=1e-6)


def test_identity_start_adds_up_what_comes_in():
    ours = TASK.learner("ReLU", seed=2)
    assert (ours.weights["layer0.W_h"] == np.eye(6)).all()
    assert not ours.weights["layer0.b"].any()
    assert 0.004 < np.std(ours.weights["layer0.W_x"]) < 0.02
    cell = ours.cells()[0]
    assert isinstance(cell, RNN)
    assert cell.activation == "relu"
    x = np.ones((30, 2))
    expected = np.maximum(30 * cell.W_x.sum(axis=1), 0)
    np.testing.assert_allclose(cell.run(x).h[-1], expected, rtol=1e-4, atol=1e-6)


def test_chrono_biases_spread_the_memories_evenly_and_shut_the_input_gates():
    b = TASK.learner("chrono", Settings(forget_bias=7), seed=2).weights["layer0.b"]
    np.testing.assert_allclose(b, chrono_biases(5, 101, rng=2), rtol=1e-6)
    b_i, b_f, b_g, b_o = chrono_biases(4000, 101).reshape(4, -1)
    np.testing.assert_array_equal(b_i, -b_f)
    assert not b_g.any()
    assert not b_o.any()
    f = 1 / (1 + np.exp(-b_f))
    steps = f / (1 - f)  # how long each gate keeps: evenly spread over 1 to 100
    assert steps.min() >= 0.999
    assert steps.max() <= 100.01
    np.testing.assert_allclose(np.quantile(steps, [0.25, 0.5, 0.75]), [25.75, 50.5, 75.25], rtol=0.05)


def test_what_has_no_such_start_is_refused():
    with pytest.raises(ValueError, match="orthogonal and identity must not both"):
        Architecture(RNN, 6, orthogonal=True, identity=0.001)
    with pytest.raises(ValueError, match="chrono must be False for a cell without gates"):
        Architecture(RNN, 6, chrono=True)
    with pytest.raises(ValueError, match="longest must be"):
        replace(TASK, longest=0).learner("chrono")


def test_settings_reach_the_training():
    def losses(settings: Settings, seed: int = 0) -> list[float]:
        return [p.loss for p in islice(TASK.fit(TASK.learner("LSTM", USUAL), settings, seed), 10)]

    USUAL = Settings()
    x, y = TASK.validation_set()
    alone = TASK.learner("LSTM").fit(TASK.batches(0), steps=60, validation=(x, y), learning_rate=0.02, clip=1.0)
    assert losses(USUAL) == [p.loss for p in islice(alone, 10)]
    for changed in (losses(Settings(0.08)), losses(Settings(clip=1e-4)), losses(USUAL, seed=1)):
        assert changed != losses(USUAL)


def test_training_ends_at_its_last_step_or_once_it_is_good_enough():
    learner = TASK.learner("LSTM")
    assert [p.step for p in TASK.fit(learner)] == list(range(1, 61))
    assert len(list(TASK.fit(learner, steps=7))) == 7
    *_, last = replace(TASK, good_enough=0.06, steps=2000).fit(TASK.learner("LSTM"))
    assert last.step < 2000
    assert last.validation_loss < 0.06


def test_trained_is_the_best_network_with_its_losses_before_and_at_each_look():
    network, losses = TASK.trained("LSTM", Settings(0.05), 3)
    alone = TASK.learner("LSTM", seed=3)
    x, y = TASK.validation_set()
    expected = [np.mean((alone.predict(x) - y) ** 2)]
    expected += [p.validation_loss for p in TASK.fit(alone, Settings(0.05), 3) if p.step % 20 == 0]
    np.testing.assert_allclose(losses, expected, rtol=1e-6)
    for name, weight in alone.weights.items():
        np.testing.assert_array_equal(network.weights[name], weight)
    np.testing.assert_array_equal(TASK.trained("LSTM", Settings(0.05), 3, stop=45)[1], losses[:3])


def test_tuned_are_the_settings_with_the_lowest_median_loss(capsys):
    candidates = [Settings(rate) for rate in (1e-6, 0.05, 0.001)]
    best, found = TASK.tuned("LSTM", candidates, (5, 6, 7))
    each = [sorted(TASK.trained("LSTM", of, seed)[1].min() for seed in (5, 6, 7)) for of in candidates]
    assert list(found.items()) == [(of, losses[1]) for of, losses in zip(candidates, each, strict=True)]
    assert found[best] == min(found.values())
    assert "LSTM: learning rate 0.05, forget bias 1: validation loss" in capsys.readouterr().out


def let_diverge(monkeypatch: Any, cell: type, steps: int) -> None:
    """Let every training of a Forecaster with this kind of cell diverge after so many steps."""
    fit = Forecaster.fit

    def diverging(learner: Any, *arguments: Any, **recipe: Any) -> Any:
        yield from islice(fit(learner, *arguments, **recipe), steps if learner.cell is cell else None)
        if learner.cell is cell:
            raise TrainingDivergedError("gone")

    monkeypatch.setattr(Forecaster, "fit", diverging)


def test_training_that_diverges_keeps_its_best_weights_and_the_losses_that_it_had(monkeypatch):
    let_diverge(monkeypatch, LSTM, 50)
    network, losses = TASK.trained("LSTM")
    assert len(losses) == 3
    x, y = TASK.validation_set()
    assert np.mean((network.predict(x) - y) ** 2) == pytest.approx(losses.min(), rel=1e-5)


def test_scores_are_those_of_the_test_set():
    worst = replace(TASK, score=lambda forecast, y: float(abs(forecast - y).max()))
    (x, y), learner = TASK.test_set(), TASK.learner("LSTM")
    assert TASK.test_score(learner) == pytest.approx(np.mean((learner.predict(x) - y) ** 2))
    assert worst.test_score(learner) == abs(learner.predict(x) - y).max()
    assert TASK.constant_error() == pytest.approx(np.mean((y - 0.5) ** 2))
    assert TASK.constant_error(np.array([[1.5], [1.0]])) == 0.625


def test_rows_of_trainings_are_nan_where_one_ended_early():
    rows = in_rows([np.array([3.0, 2.0]), np.array([5.0, 4.0, 1.0])], 4)
    np.testing.assert_array_equal(rows, [[3, 2, np.nan, np.nan], [5, 4, 1, np.nan]])
    assert in_rows([np.zeros(2), np.zeros(3)]).shape == (2, 3)


@pytest.mark.parametrize("name", ["LSTM", "attention"])
def test_network_is_restored_from_its_weights_alone(name):
    network, x = TASK.learner(name, Settings(n_hidden=3), seed=5), TASK.test_set()[0]
    np.testing.assert_array_equal(restored(network.weights).predict(x), network.predict(x))


def test_unknown_learner_is_refused_by_name():
    with pytest.raises(ValueError, match="learner must be one of LSTM, RNN, GRU, attention, ReLU, chrono; got 'CNN'"):
        TASK.learner("CNN")


# ---- Side by side


ENTRANTS = {"slow": ("LSTM", Settings(0.001)), "fast": ("LSTM", Settings(0.05)), "other": ("GRU", Settings(0.02))}


def test_race_trains_each_learner_as_it_would_be_trained_alone():
    race = Race.of(TASK, ENTRANTS, seed=7)
    *_, progress = islice(race.run(), 45)
    x, y = TASK.validation_set()
    trained = []
    for name, (learner, settings) in ENTRANTS.items():
        alone = TASK.learner(learner, settings, 7)
        before = np.mean((alone.predict(x) - y) ** 2)
        *_, last = islice(TASK.fit(alone, settings, 7), 45)
        trained.append(last)
        for weight, value in alone.weights.items():
            np.testing.assert_array_equal(race.learners[name].weights[weight], value, err_msg=name)
        assert list(race.history[name][:, 0]) == [0, 20, 40]
        assert race.history[name][0, 1] == pytest.approx(before)
        assert race.scores()[name] == race.history[name][-1, 1] == TASK.score(alone.predict(x), y)
    assert progress.step == 45
    assert progress.loss == pytest.approx(np.mean([last.loss for last in trained]))


def test_score_can_be_another_than_the_tasks():
    race = Race.of(TASK, ENTRANTS, score=lambda forecast, y: float(len(y)))
    assert race.scores() == dict.fromkeys(ENTRANTS, 30.0)


def test_learner_that_diverges_is_out_and_the_others_go_on(monkeypatch):
    let_diverge(monkeypatch, GRU, 30)
    race = Race.of(TASK, ENTRANTS)
    assert [progress.step for progress in race.run()] == list(range(1, 61))
    looks = {name: list(rows[:, 0]) for name, rows in race.history.items()}
    assert looks == {"slow": [0, 20, 40, 60], "fast": [0, 20, 40, 60], "other": [0, 20]}
