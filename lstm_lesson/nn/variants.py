"""The vanilla LSTM and its eight variants of Greff et al. 2017: one cell, and a table of what each leaves out or adds.

With x_t, h_{t−1} and c_{t−1} as columns, V ("vanilla") is the course's LSTM with peepholes, weights w_c through which
the gates see the cell state (Gers & Schmidhuber 2000):

    i = σ(W_xi x + W_hi h_prev + b_i + w_ci⊙c_prev)      NIG  i = 1        CIFG  f = 1 − i
    f = σ(W_xf x + W_hf h_prev + b_f + w_cf⊙c_prev)      NFG  f = 1        NP    no w_c: the course's LSTM
    g = tanh(W_xg x + W_hg h_prev + b_g)                NIAF g = z_g      FGR   R [i_prev, f_prev, o_prev] is added
    c = f⊙c_prev + i⊙g                                                          to z_i, z_f, z_o: nine matrices in R
    o = σ(W_xo x + W_ho h_prev + b_o + w_co⊙c)           NOG  o = 1
    h = o⊙tanh(c)                                       NOAF h = o⊙c

A gate that stands at 1, or follows another, has no weights. Source: Greff, Srivastava, Koutník, Steunebrink &
Schmidhuber, "LSTM: A search space odyssey", IEEE TNNLS 28(10), 2017, section III.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_lesson import validate


@dataclass(frozen=True)
class Variant:
    """What a variant has, its name in words, and what is its own as a formula; the defaults are V's."""

    words: str
    formula: str
    gates: str = "ifo"  # the gates with weights of their own
    coupled: bool = False  # f = 1 − i
    squashed_in: bool = True  # g = tanh(z_g)
    squashed_out: bool = True  # h = o⊙tanh(c)
    peepholes: bool = True
    gate_recurrence: bool = False

    @property
    def blocks(self) -> str:
        """One letter per block of H rows in W_x, W_h and b, in the course's order i, f, g, o."""
        return "".join(letter for letter in "ifgo" if letter in self.gates + "g")


VARIANTS = {
    "V": Variant("vanilla", "all parts"),
    "NIG": Variant("no input gate", "i = 1", gates="fo"),
    "NFG": Variant("no forget gate", "f = 1", gates="io"),
    "NOG": Variant("no output gate", "o = 1", gates="if"),
    "NIAF": Variant("no input activation function", "g = z_g", squashed_in=False),
    "NOAF": Variant("no output activation function", "h = o⊙c", squashed_out=False),
    "CIFG": Variant("coupled input and forget gate", "f = 1 − i", gates="io", coupled=True),
    "NP": Variant("no peepholes", "w_c = 0", peepholes=False),
    "FGR": Variant("full gate recurrence", "R added", gate_recurrence=True),
}

Step = dict[str, Any]  # every quantity of one step, (…, H, B), by its symbol; a gate that stands open is the number 1


class VariantCell:
    """Any of the nine cells. Its weights may have leading axes: R cells, each with its own weights, run as one.

    W_x (…, k·H, D), W_h (…, k·H, H), b (…, k·H) hold k = 3 or 4 blocks in the order i, f, g, o; w_ci, w_cf and w_co
    (…, H) are the peepholes of the gates that are there; R (…, 3·H, 3·H) has rows and columns in the order i, f, o.
    """

    def __init__(
        self,
        name: str,
        n_inputs: int,
        n_hidden: int,
        *,
        forget_bias: float = 1.0,
        input_bias: float = 0.0,
        rng: Any = 0,
        dtype: Any = np.float64,
    ):
        """Draw W_x and W_h uniformly from ±1/√H; all other weights begin at 0, but for b_f and b_i.

        All nine draw the same numbers from the same seed, and drop those of the blocks that they lack. Peepholes and R
        begin at 0, so that V, NP and FGR begin as one and the same cell. CIFG's b_i begins at −forget_bias whatever
        input_bias is, since there its f = 1 − i is that of the others.
        """
        if name not in VARIANTS:
            raise ValueError(f"name must be one of {', '.join(VARIANTS)}; got {validate.shown(name)}")
        self.name, self.variant = name, VARIANTS[name]
        self.n_inputs = validate.whole("n_inputs", n_inputs)
        self.n_hidden = H = validate.whole("n_hidden", n_hidden)
        b_f, b_i = validate.real("forget_bias", forget_bias), validate.real("input_bias", input_bias)
        dtype, generator, bound = validate.float_type(dtype), validate.generator(rng), 1 / np.sqrt(H)
        there = np.repeat([letter in self.variant.blocks for letter in "ifgo"], H)
        start = {"i": -b_f if self.variant.coupled else b_i, "f": b_f, "g": 0.0, "o": 0.0}
        weights = {
            "W_x": generator.uniform(-bound, bound, (4 * H, n_inputs))[there],
            "W_h": generator.uniform(-bound, bound, (4 * H, H))[there],
            "b": np.repeat([start[letter] for letter in self.variant.blocks], H),
        }
        if self.variant.peepholes:
            weights |= {f"w_c{gate}": np.zeros(H) for gate in self.variant.gates}
        if self.variant.gate_recurrence:
            weights["R"] = np.zeros((3 * H, 3 * H))
        self.weights: Mapping[str, np.ndarray] = {name: weight.astype(dtype) for name, weight in weights.items()}

    @property
    def n_weights(self) -> int:
        """The number of weights of one cell: those of the paper's equations."""
        runs = self.weights["b"][..., 0].size
        return sum(weight.size for weight in self.weights.values()) // runs

    def run(self, x: Any) -> dict[str, np.ndarray]:
        """Run over x (T, …, B, D) from h = c = 0, and return every quantity over time, (T, …, B, H), by its symbol."""
        steps = list(self.steps(self._input(x)))
        c = np.stack([now["c"] for now in steps])
        over_time = {"c": c} | {
            symbol: np.stack([now[symbol] for now in steps]) if np.ndim(steps[0][symbol]) else np.ones_like(c)
            for symbol in "ifgoh"
        }
        return {symbol: values.swapaxes(-1, -2) for symbol, values in over_time.items()}

    def steps(self, columns: np.ndarray) -> Iterator[Step]:
        """Yield step after step of columns (T, …, D, B): each sequence of the batch is a column."""
        shape = (*self.weights["b"].shape[:-1], self.n_hidden, columns.shape[-1])
        zeros = np.zeros(shape, self.weights["b"].dtype)
        now: Step = {"h": zeros, "c": zeros, "i": zeros, "f": zeros, "o": zeros}
        for x in columns:
            now = self.step(x, now)
            yield now

    def step(self, x: np.ndarray, before: Step) -> Step:
        """Compute one step from x (…, D, B) and the step before."""
        has, w = self.variant, self.weights
        h_prev, c_prev = before["h"], before["c"]
        z = dict(zip(has.blocks, self._blocks(w["W_x"] @ x + w["W_h"] @ h_prev + w["b"][..., None]), strict=True))
        if has.gate_recurrence:
            heard = self._blocks(w["R"] @ np.concatenate([before[gate] for gate in "ifo"], axis=-2))
            z |= {gate: z[gate] + more for gate, more in zip("ifo", heard, strict=True)}
        if has.peepholes:
            z |= {gate: z[gate] + w[f"w_c{gate}"][..., None] * c_prev for gate in "if" if gate in has.gates}

        i = _sigmoid(z["i"]) if "i" in has.gates else 1
        f = 1 - i if has.coupled else _sigmoid(z["f"]) if "f" in has.gates else 1
        g = np.tanh(z["g"]) if has.squashed_in else z["g"]
        c = f * c_prev + i * g
        if has.peepholes and "o" in has.gates:
            z["o"] = z["o"] + w["w_co"][..., None] * c  # the output gate sees the cell as it is now
        o = _sigmoid(z["o"]) if "o" in has.gates else 1
        said = np.tanh(c) if has.squashed_out else c
        return {"i": i, "f": f, "g": g, "o": o, "c": c, "said": said, "h": o * said, "c_prev": c_prev, "h_prev": h_prev}

    def backward(self, columns: np.ndarray, steps: list[Step], dh_T: np.ndarray, dh: Any = None) -> dict[str, Any]:
        """Return the gradient of every weight by name, from dh_T (…, H, B) of the last h, and dh[t] of every one.

        columns and steps: what ran. The path back is the one forward in reverse: h, o, c, then i, f, g, and from there
        to the step before.
        """
        has, w, H = self.variant, self.weights, self.n_hidden
        dz = np.empty((len(steps), *w["b"].shape, columns.shape[-1]), w["b"].dtype)
        places = {block: np.s_[..., k * H : (k + 1) * H, :] for k, block in enumerate(has.blocks)}
        W_hT, d_heard = np.swapaxes(w["W_h"], -1, -2), None  # d_heard: what the next step's gates heard of i, f, o
        peep = {gate: w[f"w_c{gate}"][..., None] for gate in has.gates} if has.peepholes else {}
        dh_t, dc = dh_T, 0.0
        for t in reversed(range(len(steps))):
            now, dz_t = steps[t], dz[t]
            if dh is not None:
                dh_t = dh_t + dh[t]
            dc = dc + dh_t * now["o"] * (1 - now["said"] ** 2 if has.squashed_out else 1)
            d_gate = {"o": dh_t * now["said"]}
            self._through(d_gate, "o", now, d_heard, dz_t, places)
            if "o" in peep:
                dc = dc + peep["o"] * dz_t[places["o"]]
            d_gate |= {"i": dc * now["g"], "f": dc * now["c_prev"]}
            if has.coupled:
                d_gate["i"] -= d_gate["f"]
            self._through(d_gate, "if", now, d_heard, dz_t, places)
            dz_t[places["g"]] = dc * now["i"] * (1 - now["g"] ** 2 if has.squashed_in else 1)
            dh_t = W_hT @ dz_t
            dc = dc * now["f"]
            for gate in (gate for gate in "if" if gate in peep):  # in this order always: a sum depends on it
                dc = dc + peep[gate] * dz_t[places[gate]]
            if has.gate_recurrence:
                of_gates = np.concatenate([dz_t[places[gate]] for gate in "ifo"], axis=-2)
                d_heard = dict(zip("ifo", self._blocks(np.swapaxes(w["R"], -1, -2) @ of_gates), strict=True))
        return self._of_weights(columns, steps, dz, places)

    def _through(self, d_gate: Step, gates: str, now: Step, d_heard: Any, dz: np.ndarray, places: Any) -> None:
        """Go from a gate's value to its pre-activation: σ' = s − s²."""
        for gate in gates:
            if gate in self.variant.gates:
                d = d_gate[gate] if d_heard is None else d_gate[gate] + d_heard[gate]
                dz[places[gate]] = d * (now[gate] - now[gate] ** 2)

    def _of_weights(self, columns: np.ndarray, steps: list[Step], dz: np.ndarray, places: Any) -> dict[str, Any]:
        """Sum over steps and sequences what each weight multiplied, times the gradient of the sum it went into."""
        has = self.variant
        h_prev = np.stack([now["h_prev"] for now in steps])
        gradient: dict[str, Any] = {
            "W_x": (dz @ columns.swapaxes(-1, -2)).sum(axis=0),
            "W_h": (dz @ h_prev.swapaxes(-1, -2)).sum(axis=0),
            "b": dz.sum(axis=(0, -1)),
        }
        if has.peepholes:
            for gate in has.gates:
                seen = np.stack([now["c" if gate == "o" else "c_prev"] for now in steps])
                gradient[f"w_c{gate}"] = (dz[places[gate]] * seen).sum(axis=(0, -1))
        if has.gate_recurrence:
            of_gates = np.concatenate([dz[places[gate]] for gate in "ifo"], axis=-2)[1:]  # before step 0: all 0
            heard = np.stack([np.concatenate([now[gate] for gate in "ifo"], axis=-2) for now in steps[:-1]])
            gradient["R"] = (of_gates @ heard.swapaxes(-1, -2)).sum(axis=0)
        return gradient

    def _blocks(self, stacked: np.ndarray) -> list[np.ndarray]:
        """Cut (…, k·H, B) into k blocks of H rows."""
        return [stacked[..., k : k + self.n_hidden, :] for k in range(0, stacked.shape[-2], self.n_hidden)]

    def _input(self, x: Any) -> np.ndarray:
        runs = self.weights["b"].shape[:-1]
        x = validate.floats("x", x, dtype=self.weights["b"].dtype)
        if x.shape[-1:] != (self.n_inputs,) or x.shape[1:-2] != runs or 0 in x.shape:
            axes = ", ".join(map(str, ("T", *runs, "B", self.n_inputs)))
            raise ValueError(f"x must have shape ({axes}) with T and B at least 1; got shape {x.shape}")
        return x.swapaxes(-1, -2)

    def __repr__(self) -> str:
        return f"VariantCell({self.name!r}, n_inputs={self.n_inputs}, n_hidden={self.n_hidden})"


def _sigmoid(z: np.ndarray) -> np.ndarray:
    """σ(z) = ½ + ½ tanh(z/2): one call that numpy does fast, where `activations.sigmoid` makes six."""
    return 0.5 + 0.5 * np.tanh(0.5 * z)
