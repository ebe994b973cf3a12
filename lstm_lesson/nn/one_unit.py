"""One unit in plain floats: an LSTM's, a GRU's, a plain RNN's. What runs along each wire, and how gradients come back.

With one input and one unit, every quantity of the equations is a single float per step. Written out like this, an
LSTM's run of 60 steps takes 0.2 ms, where arrays of length 1 take 4 ms (numpy's fixed cost per call): a slider feels
that. Tests hold every number to LSTM(1, 1), GRU(1, 1), RNN(1, 1) and gradients.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log, tanh
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data.signals import damped_sine, impulse
from lstm_lesson.nn.cells import GRU, LSTM

THRESHOLD = 0.01  # an |h| below this no longer counts
LARGEST_WEIGHT = 1e6  # in size: with larger ones sums may leave the range of floats
MOST_STEPS = 100_000  # of one run, some seconds: beyond, numpy's cells are the better tool

_Row = tuple[float, ...]  # one step's numbers, in the order of a run's fields


class _Run:
    """What the runs of a gated unit share: arrays (T,) by symbol, the weights, and the step t that the cursor is on.

    A weight is named by what it multiplies and what it helps to make: "x→f" is w_xf, "h_prev→f" is w_hf, and the bias
    "b→f" is b_f, which multiplies 1.
    """

    weights: Mapping[str, float]
    t: int

    def at_cursor(self) -> dict[str, float]:
        """Read every quantity at step t, and under the name of each weight its term: the weight times its input."""
        now = {name: float(values[self.t]) for name, values in vars(self).items() if isinstance(values, np.ndarray)}
        terms = {name: weight * now.get(name.partition("→")[0], 1.0) for name, weight in self.weights.items()}
        return now | terms


def _cell(kind: type[LSTM] | type[GRU], given: Mapping[str, float]) -> Any:
    """Return a cell of one input and one unit with the weights given by name; raise ValueError for other names."""
    cell = kind(1, 1)
    vectors = {"w_x": cell.W_x[:, 0], "w_h": cell.W_h[:, 0], "b_": cell.b}  # views
    places = {f"{stem}{block}": (of, k) for stem, of in vectors.items() for k, block in enumerate(kind.blocks)}
    if isinstance(cell, GRU):
        places["b_hn"] = cell.b_hn, 0
    if set(given) != set(places):
        raise ValueError(f"weights must be {', '.join(sorted(places))}; got {', '.join(sorted(given))}")
    for name, (vector, k) in places.items():
        vector[k] = validate.real(name, given[name])
        if abs(vector[k]) > LARGEST_WEIGHT:
            raise ValueError(f"{name} must be at most {LARGEST_WEIGHT:,.0f} in size; got {given[name]:g}")
    return cell


def _signal(x: Any, length: int, period: float, decay: float) -> np.ndarray:
    """Return the input x (T,) that was given, or else a damped sine."""
    if x is not None:
        return validate.floats("x", x, shape=("T",))
    return damped_sine(validate.whole("length", length, at_most=MOST_STEPS), period, decay)


def _inputs(cell: LSTM | GRU, x: np.ndarray, t: int) -> list[float]:
    """Return x as floats, or raise ValueError if the cell has more than one input or unit, or t is no step of x."""
    if cell.W_x.shape != (wanted := (len(cell.blocks), 1)):
        raise ValueError(f"cell must have one input and one unit; got W_x of shape {cell.W_x.shape}, not {wanted}")
    if not validate.whole("t", t, at_least=0) < len(x):
        raise ValueError(f"t must be a step from 0 to {len(x) - 1}; got {t}")
    if len(x) > MOST_STEPS:
        raise ValueError(f"x must have at most {MOST_STEPS:,} steps; got {len(x):,}")
    return np.asarray(x, dtype=float).tolist()


@dataclass(frozen=True)
class LSTMRun(_Run):
    """A run of one LSTM unit: an array (T,) per symbol, and the step t that the cursor is on.

    c_prev and h_prev are the states before each step; fc = f⊙c_prev was kept, ig = i⊙g was written. gradient is the
    exact |∂c_T/∂c_t|, direct the product of the forget gates after t, rnn the |∂h_T/∂h_t| of a plain RNN with the
    candidate's weights; T is the last step there. No quantity has a unit.
    """

    x: np.ndarray
    h_prev: np.ndarray
    c_prev: np.ndarray
    z_i: np.ndarray
    z_f: np.ndarray
    z_g: np.ndarray
    z_o: np.ndarray
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    fc: np.ndarray
    ig: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray
    h: np.ndarray
    gradient: np.ndarray
    direct: np.ndarray
    rnn: np.ndarray
    weights: Mapping[str, float]
    t: int

    @property
    def half_life(self) -> float:
        """Steps until half of c were left if f stayed as it is at the cursor: ln ½ / ln f."""
        return half_life(float(self.f[self.t]))


def lstm_run(cell: LSTM, x: np.ndarray, t: int = 0, *, h0: float = 0.0, c0: float = 0.0) -> LSTMRun:
    """Run a cell of one input and one unit over x (T,), from the states h0 and c0, with the cursor on step t.

    Raises ValueError if the cell is larger than that, t is not a step of x, or a state is not a finite number.
    """
    xs = _inputs(cell, x, t)
    w_x, w_h, b = cell.W_x[:, 0].tolist(), cell.W_h[:, 0].tolist(), cell.b.tolist()  # blocks i, f, g, o
    rows = _lstm_rows(w_x, w_h, b, xs, validate.real("h0", h0), validate.real("c0", c0))
    gradient, direct = np.abs(_gradient_and_direct(w_h, rows)).T
    weights = _weights_by_layer(cell.blocks, w_x, w_h, b)
    rnn = _rnn_steps(xs, w_x[2], w_h[2], b[2])[2]
    by_field: list[Any] = [*np.array(rows).T, gradient, direct, rnn, weights, int(t)]
    return LSTMRun(*by_field)


def one_unit(
    *,
    period: float = 20,
    decay: float = 0.02,
    length: int = 60,
    t: int = 0,
    x: Any = None,
    h0: float = 0.0,
    c0: float = 0.0,
    **weights: float,
) -> LSTMRun:
    """Run one LSTM unit over a damped sine, its twelve weights given by name: w_xf, w_hf, b_f, w_xi, … b_o.

    x: another input, (T,), instead of the damped sine; then period, decay and length do not matter. h0, c0: the states
    before the first step.
    A cursor t beyond the last step stands on the last step. Raises ValueError if a weight is missing or unknown.
    """
    x = _signal(x, length, period, decay)
    t = min(validate.whole("t", t, at_least=0), len(x) - 1)
    return lstm_run(_cell(LSTM, weights), x, t, h0=h0, c0=c0)


@dataclass(frozen=True)
class GRURun(_Run):
    """A run of one GRU unit: an array (T,) per symbol, and the step t that the cursor is on.

    a_r, a_z and a_n are the whole sums that go into σ, σ and tanh; z is the update gate alone. u = w_hn h_prev + b_hn
    is what the past says to the candidate, ru = r⊙u and rh = r⊙h_prev are what the reset gate leaves of it, after the
    product or before it; z_1 = 1 − z. keep is the share of h_prev that stays, z or 1 − z by the convention; kept =
    keep⊙h_prev, written = (1 − keep)⊙n, and h is their sum. No quantity has a unit.
    """

    x: np.ndarray
    h_prev: np.ndarray
    a_r: np.ndarray
    a_z: np.ndarray
    a_n: np.ndarray
    u: np.ndarray
    r: np.ndarray
    ru: np.ndarray
    rh: np.ndarray
    z: np.ndarray
    z_1: np.ndarray
    n: np.ndarray
    keep: np.ndarray
    kept: np.ndarray
    written: np.ndarray
    h: np.ndarray
    z_keeps: bool
    reset_after: bool
    weights: Mapping[str, float]
    t: int

    @property
    def half_life(self) -> float:
        """Steps until half of h were left if nothing new came, and the share kept stayed as it is at the cursor."""
        return half_life(float(self.keep[self.t]))


def gru_run(cell: GRU, x: np.ndarray, t: int = 0, *, z_keeps: bool = True, reset_after: bool = True) -> GRURun:
    """Run a GRU of one input and one unit over x (T,), from h = 0, with the cursor on step t.

    Raises ValueError if the cell is larger than that, or t is not a step of x.
    """
    rows = _gru_rows(cell, _inputs(cell, x, t), z_keeps, reset_after)
    by_field: list[Any] = [*np.array(rows).T, z_keeps, reset_after, _gru_weights(cell, reset_after), int(t)]
    return GRURun(*by_field)


def one_gru_unit(
    *,
    period: float = 20,
    decay: float = 0.02,
    length: int = 60,
    t: int = 0,
    x: Any = None,
    z_keeps: float = True,
    reset_after: float = True,
    **weights: float,
) -> GRURun:
    """Run one GRU unit over a damped sine, its ten weights given by name: w_xr, w_hr, b_r, w_xz, … b_n, b_hn.

    x: another input, (T,), instead of the damped sine; then period, decay and length do not matter.
    A cursor t beyond the last step stands on the last step. Raises ValueError if a weight is missing or unknown.
    """
    x, cell = _signal(x, length, period, decay), _cell(GRU, weights)
    t = min(validate.whole("t", t, at_least=0), len(x) - 1)
    return gru_run(cell, x, t, z_keeps=bool(z_keeps), reset_after=bool(reset_after))


@dataclass(frozen=True)
class RNNRun:
    """A run of one unit over x (T,): pre-activation z, state h, and |∂h_T/∂h_t|, each (T,).

    h[t] is the state after step t, T the last step. The gradient is the product of w_h (1 − h²) over the steps after t;
    `power` is what it would be with all slopes 1: |w_h|^(T − t).
    """

    w_x: float
    w_h: float
    b: float
    x: np.ndarray
    z: np.ndarray
    h: np.ndarray
    gradient: np.ndarray
    power: np.ndarray

    @property
    def decay_step(self) -> int | None:
        """Count the steps after the first until |h| is below 0.01; None if it still is not at the end."""
        quiet = np.flatnonzero(np.abs(self.h) < THRESHOLD)
        return int(quiet[0]) if len(quiet) else None


def rnn_run(x: Any, w_x: float, w_h: float, b: float = 0.0) -> RNNRun:
    """Run one unit over x (T,) from h = 0; raise ValueError for anything but finite numbers."""
    x = validate.floats("x", x, shape=("T",))
    w_x, w_h, b = validate.real("w_x", w_x), validate.real("w_h", w_h), validate.real("b", b)
    steps_left = np.arange(len(x))[::-1]
    return RNNRun(w_x, w_h, b, x, *_rnn_steps(x.tolist(), w_x, w_h, b), np.abs(w_h) ** steps_left)


def _rnn_steps(xs: Sequence[float], w_x: float, w_h: float, b: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return z, h and |∂h_T/∂h_t|, each (T,): the product of |w_h| (1 − h²) over the steps after t."""
    zs, hs, h = [], [], 0.0
    for x in xs:
        z = w_x * x + w_h * h + b
        h = tanh(z)
        zs.append(z)
        hs.append(h)
    factors = np.abs(w_h) * (1 - np.square(hs))
    return np.array(zs), np.array(hs), np.append(np.cumprod(factors[:0:-1])[::-1], 1.0)


def on_impulse(w_x: float, w_h: float, b: float = 0.0, length: int = 31) -> RNNRun:
    """Run one unit over a single 1 at the first step and zeros from then on."""
    return rnn_run(impulse(length), w_x, w_h, b)


def on_sine(w_h: float, swing: float = 0.0, length: int = 51) -> RNNRun:
    """Run one unit with w_x = 1, b = 0 over `swing`·sin(2πt/20); at swing 0 both x and h stay at 0."""
    return rnn_run(sine(length, swing), 1.0, w_h)


def sine(length: int, swing: float) -> np.ndarray:
    """Return `swing`·sin(2πt/20) for t = 0 … length − 1."""
    return validate.real("swing", swing) * (2 * damped_sine(length, period=20, decay=0) - 1)


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))  # neither can overflow


def half_life(share: float) -> float:
    """Return after how many steps half is left if every step keeps this share, from 0 to 1: ln 2 / −ln share.

    0 for the share 0, infinite for 1.
    """
    return inf if share == 1 else 0.0 if share == 0 else log(2) / -log(share)


def _weights_by_layer(layers: Iterable[str], w_x: list[float], w_h: list[float], b: list[float]) -> dict[str, float]:
    """Name the three weights of every layer as a run does."""
    rows = zip(layers, w_x, w_h, b, strict=True)
    named = ({f"x→{layer}": x, f"h_prev→{layer}": h, f"b→{layer}": bias} for layer, x, h, bias in rows)
    return {name: weight for of_layer in named for name, weight in of_layer.items()}


def _gru_weights(cell: GRU, reset_after: bool) -> dict[str, float]:
    """Name the GRU's weights as a run does; w_hn belongs to u, or, with the reset before the product, to n."""
    (w_xr, w_xz, w_xn), (w_hr, w_hz, w_hn) = cell.W_x[:, 0].tolist(), cell.W_h[:, 0].tolist()
    (b_r, b_z, b_n), b_hn = cell.b.tolist(), float(cell.b_hn[0])
    gates = _weights_by_layer("rz", [w_xr, w_xz], [w_hr, w_hz], [b_r, b_z])
    if reset_after:
        return gates | {"h_prev→u": w_hn, "b→u": b_hn, "x→n": w_xn, "ru→n": 1.0, "b→n": b_n}
    return gates | {"x→n": w_xn, "rh→n": w_hn, "b→n": b_n + b_hn}


def _lstm_rows(
    w_x: list[float], w_h: list[float], b: list[float], xs: Sequence[float], h: float, c: float
) -> list[_Row]:
    rows: list[_Row] = []
    for x in xs:
        h_prev, c_prev = h, c
        z_i, z_f, z_g, z_o = (w_x[k] * x + w_h[k] * h_prev + b[k] for k in range(4))
        f = _sigmoid(z_f)
        i = _sigmoid(z_i)
        g = tanh(z_g)
        fc, ig = f * c_prev, i * g
        c = fc + ig
        o = _sigmoid(z_o)
        tanh_c = tanh(c)
        h = o * tanh_c
        rows.append((x, h_prev, c_prev, z_i, z_f, z_g, z_o, i, f, g, o, fc, ig, c, tanh_c, h))
    return rows


def _gradient_and_direct(w_h: list[float], rows: list[_Row]) -> list[_Row]:
    """∂c_T/∂c_t for each t: the steps' 2×2 Jacobians of (c, h), multiplied from the last step backwards; and Π f alone.

    dc and dh are the gradients of c_T with respect to c_t alone and h_t alone; but h_t moves along with c_t, by
    o(1 − tanh² c_t), and that share is added to dc.
    """
    result: list[_Row] = []
    dc, dh, direct = 1.0, 0.0, 1.0
    for _, _, c_prev, _, _, _, _, i, f, g, o, _, _, _, tanh_c, _ in reversed(rows):
        dc += dh * o * (1 - tanh_c * tanh_c)
        result.append((dc, direct))
        through_c = w_h[0] * g * i * (1 - i) + w_h[1] * c_prev * f * (1 - f) + w_h[2] * i * (1 - g * g)
        dh = dc * through_c + dh * w_h[3] * tanh_c * o * (1 - o)
        dc, direct = dc * f, direct * f
    return result[::-1]


def _gru_rows(cell: GRU, xs: Sequence[float], z_keeps: bool, reset_after: bool) -> list[_Row]:
    (w_xr, w_xz, w_xn), (w_hr, w_hz, w_hn) = cell.W_x[:, 0].tolist(), cell.W_h[:, 0].tolist()
    (b_r, b_z, b_n), b_hn = cell.b.tolist(), float(cell.b_hn[0])
    rows: list[_Row] = []
    h = 0.0
    for x in xs:
        h_prev = h
        a_r = w_xr * x + w_hr * h_prev + b_r
        a_z = w_xz * x + w_hz * h_prev + b_z
        u = w_hn * h_prev + b_hn
        r, z = _sigmoid(a_r), _sigmoid(a_z)
        ru, rh = r * u, r * h_prev
        a_n = w_xn * x + b_n + (ru if reset_after else w_hn * rh + b_hn)
        n = tanh(a_n)
        keep, write = (z, 1 - z) if z_keeps else (1 - z, z)
        kept, written = keep * h_prev, write * n
        h = kept + written
        rows.append((x, h_prev, a_r, a_z, a_n, u, r, ru, rh, z, 1 - z, n, keep, kept, written, h))
    return rows
