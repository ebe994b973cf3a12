"""The output gate, with the rest of the cell standing still (notebook 07)."""

from lstm_lesson.drawing.written import gate, minus
from lstm_lesson.lessons.shared.one_gate_exhibits import one_gate
from lstm_lesson.live.controls import Preset
from lstm_lesson.live.recipe import Values
from lstm_lesson.nn.one_unit import LSTMRun

PRESETS = {
    "show all": Preset("o = 0.9997: h is tanh(c), and never leaves (−1, 1).", w_xo=0, w_ho=0, b_o=8),
    "show nothing": Preset("o = 0.0003: h is almost 0, and c is what it was.", w_xo=0, w_ho=0, b_o=-8),
    "show on crests": Preset(
        "A high x opens the gate: the same memory, shown on the crests only.", w_xo=10, w_ho=0, b_o=-7
    ),
}


# The input gate opens where x is above 0.9: with the usual input, from t = 4 to 6.
@one_gate("o", PRESETS, b_f=8.0, w_xi=60.0, b_i=-54.0, b_g=0.6, b_o=2.0)
def output_gate(run: LSTMRun, values: Values) -> str:
    """Show the output gate; the rest of the cell writes at the first crest, and keeps that.

    Every other weight may be given too, though it has no slider: output_gate(w_xi=0.0).
    """
    now = run.at_cursor()
    return minus(
        f"At step t = {run.t}: the cell holds c = {now['c']:z.2f}, so tanh(c) = {now['tanh_c']:z.2f}. The gate is "
        f"o {gate(now['o'])}, and what the other units see is h = {now['h']:z.2f}."
    )
