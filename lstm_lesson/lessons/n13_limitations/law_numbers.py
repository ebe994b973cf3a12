"""The law of a damped sine: how many values AR(2) must see, and why its two numbers are what they are (notebook 13)."""

from dataclasses import dataclass

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.baselines import damped_sine_coefficients, go_on
from lstm_lesson.data.signals import damped_sine

LAST = 54  # the last step shown: 50 steps that can be seen, and five more
BETWEEN = 5  # points of the curve for each step


@dataclass(frozen=True)
class SeenValues:
    """AR(2) around ½, fitted to the first values of a wave, and its forecast of all the others.

    clean: (55,), the wave without noise. x: (n,), what is seen. coefficients: (2,). ahead: (55 − n,).
    """

    clean: np.ndarray
    x: np.ndarray
    coefficients: np.ndarray
    ahead: np.ndarray

    @property
    def n(self) -> int:
        """How many values are seen."""
        return len(self.x)

    @property
    def error(self) -> float:
        """The mean absolute error of the forecast."""
        return float(np.abs(self.ahead - self.clean[self.n :]).mean())


def seen_values(values: float, period: float, decay: float, noise: float) -> SeenValues:
    """Fit AR(2) by least squares to the first `values` of a damped sine; noise: its standard deviation.

    Two values give no equation and three give one: then lstsq takes the smallest of all coefficients that fit.
    """
    n = int(values)
    if not 2 <= n <= LAST - 4:
        raise ValueError(f"values must be from 2 to {LAST - 4}; got {values}")
    clean = damped_sine(LAST + 1, period, decay)
    x = clean[:n] + noise * np.random.default_rng(0).standard_normal(LAST + 1)[:n]
    v = x - 0.5
    coefficients = np.linalg.lstsq(np.column_stack([v[1:-1], v[:-2]]), v[2:])[0]
    return SeenValues(clean, x, coefficients, 0.5 + go_on(v, coefficients, LAST + 1 - n))


@dataclass(frozen=True)
class TurningPoint:
    """A point in the plane that turns and shrinks at every step, and what its height makes: a damped sine.

    path: (55, 2), the points (cos θt, sin θt) e^{−dt}, θ = 2π/period. curve: the same between the steps. a_1,
    a_2: what AR(2) needs. t: the step from which the next one follows.
    """

    path: np.ndarray
    curve: np.ndarray
    a_1: float
    a_2: float
    t: int

    @property
    def before(self) -> np.ndarray:
        """The point one step before."""
        return self.path[self.t - 1]

    @property
    def now(self) -> np.ndarray:
        """The point at step t."""
        return self.path[self.t]

    @property
    def after(self) -> np.ndarray:
        """The point one step later: a_1 now + a_2 before."""
        return self.path[self.t + 1]


def turning_point(period: float, decay: float, t: float) -> TurningPoint:
    """Let a point go round once in `period` steps, and shrink by e^{−decay} at each."""
    period, decay = validate.real("period", period, above=0), validate.real("decay", decay, at_least=0)
    if not 1 <= t < LAST:
        raise ValueError(f"t must be from 1 to {LAST - 1}; got {t}")
    fine = np.linspace(0, LAST, BETWEEN * LAST + 1)
    angle = 2 * np.pi * fine / period
    curve = np.exp(-decay * fine)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    a_1, a_2 = damped_sine_coefficients(period, decay)
    return TurningPoint(curve[::BETWEEN], curve, float(a_1), float(a_2), int(t))
