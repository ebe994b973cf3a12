"""Draw attention: states, query and context in a plane beside the diagram; and where a trained network looks."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from lstm_lesson.drawing import style
from lstm_lesson.drawing.lanes import Drawing, together
from lstm_lesson.lessons.n14_attention import diagram_pictures
from lstm_lesson.lessons.n14_attention.numbers import LONGEST, PLANE, ROWS, TrainedLook
from lstm_lesson.nn.attention import Look

PICTURE = (1060, 580)  # px
WHERE_PICTURE = (1060, 520)
QUERY_SCALE = 10  # the query is drawn at a tenth of its length
NEAR, BINS = 8, 40  # steps shown one by one, and strips that the later steps are summed in
LARGE: dict[str, Any] = {"fontsize": style.FONT["large"]}
_SHADES = LinearSegmentedColormap.from_list("weights", ["white", style.of("a")["color"], "#4A1033"])


def by_hand(figure: Figure, first: Look) -> Drawing:
    """Draw the plane on the left, and the diagram with every number on the right."""
    width, height = PICTURE
    size = diagram_pictures.SIZE
    left = figure.add_axes((62 / width, 96 / height, 400 / width, 400 / height))
    right = figure.add_axes((1 - size[0] / width, 0, size[0] / width, size[1] / height))
    return together(plane(left, first), diagram_pictures.attention(right, first, query_by_hand=True))


def plane(ax: Axes, first: Look) -> Drawing:
    """Draw five states as arrows, the query, and the weighted states laid one after the other up to the context."""
    style.lane(ax, ticks=[-1, 0, 1])
    ax.set(xlim=(-1.15, 1.15), ylim=(-1.15, 1.15))
    ax.set_xticks([-1, 0, 1])
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_xlabel("unit 1", labelpad=0, **LARGE)
    ax.set_ylabel("unit 2", labelpad=-4, **LARGE)
    for t, state in enumerate(PLANE):
        ax.add_patch(_arrow(state, "h"))
        ax.text(1.13 * state[0], 1.13 * state[1], f"$h_{t}$", color=style.text("h"), ha="center", va="center", **LARGE)
    _plane_key(ax)
    query = _arrow(np.zeros(2), "query")
    ax.add_patch(query)
    parts = ax.plot([], [], marker="o", markersize=4, **style.of("a"))[0]
    context = ax.plot([], [], "D", markersize=13, color=style.of("context")["color"], zorder=6)[0]

    def update(now: Look) -> bool:
        query.set_positions((0, 0), tuple(now.query / QUERY_SCALE))
        sums = np.cumsum(now.weights[:, None] * now.states, axis=0)
        parts.set_data(*np.vstack([np.zeros(2), sums]).T)
        context.set_data(*now.context[:, None])
        return False

    update(first)
    return Drawing([query, parts, context], update)


def _arrow(tip: np.ndarray, quantity: str) -> FancyArrowPatch:
    look = style.of(quantity)
    straight: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 16, "shrinkA": 0, "shrinkB": 0}
    return FancyArrowPatch((0, 0), tuple(tip), color=look["color"], linewidth=look["linewidth"], **straight)


def _plane_key(ax: Axes) -> None:
    words = {"query": "query $q$, a tenth as long", "a": "the parts $a_t h_t$, one after the other"}
    look: dict[str, Any] = {"transform": ax.transAxes, "fontsize": style.FONT["normal"], "clip_on": False}
    for k, (quantity, text) in enumerate(words.items()):
        ax.text(0.0, 1.14 - 0.06 * k, text, color=style.text(quantity), **look)
    ax.text(0.0, 1.02, "◆ their sum, the context", color=style.text("context"), **look)


def where(figure: Figure, first: TrainedLook) -> Drawing:
    """Draw the weights of eight sequences, sequence by sequence and step by step; below, those of one of them."""
    near, far = figure.add_axes((0.085, 0.47, 0.30, 0.44)), figure.add_axes((0.405, 0.47, 0.50, 0.44))
    bar = figure.add_axes((0.925, 0.47, 0.016, 0.44))
    line = figure.add_axes((0.085, 0.115, 0.82, 0.22))
    drawing = together(_near(near, first), _far(far, first), _one(line, first))
    shades = near.images[0]
    figure.colorbar(shades, cax=bar, ticks=[0, 0.1, 0.5, 1]).outline.set_visible(False)
    bar.tick_params(labelsize=style.FONT["normal"])
    bar.set_title("weight", pad=10, **LARGE)
    return drawing


def _near(ax: Axes, first: TrainedLook) -> Drawing:
    """Draw the first steps one by one, so that step 0 is wide enough to be seen."""
    image = ax.imshow(np.zeros((ROWS, NEAR)), **_image(NEAR))
    _rows(ax)
    ax.set_xticks(range(NEAR))
    ax.set_xlabel("step, one by one", labelpad=2, **LARGE)
    ax.set_ylabel("sequence", **LARGE)
    ax.tick_params(axis="y", pad=15)
    mark = ax.plot([], [], ">", markersize=11, color=style.INK, clip_on=False)[0]

    def update(now: TrainedLook) -> bool:
        image.set_data(now.shown[:NEAR].T)
        mark.set_data([-0.72], [now.sequence])
        return False

    update(first)
    return Drawing([image, mark], update)


def _far(ax: Axes, first: TrainedLook) -> Drawing:
    """Draw the later steps in strips, each as dark as the weights of its steps together."""
    image = ax.imshow(np.zeros((ROWS, BINS)), **_image(BINS))
    _rows(ax)
    ax.set_yticklabels([])
    ax.set_xticks([])
    size: dict[str, Any] = {"transform": ax.transAxes, "color": style.INK, "va": "top", "clip_on": False, **LARGE}
    ends = [ax.text(0, -0.035, "", ha="left", **size), ax.text(1, -0.035, "", ha="right", **size)]
    ax.set_xlabel(f"the later steps, summed in {BINS} strips", labelpad=16, **LARGE)

    def update(now: TrainedLook) -> bool:
        image.set_data(strips(now.shown[NEAR:], BINS).T)
        ends[0].set_text(str(NEAR))
        ends[1].set_text(str(now.delay))
        return False

    update(first)
    return Drawing([image, *ends], update)


def strips(weights: np.ndarray, n: int) -> np.ndarray:
    """Sum weights (T, B) in n strips (n, B) of nearly as many steps each."""
    edges = np.linspace(0, len(weights), n + 1).round().astype(int)
    sums = np.vstack([np.zeros(weights.shape[1]), np.cumsum(weights, axis=0)])
    return np.diff(sums[edges], axis=0)


def _one(ax: Axes, first: TrainedLook) -> Drawing:
    """Draw the weights of one sequence over all its steps, and where the query asks from."""
    style.lane(ax, ticks=[0, 0.5, 1])
    # One axis for every delay: fitting it anew would cost more than all the rest of a move.
    ax.set(xlim=(-0.02 * LONGEST, 1.02 * LONGEST), ylim=(-0.04, 1.1))
    ax.tick_params(labelsize=style.FONT["normal"])
    ax.set_ylabel("$a_t$", **LARGE)
    ax.set_xlabel("step $t$ (after a shuffle: place)", labelpad=1, **LARGE)
    end = ax.axvline(0, **{**style.of("cursor"), "label": "_"})
    asks = ax.text(0, 0.8, "", va="center", color=style.INK, clip_on=False, **LARGE)
    line = ax.plot([], [], **style.of("a"))[0]
    best = ax.plot([], [], "D", markersize=11, color=style.of("a")["color"], zorder=5, clip_on=False)[0]

    def update(now: TrainedLook) -> bool:
        weights = now.shown[:, now.sequence]
        line.set_data(np.arange(len(weights)), weights)
        top = int(weights.argmax())
        best.set_data([top], [weights[top]])
        end.set_xdata([now.delay, now.delay])
        asks.set_x(now.delay - 6 if now.delay > LONGEST / 2 else now.delay + 6)
        asks.set_horizontalalignment("right" if now.delay > LONGEST / 2 else "left")
        asks.set_text("asked from here")
        return False

    update(first)
    return Drawing([end, asks, line, best], update)


def _image(columns: int) -> dict[str, Any]:
    extent = (-0.5, columns - 0.5, ROWS - 0.5, -0.5)
    shades: dict[str, Any] = {"cmap": _SHADES, "norm": PowerNorm(0.5, 0, 1)}  # so that a tenth can be seen as well
    return shades | {"aspect": "auto", "extent": extent, "interpolation": "nearest"}


def _rows(ax: Axes) -> None:
    ax.set_yticks(range(ROWS))
    ax.tick_params(labelsize=style.FONT["normal"], length=0)
    for edge in ax.spines.values():
        edge.set(color="#BBBBBB")
