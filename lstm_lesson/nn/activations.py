"""The squashing functions: σ for gates, tanh for content, softmax for shares, and their slopes; and ReLU.

All take numbers or arrays of any shape, work element by element (softmax: along one axis) and stay exact at ±1000.
Integers become float64; bool, complex, object and str are a ValueError. What is nan stays nan, as in numpy, but for
softmax, where it would spread.
"""

from typing import Any

import numpy as np

from lstm_lesson import validate


def sigmoid(z: Any) -> Any:
    """Squash z into (0, 1): σ(z) = 1 / (1 + e^−z)."""
    z = _floats(z)
    # e^−|z| cannot overflow. For z < 0 the equal form e^z / (1 + e^z) keeps every digit of the small values.
    e = np.exp(-np.abs(z))
    return np.where(np.greater_equal(z, 0), 1, e) / (1 + e)


def tanh(z: Any) -> Any:
    """Squash z into (−1, 1): a sigmoid stretched to both signs, 2σ(2z) − 1."""
    return np.tanh(_floats(z))


def relu(z: Any) -> Any:
    """Cut z off below 0 and leave the rest as it is: max(z, 0), the rectified linear unit. It has no upper bound."""
    return np.maximum(_floats(z), 0)


def softmax(z: Any, axis: int = -1) -> Any:
    """Turn scores into positive shares that add to 1 along `axis`: e^z_k / Σ_j e^z_j."""
    z = _floats(z)
    if z.size == 0:
        raise ValueError(f"z must have at least one score; got shape {z.shape}")
    axes = max(z.ndim, 1)
    if not -axes <= validate.whole("axis", axis, at_least=-axes) < axes:
        raise ValueError(f"axis must be from {-axes} to {axes - 1}, one of z's; got {axis}")
    top = z.max(axis=axis, keepdims=True)
    if not np.isfinite(top).all():
        raise ValueError(f"z must have a finite largest score; got {validate.shown(float(top[~np.isfinite(top)][0]))}")
    e = np.exp(z - top)  # the shift cancels in the ratio, and e^0 = 1 cannot overflow
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid_slope(s: Any) -> Any:
    """Return σ'(z) from the output s = σ(z) alone: s (1 − s), at most 1/4."""
    return s * (1 - s)


def tanh_slope(y: Any) -> Any:
    """Return tanh'(z) from the output y = tanh(z) alone: 1 − y², at most 1."""
    return 1 - y * y


def relu_slope(y: Any) -> Any:
    """Return the slope of ReLU from the output y = max(z, 0) alone: 1 where y is above 0, else 0 (at z = 0, too)."""
    return np.greater(y, 0).astype(np.asarray(y).dtype)


def _floats(z: Any) -> np.ndarray:
    """Return z as an array of floats: numpy negates small integers with a wrap-around, and squashes complex ones."""
    z = validate.numbers("z", z)
    # Floats pass unchecked: cells come here at every step, and an infinite z has a value.
    return z if z.dtype.kind == "f" else validate.floats("z", z)
