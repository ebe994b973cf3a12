"""The one-unit cell in plain numbers equals the array cells, and refuses what it cannot run."""

import numpy as np
import pytest
from cases import every_refusal
from oracles import lively_cell

from lstm_lesson import LSTM, damped_sine
from lstm_lesson.nn import gradients
from lstm_lesson.nn.one_unit import lstm_run, on_impulse, on_sine


@pytest.mark.parametrize("scale", [0.5, 3.0, 10.0])
@pytest.mark.parametrize("length", [1, 2, 40])
def test_flow_equals_the_array_cells_number_for_number(scale, length):
    rng = np.random.default_rng(int(scale))
    cell = LSTM(1, 1)
    for weights in cell.weights.values():
        weights[:] = rng.uniform(-scale, scale, weights.shape)
    x = damped_sine(length, 13.7, 0.03)
    run = lstm_run(cell, x, length - 1)
    trace = cell.run(x[:, None])
    for symbol in ("x", "z_i", "z_f", "z_g", "z_o", "i", "f", "g", "o", "c", "h", "c_prev", "h_prev"):
        np.testing.assert_allclose(getattr(run, symbol), getattr(trace, symbol)[:, 0], rtol=1e-10, atol=1e-13)
    exact = gradients.cell_state_gradient(cell.W_h, trace)[:, 0, 0]
    np.testing.assert_allclose(run.gradient, np.abs(exact), rtol=1e-8, atol=1e-300)
    np.testing.assert_allclose(run.direct, gradients.direct_path(trace)[:, 0], rtol=1e-10)


def test_impulse_runs_to_step_30_and_sine_to_step_50_if_not_said_otherwise():
    np.testing.assert_array_equal(on_impulse(1.0, 0.5).x, [1] + 30 * [0])
    np.testing.assert_allclose(on_sine(0.9, 0.5).x, 0.5 * np.sin(2 * np.pi * np.arange(51) / 20), atol=1e-12)


def test_flow_may_begin_at_any_state():
    cell, x = lively_cell(LSTM, 1, 1), damped_sine(12, 13.7, 0.03)
    run, trace = lstm_run(cell, x, h0=-0.3, c0=1.7), cell.run(x[:, None], h0=[-0.3], c0=[1.7])
    for symbol in ("h_prev", "c_prev", "c", "h"):
        np.testing.assert_allclose(getattr(run, symbol), getattr(trace, symbol)[:, 0], rtol=1e-12)


def test_terms_at_the_cursor_are_each_weight_times_its_input_and_add_up_to_z():
    cell = lively_cell(LSTM, 1, 1)
    now = lstm_run(cell, damped_sine(30, 13.7, 0.03), 11).at_cursor()
    for k, layer in enumerate("ifgo"):
        terms = [cell.W_x[k, 0] * now["x"], cell.W_h[k, 0] * now["h_prev"], cell.b[k]]
        assert [now[f"{wire}→{layer}"] for wire in ("x", "h_prev", "b")] == pytest.approx(terms)
        assert sum(terms) == pytest.approx(now[f"z_{layer}"])


test_flow_refuses_a_larger_cell_and_a_step_outside = every_refusal(
    (lambda: lstm_run(LSTM(2, 1), np.zeros(9)), "cell must"),
    (lambda: lstm_run(LSTM(1, 2), np.zeros(9)), "cell must"),
    (lambda: lstm_run(LSTM(1, 1), np.zeros(9), 9), "0 to 8"),
    (lambda: lstm_run(LSTM(1, 1), np.zeros(9), c0=float("nan")), "c0 must"),
)
