"""Draw a text that changes with every move by stamping a kept picture of it.

Laying out and rendering one short text costs matplotlib about 0.6 ms; 25 of them would use up all the time that a move
may take. The same few hundred strings come back again and again ("0.12", "0.13"), so each is rendered once, on whole
pixels and without colour, and then only tinted and put in its place.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import TypeGuard, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

KEPT = 4000  # stamps, about 1 kB each
PAPER = (480, 160)  # pixels; a text that does not fit is drawn by matplotlib


class TextStamps:
    """Draw plain texts from a store of rendered ones, least recently used thrown away first."""

    def __init__(self, dpi: float) -> None:
        self._paper = RendererAgg(*PAPER, dpi)
        self._stamps: OrderedDict[Hashable, tuple[np.ndarray, int, int] | None] = OrderedDict()

    def draw(self, text: Text, renderer: RendererAgg) -> None:
        """Draw `text` at its place, rounded to whole pixels."""
        if not text.get_visible() or not text.get_text():
            return
        key = _shape(text)
        if key not in self._stamps:
            self._stamps[key] = self._render(text)
            if len(self._stamps) > KEPT:
                self._stamps.popitem(last=False)
        self._stamps.move_to_end(key)
        stamp = self._stamps[key]
        if stamp is None:
            text.draw(renderer)
            return
        cover, left, below = stamp
        x, y = text.get_transform().transform(text.get_unitless_position())
        if np.isfinite(x) and np.isfinite(y):
            pixels = _tint(cover, to_rgba(text.get_color(), text.get_alpha()))
            renderer.draw_image(renderer.new_gc(), round(x) - left, round(y) - below, pixels)

    def _render(self, text: Text) -> tuple[np.ndarray, int, int] | None:
        """Return (cover, left, below), or None if the text is too large for the paper.

        `cover` (height, width) uint8 says how much of each pixel the text covers, bottom row first; the text's anchor
        is `left` pixels from its left side and `below` pixels from its bottom.
        """
        width, height = PAPER
        copy = Text(width // 2, height // 2, text.get_text())
        copy.update_from(text)
        copy.set_figure(cast(Figure, text.get_figure(root=True)))  # for the dpi
        copy.set_transform(IdentityTransform())
        copy.set_rotation(text.get_rotation())
        copy.set_alpha(1)
        copy.set_color("black")
        self._paper.clear()
        copy.draw(self._paper)
        cover = np.asarray(self._paper.buffer_rgba())[::-1, :, 3]
        if cover[[0, -1]].any() or cover[:, [0, -1]].any():
            return None
        rows, columns = covered(cover)
        return cover[rows, columns].copy(), width // 2 - columns.start, height // 2 - rows.start


def covered(alpha: np.ndarray) -> tuple[slice, slice]:
    """Return the rows and columns of `alpha` (height, width) that hold all that is not 0; one pixel if all is 0."""
    rows = np.flatnonzero(alpha.any(axis=1))
    if not rows.size:
        return slice(0, 1), slice(0, 1)
    band = slice(int(rows[0]), int(rows[-1]) + 1)
    columns = np.flatnonzero(alpha[band].any(axis=0))
    return band, slice(int(columns[0]), int(columns[-1]) + 1)


def can_stamp(artist: Artist) -> TypeGuard[Text]:
    """Return whether `artist` is a text and nothing more: no arrow, box, outline, or clipping."""
    if type(artist) is not Text or artist.get_bbox_patch() or artist.get_path_effects():
        return False
    return not (artist.get_clip_on() and (artist.get_clip_box() or artist.get_clip_path()))


def _shape(text: Text) -> Hashable:
    """Return everything that the text's cover depends on."""
    return (
        text.get_text(),
        hash(text.get_fontproperties()),
        text.get_rotation(),
        text.get_horizontalalignment(),
        text.get_verticalalignment(),
    )


def _tint(cover: np.ndarray, colour: tuple[float, ...]) -> np.ndarray:
    """Return `cover` (height, width) as RGBA pixels (height, width, 4) of one colour, itself RGBA from 0 to 1."""
    pixels = np.empty((*cover.shape, 4), dtype=np.uint8)
    pixels[..., :3] = np.multiply(colour[:3], 255).round()
    pixels[..., 3] = cover if colour[3] == 1 else cover * colour[3]
    return pixels
