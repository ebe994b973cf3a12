"""The check of notebook 10: one step of the LSTM with peepholes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, as_array, call, close, exercise, expect
from lstm_lesson.nn.activations import sigmoid
from lstm_lesson.nn.variants import VariantCell

Values = dict[str, np.ndarray]
_NONE = np.zeros(3)


@exercise(
    "10_variants/peepholes",
    hints=[
        "Start from notebook 04's step: z = W_x @ x + W_h @ h_prev + b, four blocks i, f, g, o.",
        "A peephole adds p * c to the sum of its gate, before σ; with *, since each unit sees its own cell alone.",
        "z_i and z_f see c_prev. o comes last, and its p_o sees the new c. The candidate sees no cell.",
    ],
)
def peepholes(answer: Any) -> str:
    """Hold one step with two inputs and three units to the cell of V."""
    rng = np.random.default_rng(10)
    cell = VariantCell("V", 2, 3)
    cell.weights = w = {name: rng.normal(0, 1, weight.shape) for name, weight in cell.weights.items()}
    x, h_prev, c_prev = rng.normal(0, 1, 2), rng.normal(0, 1, 3), rng.normal(0, 1, 3)
    given = (x, h_prev, c_prev, w["W_x"], w["W_h"], w["b"], w["p_i"], w["p_f"], w["p_o"])
    h, c = _step(*given)
    try:
        got_h, got_c = call(answer, *given)
    except (TypeError, ValueError):
        raise Wrong("return two things, the new h and the new c: `return h, c`.") from None
    if close(got_h, c) and close(got_c, h):
        raise Wrong("h and c have changed places: `return h, c`.")
    expect(got_c, c, {words: _step(*given, **changed)[1] for words, changed in _IN_C.items()}, name="c")
    in_h = {words: _step(*given, **changed)[0] for words, changed in _IN_H.items()}
    expect(as_array(got_h, name="h"), h, in_h, name="h")
    return "the same step as V's, three peepholes and all."


def _step(
    x: np.ndarray, h_prev: np.ndarray, c_prev: np.ndarray, W_x: np.ndarray, W_h: np.ndarray, b: np.ndarray,
    p_i: np.ndarray, p_f: np.ndarray, p_o: np.ndarray, *,
    order: str = "ifgo",
    seen: Callable[..., Values] = lambda old, new, h_prev: {"i": old, "f": old, "o": new},
    change: Callable[[Values], Values] = lambda p: p,
    squash: Callable[[np.ndarray], np.ndarray] = np.tanh,
    said: Callable[[np.ndarray], np.ndarray] = np.tanh,
    outside: bool = False,
    keep: Callable[[np.ndarray], np.ndarray] = lambda f: f,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Compute the step, with a mistake in it where an argument says so; h and c."""
    z = dict(zip(order, np.split(W_x @ x + W_h @ h_prev + b, 4), strict=True))
    p = {"g": _NONE} | change({"i": p_i, "f": p_f, "o": p_o})

    def gate(letter: str, new: np.ndarray) -> np.ndarray:
        more = p[letter] * seen(c_prev, new, h_prev)[letter]
        return sigmoid(z[letter]) + more if outside else sigmoid(z[letter] + more)

    g = squash(z["g"] + p["g"] * c_prev)
    c = keep(gate("f", c_prev)) * c_prev + gate("i", c_prev) * g
    return gate("o", c) * said(c), c


_IN_C: dict[str, dict[str, Any]] = {
    "the peepholes of i and f are missing: add p_i * c_prev to z_i and p_f * c_prev to z_f.": {
        "change": lambda p: {**p, "i": _NONE, "f": _NONE}
    },
    "p_i is missing: the input gate sees the cell as well.": {"change": lambda p: {**p, "i": _NONE}},
    "p_f is missing: the forget gate sees the cell as well.": {"change": lambda p: {**p, "f": _NONE}},
    "p_i and p_f have changed places.": {"change": lambda p: {**p, "i": p["f"], "f": p["i"]}},
    "the peepholes see h_prev, not the cell: it is p * c_prev.": {"seen": lambda old, new, h: {"i": h, "f": h, "o": h}},
    "the candidate sees the cell too: it has no peephole, only the gates have.": {
        "change": lambda p: {**p, "g": p["i"]}
    },
    "the peephole stands outside σ: it is added to z, and σ comes after.": {"outside": True},
    "the candidate is not squashed: g = tanh(z_g).": {"squash": lambda z: z},
    "the candidate is squashed by σ: content takes tanh.": {"squash": sigmoid},
    "the forget gate is turned round: near 1 keeps.": {"keep": lambda f: 1 - f},
    "f and i have changed places: the blocks are i, f, g, o.": {"order": "figo"},
    "g and o have changed places: the blocks are i, f, g, o.": {"order": "ifog"},
}
_IN_H: dict[str, dict[str, Any]] = {
    "p_o is missing: the output gate sees the cell as well.": {"change": lambda p: {**p, "o": _NONE}},
    "tanh is missing in h: it is o * np.tanh(c).": {"said": lambda c: c},
    "p_o sees the old c: the output gate comes last, and sees the new c.": {
        "seen": lambda old, new, h_prev: {"i": old, "f": old, "o": old}
    },
}
