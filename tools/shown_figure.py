"""Describe every artist that a figure shows, in words and numbers that another machine can compare.

Words must be equal: the kind of artist, its axes, colours, widths, styles and font, and what a text says. Numbers may
differ by a tolerance: where an artist stands, and how wide the wires of a diagram are.

We leave out what may change while the picture stays the same: the order in which artists are made, whether they are
animated, and everything that depends on the size of the letters in pixels.

Axes are counted from the top down, then from the left. Places are in the units of the data, and on a logarithmic axis
in powers of ten. The line and the dots of one Line2D are told apart, because they could just as well be two.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis, Tick
from matplotlib.figure import Figure
from shown_artists import colour, described, font, stroke
from shown_places import SHARE, Ground, Shown, numbers

Ticks = dict[Axis, tuple[tuple[Any, ...], list[Tick]]]  # for each axis what its ticks follow from, and the ticks


def shown_on(figure: Figure, ticks: Ticks) -> list[Shown]:
    """Describe all that a figure shows. `ticks` is filled and, the next time, saves most of the time."""
    width, height = figure.get_size_inches() * figure.dpi
    found = [Shown(f"figure of {width:g} by {height:g} pixels", "", {})]
    unit, everywhere = figure.transFigure, (-np.inf, -np.inf)
    ground = Ground("figure", unit, unit - unit, unit.inverted(), (SHARE, SHARE), everywhere)
    for child in figure.get_children():
        if not isinstance(child, Axes):
            found += described(child, ground)
    for number, axes in enumerate(sorted(figure.axes, key=_order)):
        if axes.get_visible():
            found += _axes(axes, f"axes {number}", ticks)
    return found


def _order(axes: Axes) -> tuple[float, ...]:
    box = axes.get_position()
    return -round(box.y1, 6), round(box.x0, 6), axes.get_zorder()


def _axes(axes: Axes, name: str, ticks: Ticks) -> Iterator[Shown]:
    limits = axes.transScale.transform(np.transpose([axes.get_xlim(), axes.get_ylim()]))
    low, (x_span, y_span) = limits.min(axis=0), np.ptp(limits, axis=0).tolist()
    x_low, y_low = (
        end - span if axis.get_scale() == "log" else -np.inf
        for axis, end, span in ((axes.xaxis, low[0], x_span), (axes.yaxis, low[1], y_span))
    )
    tolerance = (SHARE * x_span, SHARE * y_span)
    from_pixels = (axes.transLimits + axes.transAxes).inverted()
    ground = Ground(name, axes.transData, axes.transScale, from_pixels, tolerance, (x_low, y_low))
    frame = f"{name} frame"
    if axes.axison:
        frame += f" {colour(axes.patch.get_facecolor())}"
        for edge, spine in axes.spines.items():
            if spine.get_visible():
                frame += f", {edge} {colour(spine.get_edgecolor())} {spine.get_linewidth():g} pt"
        yield _axis(axes.xaxis, f"{name} x axis", tolerance[0], ticks)
        yield _axis(axes.yaxis, f"{name} y axis", tolerance[1], ticks)
    place = numbers(axes.get_position().extents, SHARE)
    x, y = (numbers(limits[:, i], tolerance[i]) for i in (0, 1))
    yield Shown(frame, "", {"place": place, "x": x, "y": y})
    # No place for a title: it is found during a draw, and depends on the size of the letters.
    titles = (axes.title, axes._left_title, axes._right_title)  # type: ignore[attr-defined]
    for side, title in zip(("middle", "left", "right"), titles, strict=True):
        if title.get_text():
            yield Shown(f"{name} title, {side} {font(title)}", title.get_text(), {})
    own = {axes.patch, axes.xaxis, axes.yaxis, *titles, *axes.spines.values()}
    for child in axes.get_children():
        if child not in own:
            yield from described(child, ground)


def _axis(axis: Axis, name: str, tolerance: float, known: Ticks) -> Shown:
    """Describe an axis by its label, its ticks, their labels and the grid."""
    look = f"{name}, {axis.get_scale()}"
    if not axis.get_visible():
        return Shown(f"{look}, hidden", "", {})
    if axis.label.get_text():
        look += f", label {font(axis.label)}"
        if not axis._autolabelpos:  # type: ignore[attr-defined]  # else its place depends on the font
            look += " at {:g} {:g}".format(*axis.label.get_position())
    ticks = _ticks(axis, known)
    marks = [mark for tick in ticks for mark in (tick.tick1line, tick.tick2line)]
    for part, lines in (("grid", [tick.gridline for tick in ticks]), ("marks", marks)):
        looks = {stroke(line) for line in lines if line.get_visible()}
        look += f", {part} {' and '.join(sorted(looks))}" if looks else ""
    labels = [[text for text in (tick.label1, tick.label2) if text.get_visible() and text.get_text()] for tick in ticks]
    fonts = {font(text) for texts in labels for text in texts}
    look += f", numbers {' and '.join(sorted(fonts))}" if fonts else ""
    said = [" ".join(text.get_text() for text in texts) for texts in labels] if fonts else []
    words = " | ".join([axis.label.get_text(), *said, axis.get_major_formatter().get_offset()]).rstrip(" |")
    places = axis.get_transform().transform(np.array([tick.get_loc() for tick in ticks]))
    return Shown(look, words, {"ticks": numbers(places, tolerance)})


def _ticks(axis: Axis, known: Ticks) -> list[Tick]:
    """Return the ticks in view. Placing them is slow, so we do it only if what they follow from has changed."""
    kinds = (axis.major, axis.minor)
    now = (*axis.get_view_interval(), *(part for kind in kinds for part in (kind.locator, kind.formatter)))
    if axis not in known or known[axis][0] != now:
        known[axis] = now, axis._update_ticks()  # type: ignore[attr-defined]
    return known[axis][1]
