"""What notebook 07 says in numbers, beside the computation of each."""

import numpy as np
from claiming import claim

from lstm_lesson import LSTM, flow_settings, one_unit

H = 0.90 * np.tanh(0.50 * 2.00 + 0.50 * 0.40)

CLAIMS = [
    claim("h can hardly tell 3 from 100", lambda: np.tanh(100) - np.tanh(3) < 0.005),
    claim("falls to 10⁻⁶³", lambda: one_unit(**flow_settings("memory through h", b_o=-10)).gradient[23]),
    claim("= 1.20, and h = 0.90 · tanh(1.20) = 0.75", lambda: (1.20, 0.90, 0.50 * 2.00 + 0.50 * 0.40, H)),
    claim("0.75", lambda: H),
    claim("16", lambda: sum(weight.size for weight in LSTM(2, 1).weights.values())),
    claim("With w_ho = -10 and h = 0.9 before, z_o is b_o - 9", lambda: -10 * 0.9 == -9),
    claim(
        "On the last crest x is 0.70, in the last trough 0.33",
        lambda: (0.5 + 0.5 * np.exp(-0.02 * 45), 0.5 - 0.5 * np.exp(-0.02 * 55)),
    ),
    claim("even a cell state of 30 gives an h below 1", lambda: np.tanh(30) / (1 + np.exp(-3)) < 1),
    claim("4 · (2 + 1 + 1) = 16", lambda: 4 * (2 + 1 + 1)),
]
