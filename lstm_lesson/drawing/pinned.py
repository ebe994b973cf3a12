"""Keep what the lines of a picture show now, as pale lines below them, to compare with what they show later.

A ghost belongs to the background: it follows the limits of its axes, and costs a moving slider nothing.
"""

from collections.abc import Iterator
from typing import Any, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.transforms import BboxBase

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import Drawing

ROOM = (12, 0)  # pixels that a number may grow by to either side, and up or down, when its axis changes
BESIDE: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (1.0, -0.06)}
INSIDE: dict[str, Any] = {"frameon": True, "framealpha": 0.85, "edgecolor": "none"}
# "best" hides least of the curves, but does not see what else is written there.
PLACES = (BESIDE, *(INSIDE | {"loc": corner} for corner in ("best", "lower left", "lower right", "upper left")))


def pin(drawing: Drawing) -> list[Artist]:
    """Copy every moving curve that stands on axes, pale and below it, and name the copies beside the uppermost axes.

    Returns the new artists, for `unpin`. The background must be drawn anew.
    """
    ghosts = [(cast(Axes, line.axes), _copy(line)) for line in drawing.lines if line.get_gid() != "cursor"]
    for axes, copy in ghosts:
        axes.add_line(copy)
    return [*(copy for _, copy in ghosts), _key(*ghosts[0])] if ghosts else []


def unpin(ghosts: list[Artist]) -> None:
    """Take away what `pin` has drawn. The background must be drawn anew."""
    for artist in ghosts:
        artist.remove()
    ghosts.clear()


def pale(colour: Any) -> tuple[float, float, float]:
    """Give a colour's hue, light enough to lie under a line of that colour."""
    red, green, blue = (0.5 + 0.5 * part for part in to_rgb(colour))
    return red, green, blue


def _copy(line: Line2D) -> Line2D:
    ghost = Line2D(*np.array(line.get_data()))
    ghost.update_from(line)
    ghost.set(color=pale(line.get_color()), zorder=line.get_zorder() - 0.5, gid=lanes.PINNED)
    if line.get_linestyle() != "None":
        ghost.set_marker("")  # on a curve it shows the step looked at; of dots it is all there is
    return ghost


def _key(axes: Axes, ghost: Line2D) -> Legend:
    """Say what the pale lines are: below the key of the lane itself, or within the lane if no room is beside it."""
    sample = Line2D([], [], color=ghost.get_color(), linewidth=ghost.get_linewidth())
    if ghost.get_linestyle() == "None":
        sample.set(linestyle="None", marker=ghost.get_marker(), markersize=ghost.get_markersize())
    keys = [Legend(axes, [sample], ["pinned"], **(lanes.KEY | place)) for place in PLACES]
    for key in keys:
        axes.add_artist(key)
        if _stands_free(key) or key is keys[-1]:
            break
        key.remove()
    if key.get_bbox_to_anchor() is axes.bbox:  # within: it stays there, and does not look for the best place anew
        key.set_loc(tuple(axes.transAxes.inverted().transform(key.get_window_extent().min)))
    key.get_texts()[0].set_color(style.INK)
    return key


def _stands_free(key: Legend) -> bool:
    """Tell whether a key lies within the figure, on no other axes, on no words of its own, and near no numbers."""
    axes, figure = key.axes, cast(Figure, key.figure)
    box, page = key.get_window_extent(), figure.bbox
    taken = [*(other for other in figure.axes if other is not axes), *axes.texts, *axes.findobj(Legend)]
    on_others = any(artist.get_window_extent().overlaps(box) for artist in taken if artist is not key)
    if key.get_bbox_to_anchor() is not axes.bbox:  # within the lane there are no numbers
        numbers = [number for one in figure.axes for number in _numbers(one)]
        on_others |= any(number.padded(*ROOM).overlaps(box) for number in numbers)
    return box.x1 <= page.x1 and box.y0 >= 0 and not on_others


def _numbers(axes: Axes) -> Iterator[BboxBase]:
    """Give the boxes of the numbers that are drawn at both axes."""
    for place, axis in enumerate((axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for number in axis.get_ticklabels():
            if number.get_text() and low <= number.get_position()[place] <= high:
                yield number.get_window_extent()
