"""What the tests of the numbers share: cells as scalar loops in plain Python, recorded PyTorch cases, settings.

The loops use `math` alone, one number at a time, and follow the equations as printed in the papers; nothing in them
can share a mistake of broadcasting, splitting or batching with the package.
"""

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import settings

from lstm_lesson import GRU, LSTM, RNN, damped_sine

CELLS = [RNN, LSTM, GRU]

# The same examples at every run: a red test stays red until someone mends it.
PROPERTY = settings(derandomize=True, database=None, deadline=None, max_examples=40)

Rows = list[list[float]]


def lively_cell(kind: type, n_inputs: int, n_hidden: int, *, seed: int = 0, scale: float = 0.7) -> Any:
    """Return a cell whose weights are all drawn anew, biases too: a zero bias would hide a wrong one."""
    cell = kind(n_inputs, n_hidden)
    rng = np.random.default_rng(seed)
    cell.set_weights({name: rng.normal(0, scale, old.shape) for name, old in cell.weights.items()})
    return cell


def states(cell: Any) -> list[str]:
    """Return the names of the initial states that `cell.run` takes."""
    return ["h0", "c0"] if isinstance(cell, LSTM) else ["h0"]


def lively_inputs(cell: Any, T: int, B: int | None, *, seed: int = 1) -> dict[str, np.ndarray]:
    """Return the arguments of `cell.run`, none of them zero: x and every initial state."""
    rng = np.random.default_rng(seed)
    batch = () if B is None else (B,)
    x = rng.normal(size=(T, *batch, cell.n_inputs))
    return {"x": x} | {name: rng.normal(size=(*batch, cell.n_hidden)) for name in states(cell)}


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def relative_error(a: np.ndarray, n: np.ndarray) -> float:
    """Return ‖a − n‖ / (‖a‖ + ‖n‖), the usual measure of a gradient check: 0 if both are 0."""
    size = np.linalg.norm(a) + np.linalg.norm(n)
    return float(np.linalg.norm(a - n) / size) if size > 0 else 0.0


def scalar_run(cell: Any, x: Rows, h0: list[float], c0: list[float] | None = None) -> dict[str, Rows]:
    """Run one sequence step by step, unit by unit; return every quantity as [t][unit]."""
    step = {RNN: _rnn_step, LSTM: _lstm_step, GRU: _gru_step}[type(cell)]
    weights = {name: weight.tolist() for name, weight in cell.weights.items()}
    history: dict[str, Rows] = {}
    h, c = h0, c0
    for x_t in x:
        units = [step(weights, len(h0), unit, x_t, h, c) for unit in range(len(h0))]
        for symbol in units[0]:
            history.setdefault(symbol, []).append([unit[symbol] for unit in units])
        h, c = history["h"][-1], history["c"][-1] if "c" in history else None
    return history


def total(weights: Iterable[float], values: Iterable[float]) -> float:
    return math.fsum(w * v for w, v in zip(weights, values, strict=True))


def _rnn_step(w: dict[str, Any], H: int, unit: int, x: list[float], h: list[float], c: Any) -> dict[str, float]:
    z_h = total(w["W_x"][unit], x) + total(w["W_h"][unit], h) + w["b"][unit]
    return {"z_h": z_h, "h": math.tanh(z_h)}


def _lstm_step(w: dict[str, Any], H: int, unit: int, x: list[float], h: list[float], c: Any) -> dict[str, float]:
    z = {}
    for block, gate in enumerate("ifgo"):
        row = block * H + unit
        z[gate] = total(w["W_x"][row], x) + total(w["W_h"][row], h) + w["b"][row]
    i, f, g, o = sigmoid(z["i"]), sigmoid(z["f"]), math.tanh(z["g"]), sigmoid(z["o"])
    c_t = f * c[unit] + i * g
    gates = {"i": i, "f": f, "g": g, "o": o, "c": c_t, "h": o * math.tanh(c_t)}
    return gates | {f"z_{gate}": value for gate, value in z.items()}


def _gru_step(w: dict[str, Any], H: int, unit: int, x: list[float], h: list[float], c: Any) -> dict[str, float]:
    row_r, row_z, row_n = unit, H + unit, 2 * H + unit
    z_r = total(w["W_x"][row_r], x) + total(w["W_h"][row_r], h) + w["b"][row_r]
    z_z = total(w["W_x"][row_z], x) + total(w["W_h"][row_z], h) + w["b"][row_z]
    z_n = total(w["W_x"][row_n], x) + w["b"][row_n]
    r, z = sigmoid(z_r), sigmoid(z_z)
    n = math.tanh(z_n + r * (total(w["W_h"][row_n], h) + w["b_hn"][unit]))
    return {"z_r": z_r, "z_z": z_z, "z_n": z_n, "r": r, "z": z, "n": n, "h": (1 - z) * n + z * h[unit]}


def one_lstm_unit(values: Mapping[str, float], x: Any = None) -> dict[str, np.ndarray]:
    """Run one LSTM unit over x, or a damped sine; return what its lanes show, (T,) each.

    values: period, decay and length of the sine, and weights by name, 0 where not given: w_xf, w_hf, b_f, …
    """
    if x is None:
        x = damped_sine(int(values["length"]), values["period"], values["decay"])
    cell = LSTM(1, 1)
    rows = [[values.get(f"{stem}{block}", 0.0) for block in LSTM.blocks] for stem in ("w_x", "w_h", "b_")]
    cell.W_x[:, 0], cell.W_h[:, 0], cell.b[:] = rows
    run = {
        name: np.ravel(steps) for name, steps in scalar_run(cell, np.reshape(x, (-1, 1)).tolist(), [0.0], [0.0]).items()
    }
    parts = {"fc": run["f"] * np.append(0, run["c"][:-1]), "ig": run["i"] * run["g"], "tanh_c": np.tanh(run["c"])}
    return run | parts | {"x": np.array(x)}


def in_the_boxes(values: Mapping[str, float], run: Mapping[str, np.ndarray], t: int) -> dict[str, float]:
    """Return what the boxes of an LSTM unit's diagram show at step t: each weight times its input, each bias, each z.

    values: the weights by name, 0 where not given; run: what `one_lstm_unit` returned.
    """
    x, h_prev = float(run["x"][t]), float(run["h"][t - 1]) if t else 0.0
    found: dict[str, float] = {}
    for layer in LSTM.blocks:
        w_x, w_h, b = (values.get(f"{stem}{layer}", 0.0) for stem in ("w_x", "w_h", "b_"))
        found |= {f"x→{layer}": w_x * x, f"h_prev→{layer}": w_h * h_prev, f"b→{layer}": b}
        found[f"z_{layer}"] = w_x * x + w_h * h_prev + b
    return found


def input_by_loop(values: Mapping[str, float], own: list[float]) -> list[float] | None:
    """What goes into the unit, step by step, by the number of the menu "input"; None for the damped sine.

    own: what number 5, the list of one's own, stands for.
    """
    period, steps = values["period"], range(int(values["length"]))
    starts = {math.ceil(k * period) for k in range(len(steps))}  # of every period, at the first whole step
    return [
        None,
        [float(t == 5) for t in steps],
        [float(t >= 5) for t in steps],
        [float(math.sin(2 * math.pi * (t + 1e-9) / period) > 0) for t in steps],
        [float(t in starts) for t in steps],
        own,
    ][int(values["input"])]


def one_rnn_unit(x: Iterable[float], w_x: float, w_h: float, b: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Run one plain RNN unit; return its states, and |∂h_T/∂h_t| by going back step by step."""
    states, h = [], 0.0
    for x_t in x:
        h = math.tanh(w_x * x_t + w_h * h + b)
        states.append(h)
    gradient = [1.0]
    for h in states[:0:-1]:
        gradient.append(gradient[-1] * abs(w_h) * (1 - h * h))
    return np.array(states), np.array(gradient[::-1])


def look_back(query: Any, states: Any, temperature: float) -> tuple[list[float], ...]:
    """Attend to the states (T, H) number by number; return scores, weights and context."""
    scores = [total(query, state) / math.sqrt(len(query)) for state in states]
    shares = [math.exp((score - max(scores)) / temperature) for score in scores]
    weights = [share / sum(shares) for share in shares]
    return scores, weights, [total(weights, unit) for unit in zip(*states, strict=True)]


def r_squared(c: np.ndarray, *columns: np.ndarray) -> float:
    """Squared correlation of c with its least-squares fit, by the normal equations; nan if there is nothing to fit."""
    if all(np.ptp(column) == 0 for column in columns):
        return np.nan
    design = np.column_stack([*columns, np.ones(len(c))])
    fit = design @ np.linalg.solve(design.T @ design, design.T @ c)
    return float(np.corrcoef(fit, c)[0, 1] ** 2)


def recorded_cases() -> list[tuple[type, str]]:
    """Return (kind of cell, title) of every case that record_reference.py wrote."""
    cases = []
    for kind in CELLS:
        with np.load(_reference(kind)) as entries:
            titles = {name.split("/")[0] for name in entries.files if "/" in name}
        cases += [(kind, title) for title in sorted(titles)]
    return cases


def recorded(kind: type, title: str) -> dict[str, np.ndarray]:
    """Return one recorded case, its entries by name."""
    with np.load(_reference(kind)) as entries:
        return {name.split("/")[1]: entries[name] for name in entries.files if name.startswith(f"{title}/")}


def recorded_layers(kind: type, case: dict[str, np.ndarray]) -> list[Any]:
    """Return the case's layers as our cells, the lowest first."""
    layers = []
    for layer in range(len(case["h0"])):
        cell = kind(case[f"{layer} W_x"].shape[1], case[f"{layer} W_h"].shape[1])
        cell.set_weights({name: case[f"{layer} {name}"] for name in cell.weights})
        layers.append(cell)
    return layers


def run_layers(layers: list[Any], case: dict[str, np.ndarray]) -> list[Any]:
    """Run the layers on the case's input, each on the hidden states of the one below; return their traces."""
    traces: list[Any] = []
    for layer, cell in enumerate(layers):
        x = traces[-1].h if traces else case["x"]
        traces.append(cell.run(x, **{name: case[name][layer] for name in states(cell)}))
    return traces


def _reference(kind: type) -> Path:
    return Path(__file__).parent / "reference" / f"{kind.__name__}.npz"
