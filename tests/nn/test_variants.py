"""All nine variants compute the paper's equations, one number at a time, and their gradients are those of nudging."""

import numpy as np
import pytest
from cases import every_refusal
from oracles import relative_error, sigmoid
from variant_oracle import by_hand

from lstm_lesson import LSTM
from lstm_lesson.nn import gradients
from lstm_lesson.nn.variants import VARIANTS, VariantCell

H, D, B, T = 3, 2, 2, 6
every_variant = pytest.mark.parametrize("name", VARIANTS)


def lively(name: str, *runs: int, seed: int = 0) -> VariantCell:
    """Return a cell none of whose weights is 0; with leading axes `runs`, if there are any."""
    cell, rng = VariantCell(name, D, H), np.random.default_rng(seed)
    cell.weights = {key: rng.normal(0, 0.7, (*runs, *weight.shape)) for key, weight in cell.weights.items()}
    return cell


def inputs(*runs: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(T, *runs, B, D))


def test_there_are_the_papers_nine():
    assert list(VARIANTS) == ["V", "NIG", "NFG", "NOG", "NIAF", "NOAF", "CIFG", "NP", "FGR"]


@every_variant
def test_run_is_what_the_equations_give_one_number_at_a_time(name):
    cell, x = lively(name), inputs()
    run = cell.run(x)
    for b in range(B):
        for symbol, values in by_hand(cell, x[:, b].tolist()).items():
            np.testing.assert_allclose(run[symbol][:, b], values, rtol=1e-12, atol=1e-14)


@every_variant
def test_gradient_of_every_weight_is_that_of_nudging_it(name):
    cell = lively(name)
    columns = inputs().swapaxes(-1, -2)
    rng = np.random.default_rng(2)
    dh, dh_T = rng.normal(size=(T, H, B)), rng.normal(size=(H, B))

    def loss() -> float:
        h = np.stack([now["h"] for now in cell.steps(columns)])
        return float((dh * h).sum() + (dh_T * h[-1]).sum())

    gradient = cell.backward(columns, list(cell.steps(columns)), dh_T, dh)
    assert set(gradient) == set(cell.weights)
    for key, weight in cell.weights.items():
        nudged = gradients.numerical_gradient(loss, weight)
        assert relative_error(gradient[key], nudged) <= 1e-7, key


@every_variant
def test_stacked_cells_run_and_learn_as_each_would_alone(name):
    R = 4
    stacked, x = lively(name, R), inputs(R)
    columns, dh_T = x.swapaxes(-1, -2), np.random.default_rng(3).normal(size=(R, H, B))
    run, gradient = stacked.run(x), stacked.backward(columns, list(stacked.steps(columns)), dh_T)
    for r in range(R):
        alone = VariantCell(name, D, H)
        alone.weights = {key: weight[r] for key, weight in stacked.weights.items()}
        for symbol, values in alone.run(x[:, r]).items():
            np.testing.assert_allclose(run[symbol][:, r], values, rtol=1e-12, atol=1e-14)
        for key, values in alone.backward(columns[:, r], list(alone.steps(columns[:, r])), dh_T[r]).items():
            np.testing.assert_allclose(gradient[key][r], values, rtol=1e-10, atol=1e-13)


@every_variant
def test_number_of_weights_is_the_papers(name):
    blocks = 3 if name in ("NIG", "NFG", "NOG", "CIFG") else 4
    expected = blocks * H * (D + H + 1) + {"NP": 0, "FGR": 3 * H + 9 * H * H}.get(name, (blocks - 1) * H)
    assert VariantCell(name, D, H).n_weights == lively(name, 5).n_weights == expected


def test_cell_says_its_name_and_both_sizes():
    assert repr(VariantCell("NIG", 2, 5)) == "VariantCell('NIG', n_inputs=2, n_hidden=5)"


def test_v_np_and_fgr_begin_as_the_same_cell():
    x = inputs()
    runs = [VariantCell(name, D, H, rng=7).run(x)["h"] for name in ("V", "NP", "FGR")]
    assert all((run == runs[0]).all() for run in runs)
    np.testing.assert_allclose(runs[0], LSTM(D, H, rng=7).run(x).h, rtol=1e-12)


@every_variant
@pytest.mark.parametrize("bias", [1.0, 3.0])
def test_every_forget_gate_begins_at_the_same_place(name, bias):
    run = VariantCell(name, D, H, forget_bias=bias).run(np.zeros((1, 1, D)))
    np.testing.assert_allclose(run["f"], 1.0 if name == "NFG" else sigmoid(bias), rtol=1e-12)


def test_shared_blocks_begin_with_the_same_numbers():
    v, nig = VariantCell("V", D, H, rng=5), VariantCell("NIG", D, H, rng=5)
    assert (v.weights["W_h"][H:] == nig.weights["W_h"]).all()


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: VariantCell("GRU", 1, 1), "name must be one of V, NIG, .*got 'GRU'"),
    (lambda: VariantCell("V", 0, 1), "n_inputs must be"),
    (lambda: VariantCell("V", 1, 1, forget_bias=np.nan), "forget_bias must be"),
    (lambda: VariantCell("V", 2, 1).run(np.zeros((3, 1, 1))), r"x must have shape \(T, B, 2\)"),
    (lambda: lively("V", 4).run(np.zeros((3, 2, D))), r"x must have shape \(T, 4, B, 2\)"),
)
