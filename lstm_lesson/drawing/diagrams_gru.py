"""Draw the GRU as a circuit: with the value on every wire, or as a plan without values.

What leads where stands in circuit_gru.py; the drawing only follows it, in the language of diagrams.py: a wire is as
thick as its value is large, solid and black if positive, dotted and vermillion if negative. In the plan every wire
looks as its quantity does in the plots.
"""

from __future__ import annotations

from itertools import product

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch
from matplotlib.text import Text

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.cell_diagrams import PICTURE, arrow_head, towards, wire_width, written
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.nn.circuit import HALF_BOX, HEAD, LEFT, SIZE, Node, Point, Wire
from lstm_lesson.nn.circuit_gru import HALF_PRODUCT, PRODUCT, Circuit, circuit
from lstm_lesson.nn.one_unit_gru import GRUFlow

RADIUS = 15.0  # of the operations, in px
LAYERS = {"z": "update", "r": "reset", "n": "candidate"}
ROLES = {"z": "keep", "r": "listen", "n": "content"}
SPLITTING = ("x", "h_prev", "z")  # the wires that split


def cell(ax: Axes, flow: GRUFlow) -> Drawing:
    """Draw the GRU at the step under the cursor, in the convention that the flow has: every wire with its value."""
    _prepare(ax, "The GRU at step $t$: what each wire carries")
    _key(ax)
    drawn: dict[tuple[bool, bool], tuple[list[Artist], Drawing]] = {}
    for z_keeps, reset_after in product((True, False), repeat=2):
        before = set(ax.get_children())
        drawing = _with_values(ax, circuit(z_keeps=z_keeps, reset_after=reset_after))
        drawn[z_keeps, reset_after] = [artist for artist in ax.get_children() if artist not in before], drawing
    shown: list[tuple[bool, bool]] = []

    def update(flow: GRUFlow) -> bool:
        wanted = (flow.z_keeps, flow.reset_after)
        drawn[wanted][1].update(flow)
        if shown == [wanted]:
            return False
        shown[:] = [wanted]
        for convention, (artists, _) in drawn.items():
            for artist in artists:
                artist.set_visible(convention == wanted)
        return True

    update(flow)
    return Drawing([artist for _, drawing in drawn.values() for artist in drawing.artists], update)


def plan(ax: Axes, *, z_keeps: bool = True, reset_after: bool = True) -> None:
    """Draw the GRU without values: each wire in its quantity's own look, each layer with what it is for."""
    _prepare(ax, "The GRU")
    wires, nodes = circuit(z_keeps=z_keeps, reset_after=reset_after)
    lines = _wires(ax, wires, nodes)
    looks = [style.of(name) for name, wire in wires.items() for _ in wire.paths]
    lines.set(**{part: [look[part] for look in looks] for part in ("color", "linestyle", "linewidth")})
    for name, wire in wires.items():
        _named(ax, name, wire, below=0)
    for node in nodes:
        role = _operation(ax, node, "")
        if role is not None:
            role.set(text=ROLES[node.output], ha="center", x=node.place[0])
    words = (46, "⊙  element by element"), (18, "box: a layer, or a product, with weights of its own")
    for height, line in words:
        ax.text(LEFT, height, line, fontsize=style.FONT["normal"], color=style.INK)


def gru_plan() -> Figure:
    """Draw the plan of the GRU, in PyTorch's convention, on a figure of its own."""
    figure = style.figure(*SIZE)
    plan(figure.add_axes((0, 0, 1, 1)))
    return figure


def gru_flow(figure: Figure, flow: GRUFlow) -> Drawing:
    """Draw every quantity of the GRU over time on the left, and the cell at the cursor on the right."""
    axes = list(figure.subplots(5, 1, sharex=True, height_ratios=[1, 1.25, 1, 1.25, 1.25]))
    figure.subplots_adjust(left=0.065, right=0.425, top=0.96, bottom=0.072, hspace=0.16)
    drawn = [
        lane(axes[0], flow, "input", ("x",), unit=True),
        lane(axes[1], flow, "gates", ("z", "r"), unit=True),
        lane(axes[2], flow, "candidate", ("n",)),
        lane(axes[3], flow, "two parts", ("kept", "written")),
        lane(axes[4], flow, "state", ("h",)),
    ]
    axes[-1].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    width, height = PICTURE
    beside = figure.add_axes((1 - SIZE[0] / width, 0, SIZE[0] / width, SIZE[1] / height))
    return lanes.together(lanes.cursor(axes, flow), *drawn, cell(beside, flow))


def lane(ax: Axes, flow: GRUFlow, name: str, quantities: tuple[str, ...], *, unit: bool = False) -> Drawing:
    """Draw quantities over time, all between −1 and 1, or between 0 and 1 if `unit`."""
    style.lane(ax, name, ticks=[0, 0.5, 1] if unit else [-1, 0, 1])
    ax.set_ylim(*((-0.1, 1.1) if unit else (-1.2, 1.2)))
    return lanes.series(ax, flow, *quantities)


def _with_values(ax: Axes, of: Circuit) -> Drawing:
    wires, nodes = of
    lines = _wires(ax, wires, nodes)
    numbers = {name: _named(ax, name, wire) for name, wire in wires.items()}
    for node in nodes:
        number = _operation(ax, node, "$z$")
        if number is not None:
            numbers[f"z_{node.output}"] = number
    names = [name for name, wire in wires.items() for _ in wire.paths]

    def update(flow: GRUFlow) -> bool:
        now = flow.at_cursor()
        # A value is negative if it is written so: from −0.005 on.
        looks = [style.of("negative" if now[name] <= -0.005 else "positive") for name in names]
        lines.set_linewidth([wire_width(now[name]) for name in names])
        lines.set_color([look["color"] for look in looks])
        lines.set_linestyle([look["linestyle"] for look in looks])
        for quantity, number in numbers.items():
            number.set_text(written(now[quantity]))
        return False

    return Drawing([lines, *numbers.values()], update)


def _prepare(ax: Axes, title: str) -> None:
    ax.set_axis_off()
    ax.set(xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
    ax.text(LEFT, 634, title, fontsize=style.FONT["large"], color=style.INK, weight="bold")


def _wires(ax: Axes, wires: dict[str, Wire], nodes: tuple[Node, ...]) -> LineCollection:
    """Lay every wire; put a dot where one splits, and an arrow head where one enters an operation or ends."""
    round_places = {node.place for node in nodes if node.output not in LAYERS and node.sign != "W"}
    drawn = []
    for name, wire in wires.items():
        trunk = wire.paths[0][0]
        corners = {point for path in wire.paths for point in path[:-1]}
        for path in wire.paths:
            start, end = (RADIUS if path[k] in round_places else 0.0 for k in (0, -1))
            head = 0.0 if path[-1] in corners else HEAD  # a rail's end, where its last tap begins, has none
            tip = towards(path[-1], path[-2], end)
            drawn.append([towards(path[0], path[1], start), *path[1:-1], towards(path[-1], path[-2], end + head)])
            if head:
                arrow_head(ax, tip, path[-2], style.INK)
            if name in SPLITTING and path[0] != trunk:
                ax.plot(*path[0], "o", color=style.INK, markersize=5)
    lines = LineCollection(drawn, capstyle="butt", joinstyle="round", zorder=2)
    ax.add_collection(lines)
    return lines


def _named(ax: Axes, quantity: str, wire: Wire, below: float = 21) -> Text:
    """Name a wire, and leave room below the name for its value."""
    x, y = wire.label
    ax.text(x, y + below, style.symbol(quantity), fontsize=style.FONT["large"], color=style.text(quantity))
    return _value(ax, x, y)


def _value(ax: Axes, x: float, y: float) -> Text:
    """Make room for a changing number. All look alike, so that the live picture can keep each rendered string."""
    return ax.text(x, y, "", fontsize=style.FONT["large"], color=style.INK, va="baseline", zorder=5)


def _operation(ax: Axes, node: Node, below: str) -> Text | None:
    """Draw a layer, the product with W_hn, or an operation on the wires it joins; a layer has room for a value."""
    x, y = node.place
    if node.output in LAYERS:
        return _layer(ax, node, below)
    if node.sign == "W":
        _box(ax, (x - 46, PRODUCT - HALF_PRODUCT), 2 * HALF_PRODUCT, "white", style.of("u")["color"])
        ax.text(x, y + 4, "$W_{hn}h+b_{hn}$", fontsize=style.FONT["normal"], ha="center", color=style.INK, zorder=5)
        ax.text(x, y - 13, "the past", fontsize=style.FONT["small"], ha="center", color=style.text("u"), zorder=5)
        return None
    ax.add_patch(Circle(node.place, RADIUS, facecolor="white", edgecolor=style.INK, linewidth=1.8, zorder=4))
    size = style.FONT["large"] if node.sign == "1−" else style.FONT["huge"]
    ax.text(x, y, node.sign, fontsize=size, ha="center", va="center_baseline", color=style.INK, zorder=5)
    return None


def _layer(ax: Axes, node: Node, below: str) -> Text:
    """Draw one of the three layers: a box with its name, room for z below, and the squashing above."""
    (x, y), colour = node.place, style.of(node.output)["color"]
    for bottom, face in ((y - HALF_BOX, "white"), (y, "#F4F4F4")):
        _box(ax, (x - 46, bottom), HALF_BOX, face, colour)
    ax.text(x, y + 20, node.sign, fontsize=style.FONT["large"], ha="center", color=style.INK, zorder=5)
    name = LAYERS[node.output]
    ax.text(x, y + 5, name, fontsize=style.FONT["small"], ha="center", color=style.text(node.output), zorder=5)
    ax.text(x - 36, y - 26, below, fontsize=style.FONT["large"], color=style.INK, zorder=5)
    return _value(ax, x - 14, y - 26)


def _box(ax: Axes, corner: Point, height: float, face: str, edge: str) -> None:
    box = FancyBboxPatch(corner, 92, height, boxstyle="square,pad=0", facecolor=face, edgecolor=edge)
    box.set(linewidth=2, zorder=3)
    ax.add_patch(box)


def _key(ax: Axes) -> None:
    """Explain width and sign below the cell."""
    ax.text(8, 46, "size", fontsize=style.FONT["normal"], color=style.INK)
    for k, value in enumerate((0.0, 0.5, 1.0, 2.0)):
        left = 60 + 88 * k
        ax.plot([left, left + 32], [51, 51], color=style.of("positive")["color"], linewidth=wire_width(value))
        ax.text(left + 42, 46, f"{value:g}", fontsize=style.FONT["normal"], color=style.INK)
    ax.text(8, 18, "sign", fontsize=style.FONT["normal"], color=style.INK)
    for left, sign in ((60, "positive"), (230, "negative")):
        ax.plot([left, left + 60], [23, 23], **style.of(sign) | {"linewidth": wire_width(0.7)})
        ax.text(left + 68, 18, sign, fontsize=style.FONT["normal"], color=style.text(sign))
