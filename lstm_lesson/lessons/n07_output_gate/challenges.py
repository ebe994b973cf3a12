"""The picture of notebook 07 with a challenge to choose: what can the output gate show of one and the same memory?"""

from typing import Any

from lstm_lesson.lessons.n07_output_gate.exhibits import output_gate
from lstm_lesson.lessons.shared.challenges import Bench, Challenge, ChallengeExhibit

SINE_60 = {"period": 20.0, "decay": 0.02, "length": 60}
CHALLENGES = {
    "show_in_troughs": Challenge(
        "1. show it in the troughs",
        "In the middle of each trough (t = 15, 35, 55) h must be at least 0.6, and in the middle of each crest (t = 5, "
        "25, 45) at most 0.15. The sine fades, so the last crest and the last trough are hard to tell apart.",
        SINE_60,
    ),
    "blink": Challenge(
        "2. blink",
        "From t = 10 on h must blink: at every step it must be either above 0.7 or below 0.1, and each step it must "
        "change from one to the other. The memory c stays as it is.",
        SINE_60,
    ),
}
BENCH = Bench("07_output_gate", "output_gate_challenges", output_gate, CHALLENGES, layers="o")


def output_gate_challenges(challenge: str = "show_in_troughs", **values: Any) -> ChallengeExhibit:
    """Make the live picture of the output gate with the menu of its two challenges.

    challenge: the one chosen at the start; values: starting values by name, which go before its input's.
    Raises ValueError for a challenge or a name that is not there, or a value outside its slider's range.
    """
    return BENCH.exhibit(challenge, **values)
