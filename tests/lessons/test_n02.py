"""The exhibits of notebook 02 show what a scalar loop computes."""

import nbformat
import numpy as np
import pytest
from cases import every_refusal, every_verdict
from exhibit_cases import assert_line, begun, every_move, texts
from notebook_calls import NOTEBOOKS
from oracles import lively_cell, one_rnn_unit, scalar_run
from sentences import said, steps_said

from lstm_lesson import RNN, array_shapes, impulse_response, input_order, padded_sequence, unrolled_rnn
from lstm_lesson.lessons.n02_recurrent_recap import checks, numbers, pictures
from lstm_lesson.nn import one_unit


def signed(value):
    """A state as the picture and its sentence write it: +0.76, −0.20."""
    return said(value) if round(value, 2) < 0 else f"+{said(value)}"


def assert_unrolled_rnn(exhibit, **weights):
    states = [signed(h) for h in one_rnn_unit([1, 0, 0, 0], **weights)[0]]
    assert texts(exhibit)[1::2] == states
    assert exhibit.readout == (
        f"A 1 at the first step, then zeros: the states are {', '.join(states)}. All four steps use the same weights."
    )
    assert texts(exhibit)[::2] == ["+1.00", "+0.00", "+0.00", "+0.00"]


def assert_impulse_response(exhibit, w_h):
    expected, _ = one_rnn_unit([1] + 30 * [0], 1, w_h)
    assert_line(exhibit.drawing.of("x"), np.arange(31), [1] + 30 * [0])
    assert_line(exhibit.drawing.of("h"), np.arange(31), expected)
    quiet = next((t for t, h in enumerate(expected) if abs(h) < 0.01), None)
    end, words = exhibit.drawing.of("cursor"), exhibit.drawing.artists[-1]
    assert list(end.get_xdata()) == (pytest.approx([np.nan] * 2, nan_ok=True) if quiet is None else [quiet] * 2)
    assert words.get_text().startswith("still above" if quiet is None else "below")
    assert words.get_position()[0] == (0.4 if quiet is None else min(quiet + 0.4, 22.5))
    echo = "is not below 0.01 within 30 steps" if quiet is None else f"is below 0.01 after {steps_said(quiet)}"
    assert exhibit.readout == (
        f"w_h = {said(w_h)}: the impulse sets h to +0.76; |h| {echo}, and at step 30 h is {signed(expected[-1])}."
    )


def assert_input_order(exhibit, shift, w_h):
    inputs, k, ends = list(numbers.SYMBOLS), 8 - int(shift), []
    for place, xs in enumerate((inputs, inputs[k:] + inputs[:k])):
        h, _ = one_rnn_unit(xs, 1, w_h)
        ends.append(signed(h[-1]))
        assert_line(exhibit.drawing.of("x", place), np.arange(8), xs)
        assert_line(exhibit.drawing.of("h", place), np.arange(8), h)
        number = exhibit.drawing.artists[3 * place + 2]
        assert number.get_text() == ends[place]
        assert number.get_position() == (7.35, pytest.approx(h[-1]))
    assert exhibit.readout == (
        f"The same eight inputs, with the same sum: as given they end in h = {ends[0]}, "
        f"shifted by {int(shift)} in h = {ends[1]}."
    )


def assert_array_shapes(exhibit, T, B, D, H):
    cell, x = RNN(int(D), int(H)), np.zeros((int(T), int(B), int(D)))
    arrays = {"x": x, **cell.weights, "h": cell.run(x).h}
    assert list(pictures.ARRAYS) == list(arrays)
    for place, (name, array) in enumerate(arrays.items()):
        assert exhibit.drawing.of(name).get_text() == str(array.shape)
        rows, columns = {1: (H, 1), 2: array.shape, 3: (array.shape[-1], T)}[array.ndim]
        sheets = B if array.ndim == 3 else 1
        drawn = np.concatenate([path.vertices for path in exhibit.drawing.artists[place].get_paths()])
        left, top = pictures.ARRAYS[name][0], pictures.TOP
        assert drawn.min(axis=0).tolist() == [left, top - pictures.ENTRY * rows]
        behind = pictures.SHEET * (sheets - 1)
        assert drawn.max(axis=0).tolist() == [left + pictures.ENTRY * columns + behind, top + behind]
        # A sheet each, and the lines between the entries of the front one.
        assert len(exhibit.drawing.artists[place].get_paths()) == sheets + rows - 1 + columns - 1
    count = sum(w.size for w in cell.weights.values())
    D, H = int(D), int(H)
    assert texts(exhibit)[-1] == f"weights: {H}·{D} + {H}·{H} + {H} = {count}"
    x, W_x, W_h, b, h = (array.shape for array in arrays.values())
    assert exhibit.readout == (
        f"x has shape {x}, h {h}; the weights W_x {W_x}, W_h {W_h} and b {b} are {count} numbers."
    )


def assert_padded_sequence(exhibit, padding, w_h, mask):
    x = [1, 1] + int(padding) * [0]
    h = list(one_rnn_unit(x, 1, w_h)[0])
    if mask:
        h = h[:2] + int(padding) * [h[1]]
    assert_line(exhibit.drawing.of("x"), np.arange(len(x)), x)
    assert_line(exhibit.drawing.of("h"), np.arange(len(x)), h)
    for shade in exhibit.drawing.artists[:2]:
        assert (shade.get_x(), shade.get_width()) == (1.5, padding)
    label, mask_label, number = exhibit.drawing.artists[-3:]
    assert label.get_text() == ("padding" if padding else "")
    assert mask_label.get_text() == f"mask: {'on' if mask else 'none'}"
    assert number.get_text() == said(h[-1])
    assert number.get_position() == (len(x) - 0.75, pytest.approx(h[-1]))
    assert exhibit.readout == (
        f"After its two real steps the sequence has h = {said(h[1])}; after {steps_said(int(padding))} of padding, "
        f"{'masked' if mask else 'without a mask'}, it has h = {said(h[-1])}."
    )


RIGHT = {
    unrolled_rnn: assert_unrolled_rnn,
    impulse_response: assert_impulse_response,
    input_order: assert_input_order,
    array_shapes: assert_array_shapes,
    padded_sequence: assert_padded_sequence,
}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


@pytest.mark.parametrize(("w_h", "steps"), [(0.0, 1), (0.5, 7), (0.9, None), (2.0, None)])
def test_echo_counts_the_steps_until_silence_and_the_sentence_says_how_many(w_h, steps):
    assert one_unit.on_impulse(1.0, w_h).decay_step == steps
    exhibit = impulse_response(w_h=w_h)
    assert_impulse_response(exhibit, w_h)
    told = {None: "|h| is not below 0.01 within 30 steps,", 1: "after 1 step,", 7: "|h| is below 0.01 after 7 steps,"}
    assert told[steps] in exhibit.readout


@pytest.mark.parametrize("w_h", [-0.95, -0.5, 0.85])
def test_an_echo_that_changes_its_sign_is_as_quiet_as_its_size(w_h):
    assert_impulse_response(begun(impulse_response, w_h=w_h), w_h)


@pytest.mark.parametrize("padding", range(1, 9))
def test_state_that_padding_has_brought_near_0_is_written_without_a_sign(padding):
    exhibit = begun(padded_sequence, padding=padding, w_h=-0.1)
    assert_padded_sequence(exhibit, padding, -0.1, 0)
    assert "−0.00" not in exhibit.readout


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: one_unit.rnn_run([], 1, 1), "x must have shape"),
    (lambda: one_unit.rnn_run([1.0, np.nan], 1, 1), "x must be finite"),
    (lambda: one_unit.rnn_run([1.0], 1, np.inf), "w_h must be a finite number"),
    (lambda: numbers.array_shapes(1, 1, 0, 1), "D must be"),
    (lambda: numbers.in_another_order(-1, 0.5), "shift must be"),
    (lambda: numbers.padded(-1, 0.5, 0), "padding must be"),
)


# ---- What the notebook tells


def test_padding_moves_the_last_state_and_a_mask_does_not():
    real, padded = one_rnn_unit([1, 1], 1, 0.5)[0], one_rnn_unit([1, 1, 0, 0], 1, 0.5)[0]
    assert (f"{real[-1]:.2f}", f"{padded[-1]:.2f}") == ("0.88", "0.20")
    cells = {cell.id: cell for cell in nbformat.read(NOTEBOOKS[2], as_version=4).cells}
    rows = [line.split() for line in cells["padded-check"].outputs[0].text.splitlines()[1:]]
    assert [row[1] for row in rows] == ["yes", "yes", "no", "no"]
    assert [float(row[2]) for row in rows] == pytest.approx(padded, abs=0.005)
    assert [float(row[3]) for row in rows] == pytest.approx([*real, real[-1], real[-1]], abs=0.005)


# ---- The exercises


def test_exercise_asks_for_the_states_of_a_scalar_loop():
    cell, x = lively_cell(RNN, 2, 4), np.random.default_rng(5).normal(size=(6, 2))
    expected = scalar_run(cell, x.tolist(), [0.0] * 4)["h"]
    np.testing.assert_allclose(checks.loop(x, cell.W_x, cell.W_h, cell.b), expected, rtol=1e-12)


test_switch_gets_its_verdict = every_verdict(
    "02_recurrent_recap/switch",
    (lambda: (4.0, 2.0), "right: "),
    (lambda: [10, 1.7], "right: "),
    (lambda: (None, 2.0), "not attempted yet: "),
    (lambda: (..., ...), "not attempted yet: "),
    (lambda: (4.0, -2.0), "changes its sign at every step"),
    (lambda: (-4.0, 2.0), "w_x must be positive"),
    (lambda: (4.0, 1.0), "dies away"),
    (lambda: (1.0, 2.0), "does not turn the switch"),
    (lambda: (5.0, 1.5), "0.86 in size during the rest"),  # tanh(1.5 h) = h at 0.86
    (lambda: (2.5, 2.0), "in size at once"),
    (lambda: 3.0, "w_x and w_h"),
)


@pytest.mark.parametrize(("w_x", "w_h"), [(4.0, 2.0), (10, 1.7)])
def test_right_switch_stays_where_it_was_set_in_a_scalar_loop(w_x, w_h):
    h = one_rnn_unit(([1] + 20 * [0] + [-1] + 20 * [0]) * 2, w_x, w_h)[0]
    assert min(h[:21] + h[42:63]) > 0.9
    assert max(h[21:42] + h[63:]) < -0.9
