"""One gate at a time, with its own weights and the input on sliders (notebooks 05, 06 and 07): one recipe for all."""

from collections.abc import Callable, Mapping
from typing import Any

from lstm_lesson.drawing import cell_diagrams
from lstm_lesson.lessons.shared import one_gate_pictures
from lstm_lesson.lessons.shared.one_unit_controls import SIGNAL, controls
from lstm_lesson.lessons.shared.own_input_exhibits import InputRecipe
from lstm_lesson.lessons.shared.own_input_numbers import SINE, run_on
from lstm_lesson.lessons.shared.own_input_pictures import with_room_for_x
from lstm_lesson.live.controls import Preset
from lstm_lesson.live.recipe import Recipe, exhibit

NO_WEIGHTS = {f"{stem}{layer}": 0.0 for layer in "figo" for stem in ("w_x", "w_h", "b_")}


def one_gate(
    gate: str, presets: Mapping[str, Preset], *, layers: str = "", **weights: float
) -> Callable[[Callable[..., str]], Recipe]:
    """Make a sentence into the exhibit of the gate "f", "i" or "o": its weights, the input and the cursor on sliders.

    layers: whose weights are on sliders, if not the gate's alone; weights: where those begin that do not begin at 0.
    """
    begin: dict[str, Any] = {"input": SINE, **SIGNAL, "t": 12, **NO_WEIGHTS, **weights}
    sliders = controls(begin, layers or gate)
    shown = {control.name for control in sliders}
    return exhibit(
        *sliders,
        compute=run_on,
        picture=with_room_for_x(one_gate_pictures.one_gate(gate)),
        size=cell_diagrams.PICTURE,
        presets=presets,
        rest={name: value for name, value in begin.items() if name not in shown},
        title=f"{cell_diagrams.LAYERS[gate]} gate",
        kind=InputRecipe,
    )
