"""The exercise of notebook 10: one step of the LSTM with peepholes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, as_array, call, close, drawn, exercise, expect
from lstm_lesson.nn.activations import sigmoid

_NONE = np.zeros(3)


def step(
    x: Any, h_prev: Any, c_prev: Any, W_x: Any, W_h: Any, b: Any, p_i: Any, p_f: Any, p_o: Any, *,
    order: str = "ifgo",
    seen: Callable[..., dict[str, Any]] = lambda old, new, h_prev: {"i": old, "f": old, "o": new},
    change: Callable[..., dict[str, Any]] = lambda p: p,
    squash: Callable[..., Any] = np.tanh,
    said: Callable[..., Any] = np.tanh,
    outside: bool = False,
    keep: Callable[..., Any] = lambda f: f,
) -> tuple[Any, Any]:  # fmt: skip
    """Return h and c after this step, with a mistake in it where an argument says so."""
    z = dict(zip(order, np.split(W_x @ x + W_h @ h_prev + b, 4), strict=True))
    p = {"g": _NONE} | change({"i": p_i, "f": p_f, "o": p_o})

    def gate(letter: str, new: Any) -> Any:
        more = p[letter] * seen(c_prev, new, h_prev)[letter]
        return sigmoid(z[letter]) + more if outside else sigmoid(z[letter] + more)

    g = squash(z["g"] + p["g"] * c_prev)
    c = keep(gate("f", c_prev)) * c_prev + gate("i", c_prev) * g
    return gate("o", c) * said(c), c


def _with(**mistake: Any) -> Callable[..., Any]:
    return lambda *given: step(*given, **mistake)


MISTAKES = {
    "the peepholes of i and f are missing: add p_i * c_prev to z_i and p_f * c_prev to z_f.": _with(
        change=lambda p: {**p, "i": _NONE, "f": _NONE}
    ),
    "p_i is missing: the input gate sees the cell as well.": _with(change=lambda p: {**p, "i": _NONE}),
    "p_f is missing: the forget gate sees the cell as well.": _with(change=lambda p: {**p, "f": _NONE}),
    "p_i and p_f have changed places.": _with(change=lambda p: {**p, "i": p["f"], "f": p["i"]}),
    "the peepholes see h_prev, not the cell: it is p * c_prev.": _with(
        seen=lambda old, new, h_prev: {"i": h_prev, "f": h_prev, "o": h_prev}
    ),
    "the candidate sees the cell too: it has no peephole, only the gates have.": _with(
        change=lambda p: {**p, "g": p["i"]}
    ),
    "the peephole stands outside σ: it is added to z, and σ comes after.": _with(outside=True),
    "the candidate is not squashed: g = tanh(z_g).": _with(squash=lambda z: z),
    "the candidate is squashed by σ: content takes tanh.": _with(squash=sigmoid),
    "the forget gate is turned round: near 1 keeps.": _with(keep=lambda f: 1 - f),
    "f and i have changed places: the blocks are i, f, g, o.": _with(order="figo"),
    "g and o have changed places: the blocks are i, f, g, o.": _with(order="ifog"),
    "p_o is missing: the output gate sees the cell as well.": _with(change=lambda p: {**p, "o": _NONE}),
    "tanh is missing in h: it is o * np.tanh(c).": _with(said=lambda c: c),
    "p_o sees the old c: the output gate comes last, and sees the new c.": _with(
        seen=lambda old, new, h_prev: {"i": old, "f": old, "o": old}
    ),
}


@exercise(
    "10_variants/peepholes",
    hints=[
        "Start from notebook 04's step: z = W_x @ x + W_h @ h_prev + b, four blocks i, f, g, o.",
        "A peephole adds p * c to the sum of its gate, before σ; with *, since each unit sees its own cell alone.",
        "z_i and z_f see c_prev. o comes last, and its p_o sees the new c. The candidate sees no cell.",
    ],
    right=step,
    mistakes=MISTAKES,
)
def peepholes(answer: Any) -> str:
    """Judge the new c first, then the h that is made of it."""
    given = drawn(10, 2, 3, 3, (12, 2), (12, 3), 12, 3, 3, 3)
    try:
        got_h, got_c = call(answer, *given)
    except (TypeError, ValueError):
        raise Wrong("return two things, the new h and the new c: `return h, c`.") from None
    h, c = step(*given)
    if close(got_h, c) and close(got_c, h):
        raise Wrong("h and c have changed places: `return h, c`.")
    wrong = {sentence: mistake(*given) for sentence, mistake in MISTAKES.items()}
    expect(got_c, c, {sentence: wrong_c for sentence, (_, wrong_c) in wrong.items()}, name="c")
    expect(as_array(got_h, name="h"), h, {sentence: wrong_h for sentence, (wrong_h, _) in wrong.items()}, name="h")
    return "the same step as V's, three peepholes and all."
