import math
from typing import Any

import numpy as np
import oracles
import pytest
from oracles import CELLS, lively_cell, lively_inputs, relative_error, states

from lstm_lesson import LSTM, RNN
from lstm_lesson.nn import gradients


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize(
    ("T", "B", "D", "H"), [(1, 1, 1, 1), (1, None, 2, 3), (5, None, 1, 1), (6, 3, 2, 4), (25, 2, 1, 3), (4, 5, 3, 2)]
)
def test_gradients_of_every_weight_input_and_initial_state_equal_finite_differences(kind, T, B, D, H):
    """Compare every gradient that backward returns with central differences of Σ dh·h + Σ dc_T·c_T."""
    cell = lively_cell(kind, D, H)
    inputs = lively_inputs(cell, T, B)
    rng = np.random.default_rng(2)
    dh = rng.normal(size=cell.run(**inputs).h.shape)
    last_cell = (rng.normal(size=inputs["c0"].shape),) if isinstance(cell, LSTM) else ()

    def loss():
        trace = cell.run(**inputs)
        return float((dh * trace.h).sum() + sum((dc_T * trace.c[-1]).sum() for dc_T in last_cell))

    analytic = cell.backward(cell.run(**inputs), dh, *last_cell)
    arrays = cell.weights | inputs
    assert set(analytic) == set(arrays)
    for name, array in arrays.items():
        assert analytic[name].shape == array.shape, name
        numerical = gradients.numerical_gradient(loss, array)
        assert relative_error(analytic[name], numerical) <= 1e-7, name


@pytest.mark.parametrize(("kind", "title"), oracles.recorded_cases())
def test_gradients_equal_pytorchs(kind, title):
    case = oracles.recorded(kind, title)
    layers = oracles.recorded_layers(kind, case)
    traces = oracles.run_layers(layers, case)
    dh = case["dh"].copy()
    for layer in reversed(range(len(layers))):
        dh[-1] += case["dh_T"][layer]
        last_cell = (case["dc_T"][layer],) if kind is LSTM else ()
        got = layers[layer].backward(traces[layer], dh, *last_cell)
        expected = {name: case[f"grad {layer} {name}"] for name in layers[layer].weights}
        expected |= {name: case[f"grad {name}"][layer] for name in states(layers[layer])}
        for name, value in expected.items():
            np.testing.assert_allclose(got[name], value, rtol=1e-12, atol=1e-12, err_msg=f"layer {layer}: {name}")
        dh = got["x"]  # the hidden states of the layer below are this layer's input
    np.testing.assert_allclose(dh, case["grad x"], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("kind", CELLS)
def test_float32_gradients_stay_float32_and_agree_with_float64(kind):
    exact, short = lively_cell(kind, 2, 3), kind(2, 3, dtype=np.float32)
    short.set_weights(exact.weights)
    inputs = lively_inputs(exact, 10, 4)
    dh = np.ones((10, 4, 3))
    expected = exact.backward(exact.run(**inputs), dh)
    got = short.backward(short.run(**inputs), dh)
    for name, value in expected.items():
        assert got[name].dtype == np.float32
        assert relative_error(got[name], value) < 1e-5


def test_without_dc_T_the_last_cell_state_has_no_gradient_of_its_own():
    cell = lively_cell(LSTM, 1, 2)
    trace = cell.run(**lively_inputs(cell, 4, 3))
    without, with_zeros = cell.backward(trace, trace.h), cell.backward(trace, trace.h, np.zeros((3, 2)))
    for name in without:
        np.testing.assert_array_equal(without[name], with_zeros[name])


def last_after_a_nudge(cell, trace, t, nudge):
    """The last state of a run that is nudged at step t: in h the RNN, in c, and so in h = o·tanh(c), the LSTM."""
    after, h = trace.x[t + 1 :], trace.h[t]
    if isinstance(cell, RNN):
        return cell.run(after, h + nudge).h[-1] if len(after) else h + nudge
    c = trace.c[t] + nudge
    h_along = h + trace.o[t] * (np.tanh(c) - np.tanh(trace.c[t]))
    return cell.run(after, h_along, c).c[-1] if len(after) else c


@pytest.mark.parametrize(
    ("kind", "gradient"), [(LSTM, gradients.cell_state_gradient), (RNN, gradients.hidden_state_gradient)]
)
@pytest.mark.parametrize(("T", "D", "H"), [(1, 1, 1), (2, 1, 1), (8, 1, 1), (6, 2, 3), (15, 1, 4)])
def test_the_gradient_of_the_last_state_with_respect_to_each_equals_finite_differences(kind, gradient, T, D, H):
    cell = lively_cell(kind, D, H)
    trace = cell.run(**lively_inputs(cell, T, None))
    numerical = np.empty((T, H, H))
    for t, unit in np.ndindex(T, H):
        above, below = (last_after_a_nudge(cell, trace, t, step * np.eye(H)[unit]) for step in (1e-5, -1e-5))
        numerical[t, :, unit] = (above - below) / 2e-5
    exact = gradient(cell.W_h, trace)
    assert exact.shape == (T, H, H)
    np.testing.assert_allclose(exact, numerical, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("B", [None, 3])
def test_the_direct_path_is_the_product_of_the_later_forget_gates(B):
    cell = lively_cell(LSTM, 1, 2)
    trace = cell.run(**lively_inputs(cell, 7, B))
    direct = gradients.direct_path(trace)
    assert direct.shape == trace.c.shape
    for t, *unit in np.ndindex(direct.shape):
        expected = math.prod(float(trace.f[(later, *unit)]) for later in range(t + 1, 7))
        assert math.isclose(direct[(t, *unit)], expected, rel_tol=1e-14)


def test_numerical_gradient_of_cubes_is_three_squares_and_puts_the_array_back():
    array = np.array([[1.0, -2.0], [0.0, 0.5]])
    kept = array.copy()
    got = gradients.numerical_gradient(lambda: float((array**3).sum()), array)
    np.testing.assert_allclose(got, 3 * kept**2, atol=1e-9)
    np.testing.assert_array_equal(array, kept)


def test_relative_error_is_0_for_equals_1_for_one_sided_and_half_for_one_to_three():
    a = np.array([3.0, 4.0])
    assert relative_error(a, a) == 0
    assert relative_error(np.zeros(2), np.zeros(2)) == 0
    assert relative_error(a, np.zeros(2)) == 1
    assert relative_error(a, 3 * a) == 0.5


def others(kind):
    return [other(1, 3) for other in CELLS if other is not kind]


def backward(cell, dh=None, ran=None):
    """Backpropagate through what the cell ran, or another one."""
    ran = ran or cell
    return cell.backward(ran.run(np.zeros((4, 2, ran.n_inputs))), np.zeros((4, 2, 3)) if dh is None else dh)


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda kind: backward(kind(1, 3), np.zeros((4, 3))), r"dh must have shape \(4, 2, 3\); got shape \(4, 3\)"),
        (lambda kind: backward(kind(1, 3), np.zeros((3, 2, 3))), r"dh must have shape .*; got shape \(3, 2, 3\)"),
        (lambda kind: backward(kind(1, 3), np.full((4, 2, 3), np.nan)), "dh must be finite; got 24 values"),
        (lambda kind: backward(kind(1, 3), ran=kind(1, 2)), r"trace .* with \(D, H\) = \(1, 3\); got one with"),
        (lambda kind: backward(kind(1, 3), ran=kind(2, 3)), r"trace .* with \(D, H\) = \(1, 3\); got one with"),
        (lambda kind: backward(kind(1, 3), ran=others(kind)[0]), "trace must be what this kind of cell's run returns"),
        (lambda kind: backward(kind(1, 3), ran=others(kind)[1]), "trace must be what this kind of cell's run returns"),
    ],
)
def test_backward_refuses_another_dh_and_the_trace_of_another_kind_or_size_of_cell(kind, call, message):
    with pytest.raises(ValueError, match=message):
        call(kind)


@pytest.mark.parametrize("dc_T", [np.zeros(3), np.zeros((4, 2, 3)), [[np.inf] * 3] * 2])
def test_backward_refuses_another_dc_T(dc_T):
    cell = LSTM(1, 3)
    with pytest.raises(ValueError, match="dc_T must "):
        cell.backward(cell.run(np.zeros((4, 2, 1))), np.zeros((4, 2, 3)), dc_T)


def test_state_gradients_refuse_batches_and_other_weights_and_cells():
    lstm, rnn, x, batch = LSTM(1, 2), RNN(1, 2), np.zeros((3, 1)), np.zeros((3, 4, 1))
    cases: list[Any] = [(gradients.cell_state_gradient, lstm, rnn), (gradients.hidden_state_gradient, rnn, lstm)]
    for function, cell, other in cases:
        with pytest.raises(ValueError, match=r"without a batch axis; got states of shape \(3, 4, 2\)"):
            function(cell.W_h, cell.run(batch))
        with pytest.raises(ValueError, match=r"trace must be the (LSTM|RNN)Trace of one sequence"):
            function(cell.W_h, other.run(x))
        with pytest.raises(ValueError, match="W_h must have shape"):
            function(other.W_h, cell.run(x))


def test_numerical_gradient_refuses_other_dtypes_and_steps():
    for array in (np.zeros(2, np.float32), np.zeros(2, int)):
        with pytest.raises(ValueError, match="array must be float64"):
            gradients.numerical_gradient(lambda: 0.0, array)
    for step in (0, -1e-5, math.nan):
        with pytest.raises(ValueError, match="step must be a finite number above 0"):
            gradients.numerical_gradient(lambda: 0.0, np.zeros(2), step)
