"""Draw what was recorded for notebook 13: who wins where, and what a distractor and a gap cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.lessons.n13_limitations.numbers import MapState, SideState, Standing
from lstm_lesson.lessons.n13_limitations.pictures import NORMAL, name_of, score_axis, short, within
from lstm_lesson.studies.limits.forecasters import AMPLITUDES, BOUND, GAPS, NOISES, RIVALS, SINCES
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_IN

MAP_PICTURE, SIDE_PICTURE = (1000, 470), (1000, 600)  # px
LETTERS = {"forecast": "L", "ar": "A", "linear": "M", "constant": "C", "ar2": "2", "lstm_clean": "N"}
LETTERS |= {"one_period_back": "P", "last_value": "V"}
MARKERS = {"constant": "s", "ar": "^", "ar_told": "v", "linear": "D", "forecast": "o", BOUND: "x"}


def map_picture(figure: Figure, first: MapState) -> Drawing:
    """Draw who wins where, a letter and a colour for each, and at the cursor every error with its seeds."""
    ax, bars = figure.add_axes((0.085, 0.15, 0.43, 0.66)), figure.add_axes((0.70, 0.15, 0.21, 0.66))
    ax.set_xlim(-0.5, len(SINCES) - 0.5)
    ax.set_ylim(-0.5, len(NOISES) - 0.5)
    ax.set_xticks(range(len(SINCES)), labels=["no\nswitch", *(str(since) for since in SINCES[1:])])
    ax.set_yticks(range(len(NOISES)), labels=[f"{noise:g}" for noise in NOISES])
    ax.tick_params(labelsize=style.FONT["normal"], length=0)
    ax.set_xlabel("steps seen since the switch of the period", fontsize=style.FONT["large"])
    ax.set_ylabel("noise (standard deviation)", fontsize=style.FONT["large"])
    for cell in first.cells:
        _cell(ax, cell)
    winners = [name for name in LETTERS if name in {n for cell in first.cells for n in _named(cell)}]
    key = "    ".join(f"{LETTERS[name]}  {name_of(name)}" for name in winners)
    figure.text(0.042, 0.955, key, va="center", fontsize=style.FONT["large"], color=style.INK)
    ax.text(0.0, 1.05, "one letter: a clear winner; two, hatched: none", transform=ax.transAxes, va="center", **NORMAL)
    cursor = Rectangle((0, 0), 1, 1, fill=False, edgecolor=style.INK, linewidth=4)
    ax.add_patch(cursor)
    cover = Rectangle((-0.5, 0), len(SINCES), len(NOISES), facecolor="#F2F2F2", edgecolor="none")
    ax.add_patch(cover)
    scores = _seed_scores(bars, first)

    def update(now: MapState) -> bool:
        cover.set_y(now.shown - 0.5)
        row, column = divmod(now.here.place, len(SINCES))
        cursor.set_xy((column - 0.5, row - 0.5))
        return scores.update(now)

    update(first)
    return Drawing([cover, cursor, *scores.artists], update)


def _named(cell: Standing) -> tuple[str, ...]:
    """Return whose letters stand in a cell."""
    return (cell.first,) if cell.clear else (cell.first, cell.second)


def _cell(ax: Axes, cell: Standing) -> None:
    row, column = divmod(cell.place, len(SINCES))
    look: dict[str, Any] = {"facecolor": (style.of(cell.first)["color"], 0.5), "edgecolor": "white"}
    ax.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, hatch=None if cell.clear else "///", linewidth=1, **look))
    words = "≈".join(LETTERS[name] for name in _named(cell))
    size = style.FONT["huge"] if cell.clear else style.FONT["large"]
    ax.text(column, row, words, ha="center", va="center", fontsize=size, weight="bold", color=style.INK)


def _seed_scores(ax: Axes, first: MapState) -> Drawing:
    names = (*RIVALS["map"], BOUND)
    score_axis(ax, names)
    title = ax.text(0.3, 1.06, "", transform=ax.transAxes, ha="center", va="center", clip_on=False, **NORMAL)
    dots, numbers = [], []
    for row, name in enumerate(names):
        dots.append(ax.plot([], [], "o", markersize=9, color=style.of(name)["color"])[0])
        numbers.append(ax.text(1.04, row, "", transform=ax.get_yaxis_transform(), va="center", clip_on=False, **NORMAL))

    def update(now: MapState) -> bool:
        for row, name in enumerate(names):
            seeds = now.here.errors[name]
            dots[row].set_data([within(error) for error in seeds], [row] * len(seeds))
            numbers[row].set_text(short(float(seeds.mean())))
        switch = "no switch" if now.since == N_IN else f"switch {now.since} steps ago"
        title.set_text(f"noise {now.noise:g}, {switch}; a dot for each seed")
        return False

    update(first)
    return Drawing([title, *dots, *numbers], update)


# ---- The distractor and the gap


def side_picture(figure: Figure, first: SideState) -> Drawing:
    """Draw a window with a distractor and one with a gap, and below each the errors of all."""
    windows = [figure.add_axes((left, 0.68, 0.405, 0.22)) for left in (0.085, 0.575)]
    curves = [figure.add_axes((left, 0.10, 0.405, 0.48)) for left in (0.085, 0.575)]
    windows[0].set_title("a distractor: another sine on top, not to be forecast", **NORMAL)
    windows[1].set_title("a gap: the last steps are missing", **NORMAL)
    drawing = together(
        _example(windows[0], first, lambda now: now.distracted),
        _example(windows[1], first, lambda now: now.gappy),
        _curves(curves[0], first, AMPLITUDES, lambda now: (now.distractor, now.at_amplitude)),
        _curves(curves[1], first, GAPS, lambda now: (now.gap, now.at_gap)),
    )
    curves[0].set_xlabel("amplitude of the distractor", fontsize=style.FONT["large"])
    curves[1].set_xlabel("steps missing before the forecast", fontsize=style.FONT["large"])
    curves[0].set_ylabel("mean absolute error", fontsize=style.FONT["large"])
    samples = [curves[0].plot([], [], marker=MARKERS[n], markersize=8, **style.of(n))[0] for n in MARKERS]
    words = ["LSTM" if name == "forecast" else name_of(name) for name in MARKERS]
    look: dict[str, Any] = {"ncols": 6, "frameon": False, "fontsize": 11.5, "columnspacing": 1.4}
    figure.legend(samples, words, loc="upper center", bbox_to_anchor=(0.5, 1.01), **look)
    return drawing


def _example(ax: Axes, first: SideState, seen_of: Callable[[SideState], np.ndarray]) -> Drawing:
    style.lane(ax, ticks=[0, 0.5, 1])
    ax.set_xlim(-0.5, N_IN + N_AHEAD - 0.5)
    ax.set_ylim(-0.35, 1.5)
    ax.axvspan(N_IN - 0.5, N_IN + N_AHEAD - 0.5, color="#FBEFE6", zorder=0)
    truth = ax.plot(np.arange(N_IN + N_AHEAD), first.clean, **style.of("truth"))[0]
    seen = ax.plot(np.arange(N_IN), seen_of(first), marker="o", markersize=3, **style.of("x"))[0]

    def update(now: SideState) -> bool:
        seen.set_ydata(seen_of(now))
        return False

    return Drawing([seen, truth], update)


def _curves(
    ax: Axes,
    first: SideState,
    levels: tuple[float, ...],
    standings: Callable[[SideState], tuple[tuple[Standing, ...], Standing]],
) -> Drawing:
    style.lane(ax)
    ax.set_yscale("log")
    ax.set_ylim(5e-4, 0.5)
    ax.set_yticks([0.001, 0.01, 0.1], labels=["0.001", "0.01", "0.1"])
    ax.minorticks_off()
    ax.set_xticks([level for level in levels if level != 0.05])  # its label has no room
    ax.tick_params(labelsize=style.FONT["normal"])
    every = standings(first)[0]
    errors = {name: np.array([one.errors[name] for one in every]) for name in MARKERS if name in every[0].errors}
    lines = {
        name: ax.plot([], [], marker=MARKERS[name], markersize=7, **style.of(name))[0] for name in errors
    }  # up to the level looked at
    seeds = ax.plot([], [], "o", markersize=4, color=style.INK, zorder=5)[0]  # of the LSTM
    here = ax.axvline(0, **{**style.of("cursor"), "label": "_"})

    def update(now: SideState) -> bool:
        place = standings(now)[1].place
        here.set_xdata([levels[place], levels[place]])
        for name, line in lines.items():
            line.set_data(levels[: place + 1], errors[name][: place + 1].mean(axis=1))
        each = errors["forecast"][: place + 1]
        seeds.set_data(np.repeat(levels[: place + 1], each.shape[1]), each.ravel())
        return False

    ax.set_xlim(-0.04 * levels[-1], 1.04 * levels[-1])
    update(first)
    return Drawing([here, *lines.values(), seeds], update)
