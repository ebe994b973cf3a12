"""What notebook 14 looks at: attention over five states in a plane, and over the states of a trained network.

Five made-up states with H = 2 can be drawn, and the query is whatever the sliders say. The trained networks are those
of `attention_recall`: states and query are their own, and one may turn the query away, or shuffle the states.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.attention import Attention, attend
from lstm_lesson.studies import recall
from lstm_lesson.studies.attention_recall import recorded

# Five states h_0 … h_4 of two units each, as an LSTM might leave them: between −1 and 1.
PLANE = np.array([[0.9, 0.3], [0.35, 0.85], [-0.6, 0.6], [-0.75, -0.45], [0.45, -0.75]])

LONGEST = 640  # steps; the networks were trained with half as many
SEQUENCES = 32  # read by the trained network, to count how many it still gets right
ROWS = 8  # of them shown
EARLY = 32  # steps


def in_the_plane(angle: float, length: float, temperature: float) -> Attention:
    """Attend to the five states of the plane with a query of this angle (degrees, from the first axis) and length."""
    radians = np.deg2rad(validate.real("angle", angle))
    length = validate.real("length", length, at_least=0)
    return attend(length * np.array([np.cos(radians), np.sin(radians)]), PLANE, temperature=temperature)


@dataclass(frozen=True)
class TrainedLook:
    """How the trained network looks back on `ROWS` sequences: weights `shown` (T, ROWS), and the sequence looked at.

    accuracy: the share of `SEQUENCES` recalled. on_first, on_early: the mean weight on step 0, on the first `EARLY`.
    """

    shown: np.ndarray
    sequence: int
    accuracy: float
    on_first: float
    on_early: float

    @property
    def delay(self) -> int:
        return len(self.shown) - 1


def trained_look(
    delay: float, temperature: float, turn: float, sequence: float, shuffle: float, seed: float
) -> TrainedLook:
    """Let the network that was trained with this seed read 32 sequences of this delay and look back.

    turn: 0 asks with the learned query, 1 with another of the same length: the state half-way, as seen from the mean.
    shuffle: 1 looks at the states in another order, the same for all sequences.
    """
    if not 1 <= delay <= LONGEST:
        raise ValueError(f"delay must be from 1 to {LONGEST}; got {delay}")
    head, (states, y) = recorded().networks[int(seed)].weights, _read(int(seed))
    states = states[: int(delay) + 1]
    query = states[-1] @ head["W_q"].T + head["b_q"]
    other = states[len(states) // 2] - states.mean(axis=0)
    other = other * (np.linalg.norm(query, axis=1) / np.linalg.norm(other, axis=1))[:, None]
    if shuffle:
        states = states[np.random.default_rng(3).permutation(len(states))]
    look = attend((1 - turn) * query + turn * other, states, temperature=temperature)
    right = recall.accuracy(look.context @ head["W_y"].T + head["b_y"], y)
    a = look.weights
    return TrainedLook(a[:, :ROWS], int(sequence), right, float(a[0].mean()), float(a[:EARLY].sum(axis=0).mean()))


@lru_cache
def _read(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the states (T, B, H) of the longest sequences, with which the shorter ones begin, and their symbols."""
    x, y = recall.recall_sequences(LONGEST, SEQUENCES, rng=2_000_013)
    return recorded().networks[seed].look(x).states.copy(), y
