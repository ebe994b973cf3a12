"""What PyTorch made of our weights, what we make of its own, and what is said where there is no PyTorch."""

import ast
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from cases import every_refusal
from record_torch_bridge import CASES, MODULES, RECORD, TOLERANCE, forecaster, inputs, of_classes, of_columns, title
from torch_records import recorded, weights_in

from lstm_lesson import GRU, LSTM, RNN, Classifier, Forecaster, from_torch, softmax, to_torch
from lstm_lesson.nn.torch_weights import torch_state
from lstm_lesson.training.attention_network import AttentionForecaster
from lstm_lesson.training.torch_bridge import NO_TORCH


class Module:
    """What from_torch asks of a module of PyTorch: its state_dict, and its settings."""

    def __init__(self, state, **settings):
        self._state = state
        vars(self).update(settings)

    def state_dict(self):
        return self._state


@pytest.fixture(params=CASES, ids=lambda case: title(*case))
def case(request):
    return request.param


def head_in(entries):
    return {name.removeprefix("head."): array for name, array in entries.items() if name.startswith("head.")}


def test_pytorchs_network_with_its_head_becomes_a_forecaster_that_forecasts_the_same(case):
    cell, layers, dtype = case
    entries = recorded(f"{title(*case)}/given")
    ours = from_torch(weights_in(entries), head_in(entries))
    assert (ours.cell, ours.layers, ours.dtype, ours.n_ahead) == (cell, layers, dtype, 5)
    np.testing.assert_allclose(ours.predict(entries["x"]), entries["forecast"], rtol=0, atol=TOLERANCE[dtype])
    assert np.ptp(entries["forecast"]) > 0.2  # not all the same number


def assert_answers_are(entries, answer, tolerance):
    """That PyTorch answered x, one sequence of it, its every step, and x batch first, as `answer(x, every_step=…)`."""
    dtype = entries["forecast"].dtype
    x = inputs(dtype.name)
    last, each = answer(x, every_step=False), answer(x, every_step=True)
    assert last.dtype == each.dtype == dtype
    expected = {
        "": last,
        " of one": last[0],
        " every step": each,
        " batch first": last,
        " batch first every step": each.swapaxes(0, 1),
    }
    for name, ours in expected.items():
        assert ours.shape == entries[f"forecast{name}"].shape, name
        np.testing.assert_allclose(ours, entries[f"forecast{name}"], rtol=0, atol=tolerance, err_msg=name)
    assert np.ptp(last) > 0.2  # not all the same number


def test_pytorch_forecasts_with_our_weights_what_we_forecast(case):
    assert_answers_are(recorded(f"{title(*case)}/made"), forecaster(*case).predict, TOLERANCE[case[2]])


def test_pytorch_forecasts_columns_in_our_shape():
    entries = recorded("columns")
    assert_answers_are(entries, of_columns().predict, 1e-12)
    assert entries["forecast"].shape == (3, 2, 3)  # B, n_ahead, columns


def test_pytorch_gives_logits_whose_softmax_are_our_probabilities():
    entries = recorded("classes")
    assert not np.allclose(entries["forecast"].sum(axis=-1), 1)
    probabilities = {n: softmax(value) for n, value in entries.items() if n.startswith("forecast")}
    assert_answers_are(probabilities, of_classes().predict, 1e-12)


def state_in(part):
    """The state_dict of the module that to_torch made, as it was recorded, and of its head."""
    entries = recorded(part)
    state = {name.removeprefix("state "): array for name, array in entries.items() if name.startswith("state ")}
    assert len(state) % 4 == 2
    return state


EVERY_MADE: list[tuple[str, Callable[[], Any], dict[str, Any]]] = [
    (f"{title(*case)}/made", partial(forecaster, *case), {}) for case in CASES
]
EVERY_MADE += [("columns", of_columns, {"columns": 3}), ("classes", of_classes, {"learner": Classifier})]


@pytest.mark.parametrize(("part", "make", "meaning"), EVERY_MADE, ids=[part for part, *_ in EVERY_MADE])
def test_state_of_the_module_that_to_torch_made_is_ours_and_comes_back_unchanged(part, make, meaning):
    state, ours = state_in(part), make()
    expected = {f"recurrent.{name}": array for name, array in torch_state(ours.cells()).items()}
    expected |= {"head.weight": ours.weights["W_y"], "head.bias": ours.weights["b_y"]}
    assert state.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(state[name], array, err_msg=name)
    for back in (from_torch(state, **meaning), from_torch(Module(state, recurrent=Module({})), **meaning)):
        assert (repr(back), back.dtype) == (repr(ours), ours.dtype)
        assert back.weights.keys() == ours.weights.keys()
        for name, weight in ours.weights.items():
            np.testing.assert_array_equal(back.weights[name], weight, err_msg=name)


def test_without_a_head_there_is_a_cell_for_each_layer():
    for kind in (RNN, LSTM, GRU):
        cells = [kind(2, 4, rng=1), kind(4, 4, rng=2)]
        back = from_torch(Module(torch_state(cells), mode=kind.__name__, bidirectional=False, proj_size=0, dropout=0.0))
        assert [repr(cell) for cell in back] == [repr(cell) for cell in cells]


def test_head_without_a_bias_adds_nothing():
    ours = from_torch(torch_state([LSTM(1, 3)]), {"weight": np.ones((2, 3))})
    np.testing.assert_array_equal(ours.weights["b_y"], [0, 0])


def test_text_that_needs_pytorch_is_the_one_that_was_run():
    with np.load(RECORD) as entries:
        assert MODULES.read_text("utf-8") == str(entries["text"]), "run tests/record_torch_bridge.py again"


def test_pytorch_is_imported_inside_functions_alone():
    outside = [
        node for node in ast.parse(MODULES.read_text("utf-8")).body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert "torch" not in " ".join(map(ast.unparse, outside))
    assert MODULES.read_text("utf-8").count("import torch") == 2


def test_where_pytorch_is_missing_to_torch_says_how_to_install_it():
    hide = "import sys\nsys.modules['torch'] = None\nfrom lstm_lesson import LSTM, Classifier, Forecaster, to_torch\n"
    for network in ("LSTM(1, 2)", "[LSTM(1, 2)]", "Forecaster(1, 2, 3)", "Classifier(1, 2, 3)"):
        code = f"{hide}try:\n    to_torch({network})\nexcept ImportError as error:\n    print(error)\n"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == NO_TORCH
    assert "%pip install torch" in NO_TORCH


STATE = torch_state([LSTM(2, 4)])
HEAD = {"weight": np.ones((3, 4)), "bias": np.ones(3)}

test_what_our_networks_are_not_is_refused_in_words = every_refusal(
    (lambda: to_torch(AttentionForecaster(1, 2, 3)), "a Forecaster or a Classifier; got AttentionForecaster"),
    (lambda: to_torch(LSTM), "network must be a cell, a list of cells, a Forecaster or a Classifier; got <class"),
    (lambda: to_torch([]), "network must be a cell, a list of cells, a Forecaster or a Classifier; got \\[\\]"),
    (lambda: to_torch(LSTM(1, 2), batch_first=None), "batch_first must be True or False; got None"),  # type: ignore[arg-type]
    (lambda: from_torch([1]), "recurrent must be a module of PyTorch or its state_dict; got list"),
    (lambda: from_torch(STATE, 3), "head must be a module of PyTorch or its state_dict; got int"),
    (lambda: from_torch(Module(STATE, bidirectional=True)), "bidirectional = False, .* got True"),
    (lambda: from_torch(Module(STATE, proj_size=2)), "proj_size = 0, .* got 2"),
    (lambda: from_torch(Module(STATE, dropout=0.2)), "dropout = 0, .* got 0.2"),
    (lambda: from_torch(Module(torch_state([RNN(2, 4)]), mode="RNN_RELU")), "tanh; got .* nonlinearity='relu'"),
    (lambda: from_torch(STATE, {"weights": np.ones((3, 4))}), "head must have the names weight and bias"),
    (lambda: from_torch(STATE, HEAD | {"more": 1}), "head must have the names weight and bias"),
    (lambda: from_torch(STATE, HEAD | {"weight": np.ones((3, 5))}), r"from 4 units, float64; got .* \(3, 5\)"),
    (lambda: from_torch(STATE, HEAD | {"weight": np.ones(4)}), r"from 4 units, float64; got .* \(4,\)"),
    (
        lambda: from_torch(STATE, HEAD | {"weight": np.ones((3, 4), np.float32)}),
        "from 4 units, float64; got .* float32",
    ),
    (
        lambda: from_torch(STATE, HEAD | {"bias": np.ones(3, np.float32)}),
        "from 4 units, float64; got .* bias of float32",
    ),
    (lambda: from_torch(STATE, HEAD | {"bias": np.ones(2)}), r"b_y must have shape \(3,\)"),
    (lambda: from_torch(STATE, HEAD, columns=2), "columns must divide the 3 numbers that head gives; got 2"),
    (lambda: from_torch(STATE, HEAD, columns=0), "columns must be a whole number"),
    (
        lambda: from_torch(STATE, HEAD, learner=AttentionForecaster),
        "learner must be Forecaster or Classifier, .* got <class",
    ),
    (lambda: from_torch(STATE, HEAD, learner=Classifier, columns=3), "which has no columns; got .* columns 3"),
    (lambda: from_torch({"recurrent.weight_ih_l0": 1, "head.weight": 1, "more.weight": 1}), "recurrent and head alone"),
)


def test_forecaster_keeps_the_settings_that_are_refused_inside_a_module_too():
    whole = {f"recurrent.{name}": array for name, array in STATE.items()} | {f"head.{n}": a for n, a in HEAD.items()}
    assert isinstance(from_torch(whole), Forecaster)
    with pytest.raises(ValueError, match="dropout = 0"):
        from_torch(Module(whole, recurrent=Module(STATE, dropout=0.5)))
