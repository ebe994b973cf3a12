"""What σ, tanh and softmax make of a line, of normal noise and of three scores: the numbers of notebook 01."""

from dataclasses import dataclass
from math import atanh, erf, inf, sqrt

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.signals import noise
from lstm_lesson.nn.activations import sigmoid, softmax, tanh

REACH = 4.0  # inputs are shown from −REACH to REACH
SHARE_LEFT = 0.1  # saturated: less than this share of the steepest slope is left
# tanh'(z) = 1 − y² is SHARE_LEFT where y = √(1 − SHARE_LEFT); σ is tanh at half the pace, so it bears twice the z.
SATURATED_TANH = atanh(sqrt(1 - SHARE_LEFT))
SATURATED_SIGMOID = 2 * SATURATED_TANH
N_NORMAL, N_BINS = 4000, 40


@dataclass(frozen=True)
class Squashed:
    """Hold z = w·x + b over inputs x, squashed by σ and by tanh, with the slopes in z: arrays (N,).

    `at` is one input to look at; `at_point` has every quantity there.
    """

    w: float
    b: float
    at: float
    x: np.ndarray
    sigmoid: np.ndarray
    tanh: np.ndarray
    sigmoid_slope: np.ndarray
    tanh_slope: np.ndarray

    @property
    def at_point(self) -> dict[str, float]:
        """Return z, both outputs and both slopes at the input looked at."""
        z = self.w * self.at + self.b
        return _squashed(round(z, 12) + 0.0)  # −0.1·3 + 0.3 is 0, and not −5·10⁻¹⁷

    def unsaturated(self, limit: float) -> tuple[float, float]:
        """Return the inputs (low, high) between which |w·x + b| stays below `limit`; low = high if there are none."""
        if self.w == 0:
            return (-inf, inf) if abs(self.b) < limit else (inf, inf)
        ends = (-limit - self.b) / self.w, (limit - self.b) / self.w
        return min(ends), max(ends)


def squash_line(w: float, b: float, x: float, size: int = 201) -> Squashed:
    """Squash z = w·x + b for `size` inputs from −REACH to REACH; `x` is the one to look at."""
    w, b, x = validate.real("w", w), validate.real("b", b), validate.real("x", x)
    inputs = np.linspace(-REACH, REACH, validate.whole("size", size))
    values = _squashed(w * inputs + b)
    values.pop("z")
    return Squashed(w, b, x, inputs, **values)


def _squashed(z: np.ndarray | float) -> dict:
    # The slopes without s (1 − s) and 1 − y², which lose their digits where s and y are almost 1: 1 − σ(z) = σ(−z).
    slopes = {"sigmoid_slope": sigmoid(z) * sigmoid(-z), "tanh_slope": 4 * sigmoid(2 * z) * sigmoid(-2 * z)}
    return {"z": z, "sigmoid": sigmoid(z), "tanh": tanh(z), **slopes}


@dataclass(frozen=True)
class Stretched:
    """Hold tanh(z), and outside·σ(inside·z) + shift that is to be laid over it: arrays (N,)."""

    z: np.ndarray
    tanh: np.ndarray
    stretched: np.ndarray

    @property
    def gap(self) -> float:
        """Return the largest distance between the two curves."""
        return float(np.abs(self.stretched - self.tanh).max())


def stretch_sigmoid(inside: float, outside: float, shift: float, size: int = 201) -> Stretched:
    """Stretch σ: outside·σ(inside·z) + shift, for z from −REACH to REACH."""
    z = np.linspace(-REACH, REACH, validate.whole("size", size))
    return Stretched(z, tanh(z), outside * sigmoid(inside * z) + shift)


@dataclass(frozen=True)
class Shares:
    """Hold which share of a normal x falls into each of N_BINS equal bins, before and after squashing w·x.

    counted: per quantity ("x", "sigmoid", "tanh") the shares of N_NORMAL random values; exact: those of the normal
    distribution itself. Both (N_BINS,). x has bins from −REACH to REACH, σ from 0 to 1, tanh from −1 to 1.
    """

    w: float
    counted: dict[str, np.ndarray]
    exact: dict[str, np.ndarray]
    x: np.ndarray
    sigmoid: np.ndarray  # σ(w·x)
    tanh: np.ndarray  # tanh(w·x)
    percentile: np.ndarray  # the share of normal values below x

    @property
    def gap(self) -> float:
        """Return how far σ(w·x) and the normal percentile of x are apart, at most."""
        return float(np.abs(self.sigmoid - self.percentile).max())

    @property
    def humps(self) -> dict[str, int]:
        """Return how many humps the exact distribution has: two for tanh from w > 1/√2, for σ from w > √2.

        At y = tanh(w·x) the density is φ(x) / (w(1 − y²)). Its logarithm, by a = artanh y, is
        −a²/2w² − ln(1 − y²) + const, bent upwards at 0 when 2 > 1/w². σ(w·x) is tanh(w·x/2), stretched.
        """
        return {"sigmoid": 2 if self.w > sqrt(2) else 1, "tanh": 2 if self.w > 1 / sqrt(2) else 1}


RANGES = {"x": (-REACH, REACH), "sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
EDGES = {name: np.linspace(*ends, N_BINS + 1) for name, ends in RANGES.items()}


def squash_normal(w: float) -> Shares:
    """Squash w·x for normal x, always the same ones, and sort the results into bins."""
    w = validate.real("w", w, above=0)
    values = {"x": NORMAL, "sigmoid": sigmoid(w * NORMAL), "tanh": tanh(w * NORMAL)}
    # An output lies below y where x lies below σ⁻¹(y)/w = 2·artanh(2y − 1)/w, or artanh(y)/w.
    with np.errstate(divide="ignore"):
        limits = {"x": EDGES["x"], "tanh": np.arctanh(EDGES["tanh"]) / w}
        limits["sigmoid"] = 2 * np.arctanh(2 * EDGES["sigmoid"] - 1) / w
    counted = {name: np.histogram(values[name], EDGES[name])[0] / N_NORMAL for name in RANGES}
    exact = {name: np.diff(_percentile(limits[name])) for name in RANGES}
    return Shares(w, counted, exact, GRID, sigmoid(w * GRID), tanh(w * GRID), PERCENTILE)


def _percentile(x: np.ndarray) -> np.ndarray:
    """Return the share of normal values below x: Φ(x) = ½ + ½·erf(x/√2)."""
    return np.array([0.5 + 0.5 * erf(value / sqrt(2)) for value in x.tolist()])


NORMAL, GRID = noise(N_NORMAL, rng=0), np.linspace(-REACH, REACH, 321)  # always the same normal x; x of the curves
PERCENTILE = _percentile(GRID)


def normal_percentile(x: float) -> float:
    """Return the share of normal values, mean 0 and standard deviation 1, below x."""
    return float(_percentile(np.array([validate.real("x", x)]))[0])


@dataclass(frozen=True)
class Scores:
    """Hold three scores z (3,), each through a σ of its own, and all three through one softmax."""

    z: np.ndarray
    sigmoid: np.ndarray
    softmax: np.ndarray


def share_out(z_1: float, z_2: float, z_3: float) -> Scores:
    """Send three scores through three sigmoids and through softmax."""
    z = validate.floats("z", [z_1, z_2, z_3])
    return Scores(z, sigmoid(z), softmax(z))
