"""What the forecasts of notebook 11 must be: plain loops for signal and baselines, the readable cells for the LSTM."""

import math

import numpy as np

from lstm_lesson import Forecaster

N_IN, N_AHEAD = 50, 5


def damped(period: float, decay: float, length: int) -> np.ndarray:
    return np.array([0.5 + 0.5 * math.sin(2 * math.pi * t / period) * math.exp(-decay * t) for t in range(length)])


def switching(period: float, new_period: float, decay: float, since: float, length: int) -> np.ndarray:
    """Turn the phase on step by step: by the new period from the last `since` of the first 50 steps on."""
    phase, wave = 0.0, []
    for t in range(length):
        if t > 0:
            phase += 2 * math.pi / (new_period if t >= 50 - since else period)
        wave.append(0.5 + 0.5 * math.sin(phase) * math.exp(-decay * t))
    return np.array(wave)


def lstm(forecaster: Forecaster, pasts: np.ndarray) -> np.ndarray:
    """Five steps after each of the pasts (B, 50), by the readable cells and the head: (B, 5)."""
    h = pasts.T[:, :, None]
    for cell in forecaster.cells():
        h = cell.run(h.astype(np.float32)).h
    return h[-1] @ forecaster.weights["W_y"].T + forecaster.weights["b_y"]


def free_run(forecaster: Forecaster, past: np.ndarray, length: int) -> np.ndarray:
    known = list(past)
    while len(known) < len(past) + length:
        known.extend(lstm(forecaster, np.array([known[-len(past) :]]))[0])
    return np.array(known[len(past) : len(past) + length])


def autoregression(past: np.ndarray, length: int, order: int = 2) -> np.ndarray:
    """AR(order) by the normal equations: the weights of the last values, the latest first, and the intercept."""
    rows = np.array([[*past[t - order : t][::-1], 1.0] for t in range(order, len(past))])
    *weights, a_0 = np.linalg.solve(rows.T @ rows, rows.T @ past[order:])
    known = list(past)
    for _ in range(length):
        known.append(sum(w * known[-1 - back] for back, w in enumerate(weights)) + a_0)
    return np.array(known[len(past) :])


def baselines(past: np.ndarray, period: float, length: int) -> dict[str, np.ndarray]:
    p = math.floor(period + 0.5)
    back = list(past)
    for _ in range(length):
        back.append(back[-p])
    return {
        "last_value": np.array([past[-1]] * length),
        "constant": np.array([0.5] * length),
        "one_period_back": np.array(back[len(past) :]),
    }


def mean_error(forecast: np.ndarray, truth: np.ndarray) -> float:
    return math.fsum(abs(a - b) for a, b in zip(forecast.ravel(), truth.ravel(), strict=True)) / truth.size
