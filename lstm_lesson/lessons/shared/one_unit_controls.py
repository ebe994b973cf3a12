"""One unit and its input: the sliders for its settings, and an LSTM unit's usual ones (notebooks 00, 05 to 10)."""

from collections.abc import Iterable, Mapping
from typing import Any

from lstm_lesson.lessons.shared.own_input_numbers import INPUTS, LONGEST, SHORTEST, SINE
from lstm_lesson.live.controls import Control, choice

GROUPS = {"f": "forget gate f", "i": "input gate i", "g": "candidate g", "o": "output gate o"}
INPUT = "input x, step t"
START = {"w_xf": 0.0, "w_hf": 0.0, "b_f": 2.0, "w_xi": 4.0, "w_hi": 0.0, "b_i": -3.0}
START |= {"w_xg": 3.0, "w_hg": 1.0, "b_g": -2.0, "w_xo": 0.0, "w_ho": 0.0, "b_o": 1.0}
SIGNAL = {"period": 20.0, "decay": 0.02, "length": 60}
USUAL: dict[str, Any] = {**START, "input": SINE, **SIGNAL, "t": 23}


def controls(begin: Mapping[str, float], layers: str = "figo") -> list[Control]:
    """Return the controls of some layers' weights and of the input, each at its value in `begin`."""
    groups = {GROUPS[layer]: [f"{stem}{layer}" for stem in ("w_x", "w_h", "b_")] for layer in layers}
    return [*weights(begin, groups), *chosen_input(begin)]


def chosen_input(begin: Mapping[str, float]) -> list[Control]:
    """Return the menu of inputs, the sliders of the one chosen, and the step t, each at its value in `begin`."""
    menu = choice("input", begin.get("input", SINE), *INPUTS, group=INPUT)
    period, decay, t = signal(begin, INPUT, longest=LONGEST, below="length")
    length = Control("length", begin["length"], SHORTEST, LONGEST, 1, group=INPUT, integer=True)
    return [menu, period, decay, length, t]


def weights(begin: Mapping[str, float], groups: Mapping[str, Iterable[str]]) -> list[Control]:
    """Return the sliders of weights, in groups, each at its value in `begin`."""
    return [Control(name, begin[name], -10, 10, 0.1, group=group) for group, names in groups.items() for name in names]


def signal(begin: Mapping[str, float], group: str, longest: int = 60, below: str = "") -> list[Control]:
    """Return the sliders of the input and of the step t to look at, each at its value in `begin`."""
    return [
        Control("period", begin["period"], 2, 40, 0.5, group=group),
        Control("decay", begin["decay"], 0, 0.2, 0.005, group=group),
        Control("t", begin["t"], 0, longest - 1, 1, group=group, integer=True, below=below, plays=True),
    ]
