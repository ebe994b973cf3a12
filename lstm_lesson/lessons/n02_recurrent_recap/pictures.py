"""Draw what a plain RNN carries along: its answer to an impulse, to inputs in another order, and its arrays' shapes."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.nn.one_unit_rnn import Orders, PlainRun, Shapes

IMPULSE_PICTURE, ORDER_PICTURE, SHAPES_PICTURE = (1000, 420), (1000, 400), (1000, 440)  # px
Corners = list[tuple[float, float]]


def impulse_picture(figure: Figure, first: PlainRun) -> Drawing:
    """Draw one impulse, and the state that it leaves behind."""
    above, below = figure.add_axes((0.09, 0.79, 0.88, 0.16)), figure.add_axes((0.09, 0.15, 0.88, 0.56))
    drawing = together(_over_time(above, first, "x"), _over_time(below, first, "h"))
    _steps(above, len(first.x), label=False)
    _steps(below, len(first.x))
    above.set_yticks([0, 1])
    above.set_ylim(-0.25, 1.3)
    below.set_ylim(-1.15, 1.15)
    end = below.axvline(0, **{**style.of("cursor"), "label": "_"})
    words = below.text(0, -0.95, "", fontsize=style.FONT["large"], color=style.INK, ha="left")

    def update(run: PlainRun) -> bool:
        drawing.update(run)
        found = run.echo
        end.set_xdata([found or 0, found or 0])
        end.set_alpha(0.0 if found is None else 1.0)
        words.set_x(0.4 if found is None else min(found + 0.4, len(run.x) - 8.5))
        words.set_text("still above 0.01 at the end" if found is None else "below 0.01 from here on")
        return False

    update(first)
    return Drawing([*drawing.artists, end, words], update)


def order_picture(figure: Figure, first: Orders) -> Drawing:
    """Draw eight inputs and the states they lead to, on the left as given, on the right turned."""
    given, turned = _one_order(figure, 0.08, first.given), _one_order(figure, 0.56, first.turned)
    for left, title in ((0.08, "as given"), (0.56, "turned by shift")):
        figure.text(left, 0.935, title, fontsize=style.FONT["large"], color=style.INK, weight="bold")

    def update(orders: Orders) -> bool:
        given.update(orders.given)
        turned.update(orders.turned)
        return False

    return Drawing([*given.artists, *turned.artists], update)


def _one_order(figure: Figure, left: float, first: PlainRun) -> Drawing:
    above, below = figure.add_axes((left, 0.60, 0.34, 0.29)), figure.add_axes((left, 0.15, 0.34, 0.38))
    drawing = together(_over_time(above, first, "x"), _over_time(below, first, "h"))
    for ax in (above, below):
        _steps(ax, len(first.x), label=ax is below)
        ax.set_ylim(-1.3, 1.3)
    last = len(first.x) - 1
    words = below.text(
        last + 0.35, 0, "", fontsize=style.FONT["large"], color=style.text("h"), va="center", clip_on=False
    )

    def update(run: PlainRun) -> bool:
        drawing.update(run)
        words.set_y(run.h[-1])
        words.set_text(f"{run.h[-1]:+.2f}".replace("-", "−"))
        return False

    update(first)
    return Drawing([*drawing.artists, words], update)


def _over_time(ax: Axes, first: PlainRun, quantity: str) -> Drawing:
    """Draw a quantity with a dot at each step."""
    style.lane(ax, ticks=[-1, 0, 1])
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_ylabel(style.symbol(quantity), fontsize=style.FONT["huge"], color=style.text(quantity), rotation=0)
    ax.yaxis.set_label_coords(-0.065 if ax.get_position().width > 0.5 else -0.16, 0.36)
    line = ax.plot([], [], marker="o", markersize=7, **style.of(quantity))[0]

    def update(run: PlainRun) -> bool:
        values = getattr(run, quantity)
        line.set_data(range(len(values)), values)
        return False

    update(first)
    return Drawing([line], update)


def _steps(ax: Axes, length: int, *, label: bool = True) -> None:
    ax.set_xlim(-0.5, length - 0.5)
    if label:
        ax.set_xlabel("time $t$ (steps)", fontsize=style.FONT["large"], color=style.INK)
    else:
        ax.tick_params(labelbottom=False)


# Where each array's top left corner stands, its name, axes, and the quantity whose colour it has; px.
ARRAYS = {
    "x": (30, "$x$", "(T, B, D)", "x"),
    "W_x": (365, "$W_x$", "(H, D)", "g"),
    "W_h": (470, "$W_h$", "(H, H)", "g"),
    "b": (625, "$b$", "(H,)", "g"),
    "h": (705, "$h$", "(T, B, H)", "h"),
}
ENTRY, SHEET, TOP = 15.0, 6.0, 236.0  # an entry's side, how far a sequence lies behind the one before it; px


def shapes_picture(figure: Figure, first: Shapes) -> Drawing:
    """Draw every array entry by entry: rows are features or units, columns steps, sheets the sequences of a batch."""
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set(xlim=(0, SHAPES_PICTURE[0]), ylim=(0, SHAPES_PICTURE[1]))
    blocks, labels = {}, {}
    for name, (left, symbol, axes, quantity) in ARRAYS.items():
        blocks[name] = PolyCollection([], facecolor="white", edgecolor=style.text(quantity), linewidth=1.1)
        ax.add_collection(blocks[name])
        colour = style.text(quantity)
        ax.text(left, 414, symbol, fontsize=22, color=colour, va="center")
        ax.text(left, 378, axes, fontsize=style.FONT["large"], color=colour, va="center")
        labels[name] = ax.text(left, 346, "", fontsize=style.FONT["huge"], color=colour, va="center")
    count = ax.text(365, 76, "", fontsize=style.FONT["huge"], color=style.INK)
    key = "columns: the T steps     rows: features (D) or units (H)     sheets: the B sequences of a batch"
    ax.text(30, 26, key, fontsize=style.FONT["large"], color=style.INK)

    def update(now: Shapes) -> bool:
        for name, (rows, columns, sheets) in _extents(now).items():
            blocks[name].set_verts(_sheets(ARRAYS[name][0], rows, columns, sheets))
        _write(labels, now)
        count.set_text(f"weights: {now.H}·{now.D} + {now.H}·{now.H} + {now.H} = {now.parameters}")
        return False

    update(first)
    return Drawing([*blocks.values(), *labels.values(), count], update)


def _extents(now: Shapes) -> dict[str, tuple[int, int, int]]:
    """Give rows, columns and sheets of each array."""
    return {
        "x": (now.D, now.T, now.B),
        "W_x": (now.H, now.D, 1),
        "W_h": (now.H, now.H, 1),
        "b": (now.H, 1, 1),
        "h": (now.H, now.T, now.B),
    }


def _write(labels: dict[str, Text], now: Shapes) -> None:
    sizes = {"x": (now.T, now.B, now.D), "W_x": (now.H, now.D), "W_h": (now.H, now.H)}
    sizes |= {"b": (now.H,), "h": (now.T, now.B, now.H)}
    for name, label in labels.items():
        label.set_text(str(sizes[name]))


def _sheets(left: float, rows: int, columns: int, sheets: int) -> list[Corners]:
    """Lay the sheets, the last one at the back, and divide the front one by lines into entries."""
    width, height = ENTRY * columns, ENTRY * rows
    laid = [_rectangle(left + SHEET * k, TOP + SHEET * k, width, height) for k in reversed(range(sheets))]
    across = [[(left, TOP - ENTRY * row), (left + width, TOP - ENTRY * row)] for row in range(1, rows)]
    down = [[(left + ENTRY * k, TOP), (left + ENTRY * k, TOP - height)] for k in range(1, columns)]
    return laid + across + down


def _rectangle(left: float, top: float, width: float, height: float) -> Corners:
    return [(left, top), (left + width, top), (left + width, top - height), (left, top - height)]
