"""The circuit computes what the six equations say, its wires meet the operations they claim to, and show the values."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text
from oracles import lively_cell

from lstm_lesson import LSTM, damped_sine
from lstm_lesson.drawing import cell_diagrams, style
from lstm_lesson.drawing.cell_diagrams import NODES, WIRES, Node
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.nn import circuit
from lstm_lesson.nn.one_unit import Flow, flow


def a_run(t: int = 7, seed: int = 0, scale: float = 2.0) -> Flow:
    return flow(lively_cell(LSTM, 1, 1, seed=seed, scale=scale), damped_sine(40, 20, 0.02), t)


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def computed(node: Node, cell: LSTM, now: dict[str, float]) -> float:
    """What the operation makes of the values on the wires that the diagram leads into it."""
    inputs = [now[wire] for wire in node.inputs]
    if set(node.inputs) == {"x", "h_prev"}:  # a layer, with weights of its own
        row = "ifgo".index(node.output)
        z = cell.W_x[row, 0] * now["x"] + cell.W_h[row, 0] * now["h_prev"] + cell.b[row]
        return {"σ": sigmoid, "tanh": math.tanh}[node.sign](z)
    if node.sign == "tanh":
        return math.tanh(*inputs)
    return math.prod(inputs) if node.sign == "⊙" else sum(inputs)


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.output)
def test_operation_makes_its_output_from_the_wires_that_lead_in(node):
    for t in (0, 1, 20):
        cell = lively_cell(LSTM, 1, 1, seed=3)
        now = flow(cell, damped_sine(40, 20, 0.02), t).at_cursor()
        assert computed(node, cell, now) == pytest.approx(now[node.output], abs=1e-12)


def test_circuit_has_three_gates_four_layers_and_nothing_unused():
    layers = [node for node in NODES if set(node.inputs) == {"x", "h_prev"}]
    assert [node.output for node in layers if node.sign == "σ"] == ["f", "i", "o"]
    assert [node.output for node in layers if node.sign == "tanh"] == ["g"]
    outputs = [node.output for node in NODES]
    assert sorted([*outputs, "x", "h_prev", "c_prev"]) == sorted(WIRES)
    leave_the_cell = {"c", "h"}
    assert {wire for node in NODES for wire in node.inputs} | leave_the_cell == set(WIRES)


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.output)
def test_wires_end_and_start_at_the_operations_they_belong_to(node):
    is_layer = node.inputs == ("x", "h_prev")
    near = math.hypot(46, 38) if is_layer else 1e-9  # half a layer's box
    for wire in node.inputs:
        ends = [path[-1] for path in WIRES[wire].paths]
        assert min(math.dist(end, node.place) for end in ends) <= near
    starts = [path[0] for path in WIRES[node.output].paths]
    assert min(math.dist(start, node.place) for start in starts) <= near


def test_every_path_starts_at_its_source_or_on_its_own_wire():
    for name, wire in WIRES.items():
        trunk, *branches = wire.paths
        for branch in branches:
            (x, y), height = branch[0], trunk[0][1]
            assert y == height, name
            assert min(trunk[0][0], trunk[-1][0]) <= x <= max(trunk[0][0], trunk[-1][0]), name


@pytest.fixture
def drawn():
    axes = style.figure(*cell_diagrams.SIZE).subplots()
    return axes, cell_diagrams.cell(axes, a_run())


def test_every_wire_is_labelled_with_its_value_at_the_cursor(drawn):
    _, drawing = drawn
    for t in (0, 7, 31):
        run = a_run(t=t, seed=2)
        drawing.update(run)
        now = run.at_cursor()
        texts = [text.get_text() for text in drawing.artists[1:]]
        expected = [*WIRES, "z_f", "z_i", "z_g", "z_o"]
        assert [float(text.replace("−", "-")) for text in texts] == pytest.approx(
            [now[quantity] for quantity in expected], abs=0.0051
        )


def test_wire_is_thicker_for_a_larger_value_and_dotted_vermillion_for_a_negative_one(drawn):
    _, drawing = drawn
    run = a_run(t=12, seed=1)
    drawing.update(run)
    wires, now = drawing.artists[0], run.at_cursor()
    names = [name for name, wire in WIRES.items() for _ in wire.paths]
    assert any(now[name] < -0.1 for name in names)
    positive = [name for name in names if now[name] > -0.005]
    assert positive
    for name, width, colour in zip(names, wires.get_linewidths(), wires.get_colors(), strict=True):
        assert width == cell_diagrams.wire_width(now[name])
        vermillion = np.allclose(colour[:3], [0xD5 / 255, 0x5E / 255, 0])
        assert vermillion == (name not in positive)
    widths = [cell_diagrams.wire_width(v) for v in (0, -0.5, 1, -2, 50)]
    assert widths == sorted(widths)
    assert widths[-1] == widths[-2]


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.976, "+0.98"), (-1.2, "−1.20"), (-0.001, "+0.00"), (12.34, "+12.3"), (9.999, "+10.0"), (119.96, "+120.0")],
)
def test_value_is_written_with_its_sign_and_nearly_the_same_width(value, words):
    assert cell_diagrams.written(value) == words


def test_no_text_is_below_9_pt_and_none_leaves_the_picture():
    figure = style.figure(*cell_diagrams.PICTURE)
    cell_diagrams.cell_state_flow(figure, a_run())
    figure.canvas.draw()
    for text in figure.findobj(Text):
        if text.get_text() and text.get_visible():
            assert float(text.get_fontsize()) >= 9, text
            box = text.get_window_extent()
            assert box.x0 >= 0, text
            assert box.y0 >= 0, text
            assert box.x1 <= cell_diagrams.PICTURE[0], text
            assert box.y1 <= cell_diagrams.PICTURE[1], text


def test_no_two_texts_of_the_cell_overlap(drawn):
    axes, drawing = drawn
    axes.set_position((0, 0, 1, 1))
    counting = LSTM(1, 1)
    counting.b[:] = 10
    drawing.update(flow(counting, np.ones(40), 39))  # wide numbers: c = 40
    axes.figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts]
    for k, (one, a) in enumerate(boxes):
        for other, b in boxes[k + 1 :]:
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            upright = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across < 1 or upright < 4, (one, other)  # a line's box has some air above and below


# ---- One gate's path

PATHS = {
    "f": {"x", "h_prev", "f", "c_prev", "fc"},
    "i": {"x", "h_prev", "i", "g", "ig"},
    "o": {"x", "h_prev", "o", "c", "tanh_c", "h"},
}


def artists_of(drawing: Drawing) -> list[Any]:
    return list(drawing.artists)


def is_grey(colour) -> bool:
    return bool(np.allclose(colour[:3], [0xC4 / 255] * 3))


@pytest.mark.parametrize("gate", PATHS)
def test_lit_path_leads_from_the_inputs_through_the_gate_to_what_it_lets_through(gate):
    assert {name for name, _, is_lit in circuit.pieces(gate) if is_lit} == PATHS[gate]


@pytest.mark.parametrize("gate", PATHS)
def test_lit_path_enters_the_gates_own_layer_and_no_other(gate):
    lit_layers = {node.output for node in circuit.lit_nodes(gate) if node.inputs == ("x", "h_prev")}
    assert lit_layers == ({"i", "g"} if gate == "i" else {gate})
    columns = {node.output: node.place[0] for node in NODES[:4]}
    taps = [path[-1][0] for _, path, is_lit in circuit.pieces(gate) if is_lit and path[-1][1] == NODES[0].place[1] - 38]
    assert len(taps) == 2 * len(lit_layers)
    assert all(any(abs(tap - columns[layer]) <= 18 for layer in lit_layers) for tap in taps)


@pytest.mark.parametrize("gate", ["", *PATHS])
def test_cutting_a_rail_behind_the_lit_layer_loses_no_wire(gate):
    def drawn(pieces) -> float:
        return sum(math.dist(a, b) for _, path, _ in pieces for a, b in pairwise(path))

    whole = [(name, path, True) for name, wire in WIRES.items() for path in wire.paths]
    assert drawn(circuit.pieces(gate)) == pytest.approx(drawn(whole))


@pytest.mark.parametrize("gate", PATHS)
def test_all_but_the_lit_path_is_grey_and_still_shows_its_values(gate):
    axes = style.figure(*cell_diagrams.SIZE).subplots()
    run = a_run()
    wires, *texts = artists_of(cell_diagrams.cell(axes, run, gate))
    laid = circuit.pieces(gate)
    for (_, _, is_lit), colour in zip(laid, wires.get_colors(), strict=True):
        assert is_grey(colour) != is_lit
    numbers = dict(zip([*WIRES, "z_f", "z_i", "z_g", "z_o"], texts, strict=True))
    for quantity, number in numbers.items():
        assert float(number.get_text().replace("−", "-")) == pytest.approx(run.at_cursor()[quantity], abs=0.0051)
    bright = {quantity for quantity, number in numbers.items() if number.get_color() == style.INK}
    assert bright == PATHS[gate] | {f"z_{gate}"} | ({"z_g"} if gate == "i" else set())


@pytest.mark.parametrize("gate", ["", *PATHS])
def test_plan_gives_every_wire_its_quantitys_own_look_and_no_value(gate):
    axes = cell_diagrams.lstm_plan(gate).axes[0]
    wires: Any = axes.collections[0]
    for (name, _, is_lit), colour, width in zip(
        circuit.pieces(gate), wires.get_colors(), wires.get_linewidths(), strict=True
    ):
        own = tuple(int(style.of(name)["color"][k : k + 2], 16) / 255 for k in (1, 3, 5))
        assert np.allclose(colour[:3], own) if is_lit else is_grey(colour)
        assert width == style.of(name)["linewidth"]
    words = {text.get_text() for text in axes.texts}
    assert {"reset", "write", "content", "read", *(style.symbol(name) for name in WIRES)} <= words
    assert not any(character.isdigit() for text in words for character in text.replace("t-1", ""))


@pytest.mark.parametrize("gate", ["", *PATHS])
def test_plans_words_can_be_read_and_stay_apart(gate):
    figure = cell_diagrams.lstm_plan(gate)
    figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.axes[0].texts if text.get_text()]
    assert all(float(text.get_fontsize()) >= 9 for text in figure.axes[0].texts)
    for k, (one, a) in enumerate(boxes):
        assert a.x0 >= 0, one
        assert a.x1 <= cell_diagrams.SIZE[0], one
        for other, b in boxes[k + 1 :]:
            across, upright = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across < 1 or upright < 4, (one, other)


def test_gate_that_is_not_there_cannot_be_lit():
    with pytest.raises(ValueError, match="got 'g'"):
        cell_diagrams.lstm_plan("g")
