"""One LSTM unit with all its twelve weights: how weights become gates, and gates become memory (notebook 08)."""

from collections.abc import Sequence
from typing import Any

from lstm_lesson.drawing import cell_diagrams
from lstm_lesson.lessons.shared.one_unit_controls import SIGNAL, USUAL, controls
from lstm_lesson.live.controls import Preset, among, check_names
from lstm_lesson.live.sharing import SharedExhibit
from lstm_lesson.nn.one_unit import Flow, one_unit


def flow_settings(start: str = "", **values: float) -> dict[str, Any]:
    """Give all sixteen settings by name: the usual ones, a preset's if `start` names one, then `values`.

    Raises ValueError for a preset or a name that is not there.
    """
    known = presets()
    if start and start not in known:
        raise ValueError(f"start must be one of {among(known, start)}; got {start!r}")
    check_names(values, USUAL)
    return {**USUAL, **(known[start].values if start else {}), **values}


def cell_state_flow(*sliders: str, start: str = "", **values: float) -> SharedExhibit:
    """Make the live picture of one LSTM unit: every quantity over time, and the cell at the cursor.

    sliders: the names of those to show, all sixteen if none is named; the others stay where they start.
    start: the preset to start from; values: starting values by name, which go before the preset's.
    Raises ValueError for a name or a preset that is not there, or a value outside its slider's range.
    """
    begin = flow_settings(start, **values)
    check_names(sliders, begin)
    return SharedExhibit(
        "cell state flow",
        **flow_recipe(begin, sliders),
        presets=None if sliders else presets(),
        function="cell_state_flow",
        arguments=sliders,
    )


def flow_recipe(begin: dict[str, float], sliders: Sequence[str] = ()) -> dict[str, Any]:
    """Give the parts of an exhibit of one LSTM unit that starts at `begin` and has all sliders, or those named."""
    return {
        "controls": [control for control in controls(begin) if not sliders or control.name in sliders],
        "compute": one_unit,
        "picture": cell_diagrams.cell_state_flow,
        "sentence": _sentence,
        "size": cell_diagrams.PICTURE,
        "fixed": {name: value for name, value in begin.items() if sliders and name not in sliders},
    }


def _sentence(run: Flow, values: dict[str, float]) -> str:
    now, last = run.at_cursor(), len(run.x) - 1
    kept, written, c, h = (f"{now[q]:z.2f}" for q in ("fc", "ig", "c", "h"))
    exact, direct = _small(now["gradient"]), _small(now["direct"])
    end = ", the last step" if values.get("t", run.t) > last else ""
    words = (
        f"At step t = {run.t}{end}: c = f⊙c before + i⊙g = {kept} + {written} = {c}, and h = {h}; "
        f"f = {now['f']:.4f}, at which half of c is gone in {_steps(run.half_life)}; "
        f"|∂c_T/∂c_t| for T = {last} is {exact}, by the direct path alone {direct}."
    )
    return words.replace("+ -", "− ").replace("-", "−")


def _steps(half_life: float) -> str:
    if half_life > 1000:
        return "more than 1000 steps"
    return "less than a step" if half_life < 0.95 else f"{half_life:.1f} steps"


def _small(size: float) -> str:
    """Write what may be many powers of ten too small to draw."""
    return "below 0.000001" if size < 1e-6 else f"{size:.2g}" if size >= 1e-3 else f"{size:.6f}"


def _weights(
    f: tuple[float, float, float],
    i: tuple[float, float, float],
    g: tuple[float, float, float],
    o: tuple[float, float, float],
    **signal: float,
) -> dict[str, float]:
    """Name the settings of a preset: (w_x, w_h, b) of each layer, and the input where it is not the usual one."""
    layers = {"f": f, "i": i, "g": g, "o": o}
    named = {f"{s}{n}": v for n, layer in layers.items() for s, v in zip(("w_x", "w_h", "b_"), layer, strict=True)}
    return {**named, **SIGNAL, **signal}


def presets() -> dict[str, Preset]:
    """Give the settings worth seeing, of all but the cursor, each with a reason."""
    return {
        "remember": Preset(
            _weights(f=(0, 0, 8), i=(0, 0, 0), g=(4, 0, -2), o=(0, 0, 2), decay=0.1),
            "f = 0.9997: the input dies away, and c stands at 1.95 with nothing to hold it up but itself.",
        ),
        "forget": Preset(
            _weights(f=(0, 0, -6), i=(0, 0, 0), g=(4, 0, -2), o=(0, 0, 2), decay=0.1),
            "The same cell with b_f = −6, so f = 0.002: c is what was written at this very step, and nothing else.",
        ),
        "copy": Preset(
            _weights(f=(0, 0, -8), i=(0, 0, 8), g=(1.2, 0, -0.6), o=(0, 0, 8)),
            "f shut, i and o open, g nearly straight: h follows x − ½ within 0.04, and remembers nothing.",
        ),
        "reset at each trough": Preset(
            _weights(f=(10, 0, -2.5), i=(0, 0, -1), g=(0, 0, 1), o=(0, 0, 2), decay=0.005, length=80),
            "The forget gate listens to x: it is shut where x is low, and c starts again in every trough.",
        ),
        "trained on the damped sine": Preset(
            _weights(f=(0.3, 0.6, 1.9), i=(0, 0.1, 0.8), g=(1.2, 0.6, 0.6), o=(8.1, -4.4, -1.9), period=15, decay=0.03),
            "Trained (tools/train_one_unit.py) so that h says the next x: half the error of repeating x. "
            "c fills up; the output gate does the work.",
        ),
        "almost hold the first peak": Preset(
            _weights(f=(0, 0, 4), i=(10, -10, -5), g=(7, 0, -5), o=(0, 0, 10), decay=0.05),
            "h shuts the input gate behind the first peak; but f = 0.982 leaks 1.8 % a step, and the gate opens again.",
        ),
        "bias 0": Preset(
            _weights(f=(0, 0, 0), i=(0, 0, 0), g=(4, 0, -2), o=(0, 0, 0), decay=0.1),
            "f = ½: half of c is gone after one step. An LSTM remembers by default only if b_f starts above 0.",
        ),
        "everything open": Preset(
            _weights(f=(0, 0, 10), i=(0, 0, 10), g=(0, 0, 10), o=(0, 0, 10)),
            "c counts the steps and passes every bound; h = tanh(c) sticks at 1. Only h is bounded, not c.",
        ),
        "memory through h": Preset(
            _weights(f=(0, 0, -4), i=(0, 0, 4), g=(0.2, 1, -0.1), o=(0, 0, 4)),
            "f = 0.018, the direct path is dead at once; yet c_T depends on c_t, because h feeds the candidate.",
        ),
    }
