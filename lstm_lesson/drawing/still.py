"""A picture that does not move: a notebook shows it, with words for whoever cannot see it."""

import warnings
from base64 import b64encode
from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from lstm_lesson.drawing.canvas import LiveCanvas


class Still:
    """A picture for a notebook, drawn once, without pyplot.

    png: its bytes. figure: matplotlib's, for `figure.savefig("picture.pdf")`. alt: what it shows, in words.
    """

    def __init__(self, title: str, size: tuple[int, int], draw: Callable[[Figure], str]) -> None:
        """Draw it, `size` in hundredths of an inch; `draw` puts everything on the figure, and returns `alt`."""
        canvas = LiveCanvas(size)
        with warnings.catch_warnings():
            # A column may be called 温度: a box stands for each letter, and the words below the picture have them all.
            warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font", UserWarning)
            self.title, self.figure, self.alt = title, canvas.figure, draw(canvas.figure)
            canvas.draw_background()
            self.png = canvas.png()

    def __repr__(self) -> str:
        return f"Picture({self.title!r})"  # without a number: every computer must print it alike

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict[str, Any], Any]:
        bundle = {"text/plain": repr(self), "image/png": b64encode(self.png).decode()}
        return bundle, {"image/png": {"alt": self.alt}}
