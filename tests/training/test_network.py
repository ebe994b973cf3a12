import numpy as np
import pytest
from oracles import CELLS, relative_error

from lstm_lesson import LSTM, Forecaster
from lstm_lesson.nn.gradients import numerical_gradient
from lstm_lesson.training.fast_network import FastNetwork
from lstm_lesson.training.network import CellNetwork

SIZES = [(1, 1, 1, 1), (1, 4, 2, 3), (6, 1, 2, 3), (7, 5, 2, 3), (12, 4, 1, 6)]  # T, B, D, H


def readable(forecaster):
    return CellNetwork(forecaster.cells(), forecaster.weights)


def fast(forecaster):
    return FastNetwork(forecaster.n_inputs, forecaster.n_hidden, forecaster.weights, cell=forecaster.cell)


def example(T, B, D, H, *, cell=LSTM, layers=1, dtype=np.float64):
    rng = np.random.default_rng([T, B, D, H, layers])
    forecaster = Forecaster(D, H, 4, cell=cell, layers=layers, dtype=dtype, rng=rng)
    forecaster.weights = {name: rng.normal(size=w.shape) for name, w in forecaster.weights.items()}
    return forecaster, rng.normal(size=(T, B, D)).astype(dtype), rng.normal(size=(B, 4)).astype(dtype)


@pytest.mark.parametrize("network_of", [readable, fast])
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("cell", CELLS)
def test_gradient_of_the_loss_agrees_with_finite_differences(cell, layers, network_of):
    forecaster, x, y = example(6, 3, 2, 3, cell=cell, layers=layers)
    network = network_of(forecaster)
    gradient = network.loss_and_gradient(x, y)[1].copy()

    def loss():
        return float(np.mean((network.forecast(x) - y) ** 2))

    numerical = network.named(numerical_gradient(loss, network.parameters))
    for name, exact in network.named(gradient).items():
        assert relative_error(exact, numerical[name]) < 1e-7, name


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("cell", CELLS)
def test_fast_network_computes_what_the_readable_one_does(cell, sizes, layers):
    forecaster, x, y = example(*sizes, cell=cell, layers=layers)
    slow_network, fast_network = readable(forecaster), fast(forecaster)
    np.testing.assert_allclose(fast_network.forecast(x), slow_network.forecast(x), rtol=0, atol=1e-12)
    slow_loss, slow_gradient = slow_network.loss_and_gradient(x, y)
    fast_loss, fast_gradient = fast_network.loss_and_gradient(x, y)
    assert fast_loss == pytest.approx(slow_loss, rel=1e-12)
    expected = slow_network.named(slow_gradient)
    assert list(fast_network.named(fast_gradient)) == list(expected)
    for name, got in fast_network.named(fast_gradient).items():
        np.testing.assert_allclose(got, expected[name], rtol=1e-11, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("cell", CELLS)
def test_fast_network_forgets_the_batch_before(cell):
    forecaster, x, y = example(7, 5, 2, 3, cell=cell, layers=2)
    network = fast(forecaster)
    first = network.loss_and_gradient(x, y)[1].copy()
    network.loss_and_gradient(-3 * x, y + 1)
    np.testing.assert_array_equal(network.loss_and_gradient(x, y)[1], first)


@pytest.mark.parametrize("cell", CELLS)
def test_fast_network_serves_many_sizes_in_turn(cell):
    forecaster, x, _ = example(12, 4, 1, 6, cell=cell)
    network, slow_network = fast(forecaster), readable(forecaster)
    for T, B in [(12, 4), (3, 4), (12, 1), (1, 2), (5, 3), (12, 4)]:
        np.testing.assert_allclose(network.forecast(x[:T, :B]), slow_network.forecast(x[:T, :B]), rtol=0, atol=1e-12)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", CELLS)
def test_fast_network_gives_back_the_weights_it_was_given(cell, layers):
    forecaster, _, _ = example(7, 5, 2, 3, cell=cell, layers=layers)
    network = fast(forecaster)
    named = network.named(network.parameters)
    assert list(named) == list(forecaster.weights)
    for name, weight in forecaster.weights.items():
        np.testing.assert_array_equal(named[name], weight)


@pytest.mark.parametrize("cell", CELLS)
def test_float32_stays_float32_and_near_float64(cell):
    forecaster, x, y = example(12, 4, 1, 6, cell=cell, dtype=np.float32)
    network = fast(forecaster)
    assert network.forecast(x).dtype == np.float32
    loss, gradient = network.loss_and_gradient(x, y)
    assert gradient.dtype == np.float32
    exact = Forecaster(1, 6, 4, cell=cell, dtype=np.float64)
    exact.weights = forecaster.weights
    expected, _ = readable(exact).loss_and_gradient(x.astype(float), y.astype(float))
    assert loss == pytest.approx(expected, rel=1e-5)
