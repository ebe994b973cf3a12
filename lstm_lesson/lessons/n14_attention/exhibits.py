"""Attention: recall with it, by hand on five states in a plane, and where a trained network looks (notebook 14)."""

import numpy as np

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n14_attention import numbers, pictures
from lstm_lesson.lessons.n14_attention.numbers import EARLY, LONGEST, ROWS, SEQUENCES, TrainedLook
from lstm_lesson.lessons.shared.recall_exhibits import RecallExhibit
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.nn.attention import Attention
from lstm_lesson.studies import attention_recall, recall
from lstm_lesson.studies.attention_recall import NETWORKS

QUERIES = {
    "the best alone": Preset(
        "At τ = 0.05 a score that leads by 0.3 leads by 6 in what softmax sees: it takes all.", temperature=0.05
    ),
    "nearly the mean": Preset("At τ = 20 no score matters much: every state gets about a fifth.", temperature=20.0),
    "no question": Preset(
        "A query of length 0 scores every state 0: at any temperature the context is the mean.", length=0.0
    ),
}
TEMPERATURE = Control("temperature", 1, 0.05, 20, 0.05)


def recall_with_attention(delay: int = 320) -> RecallExhibit:
    """Return the exhibit that trains an LSTM alone and one with attention, beside what all four learners did before."""
    record, racers = attention_recall.recorded().record, ("LSTM", recall.ATTENTION)
    learners, first_seed = (*recall.LEARNERS, recall.ATTENTION), attention_recall.SEEDS[-1] + 1
    return RecallExhibit(delay, record, learners, racers, first_seed=first_seed, each_seed=True)


@exhibit(
    Control("angle", 60, -180, 180, 5, integer=True, unit="°"),
    Control("length", 4, 0, 10, 0.5),
    TEMPERATURE,
    compute=numbers.in_the_plane,
    picture=pictures.plane_picture,
    size=pictures.PLANE_PICTURE,
    presets=QUERIES,
)
def attention_by_hand(look: Attention, values: Values) -> str:
    """Show attention over five states in a plane."""
    best, (first, second) = int(np.argmax(look.weights)), look.context
    words = f"the largest score is that of h{'₀₁₂₃₄'[best]}, {look.scores[best]:.2f}; it gets {look.weights[best]:.2f}"
    if not look.scores.any():
        words = f"all scores are 0; every state gets {look.weights[0]:.2f}"
    return minus(f"τ = {look.temperature:.2f}: {words}. The context is ({first:z.2f}, {second:z.2f}).")


@exhibit(
    Control("delay", LONGEST // 2, 20, LONGEST, 20, integer=True, unit="steps", plays=True),
    TEMPERATURE,
    Control("turn", 0, 0, 1, 0.05, label="turn q"),
    Control("sequence", 0, 0, ROWS - 1, 1, integer=True),
    choice("shuffle", 0, "in order", "shuffled", label="states"),
    choice("network", 0, *NETWORKS),
    compute=numbers.trained_look,
    picture=pictures.weights_picture,
    size=pictures.WEIGHTS_PICTURE,
)
def where_it_looks(now: TrainedLook, values: Values) -> str:
    """Show where a trained network looks on eight sequences."""
    weights, network = now.shown[:, now.sequence], tuple(NETWORKS)[int(values["network"])]
    top, step = int(weights.argmax()), "place" if values["shuffle"] else "step"
    return (
        f"Delay {now.delay}, {network} network: {now.accuracy * SEQUENCES:.0f} of {SEQUENCES} symbols "
        f"right. On average {now.on_first:.2f} of the weight is on {step} 0, {now.on_early:.2f} on the first {EARLY}. "
        f"Sequence {now.sequence}: most, {weights[top]:.2f}, on {step} {top}."
    )
