"""Forecasts that need no network. Whoever trains one must beat these first.

x is one signal (T,) or a batch (T, B), time leading, T and B at least 1; a forecast of it is (n_ahead,) or
(B, n_ahead), float64, as a Forecaster's is. All raise ValueError for other shapes, nan and inf, and anything but
integers and floats.
"""

from typing import Any

import numpy as np

from lstm_lesson import validate


def last_value(x: Any, n_ahead: int) -> np.ndarray:
    """Forecast that nothing changes any more: the last value, n_ahead times."""
    return _repeat(_series(x)[-1], n_ahead)


def constant(x: Any, n_ahead: int, value: float = 0.5) -> np.ndarray:
    """Forecast the same `value` whatever came before: ½, the middle of every damped sine, if not given."""
    return _repeat(np.full_like(_series(x)[-1], validate.real("value", value)), n_ahead)


def one_period_back(x: Any, n_ahead: int, period: Any) -> np.ndarray:
    """Forecast what stood one period earlier: x̂_t = x_{t−P}, with P the period rounded to whole steps.

    period: in steps, real-valued, for all sequences or (B,) for each; P must lie in 1 … T. A horizon longer than P
    goes round again.
    """
    x = _series(x)
    T = len(x)
    n_ahead = validate.whole("n_ahead", n_ahead)
    period = validate.floats("period", period)
    if period.shape not in ((), x.shape[1:]):
        raise ValueError(f"period must be one number or have shape {x.shape[1:]}; got shape {period.shape}")
    if period.min() < 0.5 or period.max() >= T + 0.5:
        raise ValueError(
            f"period must round to 1 … {T} steps, the length of x; got {period.min():g} … {period.max():g}"
        )
    p = np.floor(period + 0.5).astype(int)[..., None]  # halves upwards: np.round would take 2.5 to 2
    earlier = T - p + np.arange(n_ahead) % p  # which step each forecast copies: (n_ahead,), (1, n_ahead), (B, n_ahead)
    if x.ndim == 1:
        return x[earlier]
    return x[earlier, np.arange(x.shape[1])[:, None]]


class AutoRegression:
    """AR(p), the linear forecaster: x̂_t = a_1 x_{t−1} + … + a_p x_{t−p} + intercept (Yule 1927).

    A batch is fitted one sequence at a time, each by its own coefficients.
    """

    coefficients: np.ndarray  # from fit: (p,) or (B, p), the latest past value first
    intercept: np.ndarray  # from fit: () or (B,)

    def __init__(self, p: int):
        """Take the order p: how many past values a forecast adds up."""
        self.p = validate.whole("p", p)

    def fit(self, x: Any) -> "AutoRegression":
        """Choose the coefficients with the smallest squared error one step ahead within x; return self.

        x: (T,) or (T, B), with T at least 2p + 1: as many equations as unknowns.
        """
        x = self._long_enough(x, 2 * self.p + 1)
        solution = _least_squares(x.reshape(len(x), -1).T, self.p).reshape(*x.shape[1:], self.p + 1)
        self.coefficients, self.intercept = solution[..., :-1], solution[..., -1]
        return self

    def forecast(self, x: Any, n_ahead: int) -> np.ndarray:
        """Forecast n_ahead steps after x, each from the p before it, forecasts among them.

        x: (T,) or (T, B), with T at least p; B as in `fit`, or any if one signal was fitted. Raises ValueError for
        anything else, and for a forecast that grows beyond what floats can hold.
        """
        if not hasattr(self, "coefficients"):
            raise RuntimeError("this AutoRegression has no coefficients yet: call fit first")
        x, n_ahead = self._long_enough(x, self.p), validate.whole("n_ahead", n_ahead, at_most=validate.MOST_AHEAD)
        if self.intercept.shape not in ((), x.shape[1:]):
            raise ValueError(f"x must be the {len(self.intercept)} sequences given to fit; got shape {x.shape}")
        return go_on(x, self.coefficients, n_ahead, self.intercept)

    def _long_enough(self, x: Any, steps: int) -> np.ndarray:
        x = _series(x)
        if len(x) < steps:
            raise ValueError(f"x must have at least {steps} steps for an order of {self.p}; got {len(x)}")
        return x

    def __repr__(self) -> str:
        return f"AutoRegression(p={self.p})"


def go_on(x: np.ndarray, coefficients: np.ndarray, n_ahead: int, intercept: Any = 0.0) -> np.ndarray:
    """Forecast n_ahead steps after x (T,) or (T, B) by coefficients (p,) or (B, p), the latest past value first.

    Raises ValueError if the forecast grows beyond what floats can hold.
    """
    p, backwards = coefficients.shape[-1], coefficients[..., ::-1]  # in the order of time, as the values they multiply
    values = np.empty((*x.shape[1:], p + n_ahead))
    values[..., :p] = x[-p:].T
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(n_ahead):
            values[..., p + t] = (values[..., t : t + p] * backwards).sum(axis=-1) + intercept
    if not np.isfinite(values).all():
        largest = f"x reaches {np.abs(x[-p:]).max():g}, the coefficients {np.abs(coefficients).max():g}"
        raise ValueError(f"x and n_ahead must keep the forecast within what floats can hold; {largest}")
    return values[..., p:]


def damped_sine_coefficients(period: float, decay: float) -> np.ndarray:
    """Return the (a_1, a_2) of every damped sine: a_1 = 2e^{−decay}·cos(2π/period), a_2 = −e^{−2·decay}.

    A damped sine around m *is* an AR(2) process, x_t − m = a_1 (x_{t−1} − m) + a_2 (x_{t−2} − m): its intercept is
    m (1 − a_1 − a_2).
    """
    period = validate.real("period", period, above=0)
    decay = validate.real("decay", decay, at_least=0)
    return np.array([2 * np.exp(-decay) * np.cos(2 * np.pi / period), -np.exp(-2 * decay)])


def mean_absolute_error(forecast: Any, truth: Any) -> float:
    """Return the mean of |forecast − truth| over all values: the error in the signal's own unit."""
    forecast = validate.floats("forecast", forecast)
    truth = validate.floats("truth", truth)
    if forecast.shape != truth.shape or forecast.size == 0:
        raise ValueError(
            f"forecast must have the shape of truth {truth.shape} and at least one value; got shape {forecast.shape}"
        )
    with np.errstate(over="ignore"):
        error = float(np.abs(forecast - truth).mean())
        if not np.isfinite(error):  # the sum is too large; perhaps its parts are not
            error = float((np.abs(forecast / forecast.size - truth / truth.size)).sum())
    if not np.isfinite(error):
        raise ValueError("forecast and truth must be closer: their error is beyond every float")
    return error


def _least_squares(series: np.ndarray, p: int) -> np.ndarray:
    """Return (a_1, …, a_p, intercept) of each signal: (B, T) gives (B, p + 1).

    All at once by pseudo-inverses: a call of lstsq for each of 100 signals takes ten times as long.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        middle = series.mean(axis=-1, keepdims=True)
        around = series - middle
    if not np.isfinite(around).all():  # LAPACK would never return from it
        raise ValueError(f"x must have a finite sum; its values reach {np.abs(series).max():g}")
    past_and_next = np.lib.stride_tricks.sliding_window_view(around, p + 1, axis=-1)
    ones = np.ones((*past_and_next.shape[:-1], 1))
    past = np.concatenate([past_and_next[..., -2::-1], ones], axis=-1)  # (B, T − p, p + 1)
    cutoff = np.finfo(float).eps * max(past.shape[1:])  # lstsq's own: what is smaller, rounding has made
    solution = (np.linalg.pinv(past, rcond=cutoff) @ past_and_next[..., -1:])[..., 0]
    # Around its middle a signal keeps the digits that a large level would swallow; the intercept puts the level back.
    solution[:, -1:] += middle * (1 - solution[:, :-1].sum(axis=-1, keepdims=True))
    return solution


def _series(x: Any) -> np.ndarray:
    x = validate.floats("x", x)
    if x.ndim not in (1, 2) or x.size == 0:
        raise ValueError(f"x must have shape (T,) or (T, B), T and B at least 1; got shape {x.shape}")
    return x


def _repeat(value: np.ndarray, n_ahead: int) -> np.ndarray:
    n_ahead = validate.whole("n_ahead", n_ahead)
    return np.broadcast_to(value[..., None], (*value.shape, n_ahead)).copy()
