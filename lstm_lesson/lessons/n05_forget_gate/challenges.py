"""The picture of notebook 05 with a challenge to choose: what can the forget gate do by itself?"""

from typing import Any

from lstm_lesson.lessons.n05_forget_gate.exhibits import forget_gate
from lstm_lesson.lessons.shared.challenges import Bench, Challenge, ChallengeExhibit
from lstm_lesson.lessons.shared.own_input_numbers import MARKS

CHALLENGES = {
    "stopwatch": Challenge(
        "1. a stopwatch",
        "c must say how long ago the last mark was (x = 1): on a mark 0.20, one step later 0.40, and so on up to 4.00. "
        "Every c must be right to within 0.1.",
        {"input": MARKS, "period": 20.0, "decay": 0.0, "length": 60},
    ),
    "fill_and_stop": Challenge(
        "2. fill up and stop",
        "c must fill up fast and then stand still: at t = 5 it must be at least 0.90, and from t = 8 on it must stay "
        "within 0.05 of 1.00. No single bias can do both.",
        {"period": 20.0, "decay": 0.02, "length": 60},
    ),
}
BENCH = Bench("05_forget_gate", "forget_gate_challenges", forget_gate, CHALLENGES, layers="f")


def forget_gate_challenges(challenge: str = "stopwatch", **values: Any) -> ChallengeExhibit:
    """Make the live picture of the forget gate with the menu of its two challenges.

    challenge: the one chosen at the start; values: starting values by name, which go before its input's.
    Raises ValueError for a challenge or a name that is not there, or a value outside its slider's range.
    """
    return BENCH.exhibit(challenge, **values)
