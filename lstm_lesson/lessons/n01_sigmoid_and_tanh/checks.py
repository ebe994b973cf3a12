"""The checks of notebook 01: σ without a warning, and the slopes from the outputs alone."""

from typing import Any

import numpy as np

from lstm_lesson.live.exercise import Wrong, as_array, call, close, exercise, expect, wanted
from lstm_lesson.nn.activations import sigmoid as exact_sigmoid
from lstm_lesson.nn.activations import sigmoid_slope, tanh_slope

OVERFLOW = (
    "a warning: e^1000 is larger than any float. At z = −1000, np.exp(-z) is just that; and np.where computes both of "
    "its branches everywhere."
)
ORDER = "the two slopes have changed places: first that of σ, then that of tanh."


def _far_out(answer: Any) -> None:
    expect(call(answer, np.array([-1000.0, 1000.0]), warning=OVERFLOW), [0.0, 1.0], name="σ(±1000)")


@wanted(
    "01_sigmoid_and_tanh/sigmoid",
    hints=[
        "np.exp(-np.abs(z)) is never above 1, whatever z is.",
        "For z < 0, multiply 1 / (1 + e^−z) above and below by e^z: it is e^z / (1 + e^z).",
    ],
    result="σ(z)",
    praise="0 at z = −1000 and 1 at z = 1000, and not a single warning.",
    rounds=[[(np.array([-2.0, -0.5, 0.0, 1.0, 3.0]),)]],
    and_then=_far_out,
    mistakes={
        "the sign is missing in the exponent: e^−z, so that a large z gives nearly 1.": lambda z: sigmoid(-z),
        "that is tanh: σ lies between 0 and 1.": np.tanh,
        "that is tanh, moved between 0 and 1, but σ rises at half its pace: z / 2 inside.": lambda z: sigmoid(2 * z),
        "the 1 under the fraction is missing: 1 / (1 + e^−z).": np.exp,
        "the sign does not matter to your function: what happens to negative z?": lambda z: sigmoid(np.abs(z)),
    },
)
def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return σ(z) = 1 / (1 + e^−z)."""
    return exact_sigmoid(z)


@exercise(
    "01_sigmoid_and_tanh/slopes",
    hints=[
        "Neither needs z, σ or tanh again: only the numbers s and y, and minus and times.",
        "The slope of σ is ¼ where s = ½, and 0 where s = 0 or s = 1. That of tanh is 1 where y = 0.",
    ],
)
def slopes(answer: Any) -> str:
    """Run the student's function on outputs of σ and of tanh."""
    s, y = np.array([0.1, 0.3, 0.8]), np.array([-0.6, 0.2, 0.9])
    right = sigmoid_slope(s), tanh_slope(y)
    got = call(answer, s, y)
    if not isinstance(got, (tuple, list, np.ndarray)) or len(got) != 2:
        raise Wrong("two things are wanted: return slope_of_sigmoid, slope_of_tanh.")
    first, second = (
        as_array(part, name=name) for part, name in zip(got, ("the slope of σ", "that of tanh"), strict=True)
    )
    if close(first, right[1]) and close(second, right[0]):
        raise Wrong(ORDER)
    of_sigmoid = {
        "s is already the output: σ is not applied to it again.": sigmoid_slope(exact_sigmoid(s)),
        "that is 1 − s², made like the slope of tanh: that of σ is made of s and 1 − s.": 1 - s * s,
        "that is 1 − s: multiply it by s.": 1 - s,
    }
    of_tanh = {
        "y is already the output: tanh is not applied to it again.": tanh_slope(np.tanh(y)),
        "that is y (1 − y), made like the slope of σ: that of tanh is 1 − y².": y * (1 - y),
        "that is 1 − y: the square is missing.": 1 - y,
        "that is 1 + y²: the sign is wrong, for the slope is largest at y = 0.": 1 + y * y,
    }
    expect(first, right[0], of_sigmoid, name="the slope of σ")
    expect(second, right[1], of_tanh, name="the slope of tanh")
    return "s (1 − s) and 1 − y². Backpropagation keeps the outputs, and needs nothing else."
