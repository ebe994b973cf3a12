"""How weights learn from gradients: clipping, the one-cycle schedule and Adam.

All weights of a network lie in one flat array, so each rule is a handful of numpy calls whatever the network's shape.
"""

import math

import numpy as np


def clip_by_norm(gradient: np.ndarray, largest: float) -> float:
    """Shrink `gradient` in place to a norm of at most `largest`, keeping its direction; return the norm it had.

    Exploding gradients stay a danger in an LSTM (Pascanu et al. 2013): one wild batch must not throw the weights away.
    """
    norm = math.sqrt(np.dot(gradient, gradient))
    if norm > largest:
        gradient *= largest / norm
    return norm


def one_cycle(step: int, steps: int) -> float:
    """Return the share of the peak learning rate at `step` of `steps`: a cosine up, then a long cosine down to 0.

    It starts at 1/25 and reaches 1 after 30 % of the steps: these numbers and the cosines are the defaults of PyTorch's
    OneCycleLR, which ends a little above 0. The idea of one cycle is Smith & Topin's (2018).
    """
    peak_at = 0.3 * steps
    if step < peak_at:
        return 1 / 25 + (1 - 1 / 25) * (1 - math.cos(math.pi * step / peak_at)) / 2
    return (1 + math.cos(math.pi * (step - peak_at) / (steps - peak_at))) / 2


class Adam:
    """Adam (Kingma & Ba 2015): each weight moves by its mean gradient over the root of its mean squared gradient."""

    # beta2 = 0.99 where the paper proposes 0.999: the mean square then spans 100 steps instead of 1,000. In the
    # course's short trainings the gradients shrink by orders of magnitude meanwhile, and a long memory of the large
    # early ones holds the steps back.
    def __init__(self, parameters: np.ndarray, *, beta1: float = 0.9, beta2: float = 0.99, epsilon: float = 1e-8):
        """Watch over `parameters`, a flat float array that `update` changes in place."""
        self.parameters = parameters
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.mean = np.zeros_like(parameters)
        self.mean_square = np.zeros_like(parameters)
        self.updates = 0
        self._scratch = np.empty_like(parameters)

    def update(self, gradient: np.ndarray, learning_rate: float | np.ndarray) -> None:
        """Move the parameters one step against `gradient` (same shape); each has its own learning rate, or all one."""
        self.updates += 1
        m, v, scratch = self.mean, self.mean_square, self._scratch
        np.subtract(gradient, m, out=scratch)
        scratch *= 1 - self.beta1
        m += scratch  # m = β₁ m + (1 − β₁) gradient
        np.multiply(gradient, gradient, out=scratch)
        scratch -= v
        scratch *= 1 - self.beta2
        v += scratch  # v = β₂ v + (1 − β₂) gradient²
        # Both means start at 0; dividing by 1 − βⁿ makes up for it.
        np.multiply(v, 1 / (1 - self.beta2**self.updates), out=scratch)
        np.sqrt(scratch, out=scratch)
        scratch += self.epsilon
        np.divide(m, scratch, out=scratch)
        scratch *= learning_rate / (1 - self.beta1**self.updates)
        self.parameters -= scratch
