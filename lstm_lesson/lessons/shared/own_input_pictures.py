"""Make room in the lane of the input for numbers that are not between 0 and 1."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lstm_lesson.drawing.parts import Drawing, together

Picture = Callable[[Figure, Any], Drawing]  # of a run of an LSTM unit, or of a GRU unit
TICKS = ((0, 0.5, 1), (-1, 0, 1), (-2, 0, 2), (-5, 0, 5), (-10, 0, 10))  # few, so that the axis seldom jumps


def with_room_for_x(picture: Picture) -> Picture:
    """Return the picture with an uppermost lane that shows all of x; from 0 to 1 it is as it was."""

    def drawn(figure: Figure, run: Any) -> Drawing:
        whole = picture(figure, run)
        lane = figure.axes[0]

        def update(run: Any) -> bool:
            low, high = float(np.min(run.x)), float(np.max(run.x))
            ticks = next(ticks for ticks in TICKS if ticks[0] <= low + 1e-9 and high <= ticks[-1] + 1e-9)
            further = 0.1 * (ticks[-1] - ticks[0])
            limits = (ticks[0] - further, ticks[-1] + further)
            if lane.get_ylim() == limits:
                return False
            lane.set_yticks(ticks)
            lane.set_ylim(limits)
            return True

        return together(whole, Drawing([], update))

    return drawn
