"""The check of notebook 00: the damped sine, written by oneself."""

import numpy as np

from lstm_lesson.live.exercise import wanted


@wanted(
    "00_start_here/damped_sine",
    hints=[
        "Three things are multiplied: 0.5, the sine, and what the decay leaves, np.exp(-decay * t). Then ½ is added.",
        "One swing takes `period` steps, and a sine takes 2π for it: np.sin(2 * np.pi * t / period).",
    ],
    result="x",
    praise="the same signal as damped_sine's, and that is how every exercise of the course works.",
    rounds=[[(40, 12.0, 0.05)], [(25, 7.5, 0.2)]],
    mistakes={
        "the sine takes 2π for a whole swing, and yours only 1: write 2 * np.pi * t / period.": (
            lambda n, period, decay: damped(n, 2 * np.pi * period, decay)
        ),
        "π is missing: 2 * np.pi * t / period.": lambda n, period, decay: damped(n, np.pi * period, decay),
        "2 is missing: a whole swing is 2π, not π.": lambda n, period, decay: damped(n, 2 * period, decay),
        "it grows: the sign of the decay is missing in the exponent, np.exp(-decay * t).": (
            lambda n, period, decay: damped(n, period, -decay)
        ),
        "the decay is missing: every swing is as large as the first.": lambda n, period, decay: damped(n, period, 0),
        "it swings around 0: where is the ½ that is added?": lambda *given: damped(*given) - 0.5,
        "it swings too far: the sine is multiplied by ½ too.": lambda *given: 2 * damped(*given) - 0.5,
        "the ½ that is added dies away too: only the sine is multiplied by np.exp(-decay * t).": (
            lambda n, period, decay: damped(n, period, 0) * np.exp(-decay * np.arange(n))
        ),
        "t starts at 1: the first step is t = 0.": lambda n, period, decay: damped(n + 1, period, decay)[1:],
    },
)
def damped(length: int, period: float, decay: float) -> np.ndarray:
    """Return ½ + ½ sin(2πt/period) e^(−decay t) for t = 0 … length − 1."""
    t = np.arange(length)
    return 0.5 + 0.5 * np.sin(2 * np.pi * t / period) * np.exp(-decay * t)
