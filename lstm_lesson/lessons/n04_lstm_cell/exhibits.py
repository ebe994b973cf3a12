"""The LSTM cell as a whole: its plan, and its three ages side by side (notebook 04)."""

from lstm_lesson.drawing import cell_diagrams
from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n04_lstm_cell import numbers, pictures
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.recipe import Values, exhibit

GATES = ("", "f", "i", "o")  # what the slider of the plan may light up
WORDS = {
    "": "Three gates and one candidate: four layers with weights of their own.",
    "f": "Reset: f is the share of the old c that stays. It protects the cell from its own past.",
    "i": "Write: i is the share of g that is added to c. It protects this cell from irrelevant input.",
    "o": "Read: o is the share of tanh(c) that gets out. It protects the other units from this cell.",
}  # two lines at most beside a picture as narrow as this
PLANS = {
    "the whole cell": Preset(
        "Every wire has the colour and the line style that its quantity has in the plots.", gate=0
    ),
    "forget gate": Preset("You see what f_t is made from, and the ⊙ where it acts on c_{t−1}.", gate=1),
    "input gate": Preset("You see what i_t and g_t are made from, and the ⊙ where they meet.", gate=2),
    "output gate": Preset("You see what o_t is made from, and the ⊙ where it acts on tanh(c_t).", gate=3),
}
BEGIN = {"b_i": -3.0, "b_f": 4.0, "w_xg": 2.0, "w_hg": 0.5, "b_g": -0.8}
WEIGHTS, STREAM = "the same weights for all three", "a stream of damped sines, 40 steps each"


@exhibit(
    choice("gate", 0, "all", "forget", "input", "output", label="lit gate"),
    compute=lambda gate: GATES[int(gate)],
    picture=pictures.plan_with_a_gate_lit,
    size=cell_diagrams.SIZE,
    presets=PLANS,
    title="LSTM cell",
)
def lstm_diagram(lit: str, values: Values) -> str:
    """Show the plan of the LSTM cell; a menu lights the path of one gate: 1 forget, 2 input, 3 output, 0 all."""
    return WORDS[lit]


@exhibit(
    *(Control(name, value, -10, 10, 0.1, group=WEIGHTS) for name, value in BEGIN.items()),
    Control("length", 12, 10, 400, 1, group=STREAM, integer=True),
    Control("period", 20, 2, 40, 0.5, group=STREAM, unit="steps"),
    Control("decay", 0.05, 0, 0.2, 0.005, group=STREAM),
    compute=numbers.three_versions,
    picture=pictures.three_versions,
    size=pictures.PICTURE,
    title="three LSTMs",
)
def three_lstms(now: numbers.Stream, values: Values) -> str:
    """Show the LSTM of 1997, of 2000 and of today on one stream that never ends; length: its steps so far."""
    told = [f"{numbers.RUNS[name]} c = {run.c[-1]:z.2f}, h = {run.h[-1]:z.2f}" for name, run in now.runs.items()]
    return minus(f"After {len(now.x)} steps: {'; '.join(told)}.")
