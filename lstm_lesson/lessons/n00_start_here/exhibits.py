"""The reading key of the course, on a cell that runs (notebook 00)."""

from functools import partial

from lstm_lesson.lessons.n00_start_here import pictures
from lstm_lesson.lessons.shared.one_unit_controls import USUAL
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.nn.one_unit import Flow, one_unit

PRESETS = {
    "o shut": Preset({"b_o": -6}, "Sky blue: the dashed gate is at 0, and so is h, the solid line in its colour."),
    "i shut": Preset({"b_i": -10}, "Green: nothing is written, so c has nothing to keep, and h nothing to tell."),
    "f shut": Preset({"b_f": -6}, "Purple: nothing is kept, so c is just what was written at this very step."),
}


def reading_key() -> Exhibit:
    """Return every quantity of one LSTM unit with its look, symbol, name and code, and sliders for its three gates."""
    begin = {**USUAL, "w_hg": 0.0}  # so that h feeds nothing, and each slider moves only what its gate acts on
    controls = [Control(name, begin[name], -10, 10, 0.1) for name in ("b_f", "b_i", "b_o")]
    controls.append(Control("t", begin["t"], 0, int(begin["length"]) - 1, 1, integer=True))
    fixed = {name: value for name, value in begin.items() if name not in {control.name for control in controls}}
    return Exhibit(
        "reading key",
        controls,
        partial(one_unit, **fixed),
        pictures.reading_key,
        _sentence,
        presets=PRESETS,
        size=pictures.PICTURE,
    )


def _sentence(run: Flow, values: dict[str, float]) -> str:
    now = {name: pictures.written(value) for name, value in run.at_cursor().items()}
    return (
        f"At step t = {run.t}: gates f = {now['f']}, i = {now['i']}, o = {now['o']}; "
        f"what they let through: f⊙c before = {now['fc']}, i⊙g = {now['ig']}, h = {now['h']}; "
        f"cell state c = {now['c']}."
    )
