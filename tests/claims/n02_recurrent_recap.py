"""What notebook 02 says in numbers, beside the computation of each."""

from math import tanh

from claiming import claim

from lstm_lesson import unrolled_rnn


def after(steps: int, h: float, w_h: float) -> float:
    """Give the state h after so many steps with input 0."""
    for _ in range(steps):
        h = tanh(w_h * h)
    return h


CLAIMS = [
    claim("near 0.96", lambda: after(30, tanh(1), 2)),
    claim("18 + 36 + 6", lambda: (6 * 3, 6 * 6)),  # H·D, H·H; 6 itself is a small whole number
    claim("tanh(0.5·0.88) = 0.41", lambda: (0.5, 0.88, after(1, tanh(1 + 0.5 * tanh(1)), 0.5))),
    claim("tanh(0.5·0.41) = 0.20", lambda: (0.5, 0.41, after(2, tanh(1 + 0.5 * tanh(1)), 0.5))),
    claim("w_h times 0.96", lambda: after(30, 1, 2)),
    claim("in the states of steps 1, 2 and 3", lambda: unrolled_rnn().readout.count("+0.") == 4),
    claim("2, 4, 8 and so on", lambda: [2**n for n in (1, 2, 3)] == [2, 4, 8]),
    claim("There would be 96 if each step had weights of its own", lambda: 16 * (6 * 3 + 6 * 6 + 6) / 10),
]
