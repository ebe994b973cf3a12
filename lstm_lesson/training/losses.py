"""What a network is trained to make small: the squared error of numbers, the cross-entropy of classes.

Each comes twice: alone, and together with its gradient with respect to what the network says, which costs little more.
The readable networks say it with an answer's numbers along the last axis, (…, B, K). The gate-major ones keep the
sequences last, (…, K, B), and tell the loss so by axis=-2.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lstm_lesson import validate


def squared_error(forecast: np.ndarray, target: np.ndarray) -> float:
    """Return the mean of (ŷ − y)² over all values: the loss of the course's forecasters."""
    error = (forecast - target).ravel()
    return float(np.dot(error, error) / error.size)


def squared_error_and_gradient(forecast: np.ndarray, target: np.ndarray, axis: int = -1) -> tuple[float, np.ndarray]:
    """Return the mean of (ŷ − y)², and its gradient 2(ŷ − y)/size, of the shape and dtype of the forecast.

    axis: where the forecast has the axis that is the last of the target.
    """
    error = forecast - target.swapaxes(-1, axis)
    flat = error.ravel()
    loss = float(np.dot(flat, flat) / flat.size)
    error *= error.dtype.type(2 / flat.size)
    return loss, error


def cross_entropy(logits: np.ndarray, classes: Any, axis: int = -1) -> float:
    """Return the mean of −log softmax(logits)[class] over all entries, in nats: 0 is certain and right.

    logits: floats of any size, their classes along `axis`, as many as there are. classes: whole numbers from 0, of
    logits' shape without that axis. Raises ValueError for any other classes.
    """
    return _cross_entropy(logits, classes, axis)[0]


def cross_entropy_and_gradient(logits: np.ndarray, classes: Any, axis: int = -1) -> tuple[float, np.ndarray]:
    """Return the cross-entropy, and its gradient with respect to the logits: (softmax(logits) − one-hot)/entries."""
    loss, chosen, softmax = _cross_entropy(logits, classes, axis)
    np.exp(softmax, out=softmax)
    at_class = np.take_along_axis(softmax, chosen, axis) - 1
    np.put_along_axis(softmax, chosen, at_class, axis)
    softmax /= softmax.dtype.type(chosen.size)
    return loss, softmax


class Loss(NamedTuple):
    """A loss alone, of an answer (…, K) and its target, and with its gradient, of an answer, its target, an axis."""

    alone: Callable[[np.ndarray, np.ndarray], float]
    and_gradient: Callable[[np.ndarray, np.ndarray, int], tuple[float, np.ndarray]]


SQUARED_ERROR = Loss(squared_error, squared_error_and_gradient)
CROSS_ENTROPY = Loss(cross_entropy, cross_entropy_and_gradient)


def _cross_entropy(logits: np.ndarray, classes: Any, axis: int) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the loss, the classes with an axis of length 1 for `axis`, and log softmax(logits)."""
    shape = list(logits.shape)
    n_classes = shape.pop(axis)
    classes = validate.classes("classes", classes, n_classes, tuple(shape))
    chosen = np.expand_dims(classes, axis)
    with np.errstate(over="ignore"):  # two logits further apart than floats reach: exp(−inf) = 0 is right
        # Shifted by the largest logit, the sum of exponentials lies between 1 and K: nothing overflows, no log of 0.
        log_softmax = logits - logits.max(axis=axis, keepdims=True)
    log_softmax -= np.log(np.exp(log_softmax).sum(axis=axis, keepdims=True))
    return -float(np.take_along_axis(log_softmax, chosen, axis).mean()), chosen, log_softmax
