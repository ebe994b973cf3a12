"""Attention: recall with it, by hand in a plane, the gradient, and where trained networks look (notebook 14)."""

import numpy as np

from lstm_lesson.drawing.written import minus, power_of_ten
from lstm_lesson.lessons.n14_attention import gradient_numbers, gradient_pictures, numbers, pictures
from lstm_lesson.lessons.n14_attention.gradient_numbers import WayBack
from lstm_lesson.lessons.n14_attention.numbers import EARLY, LONGEST, ROWS, SEQUENCES, TrainedLook
from lstm_lesson.lessons.shared.recall_exhibits import RecallExhibit
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.nn.attention import Attention
from lstm_lesson.studies import attention_recall, recall
from lstm_lesson.studies.attention_recall import CHRONO, SEEDS

QUERIES = {
    "the best alone": Preset(
        "At τ = 0.05 a lead of 0.3 in the score counts like a lead of 6, so the best state gets nearly all.",
        temperature=0.05,
    ),
    "nearly the mean": Preset(
        "At τ = 20 the scores hardly differ any more, so every state gets about a fifth.", temperature=20.0
    ),
    "no question": Preset(
        "A query of length 0 gives every state the score 0, so at any temperature the context is the mean.", length=0.0
    ),
}
STARTS = {
    "usual start": Preset("The forget bias is 1, as in Keras and in this course: f is about 0.7.", b_f=1.0, b_i=0.0),
    "long memory": Preset(
        "With b_f = 6, f is about 0.998, and the gradient survives the long way, too.", b_f=6.0, b_i=0.0
    ),
    "input gate shut": Preset(
        "Long memory, and hardly anything is written: f is 0.998, i is 0.018.", b_f=6.0, b_i=-4.0
    ),
}
KNOWN = 40  # steps: up to this delay the record of the recall is no secret
TEMPERATURE = Control("temperature", 1, 0.05, 20, 0.05)


def recall_with_attention(delay: int = 320) -> RecallExhibit:
    """Return the exhibit that trains the LSTM from two starts and with attention, beside what was recorded of them.

    Up to a delay of 40 the record is shown from the beginning; what comes after that, the student is to predict.
    """
    record, learners = attention_recall.recorded().record, ("LSTM", CHRONO, recall.ATTENTION)
    first_seed = attention_recall.SEEDS[-1] + 1
    return RecallExhibit(delay, record, learners, learners, first_seed=first_seed, each_seed=True, known=KNOWN)


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
    words = (
        f"h{'₀₁₂₃₄'[best]} has the largest score, {look.scores[best]:.2f}, and gets the weight {look.weights[best]:.2f}"
    )
    if not look.scores.any():
        words = f"all scores are 0, and every state gets the weight {look.weights[0]:.2f}"
    return minus(f"τ = {look.temperature:.2f}: {words}. The context is ({first:z.2f}, {second:z.2f}).")


@exhibit(
    Control("delay", LONGEST // 2, 20, LONGEST, 20, integer=True, unit="steps", plays=True),
    TEMPERATURE,
    Control("turn", 0, 0, 1, 0.05, label="turn q"),
    Control("sequence", 0, 0, ROWS - 1, 1, integer=True),
    choice("shuffle", 0, "in order", "shuffled", label="states"),
    Control("seed", 0, SEEDS[0], SEEDS[-1], 1, integer=True, label="network (seed)"),
    compute=numbers.trained_look,
    picture=pictures.weights_picture,
    size=pictures.WEIGHTS_PICTURE,
)
def where_it_looks(now: TrainedLook, values: Values) -> str:
    """Show where a trained network looks on eight sequences."""
    weights = now.shown[:, now.sequence]
    top, step = int(weights.argmax()), "place" if values["shuffle"] else "step"
    return (
        f"Delay {now.delay}, network of seed {values['seed']:.0f}: {now.accuracy * SEQUENCES:.0f} of {SEQUENCES} "
        f"symbols right. On average {now.on_first:.2f} of the weight is on {step} 0, {now.on_early:.2f} on the "
        f"first {EARLY}. "
        f"In sequence {now.sequence} the largest weight, {weights[top]:.2f}, is on {step} {top}."
    )


@exhibit(
    Control("b_f", 1, 0, 8, 0.5),
    Control("b_i", 0, -6, 2, 0.5),
    Control("delay", gradient_numbers.LONGEST, 20, gradient_numbers.LONGEST, 20, integer=True, unit="steps"),
    compute=gradient_numbers.way_back,
    picture=gradient_pictures.gradient_picture,
    size=gradient_pictures.GRADIENT_PICTURE,
    presets=STARTS,
)
def gradient_with_attention(now: WayBack, values: Values) -> str:
    """Show how much of the gradient reaches each step of an untrained LSTM, alone and with attention."""
    return (
        f"Before training, delay {now.delay}. The gradient at step 0, beside that at the head: {_times(now.alone[0])} "
        f"without attention, {_times(now.attention[0])} with it; by the short way alone {_times(now.short[0])}."
    )


def _times(share: float) -> str:
    """Write a share of the gradient: 0.53, 0.0032, 3·10⁻²⁵."""
    return power_of_ten(share) if share < 1e-4 else f"{share:.2g}"
