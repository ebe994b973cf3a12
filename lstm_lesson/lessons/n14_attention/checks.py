"""The check of notebook 14: softmax attention over a batch of states."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, call, drawn, expect, wanted
from lstm_lesson.nn.activations import softmax
from lstm_lesson.nn.attention import attend

T, B, H = 6, 3, 4  # all different, so that no axis can be taken for another unnoticed
OVERFLOW = (
    "the scores are large now, and e^1000 is larger than any float: take each sequence's largest score away before "
    "np.exp, which changes no share; or use the course's softmax."
)
Q, STATES = drawn(13, (B, H), (T, B, H))


def _scores(q: Any, h: Any) -> Any:
    return (h * q).sum(axis=-1) / np.sqrt(H)


def _context(a: Any, h: Any) -> Any:
    return (a[..., None] * h).sum(axis=0)


def _even_if_large(answer: Any) -> None:
    try:
        got = call(answer, 1e4 * Q, STATES, 0.7, warning=OVERFLOW)
        expect(got, look_back(1e4 * Q, STATES, 0.7), name="the context")
    except Wrong as wrong:
        raise Wrong(OVERFLOW if "nan" in str(wrong) or "inf" in str(wrong) else str(wrong)) from None


@wanted(
    "14_attention/attend",
    hints=[
        "Line 1: (h * q).sum(axis=-1) adds over the units: one score for each step and sequence, (T, B).",
        "Line 2: softmax over the steps, axis=0, of the scores divided by the temperature.",
        "Line 3: the weights need a third axis, a[..., None], to multiply h; then sum over the steps, axis=0.",
    ],
    result="the context",
    praise="the same context as the course's attend, even where the scores are in the thousands.",
    rounds=[[(Q, STATES, 0.7)]],
    and_then=_even_if_large,
    mistakes={
        "softmax runs along the wrong axis: over the sequences of the batch. The shares are those of the **steps**, "
        "axis=0.": lambda q, h, tau: _context(softmax(_scores(q, h) / tau, axis=1), h),
        "the temperature is forgotten: divide the scores by it before softmax.": (
            lambda q, h, tau: _context(softmax(_scores(q, h), axis=0), h)
        ),
        "the scores are multiplied by the temperature; divide them by it.": (
            lambda q, h, tau: _context(softmax(_scores(q, h) * tau, axis=0), h)
        ),
        "the root is forgotten: the scores are divided by √H.": (
            lambda q, h, tau: _context(softmax(_scores(q, h) * np.sqrt(H) / tau, axis=0), h)
        ),
        "the scores are divided by H; it is √H.": (
            lambda q, h, tau: _context(softmax(_scores(q, h) / np.sqrt(H) / tau, axis=0), h)
        ),
        "the temperature divides the weights, but it belongs inside softmax.": (
            lambda q, h, tau: _context(softmax(_scores(q, h), axis=0), h) / tau
        ),
        "this is the sum of the states, not the weighted one: multiply each by its weight first.": (
            lambda q, h, tau: h.sum(axis=0)
        ),
        "this is the mean of the states: the weights do not count yet.": lambda q, h, tau: h.mean(axis=0),
        "the weights do not add to 1: divide e^score by the sum over the steps.": (
            lambda q, h, tau: _context(np.exp(_scores(q, h) / tau), h)
        ),
        "the scores themselves weigh the states: softmax is missing.": lambda q, h, tau: _context(_scores(q, h), h),
        "this takes the best state alone: softmax gives every state its share.": (
            lambda q, h, tau: _context(1.0 * (_scores(q, h) == _scores(q, h).max(axis=0)), h)
        ),
        "each unit has a score of its own: add h * q over the units, axis=-1, first.": (
            lambda q, h, tau: (softmax(h * q / np.sqrt(H) / tau, axis=0) * h).sum(axis=0)
        ),
        "these are the weights: the context is the sum of the states, each times its weight.": (
            lambda q, h, tau: softmax(_scores(q, h) / tau, axis=0)
        ),
        "these are the scores; softmax and the weighted sum are still to come.": lambda q, h, tau: _scores(q, h),
        "each state is weighed, but not yet added up over the steps, axis=0.": (
            lambda q, h, tau: softmax(_scores(q, h) / tau, axis=0)[..., None] * h
        ),
    },
)
def look_back(q: Any, h: Any, temperature: float) -> Any:
    """Return the context of a look back at the states h (T, B, H) with the queries q (B, H)."""
    return attend(q, h, temperature=temperature).context
