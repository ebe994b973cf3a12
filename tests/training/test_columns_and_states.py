"""What a Forecaster of columns and a Classifier do beyond learning: feed back, carry, save, refuse."""

from typing import Any

import numpy as np
import pytest
from cases import every_refusal

from lstm_lesson import GRU, Classifier, Forecaster
from lstm_lesson.training.attention_network import AttentionForecaster

T, B = 9, 4
X = np.random.default_rng(0).normal(size=(T, B, 2))


def of_columns(columns=2, n_ahead=3, **changes):
    return Forecaster(columns, 5, n_ahead, columns=columns, dtype=np.float64, **changes)


@pytest.mark.parametrize("length", [1, 3, 7])
@pytest.mark.parametrize("columns", [1, 2])
def test_free_run_feeds_every_column_back(length, columns):
    forecaster, x = of_columns(columns), X[..., :columns]
    got = forecaster.free_run(x, length)
    assert got.shape == (B, length, columns)
    for k in range(B):
        known = x[:, k].tolist()
        while len(known) < T + length:
            known += forecaster.predict(np.array(known[-T:])).tolist()
        np.testing.assert_allclose(got[k], known[T : T + length], atol=1e-12)
        np.testing.assert_allclose(forecaster.free_run(x[:, k], length), got[k], atol=1e-12)


def test_free_run_follows_two_columns_that_it_has_learned():
    t = np.arange(400)
    circle = np.column_stack([np.cos(t / 3), np.sin(t / 3)])
    forecaster = Forecaster(2, 12, 1, columns=2)
    start = np.random.default_rng(0)

    def next_batch():
        at = start.integers(0, 300, 32) + np.arange(21)[:, None]  # (21, 32): steps of 32 pieces
        return circle[at[:-1]], circle[at[-1]][:, None]

    for _ in forecaster.fit(next_batch, steps=400, validation=next_batch()):
        pass
    ahead = forecaster.free_run(circle[:20], 10)
    assert abs(ahead - circle[20:30]).max() < 0.1


def test_a_carried_training_hands_each_batch_the_state_after_the_one_before():
    classifier = Classifier(2, 5, 3, cell=GRU, dtype=np.float64)
    rng = np.random.default_rng(1)
    seen, batches = [], []

    def next_batch(state):
        seen.append(state)
        batches.append((rng.normal(size=(T, B, 2)), rng.integers(3, size=(T, B))))
        return *batches[-1], state if len(seen) != 3 else None  # the third one starts anew

    held_out = X, np.zeros((T, B), int)
    settings: dict[str, Any] = {
        "time_first": True,
        "carry_state": True,
        "learning_rate": 1e-12,
    }  # so that the weights stay as they are
    for _ in classifier.fit(next_batch, steps=4, validation=held_out, **settings):
        pass
    assert seen[0] is None
    _, state = classifier.predict_from(batches[0][0])
    _, second = classifier.predict_from(batches[1][0], state)
    _, third = classifier.predict_from(batches[2][0])
    for got, wanted in zip(seen[1:], (state, second, third), strict=True):
        np.testing.assert_allclose(got["layer0.h"], wanted["layer0.h"], atol=1e-9)


def test_a_batch_can_only_answer_by_what_the_one_before_it_said_if_the_state_is_carried():
    def late_losses(carry):
        rng = np.random.default_rng(0)
        asked: list[np.ndarray] = []

        def next_batch(state):
            x, asked_now = np.zeros((3, 16, 1)), bool(asked)
            y = asked.pop() if asked_now else rng.integers(2, size=16)
            if not asked_now:
                x[0, :, 0] = 2 * y - 1  # tells the class, and the next batch asks for it
                asked.append(y)
            return x, np.tile(y, (3, 1)), state if carry and asked_now else None

        learner = Classifier(1, 8, 2)
        settings: dict[str, Any] = {"time_first": True, "carry_state": True, "learning_rate": 0.02}
        validation = np.zeros((3, 2, 1)), np.zeros((3, 2), int)
        losses = [progress.loss for progress in learner.fit(next_batch, steps=300, validation=validation, **settings)]
        return np.array(losses[-20:][1::2])  # where it is asked

    assert late_losses(carry=True).max() < 0.1
    assert late_losses(carry=False).min() > 0.6  # about log 2: it can but guess


def test_a_state_given_is_not_changed_and_none_is_kept():
    forecaster = of_columns()
    first, state = forecaster.predict_from(X)
    before = {name: array.copy() for name, array in state.items()}
    forecaster.predict_from(X, state)
    for name, array in state.items():
        np.testing.assert_array_equal(array, before[name])
    np.testing.assert_array_equal(forecaster.predict_from(X)[0], first)


@pytest.mark.parametrize(
    "learner", [of_columns(rng=3, layers=2), Classifier(2, 5, 3, rng=3, cell=GRU), Forecaster(2, 5, 3)], ids=repr
)
def test_what_was_saved_comes_back_whole(tmp_path, learner):
    learner.save(tmp_path / "it.npz")
    back = type(learner).load(tmp_path / "it.npz")
    assert repr(back) == repr(learner)
    np.testing.assert_array_equal(back.predict(X), learner.predict(X))


def test_a_saved_classifier_is_no_forecaster_and_the_other_way_round(tmp_path):
    Classifier(2, 5, 3).save(tmp_path / "classifier.npz")
    Forecaster(2, 5, 3).save(tmp_path / "forecaster.npz")
    with pytest.raises(ValueError, match="n_ahead"):
        Forecaster.load(tmp_path / "classifier.npz")
    with pytest.raises(ValueError, match="n_classes"):
        Classifier.load(tmp_path / "forecaster.npz")


def test_the_repr_tells_the_sizes():
    assert repr(of_columns()) == "Forecaster(n_inputs=2, n_hidden=5, n_ahead=3, columns=2, cell=LSTM, layers=1)"
    assert repr(Forecaster(1, 4, 3)) == "Forecaster(n_inputs=1, n_hidden=4, n_ahead=3, cell=LSTM, layers=1)"
    assert repr(Classifier(1, 4, 3)) == "Classifier(n_inputs=1, n_hidden=4, n_classes=3, cell=LSTM, layers=1)"


STATE = {"layer0.h": np.zeros((B, 5)), "layer0.c": np.zeros((B, 5))}
HELD_OUT = X, np.zeros((B, 3, 2))


def classifier(**changes):
    return Classifier(2, 4, 3, **changes)


LOOKS_BACK = AttentionForecaster(2, 5, 3)


def fit(given, learner=None, **changes):
    learner = learner or of_columns()
    return next(learner.fit(lambda *state: given, steps=1, **{"validation": HELD_OUT, "carry_state": True} | changes))


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: Forecaster(2, 4, 3, columns=0), "columns must be a whole number of at least 1; got 0"),
    (lambda: Classifier(2, 4, 1), "n_classes must be a whole number of at least 2; got 1"),
    (lambda: classifier(cell="LSTM"), "cell must be RNN, LSTM or GRU"),
    (lambda: Classifier(2, 4, 3).predict(X, temperature=0), "temperature must be a finite number above 0"),
    (lambda: of_columns().predict_from(X, {}), r"state must be None or hold layer0.h, layer0.c; got \[\]"),
    (lambda: of_columns().predict_from(X, X), "state must be None or hold layer0.h, layer0.c; got ndarray"),
    (
        lambda: of_columns().predict_from(X[:, 0], STATE),
        r"layer0.h of state must have shape \(5,\); got",
    ),
    (lambda: of_columns().predict_from(X[:, :2], STATE), r"layer0.h of state must have shape \(2, 5\)"),
    (lambda: Forecaster(3, 4, 5, columns=2).free_run(np.zeros((9, 3)), 5), "n_inputs = 3 that forecasts 2"),
    (lambda: Forecaster(1, 4, 5, columns=2).free_run(np.zeros((9, 1)), 5), "n_inputs = 1 that forecasts 2"),
    (lambda: fit((*HELD_OUT,)), "next_batch must give x, y and a state; got 2 things"),
    (lambda: fit((*HELD_OUT, {"h": 0})), r"state of next_batch must be None or hold .*; got \['h'\]"),
    (lambda: fit((*HELD_OUT, None), carry_state=False), "next_batch must give a pair x, y; got 3 things"),
    (lambda: fit((*HELD_OUT, None), LOOKS_BACK), "carry_state must be False for a head that looks back"),
    (lambda: LOOKS_BACK.predict(X, every_step=True), "every_step must be False"),
    (lambda: LOOKS_BACK.predict_from(X, STATE), "state None, for a head that looks back"),
    (
        lambda: fit((X, np.zeros((T, B, 3))), LOOKS_BACK, validation=(X, np.zeros((T, B, 3))), carry_state=False),
        r"y of validation must have shape \(4, 3\)",
    ),
)
