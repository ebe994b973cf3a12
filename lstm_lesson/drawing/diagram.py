"""Draw a circuit: with the value on every wire, or as a plan without values; and what diagrams are made of.

What leads where stands in circuits.py; the drawing only follows it. With values, a wire is as thick as
its value is large; solid and black if positive, dotted and vermillion if negative. Where it enters a box with weights,
it shows what it contributes there: the weight times the value; pale where the weight is 0. In the plan, every wire
looks as its quantity does in the plots. Either way, what is not lit turns grey.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon
from matplotlib.text import Text

from lstm_lesson.drawing import style
from lstm_lesson.drawing.circuits import HALF_WIDTH, HEAD, LEFT, SIZE, Circuit, Line, Node, Point, towards
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing, moving, together

FONTS = {"tanh": style.FONT["normal"], "1−": style.FONT["large"]}  # of the signs in circles; the others are huge
SMALL: dict[str, Any] = {"fontsize": style.FONT["small"], "color": style.INK}
NAME, IN_LINE = 21, 24  # px from a value up to the name that stands above it, and from a name to the value behind it
SIGN, TOTAL, ROW = 38.0, 24.0, 16.5  # heights in a box, from the top: its sign and name; the sum; each term of it
MARGIN, TO_TERM, TO_TOTAL = 4.0, 54.0, 37.0  # from a box's left edge to its symbols, to a term's number, to the sum's
TITLE, WORDS, BELOW = 568.0, 12.0, 28.0  # heights of the title and of the words at the bottom; a second line is lower
THINNEST, PER_UNIT, FULL = 1.0, 3.4, 2.0  # a wire's width in pt: 1 at 0, then 3.4 more per 1, up to |value| = 2
POSITIVE, NEGATIVE = style.of("positive"), style.of("negative")


def values(ax: Axes, circuit: Circuit) -> Drawing:
    """Draw every wire with its value, thick if large; the state is a run that `at_cursor` reads by the wires' names."""
    wires, lit = fixed(ax, circuit, plan=False), circuit.lit_quantities
    numbers = {name: number(ax, place, color=_ink(name in lit)) for name, place in places(circuit).items()}
    for node in circuit.nodes:
        formulas(ax, node, _ink(circuit.lights(node)))
        numbers |= terms(ax, node, _ink(circuit.lights(node)))
    shown = live(wires, circuit.lines, numbers, lambda run: run.at_cursor(), weights=lambda run: run.weights)
    return together(shown, heads(ax, circuit.lines))


def places(circuit: Circuit) -> dict[str, Point]:
    """Find where the wires that have a label have their value."""
    return {name: (x + IN_LINE * circuit.wires[name].in_line, y) for name, (x, y) in circuit.labels.items()}


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


def plan(circuit: Circuit, title: str, words: Sequence[str]) -> Figure:
    """Draw a circuit without values on a figure of its own, each layer with its role, and lines of words below."""
    further = BELOW * (len(words) - 1)
    figure = style.figure(SIZE[0], round(SIZE[1] + further))
    ax = figure.add_axes((0, 0, 1, 1))
    prepare(ax, title)
    ax.set_ylim(-further, SIZE[1])
    looks = [style.of(line.quantity) | ({} if line.is_lit else {"color": style.FADED}) for line in circuit.lines]
    parts = {part: [look[part] for look in looks] for part in ("color", "linestyle", "linewidth")}
    fixed(ax, circuit, plan=True).set(**parts)
    for k, line in enumerate(words):
        ax.text(LEFT, WORDS - BELOW * k, line, **NORMAL)
    return figure


def prepare(ax: Axes, title: str = "", size: tuple[int, int] = SIZE) -> None:
    """Give an axes the diagram's size, one data unit a hundredth of an inch, and its title."""
    ax.set_axis_off()
    ax.set(xlim=(0, size[0]), ylim=(0, size[1]))
    ax.text(LEFT, TITLE, title, weight="bold", **LARGE)


def key(ax: Axes) -> None:
    """Explain width, sign and paleness in one line below the cell."""
    samples: list[tuple[str, dict[str, Any], float, str]] = [(f"{n}", POSITIVE, n, style.INK) for n in (0, 1, 2)]
    samples += [(sign, style.of(sign), 0.7, style.text(sign)) for sign in ("positive", "negative")]
    samples.append(("weight 0", POSITIVE | {"color": style.FADED}, 0.0, style.FADED_TEXT))
    ax.text(LEFT, WORDS, "size", **NORMAL)
    for left, (word, look, size, colour) in zip((46, 98, 150, 204, 306, 408), samples, strict=True):
        look = look | {"linewidth": wire_width(size), "solid_capstyle": "butt"}
        ax.plot([left, left + 24], [WORDS + 5, WORDS + 5], **look)
        ax.text(left + 29, WORDS, word, **NORMAL | {"color": colour})


# ---- What moves: wires that show what they carry, and numbers


def live(
    wires: LineCollection,
    lines: Sequence[Line],
    numbers: Mapping[str, Text],
    read: Callable[[Any], Mapping[str, float]],
    full: float = 1.0,
    weights: Callable[[Any], Mapping[str, float]] = lambda state: {},
) -> Drawing:
    """Let wires, and numbers by their quantity, follow what `read` finds in a state.

    A value is negative if it is written so: from −0.005 on. full: what counts as 1, where values are larger. weights:
    finds the weights by the terms that they make; a line whose term has the weight 0 is pale.
    """
    for quantity, text in numbers.items():
        text.set_gid(quantity)
    lit = [line.is_lit for line in lines]

    def update(state: Any) -> bool:
        now, given = read(state), weights(state)
        carried = [now[line.term or line.quantity] for line in lines]
        counts = [on and given.get(line.term) != 0 for line, on in zip(lines, lit, strict=True)]
        signs = [NEGATIVE if value <= -0.005 else POSITIVE for value in carried]
        wires.set_linewidth([wire_width(value / full) for value in carried])
        colours = [sign["color"] if on else style.FADED for sign, on in zip(signs, counts, strict=True)]
        wires.set_color(colours)
        wires.set_linestyle([sign["linestyle"] for sign in signs])
        for quantity, text in numbers.items():
            text.set_text(written(now[quantity]))
        return False

    return Drawing([wires, *numbers.values()], update)


def heads(ax: Axes, lines: Sequence[Line]) -> Drawing:
    """Draw the heads of the lines that enter a box with weights, pale where the line is."""
    entering = [line for line in lines if line.term and line.tip]
    heads = PolyCollection([_head(line.tip, line.points[-1]) for line in entering if line.tip], linewidth=0, zorder=2)
    ax.add_collection(heads)

    def colours(run: Any) -> dict[str, Any]:
        counts = [line.is_lit and run.weights[line.term] != 0 for line in entering]
        return {"facecolor": [style.INK if on else style.FADED for on in counts]}

    return moving(heads, colours)


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
    """Make room for a changing number; it begins at its place, so that it can be put together from kept characters."""
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
    ax.add_patch(Polygon(_head(tip, tail), facecolor=colour, linewidth=0, zorder=2))


def _head(tip: Point, tail: Point) -> list[Point]:
    (x, y), (bx, by) = tip, towards(tip, tail, HEAD)
    dx, dy = (x - bx) * 0.75, (y - by) * 0.75
    return [tip, (bx - dy, by + dx), (bx + dy, by - dx)]


def _ink(is_lit: bool) -> str:
    return style.INK if is_lit else style.FADED_TEXT


def names(ax: Axes, circuit: Circuit, *, plan: bool = False) -> dict[str, Text]:
    """Write the names of the wires, above the places of the values; in a plan, in those places."""
    lit, written = circuit.lit_quantities, {}
    for name, (x, y) in circuit.labels.items():
        look: dict[str, Any] = LARGE | {"color": style.text(name) if name in lit else style.FADED_TEXT}
        above = 0 if plan or circuit.wires[name].in_line else NAME
        written[name] = ax.text(x, y + above, style.symbol(name), **look)
    return written


def fixed(ax: Axes, circuit: Circuit, *, plan: bool, named: bool = True, only_lit: bool = False) -> LineCollection:
    """Draw all but values: wires, with dots and arrow heads, the boxes and operations that they join, and names.

    A plan has its names where values else would stand, and in the boxes their roles instead of what they add up.
    named: whether the wires have names; only_lit: draw nothing of what is not lit.
    """
    lines = [line for line in circuit.lines if line.is_lit or not only_lit]
    for line in lines:
        if line.tip and (plan or not line.term):  # the others follow the weights
            arrow_head(ax, line.tip, line.points[-1], style.INK if line.is_lit else style.FADED)
    for line in lines:
        if line.splits:
            ax.plot(*line.points[0], "o", color=style.INK if line.is_lit else style.FADED, markersize=5)
    if named:
        names(ax, circuit, plan=plan)
    for node in circuit.nodes:
        if only_lit and not circuit.lights(node):
            continue
        if node.name:
            _weighted(ax, node, circuit.lights(node), plan)
        else:
            size = FONTS.get(node.sign, style.FONT["huge"])
            operation(ax, node.place, node.sign, node.radius, is_lit=circuit.lights(node), fontsize=size)
    return lay(ax, lines)


def _weighted(ax: Axes, node: Node, is_lit: bool, plan: bool) -> None:
    """Draw what has weights of its own: a layer or a product, and below its sign its role, or room for a sum."""
    (x, _), (left, top), bottom = node.place, _corner(node), node.place[1] - node.half_height
    colour = style.of(node.output)["color"] if is_lit else style.FADED
    word: dict[str, Any] = {"ha": "center", "color": _ink(is_lit), "zorder": 5}
    name = word | {"color": style.text(node.output) if is_lit else style.FADED_TEXT, "fontsize": style.FONT["small"]}
    below = top - _sign_height(node)
    box(ax, (x, (bottom + below) / 2), (2 * HALF_WIDTH, below - bottom), colour)
    box(ax, (x, (below + top) / 2), (2 * HALF_WIDTH, top - below), colour, style.SHADE)
    if node.role:
        ax.text(x, top - 18, node.sign, **word | {"fontsize": style.FONT["large"]})
        ax.text(x, top - 33, node.name, **name)
    else:
        ax.text(x, top - 16, node.sign, **word | {"fontsize": style.FONT["normal"]})
    if plan:
        large = style.FONT["large" if node.role else "small"]
        ax.text(x, (bottom + below) / 2, node.role or node.name, va="center", **word | {"fontsize": large})
    elif node.total:
        ax.plot([left, left + 2 * HALF_WIDTH], [below - TOTAL] * 2, color=colour, linewidth=0.8, zorder=4)


def formulas(ax: Axes, node: Node, ink: str) -> None:
    """Write into a box the names of what it adds up: the sum, below it each term."""
    if node.total:
        ax.text(*_row(node, 0, MARGIN), f"${node.total}$", zorder=5, **LARGE | {"color": ink})
    for row, formula in enumerate(node.terms.values(), start=1):
        ax.text(*_row(node, row, MARGIN), formula, zorder=5, **SMALL | {"color": ink})


def terms(ax: Axes, node: Node, ink: str) -> dict[str, Text]:
    """Make room in a box for the numbers beside its formulas; return them, still empty, by their names."""
    numbers: dict[str, Text] = {}
    if node.total:
        numbers[node.total] = number(ax, _row(node, 0, TO_TOTAL), color=ink)
    for row, wire in enumerate(node.terms, start=1):
        numbers[f"{wire}→{node.output}"] = number(ax, _row(node, row, TO_TERM), **SMALL | {"color": ink})
    return numbers


def _row(node: Node, row: int, across: float) -> Point:
    """Find a place in a row of a box: 0 is that of the sum, 1 and further those of its terms."""
    left, top = _corner(node)
    below = top - _sign_height(node) - (TOTAL if node.total else 0.0)
    return left + across, below - ROW * row + 2.5 if row else below + 6


def _corner(node: Node) -> Point:
    """Find the upper left corner of a box."""
    return node.place[0] - HALF_WIDTH, node.place[1] + node.half_height


def _sign_height(node: Node) -> float:
    """Give the height of the upper part of a box: a sign and a name, or the sign alone."""
    return SIGN if node.role else TOTAL
