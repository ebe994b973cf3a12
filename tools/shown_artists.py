"""Describe artists, with one function for each kind; shown_figure.py says what is told about them, and why."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import cycle, islice
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.contour import ContourSet
from matplotlib.image import AxesImage, FigureImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle, StepPatch
from matplotlib.text import Text
from shown_places import SHADE, SHARE, Ground, Numbers, Shown, numbers


def described(artist: Artist, ground: Ground) -> Iterator[Shown]:
    """Describe an artist, unless it is invisible; raise TypeError if it is of a kind that nobody has described yet."""
    if not artist.get_visible() or artist.get_alpha() == 0:
        return
    for kind, describe in KINDS.items():
        if isinstance(artist, kind):
            yield from describe(artist, ground)
            return
    if not hasattr(artist, "colours"):
        raise TypeError(f"cannot describe a {type(artist).__name__}: add it to KINDS")
    yield Shown(f"{ground.name} table of colours", "", {"colours": numbers(artist.colours / 255, SHADE)})


def _line(line: Line2D, ground: Ground) -> Iterator[Shown]:
    points, transform = np.column_stack(line.get_data(orig=False)).astype(float), Artist.get_transform(line)
    if not np.isfinite(points).all(axis=1).any():
        return
    if line.get_linestyle() not in ("None", "none", "", " "):
        yield Shown(f"{ground.name} line {stroke(line)}", "", ground.places(points, transform))
    points = points[_marked(line.get_markevery(), len(points))]
    if line.get_marker() not in ("None", "none", "", " ", None) and len(points):
        yield Shown(f"{ground.name} dots {_mark(line)}", "", ground.places(points, transform))


def stroke(line: Line2D) -> str:
    """Give a line's colour, width in pt, dashes and, if it has them, steps."""
    steps = "" if line.get_drawstyle() == "default" else f" {line.get_drawstyle()}"
    dashes = _dashes(line._unscaled_dash_pattern)  # type: ignore[attr-defined]
    return f"{colour(line.get_color(), line.get_alpha())} {line.get_linewidth():g} pt {dashes}{steps}"


def _mark(line: Line2D) -> str:
    face, edge = (colour(c, line.get_alpha()) for c in (line.get_markerfacecolor(), line.get_markeredgecolor()))
    return f"{line.get_marker()} {face} {line.get_markersize():g} pt, edge {edge} {line.get_markeredgewidth():g} pt"


def _marked(every: Any, count: int) -> Any:
    """Return the index of the points that `markevery` marks."""
    if every is None or isinstance(every, int):
        return slice(None, None, every)
    if isinstance(every, tuple):
        return slice(every[0], None, every[1])
    return every if isinstance(every, slice) else np.arange(count)[np.asarray(every)]


def _text(text: Text, ground: Ground) -> Iterator[Shown]:
    if not text.get_text().strip():
        return
    look = f"{ground.name} text {font(text)} {text.get_horizontalalignment()} {text.get_verticalalignment()}"
    look += f" turned by {text.get_rotation():g}" if text.get_rotation() else ""
    box = text.get_bbox_patch()
    look += f" on {_surface(box)}" if box else ""
    yield Shown(look, text.get_text(), ground.places(text.get_unitless_position(), Artist.get_transform(text)))


def font(text: Text) -> str:
    """Give a text's colour, size in pt and all that is special about its font."""
    kinds = [*text.get_fontfamily(), str(text.get_fontweight()), text.get_fontstyle()]
    special = [kind for kind in kinds if kind not in ("sans-serif", "normal", "400")]
    return " ".join([colour(text.get_color(), text.get_alpha()), f"{text.get_fontsize():g} pt", *special])


def _patch(patch: Patch, ground: Ground) -> Iterator[Shown]:
    look = f"{ground.name} {type(patch).__name__} {_surface(patch)}"
    if isinstance(patch, FancyArrowPatch):  # its outline is known only after it has been drawn
        points = patch._posA_posB  # type: ignore[attr-defined]
        look += f", {type(patch.get_arrowstyle()).__name__} of {patch.get_mutation_scale():g}"
    else:
        points = patch.get_patch_transform().transform(patch.get_path().vertices)
    if isinstance(patch, Rectangle):
        points = np.sort(points[[0, 2]], axis=0)  # two corners say it all
    if isinstance(patch, StepPatch):  # on another processor, a value on the edge of two bins may fall into the other
        ground = ground._replace(tolerance=(ground.tolerance[0], 500 * ground.tolerance[1]))
    yield Shown(look, "", ground.places(points, Artist.get_transform(patch)))


def _surface(patch: Patch) -> str:
    look = colour(patch.get_facecolor()) + (f" hatched {patch.get_hatch()}" if patch.get_hatch() else "")
    if patch.get_linewidth() == 0 or to_rgba(patch.get_edgecolor())[3] == 0:
        return look
    dashes = _dashes(patch._unscaled_dash_pattern)  # type: ignore[attr-defined]
    return f"{look}, edge {colour(patch.get_edgecolor())} {patch.get_linewidth():g} pt {dashes}"


def _collection(collection: Collection, ground: Ground) -> Iterator[Shown]:
    """Describe what looks alike in a collection together."""
    name, paths = f"{ground.name} {type(collection).__name__}", collection.get_paths()
    if collection.get_array() is not None:
        yield Shown(f"{name} {collection.get_cmap().name}", "", _mapped(collection))
        return
    if np.any(collection.get_offsets()):
        raise TypeError(f"cannot describe a {type(collection).__name__} with offsets")

    def each(values: Any) -> list[Any]:
        return list(islice(cycle(values), len(paths))) or [None] * len(paths)

    faces, edges = each(collection.get_facecolor()), each(collection.get_edgecolor())
    widths, dashes = each(collection.get_linewidth()), each(collection.get_linestyle())
    alike: dict[str, list[int]] = {}
    outlines = [np.asarray(path.vertices) for path in paths]
    for i in sorted(range(len(paths)), key=lambda i: outlines[i].tolist()):  # in which order they are drawn is not seen
        start, lengths = dashes[i]
        unscaled = lengths and [length / widths[i] for length in lengths]  # a collection has them times the width
        look = f"{colour(faces[i])}, edge {colour(edges[i])} {_dashes((start, unscaled))}"
        alike.setdefault(look, []).append(i)
    for look, those in alike.items():
        corners = np.concatenate([outlines[i] for i in those])
        wide = {"width": numbers([widths[i] for i in those], 10 * SHARE)}
        yield Shown(f"{name} {look}", "", ground.places(corners, collection.get_transform()) | wide)


def _contours(contours: ContourSet, ground: Ground) -> Iterator[Shown]:
    """Describe contours by the rectangle around each level: how many points one has may differ between machines."""
    levels = [np.asarray(path.vertices) for path in contours.get_paths() if len(np.asarray(path.vertices))]
    corners = np.concatenate([[level.min(axis=0), level.max(axis=0)] for level in levels])
    colours = " ".join(colour(c) for c in (*contours.get_facecolor(), *contours.get_edgecolor()))
    yield Shown(f"{ground.name} contours {colours}", "", ground.places(corners, contours.get_transform()))


def _image(image: AxesImage, ground: Ground) -> Iterator[Shown]:
    left, right, bottom, top = image.get_extent()
    places = ground.places([(left, bottom), (right, top)], Artist.get_transform(image))
    yield Shown(f"{ground.name} image {image.get_cmap().name}", "", places | _mapped(image))


def _mapped(artist: Any) -> dict[str, Numbers]:
    return {"values": numbers(artist.get_array(), SHARE), "range": numbers(artist.get_clim(), SHARE)}


def _pixels(image: FigureImage, ground: Ground) -> Iterator[Shown]:
    """Describe a picture in pixels by the mean colours of its regions, since its words depend on the font."""
    pixels = np.asarray(image.get_array(), float)[..., :3] / 255
    regions = [part.mean(axis=(0, 1)) for row in np.array_split(pixels, 4) for part in np.array_split(row, 4, axis=1)]
    size = numbers(pixels.shape[:2], 1.5)  # matplotlib's releases round a figure's size differently
    look = f"{ground.name} picture at {image.ox:g} {image.oy:g}"
    yield Shown(look, "", {"size": size, "colours": numbers(regions, SHADE)})


def _legend(legend: Legend, ground: Ground) -> Iterator[Shown]:
    """Describe a legend as one artist, sample by sample."""
    anchor = ground.from_pixels.transform(legend.get_bbox_to_anchor().get_points())
    place = f"{legend._get_loc()}, columns {legend._ncols}"  # type: ignore[attr-defined]
    samples = []
    for sample, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
        look = " ".join(one.look.removeprefix(ground.name) for one in described(sample, ground)) if sample else ""
        samples.append(f"{look} {font(text)}")
    x, y = (numbers(anchor[:, i], ground.tolerance[i]) for i in (0, 1))
    words = " | ".join(text.get_text() for text in legend.get_texts())
    yield Shown(f"{ground.name} legend, place {place}:{';'.join(samples)}", words, {"x": x, "y": y})


@cache
def _hexadecimal(colour: Any, alpha: float | None) -> str:
    return to_hex(to_rgba(colour, alpha), keep_alpha=True).removesuffix("ff")


def colour(colour: Any, alpha: float | None = None) -> str:
    """Give a colour in hexadecimal, with two more digits if it is transparent."""
    if colour is None:
        return "none"
    return _hexadecimal(colour if isinstance(colour, str) else tuple(colour), alpha)


def _dashes(pattern: tuple[float, Sequence[float] | None]) -> str:
    start, lengths = pattern
    dashes = "-".join(f"{length:.3g}" for length in lengths or ())
    return (dashes or "solid") + (f" from {start:g}" if start else "")


KINDS: dict[type[Artist], Callable[[Any, Ground], Iterator[Shown]]] = {  # a ContourSet is a Collection, too
    Line2D: _line,
    Text: _text,
    Patch: _patch,
    ContourSet: _contours,
    Collection: _collection,
    AxesImage: _image,
    FigureImage: _pixels,
    Legend: _legend,
}
