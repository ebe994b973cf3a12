"""Draw a training: how the loss falls, with the baselines that it must get below."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import Drawing, axes, dots, line, together
from lstm_lesson.training.background import TrainingState

PICTURE = (1000, 400)  # px
LOSSES = (1e-7, 1.0)


def learning_curve(figure: Figure, first: TrainingState, baselines: dict[str, float]) -> Drawing:
    """Draw training and validation loss over the steps; `baselines` gives the loss of each, as a level line."""
    ax = axes(figure, 0.09, 0.16, 0.69, 0.79)
    ax.set(yscale="log", ylim=LOSSES, xlim=(0, first.steps), xlabel="training steps", ylabel="mean squared error")
    ax.minorticks_off()
    for quantity, level in baselines.items():
        ax.axhline(level, **style.of(quantity))

    def lowest(now: TrainingState) -> Any:
        # A slice, since before the first validation there is no row to choose.
        return now.validation_losses[np.argsort(now.validation_losses[:, 1])[:1]].T

    drawing = together(
        line(ax, "loss", lambda now: tuple(now.losses.T)),
        line(ax, "validation_loss", lambda now: tuple(now.validation_losses.T)),
        dots(ax, "forecast", lowest, markersize=10, clip_on=False, label="best: kept"),
    )
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=style.FONT["large"])
    return drawing
