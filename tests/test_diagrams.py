"""The circuit computes what the six equations say, its wires meet the operations they claim to, and show the values."""

import math

import numpy as np
import pytest
from matplotlib.text import Text
from oracles import lively_cell

from lstm_lesson import LSTM, damped_sine, diagrams, style
from lstm_lesson.diagrams import NODES, WIRES, Node
from lstm_lesson.flow import Flow, flow


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
    axes = style.figure(*diagrams.SIZE).subplots()
    return axes, diagrams.cell(axes, a_run())


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
        assert width == diagrams.wire_width(now[name])
        vermillion = np.allclose(colour[:3], [0xD5 / 255, 0x5E / 255, 0])
        assert vermillion == (name not in positive)
    widths = [diagrams.wire_width(v) for v in (0, -0.5, 1, -2, 50)]
    assert widths == sorted(widths)
    assert widths[-1] == widths[-2]


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.976, "+0.98"), (-1.2, "−1.20"), (-0.001, "+0.00"), (12.34, "+12.3"), (9.999, "+10.0"), (119.96, "+120.0")],
)
def test_value_is_written_with_its_sign_and_nearly_the_same_width(value, words):
    assert diagrams.written(value) == words


def test_no_text_is_below_9_pt_and_none_leaves_the_picture():
    figure = style.figure(*diagrams.PICTURE)
    diagrams.cell_state_flow(figure, a_run())
    figure.canvas.draw()
    for text in figure.findobj(Text):
        if text.get_text() and text.get_visible():
            assert float(text.get_fontsize()) >= 9, text
            box = text.get_window_extent()
            assert box.x0 >= 0, text
            assert box.y0 >= 0, text
            assert box.x1 <= diagrams.PICTURE[0], text
            assert box.y1 <= diagrams.PICTURE[1], text


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
