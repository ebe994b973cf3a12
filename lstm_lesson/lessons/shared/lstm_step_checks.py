"""One step of the LSTM, right or with a mistake in it, and what judges a student's (notebooks 04 and 10)."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, as_array, call, close, expect
from lstm_lesson.nn.activations import sigmoid


def step(
    x: Any, h_prev: Any, c_prev: Any, W_x: Any, W_h: Any, b: Any, w_ci: Any = 0.0, w_cf: Any = 0.0, w_co: Any = 0.0, *,
    order: str = "ifgo",
    seen: Callable[..., dict[str, Any]] = lambda old, new, h_prev: {"i": old, "f": old, "o": new},
    change: Callable[..., dict[str, Any]] = lambda p: p,
    squash: Callable[..., Any] = np.tanh,
    tell: Callable[..., Any] = lambda o, new, old: o * np.tanh(new),
    outside: bool = False,
    keep: Callable[..., Any] = lambda f: f,
) -> tuple[Any, Any]:  # fmt: skip
    """Return h and c after this step, with a mistake in it where an argument says so; without w_c, no peepholes."""
    z = dict(zip(order, np.split(W_x @ x + W_h @ h_prev + b, 4), strict=True))
    p = {"g": 0.0} | change({"i": w_ci, "f": w_cf, "o": w_co})

    def gate(letter: str, new: Any) -> Any:
        more = p[letter] * seen(c_prev, new, h_prev)[letter]
        return sigmoid(z[letter]) + more if outside else sigmoid(z[letter] + more)

    g = squash(z["g"] + p["g"] * c_prev)
    c = keep(gate("f", c_prev)) * c_prev + gate("i", c_prev) * g
    return tell(gate("o", c), c, c_prev), c


def wrong(**mistake: Any) -> Callable[..., Any]:
    """Make the step with this mistake in it."""
    return lambda *given: step(*given, **mistake)


def judge_step(answer: Any, given: tuple[Any, ...], mistakes: Mapping[str, Callable[..., Any]]) -> None:
    """Judge the new c first, then the h that is made of it; raise Wrong with what is wrong."""
    try:
        got_h, got_c = call(answer, *given)
    except (TypeError, ValueError):
        raise Wrong("return two things, the new h and the new c: `return h, c`.") from None
    h, c = step(*given)
    if close(got_h, c) and close(got_c, h):
        raise Wrong("h and c have changed places: `return h, c`.")
    made = {sentence: mistake(*given) for sentence, mistake in mistakes.items()}
    expect(got_c, c, {sentence: wrong_c for sentence, (_, wrong_c) in made.items()}, name="c")
    expect(as_array(got_h, name="h"), h, {sentence: wrong_h for sentence, (wrong_h, _) in made.items()}, name="h")
