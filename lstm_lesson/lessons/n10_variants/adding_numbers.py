"""What the recorded LSTM holds while it works on one problem: its cells, one unit's gates, and its answer so far."""

from dataclasses import dataclass

import numpy as np

from lstm_lesson.studies import adding

LENGTH = adding.OPENED_LENGTH


@dataclass(frozen=True)
class Inside:
    """One problem and one run over it.

    x (T, 2): values and marks; marked: the two steps; i, f, c (T, H); answers (T,): what the head makes of h at every
    step, of which only the last was trained; unit: the one looked at, from 0.
    """

    x: np.ndarray
    marked: tuple[int, int]
    i: np.ndarray
    f: np.ndarray
    c: np.ndarray
    answers: np.ndarray
    unit: int

    @property
    def sum(self) -> float:
        """The sum of the two marked values."""
        return float(self.x[:, 0] @ self.x[:, 1])

    @property
    def answer(self) -> float:
        """The network's answer after the last step."""
        return float(self.answers[-1])


def inside(t_1: int = 20, v_1: float = 0.8, t_2: int = 70, v_2: float = 0.3, others: int = 0, unit: int = 1) -> Inside:
    """Run over the problem with value v_1 marked at step t_1 and v_2 at step t_2; `others` draws all other values.

    unit: from 1. Raises ValueError for a step outside its half, a value outside 0 to 1, and a unit that is not there.
    """
    adder, half = adding.opened(), LENGTH // 2
    steps = ("t_1", t_1, 0, half - 1), ("t_2", t_2, half, LENGTH - 1)
    for name, number, low, high in (*steps, ("v_1", v_1, 0, 1), ("v_2", v_2, 0, 1), ("unit", unit, 1, adder.n_hidden)):
        if not low <= number <= high:
            raise ValueError(f"{name} must be from {low} to {high}; got {number}")
    x = np.zeros((LENGTH, 2))
    x[:, 0] = np.random.default_rng(others).uniform(0, 1, LENGTH)
    x[[t_1, t_2]] = [[v_1, 1], [v_2, 1]]
    trace = adder.cells()[0].run(x)
    answers = trace.h @ adder.weights["W_y"][0] + adder.weights["b_y"][0]
    return Inside(x, (t_1, t_2), trace.i, trace.f, trace.c, answers, unit - 1)
