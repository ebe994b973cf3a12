import itertools
import pickle

import numpy as np
import pytest
from cases import every_refusal

from lstm_lesson import GRU, LSTM, RNN, Forecaster
from lstm_lesson.data.signals import damped_sine_batches
from lstm_lesson.training.fitting import TrainingDivergedError

T, N_AHEAD = 12, 3


def batches(size=8, rng=0):
    return damped_sine_batches(size, n_in=T, n_ahead=N_AHEAD, rng=rng)


HELD_OUT = X, Y = batches(40, rng=1)()


def small(**changes):
    return Forecaster(1, 4, N_AHEAD, **changes)


def fit(forecaster, steps=30, **changes):
    settings = {"validation": HELD_OUT, "validate_every": 5} | changes
    return forecaster.fit(settings.pop("next_batch", batches()), steps=steps, **settings)


def loss_of(forecaster):
    return float(np.mean((forecaster.predict(X) - Y) ** 2))


def assert_same_weights(one, other):
    for name, weight in one.weights.items():
        np.testing.assert_array_equal(weight, other.weights[name], err_msg=name)


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU])
@pytest.mark.parametrize("layers", [1, 2])
def test_training_lowers_the_validation_loss(cell, layers):
    forecaster = small(cell=cell, layers=layers)
    before = loss_of(forecaster)
    progress = list(fit(forecaster, steps=60))
    assert [p.step for p in progress] == list(range(1, 61))
    assert loss_of(forecaster) < 0.2 * before
    assert all(a.seconds <= b.seconds for a, b in itertools.pairwise(progress))


def test_training_stopped_and_continued_ends_where_an_uninterrupted_one_does():
    whole, in_parts = small(), small()
    for _ in fit(whole):
        pass
    training = fit(in_parts)
    for progress in training:
        if progress.step == 13:
            break
    in_parts.predict(X)  # looking in between must not disturb
    for _ in training:
        pass
    assert_same_weights(whole, in_parts)


def test_weights_are_always_those_with_the_lowest_validation_loss_so_far():
    forecaster = small()
    lowest = loss_of(forecaster)
    # A learning rate this large makes the validation loss jump up and down.
    went_up = 0
    for progress in fit(forecaster, steps=60, learning_rate=0.3):
        went_up += progress.validation_loss > lowest
        lowest = min(lowest, progress.validation_loss)
        assert loss_of(forecaster) == pytest.approx(lowest, rel=1e-5)
    assert went_up > 0


def test_a_reader_never_sees_weights_change_under_its_hands_and_cannot_change_them():
    forecaster = small()
    seen = forecaster.weights
    copies = {name: weight.copy() for name, weight in seen.items()}
    for _ in fit(forecaster):
        pass
    for name, weight in seen.items():
        np.testing.assert_array_equal(weight, copies[name])
    with pytest.raises(ValueError, match="read-only"):
        seen["W_y"][0, 0] = 1


def test_a_diverging_training_stops_says_so_and_keeps_the_best_weights():
    forecaster = small()
    validation_losses = [loss_of(forecaster)]
    training = fit(forecaster, steps=200, learning_rate=1e6)
    with pytest.raises(TrainingDivergedError, match=r"diverged at step \d+.*keeps the weights of step \d+"):
        validation_losses.extend(progress.validation_loss for progress in training)
    assert loss_of(forecaster) == pytest.approx(min(validation_losses), rel=1e-5)


def test_forget_bias_starts_at_1():
    assert (small().weights["layer0.b"].reshape(4, 4) == [[0], [1], [0], [0]]).all()


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU])
def test_prediction_is_the_head_on_the_last_hidden_state_of_the_readable_cells(cell):
    forecaster, h = small(cell=cell, layers=2, dtype=np.float64), X
    for layer in forecaster.cells():
        h = layer.run(h).h
    expected = h[-1] @ forecaster.weights["W_y"].T + forecaster.weights["b_y"]
    np.testing.assert_allclose(forecaster.predict(X), expected, atol=1e-12)


@pytest.mark.parametrize("length", [1, 3, 7])
def test_free_run_feeds_its_forecasts_back(length):
    forecaster = small(dtype=np.float64)
    known = X[:, 0, 0].tolist()
    while len(known) < T + length:
        known += forecaster.predict(np.array(known[-T:])[:, None]).tolist()
    got, batch = forecaster.free_run(X[:, 0], length), forecaster.free_run(X, length)
    np.testing.assert_allclose(got, known[T : T + length], atol=1e-12)
    assert batch.shape == (40, length)
    np.testing.assert_allclose(batch[0], got, atol=1e-12)


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU])
def test_a_saved_forecaster_comes_back_whole(tmp_path, cell):
    forecaster = small(cell=cell, layers=2, rng=7)
    forecaster.save(tmp_path / "it.npz")
    back = Forecaster.load(tmp_path / "it.npz")
    assert repr(back) == repr(forecaster)
    assert back.dtype == forecaster.dtype
    assert_same_weights(forecaster, back)
    assert [p.name for p in tmp_path.iterdir()] == ["it.npz"]


def test_a_saved_file_cut_short_anywhere_is_refused(tmp_path):
    small().save(tmp_path / "whole.npz")
    data = (tmp_path / "whole.npz").read_bytes()
    short = tmp_path / "short.npz"
    for length in range(0, len(data), 97):
        short.write_bytes(data[:length])
        with pytest.raises(ValueError, match="path must be a saved file"):
            Forecaster.load(short)


def test_a_damaged_file_is_refused_or_harmless(tmp_path):
    forecaster = small()
    forecaster.save(tmp_path / "whole.npz")
    data = bytearray((tmp_path / "whole.npz").read_bytes())
    for at in range(0, len(data), 61):
        damaged = data.copy()
        damaged[at] ^= 0xFF
        (tmp_path / "damaged.npz").write_bytes(damaged)
        try:
            back = Forecaster.load(tmp_path / "damaged.npz")
        except ValueError:
            continue
        assert_same_weights(forecaster, back)  # a byte that says nothing, such as a date


def test_other_files_are_refused(tmp_path):
    (tmp_path / "text.npz").write_text("not weights")
    np.save(tmp_path / "array.npy", np.arange(3))
    np.savez(tmp_path / "others.npz", a=np.arange(3))
    np.savez(tmp_path / "objects.npz", about=np.array([{}], dtype=object))
    (tmp_path / "pickle.npz").write_bytes(pickle.dumps({"W_y": 1}))
    for name in ("text.npz", "array.npy", "others.npz", "objects.npz", "pickle.npz", "none.npz"):
        with pytest.raises(ValueError, match="path must be a saved file"):
            Forecaster.load(tmp_path / name)
    np.savez(tmp_path / "sizes.npz", about=np.array('{"n_inputs": 1}'))
    with pytest.raises(ValueError, match="n_hidden"):
        Forecaster.load(tmp_path / "sizes.npz")


@pytest.mark.parametrize(
    ("batch", "message"),
    [
        ((X[:, :0], Y[:0]), "x of next_batch must have shape"),
        ((X * np.nan, Y), "x of next_batch must be finite"),
        ((X, Y[:, :2]), r"y of next_batch must have shape \(40, 3\)"),
        (None, "next_batch must give a pair"),
        ((X > 0, Y), "x of next_batch must be an array of integers or floats"),
    ],
)
def test_a_bad_batch_is_named_and_loses_nothing(batch, message):
    forecaster = small()
    good = batches()
    calls = itertools.count()
    training = fit(forecaster, next_batch=lambda: good() if next(calls) < 10 else batch)
    with pytest.raises(ValueError, match=message):
        for _ in training:
            pass
    assert loss_of(forecaster) < loss_of(small())


INPUTS = r"x must have shape \(T, 1\) or \(T, B, 1\)"


test_bad_arguments_are_refused_by_name = every_refusal(
    (lambda: fit(small(), steps=0), "steps must be a whole number"),  # before the training starts
    (lambda: fit(small(), learning_rate=0), "learning_rate must be a finite number above 0"),
    (lambda: fit(small(), clip=-1), "clip must be a finite number above 0"),
    (lambda: fit(small(), validate_every=0), "validate_every must be a whole number"),
    (lambda: fit(small(), next_batch=(X, Y)), "next_batch must be a function"),
    (lambda: fit(small(), validation=X), "validation must give a pair"),
    (lambda: fit(small(), validation=(X[:, :0], Y[:0])), "x of validation must have shape"),
    (lambda: fit(small(), validation=(X, Y[:3])), r"y of validation must have shape \(40, 3\)"),
    (lambda: fit(small(), validation=(X[:, 0], Y[0])), "x of validation must have a batch axis"),
    (lambda: fit(small(), validation=(X.astype(str), Y)), "x of validation must be an array of integers or floats"),
    (lambda: Forecaster(0, 4, 3), "n_inputs must be a whole number"),
    (lambda: Forecaster(1, -1, 3), "n_hidden must be a whole number"),
    (lambda: Forecaster(1, 4, 0), "n_ahead must be a whole number"),
    (lambda: small(cell="LSTM"), "cell must be RNN, LSTM or GRU"),
    (lambda: small(layers=0), "layers must be a whole number"),
    (lambda: small(dtype=np.float16), "dtype must be float32 or float64"),
    (lambda: small(rng=-1), "rng must be a numpy Generator or a seed"),
    (lambda: small().predict(np.zeros(12)), INPUTS),
    (lambda: small().predict(np.zeros((12, 2))), INPUTS),
    (lambda: small().predict(np.zeros((0, 1))), INPUTS),
    (lambda: small().predict(np.zeros((2, 12, 4, 1))), INPUTS),
    (lambda: small().free_run(X, 0), "length must be a whole number"),
    (lambda: Forecaster(2, 4, 3).free_run(np.zeros((12, 2)), 5), "n_inputs = 2 that forecasts 1"),
    (lambda: setattr(small(), "weights", {"W_y": np.zeros((3, 4))}), "weights must have the names"),
    (lambda: setattr(small(), "weights", small().weights | {"b_y": np.zeros(4)}), r"b_y must have shape \(3,\)"),
)
