"""Do two forecasters differ on the same blocks of time, or would chance alone part them as far? Answered exactly."""

from typing import Any

import numpy as np

from lstm_lesson import validate

MOST = 20  # pairs: 2**20 ways


def sign_flip(a: Any, b: Any) -> float:
    """Return the share of all ways to swap a_k with b_k that part the means at least as far (two-sided).

    The paired relative of `mann_whitney`: there results are dealt anew into two groups; here each pair belongs to one
    block of time, which may be hard or easy for both, so only the two results of a block may change places. If nothing
    tells a from b, each of the 2^n ways is as likely. a, b: (n,), n at most 20.
    Source: Fisher (1935), The Design of Experiments, § 21.
    """
    a = validate.floats("a", a, shape=("n",))
    b = validate.floats("b", b, shape=(len(a),))
    if len(a) > MOST:
        raise ValueError(f"a must have at most {MOST} values; got {len(a)}")
    sums = np.zeros(1)
    for difference in a - b:
        sums = np.concatenate([sums + difference, sums - difference])
    # Two sums that differ by rounding only are equal.
    reached = np.abs(sums) >= abs((a - b).sum()) * (1 - 1e-9) - 1e-300
    return float(reached.mean())
