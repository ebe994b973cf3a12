"""The forget gate, with the rest of the cell standing still (notebook 05)."""

from lstm_lesson.drawing.written import gate, minus
from lstm_lesson.lessons.shared.one_gate_exhibits import one_gate
from lstm_lesson.lessons.shared.own_input_numbers import SINE
from lstm_lesson.live.controls import Preset
from lstm_lesson.live.recipe import Values
from lstm_lesson.nn.one_unit import LSTMRun

X_ALONE = {"w_hf": 0, "input": SINE, "decay": 0.005, "length": 80}  # only x moves the gate, and x swings on
PRESETS = {
    "keep": Preset("f = 0.9997 at every step: c adds up what is written.", w_xf=0, w_hf=0, b_f=8),
    "forget": Preset("f = 0.0003 at every step: c is only what this step has written.", w_xf=0, w_hf=0, b_f=-8),
    "half": Preset("f = ½: c settles at 0.40, and half of that is what a step writes.", w_xf=0, w_hf=0, b_f=0),
    "clear at each crest": Preset(
        "A high x shuts the gate, and near 0 it forgets: c starts again at every crest.", w_xf=-10, b_f=6, **X_ALONE
    ),
    "clear in each trough": Preset(
        "The weight has the opposite sign: now a low x shuts the gate.", w_xf=10, b_f=-2.5, **X_ALONE
    ),
    "enough is enough": Preset(
        "The gate sees h. As c grows, f falls, until c stands still at 0.67.", w_xf=0, w_hf=-10, b_f=6
    ),
}


@one_gate("f", PRESETS, b_f=2.0, b_i=-1.0, b_g=0.96, b_o=2.0)
def forget_gate(run: LSTMRun, values: Values) -> str:
    """Show the forget gate; the rest of the cell writes the same 0.20 at every step.

    Every other weight may be given too, though it has no slider: forget_gate(w_xi=3.0).
    """
    now = run.at_cursor()
    return minus(
        f"At step t = {run.t}: z_f = {now['z_f']:z.2f}, so f {gate(now['f'])}. Of the old c, {now['c_prev']:z.2f}, the "
        f"gate keeps {now['fc']:z.2f}. With the {now['ig']:z.2f} that is newly written, c = {now['c']:z.2f}."
    )
