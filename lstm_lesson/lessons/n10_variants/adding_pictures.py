"""Draw the adding problem: one problem with what an LSTM holds of it, and how it is learned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson.drawing import lanes, parts, style
from lstm_lesson.drawing.parts import LARGE, Drawing, axes, dots, each, line, moving, through, together, upright, words
from lstm_lesson.lessons.n10_variants.adding_numbers import Inside
from lstm_lesson.studies import adding

PROBLEM_PICTURE, RACE_PICTURE = (1000, 620), (1000, 440)  # px
LOOKS = {"RNN": "orthogonal", "IRNN": "option_4", "LSTM": "forecast"}
WORDS = {"RNN": "RNN: tanh, orthogonal start", "IRNN": "IRNN: ReLU, identity start", "LSTM": "LSTM"}
PALE = 0.35  # opacity of what was recorded
BESIDE: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5), **lanes.KEY, "labelspacing": None}


def problem(figure: Figure, first: Inside) -> Drawing:
    """Draw the values with their two marks, one unit's gates, all cell states, and the answer so far."""
    rows = lanes.stacked(figure, (1, 1, 1.3, 1.3), left=0.11, right=0.86, top=0.975, bottom=0.085, hspace=0.14)
    rows[-1].set_xlim(-1, len(first.x))
    marks = each(rows, lambda ax: each(range(2), lambda k: upright(ax, lambda now: now.marked[k])))
    return together(marks, _values(rows[0]), _gates(rows[1]), _cell_state(rows[2]), _answers(rows[3]))


def _values(ax: Axes) -> Drawing:
    style.lane(ax, "values", ticks=[0, 0.5, 1])
    ax.set_ylim(-0.12, 1.5)  # room for the two numbers above all values

    def others(now: Inside) -> Any:
        return np.arange(len(now.x)), np.where(now.x[:, 1] == 0, now.x[:, 0], np.nan)

    def number(k: int, side: str, away: float) -> Drawing:  # outwards, so that two marks do not hide each other
        text = ax.text(0, 1.19, "", ha=side, va="baseline", clip_on=False, gid="number", **LARGE)
        return moving(text, lambda now: {"x": now.marked[k] + away, "text": f"{now.x[now.marked[k], 0]:.2f}"})

    drawing = together(
        dots(ax, "x", others, markersize=4, color=style.FADED_TEXT, label="not marked"),
        dots(ax, "x", lambda now: (now.marked, now.x[[*now.marked], 0]), markersize=9, color=style.INK, label="marked"),
        number(0, "right", -0.8),
        number(1, "left", 0.8),
    )
    ax.legend(**BESIDE)
    return drawing


def _gates(ax: Axes) -> Drawing:
    style.lane(ax, "unit's gates", ticks=[0, 0.5, 1])
    lanes.name_lines(ax, "f", "i")
    return each("fi", lambda gate: line(ax, gate, lambda now: getattr(now, gate)[:, now.unit]))


def _cell_state(ax: Axes) -> Drawing:
    style.lane(ax, "unit's cell state")
    lanes.name_lines(ax, "c")
    scale = lanes.upright_scale(ax, (0.3, 0.6, *lanes.C_RANGES))
    return together(
        line(ax, "c", lambda now: now.c[:, now.unit]), through(lambda now: lanes.span(now.c[:, now.unit]), scale)
    )


def _answers(ax: Axes) -> Drawing:
    style.lane(ax, "answer so far", ticks=[0, 1, 2])
    ax.set_ylim(-0.3, 2.3)
    drawing = together(
        line(ax, "truth", lambda now: ([0, len(now.x) - 1], [now.sum, now.sum]), label="the sum"),
        line(ax, "forecast", lambda now: now.answers, label="the LSTM"),
        dots(ax, "forecast", lambda now: (len(now.x) - 1, now.answer), markersize=9, clip_on=False, zorder=5),
    )
    ax.legend(**BESIDE)
    return drawing


@dataclass(frozen=True)
class RaceState:
    """What the picture shows: the race that ran last, rows of (step, error) by learner, and the record, where wanted.

    corner: in words, which race that is, or would be.
    """

    history: Mapping[str, np.ndarray]
    record: Mapping[str, adding.AddingResult]
    corner: str

    def known(self, learner: str, k: int) -> Any:
        """Return steps and errors of one recorded seed, none if that learner's record is not wanted."""
        found = self.record.get(learner)
        return ([], []) if found is None else (found.steps, found.curve[:, k])

    def raced(self, learner: str) -> Any:
        """Return steps and errors of a learner in the race that ran last."""
        return tuple(self.history.get(learner, parts.NOTHING).T)


def race(figure: Figure, first: RaceState, constant: float) -> Drawing:
    """Draw the lowest validation error so far against training steps, with the error `constant` of answering 1."""
    ax = axes(figure, 0.09, 0.235, 0.885, 0.74)
    ax.set(yscale="log", ylim=(4e-5, 15), xlim=(0, adding.STEPS[100]))
    ax.set_yticks([1e-4, 1e-3, 1e-2, 0.1, 1, 10], labels=["0.0001", "0.001", "0.01", "0.1", "1", "10"])
    ax.minorticks_off()
    ax.set_xlabel("training steps", **LARGE)
    ax.set_ylabel("validation error (mean square)", **LARGE)
    for level, said, place, side in (
        (constant, f"always answering 1: {constant:.3f}", 0.99, "right"),
        (adding.BOUND, f"solved: {adding.BOUND}", 0.01, "left"),
    ):
        ax.axhline(level, **{**style.of("constant"), "label": "_"})
        # Above the thick line, clear of it.
        ax.text(place, level * 1.25, said, ha=side, transform=ax.get_yaxis_transform(), **parts.NORMAL)
    _race_key(figure)
    corner: dict[str, Any] = {"transform": ax.transAxes, "ha": "right", **parts.NORMAL}

    def known(name: str) -> Drawing:
        look: dict[str, Any] = {"alpha": PALE, "linewidth": 1.8}
        return each(range(len(adding.SEEDS)), lambda k: line(ax, LOOKS[name], lambda now: now.known(name, k), **look))

    return together(
        each(LOOKS, known),
        each(LOOKS, lambda name: line(ax, LOOKS[name], lambda now: now.raced(name), linewidth=3.4)),
        words(ax, 0.99, 0.94, lambda now: now.corner, gid="seed", **corner),
    )


def _race_key(figure: Figure) -> None:
    samples = []
    for name, quantity in LOOKS.items():
        look = style.of(quantity)
        samples.append(Line2D([], [], **{**look, "linewidth": 3.4, "label": WORDS[name]}))
    place: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.53, 0.0), "ncols": 3}
    place["handlelength"] = 2.95  # one whole dash of the thick line, two of the thin one
    figure.legend(handles=samples, frameon=False, fontsize=style.FONT["normal"], columnspacing=1.4, **place)
