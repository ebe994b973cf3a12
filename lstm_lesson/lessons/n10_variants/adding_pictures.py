"""Draw the adding problem: one problem with what an LSTM holds of it, and how it is learned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson.drawing import lanes as draw
from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.lessons.n10_variants.adding_numbers import Inside
from lstm_lesson.studies import adding
from lstm_lesson.studies.adding_record import SEEDS, Result

PROBLEM_PICTURE, RACE_PICTURE = (1000, 640), (1000, 440)  # px
LOOKS = {"RNN": "orthogonal", "LSTM": "forecast"}
PALE = 0.35  # opacity of what was recorded


def problem(figure: Figure, first: Inside) -> Drawing:
    """Draw the values with their two marks, one unit's gates, all cell states, and the answer so far."""
    axes = list(figure.subplots(4, 1, sharex=True, height_ratios=[1, 1, 1.3, 1.3]))
    figure.subplots_adjust(left=0.11, right=0.86, top=0.975, bottom=0.085, hspace=0.14)
    axes[-1].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    axes[-1].set_xlim(-1, len(first.x))
    lanes = (_values, _gates, _cell_state, _answers)
    drawn = together(*(lane(ax, first) for lane, ax in zip(lanes, axes, strict=True)))
    marks = [ax.axvline(t, **{**style.of("cursor"), "label": "_"}) for ax in axes for t in first.marked]

    def update(now: Inside) -> bool:
        for mark, t in zip(marks, now.marked * len(axes), strict=True):
            mark.set_xdata([t, t])
        return drawn.update(now)

    return Drawing([*marks, *drawn.artists], update)


def _values(ax: Axes, first: Inside) -> Drawing:
    style.lane(ax, "values", ticks=[0, 0.5, 1])
    ax.set_ylim(-0.12, 1.5)  # room for the two numbers above all values
    others = ax.plot([], [], "o", color=style.FADED_TEXT, markersize=4, label="not marked")[0]
    marked = ax.plot([], [], "o", color=style.INK, markersize=9, label="marked")[0]
    _beside(ax)
    look: dict[str, Any] = {"fontsize": style.FONT["large"], "color": style.INK, "va": "baseline", "clip_on": False}
    sides = (("right", -0.8), ("left", 0.8))  # outwards, so that two marks side by side do not hide each other
    numbers = [ax.text(0, 1.19, "", ha=side, **look) for side, _ in sides]

    def update(now: Inside) -> bool:
        others.set_data(np.arange(len(now.x)), np.where(now.x[:, 1] == 0, now.x[:, 0], np.nan))
        marked.set_data(now.marked, now.x[list(now.marked), 0])
        for number, t, (_, away) in zip(numbers, now.marked, sides, strict=True):
            number.set_x(t + away)
            number.set_text(f"{now.x[t, 0]:.2f}")
        return False

    update(first)
    return Drawing([others, marked, *numbers], update)


def _gates(ax: Axes, first: Inside) -> Drawing:
    style.lane(ax, "unit's gates", ticks=[0, 0.5, 1])
    ax.set_ylim(-0.1, 1.1)
    lines = {gate: ax.plot([], [], **style.of(gate))[0] for gate in ("f", "i")}
    draw.name_lines(ax, *lines)

    def update(now: Inside) -> bool:
        for gate, line in lines.items():
            line.set_data(np.arange(len(now.x)), getattr(now, gate)[:, now.unit])
        return False

    update(first)
    return Drawing(list(lines.values()), update)


def _cell_state(ax: Axes, first: Inside) -> Drawing:
    style.lane(ax, "unit's cell state")
    line = ax.plot([], [], **style.of("c"))[0]
    draw.name_lines(ax, "c")
    scale = draw.upright_scale(ax, (0.3, 0.6, *draw.C_RANGES))

    def update(now: Inside) -> bool:
        line.set_data(np.arange(len(now.x)), now.c[:, now.unit])
        return scale.update(float(np.abs(now.c[:, now.unit]).max()))

    update(first)
    return Drawing([line, *scale.artists], update)


def _answers(ax: Axes, first: Inside) -> Drawing:
    style.lane(ax, "answer so far", ticks=[0, 1, 2])
    ax.set_ylim(-0.3, 2.3)
    target = ax.plot([], [], **{**style.of("truth"), "label": "the sum"})[0]
    line = ax.plot([], [], **{**style.of("forecast"), "label": "the LSTM"})[0]
    end = ax.plot([], [], "o", color=style.of("forecast")["color"], markersize=9, clip_on=False, zorder=5)[0]
    _beside(ax)

    def update(now: Inside) -> bool:
        last = len(now.x) - 1
        target.set_data([0, last], [now.sum, now.sum])
        line.set_data(np.arange(last + 1), now.answers)
        end.set_data([last], [now.answer])
        return False

    update(first)
    return Drawing([target, line, end], update)


def _beside(ax: Axes) -> None:
    ax.legend(
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        frameon=False,
        fontsize=style.FONT["normal"],
        handlelength=1.9,
        handletextpad=0.4,
        borderaxespad=0.3,
    )


@dataclass(frozen=True)
class RaceState:
    """What the picture shows: the race that runs now, rows of (step, error) by learner, and the record if wanted.

    seed: that of the next race.
    """

    history: Mapping[str, np.ndarray]
    record: Mapping[str, Result] | None
    seed: int


def race(figure: Figure, first: RaceState, constant: float) -> Drawing:
    """Draw the lowest validation error so far against training steps, with the error `constant` of answering 1."""
    ax = figure.add_axes((0.09, 0.235, 0.885, 0.74))
    style.lane(ax)
    ax.set_yscale("log")
    ax.set_ylim(4e-5, 1)
    ax.set_yticks([1e-4, 1e-3, 1e-2, 0.1, 1], labels=["0.0001", "0.001", "0.01", "0.1", "1"])
    ax.minorticks_off()
    ax.set_xlim(0, adding.STEPS[100])
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_xlabel("training steps", fontsize=style.FONT["large"], color=style.INK)
    ax.set_ylabel("validation error (mean square)", fontsize=style.FONT["large"], color=style.INK)
    look: dict[str, Any] = {"fontsize": style.FONT["normal"], "color": style.INK, "transform": ax.get_yaxis_transform()}
    for level, words, place, side in (
        (constant, f"always answering 1: {constant:.3f}", 0.99, "right"),
        (adding.BOUND, f"solved: {adding.BOUND}", 0.01, "left"),
    ):
        ax.axhline(level, **{**style.of("constant"), "label": "_"})
        ax.text(place, level * 1.25, words, ha=side, **look)  # clear of the thick line
    pale = {
        name: [ax.plot([], [], alpha=PALE, **{**style.of(look), "linewidth": 1.8})[0] for _ in SEEDS]
        for name, look in LOOKS.items()
    }
    lines = {name: ax.plot([], [], **{**style.of(look), "linewidth": 3.4})[0] for name, look in LOOKS.items()}
    seed = ax.text(0.99, 0.94, "", ha="right", clip_on=False, **{**look, "transform": ax.transAxes})
    _race_key(figure)

    def update(now: RaceState) -> bool:
        seed.set_text(f"Train: seed {now.seed}")
        for name, line in lines.items():
            line.set_data(*now.history[name].T)
            for k, known in enumerate(pale[name]):
                if now.record is None:
                    known.set_data([], [])
                else:
                    known.set_data(now.record[name].steps, now.record[name].curve[:, k])
        return False

    update(first)
    return Drawing([*pale["RNN"], *pale["LSTM"], *lines.values(), seed], update)


def _race_key(figure: Figure) -> None:
    words = {"RNN": "RNN, orthogonal start", "LSTM": "LSTM"}
    samples = []
    for name, quantity in LOOKS.items():
        look = style.of(quantity)
        samples.append(Line2D([], [], **{**look, "linewidth": 3.4, "label": f"{words[name]}: here"}))
        samples.append(Line2D([], [], alpha=PALE, **{**look, "linewidth": 1.8, "label": "recorded, five seeds"}))
    place: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.53, 0.0), "ncols": 4, "handlelength": 3.4}
    figure.legend(handles=samples, frameon=False, fontsize=style.FONT["normal"], columnspacing=1.4, **place)
