"""The exercises of notebook 06: two designs with two gates, and what is written into the cell state."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n06_input_gate.challenges import BENCH
from lstm_lesson.lessons.shared.challenge_checks import listed, run_of
from lstm_lesson.live.exercise import Wrong, drawn, exercise, wanted
from lstm_lesson.nn.activations import sigmoid

CRESTS = [slice(start, start + 11) for start in (0, 20, 40)]  # x ≥ ½ at period 20, decay 0
TROUGHS = [slice(start, start + 10) for start in (10, 30, 50)]  # from the last step of a crest to the last of a trough
CLIMBS, STILL = 2.0, 0.3  # how much c must climb in a trough, and how far it may move on a crest
ON, OFF = 0.7, 0.3  # above which c counts as on, and below which as off


@exercise(
    f"{BENCH.notebook}/count_troughs",
    hints=[
        "The gate must open where x is low. Which sign must w_xi have, and which sign must b_i have then?",
        "With w_xi = −10 and b_i = 3 the gate is open below x = 0.3. But look at the sign of the candidate there.",
        "The candidate is negative in the troughs. Turn both of its weights round, w_xg and b_g.",
    ],
)
def count_troughs(answer: Any) -> str:
    run = run_of(answer, BENCH, "count_troughs")
    climbs = [float(run.c[trough][-1] - run.c[trough][0]) for trough in TROUGHS]
    if min(climbs) < CLIMBS:
        why = " It falls, so what is written is negative: look at the candidate." if min(climbs) < -0.5 else ""
        raise Wrong(f"in the troughs c climbs by {listed(climbs)}; at least {CLIMBS:g} is wanted in each.{why}")
    moves = [float(np.ptp(run.c[crest])) for crest in CRESTS]
    if max(moves) > STILL:
        crest = CRESTS[int(np.argmax(moves))]
        where = f"from t = {crest.start} to {crest.stop - 1}"
        raise Wrong(f"on a crest, {where}, c moves by {max(moves):.2f}: shut the input gate there, and keep f near 1.")
    return f"c climbs by {listed(climbs)} in the troughs, and moves by at most {max(moves):.2f} on a crest."


@exercise(
    f"{BENCH.notebook}/until_the_second",
    hints=[
        "Make a table: a mark comes and c is 0, a mark comes and c is 1, no mark comes. What must f and i be in each?",
        "On every mark the forget gate may shut: w_xf = −10, b_f = 6. Then the input gate alone decides: on or off?",
        "The input gate must open on a mark, but not if h is large: w_xi = 10, w_hi = −10, b_i = −5. The candidate can "
        "be the same at every step: w_xg = 0, b_g = 3.",
    ],
)
def until_the_second(answer: Any) -> str:
    run = run_of(answer, BENCH, "until_the_second")
    period = int(BENCH.find("until_the_second").signal["period"])
    for number, start in enumerate(range(0, len(run.c), period), start=1):
        part, on = run.c[start : start + period], number % 2 == 1
        wrong = part <= ON if on else part >= OFF
        if wrong.any():
            t = start + int(np.argmax(wrong))
            wanted_there = f"above {ON}" if on else f"below {OFF}"
            gates = f"f = {run.f[t]:.2f}, i = {run.i[t]:.2f}"
            after = f"after mark {number}, at t = {t}, c is {run.c[t]:.2f}"
            raise Wrong(minus(f"{after}; it must be {wanted_there}. The gates there: {gates}."))
    is_on = np.arange(len(run.c)) // period % 2 == 0
    return f"c is at least {run.c[is_on].min():.2f} while it is on, and at most {run.c[~is_on].max():.2f} while off."


def _with(**mistake: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: write_part(*given, **mistake)


@wanted(
    f"{BENCH.notebook}/write_part",
    hints=[
        "Both layers see the same: np.concatenate([h_prev, x]), in this order.",
        "σ(W_i @ both + b_i) * np.tanh(W_g @ both + b_g).",
    ],
    result="i ⊙ g",
    praise="i ⊙ g, a vector of H numbers between −1 and 1.",
    rounds=[[drawn(6, 2, 3, (3, 5), 3, (3, 5), 3)]],  # x, h_prev, W_i, b_i, W_g, b_g
    mistakes={
        "x and h_prev have changed places: W_i and W_g are meant for [h_prev, x].": lambda x, h_prev, *rest: write_part(
            h_prev, x, *rest
        ),
        "the biases are missing.": lambda x, h_prev, W_i, b_i, W_g, b_g: write_part(x, h_prev, W_i, 0, W_g, 0),
        "the candidate goes through σ here. It must go through tanh, as it can be negative.": _with(content=sigmoid),
        "the gate goes through tanh here. It must go through σ, from 0 (shut) to 1 (open).": _with(gate=np.tanh),
        "σ and tanh have changed places: σ for the gate i, tanh for the candidate g.": (
            _with(gate=np.tanh, content=sigmoid)
        ),
        "the tanh of the candidate is missing: g = tanh(z_g).": _with(content=lambda z: z),
        "the two are added here, but a gate multiplies.": _with(join=np.add),
        "@ adds up over the units, and the result is one number. ⊙ is * in numpy.": _with(join=np.matmul),
        "that is i alone, which says how much. What is written also needs g.": _with(join=lambda i, g: i),
        "that is g alone, which says what. How much of it is written depends on i.": _with(join=lambda i, g: g),
    },
)
def write_part(
    x: Any, h_prev: Any, W_i: Any, b_i: Any, W_g: Any, b_g: Any, *,
    gate: Callable[..., Any] = sigmoid,
    content: Callable[..., Any] = np.tanh,
    join: Callable[..., Any] = np.multiply,
) -> Any:  # fmt: skip
    """Return i ⊙ g, with a mistake in it where an argument says so."""
    both = np.concatenate([h_prev, x])
    return join(gate(W_i @ both + b_i), content(W_g @ both + b_g))
