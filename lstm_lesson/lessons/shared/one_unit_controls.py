"""One LSTM unit on a damped sine: its usual settings, and the sliders for them (notebooks 00 and 05 to 08)."""

from collections.abc import Mapping
from typing import Any

from lstm_lesson.live.controls import Control

GROUPS = {"f": "forget gate f", "i": "input gate i", "g": "candidate g", "o": "output gate o"}
INPUT = "input x, and the step to look at"
START = {"w_xf": 0.0, "w_hf": 0.0, "b_f": 2.0, "w_xi": 4.0, "w_hi": 0.0, "b_i": -3.0}
START |= {"w_xg": 3.0, "w_hg": 1.0, "b_g": -2.0, "w_xo": 0.0, "w_ho": 0.0, "b_o": 1.0}
SIGNAL = {"period": 20.0, "decay": 0.02, "length": 60}
USUAL: dict[str, Any] = {**START, **SIGNAL, "t": 23}  # all sixteen


def controls(begin: Mapping[str, float], layers: str = "figo") -> list[Control]:
    """Return the sliders of some layers' weights and of the input, each at its value in `begin`."""
    weights = [
        Control(f"{stem}{layer}", begin[f"{stem}{layer}"], -10, 10, 0.1, group=GROUPS[layer])
        for layer in layers
        for stem in ("w_x", "w_h", "b_")
    ]
    return [
        *weights,
        Control("period", begin["period"], 2, 40, 0.5, group=INPUT, unit="steps"),
        Control("decay", begin["decay"], 0, 0.2, 0.005, group=INPUT),
        Control("length", begin["length"], 10, 120, 1, group=INPUT, integer=True),
        Control("t", begin["t"], 0, 119, 1, group=INPUT, integer=True),
    ]
