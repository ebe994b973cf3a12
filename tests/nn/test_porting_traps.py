"""Every line of the table of traps, computed with what PyTorch and Keras gave out."""

import numpy as np
import pytest
from oracles import CELLS, sigmoid
from record_torch_bridge import RECORD, title
from torch_records import recorded, weights_in

from lstm_lesson import GRU, LSTM, PORTING_TRAPS, RNN, gru_step
from lstm_lesson.nn import porting_traps
from lstm_lesson.nn.torch_weights import cells_from_torch_state

NEAR, FAR = 1e-6, 0.05


def apart(a, b):
    assert np.shape(a) == np.shape(b)
    return float(np.max(np.abs(a - b)))


def from_keras(name, order):
    """A cell with Keras's weights, their blocks taken in this order, and x (T, B, D) and output (T, B, H)."""
    found = recorded(f"keras/{name}")
    cell = {1: RNN, 4: LSTM, 3: GRU}[len(order)](2, 4)

    def blocks(matrix):
        """Keras's (…, k·H), its blocks in our order and its columns as our rows."""
        return np.concatenate([np.split(matrix, len(order), axis=-1)[block] for block in order], axis=-1).T

    weights = {"W_x": blocks(found["kernel"]), "W_h": blocks(found["recurrent_kernel"])}
    bias = found["bias"]
    if bias.ndim == 2:  # a GRU with reset_after: the input's, the hidden state's
        b, b_h = blocks(bias[0]), blocks(bias[1])
        b[:8] += b_h[:8]
        weights |= {"b": b, "b_hn": b_h[8:]}
    else:
        weights |= {"b": blocks(bias)} | ({"b_hn": np.zeros(4)} if isinstance(cell, GRU) else {})
    cell.set_weights(weights)
    return cell, found["x"].swapaxes(0, 1), found["output"].swapaxes(0, 1)


def stepped(cell, x, **convention):
    """What a GRU of this convention puts out, (T, B, H)."""
    h, output = np.zeros((x.shape[1], 4)), []
    for x_t in x:
        h = gru_step(cell, x_t, h, **convention)["h"]
        output.append(h)
    return np.array(output)


@pytest.mark.parametrize("kind", CELLS)
def test_bias_ih_alone_is_not_enough_and_the_sum_is(kind):
    entries = recorded(f"{title(kind, 1, 'float64')}/given")
    state = weights_in(entries)
    (right,) = cells_from_torch_state(state)
    (wrong,) = cells_from_torch_state(state | {"bias_hh_l0": 0 * state["bias_hh_l0"]})
    assert apart(right.run(entries["x"]).h, entries["output"]) < 1e-12
    assert apart(wrong.run(entries["x"]).h, entries["output"]) > FAR


def test_grus_block_n_needs_both_biases():
    entries = recorded(f"{title(GRU, 1, 'float64')}/given")
    state = weights_in(entries)
    summed = {"bias_ih_l0": state["bias_ih_l0"] + state["bias_hh_l0"], "bias_hh_l0": 0 * state["bias_hh_l0"]}
    (cell,) = cells_from_torch_state(state | summed)
    assert apart(cell.run(entries["x"]).h, entries["output"]) > 0.01
    trap = PORTING_TRAPS["two bias vectors"]
    assert (trap.pytorch, trap.course) == (
        "bias_ih and bias_hh, which are added; a GRU's block n needs both",
        "one bias b, the sum; a GRU also has b_hn",
    )


def test_keras_has_one_bias_and_a_gru_two():
    biases = {name: recorded(f"keras/{name}")["bias"].shape for name in ("RNN", "LSTM", "GRU after", "GRU before")}
    assert biases == {"RNN": (4,), "LSTM": (16,), "GRU after": (2, 12), "GRU before": (12,)}
    assert PORTING_TRAPS["two bias vectors"].keras == "one bias, but two for a GRU"


@pytest.mark.parametrize(
    ("name", "order", "wrong"), [("LSTM", (0, 1, 2, 3), (0, 1, 3, 2)), ("GRU after", (1, 0, 2), (0, 1, 2))]
)
def test_keras_orders_an_lstms_blocks_as_we_do_and_a_grus_z_r_n(name, order, wrong):
    cell, x, output = from_keras(name, order)
    assert apart(cell.run(x).h, output) < NEAR
    cell, x, output = from_keras(name, wrong)
    assert apart(cell.run(x).h, output) > FAR
    trap = PORTING_TRAPS["order of the blocks"]
    ours, theirs = ("ifgo", "ifco") if name == "LSTM" else ("rzn", "zrh")
    assert (f"{name[:4].strip()} {', '.join(ours)}" in trap.pytorch, trap.course) == (True, "as in PyTorch")
    assert f"{name[:4].strip()} {', '.join(theirs)}" in trap.keras
    named = {ours[block]: letter for letter, block in zip(theirs, np.argsort(order), strict=True)}
    assert all(f"{letter} is our {own}" in trap.keras for own, letter in named.items() if letter != own)


def test_keras_plain_layer_is_ours_transposed():
    cell, x, output = from_keras("RNN", (0,))
    assert apart(cell.run(x).h, output) < NEAR
    cell.W_h = np.ascontiguousarray(cell.W_h.T)
    assert apart(cell.run(x).h, output) > FAR


def test_wrong_axis_raises_no_error_and_reads_the_batch_as_time():
    found = recorded("batch first")
    lower, upper = cells_from_torch_state(weights_in(found))
    right, wrong = (upper.run(lower.run(x).h).h for x in (found["x"], found["x"].swapaxes(0, 1)))
    assert apart(right, found["right output"]) < NEAR
    assert apart(right, found["batch first output"].swapaxes(0, 1)) < NEAR
    assert found["wrong output"].shape == (3, 11, 4)  # 3 steps of 11 sequences
    assert apart(wrong, found["wrong output"]) < NEAR
    assert apart(wrong.swapaxes(0, 1), right) > FAR
    trap = PORTING_TRAPS["which axis is time"]
    assert (trap.pytorch, trap.course) == (
        "the first, (T, B, D); the second with batch_first=True",
        "the first, (T, B, D)",
    )
    assert trap.if_missed == "there is no error: the batch is read as if it were time"


def test_last_step_is_in_another_place_with_batch_first_but_h_n_is_not():
    found = recorded("batch first")
    lower, upper = cells_from_torch_state(weights_in(found))
    below = lower.run(found["x"])
    above = upper.run(below.h)
    for name in ("right", "batch first"):
        assert apart([below.h[-1], above.h[-1]], found[f"{name} h_n"]) < NEAR  # (layers, B, H)
    assert apart(above.h[-1], found["right output"][-1]) < NEAR
    assert apart(above.h[-1], found["batch first output"][:, -1]) < NEAR
    assert apart(above.h[:, -1], found["batch first output"][-1]) < NEAR  # every step of the last sequence
    assert apart(below.h[-1], above.h[-1]) > 0.01
    trap = PORTING_TRAPS["where the last step is"]
    assert trap.pytorch.startswith("in output[-1], or output[:, -1] with batch_first=True; h_n is (layers, B, H)")
    assert trap.course == "in trace.h[-1]"
    assert trap.if_missed == "with batch_first=True, output[-1] is every step of the last sequence"


def test_keras_returns_the_last_step_alone_unless_told_otherwise():
    cell, x, output = from_keras("LSTM last", (0, 1, 2, 3))
    assert apart(cell.run(x).h[-1], output.swapaxes(0, 1)) < NEAR


def test_record_is_of_the_versions_that_the_table_names():
    with np.load(RECORD) as entries:
        for name in ("torch", "keras"):
            version = ".".join(str(entries[name]).split(".")[:2])
            assert f"{'PyTorch' if name == 'torch' else 'Keras'} {version}" in porting_traps.__doc__


def test_pytorch_resets_after_the_product_and_keras_either_way():
    entries = recorded(f"{title(GRU, 1, 'float64')}/given")
    (pytorch,) = cells_from_torch_state(weights_in(entries))
    assert apart(stepped(pytorch, entries["x"], reset_after=True), entries["output"]) < 1e-12
    for name, after in (("GRU after", True), ("GRU before", False)):
        cell, x, output = from_keras(name, (1, 0, 2))
        assert apart(stepped(cell, x, reset_after=after), output) < NEAR
        assert apart(stepped(cell, x, reset_after=not after), output) > FAR
    trap = PORTING_TRAPS["where the reset gate acts"]
    assert trap.pytorch == f"{trap.course}: r ⊙ (W_hn h + b_hn)" == "after the product: r ⊙ (W_hn h + b_hn)"
    assert trap.keras == "after the product; before it with reset_after=False"


def test_z_near_1_keeps_in_both_and_the_other_sign_is_mended_by_minus():
    entries = recorded(f"{title(GRU, 1, 'float64')}/given")
    (cell,) = cells_from_torch_state(weights_in(entries))
    x, output = entries["x"], entries["output"]
    keras, keras_x, keras_output = from_keras("GRU after", (1, 0, 2))
    assert apart(stepped(cell, x, z_keeps=True), output) < 1e-12
    assert apart(stepped(keras, keras_x, z_keeps=True), keras_output) < NEAR
    assert apart(stepped(cell, x, z_keeps=False), output) > FAR
    for weight in (cell.W_x, cell.W_h, cell.b):
        weight[4:8] *= -1
    assert apart(stepped(cell, x, z_keeps=False), output) < 1e-12
    trap = PORTING_TRAPS["which way z points"]
    assert trap.pytorch == trap.keras == "near 1 keeps"
    assert trap.course.startswith("near 1 keeps; ")
    assert trap.course.endswith(" near 1 replaces")


def test_forget_bias_starts_near_0_in_pytorch_and_at_1_in_keras_and_here():
    H, started = 100, recorded("start")
    assert np.abs(started["torch"]).max() <= 2 / np.sqrt(H)
    assert np.abs(started["torch"]).max() > 1 / np.sqrt(H)  # a sum of two
    kept = {name: np.mean([sigmoid(b) for b in bias[H : 2 * H]]) for name, bias in started.items()}
    assert kept["torch"] == pytest.approx(0.5, abs=0.01)
    for bias in (started["keras"], LSTM(1, H).b):
        np.testing.assert_array_equal(bias, np.repeat([0, 1, 0, 0], H))
    trap = PORTING_TRAPS["forget bias at the start"]
    assert f"keeps about {kept['torch']:.1f} of its state at each step, not {kept['keras']:.2f}" in trap.if_missed
    assert (trap.keras, trap.course) == ("1", "1")


def test_table_writes_each_trap_on_four_lines_that_fit_a_notebook():
    assert len(PORTING_TRAPS) == 7
    for trap in PORTING_TRAPS.values():
        lines = str(trap).splitlines()
        assert [line.split()[0] for line in lines] == ["PyTorch", "Keras", "here", "if"]
        assert max(map(len, lines)) <= 110
