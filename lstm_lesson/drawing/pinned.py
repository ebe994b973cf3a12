"""Keep what the lines of a picture show now, as pale lines below them, to compare with what they show later.

A ghost belongs to the background: it follows the limits of its axes, and costs a moving slider nothing.
"""

from typing import Any, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import Drawing


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
    """Say what the pale lines are, below the key of the lane itself."""
    sample = Line2D([], [], color=ghost.get_color(), linewidth=ghost.get_linewidth())
    key = Legend(axes, [sample], ["pinned"], loc="lower left", bbox_to_anchor=(1.0, -0.06), **lanes.KEY)
    key.get_texts()[0].set_color(style.INK)
    axes.add_artist(key)
    return key
