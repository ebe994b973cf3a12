"""The GRU's step in every convention, and its one-unit run in plain numbers."""

import itertools
from functools import partial
from typing import Any

import numpy as np
import pytest
from cases import every_refusal
from oracles import lively_cell, lively_inputs, sigmoid

from lstm_lesson import GRU, LSTM, RNN, damped_sine
from lstm_lesson.nn.gru_conventions import gru_step, n_weights
from lstm_lesson.nn.one_unit import gru_run, one_gru_unit

CONVENTIONS = list(itertools.product([True, False], repeat=2))
WEIGHTS = [*(f"{stem}{block}" for stem in ("w_x", "w_h", "b_") for block in "rzn"), "b_hn"]


def by_hand(cell: GRU, x: Any, h: Any, *, z_keeps: bool, reset_after: bool) -> np.ndarray:
    """One step unit by unit, as the papers print it."""
    H = cell.n_hidden

    def row(k: int) -> float:
        return float(cell.W_x[k] @ x + cell.b[k])

    r = [sigmoid(row(k) + cell.W_h[k] @ h) for k in range(H)]
    z = [sigmoid(row(H + k) + cell.W_h[H + k] @ h) for k in range(H)]
    result = []
    for k in range(H):
        weights = cell.W_h[2 * H + k]
        if reset_after:
            past = r[k] * (sum(w * h_j for w, h_j in zip(weights, h, strict=True)) + cell.b_hn[k])
        else:
            past = sum(w * (r_j * h_j) for w, r_j, h_j in zip(weights, r, h, strict=True)) + cell.b_hn[k]
        n = np.tanh(row(2 * H + k) + past)
        result.append(z[k] * h[k] + (1 - z[k]) * n if z_keeps else (1 - z[k]) * h[k] + z[k] * n)
    return np.array(result)


@pytest.mark.parametrize(("z_keeps", "reset_after"), CONVENTIONS)
def test_step_is_what_the_papers_print_in_every_convention(z_keeps, reset_after):
    cell = lively_cell(GRU, 2, 3)
    x, h = np.array([0.7, -0.4]), np.array([0.5, -0.9, 0.2])
    convention = {"z_keeps": z_keeps, "reset_after": reset_after}
    np.testing.assert_allclose(gru_step(cell, x, h, **convention)["h"], by_hand(cell, x, h, **convention), atol=1e-14)


def test_courses_gru_keeps_with_z_and_resets_after_the_product():
    cell = lively_cell(GRU, 2, 3)
    inputs = lively_inputs(cell, 4, None)
    h, trace = inputs["h0"], cell.run(inputs["x"], h0=inputs["h0"])
    for t, x_t in enumerate(inputs["x"]):
        h = gru_step(cell, x_t, h)["h"]
        np.testing.assert_allclose(h, trace.h[t], atol=1e-14)


@pytest.mark.parametrize("scale", [0.5, 10.0])
@pytest.mark.parametrize(("z_keeps", "reset_after"), CONVENTIONS)
def test_flow_equals_the_array_step_number_for_number(scale, z_keeps, reset_after):
    cell = lively_cell(GRU, 1, 1, scale=scale)
    x = damped_sine(30, 13.7, 0.03)
    run = gru_run(cell, x, 29, z_keeps=z_keeps, reset_after=reset_after)
    h = np.zeros(1)
    for t in range(30):
        now = gru_step(cell, [x[t]], h, z_keeps=z_keeps, reset_after=reset_after)
        past = cell.W_h[2, 0] * h if reset_after else cell.W_h[2, 0] * (now["r"] * h)
        whole = now["z_n"] + (now["r"] * (past + cell.b_hn) if reset_after else past + cell.b_hn)
        now |= {"a_r": now["z_r"], "a_z": now["z_z"], "a_n": whole}
        for symbol in ("a_r", "a_z", "a_n", "r", "z", "n", "h"):
            assert getattr(run, symbol)[t] == pytest.approx(now[symbol][0], rel=1e-9, abs=1e-12), symbol
        h = now["h"]
    np.testing.assert_allclose(run.kept + run.written, run.h, atol=1e-15)
    np.testing.assert_allclose(run.keep, run.z if z_keeps else 1 - run.z, atol=1e-15)


@pytest.mark.parametrize(("z_keeps", "reset_after"), CONVENTIONS)
def test_terms_at_the_cursor_are_each_weight_times_its_input_and_add_up_to_the_sums(z_keeps, reset_after):
    cell = lively_cell(GRU, 1, 1)
    now = gru_run(cell, damped_sine(30, 13.7, 0.03), 11, z_keeps=z_keeps, reset_after=reset_after).at_cursor()
    (w_r, w_z, w_n), (u_r, u_z, u_n), (b_r, b_z, b_n) = cell.W_x[:, 0], cell.W_h[:, 0], cell.b
    x, h, b_hn = now["x"], now["h_prev"], cell.b_hn[0]
    terms = {"r": {"x": w_r * x, "h_prev": u_r * h, "b": b_r}, "z": {"x": w_z * x, "h_prev": u_z * h, "b": b_z}}
    if reset_after:
        terms |= {"u": {"h_prev": u_n * h, "b": b_hn}, "n": {"x": w_n * x, "ru": now["r"] * (u_n * h + b_hn), "b": b_n}}
    else:
        terms["n"] = {"x": w_n * x, "rh": u_n * now["r"] * h, "b": b_n + b_hn}
    named = {f"{wire}→{layer}": term for layer, of_layer in terms.items() for wire, term in of_layer.items()}
    assert {name: value for name, value in now.items() if "→" in name} == pytest.approx(named)
    for layer, total in {"r": "a_r", "z": "a_z", "n": "a_n", "u": "u"}.items():
        if layer in terms:
            assert sum(terms[layer].values()) == pytest.approx(now[total])


@pytest.mark.parametrize(("t", "stands"), [(0, 0), (8, 8), (9, 8), (10, 8), (500, 8)])
def test_cursor_beyond_the_last_step_stands_on_the_last(t, stands):
    weights: dict[str, Any] = dict.fromkeys(WEIGHTS, 0.5)
    assert one_gru_unit(period=20, decay=0, length=9, t=t, **weights).t == stands


def test_half_life_flips_with_z():
    weights: dict[str, Any] = dict.fromkeys(WEIGHTS, 0.0) | {"b_z": 3}
    unit = partial(one_gru_unit, period=20, decay=0, length=20, **weights)
    assert unit().half_life == pytest.approx(14.3, abs=0.05)
    assert unit(z_keeps=False).half_life == pytest.approx(0.23, abs=0.005)


@pytest.mark.parametrize(("kind", "cell"), [("RNN", RNN), ("LSTM", LSTM), ("GRU", GRU)])
@pytest.mark.parametrize(("D", "H"), [(1, 1), (1, 20), (3, 7)])
def test_counted_weights_are_those_that_the_cell_has(kind, cell, D, H):
    assert n_weights(kind, D, H) == sum(weight.size for weight in cell(D, H).weights.values())


def test_pytorch_counts_two_biases_for_each_layer():
    # Counted in PyTorch 2.13: sum(p.numel() for p in torch.nn.GRU(1, 20).parameters()), and the others alike.
    assert [n_weights(kind, 1, 20, two_biases=True) for kind in ("RNN", "LSTM", "GRU")] == [460, 1840, 1380]


test_what_is_not_there_is_refused_by_name = every_refusal(
    (lambda: gru_run(GRU(2, 1), np.zeros(9)), "cell must have one input and one unit"),
    (lambda: gru_run(GRU(1, 1), np.zeros(9), 9), "from 0 to 8; got 9"),
    (lambda: one_gru_unit(period=20, decay=0, length=9, w_xz=1), "weights must be"),
    (lambda: n_weights("CNN", 1, 1), "got 'CNN'"),
    (lambda: gru_step(GRU(1, 1), ["x"], [0.0]), "x must"),
)
