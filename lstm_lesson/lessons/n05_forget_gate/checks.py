"""The exercises of notebook 05: two designs for the forget gate, and the bias for a half-life."""

from typing import Any

import numpy as np

from lstm_lesson.lessons.n05_forget_gate.challenges import BENCH
from lstm_lesson.lessons.shared.challenge_checks import run_of
from lstm_lesson.live.exercise import Wrong, exercise, wanted
from lstm_lesson.nn.activations import sigmoid

WRITTEN = 0.20  # what the rest of the cell writes at each step
NEAR_TIME, NEAR_LEVEL = 0.1, 0.05  # how near c must come to the time since a mark, and to the level of 1
FILLED, STILL = 5, 8  # the step at which c must be nearly full, and the step from which on it must stand still


@exercise(
    f"{BENCH.notebook}/stopwatch",
    hints=[
        "Two things must happen: on a mark almost nothing may be kept, and between the marks almost nothing may be "
        "lost. Which sign must w_xf have?",
        "Between the marks x = 0, so only b_f is left in z_f. On a mark z_f is w_xf + b_f. Take w_xf = −10.",
        "A small b_f loses too much between the marks, and a large one keeps too much on them. Try 5, 6 and 7.",
    ],
)
def stopwatch(answer: Any) -> str:
    run = run_of(answer, BENCH, "stopwatch")
    marks = np.flatnonzero(run.x == 1)
    steps = np.arange(len(run.x))
    since = steps - marks[np.searchsorted(marks, steps, side="right") - 1] + 1  # 1 on a mark
    away = run.c - WRITTEN * since
    t = int(np.argmax(np.abs(away) > NEAR_TIME))
    if abs(away[t]) <= NEAR_TIME:
        return f"c is never more than {np.abs(away).max():.2f} away from 0.20 times the steps since the mark."
    said = f"at t = {t} c is {run.c[t]:.2f}, and {WRITTEN * since[t]:.2f} is wanted"
    if away[t] < 0:
        raise Wrong(f"{said}: too much is lost between the marks. f is {run.f[t]:.4f} there; let it be nearer to 1.")
    mark = int(marks[marks <= t][-1])
    raise Wrong(f"{said}: on the mark at t = {mark} f is {run.f[mark]:.2f}, so {run.fc[mark]:.2f} was kept.")


@exercise(
    f"{BENCH.notebook}/fill_and_stop",
    hints=[
        "Where c stands still, as much is forgotten as is written: (1 − f) · 1.00 = 0.20. Which f is that?",
        "To fill up fast, f must be near 1 while c is small. To stop, it must fall as c grows. What does the gate see "
        "of c?",
        "It sees h = 0.88 · tanh(c), which is 0.67 at c = 1. You need z_f = ln(0.8 / 0.2) = 1.4 there. Take "
        "w_hf = −10, and work out b_f.",
    ],
)
def fill_and_stop(answer: Any) -> str:
    run = run_of(answer, BENCH, "fill_and_stop")
    late = run.c[STILL:]
    t = STILL + int(np.argmax(np.abs(late - 1)))
    if abs(run.c[t] - 1) > NEAR_LEVEL:
        why = "Then f must fall earlier." if run.c[t] > 1 else "Then f must be higher there."
        raise Wrong(f"at t = {t} c is {run.c[t]:.2f}, and from t = {STILL} on it must be within 0.05 of 1.00. {why}")
    if run.c[FILLED] < 0.9:
        told = f"c stops at the right level, but at t = {FILLED} it is only {run.c[FILLED]:.2f}, and 0.90 is wanted"
        raise Wrong(f"{told}. f must be near 1 while c is small.")
    furthest = np.abs(late - 1).max()
    return f"c is {run.c[FILLED]:.2f} at t = {FILLED}, and from t = {STILL} on at most {furthest:.2f} away from 1.00."


@wanted(
    f"{BENCH.notebook}/bias_for",
    hints=[
        "First f: after n steps fⁿ = ½, so f is the n-th root of ½.",
        "Then the bias: solve f = 1 / (1 + e^−b) for b. You get b = ln(f / (1 − f)).",
    ],
    result="the bias for 1, 10, 50 steps",
    praise="biases of 0.00, 2.63 and 4.27 keep half for 1, 10 and 50 steps.",
    rounds=[[(1.0,), (10.0,), (50.0,)]],
    mistakes={
        "that is f. The bias is what σ turns into f.": lambda n: 0.5 ** (1 / n),
        "f / (1 − f) is right so far, but its logarithm is missing.": lambda n: 1 / (2 ** (1 / n) - 1),
        "that is ln f, but σ is not e^b. Solve f = 1 / (1 + e^−b) for b.": lambda n: np.log(0.5) / n,
        "that is σ(f). Here σ must be undone, and not applied once more.": lambda n: sigmoid(0.5 ** (1 / n)),
    },
)
def bias_for(n: float) -> float:
    """Return b with σ(b)ⁿ = ½."""
    f = 0.5 ** (1 / n)
    return np.log(f / (1 - f))
