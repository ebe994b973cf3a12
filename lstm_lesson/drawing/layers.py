"""Keep each axes of a figure as pixels, and draw it again only as far as it has changed.

Words are what takes the time. Of the 6 ms that matplotlib needs for one lane, 4 go into its key and into its upright
axis, which stay the same while the time axis moves: so each of these is a picture of its own, and is put in its place.

A menu or a seed that changes the axes comes back to the same few ranges again and again: so the axes keep their last
pictures, and show one that they have without drawing.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple, Self

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.ticker import FixedLocator, NullLocator, ScalarFormatter

from lstm_lesson.drawing.stamps import covered

KEPT = 24  # pictures of one axes, 20 to 100 kB each


class Picture(NamedTuple):
    """Pixels (height, width, 4) uint8 RGBA, bottom row first, and how far from the lower left corner they stand."""

    pixels: np.ndarray
    left: int
    below: int

    def put(self, paper: RendererAgg) -> None:
        """Draw the picture in its place."""
        paper.draw_image(paper.new_gc(), self.left, self.below, self.pixels)

    def meets(self, axes: Axes) -> bool:
        """Return whether a part of the picture stands inside the frame of `axes`."""
        (left, below), (right, above) = axes.bbox.get_points()
        height, width = self.pixels.shape[:2]
        return self.left < right and left < self.left + width and self.below < above and below < self.below + height


class Runs(NamedTuple):
    """A picture in a small part of its memory: runs of equal pixels, row by row."""

    colours: np.ndarray
    lengths: np.ndarray
    shape: tuple[int, ...]
    left: int
    below: int

    @classmethod
    def of(cls, picture: Picture) -> Self:
        """Take a picture apart."""
        flat = picture.pixels.view("<u4").ravel()
        starts = np.concatenate([[0], np.flatnonzero(flat[1:] != flat[:-1]) + 1])
        lengths = np.diff(starts, append=flat.size).astype(np.uint32)
        return cls(flat[starts], lengths, picture.pixels.shape, picture.left, picture.below)

    def picture(self) -> Picture:
        """Put the picture together again."""
        pixels = np.repeat(self.colours, self.lengths).view(np.uint8).reshape(self.shape)
        return Picture(pixels, self.left, self.below)


class Layer:
    """One axes as a picture."""

    def __init__(self, axes: Axes) -> None:
        self._axes = axes
        self._picture: Picture | None = None
        self._kept: OrderedDict[Hashable, Runs] = OrderedDict()
        self._still: list[Artist] = []  # what stood still when the pictures were kept
        self._parts: dict[Artist, Picture] = {}
        self._over: set[Artist] = set()  # keys over lines: their half-covered pixels would be rounded twice
        self._look: object = None  # what the places of all parts hang on

    def picture(self, paper: RendererAgg) -> Picture:
        """Return the axes as they are; if they have changed they are drawn on `paper`, which loses what it shows."""
        axes = self._axes
        if self._picture is None or axes.stale:  # moving artists are animated, and make nothing stale
            if axes.axison and axes.get_frame_on() and axes.get_aspect() == "auto":
                self._picture = self._kept_or_drawn(paper)
            else:
                self._picture = self._drawn(paper, framed=False)
        return self._picture

    def _kept_or_drawn(self, paper: RendererAgg) -> Picture:
        """Return the picture that was kept of the axes with these ranges; or draw them, and keep that."""
        axes = self._axes
        still = [axes.patch, *from_below(axes)]
        others = [child for child in still if not isinstance(child, Axis)]
        if still != self._still or any(map(_is_stale, others)):
            self._kept.clear()  # more has changed than the ranges
        look = (axes.bbox.bounds, *map(_scale, (axes.xaxis, axes.yaxis)))
        if look in self._kept:
            self._kept.move_to_end(look)
            axes.stale = False  # its axis stays stale, so that its own picture is drawn when it is needed
            return self._kept[look].picture()
        picture = self._drawn(paper, framed=True)
        for child in others:
            child.stale = False  # matplotlib leaves it so where there was nothing to draw
        self._still = still
        self._kept[look] = Runs.of(picture)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return picture

    def _drawn(self, paper: RendererAgg, framed: bool) -> Picture:
        """Draw the axes, from the pictures of their parts where that can be done."""
        look, self._look = self._look, (self._axes.bbox.bounds, self._axes.xaxis.get_tick_params())
        if framed and look == self._look:
            return self._from_parts(paper)
        self._parts, self._over = {}, set()
        return _alone(self._axes, paper)

    def _from_parts(self, paper: RendererAgg) -> Picture:
        """Draw the axes as `Axes.draw` does, but take the picture of each axis and key that has not changed."""
        axes = self._axes
        axes.get_xlim()  # matplotlib puts off until a draw to choose the limits that nobody has set: now, then
        parts = [child for child in axes.get_children() if _is_slow(child) and child not in self._over]
        if axes.xaxis.stale and _is_plain(axes.xaxis):
            parts[parts.index(axes.xaxis)] = axes.xaxis.label
        for part in parts:
            if part not in self._parts or _is_stale(part):
                self._parts[part] = _alone(part, paper)
                part.stale = False  # matplotlib leaves it so where there was nothing to draw
                if isinstance(part, Legend) and self._parts[part].meets(axes):
                    self._over.add(part)
        self._parts = {part: self._parts[part] for part in parts if part not in self._over}

        paper.clear()
        axes.patch.draw(paper)
        for child in from_below(axes):
            if child in self._parts:
                self._parts[child].put(paper)
            elif child is axes.xaxis:
                _draw_moved(axes.xaxis, paper)
                self._parts[axes.xaxis.label].put(paper)
            else:
                child.draw(paper)
        axes.stale = False
        return _cut(paper)


def from_below(whole: Axes | Figure) -> list[Artist]:
    """List what stands still on axes or a figure, but not the patch behind all, in the order in which it is drawn."""
    children = [child for child in whole.get_children() if child is not whole.patch and not child.get_animated()]
    return sorted(children, key=lambda child: child.get_zorder())


def _alone(artist: Artist, paper: RendererAgg) -> Picture:
    """Draw `artist` on transparent paper and cut it out."""
    paper.clear()
    artist.draw(paper)
    return _cut(paper)


def _cut(paper: RendererAgg) -> Picture:
    """Cut out what is on `paper`."""
    upwards = np.asarray(paper.buffer_rgba())[::-1]
    rows, columns = covered(upwards)
    return Picture(upwards[rows, columns].copy(), columns.start, rows.start)


def _is_slow(child: Artist) -> bool:
    """Return whether a picture of a child is worth keeping; one of a key's half-transparent frame would be rounded."""
    return isinstance(child, Axis) or (isinstance(child, Legend) and not child.get_frame_on())


def _is_stale(part: Artist) -> bool:
    """Return whether a part must be drawn again.

    A key does not say so itself when one of its words has changed. Nor does an axis when one number gets a colour: who
    does that to a live picture sets `axis.stale`.
    """
    words = (*part.get_texts(), *part.legend_handles) if isinstance(part, Legend) else ()
    return part.stale or any(word.stale for word in words if word is not None)


def _scale(axis: Axis) -> Hashable:
    """Return all that the look of an axis depends on, but not what it makes of it, which takes long to work out."""
    ticks = axis.get_major_locator()
    places = tuple(axis.get_majorticklocs()) if isinstance(ticks, FixedLocator) else ()
    return (
        axis.get_scale(),
        tuple(axis.get_view_interval()),
        places or ticks,
        tuple(str(tick.label1.get_color()) for tick in axis.majorTicks[: len(places)]),
        axis.get_major_formatter(),
        axis.get_minor_locator(),
        axis.get_minor_formatter(),
        axis.label.get_text(),
        axis.get_visible(),
        *axis.get_tick_params().items(),
    )


def _is_plain(axis: Axis) -> bool:
    """Return whether an axis has numbers and grid lines, and no more: no marks, and nothing between them."""
    tick = axis.get_major_ticks(1)[0]
    return (
        axis.get_visible()
        and isinstance(axis.get_major_formatter(), ScalarFormatter)
        and isinstance(axis.get_minor_locator(), NullLocator)
        and not any(mark.get_visible() for mark in (tick.tick1line, tick.tick2line, tick.label2))
    )


def _draw_moved(axis: Axis, paper: RendererAgg) -> None:
    """Draw the grid lines and numbers of a plain x axis, but not its label: that stays where it is.

    `Axis.draw` takes two to six times as long. It draws line by line, and seeks the place of the label, which depends
    on the height of the numbers alone.
    """
    low, high = sorted(axis.get_view_interval())
    slack = 1e-10 * (high - low)  # as matplotlib has it
    tick = axis.get_major_ticks(1)[0]
    if tick.gridline.get_visible():
        places = [place for place in axis.get_majorticklocs() if low - slack <= place <= high + slack]
        own = tick.gridline.get_data()
        tick.gridline.set_data(np.repeat(places, 3), np.tile([0, 1, np.nan], len(places)))
        tick.gridline.draw(paper)
        tick.gridline.set_data(*own)
    if tick.label1.get_visible():
        for number in axis.get_majorticklabels():
            if low - slack <= number.get_position()[0] <= high + slack:
                number.draw(paper)
        power = axis.get_offset_text()
        power.set_text(axis.get_major_formatter().get_offset())
        power.draw(paper)
    axis.stale = False
