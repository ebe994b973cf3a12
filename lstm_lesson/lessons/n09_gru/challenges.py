"""The picture of the GRU with a challenge to choose: what can one unit with one state do?"""

from collections.abc import Mapping
from typing import Any

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n09_gru.exhibits import GROUPS, gru_cell_flow
from lstm_lesson.lessons.n09_gru.numbers import run_gru_on
from lstm_lesson.lessons.shared.challenges import Bench, Challenge, ChallengeExhibit
from lstm_lesson.lessons.shared.one_unit_controls import chosen_input, weights
from lstm_lesson.lessons.shared.own_input_numbers import IMPULSE, MARKS
from lstm_lesson.live.controls import Control
from lstm_lesson.nn.one_unit import GRURun

CHALLENGES = {
    "catch_one_pulse": Challenge(
        "1. catch one pulse",
        "x is 1 at t = 5 and 0 elsewhere. Before the pulse |h| must be at most 0.1. At t = 5 it must be at least 0.5, "
        "and from then on h must stay within 5 % of what it is there.",
        {"input": IMPULSE, "period": 20.0, "decay": 0.0, "length": 60},
    ),
    "switch_at_every_mark": Challenge(
        "2. switch at every mark",
        "From the first mark (x = 1) to the second, h must be at least 0.5. From the second to the third it must be at "
        "most −0.5, then at least 0.5 again, and so on.",
        {"input": MARKS, "period": 10.0, "decay": 0.0, "length": 60},
    ),
}


def _controls(settings: Mapping[str, float]) -> list[Control]:
    """Return the sliders of the ten weights and of the input; the convention stays as PyTorch has it."""
    return [*weights(settings, GROUPS), *chosen_input(settings)]


def _sentence(run: GRURun, values: Mapping[str, float]) -> str:
    """Say in one line what a challenge is about: the state, and the two shares that it is made of."""
    now = run.at_cursor()
    kept, written, h = (f"{now[q]:z.2f}" for q in ("kept", "written", "h"))
    return minus(f"At step t = {run.t}: h = kept + written = {kept} + {written} = {h}.".replace("+ -", "− "))


BENCH = Bench(
    "09_gru", "gru_challenges", gru_cell_flow, CHALLENGES, run=run_gru_on, sentence=_sentence, sliders=_controls
)


def gru_challenges(challenge: str = "catch_one_pulse", **values: Any) -> ChallengeExhibit:
    """Make the live picture of one GRU unit with the menu of its two challenges.

    challenge: the one chosen at the start; values: starting values by name, which go before its input's.
    Raises ValueError for a challenge or a name that is not there, or a value outside its slider's range.
    """
    return BENCH.exhibit(challenge, **values)
