"""The layers of the fast network alone: started from any state, and asked for every gradient there is."""

import numpy as np
import pytest
from oracles import CELLS, lively_cell, lively_inputs, relative_error, states

from lstm_lesson import LSTM
from lstm_lesson.nn.gradients import numerical_gradient
from lstm_lesson.training.fast_network import LAYERS

SIZES = [(1, 1, 1, 1), (1, 4, 2, 3), (6, 1, 2, 3), (9, 5, 3, 4)]  # T, B, D, H


def pair(kind, T, B, D, H):
    """Return a readable cell, its inputs, and the fast layer with x and the initial states in place; flat weights."""
    cell = lively_cell(kind, D, H)
    inputs = lively_inputs(cell, T, B)
    layer = LAYERS[kind](T, B, D, H, cell.dtype)
    layer.x[:] = inputs["x"].transpose(0, 2, 1)
    for view, name in zip(layer.start, states(cell), strict=True):
        view[:] = inputs[name].T
    return cell, inputs, layer, layer.pack(cell.weights)


def time_batch_units(a):
    """(T, rows, B) as the readable cells have it, (T, B, rows)."""
    return a.transpose(0, 2, 1)


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("sizes", SIZES)
def test_layer_runs_from_any_state_as_the_cell_does_and_hands_out_its_last_states(kind, sizes):
    cell, inputs, layer, flat = pair(kind, *sizes)
    layer.forward(flat)
    trace = cell.run(**inputs)
    np.testing.assert_allclose(time_batch_units(layer.h), trace.h, rtol=0, atol=1e-13)
    assert len(layer.end) == len(cell.states)
    for view, symbol in zip(layer.end, cell.states, strict=True):
        np.testing.assert_allclose(view.T, getattr(trace, symbol)[-1], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("kind", CELLS)
def test_two_halves_with_the_states_carried_over_are_the_whole(kind):
    T, cut, B, D, H = 9, 4, 5, 3, 4
    _, inputs, whole, flat = pair(kind, T, B, D, H)
    whole.forward(flat)
    halves = []
    state = whole.start
    for part in (inputs["x"][:cut], inputs["x"][cut:]):
        layer = LAYERS[kind](len(part), B, D, H, flat.dtype)
        layer.x[:] = part.transpose(0, 2, 1)
        for view, value in zip(layer.start, state, strict=True):
            view[:] = value
        layer.forward(flat)
        state = layer.end
        halves.append(layer.h)
    np.testing.assert_allclose(np.concatenate(halves), whole.h, rtol=0, atol=1e-13)


@pytest.mark.parametrize("every_step", [True, False])
@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("sizes", SIZES)
def test_every_gradient_is_the_cells(kind, sizes, every_step):
    cell, inputs, layer, flat = pair(kind, *sizes)
    T, B, _, H = sizes
    rng = np.random.default_rng(5)
    dh = np.zeros((T, B, H))
    dh[-1] = rng.normal(size=(B, H))
    dh_T, dh_each = dh[-1].T.copy(), None
    if every_step:
        more = rng.normal(size=(T, B, H))
        dh, dh_each = dh + more, more.transpose(0, 2, 1)
    expected = cell.backward(cell.run(**inputs), dh)
    layer.forward(flat)
    gradient = layer.unpack(layer.backward(flat, dh_T, dh_each), H)
    for name, got in gradient.items():
        np.testing.assert_allclose(got, expected.pop(name), rtol=1e-11, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(time_batch_units(layer.dx(flat)), expected.pop("x"), rtol=1e-11, atol=1e-12)
    for view, name in zip(layer.d_start, states(cell), strict=True):
        np.testing.assert_allclose(view.T, expected.pop(name), rtol=1e-11, atol=1e-12, err_msg=name)
    assert expected == {}


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("sizes", SIZES)
def test_gradients_agree_with_finite_differences(kind, sizes):
    _, _, layer, flat = pair(kind, *sizes)
    T, B, _, H = sizes
    rng = np.random.default_rng(6)
    dh_T, dh_each = rng.normal(size=(H, B)), rng.normal(size=(T, H, B))

    def loss():
        layer.forward(flat)
        return float(np.sum(dh_T * layer.h[-1]) + np.sum(dh_each * layer.h))

    layer.forward(flat)
    exact: dict[str, np.ndarray] = {"weights": layer.backward(flat, dh_T, dh_each), "x": layer.dx(flat)}
    exact |= {f"start {n}": d.copy() for n, d in enumerate(layer.d_start)}
    moved = {"weights": flat, "x": layer.x} | {f"start {n}": view for n, view in enumerate(layer.start)}
    assert exact.keys() == moved.keys()
    for name, array in moved.items():
        assert relative_error(exact[name], numerical_gradient(loss, array)) < 1e-8, name


@pytest.mark.parametrize("kind", CELLS)
def test_packed_weights_are_as_many_as_said_and_come_back_unchanged(kind):
    cell = lively_cell(kind, 3, 4)
    layer = LAYERS[kind]
    flat = layer.pack(cell.weights)
    assert flat.shape == (layer.n_weights(3, 4),) == (sum(w.size for w in cell.weights.values()),)
    back = layer.unpack(flat, 4)
    assert list(back) == list(cell.weights)
    for name, weight in cell.weights.items():
        np.testing.assert_array_equal(back[name], weight, err_msg=name)
    flat[:] = 0
    assert all(np.any(w) for w in back.values())  # copies


@pytest.mark.parametrize("kind", CELLS)
def test_layer_starts_from_zeros_until_it_is_told_otherwise(kind):
    cell = lively_cell(kind, 2, 3)
    x = lively_inputs(cell, 4, 5)["x"]
    layer = LAYERS[kind](4, 5, 2, 3, cell.dtype)
    layer.x[:] = x.transpose(0, 2, 1)
    layer.forward(layer.pack(cell.weights))
    np.testing.assert_allclose(time_batch_units(layer.h), cell.run(x).h, rtol=0, atol=1e-13)
    assert len(layer.start) == (2 if kind is LSTM else 1)
    assert not any(np.any(view) for view in layer.start)  # and the run leaves them
