"""A table of colours that fills some axes, and is quick to draw."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase


class ColourTable(Artist):
    """Fill some axes with a table of colours, the first row on top.

    matplotlib's own image resamples every pixel at every draw, which takes a third of a slider's move; here each pixel
    only looks its cell up.
    """

    def __init__(self, ax: Axes, shape: tuple[int, int], gid: str) -> None:
        super().__init__()
        self._axes_box = ax.bbox
        self._place: tuple[int, ...] = ()
        self.colours = np.zeros((*shape, 4), np.uint8)
        self.set_gid(gid)
        ax.add_artist(self)

    def set_colours(self, colours: np.ndarray) -> None:
        """Take other colours: (rows, columns, 4), 0 to 255 each."""
        self.colours = colours

    def draw(self, renderer: RendererBase) -> None:
        """Draw the table as it is now."""
        place = tuple(round(edge) for edge in self._axes_box.extents)
        if place != self._place:  # at first, and where a picture is drawn with more pixels than usual
            self._fit(place)
        pixels = self.colours[:, self._column][self._row]  # in this order: few columns picked, then whole rows copied
        renderer.draw_image(renderer.new_gc(), *self._corner, pixels)

    def _fit(self, place: tuple[int, ...]) -> None:
        """Find out which row and column each pixel of the axes shows."""
        left, below, right, above = self._place = place
        rows, columns = self.colours.shape[:2]
        self._corner = (left, below)
        self._row = np.arange(above - below)[::-1] * rows // (above - below)  # the lowest pixel first, as Agg wants it
        self._column = np.arange(right - left) * columns // (right - left)
