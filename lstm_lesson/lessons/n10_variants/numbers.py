"""One unit of V beside one unit of a variant, with the same weights, on the same damped sine: what a part does."""

from dataclasses import dataclass

import numpy as np

from lstm_lesson.data.signals import damped_sine
from lstm_lesson.nn.variants import VARIANTS, VariantCell
from lstm_lesson.validate import shown

LENGTH = 60  # steps


@dataclass(frozen=True)
class Unit:
    """A run of one unit: an array (LENGTH,) per symbol, and the step t that the cursor is on."""

    x: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    h: np.ndarray
    t: int


@dataclass(frozen=True)
class Beside:
    """V, and the variant called `name`, on the same input."""

    name: str
    vanilla: Unit
    other: Unit


def beside_v(variant: float, *, period: float, decay: float, t: float, r: float, **weights: float) -> Beside:
    """Run V and a variant, by its number in the paper's order from 0, over a damped sine.

    weights: w_xi … w_xo, w_hi … w_ho, b_i … b_o, w_ci, w_cf, w_co by name, 0 where not given; r is every entry of R. A
    variant takes those that it has. Raises ValueError for a weight or a variant that is not there.
    """
    known = {f"{stem}{block}" for stem in ("w_x", "w_h", "b_") for block in "ifgo"} | {"w_ci", "w_cf", "w_co"}
    if unknown := sorted(set(weights) - known):
        raise ValueError(f"weights must be of {', '.join(sorted(known))}; got {shown(unknown[0])}")
    if variant not in range(len(VARIANTS)):
        raise ValueError(f"variant must be a whole number from 0 to {len(VARIANTS) - 1}; got {shown(variant)}")
    name = list(VARIANTS)[int(variant)]
    x = damped_sine(LENGTH, period, decay)
    vanilla = _run("V", x, int(t), r, weights)
    return Beside(name, vanilla, vanilla if name == "V" else _run(name, x, int(t), r, weights))


def _run(name: str, x: np.ndarray, t: int, r: float, weights: dict[str, float]) -> Unit:
    cell = VariantCell(name, 1, 1)
    blocks = cell.variant.blocks
    given = {
        "W_x": [[weights.get(f"w_x{block}", 0.0)] for block in blocks],
        "W_h": [[weights.get(f"w_h{block}", 0.0)] for block in blocks],
        "b": [weights.get(f"b_{block}", 0.0) for block in blocks],
        **{f"w_c{gate}": [weights.get(f"w_c{gate}", 0.0)] for gate in "ifo"},
        "R": np.full((3, 3), r),
    }
    cell.weights = {key: np.array(given[key], dtype=float) for key in cell.weights}
    run = cell.run(x[:, None, None])
    return Unit(x=x, t=t, **{symbol: values[:, 0, 0] for symbol, values in run.items()})
