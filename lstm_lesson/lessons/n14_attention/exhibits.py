"""Attention: by hand on five states in a plane, and where a trained network looks (notebook 14)."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lstm_lesson.lessons.n14_attention import pictures
from lstm_lesson.lessons.n14_attention.numbers import (
    EARLY,
    LONGEST,
    ROWS,
    SEQUENCES,
    TrainedLook,
    in_the_plane,
    trained_look,
)
from lstm_lesson.live.controls import Control, Preset, choose
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.nn.attention import Look
from lstm_lesson.studies.attention_recall import NETWORKS

HAND = [
    Control("angle", 60, -180, 180, 5, integer=True, unit="°"),
    Control("length", 4, 0, 10, 0.5),
    Control("temperature", 1, 0.05, 20, 0.05),
]
WHERE = [
    Control("delay", LONGEST // 2, 20, LONGEST, 20, integer=True, unit="steps"),
    Control("temperature", 1, 0.05, 20, 0.05),
    Control("turn", 0, 0, 1, 0.05, label="turn q"),
    Control("sequence", 0, 0, ROWS - 1, 1, integer=True),
    Control("shuffle", 0, 0, 1, 1, integer=True, label="shuffle h"),
    Control("network", 0, 0, 1, 1, integer=True),
]
PRESETS = {
    "the best alone": Preset(
        {"temperature": 0.05}, "At τ = 0.05 a score that leads by 0.3 leads by 6 in what softmax sees: it takes all."
    ),
    "nearly the mean": Preset(
        {"temperature": 20.0}, "At τ = 20 no score matters much: every state gets about a fifth."
    ),
    "no question": Preset(
        {"length": 0.0}, "A query of length 0 scores every state 0: at any temperature the context is the mean."
    ),
}


def attention_by_hand(*sliders: str, **values: float) -> Exhibit:
    """Make the live picture of attention over five states in a plane.

    sliders: the names of those to show, all if none is named. values: starting values by name. Raises ValueError for
    a name that is not there, or a value outside its range.
    """
    recipe = ("attention by hand", in_the_plane, pictures.by_hand, _hand_sentence, pictures.PICTURE)
    return _exhibit(recipe, HAND, sliders, values, PRESETS)


def where_it_looks(*sliders: str, **values: float) -> Exhibit:
    """Make the live picture of where a trained network looks on eight sequences.

    sliders: the names of those to show, all if none is named. values: starting values by name. Raises ValueError for
    a name that is not there, or a value outside its range.
    """
    recipe = ("where it looks", _trained, pictures.where, _where_sentence, pictures.WHERE_PICTURE)
    return _exhibit(recipe, WHERE, sliders, values, {})


def _exhibit(
    recipe: tuple[str, Callable[..., Any], Any, Any, tuple[int, int]],
    controls: list[Control],
    sliders: tuple[str, ...],
    values: Mapping[str, float],
    presets: Mapping[str, Preset],
) -> Exhibit:
    """Make an exhibit of the controls in `sliders` (all if none), begun at `values`; the others stay where they are."""
    title, compute, picture, sentence, size = recipe
    shown, fixed = choose(controls, sliders, values)
    names = {control.name for control in shown}
    return Exhibit(
        title,
        shown,
        lambda **moved: compute(**fixed, **moved),
        picture,
        lambda state, moved: sentence(state, fixed | moved),
        presets={name: preset for name, preset in presets.items() if preset.values.keys() <= names},
        size=size,
        columns=min(3, len(shown)),
    )


def _trained(*, delay: float, sequence: float, shuffle: float, network: float, **values: float) -> TrainedLook:
    chosen = tuple(NETWORKS)[int(network)]
    return trained_look(int(delay), network=chosen, shuffle=bool(shuffle), sequence=int(sequence), **values)


def _hand_sentence(look: Look, values: Mapping[str, float]) -> str:
    best, (first, second) = int(np.argmax(look.weights)), look.context
    words = f"the largest score is that of h{'₀₁₂₃₄'[best]}, {look.scores[best]:.2f}; it gets {look.weights[best]:.2f}"
    if not look.scores.any():
        words = f"all scores are 0; every state gets {look.weights[0]:.2f}"
    return f"τ = {look.temperature:.2f}: {words}. The context is ({first:.2f}, {second:.2f}).".replace("-", "−")


def _where_sentence(now: TrainedLook, values: Mapping[str, float]) -> str:
    weights = now.shown[:, now.sequence]
    top, step = int(weights.argmax()), "place" if values["shuffle"] else "step"
    return (
        f"Delay {now.delay}, network {values['network']:.0f}: {now.accuracy * SEQUENCES:.0f} of {SEQUENCES} symbols "
        f"right. On average {now.on_first:.2f} of the weight is on {step} 0, {now.on_early:.2f} on the first {EARLY}. "
        f"Sequence {now.sequence}: most, {weights[top]:.2f}, on {step} {top}."
    )
