"""What goes into the unit of notebooks 05 to 08: a damped sine, one of four other signals, or a list of one's own."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.signals import damped_sine, impulse, marks, square_wave, step
from lstm_lesson.nn.one_unit import LSTMRun, one_unit

ONSET = 5  # the step of the impulse, and of the step: where the usual sine has its first crest
INPUTS = ("damped sine", f"impulse at t = {ONSET}", f"step at t = {ONSET}", "square wave", "0/1 marks", "your own list")
SINE, IMPULSE, STEP, SQUARE, MARKS, OWN = range(len(INPUTS))  # what the numbers of the menu "input" stand for
UNUSED = {  # the sliders that do not matter
    IMPULSE: ("period", "decay"),
    STEP: ("period", "decay"),
    SQUARE: ("decay",),
    MARKS: ("decay",),
    OWN: ("period", "decay", "length"),
}
EXAMPLE = (0.0, 1.0, 1.0, 0.0, 0.5, 0.0, 0.0, -1.0, 0.0, 0.0)  # a list to begin with
SHORTEST, LONGEST = 2, 120  # steps
LARGEST = 10  # as far as the weights go
NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


def own_input(x: Any) -> tuple[float, ...]:
    """Return x (T,) as floats; raise ValueError unless it is 2 to 120 finite numbers from −10 to 10."""
    x = validate.floats("x", x, shape=("T",))
    if not SHORTEST <= len(x) <= LONGEST:
        raise ValueError(f"x must have {SHORTEST} to {LONGEST} numbers; got {len(x)}")
    far = x[np.abs(x) > LARGEST]
    if len(far):
        raise ValueError(f"x must hold numbers from -{LARGEST} to {LARGEST}; got {far[0]:g}")
    return tuple(x.tolist())


def read_list(text: str) -> tuple[float, ...]:
    """Read numbers as people type them: 0, 1, 0.5 or 0 1 0.5; with decimal commas 0; 1; 0,5. Brackets may stand around.

    Raises ValueError, in words, for anything else.
    """
    inside = text.replace("−", "-").strip().strip("[]()").strip()
    if ";" in inside:
        parts = [part.strip().replace(",", ".") for part in inside.strip("; ").split(";")]
    elif re.search(r",\S", inside) and re.search(r"[^\s,]\s+[^\s,]", inside):
        raise ValueError(f"x: is a comma in {validate.shown(text)} a decimal comma? Then write semicolons: 0,5; 1; 0")
    else:
        parts = re.split(r"\s*,\s*|\s+", inside.rstrip(", "))
    for part in parts:
        if not NUMBER.fullmatch(part):
            what = f"{validate.shown(part)} is no number" if part else "a number is missing"
            raise ValueError(f"x: {what}; write 0, 1, 0.5 or 0; 1; 0,5")
    return own_input([float(part) for part in parts])


def chosen_signal(input: int, x: Any, *, period: float, decay: float, length: int) -> np.ndarray:
    """Return the signal that a number of the menu stands for, (T,); x: the list of one's own."""
    onset = min(ONSET, length - 1)
    made: dict[int, Callable[[], np.ndarray]] = {
        SINE: lambda: damped_sine(length, period, decay),
        IMPULSE: lambda: impulse(length, onset),
        STEP: lambda: step(length, onset),
        SQUARE: lambda: square_wave(length, period),
        MARKS: lambda: marks(length, period),
        OWN: lambda: np.array(x),
    }
    return made[input]()


def run_on(
    *, input: int = SINE, x: Any = EXAMPLE, period: float, decay: float, length: int, t: int, **weights: Any
) -> LSTMRun:
    """Run one LSTM unit over the input chosen, as `one_unit` does over a damped sine."""
    return one_unit(x=chosen_signal(input, x, period=period, decay=decay, length=length), t=t, **weights)


def remark(input: int) -> str:
    """Say which sliders do not matter with an input, in words; nothing where all do."""
    if input not in UNUSED:
        return ""
    *others, last = UNUSED[input]
    told = f"{', '.join(others)} and {last} do" if others else f"{last} does"
    return f"Input: {INPUTS[input]}; {told} not matter."
