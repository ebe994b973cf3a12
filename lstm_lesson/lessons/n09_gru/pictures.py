"""Draw the GRU beside the LSTM, the two orders of reset and product, and the contest of both cells."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes as draw
from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.lessons.n09_gru.numbers import Resets
from lstm_lesson.nn.one_unit_gru import SideBySide
from lstm_lesson.studies.lstm_against_gru import SEEDS, STEPS, VALIDATE_EVERY, Standing

PICTURE = (1060, 600)
RESETS_PICTURE = (1000, 470)
CONTEST_PICTURE = (1000, 460)  # px
DOT = {"marker": "o", "markersize": 6}  # at the cursor
Limits = tuple[tuple[float, float], list[float]]  # and ticks
UNIT: Limits = ((-0.1, 1.1), [0.0, 0.5, 1.0])
SIGNED: Limits = ((-1.2, 1.2), [-1.0, 0.0, 1.0])
ENTRANTS = {"LSTM 20": "forecast", "LSTM 17": "lstm_small", "GRU 20": "gru"}
MARKERS = {"LSTM 20": "o", "LSTM 17": "s", "GRU 20": "^"}


def side_by_side(figure: Figure, pair: SideBySide) -> Drawing:
    """Draw the lanes of an LSTM unit on the left and those of a GRU unit on the right, on the same scales."""
    axes = figure.subplots(5, 2, sharex=True, height_ratios=[0.8, 1.1, 1, 1.2, 1.4])
    figure.subplots_adjust(left=0.062, right=0.905, top=0.91, bottom=0.082, hspace=0.16, wspace=0.36)
    for side, words in ((0, "LSTM: three gates, two states"), (1, "GRU: two gates, one state")):
        middle = np.mean([axes[0, side].get_position().x0, axes[0, side].get_position().x1])
        figure.text(middle, 0.975, words, fontsize=style.FONT["large"], weight="bold", ha="center", va="center")
    lanes: list[tuple[str, Limits, tuple[str, ...], tuple[str, ...]]] = [
        ("input", UNIT, ("x",), ("x",)),
        ("gates", UNIT, ("f", "i", "o"), ("z", "z_1", "r")),
        ("candidate", SIGNED, ("g",), ("n",)),
        ("two parts", SIGNED, ("fc", "ig"), ("kept", "written")),
        ("states", SIGNED, ("c", "h"), ("h",)),
    ]
    drawn = []
    for row, (name, (limits, ticks), of_lstm, of_gru) in zip(axes, lanes, strict=True):
        for ax, quantities in zip(row, (of_lstm, of_gru), strict=True):
            style.lane(ax, name if ax is row[0] else "", ticks=ticks)
            ax.set_ylim(*limits)
            run = pair.lstm if ax is row[0] else pair.gru
            drawn.append(_of_one(draw.series(ax, run, *quantities), ax is row[0]))
    for side in (0, 1):
        run = (pair.lstm, pair.gru)[side]
        drawn.append(_of_one(draw.cursor(list(axes[:, side]), run), side == 0))
        axes[-1, side].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    return draw.together(*drawn, _scales(list(axes[3:].ravel()), pair))


def _of_one(drawing: Drawing, is_lstm: bool) -> Drawing:
    """Let a drawing of one of the two runs take the pair."""
    return Drawing(drawing.artists, lambda pair: drawing.update(pair.lstm if is_lstm else pair.gru))


def _scales(axes: list[Axes], pair: SideBySide) -> Drawing:
    """Keep the lanes of parts and states, of both cells, on one scale."""
    scales = draw.together(*map(draw.upright_scale, axes))

    def update(pair: SideBySide) -> bool:
        return scales.update(max(np.abs(v).max() for v in (pair.lstm.c, pair.lstm.fc, pair.lstm.ig)))

    update(pair)
    return Drawing(scales.artists, update)


def resets(figure: Figure, state: Resets) -> Drawing:
    """Draw what unit 2 says, what unit 1 hears of it in both orders, and what becomes of unit 1."""
    axes = list(figure.subplots(3, 1, sharex=True))
    figure.subplots_adjust(left=0.075, right=0.885, top=0.94, bottom=0.105, hspace=0.16)
    for ax, name in zip(axes, ("unit 2 says", "unit 1 hears", "unit 1"), strict=True):
        style.lane(ax, name, ticks=[-1, 0, 1])
        ax.set_ylim(-1.2, 1.2)
        ax.yaxis.set_label_coords(-0.05, 0.5)
    axes[1].set_ylim(-2.4, 2.4)
    axes[1].set_yticks([-2, 0, 2])
    axes[-1].set_xlabel("time $t$ (steps)", fontsize=style.FONT["normal"], color=style.INK, labelpad=1)
    steps = np.arange(len(state.x))
    orders = ("reset_before", "reset_after")
    spoken = axes[0].plot(steps, state.speaker, **DOT, **style.of("h_prev"))[0]
    heard = {order: axes[1].plot(steps, state.heard[order], **DOT, **style.of(order))[0] for order in orders}
    became = {order: axes[2].plot(steps, state.listener[order], **DOT, **style.of(order))[0] for order in orders}
    cursor = draw.cursor(axes, state)
    draw.name_lines(axes[0], "h_prev")
    for ax in axes[1:]:
        draw.name_lines(ax, *orders)
    for ax in axes:
        draw.show_steps(ax, len(steps))

    def update(state: Resets) -> bool:
        spoken.set_ydata(state.speaker)
        for order in orders:
            heard[order].set_ydata(state.heard[order])
            became[order].set_ydata(state.listener[order])
        for line in lines:
            line.set_markevery([state.t])
        return cursor.update(state)

    lines = [spoken, *heard.values(), *became.values()]
    update(state)
    return Drawing([*cursor.artists, *lines], update)


def contest(figure: Figure, standing: Standing) -> Drawing:
    """Draw how the medians of the validation error fell, as far as training has come, and where each seed stands."""
    over_time, seeds = figure.subplots(1, 2, sharey=True, width_ratios=[2.2, 1])
    figure.subplots_adjust(left=0.085, right=0.985, top=0.92, bottom=0.125, wspace=0.05)
    for ax, title in ((over_time, "median of five seeds"), (seeds, "each seed at that step")):
        style.lane(ax)
        ax.set_title(title, fontsize=style.FONT["large"], color=style.INK)
        ax.set_yscale("log")
        ax.set_ylim(1e-3, 0.1)
        ax.set_yticks([0.001, 0.01, 0.1], labels=["0.001", "0.01", "0.1"])
        ax.minorticks_off()
    over_time.set_xlim(0, STEPS + 20)
    over_time.set_xlabel("training steps", fontsize=style.FONT["large"], color=style.INK)
    over_time.set_ylabel("validation error (root mean square)", fontsize=style.FONT["large"], color=style.INK)
    seeds.set_xlim(-0.6, len(ENTRANTS) - 0.4)
    seeds.set_xticks(range(len(ENTRANTS)), labels=list(ENTRANTS), fontsize=style.FONT["large"])
    places = np.linspace(-0.24, 0.24, len(SEEDS))
    lines, dots, medians = {}, {}, {}
    for column, (name, look) in enumerate(ENTRANTS.items()):
        lines[name] = over_time.plot([], [], **style.of(look))[0]
        colour = style.of(look)["color"]
        dots[name] = seeds.plot(column + places, np.ones(len(SEEDS)), MARKERS[name], color=colour, markersize=8)[0]
        medians[name] = seeds.plot([column - 0.35, column + 0.35], [1, 1], **style.of(look))[0]
    over_time.legend(list(lines.values()), list(lines), loc="upper right", frameon=False, fontsize=13, handlelength=3)

    def update(standing: Standing) -> bool:
        for name, errors in standing.errors.items():
            middle = np.median(errors, axis=0)
            lines[name].set_data(VALIDATE_EVERY * np.arange(1, len(middle) + 1), middle)
            dots[name].set_ydata([seed[-1] for seed in errors])
            medians[name].set_ydata([middle[-1], middle[-1]])
        return False

    update(standing)
    return Drawing([*lines.values(), *dots.values(), *medians.values()], update)
