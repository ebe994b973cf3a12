"""The exercise of notebook 14: right answers in any form, each mistake by its name, nonsense in peace."""

import math

import numpy as np
import pytest

from lstm_lesson import softmax
from lstm_lesson.live.exercise import judge


def attention(q, h, temperature, *, scale=None, weights=None, total=None):
    """Attention with places to go wrong: how scores are scaled, how they become weights, how states are added."""
    scores = (scale or (lambda s, H, tau: s / np.sqrt(H) / tau))((h * q).sum(axis=-1), h.shape[-1], temperature)
    a = (weights or (lambda s: softmax(s, axis=0)))(scores)
    return (total or (lambda a, h: (a[..., None] * h).sum(axis=0)))(a, h)


def variant(**changes):
    return lambda q, h, temperature: attention(q, h, temperature, **changes)


def by_loops(q, h, temperature):
    T, B, H = h.shape
    context = [[0.0] * H for _ in range(B)]
    for b in range(B):
        scores = [sum(h[t, b, k] * q[b, k] for k in range(H)) / math.sqrt(H) / temperature for t in range(T)]
        e = [math.exp(s - max(scores)) for s in scores]
        for k in range(H):
            context[b][k] = sum(e[t] / sum(e) * h[t, b, k] for t in range(T))
    return context


def own_softmax(s):
    e = np.exp(s - s.max(axis=0))
    return e / e.sum(axis=0)


def unsafe_softmax(s):
    return np.exp(s) / np.exp(s).sum(axis=0)


def quiet(function):
    def without_warning(*given):
        with np.errstate(all="ignore"):
            return function(*given)

    return without_warning


RIGHT = {
    "softmax of the course": variant(),
    "softmax by hand": variant(weights=own_softmax),
    "loops and lists": by_loops,
    "einsum": variant(total=lambda a, h: np.einsum("tb,tbk->bk", a, h)),
    "float32": lambda *given: attention(*given).astype(np.float32),
}
MISTAKES = {
    "the wrong axis": variant(weights=lambda s: softmax(s)),
    "the temperature is forgotten": variant(scale=lambda s, H, tau: s / np.sqrt(H)),
    "multiplied by the temperature": variant(scale=lambda s, H, tau: s / np.sqrt(H) * tau),
    "the root is forgotten": variant(scale=lambda s, H, tau: s / tau),
    "it is √H": variant(scale=lambda s, H, tau: s / H / tau),
    "belongs inside softmax": lambda q, h, tau: attention(q, h, 1) / tau,
    "the sum of the states, not the weighted one": variant(total=lambda a, h: h.sum(axis=0)),
    "the mean of the states": variant(total=lambda a, h: h.mean(axis=0)),
    "do not add to 1": variant(weights=np.exp),
    "softmax is missing": lambda q, h, tau: attention(q, h, 1, weights=lambda s: s),
    "the best state alone": variant(weights=lambda s: (s == s.max(axis=0)).astype(float)),
    "a score of its own": lambda q, h, tau: (softmax(h * q / 2 / tau, axis=0) * h).sum(axis=0),
    "these are the weights": variant(total=lambda a, h: a),
    "these are the scores": lambda q, h, tau: (h * q).sum(axis=-1) / 2,
    "not yet added up": variant(total=lambda a, h: a[..., None] * h),
    "e^1000 is larger than any float": variant(weights=unsafe_softmax),
    "e^1000 is larger": quiet(variant(weights=unsafe_softmax)),
    "has the wrong sign": lambda *given: -attention(*given),
    "stopped with ValueError": lambda q, h, tau: h @ q,
    "must be numbers": lambda *given: "context",
    "a function is wanted": 3.0,
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_attention_is_accepted_in_any_form(name):
    assert judge("14_attention/attend", RIGHT[name]).outcome == "right"


@pytest.mark.parametrize("words", MISTAKES)
def test_mistake_is_called_by_its_name(words):
    verdict = judge("14_attention/attend", MISTAKES[words])
    assert verdict.outcome == "not yet"
    assert words in verdict.reason


@pytest.mark.parametrize("untouched", [None, ..., lambda *given: None, lambda *given: ...])
def test_untouched_stub_is_not_attempted_yet(untouched):
    assert judge("14_attention/attend", untouched).outcome == "not attempted yet"
