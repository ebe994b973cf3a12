"""One step of one LSTM unit, one equation after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lstm_lesson.nn.one_unit import LSTMRun, one_unit

EQUATIONS = "figcoh"  # what each of the six computes, in the order in which a step needs them


@dataclass(frozen=True)
class Step:
    """A run of a single step, and which of its six equations is lit: `step` 1 to 6 of the walk through them."""

    step: int
    run: LSTMRun

    @property
    def symbol(self) -> str:
        """Return what the equation that is lit computes."""
        return EQUATIONS[self.step - 1]

    @property
    def weights(self) -> Mapping[str, float]:
        """Return the weights by what they multiply and help to make: "x→f" is w_xf."""
        return self.run.weights

    def at_cursor(self) -> dict[str, float]:
        """Read every quantity of the step, and every term in the boxes, by name."""
        return self.run.at_cursor()


def one_step(equation: float, x: float, h_prev: float, c_prev: float, **weights: float) -> Step:
    """Compute one step of an LSTM with one input and one unit, and light its equation number `equation`.

    weights: all twelve, w_xf, w_hf, b_f, … b_o. Raises ValueError for a weight that is missing or unknown.
    """
    given: dict[str, Any] = {"x": [x], "h0": h_prev, "c0": c_prev, **weights}
    return Step(int(equation), one_unit(**given))
