"""The check of notebook 14: softmax attention over a batch of states."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, call, exercise, expect
from lstm_lesson.nn.activations import softmax
from lstm_lesson.nn.attention import attend

T, B, H = 6, 3, 4  # all different, so that no axis can be taken for another unnoticed
OVERFLOW = (
    "the scores are large now, and e^1000 is larger than any float: take each sequence's largest score away before "
    "np.exp, which changes no share; or use the course's softmax."
)


@exercise(
    "14_attention/attend",
    hints=[
        "Line 1: (h * q).sum(axis=-1) adds over the units: one score for each step and sequence, (T, B).",
        "Line 2: softmax over the steps, axis=0, of the scores divided by the temperature.",
        "Line 3: the weights need a third axis, a[..., None], to multiply h; then sum over the steps, axis=0.",
    ],
)
def look_back(answer: Any) -> str:
    """Check my_attention(q, h, temperature) on three sequences, gentle scores first, then large ones."""
    rng = np.random.default_rng(13)
    q, h, temperature = rng.normal(size=(B, H)), rng.normal(size=(T, B, H)), 0.7
    right = attend(q, h, temperature=temperature)
    expect(call(answer, q, h, temperature), right.context, _mistakes(q, h, temperature), name="the context")
    try:
        got = call(answer, 1e4 * q, h, temperature, warning=OVERFLOW)
        expect(got, attend(1e4 * q, h, temperature=temperature).context, name="the context")
    except Wrong as wrong:
        raise Wrong(OVERFLOW if "nan" in str(wrong) or "inf" in str(wrong) else str(wrong)) from None
    return "the same context as the course's attend, even where the scores are in the thousands."


def _mistakes(q: np.ndarray, h: np.ndarray, temperature: float) -> dict[str, np.ndarray]:
    """Return what each likely mistake makes of the context."""
    scores = (h * q).sum(axis=-1) / np.sqrt(H)

    def context(z: np.ndarray, axis: int = 0) -> np.ndarray:
        return (softmax(z, axis=axis)[..., None] * h).sum(axis=0)

    a, e = softmax(scores / temperature, axis=0), np.exp(scores / temperature)
    by_unit = softmax(h * q / np.sqrt(H) / temperature, axis=0)
    return {
        "softmax runs along the wrong axis: over the sequences of the batch. The shares are those of the **steps**, "
        "axis=0.": context(scores / temperature, axis=1),
        "the temperature is forgotten: divide the scores by it before softmax.": context(scores),
        "the scores are multiplied by the temperature; divide them by it.": context(scores * temperature),
        "the root is forgotten: the scores are divided by √H.": context(scores * np.sqrt(H) / temperature),
        "the scores are divided by H; it is √H.": context(scores / np.sqrt(H) / temperature),
        "the temperature divides the weights, but it belongs inside softmax.": context(scores) / temperature,
        "this is the sum of the states, not the weighted one: multiply each by its weight first.": h.sum(axis=0),
        "this is the mean of the states: the weights do not count yet.": h.mean(axis=0),
        "the weights do not add to 1: divide e^score by the sum over the steps.": (e[..., None] * h).sum(axis=0),
        "the scores themselves weigh the states: softmax is missing.": (scores[..., None] * h).sum(axis=0),
        "this takes the best state alone: softmax gives every state its share.": _best(scores, h),
        "each unit has a score of its own: add h * q over the units, axis=-1, first.": (by_unit * h).sum(axis=0),
        "these are the weights: the context is the sum of the states, each times its weight.": a,
        "these are the scores; softmax and the weighted sum are still to come.": scores,
        "each state is weighed, but not yet added up over the steps, axis=0.": a[..., None] * h,
    }


def _best(scores: np.ndarray, h: np.ndarray) -> np.ndarray:
    return np.take_along_axis(h, scores.argmax(axis=0)[None, :, None], axis=0)[0]
