"""Draw a curve that changes with every move, without preparing anew what stays the same.

Of the 0.2 ms that matplotlib takes for a line of sixty points and a dot, a third is drawing. In the rest it finds out
again how thick and in which colour, whether units have to be converted, and which part can be seen. Here matplotlib
draws a line once for a listener, who notes what arrives; from then on only the points are new.
"""

from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Transform

NUMBERS = "fiub"  # kinds of arrays: floating point, whole, of either sign, true or false
MOST = 1000  # points; of more, matplotlib looks up first which can be seen


class Dots(NamedTuple):
    """How a line's markers are drawn: their outline, their shape and its size, and the colour within."""

    outline: GraphicsContextBase
    shape: Path
    size: Transform
    within: Any


class Look(NamedTuple):
    """The settings that a line had when it was listened to, and how it is drawn with them."""

    settings: tuple[object, ...]
    stroke: GraphicsContextBase | None
    dots: Dots | None


class Strokes:
    """Draw lines on one paper, keeping how each is drawn until its settings change."""

    def __init__(self) -> None:
        self._looks: WeakKeyDictionary[Line2D, Look] = WeakKeyDictionary()

    def draw(self, artist: Artist, paper: RendererAgg) -> bool:
        """Draw a line as matplotlib would, pixel for pixel; return False, and draw nothing, if only matplotlib can."""
        if type(artist) is not Line2D or not artist.get_visible():
            return False
        line: Line2D = artist
        points = _points(line)
        if points is None:
            return False
        marked, look, settings = line.get_markevery(), self._looks.get(line), _settings(line)
        if look is None or look.settings != settings:
            heard = _Listener(paper)
            line.draw(heard)
            if not heard.understood:
                return False
            self._looks[line] = look = Look(settings, heard.stroke, heard.dots)
        bend, place = line.get_transform(), line.get_transform().get_affine()
        bent = points if bend.is_affine else np.asarray(bend.transform_non_affine(points))
        if look.stroke is not None:
            paper.draw_path(look.stroke, Path(bent), place)
        if look.dots is not None:
            outline, shape, size, within = look.dots
            at = Path(bent if marked is None else bent[cast("list[int]", marked)])
            paper.draw_markers(outline, shape, size, at, place, within)
        return True


class _Listener(RendererBase):
    """Note how a line is drawn."""

    def __init__(self, paper: RendererAgg) -> None:
        super().__init__()
        self._paper = paper
        self.stroke: GraphicsContextBase | None = None
        self.dots: Dots | None = None
        self.understood = True

    def points_to_pixels(self, points: Any) -> Any:
        return self._paper.points_to_pixels(points)

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None) -> None:
        self.understood &= self.stroke is None  # one with a second colour in its gaps is drawn twice
        self.stroke = gc

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,
    ) -> None:
        self.understood &= self.dots is None  # one that is half filled is drawn twice
        self.dots = Dots(gc, marker_path, cast(Transform, marker_trans.frozen()), rgbFace)


def _points(line: Line2D) -> np.ndarray | None:
    """Return a line's points (N, 2), or None where only matplotlib can make them, or draws more than points."""
    if line.get_drawstyle() != "default" or not isinstance(line.get_markevery(), list | None):
        return None
    if line.get_path_effects() or line.get_sketch_params() or line.get_agg_filter() or line.get_rasterized():
        return None
    x, y = map(_numbers, line.get_data(orig=True))
    if x is None or y is None or len(x) != len(y) or not 0 < len(x) <= MOST:
        return None
    points = np.empty((len(x), 2))
    points[:, 0], points[:, 1] = x, y
    return points


def _numbers(values: Any) -> np.ndarray | None:
    """Return numbers in a row as an array (N,), or None for anything else, such as masked ones, units, or dates."""
    if type(values) in (list, tuple):
        values = np.asarray(values)
    return values if type(values) is np.ndarray and values.ndim == 1 and values.dtype.kind in NUMBERS else None


def _settings(line: Line2D) -> tuple[object, ...]:
    """Return everything but the points that a line's look depends on."""
    return (
        to_rgba(line.get_color(), line.get_alpha()),
        line.get_linewidth(),
        line.get_linestyle(),
        cast(Any, line)._dash_pattern,  # since all styles of dashes have one name
        line.get_gapcolor(),
        line.get_solid_capstyle(),
        line.get_solid_joinstyle(),
        line.get_dash_capstyle(),
        line.get_dash_joinstyle(),
        line.get_marker(),
        line.get_fillstyle(),
        line.get_markersize(),
        line.get_markeredgewidth(),
        to_rgba(line.get_markerfacecolor()),
        to_rgba(line.get_markeredgecolor()),
        line.get_antialiased(),
        line.get_snap(),
        line.get_clip_on(),
        line.get_clip_box(),
        line.get_clip_path(),
    )
