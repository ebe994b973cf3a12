"""The same LSTM unit as in 1997, as in 2000 and as today, on a stream that never says where a sequence ends.

    1997    c_t =        c_{t−1} + i_t⊙g_t    g = 4σ(z) − 2     h_t = o_t⊙(2σ(c_t) − 1)    truncated gradient
    2000    c_t = f_t⊙c_{t−1} + i_t⊙g_t       g = 4σ(z) − 2     h_t = o_t⊙(2σ(c_t) − 1)    truncated gradient
    today   c_t = f_t⊙c_{t−1} + i_t⊙g_t       g = tanh(z)       h_t = o_t⊙tanh(c_t)        full gradient

"Truncated" stops the error where it would leave the cell through a gate or the candidate; what is left of ∂c_T/∂c_t is
1 in 1997, the product of the forget gates in 2000. "Full" follows every path. As 4σ(z) − 2 = 2 tanh(z/2), the older
units are the modern one on another scale. Sources: Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 1999 and
2000; Graves & Schmidhuber 2005 (for the full gradient only); Jozefowicz, Zaremba & Sutskever 2015 (forget bias 1).
"""

from dataclasses import dataclass
from math import tanh

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.signals import damped_sine
from lstm_lesson.nn.activations import sigmoid
from lstm_lesson.nn.cells import LSTM
from lstm_lesson.nn.one_unit import lstm_run

OUTPUT_BIAS = 1.0


@dataclass(frozen=True)
class Version:
    """What was new in a year, and why; str() writes it on one line, in three columns."""

    year: str
    new: str
    why: str

    def __str__(self) -> str:
        return f"{self.year:13}{self.new:37}{self.why}"


VERSIONS = (
    Version("1997", "memory cell, input and output gate", "an error travels back along c and keeps its size"),
    Version("1999, 2000", "forget gate", "the cell can be cleared"),
    Version("2005", "full gradient", "training also follows the paths through h"),
    Version("2015", "forget bias 1 at the start", "an untrained cell does not forget at once"),
)  # as the papers in this module's first lines have it; the forget gate's are a conference's and a journal's
RUNS = {"lstm_1997": "1997", "lstm_2000": "2000", "lstm_modern": "today"}  # the three that run, and their names


@dataclass(frozen=True)
class Run:
    """What a version did on a stream: its cell state c, its hidden state h, and what training follows, each (T,).

    gradient: of |∂c_T/∂c_t| as much as that version's training took into account.
    """

    c: np.ndarray
    h: np.ndarray
    gradient: np.ndarray


@dataclass(frozen=True)
class Stream:
    """An endless input x (T,), and what each version made of it, by the names of RUNS."""

    x: np.ndarray
    runs: dict[str, Run]


def continual_stream(length: int, period: float, decay: float, every: int = 40) -> np.ndarray:
    """Return damped sines of `every` steps one after the other, nothing between them: float64 (length,).

    Raises ValueError for a period not above 0, a negative decay, or a length or an `every` below 1.
    """
    length = validate.whole("length", length)
    once = damped_sine(every, period, decay)
    return np.resize(once, length)  # repeats it, and cuts the last one


def three_versions(
    length: int, period: float, decay: float, *, b_i: float, b_f: float, w_xg: float, w_hg: float, b_g: float
) -> Stream:
    """Run all three versions over one continual stream, from h = c = 0, with the same weights.

    The candidate sees x and h; the gates stand where their biases put them, that of the output gate at 1.
    """
    x = continual_stream(length, period, decay)
    cell = LSTM(1, 1)
    cell.W_x[:, 0], cell.W_h[:, 0] = (0, 0, w_xg, 0), (0, 0, w_hg, 0)  # blocks i, f, g, o
    cell.b[:] = (b_i, b_f, b_g, OUTPUT_BIAS)
    today = lstm_run(cell, x)
    i, f, o = sigmoid(cell.b[[0, 1, 3]]).tolist()
    older = {"lstm_1997": _older(x, i, 1.0, o, w_xg, w_hg, b_g), "lstm_2000": _older(x, i, f, o, w_xg, w_hg, b_g)}
    return Stream(x, {**older, "lstm_modern": Run(today.c, today.h, today.gradient)})


def _older(x: np.ndarray, i: float, f: float, o: float, w_x: float, w_h: float, b: float) -> Run:
    """Run the unit of 1997 (f = 1) or of 2000, its gates constant."""
    h = c = 0.0
    cs, hs = [], []
    for x_t in x.tolist():
        g = 2 * tanh((w_x * x_t + w_h * h + b) / 2)  # 4σ(z) − 2
        c = f * c + i * g
        h = o * tanh(c / 2)  # 2σ(c) − 1
        cs.append(c)
        hs.append(h)
    return Run(np.array(cs), np.array(hs), f ** np.arange(len(x))[::-1])
