"""Draw a training: how the loss falls, with the baselines that it must get below and the recorded trainings, pale."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import Drawing, axes, dots, line, together
from lstm_lesson.training.background import TrainingState

PICTURE = (1000, 400)  # px
LOSSES = (1e-7, 1.0)


PALE: dict[str, Any] = {"alpha": 0.4, "linewidth": 1.3, "linestyle": "-"}  # the look of what is recorded


def learning_curve(
    figure: Figure, first: TrainingState, baselines: dict[str, float], recorded: Sequence[np.ndarray] = ()
) -> Drawing:
    """Draw training and validation loss over the steps.

    baselines: the loss of each, drawn as a level line. recorded: the validation losses of trainings of as many steps,
    each at equal distances from before the first step to after the last, drawn pale.
    """
    ax = axes(figure, 0.09, 0.16, 0.69, 0.79)
    ax.set(yscale="log", ylim=LOSSES, xlim=(0, first.steps), xlabel="training steps", ylabel="mean squared error")
    ax.minorticks_off()
    for quantity, level in baselines.items():
        ax.axhline(level, **style.of(quantity))
    for number, losses in enumerate(recorded):
        steps = np.linspace(0, first.steps, len(losses))
        label = "_" if number else f"{len(recorded)} recorded"
        ax.plot(steps, losses, **style.of("validation_loss") | PALE | {"label": label})

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
