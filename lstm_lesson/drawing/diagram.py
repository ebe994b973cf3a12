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
from matplotlib.patches import Circle, Polygon
from matplotlib.text import Text

from lstm_lesson.drawing import style
from lstm_lesson.drawing.boxes import box as box  # other diagrams have boxes too
from lstm_lesson.drawing.boxes import formulas, ink, terms, weighted
from lstm_lesson.drawing.circuits import HEAD, LEFT, SIZE, Circuit, Line, Point, towards
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing, moving, together

FONTS = {"tanh": style.FONT["normal"], "1−": style.FONT["large"]}  # of the signs in circles; the others are huge
NAME, IN_LINE = 21, 24  # px from a value up to the name that stands above it, and from a name to the value behind it
TITLE, WORDS, BELOW = 568.0, 12.0, 28.0  # heights of the title and of the words at the bottom; a second line is lower
THINNEST, PER_UNIT, FULL = 1.0, 3.4, 2.0  # a wire's width in pt: 1 at 0, then 3.4 more per 1, up to |value| = 2
POSITIVE, NEGATIVE = style.of("positive"), style.of("negative")


def values(ax: Axes, circuit: Circuit) -> Drawing:
    """Draw every wire with its value, thick if large; the state is a run that `at_cursor` reads by the wires' names."""
    wires, lit = fixed(ax, circuit, plan=False), circuit.lit_quantities
    numbers = {name: number(ax, place, color=ink(name in lit)) for name, place in places(circuit).items()}
    for node in circuit.nodes:
        formulas(ax, node, ink(circuit.lights(node)))
        numbers |= terms(ax, node, ink(circuit.lights(node)))
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


def arrow_head(ax: Axes, tip: Point, tail: Point, colour: str) -> None:
    """Draw the head of a wire that comes from `tail` and ends at `tip`."""
    ax.add_patch(Polygon(_head(tip, tail), facecolor=colour, linewidth=0, zorder=2))


def _head(tip: Point, tail: Point) -> list[Point]:
    (x, y), (bx, by) = tip, towards(tip, tail, HEAD)
    dx, dy = (x - bx) * 0.75, (y - by) * 0.75
    return [tip, (bx - dy, by + dx), (bx + dy, by - dx)]


def fixed(ax: Axes, circuit: Circuit, *, plan: bool, only_lit: bool = False) -> LineCollection:
    """Draw all but values: wires, with dots and arrow heads, the boxes and operations that they join, and names.

    A plan has its names where values else would stand, and in the boxes their roles instead of what they add up.
    only_lit: draw nothing of what is not lit.
    """
    lit = circuit.lit_quantities
    lines = [line for line in circuit.lines if line.is_lit or not only_lit]
    for line in lines:
        if line.tip and (plan or not line.term):  # the others follow the weights
            arrow_head(ax, line.tip, line.points[-1], style.INK if line.is_lit else style.FADED)
    for line in lines:
        if line.splits:
            ax.plot(*line.points[0], "o", color=style.INK if line.is_lit else style.FADED, markersize=5)
    for name, (x, y) in circuit.labels.items():
        if name in lit or not only_lit:
            colour = style.text(name) if name in lit else style.FADED_TEXT
            above = 0 if plan or circuit.wires[name].in_line else NAME
            ax.text(x, y + above, style.symbol(name), fontsize=style.FONT["large"], color=colour)
    for node in circuit.nodes:
        if only_lit and not circuit.lights(node):
            continue
        if node.name:
            weighted(ax, node, is_lit=circuit.lights(node), plan=plan)
        else:
            size = FONTS.get(node.sign, style.FONT["huge"])
            operation(ax, node.place, node.sign, node.radius, is_lit=circuit.lights(node), fontsize=size)
    return lay(ax, lines)
