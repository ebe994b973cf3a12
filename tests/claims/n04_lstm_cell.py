"""What notebook 04 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim, moved, says

from lstm_lesson import lstm_stepper, three_lstms, untrained_cells
from lstm_lesson.lessons.n04_lstm_cell import start_numbers
from lstm_lesson.lessons.n04_lstm_cell.numbers import three_versions
from lstm_lesson.nn.one_unit import half_life


def half(b_f: float) -> float:
    return half_life(1 / (1 + np.exp(-b_f)))


def before_and_after(equation: int) -> str:
    """What the stepper says of an equation with the old cell state that it begins with, and with 3."""
    stepper = lstm_stepper(equation=equation)
    return f"{stepper.readout} {moved(stepper, c_prev=3)}"


def at_400() -> str:
    return moved(three_lstms(), length=400)


def settled(name: str) -> bool:
    """Whether the last two sines of 400 steps repeat each other, and h moves with them."""
    weights = {"b_i": -3.0, "b_f": 4.0, "w_xg": 2.0, "w_hg": 0.5, "b_g": -0.8}
    c = three_versions(400, 20, 0.05, **weights).runs[name].c
    return bool(np.abs(c[-40:] - c[-80:-40]).max() < 0.01 and c[-80:].min() > 1 and c[-80:].max() < 1.4)


def much_larger(b_f: float, b_i: float) -> bool:
    """Whether what came in is typically five times as large as what is left of the number, in the cells drawn."""
    now = start_numbers.untrained_cells(b_f, b_i, 320)
    return bool(np.median(np.abs(now.up[-1] - now.kept[-1])) > 5 * now.kept[-1])


CLAIMS = [
    says("from 1.22 to 3.05", lambda: before_and_after(equation=4)),
    says("from 0.66 to 0.78", lambda: before_and_after(equation=6)),
    says("the cell of 1997 is at 10.19", at_400),
    says("After 400 steps it is at 10.19", at_400),
    says("its hidden state sticks at 0.73", at_400),
    claim("The two others settle at a little more than 1", lambda: settled("lstm_2000") and settled("lstm_modern")),
    claim("half is left after a little more than two steps", lambda: 2 < half(1) < 2.5),
    claim("through the half-open input gate is usually much larger", lambda: much_larger(b_f=6.0, b_i=0.0)),
    claim("lasts fourteen times as long", lambda: round(half(3) / half(0)) == 14),
    says("The sign is right in 1,098 of 2,000 cells", lambda: moved(untrained_cells(), b_f=6)),
    says("1,098 of 2,000, and guessing gives 1,000", lambda: moved(untrained_cells(), b_f=6)),
    says("1,997 of the 2,000 signs are right", lambda: moved(untrained_cells(), b_f=6, b_i=-4)),
    claim("+10 opens a gate, -10 shuts it", lambda: 1 / (1 + np.exp(-10)) > 0.9999 and 1 / (1 + np.exp(10)) < 0.0001),
    says("Now all three run on over 400 steps", at_400),
    says("After 400 steps the cell of 1997 is at 10.19", at_400),
]
