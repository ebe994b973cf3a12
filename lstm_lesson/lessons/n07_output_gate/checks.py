"""The exercises of notebook 07: two designs for the output gate, and the hidden state."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n07_output_gate.challenges import BENCH
from lstm_lesson.lessons.shared.challenge_checks import listed, run_of
from lstm_lesson.live.exercise import Wrong, drawn, exercise, wanted
from lstm_lesson.nn.activations import sigmoid

X, H_PREV, W_X, W_H = drawn(7, 3, 3, (3, 3), (3, 3))  # so that every mix-up still has a shape
C, BIAS = np.array([30.0, -0.4, 2.0]), np.array([1.0, -1.0, 0.5])
CRESTS, TROUGHS = [5, 25, 45], [15, 35, 55]  # their middles at period 20
SHOWN, SILENT = 0.6, 0.15  # how large h must be in the troughs, and how small on the crests
BLINKS = 10  # the step from which on h must blink
BRIGHT, DARK = 0.7, 0.1  # above which h counts as bright, and below which as dark


@exercise(
    f"{BENCH.notebook}/show_in_troughs",
    hints=[
        "The gate must open where x is low. Which sign must w_xo have?",
        "On the last crest x is 0.70, in the last trough 0.33. The gate must be half open somewhere between them.",
        "With w_xo = −10 the gate is half open at x = b_o / 10.",
    ],
)
def show_in_troughs(answer: Any) -> str:
    run = run_of(answer, BENCH, "show_in_troughs")
    crests, troughs = run.h[CRESTS], run.h[TROUGHS]
    said = minus(f"in the troughs h is {listed(troughs)}, on the crests {listed(crests)}")
    if troughs.min() < SHOWN:
        t = TROUGHS[int(np.argmin(troughs))]
        raise Wrong(f"{said}. In each trough {SHOWN} is wanted; at t = {t} o is only {run.o[t]:.2f}.")
    if np.abs(crests).max() > SILENT:
        t = CRESTS[int(np.argmax(np.abs(crests)))]
        raise Wrong(f"{said}. On each crest at most {SILENT} is wanted; at t = {t} o is still {run.o[t]:.2f}.")
    return f"{said}."


@exercise(
    f"{BENCH.notebook}/blink",
    hints=[
        "What must the gate do after a step in which h was large? And after one in which h was near 0?",
        "A negative w_ho shuts the gate after a large h. Where h was 0, only the bias is left, and it must open the "
        "gate again.",
        "With w_ho = −10 and h = 0.9 before, z_o is b_o − 9. Choose b_o so that both b_o and 9 − b_o are large.",
    ],
)
def blink(answer: Any) -> str:
    run = run_of(answer, BENCH, "blink")
    h = run.h[BLINKS:]
    between = np.flatnonzero((h <= BRIGHT) & (h >= DARK))
    if len(between):
        t = BLINKS + int(between[0])
        raise Wrong(minus(f"at t = {t} h is {run.h[t]:.2f}: neither above {BRIGHT} nor below {DARK}."))
    stays = np.flatnonzero((h[1:] > BRIGHT) == (h[:-1] > BRIGHT))
    if len(stays):
        t = BLINKS + int(stays[0])
        raise Wrong(f"from t = {t} to {t + 1} h does not change: {run.h[t]:.2f} and {run.h[t + 1]:.2f}.")
    moved = np.ptp(run.c[BLINKS:])
    return f"h is {h[h > BRIGHT].min():.2f} or more, then {h[h < DARK].max():.2f} or less, and c moves by {moved:.2f}."


def _shown(show: Callable[[Any, Any], Any], gate: Callable[[Any], Any] = sigmoid) -> Callable[..., Any]:
    """Make the function that lets this gate o act on c like this."""
    return lambda x, h_prev, c, W_x, W_h, b: show(gate(W_x @ x + W_h @ h_prev + b), c)


@wanted(
    f"{BENCH.notebook}/hidden",
    hints=[
        "First compute the gate: o = σ(W_x @ x + W_h @ h_prev + b).",
        "Then multiply: o * np.tanh(c), where c is the new cell state.",
    ],
    result="h",
    praise="h = o ⊙ tanh(c), and even a cell state of 30 gives an h below 1.",
    rounds=[[(X, H_PREV, C, W_X, W_H, BIAS)]],
    mistakes={
        "tanh is missing: one h lies far outside (−1, 1), where no h can be.": _shown(lambda o, c: o * c),
        "W_x and W_h have changed places: W_x is meant for x.": (
            lambda x, h_prev, c, W_x, W_h, b: hidden(x, h_prev, c, W_h, W_x, b)
        ),
        "* multiplies entry by entry; the product of a matrix and a vector is @.": (
            lambda x, h_prev, c, W_x, W_h, b: sigmoid(W_x * x + W_h * h_prev + b) * np.tanh(c)
        ),
        "the bias is missing: z = W_x @ x + W_h @ h_prev + b.": (
            lambda x, h_prev, c, W_x, W_h, b: hidden(x, h_prev, c, W_x, W_h, 0)
        ),
        "h_prev is missing: z = W_x @ x + W_h @ h_prev + b.": lambda x, h_prev, *rest: hidden(x, 0 * h_prev, *rest),
        "the gate goes through tanh here. It must go through σ, from 0 (shut) to 1 (open).": (
            _shown(lambda o, c: o * np.tanh(c), gate=np.tanh)
        ),
        "tanh acts on the product here. First take tanh(c), then multiply.": _shown(lambda o, c: np.tanh(o * c)),
        "c goes through σ here. It must go through tanh, which keeps its sign.": _shown(lambda o, c: o * sigmoid(c)),
        "that is o alone, which says how much is shown. What is shown is tanh(c).": _shown(lambda o, c: o),
        "the output gate is missing: h = o ⊙ tanh(c).": _shown(lambda o, c: np.tanh(c)),
        "@ adds up over the units, and the result is one number. ⊙ is * in numpy.": _shown(lambda o, c: o @ np.tanh(c)),
        "the two are added here, but a gate multiplies.": _shown(lambda o, c: o + np.tanh(c)),
    },
)
def hidden(x: Any, h_prev: Any, c: Any, W_x: Any, W_h: Any, b: Any) -> Any:
    """Return h = o ⊙ tanh(c)."""
    return sigmoid(W_x @ x + W_h @ h_prev + b) * np.tanh(c)
