"""Weights under PyTorch's names, with what PyTorch itself computed with them; no PyTorch is needed here."""

import numpy as np
import pytest
from cases import every_refusal
from oracles import CELLS, lively_cell
from record_torch_bridge import CASES, TOLERANCE, title
from torch_records import recorded, weights_in

from lstm_lesson import GRU, LSTM, RNN
from lstm_lesson.nn.torch_weights import cells_from_torch_state, torch_state


def stack(kind, layers, dtype=np.float64):
    """Layers of which no weight is 0."""
    cells = []
    for layer in range(layers):
        cell = kind(2 if layer == 0 else 4, 4, dtype=dtype)
        cell.set_weights(lively_cell(kind, cell.n_inputs, 4, seed=layer).weights)
        cells.append(cell)
    return cells


@pytest.mark.parametrize("case", CASES, ids=lambda case: title(*case))
def test_cells_with_pytorchs_weights_compute_what_pytorch_did_in_every_layer(case):
    kind, layers, dtype = case
    entries = recorded(f"{title(*case)}/given")
    assert entries["x"].dtype == dtype
    cells = cells_from_torch_state(weights_in(entries))
    assert [type(cell) for cell in cells] == [kind] * layers
    h = entries["x"]
    for cell, last in zip(cells, entries["h_n"], strict=True):
        assert cell.dtype == dtype
        h = cell.run(h).h
        np.testing.assert_allclose(h[-1], last, rtol=0, atol=TOLERANCE[dtype])
    np.testing.assert_allclose(h, entries["output"], rtol=0, atol=TOLERANCE[dtype])


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", CELLS)
def test_there_and_back_changes_no_weight(kind, dtype, layers):
    cells = stack(kind, layers, dtype)
    state = torch_state(cells)
    assert len(state) == 4 * layers
    for cell, back in zip(cells, cells_from_torch_state(state), strict=True):
        assert (type(back), back.dtype) == (kind, dtype)
        for name, weight in cell.weights.items():
            np.testing.assert_array_equal(back.weights[name], weight, err_msg=name)


def test_weights_are_copies_on_both_ways():
    (cell,) = stack(GRU, 1)
    state = torch_state([cell])
    (back,) = cells_from_torch_state(state)
    for array in state.values():
        array[:] = 0
    assert all(np.all(w != 0) for c in (cell, back) for w in c.weights.values())


def test_one_bias_is_all_zeros_but_for_the_grus_b_hn():
    for kind in CELLS:
        bias_hh = torch_state(stack(kind, 1))["bias_hh_l0"]
        np.testing.assert_array_equal(np.flatnonzero(bias_hh), range(8, 12) if kind is GRU else [])


@pytest.mark.parametrize("kind", CELLS)
def test_module_without_biases_gives_cells_whose_biases_are_0(kind):
    (cell,) = stack(kind, 1)
    matrices = {name: array for name, array in torch_state([cell]).items() if name.startswith("weight")}
    (back,) = cells_from_torch_state(matrices)
    for name, weight in cell.weights.items():
        np.testing.assert_array_equal(back.weights[name], 0 * weight if name.startswith("b") else weight)


STATE = torch_state(stack(LSTM, 2))


def changed(**entries):
    """The state of two layers with some entries changed, or left out where None."""
    return {name: array for name, array in (STATE | entries).items() if array is not None}


test_what_our_cells_are_not_is_refused_in_words = every_refusal(
    (lambda: cells_from_torch_state({}), "state must have names such as weight_ih_l0.*got none"),
    (
        lambda: cells_from_torch_state(changed(weight_ih_l0_reverse=STATE["weight_ih_l0"])),
        "one direction; got weight_ih_l0_r",
    ),
    (
        lambda: cells_from_torch_state(changed(weight_hr_l0=np.ones((2, 4)))),
        r"no projection \(proj_size = 0\); got weight_hr",
    ),
    (lambda: cells_from_torch_state({f"lstm.{n}": w for n, w in STATE.items()}), "the recurrent module alone"),
    (lambda: cells_from_torch_state({"weight_ih": np.ones((16, 2))}), "such as weight_ih_l0.*got 'weight_ih'$"),
    (lambda: cells_from_torch_state(changed(weight_hh_l1=None)), "state must have the names .*'weight_hh_l1'"),
    (lambda: cells_from_torch_state(changed(bias_hh_l1=None)), "state must have the names .*'bias_hh_l1'"),
    (
        lambda: cells_from_torch_state(changed(weight_hh_l0=np.ones((8, 4)))),
        r"k = 1 for an RNN, 4 .*got shape \(8, 4\)",
    ),
    (lambda: cells_from_torch_state(changed(weight_hh_l0=np.ones((17, 4)))), r"got shape \(17, 4\)"),
    (lambda: cells_from_torch_state(changed(weight_hh_l0=np.ones(16))), r"\(k·H, H\).*got shape \(16,\)"),
    (lambda: cells_from_torch_state(changed(weight_ih_l0=np.ones((12, 2)))), r"weight_ih_l0 must have shape \(16, D\)"),
    (
        lambda: cells_from_torch_state(changed(weight_ih_l1=np.ones((16, 2)))),
        "n_inputs = n_hidden; got layer 1 with n_inputs = 2",
    ),
    (lambda: cells_from_torch_state(changed(bias_ih_l0=np.ones(4))), r"bias_ih_l0 must have shape \(16,\)"),
    (
        lambda: cells_from_torch_state(changed(bias_ih_l0=np.ones(16, int))),
        "bias_ih_l0 must be float32 or float64; got int",
    ),
    (lambda: cells_from_torch_state(changed(bias_ih_l0=np.ones(16, np.float16))), r"got float16 \(module.float"),
    (lambda: cells_from_torch_state(changed(weight_ih_l0=[[0.5, 0.5]] * 16)), r"weight_ih_l0 must be float32"),
    (lambda: cells_from_torch_state(changed(bias_ih_l0=np.full(16, np.nan))), "bias_ih_l0 must be finite"),
    (lambda: torch_state([]), "all of one kind; got none"),
    (lambda: torch_state(["LSTM"]), "all of one kind; got str"),  # type: ignore[list-item]
    (lambda: torch_state([LSTM(2, 4), GRU(4, 4)]), "all of one kind; got LSTM, GRU"),
    (lambda: torch_state([RNN(2, 4), RNN(2, 4)]), "got layer 1 with n_inputs = 2"),
    (lambda: torch_state([RNN(2, 4), RNN(4, 3)]), "got layer 1 with n_inputs = 4, n_hidden = 3"),
    (lambda: torch_state([RNN(2, 4), RNN(4, 4, dtype=np.float32)]), "float32 on layer 0 .* float64"),
)
