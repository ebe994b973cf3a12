"""The exercises of notebook 09: two designs for one GRU unit, and one step of the GRU."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson.drawing.written import minus, percent
from lstm_lesson.lessons.n09_gru.challenges import BENCH
from lstm_lesson.lessons.shared.challenge_checks import run_of
from lstm_lesson.live.exercise import Wrong, drawn, exercise, wanted
from lstm_lesson.nn.activations import sigmoid

PULSE = 5  # the step at which x is 1 in the first challenge
QUIET, CAUGHT, DRIFT, SWITCHED = 0.1, 0.5, 0.05, 0.5  # before the pulse, at it, behind it; and between two marks


@exercise(
    f"{BENCH.notebook}/catch_one_pulse",
    hints=[
        "The same gate must keep at every step without a pulse and write at the pulse. So z must depend on x.",
        "Without a pulse only b_z is left in a_z. With one, a_z is w_xz + b_z. Take w_xz = −10, and a b_z that keeps.",
        "Without a pulse, n must be near 0, or it leaks into h: b_n = 0. With one it must be large: w_xn = 4.",
    ],
)
def catch_one_pulse(answer: Any) -> str:
    h = run_of(answer, BENCH, "catch_one_pulse").h
    t = int(np.argmax(np.abs(h[:PULSE])))
    if abs(h[t]) > QUIET:
        raise Wrong(minus(f"at t = {t}, before the pulse, h is already {h[t]:.2f}: something is written without x."))
    if abs(h[PULSE]) < CAUGHT:
        told = f"at the pulse h is only {h[PULSE]:.2f}, and {CAUGHT} is wanted"
        raise Wrong(minus(f"{told}: z must be low at this step, and n far from 0."))
    drift = np.abs(h[PULSE:] / h[PULSE] - 1)
    if drift.max() > DRIFT:
        first = PULSE + int(np.argmax(drift > DRIFT))
        raise Wrong(f"at t = {first} h is more than 5 % away from what it caught: z is not near enough to 1.")
    return minus(f"h is {h[PULSE]:.2f} at the pulse, and from then on it moves by at most {percent(drift.max(), 1)}.")


@exercise(
    f"{BENCH.notebook}/switch_at_every_mark",
    hints=[
        "Between two marks z must keep, and at a mark it must let the candidate replace h. That takes w_xz and b_z.",
        "At a mark the new state is the candidate. It must be high if h was low, and low if h was high. Which sign "
        "must w_hn have, and which gate lets the candidate see h at all?",
        "Take w_xz = −10, b_z = 5 and w_hn = −8, with w_xn = 0. At the first mark h is 0, so b_n alone must decide: "
        "b_n = 1.",
    ],
)
def switch_at_every_mark(answer: Any) -> str:
    run = run_of(answer, BENCH, "switch_at_every_mark")
    number = np.cumsum(run.x == 1)  # of the last mark, from 1
    turned = np.where(number % 2 == 1, run.h, -run.h)
    t = int(np.argmin(turned >= SWITCHED))
    if turned[t] >= SWITCHED:
        return f"h switches at all {number[-1]} marks, and |h| is never below {turned.min():.2f}."
    since = t - int(np.flatnonzero(run.x[: t + 1] == 1)[-1])
    wanted_here = f"at least {SWITCHED}" if number[t] % 2 == 1 else f"at most −{SWITCHED}"
    told = f"at t = {t}, after mark {number[t]}, h is {run.h[t]:.2f}, and it must be {wanted_here}"
    why = "It was right at the mark, but z does not keep it."
    if since == 0:
        why = f"At this mark z is {run.z[t]:.2f} and the candidate n is {run.n[t]:.2f}."
    raise Wrong(minus(f"{told}. {why}"))


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
