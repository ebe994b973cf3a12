"""One gate at a time, with its own weights and the input on sliders (notebooks 05, 06 and 07): one recipe for all."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lstm_lesson.drawing import cell_diagrams
from lstm_lesson.lessons.shared import one_gate_pictures
from lstm_lesson.lessons.shared.one_unit_controls import SIGNAL, controls
from lstm_lesson.live.controls import Preset
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.nn.one_unit import Flow, one_unit

INPUT = {**SIGNAL, "t": 12}
STILL = {f"{stem}{layer}": 0.0 for layer in "figo" for stem in ("w_x", "w_h", "b_")}  # no weight anywhere


def forget_gate(**values: float) -> Exhibit:
    """Make the live picture of the forget gate; the rest of the cell writes the same 0.20 at every step.

    values: starting values, of a slider or of any other weight by its name.
    Raises ValueError for a name that is not there, or a value outside its slider's range.
    """
    rest = STILL | {"b_f": 2.0, "b_i": -1.0, "b_g": 0.96, "b_o": 2.0}
    presets = {
        "keep": Preset({"w_xf": 0, "w_hf": 0, "b_f": 8}, "f = 0.9997 everywhere: c counts what was written."),
        "forget": Preset({"w_xf": 0, "w_hf": 0, "b_f": -8}, "f = 0.0003: c is what was written at this very step."),
        "half": Preset({"w_xf": 0, "w_hf": 0, "b_f": 0}, "f = ½: c settles where half of it is what a step writes."),
        "clear at each crest": Preset(
            {"w_xf": -10, "w_hf": 0, "b_f": 6, "decay": 0.005, "length": 80},
            "A high x shuts the gate: near 0 forgets. c starts again behind every crest.",
        ),
        "clear in each trough": Preset(
            {"w_xf": 10, "w_hf": 0, "b_f": -2.5, "decay": 0.005, "length": 80},
            "A low x shuts the gate: the same with the sign turned.",
        ),
        "enough is enough": Preset(
            {"w_xf": 0, "w_hf": -10, "b_f": 6},
            "The gate hears h: as c grows, it opens less, and c stands still at 0.67.",
        ),
    }
    return _exhibit("f", rest, values, presets, _forget_sentence)


def input_gate(**values: float) -> Exhibit:
    """Make the live picture of the input gate and the candidate; the forget gate keeps 0.9997 of c at every step.

    values: starting values, of a slider or of any other weight by its name.
    Raises ValueError for a name that is not there, or a value outside its slider's range.
    """
    rest = STILL | {"b_f": 8.0, "w_xg": 4.0, "b_g": -2.0, "b_o": 2.0}
    presets = {
        "write all": Preset({"w_xi": 0, "w_hi": 0, "b_i": 8}, "i = 0.9997: c adds up every candidate, both signs."),
        "write nothing": Preset({"w_xi": 0, "w_hi": 0, "b_i": -8}, "i = 0.0003: nothing comes in, whatever x says."),
        "crests only": Preset(
            {"w_xi": 10, "w_hi": 0, "b_i": -7}, "A low x shuts the gate: c takes the crests, and no trough undoes them."
        ),
        "write once": Preset(
            {"w_xi": 10, "w_hi": -10, "b_i": -5}, "h shuts the gate as soon as c holds something, and c is protected."
        ),
    }
    return _exhibit("i", rest, values, presets, _input_sentence, layers="ig")


def output_gate(**values: float) -> Exhibit:
    """Make the live picture of the output gate; the rest of the cell writes at the first crest, and keeps that.

    values: starting values, of a slider or of any other weight by its name.
    Raises ValueError for a name that is not there, or a value outside its slider's range.
    """
    # The input gate opens where x is above 0.9: with the usual input, from t = 4 to 6.
    rest = STILL | {"b_f": 8.0, "w_xi": 60.0, "b_i": -54.0, "b_g": 0.6, "b_o": 2.0}
    presets = {
        "tell all": Preset({"w_xo": 0, "w_ho": 0, "b_o": 8}, "o = 0.9997: h is tanh(c), and never leaves (−1, 1)."),
        "tell nothing": Preset({"w_xo": 0, "w_ho": 0, "b_o": -8}, "o = 0.0003: h is 0, and c is what it was."),
        "tell on crests": Preset(
            {"w_xo": 10, "w_ho": 0, "b_o": -7}, "A high x opens the gate: the same memory, told only when asked for."
        ),
    }
    return _exhibit("o", rest, values, presets, _output_sentence)


def _exhibit(
    gate: str,
    rest: dict[str, float],
    values: dict[str, float],
    presets: Mapping[str, Preset],
    sentence: Callable[[dict[str, float]], str],
    layers: str = "",
) -> Exhibit:
    """Join the sliders of a gate (or of all `layers`) and of the input; the other weights stay where they are."""
    begin: dict[str, Any] = {**INPUT, **rest, **values}
    unknown = sorted(set(begin) - {*STILL, *INPUT})
    if unknown:
        raise ValueError(f"values must be weights, such as b_{gate}, or one of {', '.join(INPUT)}; got {unknown[0]!r}")
    sliders = controls(begin, layers or gate)
    shown = {control.name for control in sliders}
    # A preset also says where the other sliders must stand; without the usual rest of the cell its reason is not true.
    usual = {control.name: control.value for control in sliders}
    offered = presets if all(begin[name] == rest[name] for name in STILL if name not in shown) else {}
    return Exhibit(
        f"{cell_diagrams.LAYERS[gate]} gate",
        sliders,
        partial(one_unit, **{name: value for name, value in begin.items() if name not in shown}),
        one_gate_pictures.one_gate(gate),
        lambda run, values: _told(run, sentence),
        presets={name: Preset({**usual, **preset.values}, preset.reason) for name, preset in offered.items()},
        size=cell_diagrams.PICTURE,
    )


def _told(run: Flow, sentence: Callable[[dict[str, float]], str]) -> str:
    return f"At step t = {run.t}: {sentence(run.at_cursor())}".replace("-", "−")


def _forget_sentence(now: dict[str, float]) -> str:
    return (
        f"z_f = {now['z_f']:.2f}, so f = {now['f']:.4f}: of c before, {now['c_prev']:.2f}, the gate keeps "
        f"{now['fc']:.2f}; with {now['ig']:.2f} newly written, c = {now['c']:.2f}."
    )


def _input_sentence(now: dict[str, float]) -> str:
    return (
        f"the candidate offers g = {now['g']:.2f}, the gate lets i = {now['i']:.4f} of it in: "
        f"{now['ig']:.2f} is written, {now['fc']:.2f} was kept, and c = {now['c']:.2f}."
    )


def _output_sentence(now: dict[str, float]) -> str:
    return (
        f"the cell knows c = {now['c']:.2f}, and tanh(c) = {now['tanh_c']:.2f}; the gate lets "
        f"o = {now['o']:.4f} of that out: the others see h = {now['h']:.2f}."
    )
