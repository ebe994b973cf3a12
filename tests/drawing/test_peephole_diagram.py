"""The three peepholes lead where Gers & Schmidhuber's equations say, cross no wire's way, and stand out in the plan."""

import math
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import pytest

from lstm_lesson.drawing import diagrams_peephole, style
from lstm_lesson.nn import circuit
from lstm_lesson.nn.circuit_peephole import NODES, PEEPHOLES, WIRES, pieces


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def one_step(x: float, h_prev: float, c_prev: float, p: dict[str, float]) -> dict[str, float]:
    """The equations of Gers & Schmidhuber 2000 for one unit, all weights but the peepholes' 1 and no bias."""
    i, f = (sigmoid(x + h_prev + p[gate] * c_prev) for gate in "if")
    g = math.tanh(x + h_prev)
    c = f * c_prev + i * g
    o = sigmoid(x + h_prev + p["o"] * c)
    known = {"x": x, "h_prev": h_prev, "c_prev": c_prev, "i": i, "f": f, "g": g, "o": o, "c": c}
    return known | {"fc": f * c_prev, "ig": i * g, "tanh_c": math.tanh(c), "h": o * math.tanh(c)}


@pytest.mark.parametrize("node", NODES, ids=lambda node: node.output)
def test_operation_makes_its_output_from_the_wires_that_lead_in(node):
    p = {"i": -1.3, "f": 0.7, "o": 2.1}
    now = one_step(0.4, -0.6, 1.7, p)
    inputs = [now[wire] for wire in node.inputs]
    if "x" in node.inputs:
        z = now["x"] + now["h_prev"] + sum(p[node.output] * seen for seen in inputs[2:])
        made = {"σ": sigmoid, "tanh": math.tanh}[node.sign](z)
    else:
        made = {"⊙": math.prod(inputs), "+": sum(inputs), "tanh": math.tanh(inputs[0])}[node.sign]
    assert made == pytest.approx(now[node.output])


def test_forget_and_input_gate_see_the_cell_before_the_output_gate_the_cell_after_and_the_candidate_none():
    layers = {node.output: node.inputs[2:] for node in NODES if "x" in node.inputs}
    assert layers == {"f": ("c_prev",), "i": ("c_prev",), "g": (), "o": ("c",)}


@pytest.mark.parametrize("gate", PEEPHOLES)
def test_peephole_starts_on_the_wire_it_sees_and_ends_at_the_top_of_its_gate(gate):
    seen, path = PEEPHOLES[gate]
    (box,) = [node.place for node in NODES if node.output == gate]
    assert abs(path[-1][0] - box[0]) < 46
    assert path[-1][1] == box[1] + 38
    others = [way for way in WIRES[seen].paths if way != path]
    on_one = [
        math.isclose(math.dist(a, path[0]) + math.dist(path[0], b), math.dist(a, b))
        for way in others
        for a, b in pairwise(way)
    ]
    assert any(on_one)


def test_no_peephole_runs_on_top_of_another_wire():
    straight = [
        (path, piece)
        for wire in WIRES.values()
        for path in wire.paths
        for piece in pairwise(path)
        if piece[0][0] == piece[1][0] or piece[0][1] == piece[1][1]
    ]
    for (one, a), (other, b) in combinations(straight, 2):
        if one == other or not {one, other} & {path for _, path in PEEPHOLES.values()}:
            continue
        for across in (0, 1):
            if a[0][across] == a[1][across] == b[0][across] == b[1][across]:
                ends = [sorted(point[1 - across] for point in piece) for piece in (a, b)]
                assert min(ends[0][1], ends[1][1]) <= max(ends[0][0], ends[1][0]), (one, other)


def test_peephole_goes_around_the_wires_on_its_way():
    upright = [(a, b) for wire in WIRES.values() for path in wire.paths for a, b in pairwise(path) if a[0] == b[0]]
    level = [(a, b) for _, path in PEEPHOLES.values() for a, b in pairwise(path) if a[1] == b[1]]
    assert level
    for (left, right), (a, b) in product(level, upright):
        crosses = left[0] < a[0] < right[0] and min(a[1], b[1]) < left[1] < max(a[1], b[1])
        assert not crosses, (left, a)


def test_all_else_is_the_cell_without_peepholes():
    added = [path for _, path in PEEPHOLES.values()]
    for name, wire in circuit.WIRES.items():
        assert [path for path in WIRES[name].paths if path not in added] == list(wire.paths)


def test_peepholes_look_like_the_cell_state_they_carry_and_all_else_but_its_line_is_grey():
    axes = diagrams_peephole.peephole_plan().axes[0]
    wires: Any = axes.collections[0]
    colours = {"c": 0, "grey": 0}
    for (name, _, is_lit), colour in zip(pieces(), wires.get_colors(), strict=True):
        own = style.of(name)["color"] if is_lit else style.FADED
        assert np.allclose(colour[:3], [int(own[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        colours["c" if is_lit else "grey"] += 1
    assert colours["c"] == 5  # three peepholes, c before and c
    assert {"$p_f$", "$p_i$", "$p_o$"} <= {text.get_text() for text in axes.texts}


def test_plans_words_can_be_read_and_stay_apart():
    figure = diagrams_peephole.peephole_plan()
    figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in figure.axes[0].texts if text.get_text()]
    assert all(float(text.get_fontsize()) >= 9 for text in figure.axes[0].texts)
    for one, a in boxes:
        assert 0 <= a.x0 <= a.x1 <= circuit.SIZE[0], one
    for (one, a), (other, b) in combinations(boxes, 2):
        across, upright = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across < 1 or upright < 4, (one, other)
