"""The exercise of notebook 09: one step of the GRU."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson.live.exercise import drawn, wanted
from lstm_lesson.nn.activations import sigmoid

_ORDER = "the blocks of W_x, W_h and b are r, z, n from the top; your code takes them as {}."


def _with(**mistake: Any) -> Callable[..., Any]:
    return lambda *given: step(*given, **mistake)


@wanted(
    "09_gru/step",
    hints=[
        "Split W_x, W_h and b into three blocks of H rows each: r, z, n. np.split(W_x, 3) does it.",
        "The past reaches n through u = W_hn @ h_prev + b_hn, and r multiplies all of u.",
        "h = (1 - z) * n + z * h_prev: z near 1 keeps.",
    ],
    result="h",
    praise="the same h as the course's GRU, and as PyTorch's.",
    rounds=[[drawn(9, 2, 3, (9, 2), (9, 3), 9, 3)]],  # x, h_prev, W_x, W_h, b, b_hn
    mistakes={
        "z is swapped: here z near 1 keeps h_prev, so z multiplies h_prev and 1 − z multiplies the candidate.": _with(
            mix=lambda z, n, h, r: z * n + (1 - z) * h
        ),
        "the reset gate acts in the wrong place: it multiplies W_hn @ h_prev + b_hn, after the product, not h_prev.": (
            _with(candidate=lambda z_n, r, W, h, b: np.tanh(z_n + W @ (r * h) + b))
        ),
        "b_hn stands outside r: the reset gate multiplies the whole sum W_hn @ h_prev + b_hn.": _with(
            candidate=lambda z_n, r, W, h, b: np.tanh(z_n + r * (W @ h) + b)
        ),
        "b_hn is forgotten: it is added to W_hn @ h_prev.": _with(
            candidate=lambda z_n, r, W, h, b: np.tanh(z_n + r * (W @ h))
        ),
        "the reset gate multiplies too much: it must not multiply what comes from x.": _with(
            candidate=lambda z_n, r, W, h, b: np.tanh(r * (z_n + W @ h + b))
        ),
        "the reset gate is missing: what the candidate gets from the past is r⊙u.": _with(
            candidate=lambda z_n, r, W, h, b: np.tanh(z_n + W @ h + b)
        ),
        "the reset gate must not touch what is kept: z multiplies h_prev itself.": _with(
            mix=lambda z, n, h, r: (1 - z) * n + z * r * h
        ),
        "tanh is missing on the candidate.": _with(candidate=lambda z_n, r, W, h, b: z_n + r * (W @ h + b)),
        "the candidate needs tanh, not σ.": _with(candidate=lambda z_n, r, W, h, b: sigmoid(z_n + r * (W @ h + b))),
        "the bias b is forgotten.": lambda x, h, W_x, W_h, b, b_hn: step(x, h, W_x, W_h, 0 * b, b_hn),
        "this is the candidate n, not yet h: it still has to be mixed with h_prev.": _with(mix=lambda z, n, h, r: n),
        "the gates need σ, so that they stay between 0 and 1.": _with(gate=lambda z: z),
        _ORDER.format("z, r, n"): _with(order="zrn"),
        _ORDER.format("n, r, z"): _with(order="nrz"),
        _ORDER.format("n, z, r"): _with(order="nzr"),
        _ORDER.format("z, n, r"): _with(order="znr"),
        _ORDER.format("r, n, z"): _with(order="rnz"),
    },
)
def step(
    x: Any, h_prev: Any, W_x: Any, W_h: Any, b: Any, b_hn: Any, *,
    order: str = "rzn",
    gate: Callable[..., Any] = sigmoid,
    candidate: Callable[..., Any] = lambda z_n, r, W_hn, h_prev, b_hn: np.tanh(z_n + r * (W_hn @ h_prev + b_hn)),
    mix: Callable[..., Any] = lambda z, n, h_prev, r: (1 - z) * n + z * h_prev,
) -> Any:  # fmt: skip
    """Return the state after this step, with a mistake in it where an argument says so."""
    of_x = dict(zip(order, np.split(W_x @ x + b, 3), strict=True))
    W = dict(zip(order, np.split(W_h, 3), strict=True))
    r, z = (gate(of_x[k] + W[k] @ h_prev) for k in "rz")
    n = candidate(of_x["n"], r, W["n"], h_prev, b_hn)
    return mix(z, n, h_prev, r)
