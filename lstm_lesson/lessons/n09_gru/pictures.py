"""Draw the GRU beside the LSTM, the two orders of reset and product, and the contest of both cells."""

from operator import attrgetter
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing, dots, each, line, through, together
from lstm_lesson.lessons.n09_gru.numbers import Resets, SideBySide
from lstm_lesson.studies.lstm_against_gru import SEEDS, STEPS, VALIDATE_EVERY, Contest

PICTURE = (1000, 590)
RESETS_PICTURE = (1000, 470)
CONTEST_PICTURE = (1000, 460)  # px
TITLES = {"lstm": "LSTM: three gates, two states", "gru": "GRU: two gates, one state"}
# Each lane, its ticks, and what each unit shows there; without ticks it follows what is shown.
LANES: list[tuple[str, list[float] | None, dict[str, tuple[str, ...]]]] = [
    ("input", [0, 0.5, 1], {"lstm": ("x",), "gru": ("x",)}),
    ("gates", [0, 0.5, 1], {"lstm": ("f", "i", "o"), "gru": ("z", "z_1", "r")}),
    ("candidate", [-1, 0, 1], {"lstm": ("g",), "gru": ("n",)}),
    ("two parts", None, {"lstm": ("fc", "ig"), "gru": ("kept", "written")}),
    ("states", None, {"lstm": ("c", "h"), "gru": ("h",)}),
]
ORDERS = ("reset_before", "reset_after")
ENTRANTS = {"LSTM 20": ("forecast", "o"), "LSTM 17": ("lstm_small", "s"), "GRU 20": ("gru", "^")}  # look, marker


def side_by_side(figure: Figure, pair: SideBySide) -> Drawing:
    """Draw the lanes of an LSTM unit on the left and those of a GRU unit on the right, on the same scales."""
    axes = figure.subplots(len(LANES), 2, sharex=True, height_ratios=[0.8, 1.1, 1, 1.2, 1.4])
    figure.subplots_adjust(left=0.062, right=0.89, top=0.91, bottom=0.082, hspace=0.16, wspace=0.46)
    units = [_unit(list(column), pair, unit) for column, unit in zip(axes.T, TITLES, strict=True)]
    scales = through(_extent, each(axes[3:].ravel(), lanes.upright_scale))
    return together(*units, scales)


def _extent(pair: SideBySide) -> tuple[float, float]:
    """Find the least and the largest of all states and their parts."""
    lstm, gru = pair.lstm, pair.gru
    return lanes.span(lstm.c, lstm.fc, lstm.ig, lstm.h, gru.h, gru.kept, gru.written)


def _unit(column: list[Any], pair: SideBySide, unit: str) -> Drawing:
    run = attrgetter(unit)
    middle = np.mean(column[0].get_position().intervalx)
    look: dict[str, Any] = {"fontsize": style.FONT["large"], "weight": "bold", "ha": "center", "va": "center"}
    column[0].figure.text(middle, 0.975, TITLES[unit], **look)
    drawn = []
    for ax, (label, ticks, quantities) in zip(column, LANES, strict=True):
        style.lane(ax, label if unit == "lstm" else "", ticks=ticks)
        drawn.append(lanes.series(ax, run(pair), *quantities[unit]))
    column[-1].set_xlabel("time $t$ (steps)", labelpad=1, **NORMAL)
    return through(run, together(*drawn, lanes.cursor(column)))


def resets(figure: Figure, state: Resets) -> Drawing:
    """Draw the state of unit 2, what unit 1 gets of it in both orders, and the state of unit 1."""
    axes = lanes.stacked(figure, (1, 1, 1), left=0.075, right=0.885, top=0.94, bottom=0.105, hspace=0.16)
    for ax, name, most in zip(axes, ("state of unit 2", "unit 1 gets", "state of unit 1"), (1, 2, 1), strict=True):
        style.lane(ax, name, ticks=[-most, 0, most])
        ax.yaxis.set_label_coords(-0.05, 0.5)
    return together(
        lanes.cursor(axes),
        lanes.series(axes[0], state, "h_prev"),
        through(lambda state: state.heard, lanes.series(axes[1], state.heard, *ORDERS)),
        through(lambda state: state.listener, lanes.series(axes[2], state.listener, *ORDERS)),
    )


def contest(figure: Figure, standing: Contest) -> Drawing:
    """Draw how the medians of the validation error fell, as far as training has come, and where each seed stands."""
    over_time, seeds = figure.subplots(1, 2, sharey=True, width_ratios=[2.2, 1])
    figure.subplots_adjust(left=0.085, right=0.985, top=0.92, bottom=0.125, wspace=0.05)
    for ax, title in ((over_time, "median of five seeds"), (seeds, "each seed at that step")):
        style.lane(ax)
        ax.set_title(title, **LARGE)
        ax.set(yscale="log", ylim=(1e-3, 0.1))
        ax.set_yticks([0.001, 0.01, 0.1], labels=["0.001", "0.01", "0.1"])
        ax.minorticks_off()
    over_time.set_xlim(0, STEPS + 20)
    over_time.set_xlabel("training steps", **LARGE)
    over_time.set_ylabel("validation error (root mean square)", **LARGE)
    seeds.set_xlim(-0.6, len(ENTRANTS) - 0.4)
    seeds.set_xticks(range(len(ENTRANTS)), labels=list(ENTRANTS), fontsize=style.FONT["large"])
    drawn = [_entrant(over_time, seeds, *entrant) for entrant in enumerate(ENTRANTS)]
    over_time.legend(loc="upper right", frameon=False, fontsize=style.FONT["large"], handlelength=3)
    return together(*drawn)


def _entrant(over_time: Any, seeds: Any, column: int, name: str) -> Drawing:
    """Draw the median of an entrant's seeds so far, and in its column every seed and the median now."""
    look, marker = ENTRANTS[name]
    places = column + np.linspace(-0.24, 0.24, len(SEEDS))

    def median(now: Contest) -> np.ndarray:
        return np.median(now.errors[name], axis=0)

    def so_far(now: Contest) -> Any:
        errors = median(now)
        return VALIDATE_EVERY * np.arange(1, len(errors) + 1), errors

    return together(
        line(over_time, look, so_far, label=name),
        dots(seeds, look, lambda now: (places, [seed[-1] for seed in now.errors[name]]), marker, markersize=8),
        line(seeds, look, lambda now: ([column - 0.35, column + 0.35], [median(now)[-1]] * 2)),
    )
