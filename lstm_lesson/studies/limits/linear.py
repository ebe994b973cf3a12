"""Linear forecasters, given every fair chance: AR(p) fitted to each window, and one linear map for all windows.

All work around ½, which they are told, so there is no intercept. x is a batch (T, B); forecasts are (B, n_ahead).
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from lstm_lesson.data.baselines import go_on
from lstm_lesson.validate import shown

ORDERS = range(2, 21)
LENGTHS = (50, 40, 30, 20, 15, 10, 5)  # steps: the part of the window that AR(p) is fitted to, its end
# How least squares is kept from taking noise for signal. 0: not at all. "rank 2": all but the two largest singular
# values are left out, since one damped sine has no more (Kumaresan & Tufts, IEEE Trans. ASSP 30, 1982). A number:
# ridge, its share of the largest squared singular value.
SHRINKS = (0.0, "rank 2", 0.0001, 0.001, 0.01, 0.1)
ROUNDING = 1e-13  # singular values below this share of the largest are rounding, not signal


@dataclass(frozen=True)
class WindowAR:
    """AR(p) fitted to the last `length` steps of each window by least squares, shrunk or not."""

    p: int
    length: int = 50
    shrink: float | str = 0.0

    def __post_init__(self) -> None:
        """Check that there are as many equations as unknowns."""
        if self.p < 1 or self.length < 2 * self.p:
            raise ValueError(f"p must be from 1 to {self.length // 2}, half of length; got {self.p}")
        if self.shrink not in SHRINKS:
            raise ValueError(f"shrink must be one of {SHRINKS}; got {shown(self.shrink)}")

    def coefficients(self, x: np.ndarray) -> np.ndarray:
        """Return (B, p), the latest past value first."""
        return self._solve(*_decompose(x, self.p, self.length))

    def _solve(self, U_T_y: np.ndarray, s: np.ndarray, V_T: np.ndarray) -> np.ndarray:
        return np.einsum("bk,bkp->bp", U_T_y * self._inverse(s), V_T)

    def _inverse(self, s: np.ndarray) -> np.ndarray:
        """Return 1/s, smaller where s is small: (B, p), s the singular values, the largest first."""
        largest = s[:, :1] + np.finfo(float).tiny
        if isinstance(self.shrink, str):
            s = np.where(np.arange(s.shape[1]) < 2, s, 0)
        kept = s > ROUNDING * largest
        ridge = 0.0 if isinstance(self.shrink, str) else self.shrink * largest**2
        return np.where(kept, s / np.where(kept, s**2 + ridge, 1), 0)

    def forecast(self, x: np.ndarray, n_ahead: int) -> np.ndarray:
        """Forecast n_ahead steps after x, each from the p before it, forecasts among them."""
        return go_on(x - 0.5, self.coefficients(x), n_ahead) + 0.5


def _decompose(x: np.ndarray, p: int, length: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the singular value decomposition U s Vᵀ of each window's past values, U as its products with what follows.

    Shapes (B, p), (B, p), (B, p, p). It serves every shrink.
    """
    rows = np.lib.stride_tricks.sliding_window_view(x[-length:] - 0.5, p + 1, axis=0)  # (length − p, B, p + 1)
    past, following = rows[..., -2::-1].transpose(1, 0, 2), rows[..., -1].T
    U, s, V_T = np.linalg.svd(past, full_matrices=False)
    return np.einsum("brk,br->bk", U, following), s, V_T


def chosen(x: np.ndarray, y: np.ndarray, *, skipped: int = 0) -> WindowAR:
    """Return the AR(p) with the smallest mean absolute error on validation windows x (T, B), y (B, n).

    Every p from 2 to 20, fitted to the last T, 40, 30, … steps, with every shrink. skipped: steps between x and y.
    """
    best, lowest = WindowAR(2, len(x)), np.inf
    for length, p in product(sorted({min(length, len(x)) for length in LENGTHS}, reverse=True), ORDERS):
        if 2 * p > length:
            continue
        parts = _decompose(x, p, length)
        for shrink in SHRINKS:
            ar = WindowAR(p, length, shrink)
            ahead = go_on(x - 0.5, ar._solve(*parts), skipped + y.shape[1])[:, skipped:]
            error = float(np.abs(ahead + 0.5 - y).mean())
            if error < lowest:
                best, lowest = ar, error
    return best


@dataclass(frozen=True)
class LinearMap:
    """One linear map for all windows, from the 50 values seen to the five that follow: a pooled AR(50), no recursion.

    weights: (T, n_ahead).
    """

    weights: np.ndarray

    def forecast(self, x: np.ndarray) -> np.ndarray:
        """Forecast what follows the windows x (T, B)."""
        return (x.T - 0.5) @ self.weights + 0.5


def fit_linear_map(x: np.ndarray, y: np.ndarray) -> LinearMap:
    """Return the linear map with the smallest squared error on training windows x (T, B), y (B, n_ahead).

    Steps that always show ½ get the weight 0.
    """
    return LinearMap(np.linalg.lstsq(x.T - 0.5, y - 0.5)[0])
