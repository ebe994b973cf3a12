"""Draw what was recorded for notebook 13: who wins where, and what a distractor and a gap cost."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import NORMAL, Drawing, axes, dots, each, key, line, moving, together, upright, words
from lstm_lesson.lessons.n13_limitations import pictures
from lstm_lesson.lessons.n13_limitations.numbers import MapState, Ranking, SideState
from lstm_lesson.lessons.n13_limitations.pictures import name_of, short, switched, within
from lstm_lesson.studies.limits.forecasters import AMPLITUDES, BOUND, GAPS, NOISES, ORACLE, RIVALS, SINCES

MAP_PICTURE, SIDE_PICTURE = (1000, 470), (1000, 600)  # px
LETTERS = {"forecast": "L", "ar": "A", "linear": "M", "constant": "C", "ar2": "2", "lstm_clean": "N"}
LETTERS |= {"one_period_back": "P", "last_value": "V", "feed_forward": "F"}
MARKERS = {"constant": "s", "ar": "^", "ar_told": "v", "linear": "D", "forecast": "o", ORACLE: "x"}


def map_picture(figure: Figure, first: MapState) -> Drawing:
    """Draw who wins where, a letter and a colour for each, and at the cursor every error with its seeds."""
    ax = figure.add_axes((0.085, 0.15, 0.43, 0.66))
    ax.set(xlim=(-0.5, len(SINCES) - 0.5), ylim=(-0.5, len(NOISES) - 0.5))
    ax.set_xticks(range(len(SINCES)), labels=["no\nswitch", *(str(since) for since in SINCES[1:])])
    ax.set_yticks(range(len(NOISES)), labels=[f"{noise:g}" for noise in NOISES])
    ax.tick_params(labelsize=style.FONT["normal"], length=0)
    ax.set_xlabel("steps seen since the switch of the period", fontsize=style.FONT["large"])
    ax.set_ylabel("noise (standard deviation)", fontsize=style.FONT["large"])
    for cell in first.cells:
        _cell(ax, cell)
    winners = [name for name in LETTERS if name in {n for cell in first.cells for n in _named(cell)}]
    said = "    ".join(f"{LETTERS[name]}  {name_of(name)}" for name in winners)
    figure.text(0.042, 0.955, said, va="center", fontsize=style.FONT["large"], color=style.INK)
    ax.text(0.0, 1.05, "one letter: a clear winner; two, hatched: none", transform=ax.transAxes, va="center", **NORMAL)
    cursor = ax.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=style.INK, linewidth=4, gid="cursor"))
    cover = Rectangle((-0.5, 0), len(SINCES), len(NOISES), facecolor="#F2F2F2", edgecolor="none", gid="cover")
    return together(
        moving(ax.add_patch(cover), lambda now: {"y": now.shown - 0.5}),
        moving(cursor, lambda now: {"xy": _corner(now.here)}),
        _seed_scores(axes(figure, 0.70, 0.15, 0.21, 0.66, labels=style.FONT["normal"])),
    )


def _corner(cell: Ranking) -> tuple[float, float]:
    """Return where on the map a cell's lower left corner is."""
    row, column = divmod(cell.place, len(SINCES))
    return column - 0.5, row - 0.5


def _named(cell: Ranking) -> tuple[str, ...]:
    """Return whose letters stand in a cell."""
    return (cell.first,) if cell.clear else (cell.first, cell.second)


def _cell(ax: Axes, cell: Ranking) -> None:
    x, y = _corner(cell)
    look: dict[str, Any] = {"facecolor": (style.of(cell.first)["color"], 0.5), "edgecolor": "white"}
    ax.add_patch(Rectangle((x, y), 1, 1, hatch=None if cell.clear else "///", linewidth=1, **look))
    said = "≈".join(LETTERS[name] for name in _named(cell))
    size = style.FONT["huge"] if cell.clear else style.FONT["large"]
    ax.text(x + 0.5, y + 0.5, said, ha="center", va="center", fontsize=size, weight="bold", color=style.INK)


def _seed_scores(ax: Axes) -> Drawing:
    names = (*RIVALS["map"], BOUND)
    row = pictures.score_axis(ax, names)
    title: dict[str, Any] = {"transform": ax.transAxes, "ha": "center", "va": "center", **NORMAL}

    def seeds(now: MapState, name: str) -> Any:
        errors = now.here.errors[name]
        return [within(error) for error in errors], [row[name]] * len(errors)

    def mean(name: str) -> Drawing:
        return words(ax, 1.04, row[name], lambda now: short(now.here.mean(name)), **pictures.beside(ax))

    return together(
        words(ax, 0.3, 1.06, lambda now: f"noise {now.noise:g}, {switched(now.since)}; a dot for each seed", **title),
        each(names, lambda name: dots(ax, name, lambda now: seeds(now, name), markersize=9)),
        each(names, mean),
    )


# ---- The distractor and the gap


def side_picture(figure: Figure, first: SideState) -> Drawing:
    """Draw a window with a distractor and one with a gap, and below each the errors of all."""
    distracted, gappy = (axes(figure, left, 0.68, 0.405, 0.22) for left in (0.085, 0.575))
    beside, across = (axes(figure, left, 0.10, 0.405, 0.48) for left in (0.085, 0.575))
    distracted.set_title("a distractor: another sine on top, not to be forecast", **NORMAL)
    gappy.set_title("a gap: the last steps are missing", **NORMAL)
    beside.set(xlabel="amplitude of the distractor", ylabel="mean absolute error")
    across.set(xlabel="steps missing before the forecast")
    look: dict[str, Any] = {"ncols": 6, "fontsize": 11.5, "columnspacing": 1.4}
    look |= {"loc": "upper center", "bbox_to_anchor": (0.5, 1.01)}
    said = {name: name_of(name) for name in MARKERS} | {"forecast": "LSTM"}
    key(figure, said, {name: {"marker": marker, "markersize": 8} for name, marker in MARKERS.items()}, **look)
    return together(
        _example(distracted, lambda now: now.distracted),
        _example(gappy, lambda now: now.gappy),
        _curves(beside, AMPLITUDES, first.distractor, lambda now: now.at_amplitude.place),
        _curves(across, GAPS, first.gap, lambda now: now.at_gap.place),
    )


def _example(ax: Axes, seen: Callable[[SideState], np.ndarray]) -> Drawing:
    pictures.time_axis(ax)
    ax.set(ylim=(-0.35, 1.5), yticks=[0, 0.5, 1])
    ax.tick_params(labelsize=style.FONT["small"])
    return together(line(ax, "x", seen, marker="o", markersize=3), line(ax, "truth", lambda now: now.clean))


def _curves(
    ax: Axes, levels: tuple[float, ...], rankings: tuple[Ranking, ...], place: Callable[[SideState], int]
) -> Drawing:
    """Draw the errors of all, and of each seed of the LSTM, up to the level that is looked at."""
    ax.set(yscale="log", ylim=(5e-4, 0.5), xlim=(-0.04 * levels[-1], 1.04 * levels[-1]))
    ax.set_yticks([0.001, 0.01, 0.1], labels=["0.001", "0.01", "0.1"])
    ax.minorticks_off()
    ax.set_xticks([level for level in levels if level != 0.05])  # its label has no room
    errors = {name: np.array([one.errors[name] for one in rankings]) for name in MARKERS if name in rankings[0].errors}

    def mean(name: str) -> Drawing:
        known = errors[name].mean(axis=1)
        return line(ax, name, lambda now: _upto(place(now), levels, known), marker=MARKERS[name], markersize=7)

    def seeds(now: SideState) -> Any:
        known, each_seed = _upto(place(now), levels, errors["forecast"])
        return np.repeat(known, each_seed.shape[1]), each_seed.ravel()

    return together(
        upright(ax, lambda now: levels[place(now)]),
        each(errors, mean),
        dots(ax, "forecast", seeds, markersize=4, color=style.INK, zorder=5),
    )


def _upto(place: int, levels: tuple[float, ...], values: np.ndarray) -> Any:
    return levels[: place + 1], values[: place + 1]
