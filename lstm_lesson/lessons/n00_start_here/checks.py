"""The check of notebook 00: the period and the decay of a wave that was asked for."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import NotAttempted, wanted


def _both(got: Any) -> None:
    if isinstance(got, tuple) and any(part is None or part is ... for part in got):
        raise NotAttempted("my_wave does not give both numbers so far.")


@wanted(
    "00_start_here/wave",
    hints=[
        "The period is the number of steps of one cycle. So how many steps are there for each of the cycles?",
        "The decay d must solve exp(-d * steps) = left. Take np.log of both sides.",
    ],
    result="period and decay",
    praise="four cycles in 50 steps need the period 12.5, and a tenth is left at the decay 0.046.",
    form=_both,
    rounds=[[(50, 4, 0.1)], [(30, 6, 0.75)]],
    mistakes={
        "the period is upside down: it counts the steps of one cycle, not the cycles of one step.": (
            lambda steps, cycles, left: (cycles / steps, -np.log(left) / steps)
        ),
        "leave 2π out of the period: the formula of the wave has it already.": (
            lambda steps, cycles, left: (steps / (2 * np.pi * cycles), -np.log(left) / steps)
        ),
        "the decay is one for a straight line. Each step takes a share of what is left, not of the start.": (
            lambda steps, cycles, left: (steps / cycles, (1 - left) / steps)
        ),
        "the sign of the decay is wrong: np.log(left) is negative, and with a negative decay the wave grows.": (
            lambda steps, cycles, left: (steps / cycles, np.log(left) / steps)
        ),
        "the decay is for all steps together. Divide it by the number of steps.": (
            lambda steps, cycles, left: (steps / cycles, -np.log(left))
        ),
        "np.log10 is the wrong logarithm here: np.exp is undone by np.log.": (
            lambda steps, cycles, left: (steps / cycles, -np.log10(left) / steps)
        ),
        "your decay loses the share `left`. It is the share that remains.": (
            lambda steps, cycles, left: (steps / cycles, -np.log(1 - left) / steps)
        ),
    },
)
def wave(steps: float, cycles: float, left: float) -> tuple[float, float]:
    """Return the period for `cycles` cycles in `steps` steps, and the decay after which the share `left` remains."""
    return steps / cycles, -np.log(left) / steps
