"""Each variant of the LSTM as a scalar loop, after the words of its paper: for the tests of cells and of pictures."""

import math

from oracles import sigmoid, total

from lstm_lesson.nn.variants import VariantCell


def by_hand(cell: VariantCell, x: list[list[float]]) -> dict[str, list[list[float]]]:
    """Run one sequence unit by unit, each variant as section III of the paper words it."""
    name, w = cell.name, {key: weight.tolist() for key, weight in cell.weights.items()}
    rows = [letter for letter in "ifgo" if not ((letter == "f" and name == "CIFG") or name == f"N{letter.upper()}G")]
    H = cell.n_hidden
    zeros = [0.0] * H
    h, c, gates = zeros, zeros, {"i": zeros, "f": zeros, "o": zeros}
    history: dict[str, list[list[float]]] = {symbol: [] for symbol in "ifgoch"}

    def before(letter: str, unit: int, x_t: list[float], cell_state: float) -> float:
        row = rows.index(letter) * H + unit
        z = total(w["W_x"][row], x_t) + total(w["W_h"][row], h) + w["b"][row]
        if letter != "g" and name != "NP":
            z += w[f"w_c{letter}"][unit] * cell_state
        if letter != "g" and name == "FGR":
            z += total(w["R"]["ifo".index(letter) * H + unit], gates["i"] + gates["f"] + gates["o"])
        return z

    for x_t in x:
        now: dict[str, list[float]] = {symbol: [] for symbol in "ifgoch"}
        for unit in range(H):
            i = 1.0 if name == "NIG" else sigmoid(before("i", unit, x_t, c[unit]))
            f = 1.0 if name == "NFG" else 1 - i if name == "CIFG" else sigmoid(before("f", unit, x_t, c[unit]))
            z_g = before("g", unit, x_t, 0)
            g = z_g if name == "NIAF" else math.tanh(z_g)
            c_t = f * c[unit] + i * g
            o = 1.0 if name == "NOG" else sigmoid(before("o", unit, x_t, c_t))
            h_t = o * (c_t if name == "NOAF" else math.tanh(c_t))
            for symbol, value in zip("ifgoch", (i, f, g, o, c_t, h_t), strict=True):
                now[symbol].append(value)
        h, c, gates = now["h"], now["c"], {gate: now[gate] for gate in "ifo"}
        for symbol, values in now.items():
            history[symbol].append(values)
    return history
