"""Tell where something stands in numbers that another machine can compare: what the descriptions are made of."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.transforms import Transform

SHARE = 1e-5  # of an axis, or of 1: two places that are no further apart are the same
SHADE = 0.02  # of 1: the same for colours that have been rounded, or that are a mean over words
IN_FULL = 6  # arrays that are longer than this are summed up
WEIGHTS = (0.6180339887, 0.4142135624)  # irrational, so the fractions of their multiples never repeat


class Numbers(NamedTuple):
    """Numbers, None for what is not finite, and how far each may be off."""

    values: list[float | None]
    tolerance: float


class Shown(NamedTuple):
    """One artist as it is seen: its look, what it says if it is a text, and its numbers."""

    look: str
    words: str
    numbers: dict[str, Numbers]


class Ground(NamedTuple):
    """What an artist stands on: some axes, or the figure. Places there are told in its units."""

    name: str
    data: Transform  # what most artists are drawn with
    scale: Transform  # from data to our units, which are powers of ten on a logarithmic axis
    from_pixels: Transform  # from pixels to our units
    tolerance: tuple[float, float]  # of x and y
    lowest: tuple[float, float]  # how far something lies below a logarithmic axis is not seen

    def places(self, points: Any, transform: Transform) -> dict[str, Numbers]:
        """Tell where `points` (n, 2) are if they are drawn with `transform`."""
        points = np.asarray(points, float).reshape(-1, 2)
        if transform is self.data:
            points = self.scale.transform(points)
        else:
            points = self.from_pixels.transform(transform.transform(points))
        points[~np.isfinite(points).all(axis=1)] = np.nan  # a point without its y has no x
        points = np.maximum(points, self.lowest)
        return {name: numbers(points[:, i], self.tolerance[i]) for i, name in enumerate("xy")}


def numbers(values: Any, tolerance: float) -> Numbers:
    """Tell the numbers of an array, rounded to a fraction of the tolerance.

    If there are many, they are summed up: how many are finite, the first and the last; and unless they are evenly
    spaced, the least, the largest and two weighted sums, which change with each value and with their order.
    """
    return _numbers(np.asarray(values, float).tobytes(), tolerance)


@cache  # from one state to the next most artists stay where they were
def _numbers(array: bytes, tolerance: float) -> Numbers:
    values = np.frombuffer(array)
    if len(values) > IN_FULL:
        places = np.flatnonzero(np.isfinite(values))
        finite = values[places]
        steps = np.diff(finite)
        told = [len(finite), *finite[:1], *finite[-1:]]
        if len(finite) < len(values) or np.ptp(steps) * len(steps) > tolerance:
            told += [finite.min(), finite.max()] if len(finite) else []
            told += [finite @ (places * weight % 1 - 0.5) for weight in WEIGHTS]
        values = np.array(told)
    digits = max(0, int(np.ceil(0.5 - np.log10(tolerance))))
    rounded = [round(value, digits) if np.isfinite(value) else None for value in values.tolist()]
    return Numbers(rounded, tolerance)
