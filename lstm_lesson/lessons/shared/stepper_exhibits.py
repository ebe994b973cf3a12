"""The whole cell in six equations, one lit at a time (notebooks 04 to 07)."""

from lstm_lesson.drawing.written import gate, minus
from lstm_lesson.lessons.shared import stepper_numbers, stepper_pictures
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.recipe import Values, exhibit

STATES = "what comes in"
WEIGHTS = {"w_xf": -1.0, "w_hf": 0.5, "b_f": 2.0, "w_xi": 2.0, "w_hi": -1.0, "b_i": 0.0}
WEIGHTS |= {"w_xg": 2.0, "w_hg": 1.0, "b_g": -0.5, "w_xo": 1.0, "w_ho": 0.5, "b_o": 0.5}
PRESETS = {
    "forget gate": Preset("f_t is the share of the old cell state that stays.", equation=1),
    "input gate": Preset("i_t is the share of the candidate that is written.", equation=2),
    "candidate": Preset("g_t is the content that could be written. It is no gate: it can be negative.", equation=3),
    "cell state": Preset("c_t is what was kept plus what is written.", equation=4),
    "output gate": Preset("o_t is the share of tanh(c_t) that leaves the cell.", equation=5),
    "hidden state": Preset("h_t is what the other units and the next step see of this cell.", equation=6),
}


@exhibit(
    Control("equation", 1, 1, 6, 1, integer=True, plays=True, pace=12),
    Control("x", 0.6, -2, 2, 0.1, group=STATES),
    Control("h_prev", 0.4, -0.9, 0.9, 0.1, group=STATES),
    Control("c_prev", 0.8, -3, 3, 0.1, group=STATES),
    compute=stepper_numbers.one_step,
    picture=stepper_pictures.six_equations,
    size=stepper_pictures.PICTURE,
    presets=PRESETS,
    rest=WEIGHTS,
    title="LSTM step by step",
)
def lstm_stepper(now: stepper_numbers.Step, values: Values) -> str:
    """Show the six equations of an LSTM unit beside its cell; `equation` lights one: its wires, code and number.

    lstm_stepper(equation=1) begins at the forget gate; the twelve weights may be given too, though they have no slider.
    """
    v = now.at_cursor()
    told = {
        "f": f"The forget gate: σ({v['z_f']:z.2f}) gives f {gate(v['f'], 2)}, the share of the old c that stays.",
        "i": f"The input gate: σ({v['z_i']:z.2f}) gives i {gate(v['i'], 2)}, the share of g that is written.",
        "g": f"The candidate: tanh({v['z_g']:z.2f}) gives g = {v['g']:z.2f}, the content that could be written.",
        "c": f"The new cell state: f times the old c is {v['fc']:z.2f}, i times g is {v['ig']:z.2f}, and their sum is "
        f"c = {v['c']:z.2f}.",
        "o": f"The output gate: σ({v['z_o']:z.2f}) gives o {gate(v['o'], 2)}, the share of tanh(c) that gets out.",
        "h": f"The new hidden state: o times tanh({v['c']:z.2f}) gives h = {v['h']:z.2f}, which the others see.",
    }
    return minus(f"Equation {now.step} of 6. {told[now.symbol]}")
