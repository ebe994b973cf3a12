"""A plain RNN with ReLU: the readable cell, its gradients, its fast twin and the forecaster made of it."""

import math
from typing import Any

import numpy as np
import pytest
from cases import every_refusal
from oracles import lively_inputs, relative_error, total

from lstm_lesson import GRU, LSTM, RNN, Classifier, Forecaster, to_torch
from lstm_lesson.nn.activations import relu, relu_slope
from lstm_lesson.nn.gradients import hidden_state_gradient, numerical_gradient
from lstm_lesson.training.fast_network import FastNetwork
from lstm_lesson.training.fast_relu import ReLURNNLayer
from lstm_lesson.training.network import CellNetwork

SIZES = [(1, 1, 1, 1), (1, 4, 2, 3), (6, 1, 2, 3), (9, 5, 3, 4), (25, 2, 1, 6)]  # T, B, D, H


def lively(D: int, H: int, *, seed: int = 0) -> RNN:
    """A cell in which at some steps some units are cut off and others are not."""
    cell, rng = RNN(D, H, activation="relu"), np.random.default_rng(seed)
    cell.set_weights({name: rng.normal(0, 0.5, old.shape) for name, old in cell.weights.items()})
    return cell


def scalar_relu_run(cell: RNN, x: Any, h: Any) -> np.ndarray:
    """h_t = max(0, W_x x_t + W_h h_{t−1} + b), one number at a time, of one sequence."""
    W_x, W_h, b = (weight.tolist() for weight in cell.weights.values())
    states = []
    for x_t in x.tolist():
        sums = [total(W_x[k], x_t) + total(W_h[k], h) + b[k] for k in range(len(b))]
        h = [z if z > 0 else 0.0 for z in sums]
        states.append(h)
    return np.array(states)


@pytest.mark.parametrize("sizes", SIZES)
def test_states_equal_a_scalar_loop_in_plain_python(sizes):
    T, B, D, H = sizes
    cell = lively(D, H)
    inputs = lively_inputs(cell, T, B)
    trace = cell.run(**inputs)
    for k in range(B):
        expected = scalar_relu_run(cell, inputs["x"][:, k], inputs["h0"][k].tolist())
        np.testing.assert_allclose(trace.h[:, k], expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(trace.h, np.where(trace.z_h > 0, trace.z_h, 0))


def test_examples_have_units_on_both_sides_of_the_bend():
    cell = lively(3, 4)
    trace = cell.run(**lively_inputs(cell, 9, 5))
    assert 0.2 < np.mean(trace.h > 0) < 0.8


@pytest.mark.parametrize("sizes", SIZES)
def test_gradients_of_cell_and_fast_layer_equal_finite_differences(sizes):
    T, B, D, H = sizes
    cell = lively(D, H)
    inputs = lively_inputs(cell, T, B)
    dh = np.random.default_rng(2).normal(size=(T, B, H))
    exact = cell.backward(cell.run(**inputs), dh)
    for name, array in (cell.weights | inputs).items():
        numerical = numerical_gradient(lambda: float((dh * cell.run(**inputs).h).sum()), array)
        assert relative_error(exact[name], numerical) < 1e-7, name

    layer = ReLURNNLayer(T, B, D, H, cell.dtype)
    layer.x[:], layer.start[0][:] = inputs["x"].transpose(0, 2, 1), inputs["h0"].T
    flat = layer.pack(cell.weights)
    layer.forward(flat)
    np.testing.assert_allclose(layer.h.transpose(0, 2, 1), cell.run(**inputs).h, rtol=0, atol=1e-13)
    got = layer.unpack(layer.backward(flat, np.zeros((H, B)), dh.transpose(0, 2, 1)), H)
    got |= {"x": layer.dx(flat).transpose(0, 2, 1), "h0": layer.d_start[0].T}
    for name, gradient in exact.items():
        np.testing.assert_allclose(got[name], gradient, rtol=1e-11, atol=1e-12, err_msg=name)


def test_gradient_of_the_last_state_equals_finite_differences():
    cell = lively(2, 3, seed=5)
    trace = cell.run(**lively_inputs(cell, 6, None))
    exact = hidden_state_gradient(cell.W_h, trace)
    for t, unit in np.ndindex(6, 3):
        nudge = 1e-6 * np.eye(3)[unit]
        later = trace.x[t + 1 :]
        last = [cell.run(later, trace.h[t] + n).h[-1] if len(later) else trace.h[t] + n for n in (nudge, -nudge)]
        np.testing.assert_allclose(exact[t, :, unit], (last[0] - last[1]) / 2e-6, rtol=1e-6, atol=1e-8)


def test_identity_start_without_input_keeps_a_positive_state_and_its_gradient():
    cell = RNN(1, 4, activation="relu")
    cell.W_h[:] = np.eye(4)
    trace = cell.run(np.zeros((200, 1)), [0.1, 2.0, 30.0, 0.0])
    assert trace.h[-1].tolist() == [0.1, 2.0, 30.0, 0.0]
    np.testing.assert_array_equal(hidden_state_gradient(cell.W_h, trace)[0], np.diag([1, 1, 1, 0]))


@pytest.mark.parametrize("layers", [1, 2])
def test_fast_network_computes_what_the_readable_one_does(layers):
    forecaster = Forecaster(2, 5, 3, cell=RNN, activation="relu", layers=layers, dtype=np.float64)
    rng = np.random.default_rng(1)
    forecaster.weights = {name: rng.normal(0, 0.5, w.shape) for name, w in forecaster.weights.items()}
    x, y = rng.normal(size=(7, 4, 2)), rng.normal(size=(4, 3))
    readable = CellNetwork(forecaster.cells(), forecaster.weights)
    fast = FastNetwork(2, 5, forecaster.weights, cell=RNN, activation="relu")
    np.testing.assert_allclose(forecaster.predict(x), readable.forecast(x), rtol=0, atol=1e-12)
    loss, gradient = readable.loss_and_gradient(x, y)
    fast_loss, fast_gradient = fast.loss_and_gradient(x, y)
    assert math.isclose(loss, fast_loss, rel_tol=1e-12)
    for name, expected in readable.named(gradient).items():
        np.testing.assert_allclose(fast.named(fast_gradient)[name], expected, rtol=1e-11, atol=1e-12, err_msg=name)
    assert not np.allclose(forecaster.predict(x), tanh_twin(forecaster).predict(x))


def tanh_twin(forecaster: Forecaster) -> Forecaster:
    twin = Forecaster(2, 5, 3, cell=RNN, layers=forecaster.layers, dtype=np.float64)
    twin.weights = forecaster.weights
    return twin


def test_training_lowers_the_loss_and_a_saved_learner_comes_back_with_its_activation(tmp_path):
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 1, (6, 40, 1))
    y = x.sum(axis=0)
    forecaster = Forecaster(1, 6, 1, cell=RNN, activation="relu")
    before = np.mean((forecaster.predict(x) - y) ** 2)
    for _ in forecaster.fit(lambda: (x, y), steps=150, validation=(x, y), learning_rate=0.02, validate_every=10):
        pass
    assert np.mean((forecaster.predict(x) - y) ** 2) < 0.05 * before
    forecaster.save(tmp_path / "it.npz")
    back = Forecaster.load(tmp_path / "it.npz")
    assert (repr(back), back.activation) == (repr(forecaster), "relu")
    np.testing.assert_array_equal(back.predict(x), forecaster.predict(x))
    Classifier(1, 3, 2, cell=RNN, activation="relu").save(tmp_path / "other.npz")
    assert Classifier.load(tmp_path / "other.npz").cells()[0].activation == "relu"  # type: ignore[attr-defined]


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU])
def test_files_saved_without_an_activation_are_read_as_they_were(tmp_path, cell):
    Forecaster(1, 3, 1, cell=cell).save(tmp_path / "it.npz")
    assert Forecaster.load(tmp_path / "it.npz").activation is None


def test_relu_and_its_slope():
    z = np.array([-2.0, -0.0, 0.0, 1e-9, 3.0])
    assert relu(z).tolist() == [0, 0, 0, 1e-9, 3]
    assert relu_slope(relu(z)).tolist() == [0, 0, 0, 1, 1]
    assert relu_slope(np.array([0, 2], np.float32)).dtype == np.float32


test_bad_arguments_are_refused_by_name = every_refusal(
    (lambda: RNN(1, 2, activation="sigmoid"), 'activation must be "tanh" or "relu"; got \'sigmoid\''),
    (lambda: RNN(1, 2, activation=["relu"]), "activation must be"),  # type: ignore[arg-type]
    (lambda: Forecaster(1, 2, 1, cell=RNN, activation="Relu"), "activation must be"),
    (lambda: Forecaster(1, 2, 1, cell=LSTM, activation="relu"), "activation must be None for an LSTM"),
    (lambda: Forecaster(1, 2, 1, cell=GRU, activation="tanh"), "activation must be None for a GRU"),
    (lambda: to_torch(RNN(1, 2, activation="relu")), "cells must squash with tanh"),
)
