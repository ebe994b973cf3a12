"""What notebook 15 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim

from lstm_lesson.data.characters import ALPHABET
from lstm_lesson.lessons.n15_reading_code.numbers import EXAMPLES, read_text
from lstm_lesson.live.exercise import judge
from lstm_lesson.studies.reading import RECORDING, Cuts, Units
from lstm_lesson.studies.reading_measures import KINDS
from lstm_lesson.studies.reading_training import UNITS
from lstm_lesson.studies.source_facts import FACTS

UNITS_ROW = RECORDING.row(Units, "units")
CUTS = RECORDING.row(Cuts, "cuts")


def of_brackets() -> tuple[float, float]:
    """Return what a closing bracket costs with unit 7 and without its memory."""
    kind = KINDS.index("closing brackets")
    return float(CUTS.whole[kind]), float(CUTS.shut[7, kind])


def inside(word: str) -> float:
    """Return the largest c of unit 7 inside the brackets around a word of the text with a string and a comment."""
    text = EXAMPLES["string and comment"]
    start = text.index(f"({word})") + 1
    return float(read_text(text, unit=7, quantity=0, gate=0, t=0).values[start : start + len(word)].max())


def solved(exercise: str, **weights: float) -> bool:
    return judge(f"15_reading_code/{exercise}", lambda: weights).outcome == "right"


CLAIMS = [
    claim("it goes on rising after the bracket, to 1.7", lambda: inside("name")),
    claim("c goes up to 0.92", lambda: inside("you")),
    claim("c is 0.92 inside (you)", lambda: inside("you")),
    claim("each of 97 characters", lambda: len(ALPHABET)),
    claim("one layer of 128 units", lambda: UNITS),
    claim("Unit 79 is the best of 128", lambda: (UNITS_ROW.best("string"), UNITS)),
    claim("A closing bracket costs 2.72 bits with the counter and 6.32 bits without it.", of_brackets),
    claim("127 units are left", lambda: UNITS - 1),
    claim(
        "unit 19, chosen for comments, keeps its 0.76",
        lambda: (UNITS_ROW.best("comment"), UNITS_ROW.test[FACTS.index("comment"), 19]),
    ),
    claim(
        'Like this: "w_xf": 20, "b_f": 10, "w_xi": 20, "b_i": -10, "b_g": 5.',
        lambda: solved("comment", w_xf=20, b_f=10, w_xi=20, b_i=-10, b_g=5),
    ),
    claim("b_f = 10 and b_i = 10 hold both gates open. w_xg = 5", lambda: solved("depth", b_f=10, b_i=10, w_xg=5)),
    claim(
        "+1 at an opening bracket, -1 at a closing one, 0 elsewhere. tanh(0) is 0, tanh(5) is nearly 1",
        lambda: np.array_equal(np.round(np.tanh([5, -5, 0]), 3), [1, -1, 0]),
    ),
    claim("the forget gate of unit 7, the counter", lambda: UNITS_ROW.best("depth") == 7),
]
