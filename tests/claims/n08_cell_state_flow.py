"""What notebook 08 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim

from lstm_lesson import flow_settings, one_unit
from lstm_lesson.live.exercise import judge


def kept(steps: int) -> float:
    """The share of c that is left after some steps at b_f = 4."""
    return float((1 / (1 + np.exp(-4.0))) ** steps)


def explosion(**changes: float) -> float:
    """The exact gradient from step 5 of the cell of beat 5 with w_hg = 4."""
    return float(one_unit(**flow_settings("gradient explodes", **changes)).gradient[5])


def counts_with_some_candidate() -> bool:
    """Whether there is a bias of the candidate with which the design that a hint names counts the crests."""
    named = {"b_f": 10, "w_xi": 8, "b_i": -7.5, "w_xg": 0, "w_hg": 0}
    answers = (judge("08_cell_state_flow/count_the_crests", {**named, "b_g": b / 20}) for b in range(20))
    return any(answer.outcome == "right" for answer in answers)


CLAIMS = [
    claim("f is 0.982 then, and after three steps too much is gone", lambda: 1 - kept(3) > 0.05),
    claim("Shut the output gate (b_o = -8): the way through h is cut", lambda: explosion(b_o=-8.0) < 0.4),
    claim("With w_xi = 8 and b_i = -7.5, move b_g until that is 1", counts_with_some_candidate),
]
