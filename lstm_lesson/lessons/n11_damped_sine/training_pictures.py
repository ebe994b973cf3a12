"""Draw a training: how the loss falls, with the baselines that it must get below."""

import numpy as np
from matplotlib.figure import Figure

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing
from lstm_lesson.training.background import TrainingState

PICTURE = (1000, 400)  # px
LOSSES = (1e-7, 1.0)


def learning_curve(figure: Figure, state: TrainingState, baselines: dict[str, float]) -> Drawing:
    """Draw training and validation loss over the steps; `baselines` gives the loss of each, as a level line."""
    ax = figure.add_axes((0.09, 0.16, 0.69, 0.79))
    style.lane(ax)
    ax.set_yscale("log")
    ax.set_ylim(*LOSSES)
    ax.minorticks_off()
    ax.set_xlim(0, state.steps)
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_xlabel("training steps", fontsize=style.FONT["large"])
    ax.set_ylabel("mean squared error", fontsize=style.FONT["large"])
    for quantity, level in baselines.items():
        ax.axhline(level, **style.of(quantity))
    loss, validation = (ax.plot([], [], **style.of(q))[0] for q in ("loss", "validation_loss"))
    dot = {"color": style.of("forecast")["color"], "markersize": 10, "linestyle": "none"}
    best = ax.plot([], [], marker="o", clip_on=False, label="best: kept", **dot)[0]
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=style.FONT["large"])

    def update(state: TrainingState) -> bool:
        loss.set_data(*state.losses.T)
        validation.set_data(*state.validation_losses.T)
        # A slice, since before the first validation there is no row to choose.
        lowest = np.argsort(state.validation_losses[:, 1])[:1]
        best.set_data(*state.validation_losses[lowest].T)
        return False

    update(state)
    return Drawing([loss, validation, best], update)
