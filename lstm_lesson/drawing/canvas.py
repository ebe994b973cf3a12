"""Draw a figure fast: what never changes is drawn once, what moves is drawn over a copy of it.

matplotlib calls this blitting. A full draw of a picture with eight axes takes about 90 ms, most of it ticks and labels;
the lines that move take 3 ms. When an axis does change, only its own axes are drawn again: each is a layer of its own.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure

from lstm_lesson.drawing.layers import Layer, from_below
from lstm_lesson.drawing.png import PaletteEncoder
from lstm_lesson.drawing.stamps import TextStamps, can_stamp
from lstm_lesson.drawing.strokes import Strokes

DPI = 86  # pixels an inch: so picture and sliders stand side by side in a notebook on a screen of 1280 × 720


class LiveCanvas:
    """Hold one figure of fixed size, in hundredths of an inch, and turn it into PNG frames of `pixels`."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.pixels = width, height = size[0] * DPI // 100, size[1] * DPI // 100
        # Figure and canvas by hand: pyplot keeps a global list of figures, which other cells and threads also change.
        self.figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor="white")
        self._canvas = FigureCanvasAgg(self.figure)
        self._paper = RendererAgg(width, height, DPI)  # not the canvas' own, which lacks a row where 4.6 · 100 < 460
        self._layers: dict[Axes, Layer] = {}
        self._encoder = PaletteEncoder()
        self._stamps = TextStamps(DPI)
        self._strokes = Strokes()
        self._moving: list[Artist] = []

    def animate(self, artists: Sequence[Artist]) -> None:
        """Take `artists` out of the background: from now on each frame draws them again."""
        for artist in artists:
            artist.set_animated(True)
        self._moving = sorted(artists, key=lambda artist: artist.get_zorder())
        if self.figure.get_layout_engine() is not None:
            self._canvas.draw()
            self.figure.set_layout_engine("none")  # the layout is settled now, and must not jump with a later draw
        self.draw_background()

    def draw_background(self) -> None:
        """Draw everything that does not move; needed again only when an axis has changed."""
        paper = self._paper
        pictures = {axes: self._layers.setdefault(axes, Layer(axes)).picture(paper) for axes in self.figure.axes}
        np.asarray(paper.buffer_rgba()).fill(255)  # white, in a sixth of the time that the figure's patch takes
        for child in from_below(self.figure):
            if isinstance(child, Axes):
                pictures[child].put(paper)
            else:
                child.draw(paper)
        self._background = paper.copy_from_bbox(paper.bbox)

    def frame(self) -> np.ndarray:
        """Return the picture as it is now, (height, width, 4) uint8 RGBA: a view, valid until the next frame."""
        self._paper.restore_region(self._background)
        for artist in self._moving:
            if can_stamp(artist):
                self._stamps.draw(artist, self._paper)
            elif not self._strokes.draw(artist, self._paper):
                artist.draw(self._paper)
        return np.asarray(self._paper.buffer_rgba())

    def png(self) -> bytes:
        """Return the picture as it is now as a palette PNG."""
        return self._encoder.encode(self.frame())

    def sharp_png(self, times: int = 2) -> bytes:
        """Return the picture as it is now, `times` as many pixels wide and high, for screens that have them.

        All of it is drawn anew, in some 150 ms: a picture can afford that when it stands still, and not in every frame.
        """
        width, height = self.pixels
        paper = RendererAgg(times * width, times * height, times * DPI)
        try:
            self.figure.set_dpi(times * DPI)
            self.figure.draw(paper)
            for artist in self._moving:
                artist.draw(paper)
        finally:
            self.figure.set_dpi(DPI)
        return PaletteEncoder().encode(
            np.asarray(paper.buffer_rgba())
        )  # a palette of its own, so no frame depends on it
