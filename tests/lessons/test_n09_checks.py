"""The exercise of notebook 09: right answers in any form, each mistake by its name, nonsense in peace."""

import numpy as np
import pytest
from oracles import sigmoid as scalar_sigmoid

from lstm_lesson.live.exercise import judge


def sigmoid(z):
    return np.vectorize(scalar_sigmoid)(z)


def by_blocks(x, h_prev, W_x, W_h, b, b_hn, *, mix=None, candidate=None, order="rzn", gate=sigmoid):
    """A step with places to go wrong: how old and new are mixed, what the candidate is, the blocks, the gates."""
    x_part = dict(zip(order, np.split(W_x @ x + b, 3), strict=True))
    h_part = dict(zip(order, np.split(W_h @ h_prev, 3), strict=True))
    W_hn = np.split(W_h, 3)[order.index("n")]
    r, z = (gate(x_part[k] + h_part[k]) for k in "rz")
    n = (candidate or (lambda a, r, u, W_hn: np.tanh(a + r * (u + b_hn))))(x_part["n"], r, h_part["n"], W_hn)
    return (mix or (lambda z, n, r: (1 - z) * n + z * h_prev))(z, n, r)


def variant(**changes):
    def step(x, h_prev, W_x, W_h, b, b_hn):
        made = {name: make(h_prev, b_hn) for name, make in changes.items() if name in ("mix", "candidate")}
        rest = {name: value for name, value in changes.items() if name not in made}
        return by_blocks(x, h_prev, W_x, W_h, b, b_hn, **made, **rest)

    return step


def candidate(formula):
    return lambda h_prev, b_hn: lambda a, r, u, W_hn: formula(a, r, u, W_hn, h_prev, b_hn)


RIGHT = {
    "array": variant(),
    "list": lambda *given: list(by_blocks(*given)),
    "float32": lambda *given: by_blocks(*given).astype(np.float32),
    "column": lambda *given: by_blocks(*given)[:, None],
    "h_prev + (1 − z)(n − h_prev)": variant(mix=lambda h, _: lambda z, n, r: h + (1 - z) * (n - h)),
}
MISTAKES = {
    "z is swapped": variant(mix=lambda h, _: lambda z, n, r: z * n + (1 - z) * h),
    "in the wrong place": variant(
        candidate=candidate(lambda a, r, u, W_hn, h, b_hn: np.tanh(a + W_hn @ (r * h) + b_hn))
    ),
    "b_hn stands outside r": variant(candidate=candidate(lambda a, r, u, W_hn, h, b_hn: np.tanh(a + r * u + b_hn))),
    "b_hn is forgotten": variant(candidate=candidate(lambda a, r, u, W_hn, h, b_hn: np.tanh(a + r * u))),
    "multiplies too much": variant(candidate=candidate(lambda a, r, u, W_hn, h, b_hn: np.tanh(r * (a + u + b_hn)))),
    "reset gate is missing": variant(candidate=candidate(lambda a, r, u, W_hn, h, b_hn: np.tanh(a + u + b_hn))),
    "must not touch what is kept": variant(mix=lambda h, _: lambda z, n, r: (1 - z) * n + z * r * h),
    "tanh is missing": variant(candidate=candidate(lambda a, r, u, W_hn, h, b_hn: a + r * (u + b_hn))),
    "needs tanh, not σ": variant(candidate=candidate(lambda a, r, u, W_hn, h, b_hn: sigmoid(a + r * (u + b_hn)))),
    "the bias b is forgotten": lambda x, h, W_x, W_h, b, b_hn: by_blocks(x, h, W_x, W_h, 0 * b, b_hn),
    "not yet h": variant(mix=lambda h, _: lambda z, n, r: n),
    "the gates need σ": variant(gate=lambda z: z),
    "takes them as z, r, n": variant(order="zrn"),
    "takes them as n, r, z": variant(order="nrz"),
    "takes them as n, z, r": variant(order="nzr"),
    "takes them as z, n, r": variant(order="znr"),
    "takes them as r, n, z": variant(order="rnz"),
    "wrong sign": lambda *given: -by_blocks(*given),
    "has shape (6,)": lambda *given: np.tile(by_blocks(*given), 2),
    "stopped with ValueError": lambda x, h, W_x, W_h, b, b_hn: W_x * x + W_h @ h,
    "contains nan": lambda *given: np.full(3, np.nan),
    "must be numbers": lambda *given: "h",
    "a function is wanted": 3.0,
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_step_is_accepted_in_any_form(name):
    assert judge("09_gru/step", RIGHT[name]).outcome == "right"


@pytest.mark.parametrize("words", MISTAKES)
def test_mistake_is_called_by_its_name(words):
    verdict = judge("09_gru/step", MISTAKES[words])
    assert verdict.outcome == "not yet"
    assert words in verdict.reason


@pytest.mark.parametrize("untouched", [None, ..., lambda *given: None, lambda *given: ...])
def test_untouched_stub_is_not_attempted_yet(untouched):
    assert judge("09_gru/step", untouched).outcome == "not attempted yet"
