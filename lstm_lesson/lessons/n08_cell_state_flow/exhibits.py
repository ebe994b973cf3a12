"""One LSTM unit with all its twelve weights: how weights become gates, and gates become memory (notebook 08)."""

from typing import Any

from lstm_lesson.drawing import cell_diagrams
from lstm_lesson.drawing.written import gate, minus, power_of_ten, steps, two_digits
from lstm_lesson.lessons.shared.one_unit_controls import SIGNAL, USUAL, controls
from lstm_lesson.lessons.shared.own_input_exhibits import InputRecipe
from lstm_lesson.lessons.shared.own_input_numbers import EXAMPLE, SINE, chosen_signal, run_on
from lstm_lesson.lessons.shared.own_input_pictures import with_room_for_x
from lstm_lesson.live.controls import Preset
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.nn.one_unit import LSTMRun

Layer = tuple[float, float, float]  # w_x, w_h, b


def _weights(f: Layer, i: Layer, g: Layer, o: Layer, **signal: float) -> dict[str, float]:
    """Name the settings of a preset: the weights of each layer, and the input where it is not the usual one."""
    layers = {"f": f, "i": i, "g": g, "o": o}
    named = {f"{s}{n}": v for n, layer in layers.items() for s, v in zip(("w_x", "w_h", "b_"), layer, strict=True)}
    return {**named, "input": SINE, **SIGNAL, **signal}


# The settings worth seeing, of all but the cursor, each with a reason.
PRESETS = {
    "remember": Preset(
        "f = 0.9997. The input dies away, and c stays where it is, because the gate keeps all of it.",
        **_weights(f=(0, 0, 8), i=(0, 0, 0), g=(4, 0, -2), o=(0, 0, 2), decay=0.1),
    ),
    "forget": Preset(
        "The same cell with b_f = −6, so f = 0.002. c is only what this step has written.",
        **_weights(f=(0, 0, -6), i=(0, 0, 0), g=(4, 0, -2), o=(0, 0, 2), decay=0.1),
    ),
    "copy": Preset(
        "f is shut, i and o are open, and g is nearly straight: h follows x − ½ and remembers nothing.",
        **_weights(f=(0, 0, -8), i=(0, 0, 8), g=(1.2, 0, -0.6), o=(0, 0, 8)),
    ),
    "reset at each trough": Preset(
        "The forget gate has a weight on x. It shuts where x is low, so c starts again in every trough.",
        **_weights(f=(10, 0, -2.5), i=(0, 0, -1), g=(0, 0, 1), o=(0, 0, 2), decay=0.005, length=80),
    ),
    "trained on the damped sine": Preset(  # by tools/train_one_unit.py
        "Trained so that h gives the next x. c just fills up, and the output gate does the work.",
        **_weights(f=(0.3, 0.6, 1.9), i=(0, 0.1, 0.8), g=(1.2, 0.6, 0.6), o=(8.1, -4.4, -1.9), period=15, decay=0.03),
    ),
    "almost hold the first crest": Preset(
        "h shuts the input gate behind the first crest. But f = 0.982 loses a little at each step, and i opens again.",
        **_weights(f=(0, 0, 4), i=(10, -10, -5), g=(7, 0, -5), o=(0, 0, 10), decay=0.05),
    ),
    "bias 0": Preset(
        "f = ½ at every step, so half of c is gone after one step. With b_f = 0 the cell hardly remembers.",
        **_weights(f=(0, 0, 0), i=(0, 0, 0), g=(4, 0, -2), o=(0, 0, 0), decay=0.1),
    ),
    "everything open": Preset(
        "c counts the steps and has no bound, while h = tanh(c) stays below 1.",
        **_weights(f=(0, 0, 10), i=(0, 0, 10), g=(0, 0, 10), o=(0, 0, 10)),
    ),
    "memory through h": Preset(
        "f = 0.018, so the direct path is dead at once. Yet c_T depends on c_t, because h feeds the candidate.",
        **_weights(f=(0, 0, -4), i=(0, 0, 4), g=(0.2, 1, -0.1), o=(0, 0, 4)),
    ),
    "gradient explodes": Preset(
        "f = 0.98 at every step, so Πf shrinks. But h feeds the candidate (w_hg = 4), and the exact gradient explodes.",
        **_weights(f=(0, 0, 4), i=(0, 0, -3), g=(1.6, 4, -1), o=(0, 0, 2), decay=0.1),
    ),
}


@exhibit(
    *controls(USUAL),
    compute=run_on,
    picture=with_room_for_x(cell_diagrams.cell_state_flow),
    size=cell_diagrams.PICTURE,
    presets=PRESETS,
    lines=3,
    kind=InputRecipe,
)
def cell_state_flow(run: LSTMRun, values: Values) -> str:
    """Show one LSTM unit on a damped sine, or another input: every quantity over time, and the cell at the cursor."""
    now, last = run.at_cursor(), len(run.x) - 1
    kept, written, c, h = (f"{now[q]:z.2f}" for q in ("fc", "ig", "c", "h"))
    exact, direct = _small(now["gradient"]), _small(now["direct"])
    gone = "less than a step" if run.half_life < 0.95 else steps(run.half_life)
    words = (
        f"At step t = {run.t}: "
        f"c = f⊙c before + i⊙g = {kept} + {written} = {c}, and h = {h}. "
        f"With f {gate(now['f'])}, half of c is gone in {gone}. "
        f"|∂c_T/∂c_t| for T = {last} is {exact}, by the direct path alone {direct}."
    )
    return minus(words.replace("+ -", "− "))


def _small(size: float) -> str:
    """Write what may be many powers of ten too small to draw, in the hundreds, or have exploded."""
    if size < 1e-6:
        return "below 0.000001"
    if size >= 1e6:
        return power_of_ten(size)
    return f"{size:.6f}" if size < 1e-3 else two_digits(size)


def flow_settings(start: str = "", **values: Any) -> dict[str, Any]:
    """Give all sixteen settings by name: the usual ones, a preset's if `start` names one, then `values`.

    Where the input is not a damped sine, `x` holds it too, for `one_unit` and for `cell_state_flow`.
    Raises ValueError for a preset or a name that is not there.
    """
    settings = cell_state_flow.settings(start, **values)
    input, x = settings.pop("input"), settings.pop("x", EXAMPLE)
    if input == SINE:
        return settings
    wave = {name: settings[name] for name in SIGNAL}
    return {**settings, "x": tuple(chosen_signal(input, x, **wave).tolist())}
