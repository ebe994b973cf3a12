"""The exercise of notebook 03: three steps of backpropagation through time, by hand."""

import numpy as np

from lstm_lesson.live.exercise import NotAttempted, Wrong, as_array, call, exercise, expect
from lstm_lesson.nn.one_unit_rnn import plain_run


@exercise(
    "03_why_rnns_forget/three_steps",
    hints=[
        "Walk backwards. At step 2, dz_2 = 1 − h_2²; at each earlier step, dz_t = dz_{t+1} · w_h · (1 − h_t²).",
        "Each weight is used three times, so its gradient has three parts: dz_t times what it multiplied there.",
        "w_x multiplied x_t, w_h multiplied h_{t−1} (which is 0 at step 0), and b multiplied 1.",
    ],
)
def three_steps(answer: object) -> str:
    """Compare ∂h_2/∂(w_x, w_h, b) with an exact backward walk, for two settings."""
    for x, w_x, w_h, b in (([0.9, -0.4, 0.6], 0.8, 1.3, 0.2), ([-0.5, 0.7, 0.3], 1.1, -0.6, -0.3)):
        x_array, h = np.array(x), plain_run(x, w_x, w_h, b).h
        got = call(answer, x_array, h, w_h)
        if isinstance(got, tuple) and all(part is None for part in got):
            raise NotAttempted("fill in dw_x, dw_h and db, and run the cell again.")
        if np.size(as_array(got, name="your gradients")) != 3:
            raise Wrong(f"three numbers are wanted, dw_x, dw_h and db; here are {np.size(got)}. Sum over the steps.")
        expect(got, _walk(x_array, h, w_h), _mistakes(x_array, h, w_h), name="(dw_x, dw_h, db)")
    return "the gradient of three steps, as finite differences find it too."


def _walk(x: np.ndarray, h: np.ndarray, w_h: float, slopes: np.ndarray | None = None, factor: float | None = None):
    """Return (dw_x, dw_h, db) of h_2, with the slopes and the factor between steps that belong there, or wrong ones."""
    slopes = 1 - h**2 if slopes is None else slopes
    dz = np.zeros(3)
    dz[2] = slopes[2]
    for t in (1, 0):
        dz[t] = dz[t + 1] * (w_h if factor is None else factor) * slopes[t]
    return _collect(dz, x, np.array([0.0, h[0], h[1]]))


def _collect(dz: np.ndarray, x: np.ndarray, h_before: np.ndarray) -> np.ndarray:
    return np.array([dz @ x, dz @ h_before, dz.sum()])


def _mistakes(x: np.ndarray, h: np.ndarray, w_h: float) -> dict[str, np.ndarray]:
    """What each likely mistake leads to, by the sentence about it."""
    right = _walk(x, h, w_h)
    before, slopes = np.array([0.0, h[0], h[1]]), 1 - h**2
    last = np.array([0.0, 0.0, slopes[2]])
    two = np.array([0.0, slopes[2] * w_h * slopes[1], slopes[2]])
    dz = np.array([slopes[2] * w_h * slopes[1] * w_h * slopes[0], two[1], two[2]])
    no_outer = np.array([w_h * slopes[1] * w_h * slopes[0], w_h * slopes[1], 1.0])
    return {
        "only the last step's part is there: w_x, w_h and b also acted at steps 0 and 1.": _collect(last, x, before),
        "step 0 is missing: w_x and b acted there too.": _collect(two, x, before),
        "w_h is missing: from one step to the one before, the gradient is multiplied by it.": _walk(
            x, h, w_h, factor=1.0
        ),
        "the slopes 1 − h² are missing.": _walk(x, h, w_h, slopes=np.ones(3)),
        "the slope of the last step is missing: the loss is h_2, so dz_2 = 1 − h_2².": _collect(no_outer, x, before),
        "the slope of tanh is 1 − h², not 1 − h.": _walk(x, h, w_h, slopes=1 - h),
        "the slope of tanh is 1 − tanh²(z), and h is tanh(z) already.": _walk(x, h, w_h, slopes=1 - np.tanh(h) ** 2),
        "w_h multiplied the state *before* each step, h_{t−1}, not h_t.": np.array([right[0], dz @ h, right[2]]),
        "the order is dw_x, dw_h, db.": right[[1, 0, 2]],
    }
