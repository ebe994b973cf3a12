import dataclasses
import itertools

import numpy as np
import oracles
import pytest
from cases import every_refusal
from hypothesis import given
from hypothesis import strategies as st
from oracles import CELLS, PROPERTY, lively_cell, lively_inputs, scalar_run, states

from lstm_lesson import GRU, LSTM, RNN

SIZES = st.fixed_dictionaries(
    {"T": st.integers(2, 12), "B": st.integers(1, 4), "D": st.integers(1, 3), "H": st.integers(1, 5)}
)
SEEDS = st.integers(0, 2**32 - 1)
SCALES = st.floats(0.01, 30)  # up to weights that saturate everything


def values(trace):
    """The arrays of a trace by symbol, the initial states left out: everything whose first axis is time."""
    names = [field.name for field in dataclasses.fields(trace)]
    return {name: getattr(trace, name) for name in names if not name.endswith("0")}


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize(("T", "D", "H"), [(1, 1, 1), (5, 1, 1), (7, 3, 2), (12, 2, 5)])
def test_every_traced_quantity_equals_a_scalar_loop_in_plain_python(kind, T, D, H):
    cell = lively_cell(kind, D, H)
    inputs = lively_inputs(cell, T, None)
    trace = cell.run(**inputs)
    loop = scalar_run(cell, *(value.tolist() for value in inputs.values()))
    assert set(loop) | {"x"} == set(values(trace))
    for symbol, expected in loop.items():
        np.testing.assert_allclose(getattr(trace, symbol), expected, rtol=1e-12, atol=1e-14, err_msg=symbol)


@pytest.mark.parametrize(("kind", "title"), oracles.recorded_cases())
def test_outputs_equal_pytorchs(kind, title):
    case = oracles.recorded(kind, title)
    traces = oracles.run_layers(oracles.recorded_layers(kind, case), case)
    np.testing.assert_allclose(traces[-1].h, case["h"], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose([trace.h[-1] for trace in traces], case["h_T"], rtol=1e-12, atol=1e-12)
    if kind is LSTM:
        np.testing.assert_allclose([trace.c[-1] for trace in traces], case["c_T"], rtol=1e-12, atol=1e-12)


def test_pytorchs_cases_cover_all_cells_one_and_two_layers_with_and_without_a_batch():
    covered = {(kind, title.split()[-1], "B" in title) for kind, title in oracles.recorded_cases()}
    assert covered == set(itertools.product(CELLS, ("L1", "L2"), (True, False)))


@given(kind=st.sampled_from(CELLS), sizes=SIZES, seed=SEEDS, scale=SCALES)
@PROPERTY
def test_a_batch_is_each_sequence_alone(kind, sizes, seed, scale):
    cell = lively_cell(kind, sizes["D"], sizes["H"], seed=seed, scale=scale)
    inputs = lively_inputs(cell, sizes["T"], sizes["B"], seed=seed)
    together = values(cell.run(**inputs))
    for k in range(sizes["B"]):
        alone = cell.run(inputs["x"][:, k], **{name: inputs[name][k] for name in states(cell)})
        for symbol, value in together.items():
            np.testing.assert_allclose(value[:, k], getattr(alone, symbol), rtol=1e-9, atol=1e-9, err_msg=symbol)


@given(kind=st.sampled_from(CELLS), sizes=SIZES, seed=SEEDS, scale=SCALES, data=st.data())
@PROPERTY
def test_two_halves_with_the_state_carried_over_are_the_whole(kind, sizes, seed, scale, data):
    cell = lively_cell(kind, sizes["D"], sizes["H"], seed=seed, scale=scale)
    inputs = lively_inputs(cell, sizes["T"], sizes["B"], seed=seed)
    cut = data.draw(st.integers(1, sizes["T"] - 1), label="cut")
    x = inputs.pop("x")
    whole, first = cell.run(x, **inputs), cell.run(x[:cut], **inputs)
    second = cell.run(x[cut:], **{name: getattr(first, name[0])[-1] for name in states(cell)})
    for symbol, value in values(whole).items():
        halves = np.concatenate([getattr(first, symbol), getattr(second, symbol)])
        np.testing.assert_array_equal(value, halves, err_msg=symbol)


@given(kind=st.sampled_from(CELLS), sizes=SIZES, seed=SEEDS, scale=SCALES)
@PROPERTY
def test_the_hidden_state_stays_within_1(kind, sizes, seed, scale):
    cell = lively_cell(kind, sizes["D"], sizes["H"], seed=seed, scale=scale)
    trace = cell.run(100 * lively_inputs(cell, sizes["T"], sizes["B"], seed=seed)["x"])
    assert np.abs(trace.h).max() <= 1


@given(sizes=SIZES, seed=SEEDS, c0=st.floats(-1e6, 1e6))
@PROPERTY
def test_open_forget_gate_and_shut_input_gate_keep_c_constant(sizes, seed, c0):
    H = sizes["H"]
    cell = lively_cell(LSTM, sizes["D"], H, seed=seed)
    cell.b[:H], cell.b[H : 2 * H] = -1000, 1000
    start = np.full((sizes["B"], H), c0)
    trace = cell.run(lively_inputs(cell, sizes["T"], sizes["B"], seed=seed)["x"], c0=start)
    np.testing.assert_array_equal(trace.c, np.broadcast_to(start, trace.c.shape))


@pytest.mark.parametrize("kind", CELLS)
def test_initial_states_are_zero_if_not_given(kind):
    cell = lively_cell(kind, 2, 3)
    x = lively_inputs(cell, 4, 5)["x"]
    trace = cell.run(x)
    given_zeros = cell.run(x, **{name: np.zeros((5, 3)) for name in states(cell)})
    np.testing.assert_array_equal(trace.h, given_zeros.h)
    np.testing.assert_array_equal(trace.h0, np.zeros((5, 3)))


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("B", [None, 1, 3])
def test_shapes_are_time_batch_hidden_and_the_previous_states_are_shifted_by_one_step(kind, B):
    cell = lively_cell(kind, 2, 4)
    inputs = lively_inputs(cell, 6, B)
    trace = cell.run(**inputs)
    batch = () if B is None else (B,)
    for symbol, value in values(trace).items():
        assert value.shape == (6, *batch, 2 if symbol == "x" else 4), symbol
    for name in states(cell):
        state, before = getattr(trace, name[0]), getattr(trace, f"{name[0]}_prev")
        np.testing.assert_array_equal(before[0], inputs[name])
        np.testing.assert_array_equal(before[1:], state[:-1])


@pytest.mark.parametrize("kind", CELLS)
def test_a_trace_keeps_its_values_when_the_callers_arrays_change(kind):
    cell = lively_cell(kind, 1, 2)
    inputs = lively_inputs(cell, 3, None)
    kept = {name: value.copy() for name, value in inputs.items()}
    trace = cell.run(**inputs)
    for value in inputs.values():
        value[:] = 99
    for name, value in kept.items():
        np.testing.assert_array_equal(getattr(trace, name), value)


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_cell_computes_in_its_own_dtype_whatever_the_inputs(kind, dtype):
    cell = kind(1, 2, dtype=dtype)
    assert all(weight.dtype == dtype for weight in cell.weights.values())
    for x in (np.ones((3, 1), np.int16), np.ones((3, 1), np.float16), np.ones((3, 4, 1)), [[1], [2], [3]]):
        trace = cell.run(x)
        assert all(getattr(trace, field.name).dtype == dtype for field in dataclasses.fields(trace))


@pytest.mark.parametrize("kind", CELLS)
def test_float32_agrees_with_float64_to_its_own_precision(kind):
    exact, short = lively_cell(kind, 2, 5), kind(2, 5, dtype=np.float32)
    short.set_weights(exact.weights)
    x = lively_inputs(exact, 30, 2)["x"]
    np.testing.assert_allclose(short.run(x).h, exact.run(x).h, atol=1e-5)


@pytest.mark.parametrize(("kind", "k"), [(RNN, 1), (LSTM, 4), (GRU, 3)])
def test_weights_have_pytorchs_shapes_and_start_within_1_over_root_h(kind, k):
    cell = kind(3, 16)
    expected = {"W_x": (k * 16, 3), "W_h": (k * 16, 16), "b": (k * 16,)} | ({"b_hn": (16,)} if kind is GRU else {})
    assert {name: weight.shape for name, weight in cell.weights.items()} == expected
    for weight in (cell.W_x, cell.W_h):
        assert 0.2 < np.abs(weight).max() <= 0.25
        blocks = np.split(weight, k)
        assert not any(np.array_equal(a, b) for n, a in enumerate(blocks) for b in blocks[:n]), "two gates start alike"


@pytest.mark.parametrize("forget_bias", [1.0, -2.5])
def test_all_biases_start_at_0_but_the_forget_gates(forget_bias):
    np.testing.assert_array_equal(LSTM(1, 2, forget_bias=forget_bias).b, [0, 0, forget_bias, forget_bias, 0, 0, 0, 0])
    np.testing.assert_array_equal(LSTM(1, 1).b, [0, 1, 0, 0])
    assert not any(biases.any() for biases in (RNN(1, 2).b, GRU(1, 2).b, GRU(1, 2).b_hn))


@pytest.mark.parametrize("kind", CELLS)
def test_a_seed_repeats_the_weights_and_a_generator_moves_on(kind):
    np.testing.assert_array_equal(kind(2, 3, rng=5).W_x, kind(2, 3, rng=5).W_x)
    assert not np.array_equal(kind(2, 3, rng=5).W_x, kind(2, 3, rng=6).W_x)
    generator = np.random.default_rng(5)
    first, second = kind(2, 3, rng=generator), kind(2, 3, rng=generator)
    np.testing.assert_array_equal(first.W_h, kind(2, 3, rng=5).W_h)
    assert not np.array_equal(first.W_h, second.W_h)


@pytest.mark.parametrize("kind", CELLS)
def test_changing_a_weight_in_place_changes_the_cell(kind):
    cell = lively_cell(kind, 1, 2)
    before = cell.run([[1.0]]).h
    cell.weights["b"][:] += 1
    assert not np.array_equal(cell.run([[1.0]]).h, before)


@pytest.mark.parametrize("kind", CELLS)
def test_set_weights_copies(kind):
    cell = kind(1, 2)
    source = {name: np.ones(weight.shape) for name, weight in cell.weights.items()}
    cell.set_weights(source)
    source["b"][:] = 7
    assert all((weight == 1).all() for weight in cell.weights.values())


def test_repr_names_kind_and_sizes():
    assert repr(GRU(2, 3, dtype=np.float32)) == "GRU(n_inputs=2, n_hidden=3, dtype=float32)"


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda kind: kind(0, 1), "n_inputs must be a whole number of at least 1; got 0"),
        (lambda kind: kind(1, -1), "n_hidden must be a whole number of at least 1; got -1"),
        (lambda kind: kind(1, 1, dtype=np.float16), "dtype must be float32 or float64"),
        (lambda kind: kind(1, 1, rng=-1), "rng must be a numpy Generator or a seed"),
        (lambda kind: kind(2, 3).run(np.zeros((0, 2))), r"x must have shape \(T, 2\) or \(T, B, 2\) .*shape \(0, 2\)"),
        (lambda kind: kind(2, 3).run(np.zeros((5, 0, 2))), r"x must have shape .*; got shape \(5, 0, 2\)"),
        (lambda kind: kind(2, 3).run(np.zeros((5, 3))), r"x must have shape .*; got shape \(5, 3\)"),
        (lambda kind: kind(2, 3).run(np.zeros(5)), r"x must have shape .*; got shape \(5,\)"),
        (lambda kind: kind(2, 3).run(np.zeros((2, 2, 2, 2))), r"x must have shape .*; got shape \(2, 2, 2, 2\)"),
        (lambda kind: kind(2, 3).run(1.5), r"x must have shape .*; got shape \(\)"),
        (lambda kind: kind(2, 3).run(None), "x must be an array of integers or floats; got dtype object"),
        (lambda kind: kind(2, 3).run([[1.0, 2.0], [1.0]]), "x must be an array of numbers; got rows of unequal length"),
        (lambda kind: kind(2, 3).run([[1.0, np.nan]]), "x must be finite; got 1 values that are nan or inf"),
        (lambda kind: kind(2, 3).run(np.zeros((4, 2)), h0=np.zeros(2)), "h0 must "),
        (lambda kind: kind(2, 3).run(np.zeros((4, 2)), h0=np.zeros((1, 3))), "h0 must "),
        (lambda kind: kind(2, 3).run(np.zeros((4, 2)), h0=[np.nan] * 3), "h0 must "),
        (
            lambda kind: kind(1, 2).set_weights({"W_x": 0}),
            r"weights must have the names \['W_h', 'W_x', .*got \['W_x'\]",
        ),
    ],
)
def test_every_cell_refuses_by_name_what_makes_no_sense(kind, call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call(kind)


test_the_lstm_refuses_by_name_what_makes_no_sense = every_refusal(
    (lambda: LSTM(2, 3).run(np.zeros((4, 2)), c0=np.zeros(2)), "^c0 must "),
    (lambda: LSTM(2, 3).run(np.zeros((4, 2)), c0=np.zeros((1, 3))), "^c0 must "),
    (lambda: LSTM(2, 3).run(np.zeros((4, 2)), c0=[np.nan] * 3), "^c0 must "),
    (lambda: LSTM(1, 1, forget_bias=np.nan), "^forget_bias must be a finite number"),
    (lambda: LSTM(1, 1).set_weights(LSTM(1, 2).weights), r"^W_x must have shape \(4, 1\); got shape \(8, 1\)"),
)
