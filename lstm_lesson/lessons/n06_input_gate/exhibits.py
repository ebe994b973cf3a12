"""The input gate and the candidate, with the rest of the cell standing still (notebook 06)."""

from lstm_lesson.drawing.written import gate, minus
from lstm_lesson.lessons.shared.one_gate_exhibits import one_gate
from lstm_lesson.live.controls import Preset
from lstm_lesson.live.recipe import Values
from lstm_lesson.nn.one_unit import LSTMRun

PRESETS = {
    "write all": Preset("i = 0.9997: c adds up every candidate, of both signs.", w_xi=0, w_hi=0, b_i=8),
    "write nothing": Preset("i = 0.0003: hardly anything is written, whatever x is.", w_xi=0, w_hi=0, b_i=-8),
    "crests only": Preset(
        "A low x shuts the gate: the crests are written, and no trough takes them back.", w_xi=10, w_hi=0, b_i=-7
    ),
    "write once": Preset(
        "A large h shuts the gate: as soon as c holds something, it is protected.", w_xi=10, w_hi=-10, b_i=-5
    ),
}


@one_gate("i", PRESETS, layers="ig", b_f=8.0, w_xg=4.0, b_g=-2.0, b_o=2.0)
def input_gate(run: LSTMRun, values: Values) -> str:
    """Show the input gate and the candidate; the forget gate keeps 0.9997 of c at every step.

    Every other weight may be given too, though it has no slider: input_gate(b_f=2.0).
    """
    now = run.at_cursor()
    return minus(
        f"At step t = {run.t}: the candidate is g = {now['g']:z.2f} and the gate i {gate(now['i'])}, so "
        f"{now['ig']:z.2f} is written. Of the old c {now['fc']:z.2f} was kept, and so c = {now['c']:z.2f}."
    )
