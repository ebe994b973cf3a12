"""The check of notebook 00: the damped sine, written by oneself."""

from typing import Any

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.live.exercise import call, exercise, expect


@exercise(
    "00_start_here/damped_sine",
    hints=[
        "Three things are multiplied: 0.5, the sine, and what the decay leaves, np.exp(-decay * t). Then ½ is added.",
        "One swing takes `period` steps, and a sine takes 2π for it: np.sin(2 * np.pi * t / period).",
    ],
)
def damped(answer: Any) -> str:
    """Run the student's function on two settings."""
    for length, period, decay in ((40, 12.0, 0.05), (25, 7.5, 0.2)):
        t = np.arange(length)
        turn, left = np.sin(2 * np.pi * t / period), np.exp(-decay * t)
        mistakes = {
            "the sine takes 2π for a whole swing, and yours only 1: write 2 * np.pi * t / period.": 0.5
            + 0.5 * np.sin(t / period) * left,
            "π is missing: 2 * np.pi * t / period.": 0.5 + 0.5 * np.sin(2 * t / period) * left,
            "2 is missing: a whole swing is 2π, not π.": 0.5 + 0.5 * np.sin(np.pi * t / period) * left,
            "it grows: the sign of the decay is missing in the exponent, np.exp(-decay * t).": 0.5 + 0.5 * turn / left,
            "the decay is missing: every swing is as large as the first.": 0.5 + 0.5 * turn,
            "it swings around 0: where is the ½ that is added?": 0.5 * turn * left,
            "it swings too far: the sine is multiplied by ½ too.": 0.5 + turn * left,
            "the ½ that is added dies away too: only the sine is multiplied by np.exp(-decay * t).": (0.5 + 0.5 * turn)
            * left,
            "t starts at 1: the first step is t = 0.": damped_sine(length + 1, period, decay)[1:],
        }
        expect(call(answer, length, period, decay), 0.5 + 0.5 * turn * left, mistakes, name="x")
    return "the same signal as damped_sine's, and that is how every exercise of the course works."
