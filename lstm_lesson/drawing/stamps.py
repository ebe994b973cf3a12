"""Draw a text that changes with every move by stamping a kept picture of it.

Laying out and rendering one short text costs matplotlib about 1 ms; 25 of them would use up all the time that a move
may take. So each is rendered once, on whole pixels and without colour, and then only tinted and put in its place. A
number is put together from the stamps of its characters, since most moves show numbers that were never there before;
so is a line in letters that are all equally wide.
"""

import re
from collections import OrderedDict
from collections.abc import Hashable
from math import isfinite
from typing import TypeGuard, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

NUMBER = frozenset("0123456789+-−.")  # what a number is written with
KEPT = 4000  # stamps, about 1 kB each
PAPER = (560, 160)  # pixels; a text that does not fit is drawn by matplotlib


class TextStamps:
    """Draw plain texts from a store of rendered ones, least recently used thrown away first."""

    def __init__(self, dpi: float) -> None:
        self._paper = RendererAgg(*PAPER, dpi)
        self._plain = self._paper.new_gc()  # neither clipped nor faded
        self._stamps: OrderedDict[Hashable, tuple[np.ndarray, int, int] | None] = OrderedDict()
        self._advances: dict[Hashable, float] = {}

    def draw(self, text: Text, renderer: RendererAgg) -> None:
        """Draw `text` at its place, rounded to whole pixels."""
        if not text.get_visible() or not text.get_text():
            return
        stamp = self._stamp(text, text.get_text())
        if stamp is None:
            text.draw(renderer)
            return
        cover, left, below = stamp
        x, y = _place(text)
        if isfinite(x) and isfinite(y):
            pixels = _tint(cover, to_rgba(text.get_color(), text.get_alpha()))
            renderer.draw_image(self._plain, round(x) - left, round(y) - below, pixels)

    def _stamp(self, text: Text, words: str) -> tuple[np.ndarray, int, int] | None:
        """Return (cover, left, below) of `words` in the look of `text`, or None if they are too large for the paper.

        `cover` (height, width) uint8 says how much of each pixel is covered, bottom row first; the text's anchor is
        `left` pixels from its left side and `below` pixels from its bottom.
        """
        key = (words, *_look(text))
        if key not in self._stamps:
            characters = _characters(text, words)
            composed = len(characters) > 1 and _stands_on_its_left_end(text)
            self._stamps[key] = self._compose(text, characters) if composed else self._render(text, words)
            if len(self._stamps) > KEPT:
                self._stamps.popitem(last=False)
        self._stamps.move_to_end(key)
        return self._stamps[key]

    def _compose(self, text: Text, characters: list[str]) -> tuple[np.ndarray, int, int] | None:
        """Put a text together from its characters, each on whole pixels."""
        parts, pen = [], 0.0
        for character in characters:
            stamp = self._stamp(text, character)
            if stamp is None:
                return None
            cover, left, below = stamp
            parts.append((cover, round(pen) - left, -below))
            pen += self._advance(text, character)
        left, bottom = min(x for _, x, _ in parts), min(y for _, _, y in parts)
        right = max(x + cover.shape[1] for cover, x, _ in parts)
        top = max(y + cover.shape[0] for cover, _, y in parts)
        whole = np.zeros((top - bottom, right - left), np.uint8)
        for cover, x, y in parts:
            rows, columns = cover.shape
            place = whole[y - bottom : y - bottom + rows, x - left : x - left + columns]
            np.maximum(place, cover, out=place)
        return whole, -left, -bottom

    def _advance(self, text: Text, character: str) -> float:
        """Return how many pixels the pen moves on for a character."""
        key = (character, *_look(text))
        if key not in self._advances:
            font = text.get_fontproperties()
            with_it, without = (
                self._paper.get_text_width_height_descent(words, font, False)[0]
                for words in (f"0{character[-1]}0", "00")  # of an escaped dollar, the dollar
            )
            self._advances[key] = with_it - without
        return self._advances[key]

    def _render(self, text: Text, words: str) -> tuple[np.ndarray, int, int] | None:
        """Let matplotlib draw `words` in the look of `text`."""
        width, height = PAPER
        # A text grows away from its anchor: one that stands on its left end needs the paper to the right of it.
        anchors = {"left": width // 16, "right": width - width // 16}
        across = anchors.get(text.get_horizontalalignment(), width // 2) if text.get_rotation() == 0 else width // 2
        copy = Text(across, height // 2, words)
        copy.update_from(text)  # all but its words
        copy.set_figure(cast(Figure, text.get_figure(root=True)))  # for the dpi
        copy.set_transform(IdentityTransform())
        copy.set_rotation(text.get_rotation())
        copy.set_alpha(1)
        copy.set_color("black")
        self._paper.clear()
        copy.draw(self._paper)
        box = copy.get_window_extent(self._paper)
        if min(box.x0, box.y0, width - box.x1, height - box.y1) < 1:  # the paper's edge may cut between two letters
            return None
        upwards = np.asarray(self._paper.buffer_rgba())[::-1]
        cover = upwards[..., 3]
        if cover[[0, -1]].any() or cover[:, [0, -1]].any():
            return None
        rows, columns = covered(upwards)
        return cover[rows, columns].copy(), across - columns.start, height // 2 - rows.start


def covered(pixels: np.ndarray) -> tuple[slice, slice]:
    """Return the rows and columns of `pixels` (height, width, 4), RGBA, that hold all that is not transparent.

    They are one pixel if all of it is.
    """
    words = pixels.view("<u4")[..., 0]  # alpha is the highest byte: three times as fast as to look at every fourth byte
    rows = np.flatnonzero(words.max(axis=1) >> 24)
    if not rows.size:
        return slice(0, 1), slice(0, 1)
    band = slice(int(rows[0]), int(rows[-1]) + 1)
    columns = np.flatnonzero(words[band].max(axis=0) >> 24)
    return band, slice(int(columns[0]), int(columns[-1]) + 1)


def can_stamp(artist: Artist) -> TypeGuard[Text]:
    """Return whether `artist` is a text and nothing more: no arrow, box, outline, or clipping."""
    if type(artist) is not Text or artist.get_bbox_patch() or artist.get_path_effects():
        return False
    return not (artist.get_clip_on() and (artist.get_clip_box() or artist.get_clip_path()))


def _characters(text: Text, words: str) -> list[str]:
    """Take words apart into what can be rendered by itself; of most words no two letters can be parted."""
    if text.get_fontfamily() == ["monospace"]:
        return re.findall(r"\\\$|.", words)  # an escaped dollar is one character
    return list(words) if NUMBER.issuperset(words) else [words]


def _stands_on_its_left_end(text: Text) -> bool:
    """Return whether a text starts at its anchor and stands on it, so that it can grow to the right."""
    upright = text.get_rotation() == 0
    return upright and text.get_horizontalalignment() == "left" and text.get_verticalalignment() == "baseline"


def _place(text: Text) -> tuple[float, float]:
    """Return where the anchor stands, in pixels from the lower left corner of the paper."""
    transform, (x, y) = text.get_transform(), text.get_unitless_position()
    if not transform.is_affine:
        across, up = transform.transform((x, y)).tolist()
        return across, up
    (a, b, e), (c, d, f), _ = transform.get_affine().get_matrix().tolist()  # six numbers: faster than an array of one
    return a * x + b * y + e, c * x + d * y + f


def _look(text: Text) -> tuple[Hashable, ...]:
    """Return everything but the words that a text's cover depends on."""
    return (
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
