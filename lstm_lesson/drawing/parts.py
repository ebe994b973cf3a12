"""What pictures are made of: artists, each with the properties that a state gives it.

    together(
        line(ax, "sigmoid", lambda now: (now.z, now.stretched)),
        words(ax, 0.89, 0.08, lambda now: f"{now.gap:.3f}", transform=ax.transAxes),
    )

A part is made once and shows nothing yet; whoever shows the picture calls `update(state)`, which only sets data.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from lstm_lesson.drawing import style
from lstm_lesson.validate import shown

Look = dict[str, Any]
NORMAL: Look = {"fontsize": style.FONT["normal"], "color": style.INK}
LARGE: Look = {"fontsize": style.FONT["large"], "color": style.INK}
HUGE: Look = {"fontsize": style.FONT["huge"], "color": style.INK}
NOTHING = np.full((0, 2), np.nan)  # rows of (x, y) of a curve that is not there


@dataclass
class Drawing:
    """Artists on some Axes, and how to show another state on them.

    update(state) sets data only, and returns True if the background (limits, ticks) changed with it.
    """

    artists: list[Artist]
    update: Callable[[Any], bool]

    @property
    def lines(self) -> list[Line2D]:
        """The artists that are lines on some Axes: curves, not the cursor across all of them."""
        return [artist for artist in self.artists if isinstance(artist, Line2D) and artist.axes is not None]

    def of(self, quantity: str, place: int = 0) -> Any:
        """Return the artist that shows a quantity; where several do, that at `place`, in the order they were drawn."""
        found = [artist for artist in self.artists if artist.get_gid() == quantity]
        if not found:
            there = ", ".join(sorted({str(artist.get_gid()) for artist in self.artists if artist.get_gid()}))
            raise ValueError(f"quantity must be one of {there or 'none: no artist is named'}; got {shown(quantity)}")
        return found[place]


def together(*drawings: Drawing) -> Drawing:
    """Join drawings of the same state into one; the first is drawn first."""

    def update(state: Any) -> bool:
        changed = [drawing.update(state) for drawing in drawings]  # every one, before any() looks
        return any(changed)

    return Drawing([artist for drawing in drawings for artist in drawing.artists], update)


def each(things: Iterable[Any], part: Callable[[Any], Drawing]) -> Drawing:
    """Make a part of each thing, and join them."""
    return together(*map(part, things))


def through(view: Callable[[Any], Any], drawing: Drawing) -> Drawing:
    """Let a drawing show what `view` finds in the state: the run of one unit of two, the largest size."""
    return Drawing(drawing.artists, lambda state: drawing.update(view(state)))


def axes(
    figure: Figure, left: float, bottom: float, width: float, height: float, *, labels: float = style.FONT["large"]
) -> Axes:
    """Add axes in the course's look at left, bottom, width, height; their settings follow, as ax.set(xlim=…, …)."""
    ax = figure.add_axes((left, bottom, width, height))
    style.lane(ax)
    ax.tick_params(labelsize=style.FONT["normal"])
    for axis in (ax.xaxis, ax.yaxis):
        axis.label.set_fontsize(labels)
    return ax


def moving(artist: Artist, properties: Callable[[Any], Mapping[str, Any]]) -> Drawing:
    """Take an artist, and the properties that each state gives it: {"x": 3, "text": "3.00"}."""

    def update(state: Any) -> bool:
        for name, value in properties(state).items():
            getattr(artist, f"set_{name}")(value)  # artist.set looks first for other names of the same
        return False

    return Drawing([artist], update)


def line(ax: Axes, quantity: str, points: Callable[[Any], Any], **look: Any) -> Drawing:
    """Draw a curve in its quantity's look; points(state) gives (x, y), or y alone for the steps 0, 1, 2, …"""
    (artist,) = ax.plot([], [], gid=quantity, **{**style.of(quantity), **look})

    def data(state: Any) -> dict[str, Any]:
        found = points(state)
        return {"data": found if isinstance(found, tuple) else (np.arange(len(found)), found)}

    return moving(artist, data)


def dots(ax: Axes, quantity: str, points: Callable[[Any], Any], marker: str = "o", **look: Any) -> Drawing:
    """Draw dots in a quantity's colour; points(state) gives (x, y), one number each or many."""
    look = {"color": style.of(quantity)["color"], "gid": quantity, **look}
    (artist,) = ax.plot([], [], linestyle="none", marker=marker, **look)
    return moving(artist, lambda state: {"data": tuple(map(np.atleast_1d, points(state)))})


def words(where: Axes | Figure, x: float, y: float, text: str | Callable[[Any], str], **look: Any) -> Drawing:
    """Write words that follow the state, or always the same ones, at a place; never clipped."""
    if isinstance(text, str):
        return Drawing([where.text(x, y, text, clip_on=False, **look)], lambda state: False)
    return moving(where.text(x, y, "", clip_on=False, **look), lambda state: {"text": text(state)})


def upright(ax: Axes, at: Callable[[Any], float]) -> Drawing:
    """Draw an upright cursor at the place that the state gives; none at nan."""
    artist = ax.axvline(0, gid="cursor", **{**style.of("cursor"), "label": "_"})
    return moving(artist, lambda state: {"xdata": [at(state)] * 2})


def fitted(ax: Axes, wanted: Callable[[Any], tuple[float, float]], ticks: Any = None) -> Drawing:
    """Fit the upright axis to the range that a state wants, one of few, so that it seldom jumps; and its ticks to it.

    ticks(low, high) gives the keywords of `set_yticks`, where they follow the range.
    """

    def update(state: Any) -> bool:
        low, high = wanted(state)
        if ax.get_ylim() == (low, high):
            return False
        ax.set_ylim(low, high)
        if ticks is not None:
            ax.set_yticks(**ticks(low, high))
        return True

    return Drawing([], update)


def key(where: Axes | Figure, names: Mapping[str, str], samples: Mapping[str, Look] | None = None, **look: Any) -> None:
    """Name quantities by a sample of each: its line, or what `samples` say of it, such as a marker."""
    other = samples or {}
    handles = [
        Line2D([], [], **{**style.of(name), "label": label, **other.get(name, {})}) for name, label in names.items()
    ]
    where.legend(handles=handles, **{"frameon": False, "fontsize": style.FONT["large"], **look})
