"""A stroke is the line that matplotlib draws, pixel for pixel, whatever became of the line since it was last drawn."""

from typing import Any

import numpy as np
import pytest
from matplotlib import patheffects
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson.drawing.strokes import MOST, Strokes

SIZE, DPI = (200, 120), 100
X = np.arange(30)
Y = np.sin(X / 3)


def a_line(**look: Any) -> Line2D:
    ax = Figure(figsize=(SIZE[0] / DPI, SIZE[1] / DPI), dpi=DPI).add_axes((0.1, 0.1, 0.7, 0.8))
    ax.set(xlim=(-3, 25), ylim=(-1.3, 0.9))  # the curve goes out of the frame
    return ax.plot(X, Y, **look)[0]


def pixels(draw: Any) -> np.ndarray:
    paper = RendererAgg(*SIZE, DPI)
    draw(paper)
    return np.array(paper.buffer_rgba())


def check(strokes: Strokes, line: Line2D, *, quickly: bool = True) -> None:
    """Compare what `strokes` draws with what matplotlib does; and whether it was drawn by strokes at all."""
    drawn: list[bool] = []
    ours = pixels(lambda paper: drawn.append(strokes.draw(line, paper)))
    assert drawn == [quickly]
    if quickly:
        np.testing.assert_array_equal(ours, pixels(line.draw))
    assert ours[..., 3].any() == quickly


LOOKS: list[dict[str, Any]] = [
    {},
    {"color": "tab:red", "linewidth": 3.4, "linestyle": (0, (4, 1.6))},
    {"marker": "o", "markersize": 6, "markevery": [7]},
    {"marker": "s", "linestyle": "none", "alpha": 0.4},
    {"marker": "o", "markerfacecolor": "none", "markeredgewidth": 2, "clip_on": False},
    {"marker": "$t$", "markerfacecolor": "white", "antialiased": False},
]


@pytest.mark.parametrize("look", LOOKS)
def test_line_whose_points_move_is_the_one_of_matplotlib(look):
    line, strokes = a_line(**look), Strokes()
    check(strokes, line)
    for shift in (0.3, 2.0, -1.7):
        line.set_data(X + shift, np.cos(X / 4 + shift))
        check(strokes, line)
    line.set_data([3, 9, 20, 21], [0.5, np.nan, -0.5, 0.2])
    if line.get_markevery():
        line.set_markevery([2])
    check(strokes, line)


def test_line_on_other_limits_or_a_log_axis_is_the_one_of_matplotlib():
    line, strokes = a_line(marker="o", markevery=[3]), Strokes()
    check(strokes, line)
    assert line.axes is not None
    line.axes.set_xlim(2, 9)
    check(strokes, line)
    line.axes.set_yscale("log", nonpositive="clip")
    line.axes.set_ylim(1e-3, 2)
    check(strokes, line)
    line.axes.set_position((0.4, 0.2, 0.3, 0.5))
    check(strokes, line)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("color", "tab:green"),
        ("alpha", 0.3),
        ("linewidth", 5),
        ("linestyle", (0, (1, 2))),
        ("linestyle", "none"),
        ("marker", "s"),
        ("marker", ""),
        ("markersize", 11),
        ("markerfacecolor", "white"),
        ("markeredgecolor", "black"),
        ("markeredgewidth", 3),
        ("antialiased", False),
        ("clip_on", False),
        ("solid_capstyle", "round"),
        ("snap", True),
        ("zorder", 7),
    ],
)
def test_line_whose_look_changes_between_two_draws_is_the_one_of_matplotlib(name, value):
    # The dashes of a dashed line change with its width, and when it goes.
    solid = name in ("linewidth", "solid_capstyle") or value == "none"
    line, strokes = a_line(marker="o", linestyle="-" if solid else (0, (5, 2))), Strokes()
    check(strokes, line)
    before = pixels(line.draw)
    line.set(**{name: value})
    check(strokes, line)
    assert name == "zorder" or not np.array_equal(before, pixels(line.draw))


def _of(**properties: Any) -> Line2D:
    line = a_line()
    line.set(**properties)
    return line


SPECIAL = {
    "steps": lambda: _of(drawstyle="steps"),
    "every third marked": lambda: _of(marker="o", markevery=3),
    "masked": lambda: _of(ydata=np.ma.masked_less(Y, 0)),
    "dates": lambda: _of(xdata=np.datetime64("2026-01-01") + X),
    "one y for all x": lambda: _of(data=(X, [0.5])),
    "very many points": lambda: _of(data=(np.linspace(0, 20, MOST + 1), np.zeros(MOST + 1))),
    "outlined": lambda: _of(path_effects=[patheffects.withStroke(linewidth=5, foreground="r")]),
    "by hand": lambda: _of(sketch_params=2),
    "with coloured gaps": lambda: _of(linestyle="--", gapcolor="red"),
    "half filled": lambda: _of(marker="o", markersize=14, fillstyle="left"),
    "not to be seen": lambda: _of(visible=False),
    "empty": lambda: _of(data=([], [])),
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_line_that_needs_more_than_its_points_is_left_to_matplotlib(kind):
    line, strokes = SPECIAL[kind](), Strokes()
    check(strokes, line, quickly=False)
    check(strokes, line, quickly=False)  # and is not known the second time


def test_line_that_becomes_special_is_left_to_matplotlib_from_then_on():
    line, strokes = a_line(marker="o"), Strokes()
    check(strokes, line)
    line.set_fillstyle("left")
    check(strokes, line, quickly=False)
    line.set_fillstyle("full")
    check(strokes, line)
