"""What the check of notebook 08 knows."""

from typing import Any

import numpy as np

from lstm_lesson.check import NotAttempted, Wrong, exercise
from lstm_lesson.exhibit import Exhibit
from lstm_lesson.exhibits.cell_state_flow import flow_settings
from lstm_lesson.flow import one_unit

PEAK, HELD = 5, 50  # the step of the first peak at period 20, and for how many steps its c must stay


@exercise(
    "08_cell_state_flow/hold_the_first_peak",
    hints=[
        "Two things must not happen: leaking (how near 1 is f?) and writing again at the next crest.",
        "What does the cell know after the peak that it did not know before? h is large: let it shut the input gate.",
        "Start from the preset “almost hold the first peak”, and make f keep more: b_f = 10.",
    ],
)
def hold_the_first_peak(answer: Any) -> str:
    """Take the exhibit, or its settings by name; the input must be that of the exercise."""
    settings = flow_settings(**(answer.values if isinstance(answer, Exhibit) else answer))
    if settings == flow_settings(decay=0.05):
        raise NotAttempted("move the sliders of the picture above, then run this cell again.")
    for name, wanted in (("period", 20), ("decay", 0.05)):
        if settings[name] != wanted:
            raise Wrong(f"the exercise is for {name} {wanted:g}; yours is at {settings[name]:g}.")
    if settings["length"] < PEAK + HELD + 1:
        raise Wrong(f"length {settings['length']:g} does not show {HELD} steps after the peak; take 60.")
    c = one_unit(**settings).c
    peak = abs(c[PEAK])
    if peak < 0.3:
        raise Wrong(f"too little is written by t = 5: |c| is {peak:.2f}. Let the input gate open earlier or wider.")
    drift = np.abs(c[PEAK : PEAK + HELD + 1] - c[PEAK]) / peak
    if drift.max() > 0.05:
        raise Wrong(_why_it_moves(c, drift))
    return f"|c| at the peak is {peak:.2f}, and for {HELD} steps it stays within {drift.max():.0%} of that."


def _why_it_moves(c: np.ndarray, drift: np.ndarray) -> str:
    first = PEAK + int(np.argmax(drift > 0.05))
    said = f"c is more than 5 % away from its peak at t = {first}"
    if abs(c[first]) < abs(c[PEAK]):
        return f"{said}: it has shrunk. Is f near enough to 1, and is nothing of the other sign written?"
    return f"{said}: it has grown. Does the input gate shut behind the peak?"
