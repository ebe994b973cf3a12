"""Encode an RGBA frame as a small palette PNG in a few milliseconds.

Three choices make it quick: 256 colours instead of 16 million (a third of the bytes), one palette kept from frame to
frame (choosing it costs ten times as much as using it), and zlib's run-length mode (plots are mostly runs of white).
"""

import io
import zlib

import numpy as np
from PIL import Image

EXACT = 64  # so many of the most frequent colours keep their exact value: background, grid, thick lines
WORST_MISFIT = 40  # of 255: a colour further than this from every palette entry calls for a new palette
SAMPLE = 5  # the misfit is looked for in every fifth row and column
CELL = 0b11111100  # Pillow looks a colour up by its six leading bits


class PaletteEncoder:
    """Encode frames of one size, choosing a new palette only when a frame's colours need one."""

    def __init__(self) -> None:
        self._colours = np.zeros((256, 3), dtype=np.uint8)
        self._finder = _palette_image(self._colours)

    def encode(self, frame: np.ndarray) -> bytes:
        """Return `frame` (height, width, 4), uint8 RGBA as the Agg canvas keeps it, as the bytes of a palette PNG."""
        height, width = frame.shape[:2]
        rgb = Image.frombytes("RGB", (width, height), frame, "raw", "RGBX")
        indexed = rgb.quantize(palette=self._finder, dither=Image.Dither.NONE)
        if self._misfit(frame, indexed) > WORST_MISFIT:
            self._choose_palette(frame)
            indexed = rgb.quantize(palette=self._finder, dither=Image.Dither.NONE)
        indexed.putpalette(self._colours.tobytes())
        file = io.BytesIO()
        indexed.save(file, "PNG", compress_level=1, compress_type=zlib.Z_RLE)
        return file.getvalue()

    def _misfit(self, frame: np.ndarray, indexed: Image.Image) -> int:
        """Return the largest error of one colour channel among the sampled pixels, 0 to 255."""
        wanted = frame[::SAMPLE, ::SAMPLE, :3]
        shown = self._colours.take(np.asarray(indexed)[::SAMPLE, ::SAMPLE], axis=0)
        return int((np.maximum(wanted, shown) - np.minimum(wanted, shown)).max())

    def _choose_palette(self, frame: np.ndarray) -> None:
        """Keep the most frequent colours exactly; share the remaining places among all others.

        Each of the others counts once, however many pixels have it: thin lines have few, and must not turn grey.
        """
        packed, counts = np.unique(frame.reshape(-1, 4).view(np.uint32), return_counts=True)
        colours = packed[np.argsort(-counts, kind="stable")].view(np.uint8).reshape(-1, 4)[:, :3]
        chosen = colours[:256]
        if len(colours) > 256:
            others = Image.fromarray(np.ascontiguousarray(colours[np.newaxis, EXACT:]))
            reduced = others.quantize(256 - EXACT, method=Image.Quantize.MAXCOVERAGE, kmeans=1)
            shared = np.array(reduced.getpalette(), dtype=np.uint8).reshape(-1, 3)
            chosen = np.concatenate([colours[:EXACT], shared])[:256]
        self._colours[:] = chosen[0]  # unused places repeat the background
        self._colours[: len(chosen)] = chosen
        # Among colours of one cell Pillow finds the first, so white stays white beside an almost-white.
        self._finder = _palette_image(self._colours & CELL)


def _palette_image(colours: np.ndarray) -> Image.Image:
    """Return an image of one pixel that carries `colours` (256, 3) as its palette, as Pillow's quantize wants it."""
    image = Image.new("P", (1, 1))
    image.putpalette(colours.tobytes())
    return image
