"""The check of notebook 09: one step of the GRU."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import call, exercise, expect
from lstm_lesson.nn.activations import sigmoid
from lstm_lesson.nn.cells import GRU

_GATES = "the gates need σ, so that they stay between 0 and 1."
_ORDER = "the blocks of W_x, W_h and b are r, z, n from the top; your code takes them as {}."


@exercise(
    "09_gru/step",
    hints=[
        "Split W_x, W_h and b into three blocks of H rows each: r, z, n. np.split(W_x, 3) does it.",
        "n hears the past through u = W_hn @ h_prev + b_hn, and r multiplies u, all of it.",
        "h = (1 - z) * n + z * h_prev: z near 1 keeps.",
    ],
)
def step(answer: Any) -> str:
    """Check gru_step(x, h_prev, W_x, W_h, b, b_hn) on three units with two inputs."""
    rng = np.random.default_rng(9)
    cell = GRU(2, 3)
    cell.set_weights({name: rng.normal(0, 1, old.shape) for name, old in cell.weights.items()})
    x, h_prev = rng.normal(size=2), rng.normal(size=3)
    got = call(answer, x, h_prev, cell.W_x, cell.W_h, cell.b, cell.b_hn)
    expect(got, cell.step(x, h_prev)["h"], _mistakes(cell, x, h_prev), name="h")
    return "the same h as the course's GRU, and as PyTorch's."


def _mistakes(cell: GRU, x: np.ndarray, h_prev: np.ndarray) -> dict[str, np.ndarray]:
    """Return what each likely mistake makes of the step."""
    now = cell.step(x, h_prev)
    r, z, n, z_n = now["r"], now["z"], now["n"], now["z_n"]
    W_hn, b_hn = cell.W_h[6:], cell.b_hn
    u = W_hn @ h_prev + b_hn

    def h(n: np.ndarray = n, z: np.ndarray = z) -> np.ndarray:
        return (1 - z) * n + z * h_prev

    return {
        "z is swapped: here z near 1 keeps h_prev, so z multiplies h_prev and 1 − z the candidate.": h(z=1 - z),
        "the reset gate acts in the wrong place: it multiplies W_hn @ h_prev + b_hn, after the product, not h_prev.": h(
            np.tanh(z_n + W_hn @ (r * h_prev) + b_hn)
        ),
        "b_hn stands outside r: the reset gate multiplies W_hn @ h_prev + b_hn, both.": h(
            np.tanh(z_n + r * (W_hn @ h_prev) + b_hn)
        ),
        "b_hn is forgotten: it is added to W_hn @ h_prev.": h(np.tanh(z_n + r * (W_hn @ h_prev))),
        "the reset gate multiplies too much: what comes from x is not reset.": h(np.tanh(r * (z_n + u))),
        "the reset gate is missing: the candidate hears r⊙u of the past.": h(np.tanh(z_n + u)),
        "the reset gate must not touch what is kept: z multiplies h_prev itself.": (1 - z) * n + z * r * h_prev,
        "tanh is missing on the candidate.": h(z_n + r * u),
        "the candidate needs tanh, not σ.": h(sigmoid(z_n + r * u)),
        "the bias b is forgotten.": _with(cell, x, h_prev, b=0 * cell.b),
        "this is the candidate n, not yet h: it still has to be mixed with h_prev.": n,
        _GATES: _linear_gates(cell, x, h_prev),
        _ORDER.format("z, r, n"): _reordered(cell, x, h_prev, "zrn"),
        _ORDER.format("n, r, z"): _reordered(cell, x, h_prev, "nrz"),
        _ORDER.format("n, z, r"): _reordered(cell, x, h_prev, "nzr"),
        _ORDER.format("z, n, r"): _reordered(cell, x, h_prev, "znr"),
        _ORDER.format("r, n, z"): _reordered(cell, x, h_prev, "rnz"),
    }


def _with(cell: GRU, x: np.ndarray, h_prev: np.ndarray, **changed: np.ndarray) -> np.ndarray:
    other = GRU(2, 3)
    other.set_weights({**cell.weights, **changed})
    return other.step(x, h_prev)["h"]


def _reordered(cell: GRU, x: np.ndarray, h_prev: np.ndarray, taken_as: str) -> np.ndarray:
    """Return h if the blocks, which are r, z, n, are taken for those of `taken_as`."""

    def rows(weight: np.ndarray) -> np.ndarray:
        blocks = np.split(weight, 3)
        return np.concatenate([blocks[taken_as.index(block)] for block in "rzn"])

    return _with(cell, x, h_prev, W_x=rows(cell.W_x), W_h=rows(cell.W_h), b=rows(cell.b))


def _linear_gates(cell: GRU, x: np.ndarray, h_prev: np.ndarray) -> np.ndarray:
    now = cell.step(x, h_prev)
    n = np.tanh(now["z_n"] + now["z_r"] * (cell.W_h[6:] @ h_prev + cell.b_hn))
    return (1 - now["z_z"]) * n + now["z_z"] * h_prev
