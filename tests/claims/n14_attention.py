"""What notebook 14 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim, moved, says

from lstm_lesson import LSTM, sigmoid, windows
from lstm_lesson.lessons.n14_attention.exhibits import attention_by_hand, gradient_with_attention, where_it_looks
from lstm_lesson.lessons.n14_attention.gradient_numbers import _untrained, way_back
from lstm_lesson.lessons.n14_attention.numbers import PLANE, in_the_plane
from lstm_lesson.studies import attention_recall, recall
from lstm_lesson.studies.mann_whitney import mann_whitney


def second_best(length: float) -> tuple[float, float]:
    """The weights of h₁ and h₀ for a query at 60° of this length."""
    weights = in_the_plane(60, length, 1).weights
    return float(weights[1]), float(weights[0])


def spread(temperature: float) -> tuple[float, float]:
    weights = in_the_plane(60, 4, temperature).weights
    return float(weights.min()), float(weights.max())


def chance(name: str) -> float:
    """The share of chance that the rank test finds for the training steps of one rival beside those of attention."""
    rivals = attention_recall.recorded().rivals
    steps, looking = (np.nan_to_num(rivals[one].steps, nan=recall.STEPS) for one in (name, recall.ATTENTION))
    return mann_whitney(steps, looking)


def direct_path(b_f: float) -> float:
    """The product of the forget gates of steps 1 to 320, in the median of units and sequences."""
    weights, x, _ = _untrained()
    cell = LSTM(4, 16)
    b = np.repeat([0, b_f, 0, 0], 16)
    cell.set_weights({"W_x": weights["layer0.W_x"], "W_h": weights["layer0.W_h"], "b": b})
    return float(np.median(cell.run(x.transpose(0, 2, 1)).f[1:].prod(axis=0)))


CLAIMS = [
    claim("by the rank test it is slower than attention", lambda: chance(attention_recall.SHUT) < 0.05),
    claim(
        "By the rank test of notebook 10 that is no clear difference", lambda: chance(attention_recall.CHRONO) > 0.05
    ),
    claim("gets the weight 0.58; h₀ gets 0.33", lambda: second_best(4)),
    claim("h₁ gets 0.75 and h₀ gets 0.24", lambda: second_best(8)),
    claim("about 1/321", lambda: 320 + 1),
    says("Of the 0.0065 only 0.0015 comes by this short way", lambda: moved(gradient_with_attention(), b_f=1)),
    claim("With 3 it would leave only 10⁻⁷", lambda: direct_path(3)),
    claim("Now 0.0065 of it arrives", lambda: way_back(1, 0, 320).attention[0]),
    claim("a weight between 0.18 and 0.22", lambda: spread(20)),
    says("The context is (0.10, 0.16)", lambda: moved(attention_by_hand(), temperature=20)),
    claim("the mean of the five states is (0.07, 0.11)", lambda: tuple(PLANE.mean(axis=0))),
    says("gets the weight 1.00", lambda: moved(attention_by_hand(), temperature=0.05)),
    says("0.53 of the weight is on step 0", lambda: moved(where_it_looks(turn=1.0), turn=0)),
    claim("all 32", lambda: 32),
    claim("step 40, because it needs 40 steps", lambda: (80 - 40, 30 + 10)),
    claim("these are 41", lambda: len(windows(np.arange(80.0), 30, 10)[1])),
    claim("41", lambda: len(windows(np.arange(80.0), 30, 10)[1])),
    claim("the value before it times a₂ is −0.50", lambda: -1 * 0.50),
    claim("the mean of the seeds, 0.018", lambda: np.mean([0.011, 0.014, 0.016, 0.019, 0.030])),
    claim("f is about 0.998", lambda: sigmoid(6.0)),
    claim("f is 0.998, i is 0.018", lambda: (sigmoid(6.0), sigmoid(-4.0))),
    claim("(−0.6, 0.6)", lambda: (-0.6, 0.6)),
    claim("shuffle its 321 states", lambda: attention_recall.LONGEST + 1),
    claim("a lead of 0.3 in the score counts like a lead of 6", lambda: np.isclose(0.3 / 0.05, 6)),
]
