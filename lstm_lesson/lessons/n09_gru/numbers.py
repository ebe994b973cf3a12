"""The GRU beside the LSTM, and two GRU units: what the reset gate removes, before the product and after it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.lessons.shared.own_input_numbers import EXAMPLE, SINE, chosen_signal
from lstm_lesson.nn.cells import GRU
from lstm_lesson.nn.gru_conventions import gru_step
from lstm_lesson.nn.one_unit import GRURun, LSTMRun, one_gru_unit, one_unit

STEPS = 40


@dataclass(frozen=True)
class Orders:
    """One quantity of unit 1 over the steps (T,) of x, with the reset after the product and before it."""

    x: np.ndarray
    t: int
    reset_after: np.ndarray
    reset_before: np.ndarray


@dataclass(frozen=True)
class Resets:
    """The state of unit 2, what unit 1 gets of it, and the state of unit 1, each (T,).

    h_prev: unit 2's h before each step, with the reset after the product. heard: what of W_hn h reaches unit 1's
    candidate. listener: unit 1's h. r: both reset gates. t: the step that the cursor is on.
    """

    x: np.ndarray
    h_prev: np.ndarray
    heard: Orders
    listener: Orders
    r: tuple[float, float]
    t: int

    @property
    def gap(self) -> float:
        """The largest distance between the listener's states in the two orders."""
        return float(np.abs(self.listener.reset_after - self.listener.reset_before).max())


def two_units(w_12: float, b_r1: float, b_r2: float, t: int = 0) -> Resets:
    """Run two units over a sine: unit 2 follows the input, and unit 1 reads only unit 2, through the weight w_12.

    b_r1, b_r2: the biases of the two reset gates, which nothing else feeds. Both update gates stand at z = ½.
    """
    cell = GRU(1, 2)
    for weights in cell.weights.values():
        weights[:] = 0
    cell.W_x[5] = 4  # unit 2's candidate: tanh(4x − 2)
    cell.b[:] = [b_r1, b_r2, 0, 0, 0, -2]
    cell.W_h[4, 1] = w_12  # unit 1's candidate reads unit 2
    x, t = damped_sine(STEPS, 20, 0.02), min(int(t), STEPS - 1)
    after, before = _run(cell, x, reset_after=True), _run(cell, x, reset_after=False)
    r_1, r_2 = after["r"][0]
    # Unit 1's candidate has no input and no bias, so that all it holds, n = tanh(heard), came from unit 2.
    heard = Orders(x, t, r_1 * w_12 * after["h_prev"][:, 1], r_2 * w_12 * before["h_prev"][:, 1])
    listener = Orders(x, t, after["h"][:, 0], before["h"][:, 0])
    return Resets(x, after["h_prev"][:, 1], heard, listener, (float(r_1), float(r_2)), t)


def _run(cell: GRU, x: np.ndarray, reset_after: bool) -> dict[str, np.ndarray]:
    h, steps = np.zeros(cell.n_hidden), []
    for x_t in x:
        now = gru_step(cell, [x_t], h, reset_after=reset_after) | {"h_prev": h}
        steps.append(now)
        h = now["h"]
    return {symbol: np.stack([now[symbol] for now in steps]) for symbol in ("r", "h_prev", "h")}


@dataclass(frozen=True)
class SideBySide:
    """An LSTM unit and a GRU unit on the same input."""

    lstm: LSTMRun
    gru: GRURun

    @property
    def t(self) -> int:
        """The step that the cursor is on."""
        return self.lstm.t

    @property
    def gap(self) -> float:
        """The largest distance between the LSTM's c and the GRU's h at any step."""
        return float(np.abs(self.lstm.c - self.gru.h).max())


def run_gru_on(
    *, input: int = SINE, x: Any = EXAMPLE, period: float, decay: float, length: int, t: int, **settings: Any
) -> GRURun:
    """Run one GRU unit over the input chosen, as `one_gru_unit` does over a damped sine."""
    return one_gru_unit(x=chosen_signal(input, x, period=period, decay=decay, length=length), t=t, **settings)


def side_by_side(*, w_x: float, w_h: float, b: float, period: float, decay: float, t: int, **gates: Any) -> SideBySide:
    """Run one LSTM unit and one GRU unit with the same candidate, w_x, w_h and b, over 60 steps of a damped sine.

    gates: w_xf, b_f, b_i, b_o of the LSTM, w_xz, b_z, b_r of the GRU. All other weights are 0.
    """
    signal: dict[str, Any] = {"period": period, "decay": decay, "length": 60, "t": t}
    lstm: dict[str, Any] = {f"{stem}{gate}": 0.0 for gate in "ifo" for stem in ("w_x", "w_h", "b_")}
    gru: dict[str, Any] = {f"{stem}{gate}": 0.0 for gate in "rz" for stem in ("w_x", "w_h", "b_")} | {"b_hn": 0.0}
    for name, value in gates.items():
        (lstm if name in lstm else gru)[name] = value
    return SideBySide(
        one_unit(**signal, **lstm, w_xg=w_x, w_hg=w_h, b_g=b), one_gru_unit(**signal, **gru, w_xn=w_x, w_hn=w_h, b_n=b)
    )
