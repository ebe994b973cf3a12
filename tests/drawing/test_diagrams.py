"""Every diagram computes what its equations say; its wires meet the operations they claim to, and show the values."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.path import Path as Path2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from oracles import lively_cell, sigmoid

from lstm_lesson import GRU, LSTM, damped_sine
from lstm_lesson.drawing import cell_diagrams, circuits, diagram, style
from lstm_lesson.drawing.circuits import PEEPHOLE, PEEPHOLES, Circuit, Node, Path, Point
from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.lessons.n02_recurrent_recap import unrolled_pictures
from lstm_lesson.lessons.n09_gru import cell_pictures
from lstm_lesson.lessons.n14_attention import diagram_pictures
from lstm_lesson.lessons.n14_attention.numbers import PLANE, in_the_plane
from lstm_lesson.nn.one_unit import gru_run, lstm_run, rnn_run

WAVE = damped_sine(40, 20, 0.02)
GATES = {
    "f": {"x", "h_prev", "f", "c_prev", "fc"},
    "i": {"x", "h_prev", "i", "g", "ig"},
    "o": {"x", "h_prev", "o", "c", "tanh_c", "h"},
}  # what runs along the lit path of each
EQUATIONS = {
    "f": {"x", "h_prev", "f"},
    "i": {"x", "h_prev", "i"},
    "g": {"x", "h_prev", "g"},
    "c": {"c_prev", "f", "fc", "i", "g", "ig", "c"},
    "o": {"x", "h_prev", "o"},
    "h": {"c", "tanh_c", "o", "h"},
}  # what runs along the wires that each equation names
LOOKS = [(60, 4, 1), (-120, 9, 0.3), (10, 0, 1), (175, 10, 0.05), (-60, 10, 20)]  # angle, length, temperature


@dataclass(frozen=True)
class Case:
    """A circuit; states, each with what the wires carry then; what its layers weigh their inputs with; its picture.

    weights: by a layer's output, the weight of each input by its name, and the bias. ends: what no operation makes >
    what none takes up, of any step. least: the smallest font, in pt; full: what counts as 1 on its wires.
    """

    circuit: Circuit
    states: Sequence[tuple[Any, Mapping[str, Any]]]
    weights: Mapping[str, tuple[Mapping[str, float], float]]
    ends: str
    draw: Callable[[Figure], Drawing] | None = None
    size: tuple[int, int] = circuits.SIZE
    least: float = 9.0
    full: float = 1.0


def on_axes(draw: Callable[..., Drawing], *arguments: Any) -> Callable[[Figure], Drawing]:
    return lambda figure: draw(figure.add_axes((0, 0, 1, 1)), *arguments)


def layers(cell: Any, blocks: str) -> dict[str, tuple[dict[str, float], float]]:
    rows = zip(blocks, cell.W_x[:, 0], cell.W_h[:, 0], cell.b, strict=True)
    return {block: ({"x": w_x, "h_prev": w_h}, b) for block, w_x, w_h, b in rows}


def terms(case: Case, now: Mapping[str, float]) -> dict[str, float]:
    """What each weight contributes to the sum in its box, and each bias."""
    found: dict[str, float] = {}
    for output in {node.output for node in case.circuit.nodes if node.name}:
        weights, bias = case.weights[output]
        found |= {f"{wire}→{output}": weight * now[wire] for wire, weight in weights.items()} | {f"b→{output}": bias}
    return found


def lstm(gate: str) -> Case:
    cell, counting = lively_cell(LSTM, 1, 1, seed=3, scale=2.0), LSTM(1, 1)
    cell.W_x[3], cell.W_h[0] = 0, 0  # of o and of i
    counting.b[:] = 10
    runs = [*(lstm_run(cell, WAVE, t) for t in (0, 1, 12, 20)), lstm_run(counting, np.ones(40), 39)]  # c = 40 is wide
    states = [(run, run.at_cursor()) for run in runs]
    draw = on_axes(cell_diagrams.cell, gate)
    return Case(circuits.lit(gate), states, layers(cell, "ifgo"), "c_prev h_prev x > h", draw)


def peepholes() -> Case:
    """The equations of Gers & Schmidhuber 2000 for one unit, all weights but the peepholes' 1 and no bias."""
    w_ci, w_cf, w_co = -1.3, 0.7, 2.1
    states = []
    for x, h_prev, c_prev in np.random.default_rng(0).normal(size=(3, 3)).tolist():
        i, f, g = sigmoid(x + h_prev + w_ci * c_prev), sigmoid(x + h_prev + w_cf * c_prev), math.tanh(x + h_prev)
        c = f * c_prev + i * g
        o = sigmoid(x + h_prev + w_co * c)
        now = {"x": x, "h_prev": h_prev, "c_prev": c_prev, "i": i, "f": f, "g": g, "o": o, "c": c}
        states.append((None, now | {"fc": f * c_prev, "ig": i * g, "tanh_c": math.tanh(c), "h": o * math.tanh(c)}))
    seen: dict[str, dict[str, float]] = {"i": {"c_prev": w_ci}, "f": {"c_prev": w_cf}, "g": {}, "o": {"c": w_co}}
    weights = {gate: ({"x": 1.0, "h_prev": 1.0} | weight, 0.0) for gate, weight in seen.items()}
    return Case(PEEPHOLE, states, weights, "c_prev h_prev x > h")


def gru(z_keeps: bool, reset_after: bool) -> Case:
    cell, convention = lively_cell(GRU, 1, 1, seed=0, scale=2.0), {"z_keeps": z_keeps, "reset_after": reset_after}
    cell.W_x[1], cell.W_h[0] = 0, 0  # of z and of r
    (w_xn, w_hn), b_n, b_hn = (float(w[2, 0]) for w in (cell.W_x, cell.W_h)), float(cell.b[2]), float(cell.b_hn[0])
    n = ({"x": w_xn, "ru": 1.0}, b_n) if reset_after else ({"x": w_xn, "rh": w_hn}, b_n + b_hn)
    weights = layers(cell, "rzn") | {"u": ({"h_prev": w_hn}, b_hn), "n": n}
    states = [(run, run.at_cursor()) for run in (gru_run(cell, WAVE, t, **convention) for t in (0, 1, 12, 20))]
    draw = on_axes(cell_pictures.gru_cell)
    return Case(cell_pictures.circuit(**convention), states, weights, "h_prev x > h", draw)


def unrolled() -> Case:
    w_x, w_h, b = 0.7, -0.8, 0.1
    states, weights = [], {}
    for xs in ([1.0, -0.5, 0.25, 0.0], [-2.0, 1.5, 0.0, 1.0]):
        now: dict[str, float] = {}
        h = 0.0
        for t, x in enumerate(xs):
            now |= {f"x_{t}": x, f"wx_{t}": w_x * x, f"h_prev_{t}": h, f"wh_{t}": w_h * h}
            z = w_x * x + w_h * h + b
            h = math.tanh(z)
            now |= {f"z_{t}": z, f"h_{t}": h}
            weights[f"wx_{t}"], weights[f"wh_{t}"] = ({f"x_{t}": w_x}, 0.0), ({f"h_prev_{t}": w_h}, 0.0)
            weights[f"z_{t}"] = {f"wx_{t}": 1.0, f"wh_{t}": 1.0}, b
        states.append((rnn_run(xs, w_x, w_h, b), now))
    draw = partial(unrolled_pictures.unrolled, first=states[0][0])
    size, least = unrolled_pictures.PICTURE, 18  # shown at half width
    return Case(unrolled_pictures.CIRCUIT, states, weights, "h_prev x > h", draw, size, least)


def attention(by_hand: bool) -> Case:
    states = []
    for settings in LOOKS:
        look = in_the_plane(*settings)
        now: dict[str, Any] = {"q": look.query, "context": look.context}
        for t, (h, s, a) in enumerate(zip(PLANE, look.scores, look.weights, strict=True)):
            now |= {f"h_{t}": h, f"s_{t}": s, f"s_{t}/τ": s / look.temperature, f"a_{t}": a, f"ah_{t}": a * h}
        states.append((look, now))
    draw = on_axes(partial(diagram_pictures.attention, query_by_hand=by_hand))
    return Case(diagram_pictures.CIRCUIT, states, {}, "h q > context", draw, diagram_pictures.SIZE, 10, full=2.0)


LSTMS = {"LSTM": lstm("")} | {f"LSTM, {gate} lit": lstm(gate) for gate in GATES}
GRUS = {f"GRU, z keeps {z:d}, reset after {r:d}": gru(z, r) for z, r in product([True, False], repeat=2)}
CELLS = LSTMS | GRUS
GRIDS = {"unrolled": unrolled(), "attention": attention(False), "attention by hand": attention(True)}
DRAWN = CELLS | GRIDS
CASES = DRAWN | {"peepholes": peepholes()}
every_case = pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
every_cell = pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CELLS.items()])


# ---- What is computed


OPERATIONS: dict[str, Callable[..., Any]] = {
    "σ": sigmoid,
    "tanh": math.tanh,
    "⊙": lambda one, other: one * other,
    "×": lambda one, other: one * other,
    "·": lambda one, other: float(np.dot(one, other)) / math.sqrt(2),
    "+": lambda *parts: sum(parts),
    "1−": lambda z: 1 - z,
}  # what has another sign gives what its weights make


def computed(node: Node, case: Case, now: Mapping[str, Any]) -> Any:
    """What the operation makes of the values on the wires that the diagram leads into it."""
    inputs = [now[wire] for wire in node.inputs]
    if node.output in case.weights:
        weights, bias = case.weights[node.output]
        inputs = [sum(weights[wire] * now[wire] for wire in node.inputs) + bias]
    if node.sign == "softmax":
        shares = {wire: math.exp(now[f"{wire}/τ"]) for wire in node.inputs}
        return shares[node.output.replace("a", "s")] / sum(shares.values())
    return OPERATIONS.get(node.sign, lambda weighted: weighted)(*inputs)


@every_case
def test_operation_makes_its_output_from_the_wires_that_lead_in(case):
    for _, now in case.states[:4]:
        for node in case.circuit.nodes:
            assert computed(node, case, now) == pytest.approx(now[node.output], abs=1e-12), node


@every_case
def test_circuit_has_nothing_unused(case):
    wires, outputs = set(case.circuit.wires), [node.output for node in case.circuit.nodes]
    assert len(set(outputs)) == len(outputs)
    ends = wires - set(outputs), wires - {wire for node in case.circuit.nodes for wire in node.inputs}
    assert " > ".join(" ".join(sorted({name.rstrip("_0123456789") for name in end})) for end in ends) == case.ends


# ---- Where wires run


def touches(node: Node, point: Point) -> bool:
    """Whether a point lies on the edge of the operation: of its circle, or of its box."""
    across, upright = (abs(a - b) for a, b in zip(point, node.place, strict=True))
    half_height = {"softmax": 20}.get(node.sign, 57 if node.role else 30 if node.name else None)
    if half_height:
        return across < 50 and upright == half_height
    return math.isclose(math.hypot(across, upright), node.radius)


@every_case
def test_lines_start_and_end_at_the_edges_of_the_operations_they_belong_to(case):
    lines = case.circuit.lines
    for node in case.circuit.nodes:
        for wire in node.inputs:
            ends = [line for line in lines if line.quantity == wire and touches(node, line.tip or line.points[-1])]
            assert len(ends) == 1 or (node.sign == "softmax" and wire[1:] != node.output[1:]), (node, wire)
        assert any(line.quantity == node.output and touches(node, line.points[0]) for line in lines), node


def test_query_goes_on_from_each_product_to_the_next():
    products = [node for node in reversed(diagram_pictures.CIRCUIT.nodes) if node.sign == "·"]
    lines = [line for line in diagram_pictures.CIRCUIT.lines if line.quantity == "q"]
    assert all(touches(node, line.points[-1]) for node, line in zip(products, lines, strict=True))
    assert all(touches(node, line.points[0]) for node, line in zip(products, lines[1:], strict=False))


@every_cell
def test_arrow_head_ends_each_line_that_enters_an_operation_or_leaves_the_cell(case):
    leave = {line.quantity for line in case.circuit.lines if line.tip and line.tip[0] == circuits.RIGHT}
    assert leave == {"c", "h"} & set(case.circuit.wires)
    for line in case.circuit.lines:
        goal = line.tip or line.points[-1]
        enters = any(line.quantity in node.inputs and touches(node, goal) for node in case.circuit.nodes)
        assert (line.tip is not None) == (enters or goal[0] == circuits.RIGHT), line
        assert line.tip is None or math.dist(line.points[-1], line.tip) == pytest.approx(circuits.HEAD)


def on(point: Point, path: Path) -> bool:
    return any(
        math.isclose(math.dist(a, point) + math.dist(point, b), math.dist(a, b), abs_tol=1e-9)
        for a, b in pairwise(path)
    )


@every_case
def test_every_branch_starts_on_its_own_wire_with_a_dot(case):
    for name, wire in case.circuit.wires.items():
        for k, branch in enumerate(wire.paths[1:], start=1):
            assert any(on(branch[0], path) for path in wire.paths[:k]), name
    splits = [line.points[0] for line in case.circuit.lines if line.splits]
    assert len(splits) == sum(len(wire.paths) - 1 for wire in case.circuit.wires.values())


def test_unrolled_state_goes_on_from_where_it_leaves_upwards():
    wires = unrolled_pictures.CIRCUIT.wires
    for t in range(1, 4):
        assert on(wires[f"h_prev_{t}"].paths[0][0], wires[f"h_{t - 1}"].paths[0])


def straight(circuit: Circuit) -> list[tuple[Path, tuple[Point, Point]]]:
    pieces = [(path, piece) for wire in circuit.wires.values() for path in wire.paths for piece in pairwise(path)]
    return [(path, (a, b)) for path, (a, b) in pieces if a[0] == b[0] or a[1] == b[1]]


@every_case
def test_no_two_wires_run_on_top_of_each_other(case):
    for (one, a), (other, b) in combinations(straight(case.circuit), 2):
        for across in (0, 1):
            if one != other and a[0][across] == a[1][across] == b[0][across] == b[1][across]:
                ends = [sorted(point[1 - across] for point in piece) for piece in (a, b)]
                assert min(ends[0][1], ends[1][1]) <= max(ends[0][0], ends[1][0]), (one, other)


@pytest.mark.parametrize("name", [*CELLS, "peepholes", "unrolled"])
def test_wires_go_around_those_on_their_way(name):
    pieces = [sorted(piece) for _, piece in straight(CASES[name].circuit)]
    for (left, right), (low, high) in product(pieces, pieces):
        crosses = left[0] < low[0] < right[0] and low[1] < left[1] < high[1]
        assert not crosses, (left, low)


# ---- What is lit


@pytest.mark.parametrize("gate", GATES)
def test_lit_path_leads_from_the_inputs_through_the_gate_to_what_it_lets_through(gate):
    assert {line.quantity for line in circuits.lit(gate).lines if line.is_lit} == GATES[gate]


@pytest.mark.parametrize("gate", GATES)
def test_lit_path_enters_the_gates_own_layer_and_no_other(gate):
    circuit = circuits.lit(gate)
    layers_of = {"f": "f", "i": "ig", "o": "o"}[gate]
    assert [node.output for node in circuit.nodes if node.role and circuit.lights(node)] == list(layers_of)
    entered = [
        node.output
        for line in circuit.lines
        for node in circuit.nodes
        if line.is_lit and node.role and line.tip and line.quantity in node.inputs and touches(node, line.tip)
    ]
    assert sorted(entered) == sorted(2 * layers_of)


@pytest.mark.parametrize("gate", GATES)
def test_rail_is_lit_as_far_as_its_last_lit_tap_and_no_wire_is_lost_by_the_cut(gate):
    def length(circuit: Circuit) -> float:
        return sum(math.dist(a, b) for line in circuit.lines for a, b in pairwise(line.points))

    assert length(circuits.lit(gate)) == pytest.approx(length(circuits.LSTM))
    for name in circuits.RAILS:
        rail, *taps = (line for line in circuits.lit(gate).lines if line.quantity == name and line.is_lit)
        assert rail.points == ((circuits.LEFT, rail.points[0][1]), taps[-1].points[0])


@pytest.mark.parametrize("symbol", EQUATIONS)
def test_equation_lights_the_wires_that_it_names_and_every_operation_belongs_to_one(symbol):
    circuit = circuits.equation(symbol)
    assert {line.quantity for line in circuit.lines if line.is_lit} == EQUATIONS[symbol]
    lit = [node for one in EQUATIONS for node in circuits.NODES if circuits.equation(one).lights(node)]
    assert sorted(lit, key=circuits.NODES.index) == list(circuits.NODES)


def test_gate_or_equation_that_is_not_there_cannot_be_lit():
    with pytest.raises(ValueError, match="got 'g'"):
        cell_diagrams.lstm_plan("g")
    with pytest.raises(ValueError, match="f, i, g, c, o, h; got 'z'"):
        circuits.equation("z")


def test_without_its_peepholes_the_lstm_is_the_usual_one():
    added = [path for _, path in PEEPHOLES.values()]
    for name, wire in circuits.WIRES.items():
        assert [path for path in PEEPHOLE.wires[name].paths if path not in added] == list(wire.paths)
    assert [line.quantity for line in PEEPHOLE.lines if line.is_lit] == ["c_prev"] * 3 + ["c"] * 2


# ---- What is seen


SYMBOLS = {style.symbol(quantity) for case in CELLS.values() for quantity in case.circuit.wires}


def shown(case: Case) -> tuple[Figure, Drawing]:
    figure = style.figure(*case.size)
    assert case.draw is not None
    return figure, case.draw(figure)


def visible(artists: Iterable[Any], kind: Any) -> list[Any]:
    return [artist for artist in artists if isinstance(artist, kind) and artist.get_visible()]


def number(text: Text) -> float:
    return float(text.get_text().replace("−", "-"))


def term_of(line: circuits.Line, case: Case) -> tuple[str, float]:
    """The name of what a line adds up in a cell's box that it enters, and its weight; or no name."""
    boxes = [node for node in case.circuit.nodes if node.name and line.tip and touches(node, line.tip)]
    inputs = [(f"{line.quantity}→{node.output}", case.weights[node.output][0]) for node in boxes]
    return next(((name, weights[line.quantity]) for name, weights in inputs if line.quantity in weights), ("", 1.0))


def total_of(node: Node, name: str) -> set[str]:
    """The name of the sum in a layer's box: the GRU's is a, since its z is a gate."""
    return {f"{'a' if name in GRUS else 'z'}_{node.output}"} if node.role else set()


@pytest.mark.parametrize("name", DRAWN)
def test_every_value_is_written_and_every_wire_as_thick_as_what_it_carries(name):
    case = DRAWN[name]
    figure, drawing = shown(case)
    lines = [line for line in case.circuit.lines if "attention" not in name or line.quantity.startswith("s_")]
    labelled = {quantity for quantity, wire in case.circuit.wires.items() if wire.label and quantity[:2] != "a_"}
    signs, pale = set(), 0
    for state, now in case.states[:4] if name in CELLS else case.states:  # which have the case's weights
        if name in CELLS:
            now = {**now, **terms(case, now)}
            labelled |= terms(case, now).keys()
        drawing.update(state)
        texts = {text.get_gid(): text for text in visible(drawing.artists, Text) if text.get_gid()}
        assert texts.keys() == labelled.union(*(total_of(node, name) for node in case.circuit.nodes))
        for quantity, text in texts.items():
            assert number(text) == pytest.approx(now[quantity], abs=0.0051 if abs(now[quantity]) < 9.99 else 0.051)
        wires = visible(drawing.artists, LineCollection)[0]
        entering = [term_of(line, case) if name in CELLS else ("", 1.0) for line in lines]
        carried = [now[term or line.quantity] for line, (term, _) in zip(lines, entering, strict=True)]
        assert wires.get_linewidths() == pytest.approx([diagram.wire_width(value / case.full) for value in carried])
        looks = zip(lines, entering, carried, wires.get_colors(), wires.get_linestyles(), strict=True)
        for line, (_, weight), value, colour, (_, dots) in looks:
            sign = style.VERMILLION if value <= -0.005 else style.INK
            assert np.allclose(colour[:3], to_rgb(sign if line.is_lit and weight else style.FADED)), line
            pale += weight == 0
            assert (dots is not None) == (value <= -0.005)
            signs.add(sign)
        for line, path in zip(lines, wires.get_segments(), strict=True):
            np.testing.assert_allclose(path, line.points)
    assert len(signs) == 2
    if name in CELLS:
        assert pale == 2 * 4
        seen = {text.get_text() for text in visible(figure.axes[0].texts, Text)}
        assert seen & SYMBOLS == {style.symbol(quantity) for quantity in case.circuit.wires}


@every_cell
def test_sum_in_a_box_is_that_of_its_terms_and_its_layer_makes_the_output_of_it(case):
    _, drawing = shown(case)
    for state, _ in case.states:
        drawing.update(state)
        written = {text.get_gid(): number(text) for text in visible(drawing.artists, Text) if text.get_gid()}
        for node in case.circuit.nodes:
            if node.name:
                added = [value for name, value in written.items() if name.endswith(f"→{node.output}")]
                total = written[node.total or node.output]
                assert len(added) == len(node.inputs) + 1
                assert total == pytest.approx(sum(added), abs=0.02 if abs(total) < 9 else 0.2)
                squashed = {"σ": sigmoid, "tanh": math.tanh}.get(node.sign, float)(total)
                assert written[node.output] == pytest.approx(squashed, abs=0.011)


@every_cell
def test_head_of_a_wire_is_pale_where_its_weight_is_0_or_its_path_is_not_lit(case):
    _, drawing = shown(case)
    drawing.update(case.states[1][0])
    entering = [(line, *term_of(line, case)) for line in case.circuit.lines]
    inks = [style.INK if line.is_lit and weight else style.FADED for line, term, weight in entering if term]
    heads = visible(drawing.artists, PolyCollection)[0]
    np.testing.assert_allclose(heads.get_facecolor()[:, :3], [to_rgb(ink) for ink in inks])
    tips = [line.tip for line, term, _ in entering if term]
    np.testing.assert_allclose([path.vertices[0] for path in heads.get_paths()], tips)


def test_wire_grows_with_the_size_of_its_value_up_to_2():
    widths = [diagram.wire_width(value) for value in (0, -0.5, 1, -2, 50)]
    assert widths == [1.0, 2.7, 4.4, 7.8, 7.8]


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.976, "+0.98"), (-1.2, "−1.20"), (-0.001, "+0.00"), (12.34, "+12.3"), (9.999, "+10.0"), (119.96, "+120.0")],
)
def test_value_is_written_with_its_sign_and_nearly_the_same_width(value, words):
    assert diagram.written(value) == words


@pytest.mark.parametrize("gate", GATES)
def test_numbers_off_the_lit_path_are_grey(gate):
    _, drawing = shown(LSTMS[f"LSTM, {gate} lit"])
    bright = {text.get_gid() for text in visible(drawing.artists, Text) if text.get_color() == style.INK}
    layers_of = {"f": "f", "i": "ig", "o": "o"}[gate]
    summed = {name for layer in layers_of for name in (f"z_{layer}", f"x→{layer}", f"h_prev→{layer}", f"b→{layer}")}
    assert bright == GATES[gate] | summed


def test_switching_the_convention_redraws_the_background_and_nothing_else_does():
    _, drawing = shown(GRUS["GRU, z keeps 1, reset after 1"])
    (first, _), (second, _), *_ = GRUS["GRU, z keeps 1, reset after 1"].states
    drawing.update(first)
    assert not drawing.update(second)
    assert drawing.update(GRUS["GRU, z keeps 0, reset after 1"].states[0][0])


@pytest.mark.parametrize("name", ["attention", "attention by hand"])
def test_what_comes_from_a_weight_is_as_wide_as_it_and_each_weight_is_written(name):
    _, drawing = shown(GRIDS[name])
    for look, _ in GRIDS[name].states:
        drawing.update(look)
        weights, texts = visible(drawing.artists, LineCollection)[1], visible(drawing.artists, Text)
        assert weights.get_linewidths() == pytest.approx(np.repeat(1 + 9 * look.weights, 2))
        ways = {line.quantity: line.points for line in diagram_pictures.CIRCUIT.lines}
        expected = [ways[f"{kind}_{t}"] for t in range(5) for kind in ("a", "ah")]
        np.testing.assert_allclose(weights.get_segments(), expected)
        assert [number(text) for text in texts[5:10]] == pytest.approx(look.weights, abs=0.0051)
        assert texts[10].get_text() == f"τ = {look.temperature:.2f}"


# ---- Plans

PLANS: dict[str, tuple[Callable[[], Figure], Circuit]] = {
    **{f"LSTM {gate}".strip(): (partial(cell_diagrams.lstm_plan, gate), circuits.lit(gate)) for gate in ("", *GATES)},
    "peepholes": (cell_diagrams.peephole_plan, PEEPHOLE),
    "GRU": (cell_pictures.gru_plan, cell_pictures.circuit()),
}


@pytest.mark.parametrize("name", PLANS)
def test_plan_gives_every_wire_its_quantitys_own_look_or_grey_and_no_value(name):
    draw, circuit = PLANS[name]
    axes = draw().axes[0]
    wires: Any = axes.collections[0]
    for line, colour, width in zip(circuit.lines, wires.get_colors(), wires.get_linewidths(), strict=True):
        look = style.of(line.quantity)
        assert np.allclose(colour[:3], to_rgb(look["color"] if line.is_lit else style.FADED))
        assert width == look["linewidth"]
    words = {text.get_text() for text in axes.texts}
    assert {style.symbol(quantity) for quantity in circuit.wires} <= words
    assert {node.role for node in circuit.nodes if node.role} <= words
    no_value = "".join(words).replace("t-1", "").replace("1-z", "").replace("1−", "")
    assert not any(character.isdigit() for character in no_value)


def test_plans_name_the_peepholes_and_the_parts_of_attention():
    assert {"$w_{cf}$", "$w_{ci}$", "$w_{co}$"} <= {
        text.get_text() for text in cell_diagrams.peephole_plan().axes[0].texts
    }
    words = {text.get_text() for text in diagram_pictures.attention_plan().axes[0].texts}
    assert {"$W_q, b_q$", "$W_y, b_y$", "context"} <= words
    assert {f"${name}_{t}$" for name in "hx" for t in range(5)} <= words
    assert "the sliders" not in words  # the query comes from the last state


# ---- What can be read


def assert_readable(texts: Iterable[Text], size: tuple[int, int], least: float) -> None:
    """No word is small, leaves the picture or lies on another."""
    boxes = [(text, text.get_window_extent()) for text in visible(texts, Text) if text.get_text()]
    for text, box in boxes:
        assert float(text.get_fontsize()) >= least, text
        assert -1e-9 <= box.x0 <= box.x1 <= size[0] + 1e-9, text
        assert -1e-9 <= box.y0 <= box.y1 <= size[1] + 1e-9, text
    for (one, a), (other, b) in combinations(boxes, 2):
        across, upright = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across < 1 or upright < 4, (one, other)  # a line's box has some air above and below


@pytest.mark.parametrize("name", DRAWN)
def test_words_of_a_diagram_can_be_read_stay_in_it_and_apart(name):
    case = DRAWN[name]
    figure, drawing = shown(case)
    for state, _ in case.states:
        drawing.update(state)
        figure.canvas.draw()
        assert_readable(figure.axes[0].texts, case.size, case.least)


@pytest.mark.parametrize("name", CELLS)
def test_no_wire_runs_through_a_name_or_a_number(name):
    case = CELLS[name]
    figure, drawing = shown(case)
    for state, _ in case.states:
        drawing.update(state)
        figure.canvas.draw()
        wires = visible(drawing.artists, LineCollection)[0]
        boxes = [text.get_window_extent() for text in visible(figure.axes[0].texts, Text) if text.get_text()]
        for points, width in zip(wires.get_segments(), wires.get_linewidths(), strict=True):
            for box in boxes:
                grown = Bbox([box.p0, box.p1]).padded(width * style.DPI / 72 / 2 - 3)  # the box has some air around it
                assert not any(Path2D([a, b]).intersects_bbox(grown) for a, b in pairwise(points)), (points, box)


@every_cell
def test_label_stands_nearest_to_its_own_wire(case):
    for name, (x, y) in case.circuit.labels.items():
        rows = [y, y + 14] if case.circuit.wires[name].in_line else [y, y + 14, y + 21, y + 35]  # of the letters
        own, other = (
            min(
                distance((x, row), piece)
                for line in case.circuit.lines
                for piece in pairwise(line.points)
                for row in rows
                if (line.quantity == name) == is_own
            )
            for is_own in (True, False)
        )
        assert own < other, name


def distance(point: Point, piece: tuple[Point, Point]) -> float:
    """How far a point is from a straight piece."""
    start, way = np.array(piece[0]), np.subtract(piece[1], piece[0])
    share = np.clip(np.dot(point - start, way) / max(np.dot(way, way), 1e-9), 0, 1)
    return math.dist(point, start + share * way)


@pytest.mark.parametrize("name", PLANS)
def test_words_of_a_plan_can_be_read_stay_in_it_and_apart(name):
    figure = PLANS[name][0]()
    figure.canvas.draw()
    assert_readable(figure.axes[0].texts, (int(figure.bbox.width), int(figure.bbox.height)), 9)


@pytest.mark.parametrize(
    ("picture", "name"), [(cell_diagrams.cell_state_flow, "LSTM"), (cell_pictures.gru_flow, next(iter(GRUS)))]
)
def test_no_text_beside_a_cell_is_below_9_pt_and_none_leaves_the_picture(picture, name):
    figure, run = style.figure(*cell_diagrams.PICTURE), CELLS[name].states[2][0]
    picture(figure, run).update(run)
    figure.canvas.draw()
    assert cell_diagrams.PICTURE <= (1000, 590)
    ticks = [(ax.get_xlim(), tick) for ax in figure.axes for tick in ax.xaxis.get_major_ticks()]
    out_of_sight = {tick.label1 for (low, high), tick in ticks if not low <= tick.get_loc() <= high}
    for text in set(figure.findobj(Text)) - out_of_sight:
        assert_readable([text], cell_diagrams.PICTURE, 9)


def test_names_of_the_lanes_end_on_one_line_20_pixels_from_the_left():
    figure = Figure((10, 5.9), dpi=100)
    cell_diagrams.cell_state_flow(figure, lstm_run(lively_cell(LSTM, 1, 1), damped_sine(60, 15, 0.02)))
    figure.draw_without_rendering()
    lanes = [ax for ax in figure.axes if ax.get_ylabel()]
    assert len(lanes) == len(cell_diagrams.LANES)
    for ax in lanes:
        assert ax.yaxis.label.get_window_extent().x1 == pytest.approx(20, abs=1)


def test_key_names_a_positive_and_a_negative_wire_by_the_looks_that_such_wires_have():
    axes = style.figure(*circuits.SIZE).subplots()
    diagram.key(axes)
    samples: dict[float, Any] = {np.ravel(line.get_xdata())[1]: line.get_color() for line in axes.lines}
    named: dict[str, Any] = {text.get_text(): samples.get(text.get_position()[0] - 5) for text in axes.texts}
    wires = diagram.lay(axes, LINES)
    diagram.live(wires, LINES, {}, lambda state: state).update({"a": 1.0, "b": -1.0})
    wanted: list[Any] = [*wires.get_colors(), style.FADED]
    assert [to_rgb(named[word]) for word in ("positive", "negative", "weight 0")] == [*map(to_rgb, wanted)]


LINES = [circuits.Line(name, ((0, 0), (1, 1)), True, None, False) for name in "ab"]


def test_plan_says_in_each_layers_box_what_that_layer_is_for():
    written = {text.get_text(): text.get_position() for text in cell_diagrams.lstm_plan().findobj(Text)}
    for layer, purpose in {"forget": "reset", "input": "write", "candidate": "content", "output": "read"}.items():
        assert written[layer][0] == written[purpose][0]
    across = [written[layer][0] for layer in ("forget", "input", "candidate", "output")]
    gates = [next(x for x, *_ in circuits.WIRES[gate].paths[0]) for gate in "figo"]
    assert across == gates
