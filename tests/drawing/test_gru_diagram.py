"""The GRU's circuit computes what its equations say in each convention, its wires meet, and it shows the values."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Text
from oracles import lively_cell, sigmoid

from lstm_lesson import GRU, damped_sine
from lstm_lesson.drawing import diagrams_gru, style
from lstm_lesson.drawing.cell_diagrams import PICTURE, wire_width
from lstm_lesson.nn.circuit import SIZE, Node
from lstm_lesson.nn.circuit_gru import HALF_PRODUCT, circuit
from lstm_lesson.nn.one_unit_gru import GRUFlow, gru_flow

CONVENTIONS = list(itertools.product([True, False], repeat=2))
NODES = [
    pytest.param(c, node, id=f"{node.output}-{c[0]:d}{c[1]:d}")
    for c in CONVENTIONS
    for node in circuit(z_keeps=c[0], reset_after=c[1])[1]
]
every_convention = pytest.mark.parametrize("convention", CONVENTIONS)
every_node = pytest.mark.parametrize(("convention", "node"), NODES)


def a_run(convention: tuple[bool, bool] = (True, True), t: int = 7, seed: int = 0) -> GRUFlow:
    cell = lively_cell(GRU, 1, 1, seed=seed, scale=2.0)
    return gru_flow(cell, damped_sine(40, 20, 0.02), t, z_keeps=convention[0], reset_after=convention[1])


def wires_of(convention):
    return circuit(z_keeps=convention[0], reset_after=convention[1])[0]


def computed(node: Node, cell: GRU, now: dict[str, float]) -> float:
    """What the operation makes of the values on the wires that the diagram leads into it."""
    inputs = [now[wire] for wire in node.inputs]
    (w_hr, w_hz, w_hn), b_hn = cell.W_h[:, 0], cell.b_hn[0]
    if node.sign == "σ":
        assert node.inputs == ("x", "h_prev")
        row = "rzn".index(node.output)
        return sigmoid(cell.W_x[row, 0] * now["x"] + (w_hr, w_hz)[row] * now["h_prev"] + cell.b[row])
    if node.sign == "tanh":
        past = {"ru": now["ru"], "rh": w_hn * now["rh"] + b_hn}[node.inputs[1]]
        return math.tanh(cell.W_x[2, 0] * now["x"] + cell.b[2] + past)
    if node.sign == "W":
        return w_hn * inputs[0] + b_hn
    if node.sign == "1−":
        return 1 - inputs[0]
    return math.prod(inputs) if node.sign == "⊙" else sum(inputs)


@every_node
def test_operation_makes_its_output_from_the_wires_that_lead_in(convention, node):
    cell = lively_cell(GRU, 1, 1, seed=3)
    for t in (0, 1, 20):
        run = gru_flow(cell, damped_sine(40, 20, 0.02), t, z_keeps=convention[0], reset_after=convention[1])
        now = run.at_cursor()
        assert computed(node, cell, now) == pytest.approx(now[node.output], abs=1e-12)


@every_convention
def test_circuit_has_two_gates_three_layers_and_nothing_unused(convention):
    wires, nodes = circuit(z_keeps=convention[0], reset_after=convention[1])
    assert sorted(node.output for node in nodes if node.sign == "σ") == ["r", "z"]
    assert [node.output for node in nodes if node.sign == "tanh"] == ["n"]
    assert sorted([*(node.output for node in nodes), "x", "h_prev"]) == sorted(wires)
    assert {wire for node in nodes for wire in node.inputs} | {"h"} == set(wires)


def near(node: Node) -> float:
    """How far from its place a wire of the node may end: at the edge of its box."""
    if node.sign in ("σ", "tanh") and node.output in "rzn":
        return math.hypot(46, 38)
    return HALF_PRODUCT if node.sign == "W" else 1e-9


@every_node
def test_wires_end_and_start_at_the_operations_they_belong_to(convention, node):
    wires = wires_of(convention)
    for wire in node.inputs:
        assert min(math.dist(path[-1], node.place) for path in wires[wire].paths) <= near(node)
    assert min(math.dist(path[0], node.place) for path in wires[node.output].paths) <= near(node)


def on(point, path) -> bool:
    """Whether a point lies on a path."""
    return any(
        math.isclose(math.dist(a, point) + math.dist(point, b), math.dist(a, b), abs_tol=1e-9)
        for a, b in itertools.pairwise(path)
    )


@every_convention
def test_every_branch_starts_on_its_own_wire(convention):
    for name, wire in wires_of(convention).items():
        for k, branch in enumerate(wire.paths[1:], start=1):
            assert any(on(branch[0], path) for path in wire.paths[:k]), name


@every_convention
def test_no_two_wires_run_on_top_of_each_other(convention):
    pieces = [
        (name, piece)
        for name, wire in wires_of(convention).items()
        for path in wire.paths
        for piece in itertools.pairwise(path)
    ]
    for (one, a), (other, b) in itertools.combinations(pieces, 2):
        if one == other:
            continue
        for across in (0, 1):
            along = 1 - across
            if a[0][across] == a[1][across] == b[0][across] == b[1][across]:
                ends = [sorted(point[along] for point in piece) for piece in (a, b)]
                overlap = min(ends[0][1], ends[1][1]) - max(ends[0][0], ends[1][0])
                assert overlap <= 0, (one, other)


def find_lines(artists: Any) -> list[Any]:
    """The wires that can be seen."""
    return [artist for artist in artists if isinstance(artist, LineCollection) and artist.get_visible()]


@pytest.fixture(scope="module")
def drawn():
    axes = style.figure(*SIZE).add_axes((0, 0, 1, 1))
    return axes, diagrams_gru.cell(axes, a_run())


@every_convention
def test_cell_shows_its_own_convention_alone_with_every_value_at_the_cursor(convention, drawn):
    axes, drawing = drawn
    for t in (0, 7, 31):
        run = a_run(convention, t, seed=2)
        drawing.update(run)
        now, wires = run.at_cursor(), wires_of(convention)
        numbers = [a for a in drawing.artists if isinstance(a, Text) and a.get_visible()]
        expected = [*wires, "z_z", "z_r", "z_n"]
        assert [float(a.get_text().replace("−", "-")) for a in numbers] == pytest.approx(
            [now[quantity] for quantity in expected], abs=0.0051
        )
        (lines,) = find_lines(drawing.artists)
        names = [name for name, wire in wires.items() for _ in wire.paths]
        assert lines.get_linewidths() == pytest.approx([wire_width(now[name]) for name in names])
        for name, colour in zip(names, lines.get_colors(), strict=True):
            assert np.allclose(colour[:3], [0xD5 / 255, 0x5E / 255, 0]) == (now[name] <= -0.005), name
    symbols = [text.get_text() for text in axes.texts if text.get_visible()]
    assert (style.symbol("ru") in symbols) == convention[1]
    assert (style.symbol("rh") in symbols) != convention[1]


def test_switching_the_convention_redraws_the_background_and_nothing_else_does(drawn):
    _, drawing = drawn
    drawing.update(a_run((True, True)))
    assert not drawing.update(a_run((True, True), t=9))
    assert drawing.update(a_run((False, True)))


@every_convention
def test_no_two_texts_of_the_cell_overlap_and_none_leaves_it(convention, drawn):
    axes, drawing = drawn
    drawing.update(a_run(convention, seed=1))
    axes.figure.canvas.draw()
    seen = [(t.get_text(), t.get_window_extent()) for t in axes.texts if t.get_visible() and t.get_text()]
    for k, (one, a) in enumerate(seen):
        assert 0 <= a.x0 <= a.x1 <= SIZE[0], one
        for other, b in seen[k + 1 :]:
            across = min(a.x1, b.x1) - max(a.x0, b.x0)
            upright = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert across < 1 or upright < 4, (one, other)  # a line's box has some air above and below


def test_no_text_is_below_9_pt():
    figure = style.figure(*PICTURE)
    diagrams_gru.gru_flow(figure, a_run())
    assert min(float(text.get_fontsize()) for text in figure.findobj(Text) if text.get_text()) >= 9


def test_plan_gives_every_wire_the_look_of_its_quantity():
    axes = diagrams_gru.gru_plan().axes[0]
    wires = wires_of((True, True))
    (lines,) = find_lines(axes.collections)
    names = [name for name, wire in wires.items() for _ in wire.paths]
    assert lines.get_linewidths() == pytest.approx([style.of(name)["linewidth"] for name in names])
    assert {style.symbol(name) for name in wires} <= {text.get_text() for text in axes.texts}
