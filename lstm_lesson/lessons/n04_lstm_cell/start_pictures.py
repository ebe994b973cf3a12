"""Draw untrained cells that hold +1 or −1 while unrelated inputs arrive."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import lanes, style
from lstm_lesson.drawing.parts import NORMAL, Drawing, axes, key, line, through, together
from lstm_lesson.lessons.n04_lstm_cell.start_numbers import Untrained

PICTURE = (1000, 460)  # px
UP: dict[str, Any] = {"linewidth": 1.0, "alpha": 0.75}
DOWN: dict[str, Any] = UP | {"color": style.of("rnn")["color"], "linestyle": "-"}
NAMES = {"c": "began at +1", "rnn": "began at −1", "fc": "what is left of the number itself, $\\pm f^{\\,t}$"}


def untrained_cells(figure: Figure, first: Untrained) -> Drawing:
    """Draw the cell states over time, in one colour for each beginning, and what is left of the number itself."""
    ax = axes(figure, 0.055, 0.12, 0.93, 0.76, labels=style.FONT["normal"])
    ax.set_xlabel("inputs that have arrived", **NORMAL)
    ax.set_ylabel("cell state $c_t$", **NORMAL)
    ax.yaxis.set_label_coords(-0.035, 0.5)
    samples: dict[str, dict[str, Any]] = {"c": {"linewidth": 2.0}, "rnn": {"linewidth": 2.0, "linestyle": "-"}}
    key(figure, NAMES, samples, loc="upper center", ncols=3, fontsize=style.FONT["normal"])
    return together(
        line(ax, "rnn", lambda now: _joined(now.down), **DOWN),
        line(ax, "c", lambda now: _joined(now.up), **UP),
        line(ax, "fc", lambda now: now.kept),
        line(ax, "fc", lambda now: -now.kept),
        through(_extent, lanes.upright_scale(ax)),
        Drawing([], lambda now: _time_axis(ax, len(now.kept) - 1)),
    )


def _joined(paths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put paths (T, N) one after the other, with a gap between two, as one line."""
    length, number = paths.shape
    steps = np.append(np.arange(length, dtype=float), np.nan)
    values = np.concatenate([paths, np.full((1, number), np.nan)])
    return np.tile(steps, number), values.ravel(order="F")


def _extent(now: Untrained) -> tuple[float, float]:
    return lanes.span(now.up, now.down)


def _time_axis(ax: Axes, last: int) -> bool:
    """Fit the time axis to the number of inputs."""
    if ax.get_xlim() == (0, last):
        return False
    ax.set_xlim(0, last)
    return True
