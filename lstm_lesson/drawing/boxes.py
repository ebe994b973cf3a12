"""What has weights of its own stands in a box: its sign and name, and below them its role, or the sum that it makes."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text

from lstm_lesson.drawing import style
from lstm_lesson.drawing.circuits import HALF_WIDTH, Node, Point
from lstm_lesson.drawing.parts import LARGE

SMALL: dict[str, Any] = {"fontsize": style.FONT["small"], "color": style.INK}
SIGN, TOTAL, ROW = 38.0, 24.0, 16.5  # heights in a box, from the top: its sign and name; the sum; each term of it
MARGIN, TO_TERM, TO_TOTAL = 4.0, 54.0, 37.0  # from a box's left edge to its symbols, to a term's number, to the sum's


def box(ax: Axes, middle: Point, size: Point, edge: str, face: str = "white", **look: Any) -> None:
    """Draw a box, square unless `boxstyle` says otherwise."""
    (x, y), (width, height) = middle, size
    look = dict[str, Any](boxstyle="square,pad=0", linewidth=2, zorder=3) | look
    ax.add_patch(FancyBboxPatch((x - width / 2, y - height / 2), width, height, facecolor=face, edgecolor=edge, **look))


def weighted(ax: Axes, node: Node, *, is_lit: bool, plan: bool) -> None:
    """Draw what has weights of its own: a layer or a product, and below its sign its role, or room for a sum."""
    (x, _), (left, top), bottom = node.place, _corner(node), node.place[1] - node.half_height
    colour = style.of(node.output)["color"] if is_lit else style.FADED
    word: dict[str, Any] = {"ha": "center", "color": ink(is_lit), "zorder": 5}
    name = word | {"color": style.text(node.output) if is_lit else style.FADED_TEXT, "fontsize": style.FONT["small"]}
    below = top - _sign_height(node)
    box(ax, (x, (bottom + below) / 2), (2 * HALF_WIDTH, below - bottom), colour)
    box(ax, (x, (below + top) / 2), (2 * HALF_WIDTH, top - below), colour, style.SHADE)
    if node.role:
        ax.text(x, top - 18, node.sign, **word | {"fontsize": style.FONT["large"]})
        ax.text(x, top - 33, node.name, **name)
    else:
        ax.text(x, top - 16, node.sign, **word | {"fontsize": style.FONT["small"]})
    if plan:
        large = style.FONT["large" if node.role else "small"]
        ax.text(x, (bottom + below) / 2, node.role or node.name, va="center", **word | {"fontsize": large})
    elif node.total:
        ax.plot([left, left + 2 * HALF_WIDTH], [below - TOTAL] * 2, color=colour, linewidth=0.8, zorder=4)


def formulas(ax: Axes, node: Node, colour: str) -> None:
    """Write into a box the names of what it adds up: the sum, below it each term."""
    if node.total:
        ax.text(*_row(node, 0, MARGIN), f"${node.total}$", zorder=5, **LARGE | {"color": colour})
    for row, formula in enumerate(node.terms.values(), start=1):
        ax.text(*_row(node, row, MARGIN), formula, zorder=5, **SMALL | {"color": colour})


def terms(ax: Axes, node: Node, colour: str) -> dict[str, Text]:
    """Make room in a box for the numbers beside its formulas; return them, still empty, by their names."""
    numbers: dict[str, Text] = {}
    if node.total:
        numbers[node.total] = ax.text(*_row(node, 0, TO_TOTAL), "", zorder=5, **LARGE | {"color": colour})
    for row, wire in enumerate(node.terms, start=1):
        numbers[f"{wire}→{node.output}"] = ax.text(*_row(node, row, TO_TERM), "", zorder=5, **SMALL | {"color": colour})
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


def ink(is_lit: bool) -> str:
    """Give the colour of words on what is lit or not."""
    return style.INK if is_lit else style.FADED_TEXT
