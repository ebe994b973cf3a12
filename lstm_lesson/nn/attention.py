"""Attention: look back at every state, and take of each the share that its score earns.

    s_t = q·h_t / √H          one score for each step: how well the state h_t fits the query q
    a_t = softmax(s / τ)_t    one weight for each step: positive, and together 1
    context = Σ_t a_t h_t     the weighted sum of the states

The states are keys and values at once. With the query q = W_q h_T + b_q of `attention_network`, s is the "general"
score h_tᵀ W h_T of Luong, Pham & Manning (2015), with the division by √H of Vaswani et al. (2017), which keeps the
scores of long vectors from growing. Bahdanau, Cho & Bengio (2014, arXiv 1409.0473) score by a small network instead,
vᵀ tanh(W q + U h_t); before them Graves (2013) slid a soft window over a text. The temperature τ, here for looking, is
1 in training, as in all of these.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.activations import softmax


@dataclass(frozen=True)
class Attention:
    """What one look back leaves behind: query (…, H), states (T, …, H), scores and weights (T, …), context (…, H)."""

    query: np.ndarray
    states: np.ndarray
    temperature: float
    scores: np.ndarray
    weights: np.ndarray
    context: np.ndarray


def attend(query: Any, states: Any, *, temperature: float = 1.0) -> Attention:
    """Look back at `states` (T, H) or (T, B, H) with `query` (H,) or (B, H), at a temperature τ above 0.

    τ towards 0 takes the best state alone, a large τ the mean of all. Raises ValueError for anything else.
    """
    temperature = validate.real("temperature", temperature, above=0)
    dtype = np.float32 if getattr(states, "dtype", None) == np.float32 else np.float64
    states = validate.floats("states", states, dtype=dtype)
    if states.ndim not in (2, 3) or 0 in states.shape:
        raise ValueError(f"states must have shape (T, H) or (T, B, H), all at least 1; got shape {states.shape}")
    query = validate.floats("query", query, dtype=dtype, shape=states.shape[1:])
    reach = float(np.finfo(dtype).max) ** 0.5 / states.shape[-1]
    if (largest := max(np.abs(query).max(), np.abs(states).max())) > reach:
        raise ValueError(f"query and states must be at most {reach:.3g} in size, or scores overflow; got {largest:.3g}")
    if states.dtype.type(temperature) == 0:
        raise ValueError(f"temperature must be above 0 as {states.dtype}, too; got {temperature:g}")
    return look_back(query, states, temperature)


def look_back(query: np.ndarray, states: np.ndarray, temperature: float = 1.0) -> Attention:
    """Do as `attend` does, with arrays that are known to fit: the three equations."""
    scores = (states * query).sum(axis=-1) / _root(states)
    # Below the best score all differences are negative, and at a temperature near 0 they may well become −inf: a share
    # of 0. Over the steps, not over the units.
    with np.errstate(over="ignore"):
        weights = softmax((scores - scores.max(axis=0)) / states.dtype.type(temperature), axis=0)
    context = (weights[..., None] * states).sum(axis=0)
    return Attention(query, states, temperature, scores, weights, context)


def look_back_gradient(look: Attention, d_context: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Backpropagate d_context = ∂loss/∂context, shaped like it: return the gradients of query and states."""
    if d_context.shape != look.context.shape:
        raise ValueError(f"d_context must have the shape of the context, {look.context.shape}; got {d_context.shape}")
    a, states, root = look.weights, look.states, _root(look.states)
    d_weights = (states * d_context).sum(axis=-1)
    # One weight grows at the others' cost: what would move all alike moves none.
    d_scores = a * (d_weights - (a * d_weights).sum(axis=0)) / states.dtype.type(look.temperature)
    d_query = (d_scores[..., None] * states).sum(axis=0) / root
    as_keys, as_values = d_scores[..., None] * look.query / root, a[..., None] * d_context
    return d_query, as_keys + as_values


def _root(states: np.ndarray) -> np.floating:
    """Return √H in the states' own precision."""
    return np.sqrt(states.dtype.type(states.shape[-1]))
