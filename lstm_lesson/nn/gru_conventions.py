"""One GRU step as the papers and libraries write it: which way z points, and where the reset gate acts.

    z near 1 keeps:     h = (1 − z)⊙n + z⊙h_prev          Cho et al. 2014, PyTorch, Keras
    z near 1 replaces:  h = z⊙n + (1 − z)⊙h_prev          Chung et al. 2014, Olah 2015
    reset after the product:   n = tanh(W_xn x + b_n + r⊙(W_hn h_prev + b_hn))    Cho et al. (arXiv v1), cuDNN, PyTorch
    reset before the product:  n = tanh(W_xn x + b_n + W_hn (r⊙h_prev) + b_hn)    Cho et al. (arXiv v3), Chung et al.

cells.GRU is the first and the third. Each of the other two is one changed line of its step.
"""

from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.activations import tanh
from lstm_lesson.nn.cells import GRU


def gru_step(
    cell: GRU, x: Any, h_prev: Any, *, z_keeps: bool = True, reset_after: bool = True
) -> dict[str, np.ndarray]:
    """Compute one step of `cell` in the convention asked for: what cell.step gives, with n and h changed.

    x (D,) or (B, D), h_prev (H,) or (B, H). Raises ValueError for other shapes and for what are not numbers.
    """
    if not isinstance(cell, GRU):
        raise ValueError(f"cell must be a GRU; got {validate.shown(cell)}")
    z_keeps, reset_after = validate.flag("z_keeps", z_keeps), validate.flag("reset_after", reset_after)
    z_keeps, reset_after = validate.flag("z_keeps", z_keeps), validate.flag("reset_after", reset_after)
    x = validate.floats("x", x)
    if x.ndim not in (1, 2) or x.shape[-1] != cell.n_inputs:
        raise ValueError(f"x must have shape ({cell.n_inputs},) or (B, {cell.n_inputs}); got shape {x.shape}")
    h_prev = validate.floats("h_prev", h_prev, shape=(*x.shape[:-1], cell.n_hidden))
    now = cell.step(x, h_prev)
    if not reset_after:
        W_hn = cell.W_h[2 * cell.n_hidden :]
        now["n"] = tanh(now["z_n"] + (now["r"] * h_prev) @ W_hn.T + cell.b_hn)
    keep = now["z"] if z_keeps else 1 - now["z"]
    now["h"] = (1 - keep) * now["n"] + keep * h_prev
    return now


def n_weights(kind: str, n_inputs: int, n_hidden: int, *, two_biases: bool = False) -> int:
    """Count the weights of an "RNN", "LSTM" or "GRU": k(H² + HD + H), with k = 1, 4, 3; and H more for our GRU's b_hn.

    two_biases: as PyTorch counts, which keeps two bias vectors for every block: k(H² + HD + 2H).
    """
    blocks = {"RNN": 1, "LSTM": 4, "GRU": 3}
    kind, two_biases = validate.one_of("kind", kind, blocks), validate.flag("two_biases", two_biases)
    D, H = validate.whole("n_inputs", n_inputs), validate.whole("n_hidden", n_hidden)
    if two_biases:
        return blocks[kind] * (H * H + H * D + 2 * H)
    return blocks[kind] * (H * H + H * D + H) + (H if kind == "GRU" else 0)
