"""Draw a circuit: with the value on every wire, or as a plan without values; and what diagrams are made of.

What leads where stands in circuits.py; the drawing only follows it. With values, a wire is as thick as
its value is large; solid and black if positive, dotted and vermillion if negative. In the plan, every wire looks as its
quantity does in the plots. Either way, what is not lit turns grey.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon
from matplotlib.text import Text

from lstm_lesson.drawing import style
from lstm_lesson.drawing.circuits import HALF_BOX, HALF_PRODUCT, HEAD, LEFT, SIZE, Circuit, Line, Node, Point, towards
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing

FONTS = {"tanh": style.FONT["normal"], "1−": style.FONT["large"]}  # of the signs in circles; the others are huge
THINNEST, PER_UNIT, FULL = 1.0, 3.4, 2.0  # a wire's width in pt: 1 at 0, then 3.4 more per 1, up to |value| = 2
POSITIVE, NEGATIVE = style.of("positive"), style.of("negative")


def values(ax: Axes, circuit: Circuit) -> Drawing:
    """Draw every wire with its value, thick if large; the state is a run that `at_cursor` reads by the wires' names."""
    wires, places, lit = _cell(ax, circuit, names_above=21, roles=False), circuit.labels, circuit.lit_quantities
    for node in circuit.nodes:
        if node.role:
            x, y = node.place
            ax.text(x - 36, y - 26, "$z$", zorder=5, **LARGE | {"color": _ink(circuit.lights(node))})
            places[f"z_{node.output}"] = (x - 14, y - 26)
    numbers = {name: number(ax, place, color=_ink(name in lit)) for name, place in places.items()}
    return live(wires, circuit.lines, numbers, lambda run: run.at_cursor())


def one_of(ax: Axes, circuits: Mapping[Any, Circuit], wanted: Callable[[Any], Hashable]) -> Drawing:
    """Draw several circuits in one place, with values, and show the one that the state wants."""
    drawn: dict[Hashable, tuple[Drawing, list[Artist]]] = {}
    for name, circuit in circuits.items():
        before = set(ax.get_children())
        drawing = values(ax, circuit)
        drawn[name] = drawing, [artist for artist in ax.get_children() if artist not in before]
    shown: list[Hashable] = []

    def update(state: Any) -> bool:
        now = wanted(state)
        drawn[now][0].update(state)
        if shown == [now]:
            return False
        shown[:] = [now]
        for name, (_, artists) in drawn.items():
            for artist in artists:
                artist.set_visible(name == now)
        return True

    return Drawing([artist for drawing, _ in drawn.values() for artist in drawing.artists], update)


def plan(circuit: Circuit, title: str, words: Iterable[str], height: float = 630) -> Figure:
    """Draw a circuit without values on a figure of its own, each layer with its role, and two lines of words below."""
    figure = style.figure(*SIZE)
    ax = figure.add_axes((0, 0, 1, 1))
    prepare(ax, title, height)
    looks = [style.of(line.quantity) | ({} if line.is_lit else {"color": style.FADED}) for line in circuit.lines]
    parts = {part: [look[part] for look in looks] for part in ("color", "linestyle", "linewidth")}
    _cell(ax, circuit, names_above=0, roles=True).set(**parts)
    for y, line in zip((46, 18), words, strict=True):
        ax.text(LEFT, y, line, **NORMAL)
    return figure


def prepare(ax: Axes, title: str = "", height: float = 630, size: tuple[int, int] = SIZE) -> None:
    """Give an axes the diagram's size, one data unit a pixel, and its title."""
    ax.set_axis_off()
    ax.set(xlim=(0, size[0]), ylim=(0, size[1]))
    ax.text(LEFT, height, title, weight="bold", **LARGE)


def key(ax: Axes) -> None:
    """Explain width and sign below the cell."""
    ax.text(8, 46, "size", **NORMAL)
    for k, value in enumerate((0.0, 0.5, 1.0, 2.0)):
        left = 60 + 88 * k
        ax.plot([left, left + 32], [51, 51], color=POSITIVE["color"], linewidth=wire_width(value))
        ax.text(left + 42, 46, f"{value:g}", **NORMAL)
    ax.text(8, 18, "sign", **NORMAL)
    for left, sign in ((60, "positive"), (230, "negative")):
        ax.plot([left, left + 60], [23, 23], **style.of(sign) | {"linewidth": wire_width(0.7)})
        ax.text(left + 68, 18, sign, fontsize=style.FONT["normal"], color=style.text(sign))


# ---- What moves: wires that show what they carry, and numbers


def live(
    wires: LineCollection,
    lines: Sequence[Line],
    numbers: Mapping[str, Text],
    read: Callable[[Any], Mapping[str, float]],
    full: float = 1.0,
) -> Drawing:
    """Let wires, and numbers by their quantity, follow what `read` finds in a state.

    A value is negative if it is written so: from −0.005 on. full: what counts as 1, where values are larger.
    """
    for quantity, text in numbers.items():
        text.set_gid(quantity)
    lit = [line.is_lit for line in lines]

    def update(state: Any) -> bool:
        now = read(state)
        carried = [now[line.quantity] for line in lines]
        signs = [NEGATIVE if value <= -0.005 else POSITIVE for value in carried]
        wires.set_linewidth([wire_width(value / full) for value in carried])
        colours = [sign["color"] if on else style.FADED for sign, on in zip(signs, lit, strict=True)]
        wires.set_color(colours)
        wires.set_linestyle([sign["linestyle"] for sign in signs])
        for quantity, text in numbers.items():
            text.set_text(written(now[quantity]))
        return False

    return Drawing([wires, *numbers.values()], update)


def wire_width(value: float) -> float:
    """Give a wire's width in pt: it grows with |value| and stops growing at 2."""
    return THINNEST + PER_UNIT * min(abs(value), FULL)


def written(value: float) -> str:
    """Write a value with its sign in always the same width, so that nothing jumps: +0.98, −1.20, +12.3."""
    rounded = f"{value:+.2f}" if abs(value) < 9.995 else f"{value:+.1f}"
    return ("+0.00" if rounded == "-0.00" else rounded).replace("-", "−")


# ---- What a diagram is made of


def lay(ax: Axes, lines: Iterable[Line], **look: Any) -> LineCollection:
    """Lay lines, to be made as thick as what they carry."""
    wires = LineCollection([line.points for line in lines], capstyle="butt", joinstyle="round", zorder=2, **look)
    ax.add_collection(wires)
    return wires


def number(ax: Axes, place: Point, **look: Any) -> Text:
    """Make room for a changing number. All look alike, so that the live picture can keep each rendered string."""
    return ax.text(*place, "", zorder=5, **LARGE | look)


def operation(
    ax: Axes, place: Point, sign: str, radius: float, *, is_lit: bool = True, fontsize: float = style.FONT["huge"]
) -> None:
    """Draw an operation in a circle, on the wires that it joins."""
    edge, ink = (style.INK, style.INK) if is_lit else (style.FADED, style.FADED_TEXT)
    ax.add_patch(Circle(place, radius, facecolor="white", edgecolor=edge, linewidth=1.8, zorder=4))
    ax.text(*place, sign, fontsize=fontsize, color=ink, ha="center", va="center_baseline", zorder=5)


def box(ax: Axes, middle: Point, size: Point, edge: str, face: str = "white", **look: Any) -> None:
    """Draw a box, square unless `boxstyle` says otherwise."""
    (x, y), (width, height) = middle, size
    look = dict[str, Any](boxstyle="square,pad=0", linewidth=2, zorder=3) | look
    ax.add_patch(FancyBboxPatch((x - width / 2, y - height / 2), width, height, facecolor=face, edgecolor=edge, **look))


def arrow_head(ax: Axes, tip: Point, tail: Point, colour: str) -> None:
    """Draw the head of a wire that comes from `tail` and ends at `tip`."""
    (x, y), (bx, by) = tip, towards(tip, tail, HEAD)
    dx, dy = (x - bx) * 0.75, (y - by) * 0.75
    ax.add_patch(Polygon([tip, (bx - dy, by + dx), (bx + dy, by - dx)], facecolor=colour, linewidth=0, zorder=2))


def _ink(is_lit: bool) -> str:
    return style.INK if is_lit else style.FADED_TEXT


def _cell(ax: Axes, circuit: Circuit, *, names_above: float, roles: bool) -> LineCollection:
    """Draw all but values: wires, with dots and arrow heads, the boxes and operations that they join, and names."""
    lit = circuit.lit_quantities
    for line in circuit.lines:
        if line.tip:
            arrow_head(ax, line.tip, line.points[-1], style.INK if line.is_lit else style.FADED)
    for line in circuit.lines:
        if line.splits:
            ax.plot(*line.points[0], "o", color=style.INK if line.is_lit else style.FADED, markersize=5)
    for name, (x, y) in circuit.labels.items():
        colour = style.text(name) if name in lit else style.FADED_TEXT
        ax.text(x, y + names_above, style.symbol(name), fontsize=style.FONT["large"], color=colour)
    for node in circuit.nodes:
        if node.name:
            _weighted(ax, node, circuit.lights(node), node.role if roles else "")
        else:
            size = FONTS.get(node.sign, style.FONT["huge"])
            operation(ax, node.place, node.sign, node.radius, is_lit=circuit.lights(node), fontsize=size)
    return lay(ax, circuit.lines)


def _weighted(ax: Axes, node: Node, is_lit: bool, role: str) -> None:
    """Draw what has weights of its own: a layer, with its role or room below, or a product."""
    x, y = node.place
    colour = style.of(node.output)["color"] if is_lit else style.FADED
    sign: dict[str, Any] = {"ha": "center", "color": _ink(is_lit), "zorder": 5}
    name = sign | {"color": style.text(node.output) if is_lit else style.FADED_TEXT, "fontsize": style.FONT["small"]}
    if node.role:
        box(ax, (x, y - HALF_BOX / 2), (92, HALF_BOX), colour)
        box(ax, (x, y + HALF_BOX / 2), (92, HALF_BOX), colour, "#F4F4F4")
        ax.text(x, y + 20, node.sign, fontsize=style.FONT["large"], **sign)
        ax.text(x, y + 5, node.name, **name)
        ax.text(x, y - 26, role, fontsize=style.FONT["large"], **sign)
    else:
        box(ax, node.place, (92, 2 * HALF_PRODUCT), colour)
        ax.text(x, y + 4, node.sign, fontsize=style.FONT["normal"], **sign)
        ax.text(x, y - 13, node.name, **name)
