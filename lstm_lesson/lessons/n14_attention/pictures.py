"""Draw attention: states, query and context in a plane beside the diagram; and where a trained network looks."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import FancyArrowPatch

from lstm_lesson.drawing import style
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing, axes, dots, each, line, moving, together, words
from lstm_lesson.lessons.n14_attention import diagram_pictures
from lstm_lesson.lessons.n14_attention.numbers import PLANE, ROWS, TrainedLook
from lstm_lesson.nn.attention import Attention

PLANE_PICTURE, WEIGHTS_PICTURE = (1000, 580), (1000, 520)  # px
QUERY_SCALE = 10  # the query is drawn at a tenth of its length
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)  # shares of the way from the first step to the last
NEAR, BINS = 8, 40  # steps shown one by one, and strips that the later steps are summed in
LABEL: dict[str, Any] = {"fontsize": style.FONT["large"]}
_SHADES = LinearSegmentedColormap.from_list("weights", ["white", style.of("a")["color"], "#5A2D00"])


def plane_picture(figure: Figure, first: Attention) -> Drawing:
    """Draw the plane on the left, and the diagram with every number on the right."""
    width, height = PLANE_PICTURE
    size = diagram_pictures.SIZE
    left = axes(figure, 62 / width, 130 / height, 350 / width, 350 / height)
    right = figure.add_axes((1 - size[0] / width, 0, size[0] / width, size[1] / height))
    return together(plane(left), diagram_pictures.attention(right, query_by_hand=True))


def plane(ax: Axes) -> Drawing:
    """Draw five states as arrows, the query, and the weighted states laid one after the other up to the context."""
    ax.set(xlim=(-1.15, 1.15), ylim=(-1.15, 1.15), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set_xlabel("unit 1", labelpad=0)
    ax.set_ylabel("unit 2", labelpad=-4)
    for t, state in enumerate(PLANE):
        ax.add_patch(_arrow(state, "h"))
        ax.text(1.13 * state[0], 1.13 * state[1], f"$h_{t}$", color=style.text("h"), ha="center", va="center", **LABEL)
    _plane_key(ax)
    query = _arrow(np.zeros(2), "query")
    ax.add_patch(query)

    def update(now: Attention) -> bool:
        query.set_positions((0, 0), tuple(now.query / QUERY_SCALE))  # both ends at once: `moving` has no such property
        return False

    def sums(now: Attention) -> Any:
        return tuple(np.vstack([np.zeros(2), np.cumsum(now.weights[:, None] * now.states, axis=0)]).T)

    return together(
        Drawing([query], update),
        line(ax, "a", sums, marker="o", markersize=4),
        dots(ax, "context", lambda now: now.context, "D", markersize=13, zorder=6),
    )


def _arrow(tip: np.ndarray, quantity: str) -> FancyArrowPatch:
    look = {name: style.of(quantity)[name] for name in ("color", "linewidth")} | {"gid": quantity}
    straight: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 16, "shrinkA": 0, "shrinkB": 0}
    return FancyArrowPatch((0, 0), tuple(tip), **look, **straight)


def _plane_key(ax: Axes) -> None:
    said = {"query": "query $q$, a tenth as long", "a": "the parts $a_t h_t$, one after the other"}
    look: dict[str, Any] = {"transform": ax.transAxes, "fontsize": style.FONT["normal"], "clip_on": False}
    for k, (quantity, text) in enumerate(said.items()):
        ax.text(0.0, 1.14 - 0.06 * k, text, color=style.text(quantity), **look)
    ax.text(0.0, 1.02, "◆ their sum, the context", color=style.text("context"), **look)


def weights_picture(figure: Figure, first: TrainedLook) -> Drawing:
    """Draw the weights of eight sequences, sequence by sequence and step by step; below, those of one of them."""
    near, far = figure.add_axes((0.085, 0.47, 0.30, 0.44)), figure.add_axes((0.405, 0.47, 0.50, 0.44))
    bar, below = figure.add_axes((0.925, 0.47, 0.016, 0.44)), axes(figure, 0.085, 0.115, 0.82, 0.22)
    drawing = together(_near(near), _far(far), _one(below))
    figure.colorbar(near.images[0], cax=bar, ticks=[0, 0.1, 0.5, 1]).outline.set_visible(False)
    bar.tick_params(labelsize=style.FONT["normal"])
    bar.set_title("weight", pad=10, **LABEL)
    return drawing


def _near(ax: Axes) -> Drawing:
    """Draw the first steps one by one, so that step 0 is wide enough to be seen."""
    image = _image(ax, NEAR, "near")
    ax.set_xticks(range(NEAR))
    ax.set_xlabel("step, one by one", labelpad=2, **LABEL)
    ax.set_ylabel("sequence", **LABEL)
    ax.tick_params(axis="y", pad=15)
    return together(
        moving(image, lambda now: {"data": now.shown[:NEAR].T}),
        dots(ax, "cursor", lambda now: (-0.72, now.sequence), ">", markersize=11, clip_on=False),
    )


def _far(ax: Axes) -> Drawing:
    """Draw the later steps in strips, each as dark as the weights of its steps together."""
    image = _image(ax, BINS, "far")
    ax.set(xticks=[], yticklabels=[])
    ax.set_xlabel(f"the later steps, summed in {BINS} strips", labelpad=16, **LABEL)
    look: dict[str, Any] = {"transform": ax.transAxes, "va": "top", **LARGE}
    return together(
        moving(image, lambda now: {"data": strips(now.shown[NEAR:], BINS).T}),
        words(ax, 0, -0.035, str(NEAR), ha="left", **look),
        words(ax, 1, -0.035, lambda now: str(now.delay), ha="right", **look),
    )


def strips(weights: np.ndarray, n: int) -> np.ndarray:
    """Sum weights (T, B) in n strips (n, B) of nearly as many steps each."""
    edges = np.linspace(0, len(weights), n + 1).round().astype(int)
    sums = np.vstack([np.zeros(weights.shape[1]), np.cumsum(weights, axis=0)])
    return np.diff(sums[edges], axis=0)


def _one(ax: Axes) -> Drawing:
    """Draw the weights of one sequence over all its steps, from the first to the last, which asks.

    The axis counts the share of the way, so that every delay fills it; its labels are words that follow the delay. To
    set other ticks would cost more than all the rest of a move.
    """
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.04, 1.1), xticks=TICKS, xticklabels=[], yticks=[0, 0.5, 1], ylabel="$a_t$")
    ax.set_xlabel("step $t$ (after a shuffle: place); the last one asks", labelpad=18)

    def weights(now: TrainedLook) -> Any:
        a = now.shown[:, now.sequence]
        return np.linspace(0, 1, len(a)), a

    def best(now: TrainedLook) -> Any:
        share, a = weights(now)
        return share[a.argmax()], a.max()

    return together(
        steps_below(ax, lambda now: now.delay),
        line(ax, "a", weights),
        dots(ax, "a", best, "D", markersize=11, zorder=5, clip_on=False),
    )


def steps_below(ax: Axes, delay: Callable[[Any], int]) -> Drawing:
    """Write below an axis of shares which step each tick is."""
    look: dict[str, Any] = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "top", **NORMAL}
    return each(TICKS, lambda share: words(ax, share, -0.05, lambda now: f"{share * delay(now):.0f}", **look))


def _image(ax: Axes, columns: int, gid: str) -> AxesImage:
    """Set up an image of weights, a row for each sequence."""
    # The square root, so that a tenth can be seen as well.
    shades: dict[str, Any] = {"cmap": _SHADES, "norm": PowerNorm(0.5, 0, 1), "interpolation": "nearest"}
    extent = (-0.5, columns - 0.5, ROWS - 0.5, -0.5)
    image = ax.imshow(np.zeros((ROWS, columns)), aspect="auto", extent=extent, gid=gid, **shades)
    ax.set_yticks(range(ROWS))
    ax.tick_params(labelsize=style.FONT["normal"], length=0)
    for edge in ax.spines.values():
        edge.set(color="#BBBBBB")
    return image
