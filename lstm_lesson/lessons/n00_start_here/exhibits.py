"""The reading key of the course, on a cell that runs (notebook 00)."""

from functools import partial

from lstm_lesson.drawing.written import gate
from lstm_lesson.lessons.n00_start_here import pictures
from lstm_lesson.lessons.shared.one_unit_controls import USUAL
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.nn.one_unit import LSTMRun, one_unit

SLIDERS = ("b_f", "b_i", "b_o", "t")
REST = {name: value for name, value in USUAL.items() if name not in (*SLIDERS, "input")}
REST["w_hg"] = 0.0  # so that h feeds nothing, and each slider moves only what its gate acts on
PRESETS = {
    "o shut": Preset("The output gate (dashed) is shut, so h, the solid line in its colour, is 0.", b_o=-6),
    "i shut": Preset("The input gate (dashed) is shut, so nothing is written. c and h stay at 0.", b_i=-10),
    "f shut": Preset(
        "The forget gate (dashed) is shut, so nothing is kept. c is what was written at this step.", b_f=-6
    ),
}


@exhibit(
    *(Control(name, USUAL[name], -10, 10, 0.1) for name in SLIDERS[:3]),
    Control("t", USUAL["t"], 0, USUAL["length"] - 1, 1, integer=True),
    compute=partial(one_unit, **REST),
    picture=pictures.reading_key,
    size=pictures.PICTURE,
    presets=PRESETS,
)
def reading_key(run: LSTMRun, values: Values) -> str:
    """Show every quantity of one LSTM unit with its look, symbol, name and code, and sliders for its three gates."""
    now = {name: pictures.written(value) for name, value in run.at_cursor().items()}
    return (
        f"At step t = {run.t}: gates f {gate(run.f[run.t], 2)}, i {gate(run.i[run.t], 2)}, o {gate(run.o[run.t], 2)}; "
        f"what they let through: f⊙c before = {now['fc']}, i⊙g = {now['ig']}, h = {now['h']}; "
        f"cell state c = {now['c']}."
    )
