"""What notebook 06 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim, moved, says

from lstm_lesson import input_gate, one_unit
from lstm_lesson.live.exhibit import Exhibit

REST, MARK = 0.05, 5  # where x rests after the mark, and when the mark comes
SENSOR = [0.0] * MARK + [1.0] + [REST] * 54


def sigmoid(z: float) -> float:
    return 1 / (1 + np.exp(-z))


def without_a_gate() -> float:
    """The last c of the cell of beat 4 with i = 1, by a loop of its own."""
    c = 0.0
    for x in SENSOR:
        c = sigmoid(8) * c + sigmoid(8) * np.tanh(4 * x)
    return c


def sensor_cell() -> Exhibit:
    return input_gate(x=SENSOR, w_xi=10.0, b_i=-5.0, b_g=0.0, t=59)


def shut_behind_the_first_crest() -> bool:
    """Whether h is above 0.7, and z_i below 0, at every step behind the first crest of the preset "write once"."""
    run = one_unit(**{name: value for name, value in input_gate.settings("write once").items() if name != "input"})
    return bool(run.h[10:].min() > 0.7 and run.z_i[10:].max() < 0)


CLAIMS = [
    claim(
        "0.50 · (-0.90) = -0.45 is written in the same way, so c becomes 0.05",
        lambda: (0.5, -0.9, 0.5 * -0.9, 0.5 + 0.5 * -0.9),
    ),
    claim("Without the gate the cell ends at 11.5", without_a_gate),
    says("and with it at 1.1", lambda: sensor_cell().readout),
    claim("repair this with b_g = -0.2", lambda: np.tanh(4 * REST - 0.2) == 0),
    claim("is -0.20 in the first five steps, where x is 0", lambda: (np.tanh(-0.2), 0)[:1]),
    says("the cell ends at 0.01", lambda: moved(sensor_cell(), w_xi=0, b_i=8, b_g=-0.2)),
    claim("With h above 0.7, z_i = 10 x - 10 h - 5 is negative even on a crest", shut_behind_the_first_crest),
    claim("54 · 0.20 + 1 is about 11.7", lambda: (54, np.tanh(4 * REST), 54 * np.tanh(4 * REST) + 1)),
    claim("With w_xi = -10 and b_i = 3 the gate is open below x = 0.3", lambda: 3 / 10),
    claim("on the first crest 10 · x is larger than 7", lambda: 10 * (0.5 + 0.5 * np.exp(-0.02 * 5)) > 7),
]
