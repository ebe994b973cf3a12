"""Draw what a plain RNN carries along: its answer to an impulse, to inputs in another order, and its arrays' shapes."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import HUGE, LARGE, Drawing, Look, axes, each, line, moving, together, upright, words
from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n02_recurrent_recap.numbers import REAL, SYMBOLS, Orders, Padded, Shapes
from lstm_lesson.nn.one_unit import RNNRun

IMPULSE_PICTURE, ORDER_PICTURE, SHAPES_PICTURE, PADDED_PICTURE = (
    (1000, 420),
    (1000, 400),
    (1000, 440),
    (1000, 400),
)  # px
MOST_PADDING, SHADE = 8, "#E9E9E9"
Corners = list[tuple[float, float]]
RunOf = Callable[[Any], RNNRun]  # which run of a state is shown


def impulse_picture(figure: Figure, first: RNNRun) -> Drawing:
    """Draw one impulse, and the state that it leaves behind."""
    above, below = axes(figure, 0.09, 0.79, 0.88, 0.16), axes(figure, 0.09, 0.15, 0.88, 0.56)
    length = len(first.x)

    def verdict(run: RNNRun) -> dict[str, Any]:
        if run.decay_step is None:
            return {"x": 0.4, "text": "still above 0.01 at the end"}
        return {"x": min(run.decay_step + 0.4, length - 8.5), "text": "below 0.01 from here on"}

    drawing = together(
        _over_time(above, length, "x", lambda run: run),
        _over_time(below, length, "h", lambda run: run),
        upright(below, lambda run: np.nan if run.decay_step is None else run.decay_step),
        moving(below.text(0, -0.95, "", ha="left", **LARGE), verdict),
    )
    above.set(ylim=(-0.25, 1.3), yticks=[0, 1])
    below.set_ylim(-1.15, 1.15)
    return drawing


def padded_picture(figure: Figure, first: Padded) -> Drawing:
    """Draw two real inputs and their padding, shaded, and the states that they lead to."""
    above, below = axes(figure, 0.09, 0.66, 0.80, 0.27), axes(figure, 0.09, 0.15, 0.80, 0.41)
    real, longest = len(REAL), len(REAL) + MOST_PADDING
    shades = [ax.axvspan(0, 0, color=SHADE, zorder=0.5) for ax in (above, below)]

    def padding(now: Padded) -> dict[str, Any]:
        return {"x": real - 0.5, "width": len(now.x) - real}

    def end(now: Padded) -> dict[str, Any]:
        return {"x": len(now.h) - 1 + 0.25, "y": now.h[-1], "text": minus(f"{now.h[-1]:z.2f}")}

    look: Look = {**LARGE, "color": style.text("h"), "va": "center", "clip_on": False}
    drawing = together(
        *(moving(shade, padding) for shade in shades),
        _over_time(above, longest, "x", lambda now: now),
        _over_time(below, longest, "h", lambda now: now),
        words(above, real - 0.3, 0.62, lambda now: "padding" if len(now.x) > real else "", **LARGE),
        words(above, real + 5.5, 0.62, lambda now: f"mask: {'on' if now.masked else 'none'}", **LARGE),
        moving(below.text(0, 0, "", **look), end),
    )
    above.set(ylim=(-0.35, 1.3), yticks=[0, 1])
    below.set_ylim(-1.25, 1.25)
    return drawing


def order_picture(figure: Figure, first: Orders) -> Drawing:
    """Draw eight inputs and the states they lead to, on the left as given, on the right shifted."""
    for left, title in ((0.08, "as given"), (0.56, "shifted by shift")):
        figure.text(left, 0.935, title, weight="bold", **LARGE)
    return together(
        _one_order(figure, 0.08, lambda orders: orders.given), _one_order(figure, 0.56, lambda orders: orders.shifted)
    )


def _one_order(figure: Figure, left: float, run: RunOf) -> Drawing:
    above, below = axes(figure, left, 0.60, 0.34, 0.29), axes(figure, left, 0.15, 0.34, 0.38)
    length = len(SYMBOLS)
    look: Look = {"color": style.text("h"), "va": "center", "fontsize": style.FONT["large"], "clip_on": False}

    def last(orders: Orders) -> dict[str, Any]:
        h = run(orders).h[-1]
        return {"y": h, "text": minus(f"{h:+z.2f}")}

    drawing = together(
        _over_time(above, length, "x", run),
        _over_time(below, length, "h", run),
        moving(below.text(length - 1 + 0.35, 0, "", **look), last),
    )
    for ax in (above, below):
        ax.set_ylim(-1.3, 1.3)
    return drawing


def _over_time(ax: Axes, length: int, quantity: str, run: RunOf) -> Drawing:
    """Draw a quantity with a dot at each step; the steps are numbered below the states only."""
    ax.set(xlim=(-0.5, length - 0.5), yticks=[-1, 0, 1])
    if quantity == "h":
        ax.set_xlabel("time $t$ (steps)", color=style.INK)
    else:
        ax.tick_params(labelbottom=False)
    ax.set_ylabel(style.symbol(quantity), fontsize=style.FONT["huge"], color=style.text(quantity), rotation=0)
    ax.yaxis.set_label_coords(-0.065 if ax.get_position().width > 0.5 else -0.16, 0.36)
    return line(ax, quantity, lambda state: getattr(run(state), quantity), marker="o", markersize=7)


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
    key = "columns: the T steps     rows: features (D) or units (H)     sheets: the B sequences of a batch"
    ax.text(30, 26, key, **LARGE)

    def sizes(name: str) -> Drawing:
        left, symbol, letters, quantity = ARRAYS[name]
        look: Look = {"color": style.text(quantity), "va": "center"}
        ax.text(left, 414, symbol, fontsize=22, **look)
        ax.text(left, 378, letters, fontsize=style.FONT["large"], **look)
        return words(ax, left, 346, lambda now: str(now.arrays[name]), gid=name, **{**HUGE, **look})

    def count(now: Shapes) -> str:
        return f"weights: {now.H}·{now.D} + {now.H}·{now.H} + {now.H} = {now.parameters}"

    return together(
        each(ARRAYS, lambda name: _entries(ax, name)), each(ARRAYS, sizes), words(ax, 365, 76, count, **HUGE)
    )


def _entries(ax: Axes, name: str) -> Drawing:
    """Draw an array's sheets, the front one divided into entries."""
    left, _, _, quantity = ARRAYS[name]
    block = PolyCollection([], facecolor="white", edgecolor=style.text(quantity), linewidth=1.1)
    ax.add_collection(block)
    return moving(block, lambda now: {"verts": _sheets(left, *_extents(now.arrays[name]))})


def _extents(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Give rows, columns and sheets of an array: those of (T, B, D) are D, T, B."""
    return (shape[2], *shape[:2]) if len(shape) == 3 else (*shape, 1, 1)[:3]


def _sheets(left: float, rows: int, columns: int, sheets: int) -> list[Corners]:
    """Lay the sheets, the last one at the back, and divide the front one by lines into entries."""
    width, height = ENTRY * columns, ENTRY * rows
    laid = [_rectangle(left + SHEET * k, TOP + SHEET * k, width, height) for k in reversed(range(sheets))]
    across = [[(left, TOP - ENTRY * row), (left + width, TOP - ENTRY * row)] for row in range(1, rows)]
    down = [[(left + ENTRY * k, TOP), (left + ENTRY * k, TOP - height)] for k in range(1, columns)]
    return laid + across + down


def _rectangle(left: float, top: float, width: float, height: float) -> Corners:
    return [(left, top), (left + width, top), (left + width, top - height), (left, top - height)]
