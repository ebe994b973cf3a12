"""The exercise of notebook 03: three steps of backpropagation through time, by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson.live.exercise import NotAttempted, Wrong, as_array, wanted
from lstm_lesson.nn.one_unit import rnn_run


def _given(x: list[float], w_x: float, w_h: float, b: float) -> tuple[Any, ...]:
    return np.array(x), rnn_run(x, w_x, w_h, b).h, w_h


def _dz(h: Any, w_h: float, slope: Callable[[Any], Any] = lambda h: 1 - h**2) -> Any:
    """Walk backwards from h_2: return dz_0, dz_1, dz_2."""
    slopes = slope(h)
    dz_2 = slopes[2]
    dz_1 = dz_2 * w_h * slopes[1]
    return np.array([dz_1 * w_h * slopes[0], dz_1, dz_2])


def _summed(dz: Any, x: Any, h: Any) -> Any:
    """Return (dw_x, dw_h, db): each weight's parts of the three steps, added up."""
    return np.array([dz @ x, dz[1:] @ h[:-1], dz.sum()])


def _three_numbers(got: Any) -> None:
    if isinstance(got, tuple) and all(part is None for part in got):
        raise NotAttempted("fill in dw_x, dw_h and db, and run the cell again.")
    if np.size(as_array(got, name="your gradients")) != 3:
        raise Wrong(f"three numbers are wanted, dw_x, dw_h and db; here are {np.size(got)}. Sum over the steps.")


@wanted(
    "03_why_rnns_forget/three_steps",
    hints=[
        "Walk backwards. At step 2, dz_2 = 1 − h_2²; at each earlier step, dz_t = dz_{t+1} · w_h · (1 − h_t²).",
        "Each weight is used three times, so its gradient has three parts: dz_t times what it multiplied there.",
        "w_x multiplied x_t, w_h multiplied h_{t−1} (which is 0 at step 0), and b multiplied 1.",
    ],
    result="(dw_x, dw_h, db)",
    praise="the gradient of three steps, as finite differences find it too.",
    rounds=[[_given([0.9, -0.4, 0.6], 0.8, 1.3, 0.2)], [_given([-0.5, 0.7, 0.3], 1.1, -0.6, -0.3)]],
    form=_three_numbers,
    mistakes={
        "only the last step's part is there: w_x, w_h and b also acted at steps 0 and 1.": (
            lambda x, h, w_h: _summed(_dz(h, w_h) * [0, 0, 1], x, h)
        ),
        "step 0 is missing: w_x and b acted there too.": lambda x, h, w_h: _summed(_dz(h, w_h) * [0, 1, 1], x, h),
        "w_h is missing: from one step to the one before, the gradient is multiplied by it.": (
            lambda x, h, w_h: _summed(_dz(h, 1), x, h)
        ),
        "the slopes 1 − h² are missing.": lambda x, h, w_h: _summed(_dz(h, w_h, np.ones_like), x, h),
        "the slope of the last step is missing: the loss is h_2, so dz_2 = 1 − h_2².": (
            lambda x, h, w_h: _summed(_dz(h, w_h) / (1 - h[2] ** 2), x, h)
        ),
        "the slope of tanh is 1 − h², not 1 − h.": lambda x, h, w_h: _summed(_dz(h, w_h, lambda h: 1 - h), x, h),
        "the slope of tanh is 1 − tanh²(z), and h is tanh(z) already.": (
            lambda x, h, w_h: _summed(_dz(h, w_h, lambda h: 1 - np.tanh(h) ** 2), x, h)
        ),
        "w_h multiplied the state *before* each step, h_{t−1}, not h_t.": (
            lambda x, h, w_h: np.array([_dz(h, w_h) @ x, _dz(h, w_h) @ h, _dz(h, w_h).sum()])
        ),
        "the order is dw_x, dw_h, db.": lambda x, h, w_h: three_steps(x, h, w_h)[[1, 0, 2]],
    },
)
def three_steps(x: Any, h: Any, w_h: float) -> Any:
    """Return ∂h_2/∂(w_x, w_h, b)."""
    return _summed(_dz(h, w_h), x, h)
