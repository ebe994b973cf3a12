"""The LSTM cell as a whole: its plan, its three ages side by side, and how long it remembers (notebook 04)."""

from lstm_lesson.drawing import cell_diagrams
from lstm_lesson.lessons.n04_lstm_cell import pictures
from lstm_lesson.lessons.n04_lstm_cell.numbers import Stream, three_versions
from lstm_lesson.lessons.shared import half_life_pictures, one_gate_pictures
from lstm_lesson.lessons.shared.half_life_numbers import Fading, fading
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.exhibit import Exhibit

WEIGHTS = ("b_i", "b_f", "w_xg", "w_hg", "b_g")  # of the three LSTMs
GATES = ("", "f", "i", "o")  # what the slider of the plan may light up
WORDS = {
    "": "Three gates and one candidate: four layers with weights of their own. The other units see h, never c.",
    "f": "Reset: f says how much of the old c stays. It protects the cell from its own past.",
    "i": "Write: i says how much of g is added to c. It protects this cell from irrelevant input.",
    "o": "Read: o says how much of tanh(c) is told. It protects the other units from this cell.",
}  # two lines at most beside a picture as narrow as this


def lstm_diagram(gate: int = 0) -> Exhibit:
    """Make the plan of the LSTM cell; a slider lights the path of one gate: 1 forget, 2 input, 3 output, 0 all.

    Raises ValueError for another number.
    """
    reasons = {
        "the whole cell": "Every wire in the colour and line that its quantity has in all plots.",
        "forget gate": "Lit: what f_t is made from, and the ⊙ where it acts on c_{t−1}.",
        "input gate": "Lit: what i_t and g_t are made from, and the ⊙ where they meet.",
        "output gate": "Lit: what o_t is made from, and the ⊙ where it acts on tanh(c_t).",
    }
    return Exhibit(
        "LSTM cell",
        [Control("gate", gate, 0, 3, 1, label="lit gate", integer=True)],
        lambda gate: GATES[int(gate)],
        one_gate_pictures.plan_with_a_gate_lit,
        lambda lit, values: WORDS[lit],
        presets={name: Preset({"gate": k}, reason) for k, (name, reason) in enumerate(reasons.items())},
        size=cell_diagrams.SIZE,
    )


def three_lstms(length: int = 12, **values: float) -> Exhibit:
    """Make the live picture of the LSTM of 1997, of 2000 and of today on one stream that never ends.

    length: steps of the stream to begin with; values: other starting values by the sliders' names.
    Raises ValueError for a name that is not there, or a value outside its slider's range.
    """
    begin = {"b_i": -1.0, "b_f": 1.0, "w_xg": 2.0, "w_hg": 0.5, "b_g": -0.8, "period": 20.0, "decay": 0.05}
    unknown = sorted(set(values) - set(begin))
    if unknown:
        raise ValueError(f"values must be of {', '.join(begin)}; got {unknown[0]!r}")
    begin |= values
    weights = "the same weights for all three"
    stream = "a stream of damped sines, 40 steps each"
    return Exhibit(
        "three LSTMs",
        [
            *(Control(name, begin[name], -10, 10, 0.1, group=weights) for name in WEIGHTS),
            Control("length", length, 10, 400, 1, group=stream, integer=True),
            Control("period", begin["period"], 2, 40, 0.5, group=stream, unit="steps"),
            Control("decay", begin["decay"], 0, 0.2, 0.005, group=stream),
        ],
        three_versions,
        pictures.three_versions,
        _versions_sentence,
        size=pictures.PICTURE,
        columns=2,
    )


def _versions_sentence(now: Stream, values: dict[str, float]) -> str:
    c = {name: run.c[-1] for name, run in now.runs.items()}
    h = {name: run.h[-1] for name, run in now.runs.items()}
    return (
        f"After {len(now.x)} steps: 1997 c = {c['lstm_1997']:.2f}, h = {h['lstm_1997']:.2f}; "
        f"2000 c = {c['lstm_2000']:.2f}, h = {h['lstm_2000']:.2f}; "
        f"today c = {c['lstm_modern']:.2f}, h = {h['lstm_modern']:.2f}."
    ).replace("-", "−")


def half_life_dial(b_f: float = 3.0) -> Exhibit:
    """Make the live picture of a cell state that starts at 1 and is left alone, with the forget bias on a slider.

    Raises ValueError for a bias outside the slider's range, −4 to 8.
    """
    return Exhibit(
        "forget bias and half-life",
        [Control("b_f", b_f, -4, 8, 0.1)],
        fading,
        half_life_pictures.half_life_dial,
        _fading_sentence,
        size=half_life_pictures.PICTURE,
    )


def _fading_sentence(now: Fading, values: dict[str, float]) -> str:
    return (
        f"b_f = {now.b_f:.1f}: f = {now.f:.4f}, and with nothing but this bias into the gate half of c is left after "
        f"{half_life_pictures.written(now.half_life)}."
    ).replace("-", "−")
