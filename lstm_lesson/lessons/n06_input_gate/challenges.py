"""The picture of notebook 06 with a challenge to choose: what can the input gate and the forget gate do together?"""

from typing import Any

from lstm_lesson.lessons.n06_input_gate.exhibits import input_gate
from lstm_lesson.lessons.shared import one_gate_pictures
from lstm_lesson.lessons.shared.challenges import Bench, Challenge, ChallengeExhibit
from lstm_lesson.lessons.shared.own_input_numbers import MARKS
from lstm_lesson.lessons.shared.own_input_pictures import with_room_for_x

CHALLENGES = {
    "count_troughs": Challenge(
        "1. count the troughs",
        "c must climb by at least 2 in every trough (x below ½). On the crests (t = 0–10, 20–30, 40–50) it must stand "
        "still: from the lowest to the highest value at most 0.3.",
        {"period": 20.0, "decay": 0.0, "length": 60},
    ),
    "until_the_second": Challenge(
        "2. hold a mark until the second one comes",
        "The first mark (t = 0) must switch c on, the second one (t = 10) off again, the third one on, and so on. On "
        "means that every c until the next mark is above 0.7, off that it is below 0.3.",
        {"input": MARKS, "period": 10.0, "decay": 0.0, "length": 60},
    ),
}
BENCH = Bench(
    "06_input_gate",
    "input_gate_challenges",
    input_gate,
    CHALLENGES,
    layers="fig",
    picture=with_room_for_x(one_gate_pictures.two_gates),
)


def input_gate_challenges(challenge: str = "count_troughs", **values: Any) -> ChallengeExhibit:
    """Make the live picture of the input gate, with the forget gate on sliders too, and the menu of two challenges.

    challenge: the one chosen at the start; values: starting values by name, which go before its input's.
    Raises ValueError for a challenge or a name that is not there, or a value outside its slider's range.
    """
    return BENCH.exhibit(challenge, **values)
