"""Record PyTorch's outputs and gradients, for test_cells.py and test_gradients.py to compare ours with.

    .venv-bench/bin/python tests/record_reference.py

rewrites tests/reference/{RNN,LSTM,GRU}.npz; only this script needs PyTorch (`course.py bench` installs it). It knows
nothing of lstm_lesson. All values are float64. The entries of a case are named "T7 B3 D2 H4 L1/x": input x, initial
states h0 (and c0) (L, B, H), outputs h (T, B, H) of the top layer, final states h_T (and c_T) (L, B, H), and the
gradients "grad …" of the loss Σ dh·h + Σ dh_T·h_T (+ Σ dc_T·c_T); "0 W_x" is layer 0's W_x. A case without B has
arrays without that axis.
"""

from pathlib import Path

import numpy as np
import torch

CASES = [
    {"T": 1, "B": 1, "D": 1, "H": 1, "L": 1},
    {"T": 7, "B": 3, "D": 2, "H": 4, "L": 1},
    {"T": 40, "B": 2, "D": 1, "H": 5, "L": 1},
    {"T": 6, "D": 3, "H": 2, "L": 1},
    {"T": 5, "B": 2, "D": 3, "H": 4, "L": 2},
    {"T": 12, "B": 4, "D": 1, "H": 3, "L": 2},
    {"T": 9, "D": 1, "H": 2, "L": 2},
]


def record(kind: str, case: dict[str, int], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Run one network of PyTorch forwards and backwards; return everything that went in and came out."""
    T, D, H, L = case["T"], case["D"], case["H"], case["L"]
    batch = (case["B"],) if "B" in case else ()
    network = getattr(torch.nn, kind)(D, H, num_layers=L, dtype=torch.float64)
    with torch.no_grad():
        for weight in network.parameters():
            weight.copy_(torch.from_numpy(rng.normal(0, 0.7, weight.shape)))

    shapes = {"x": (T, *batch, D), "h0": (L, *batch, H), "dh": (T, *batch, H), "dh_T": (L, *batch, H)}
    if kind == "LSTM":
        shapes |= {"c0": (L, *batch, H), "dc_T": (L, *batch, H)}
    given = {name: torch.from_numpy(rng.normal(size=shape)) for name, shape in shapes.items()}
    inputs = {name: given[name].requires_grad_() for name in ("x", "h0", "c0") if name in given}

    if kind == "LSTM":
        h, (h_T, c_T) = network(inputs["x"], (inputs["h0"], inputs["c0"]))
        out = {"h": h, "h_T": h_T, "c_T": c_T}
    else:
        h, h_T = network(inputs["x"], inputs["h0"])
        out = {"h": h, "h_T": h_T}
    torch.autograd.backward(list(out.values()), [given[f"d{name}"] for name in out])

    recorded = given | out | {f"grad {name}": tensor.grad for name, tensor in inputs.items()}
    for layer in range(L):
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        values = {name: getattr(network, f"{name}_l{layer}") for name in names}
        for name, value in our_layout(kind, H, values, add_biases=True).items():
            recorded[f"{layer} {name}"] = value
        slopes = {name: value.grad for name, value in values.items()}
        for name, value in our_layout(kind, H, slopes, add_biases=False).items():
            recorded[f"grad {layer} {name}"] = value
    return {name: tensor.detach().numpy() for name, tensor in recorded.items()}


def our_layout(kind: str, H: int, of: dict[str, torch.Tensor], *, add_biases: bool) -> dict[str, torch.Tensor]:
    """Rename PyTorch's weights, or their gradients, and merge the two biases.

    A sum of biases has the gradient of either. The GRU's bias_hh of block n stays alone: r multiplies it.
    """
    b = of["bias_ih"].clone()
    merged = slice(0, 2 * H) if kind == "GRU" else slice(None)
    if add_biases:
        b[merged] += of["bias_hh"][merged]
    ours = {"W_x": of["weight_ih"], "W_h": of["weight_hh"], "b": b}
    if kind == "GRU":
        ours["b_hn"] = of["bias_hh"][2 * H :]
    return ours


def main() -> None:
    folder = Path(__file__).parent / "reference"
    for seed, kind in enumerate(("RNN", "LSTM", "GRU")):
        rng = np.random.default_rng(seed)
        entries: dict[str, np.ndarray] = {"torch version": np.array(torch.__version__)}
        for case in CASES:
            title = " ".join(f"{size}{value}" for size, value in case.items())
            entries |= {f"{title}/{name}": value for name, value in record(kind, case, rng).items()}
        np.savez_compressed(folder / f"{kind}.npz", allow_pickle=False, **entries)


if __name__ == "__main__":
    main()
