"""Draw a series with its split, the forecasts from one origin, and how all did (notebook 16)."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import NORMAL, Drawing, axes, dots, each, key, line, moving, together, upright, words
from lstm_lesson.drawing.written import whole_steps
from lstm_lesson.lessons.n16_your_own_series.numbers import NAMES, PAST, Rolled, Scored, largest_so_far
from lstm_lesson.studies.rolling.origins import HORIZONS, N_AHEAD
from lstm_lesson.studies.rolling.scores import LSTM, RIVALS, WORDS

ROLLING_PICTURE, SCORES_PICTURE = (1000, 620), (1000, 470)  # hundredths of an inch
SHADES = {"to fit to": "#FFFFFF", "to choose by": "#EDF3F8", "to test on": "#FBEFE6"}
STEPS = np.arange(1, N_AHEAD + 1)


def limits(ax: Axes, wanted: Callable[[Any], tuple[float, float, float, float]]) -> Drawing:
    """Fit both axes to what a state wants: left, right, bottom, top."""

    def update(state: Any) -> bool:
        left, right, bottom, top = wanted(state)
        if (*ax.get_xlim(), *ax.get_ylim()) == (left, right, bottom, top):
            return False
        ax.set(xlim=(left, right), ylim=(bottom, top))
        return True

    return Drawing([], update)


def around(*arrays: Any, margin: float = 0.06, ground: float | None = None) -> tuple[float, float]:
    """Return a range with some room around all that is given; it begins at `ground`, if that is given."""
    low = min(float(np.min(a)) for a in arrays) if ground is None else ground
    high = max(float(np.max(a)) for a in arrays)
    room = margin * ((high - low) or 1.0)
    return (low - room if ground is None else low), high + room


def rolling_picture(figure: Figure, first: Rolled) -> Drawing:
    """Draw the whole series and its parts, the end of what is known with all forecasts, and the mean errors so far."""
    whole, end = axes(figure, 0.075, 0.69, 0.905, 0.22), axes(figure, 0.075, 0.10, 0.45, 0.38)
    so_far = axes(figure, 0.62, 0.10, 0.36, 0.38)
    end.set_xlabel("steps from the origin")
    end.set_title("what is known, and twelve steps ahead", **NORMAL)
    so_far.set(xlabel="steps ahead", xticks=[1, 3, 6, 9, 12])
    end.axvspan(0, N_AHEAD + 0.5, color=SHADES["to test on"], linewidth=0, zorder=0)
    for at in HORIZONS:
        so_far.axvline(at, color="#C8C8C8", linewidth=1, zorder=0)
    look: dict[str, Any] = {"ncols": 4, "fontsize": 11, "columnspacing": 2.0, "handlelength": 3.0}
    look |= {"loc": "center", "bbox_to_anchor": (0.53, 0.585), "handletextpad": 0.4}
    key(figure, {"x": "known", "truth": "truth", **WORDS}, **look)
    return together(
        _whole(whole),
        _end(end),
        _so_far(so_far),
    )


def _whole(ax: Axes) -> Drawing:
    spans = [ax.axvspan(0, 1, color=shade, linewidth=0, zorder=0) for shade in list(SHADES.values())[1:]]

    def edges(now: Rolled) -> tuple[float, ...]:
        of = now.split
        return now.time[0], now.time[of.n_train], now.time[of.n_known], now.time[-1]

    def span(part: int) -> Drawing:
        return moving(spans[part - 1], lambda now: {"x": edges(now)[part], "width": np.diff(edges(now))[part]})

    def name(part: int) -> Drawing:
        x, text = lambda now: (edges(now)[part] + edges(now)[part + 1]) / 2, list(SHADES)[part]
        artist = ax.text(0, 1.03, text, transform=ax.get_xaxis_transform(), ha="center", va="bottom", **NORMAL)
        return moving(artist, lambda now: {"x": x(now)})

    def wanted(now: Rolled) -> tuple[float, float, float, float]:
        return (now.time[0], now.time[-1], *around(now.split.x))

    def title(now: Rolled) -> str:
        return f"{NAMES[now.scores.name]} ({now.scores.unit})"

    return together(
        limits(ax, wanted),
        words(ax, 0.0, 1.22, title, transform=ax.transAxes, weight="bold", **NORMAL),
        each((1, 2), span),
        each((0, 1, 2), name),
        line(ax, "x", lambda now: (now.time, now.split.x), linewidth=1.1),
        upright(ax, lambda now: now.time[now.origin - 1]),
    )


def _end(ax: Axes) -> Drawing:
    def wanted(now: Rolled) -> tuple[float, float, float, float]:
        seen = [now.split.x[now.origin - PAST : now.origin + N_AHEAD], *now.forecasts.values()]
        low, high = min(map(np.min, seen)), max(map(np.max, seen))
        unit = now.grain  # so that the axis jumps seldom while the origin rolls
        return (-PAST - 0.5, N_AHEAD + 0.5, np.floor(low / unit - 0.1) * unit, np.ceil(high / unit + 0.1) * unit)

    def known(now: Rolled) -> Any:
        return np.arange(1 - PAST, 1), now.split.x[now.origin - PAST : now.origin]

    return together(
        limits(ax, wanted),
        each(RIVALS, lambda name: line(ax, name, lambda now: (STEPS, now.forecasts[name]))),
        line(ax, "truth", lambda now: (STEPS, now.truth), marker="o", markersize=5, zorder=5),
        line(ax, "x", known, marker="o", markersize=4),
    )


def _so_far(ax: Axes) -> Drawing:
    def wanted(now: Rolled) -> tuple[float, float, float, float]:
        return (0.5, N_AHEAD + 0.5, *around([largest_so_far(now.scores.name)], ground=0.0))

    def title(now: Rolled) -> str:
        count = now.place + 1
        return f"mean absolute error over {count} origin{'s' * (count > 1)}"

    heading: dict[str, Any] = {"transform": ax.transAxes, "ha": "center", "va": "bottom", **NORMAL}
    return together(
        limits(ax, wanted),
        words(ax, 0.5, 1.03, title, **heading),
        each(RIVALS, lambda name: line(ax, name, lambda now: (STEPS, now.so_far[name]))),
    )


def scores_picture(figure: Figure, first: Scored) -> Drawing:
    """Draw the error of each, a dot for each seed, and block by block the LSTM beside one rival."""
    board, paired = axes(figure, 0.175, 0.14, 0.29, 0.70), axes(figure, 0.60, 0.14, 0.385, 0.70)
    board.set(yticks=range(len(RIVALS)), xlabel="mean absolute error")
    board.set_yticklabels([WORDS[name] for name in RIVALS], fontsize=style.FONT["large"])
    for label, name in zip(board.get_yticklabels(), RIVALS, strict=True):
        label.set_color(style.text(name))
    paired.set(xlabel="block of the test, in time")
    return together(_board(board), _paired(paired))


def _board(ax: Axes) -> Drawing:
    row = {name: place for place, name in enumerate(RIVALS)}
    beside: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "va": "center", **NORMAL}

    def wanted(now: Scored) -> tuple[float, float, float, float]:
        every = [now.scores.seeds(name, now.ahead) for name in RIVALS]
        return (*around(*every, margin=0.08, ground=0.0), len(RIVALS) - 0.5, -0.5)

    def seeds(name: str) -> Drawing:
        def places(now: Scored) -> Any:
            found = now.scores.seeds(name, now.ahead)
            return found, np.full(len(found), row[name])

        return dots(ax, name, places, markersize=9)

    def mean(name: str) -> Drawing:
        return words(ax, 1.03, row[name], lambda now: f"{now.scores.mean(name, now.ahead):.3g}", **beside)

    def title(now: Scored) -> str:
        return f"{NAMES[now.scores.name]} ({now.scores.unit}), {steps_ahead(now.ahead)}"

    heading: dict[str, Any] = {"transform": ax.transAxes, "ha": "center", "va": "bottom", "weight": "bold", **NORMAL}
    return together(limits(ax, wanted), words(ax, 0.4, 1.04, title, **heading), each(RIVALS, seeds), each(RIVALS, mean))


def rarely(p: float) -> str:
    """Write how often chance alone parts two as far, in percent with two digits."""
    return f"by chance {'below 0.1' if p < 0.001 else format(float(f'{100 * p:.2g}'), 'g')} %"


def steps_ahead(steps: int) -> str:
    """Write a distance ahead."""
    return f"{whole_steps(steps)} ahead"


def _paired(ax: Axes) -> Drawing:
    """Draw both errors of each block; the rival's is drawn by a line for each, of which one is shown."""

    def blocks(now: Scored, name: str) -> Any:
        errors = now.scores.by_block(name, now.ahead)
        return np.arange(1, len(errors) + 1), errors

    def wanted(now: Scored) -> tuple[float, float, float, float]:
        both = blocks(now, LSTM)[1], blocks(now, now.rival)[1]
        return (0.5, len(both[0]) + 0.5, *around(*both, margin=0.12, ground=0.0))

    def rival(name: str) -> Drawing:
        (artist,) = ax.plot([], [], gid=f"{name} blocks", marker="o", markersize=7, **style.of(name))
        return moving(artist, lambda now: {"data": blocks(now, name), "visible": name == now.rival})

    def title(now: Scored) -> str:
        if now.rival == LSTM:
            return "the LSTM, block by block"
        return f"LSTM and {WORDS[now.rival]}: {rarely(now.p)}"

    heading: dict[str, Any] = {"transform": ax.transAxes, "ha": "center", "va": "bottom", "weight": "bold", **NORMAL}
    return together(
        limits(ax, wanted),
        words(ax, 0.5, 1.04, title, **heading),
        each(RIVALS[:-1], rival),
        line(ax, LSTM, lambda now: blocks(now, LSTM), marker="o", markersize=7),
    )
