"""Record how PyTorch learns, for test_learning.py to compare our Forecaster and Classifier with.

    .venv-bench/bin/python tests/record_learning.py

rewrites tests/reference/learning.npz; only this script needs PyTorch (`course.py bench` installs it). It knows nothing
of lstm_lesson. All values are float64. A case is named "LSTM 2 classes": kind, layers, and what is learned from targets
at every step, classes by the cross-entropy or two columns by the squared error. Its sequences x (chunks, T, B, D) and
targets y run on from chunk to chunk, and so does the state, detached (truncated backpropagation through time). One step
of Adam (betas 0.9 and 0.99, learning rate 0.01, no clipping) follows each chunk. Recorded are the weights before
"0 W_x" and after "after 0 W_x", the loss at each chunk, and all answers to the first chunk "before".
"""

from pathlib import Path

import numpy as np
import torch
from record_reference import our_layout

CHUNKS, T, B, D, H = 6, 5, 3, 2, 4
CLASSES, N_AHEAD, COLUMNS = 3, 2, 2


def weights(kind: str, network: torch.nn.RNNBase, head: torch.nn.Linear, layers: int) -> dict[str, np.ndarray]:
    """Return all weights, in our layout."""
    found = {"W_y": head.weight, "b_y": head.bias}
    for layer in range(layers):
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        ours = our_layout(kind, H, {name: getattr(network, f"{name}_l{layer}") for name in names}, add_biases=True)
        found |= {f"{layer} {name}": value for name, value in ours.items()}
    return {name: value.detach().numpy().copy() for name, value in found.items()}


def record(kind: str, layers: int, what: str, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Train one network; return what went in and what came out."""
    network = getattr(torch.nn, kind)(D, H, num_layers=layers, dtype=torch.float64)
    head = torch.nn.Linear(H, CLASSES if what == "classes" else N_AHEAD * COLUMNS, dtype=torch.float64)
    with torch.no_grad():
        for name, weight in [*network.named_parameters(), *head.named_parameters()]:
            weight.copy_(torch.from_numpy(rng.normal(0, 0.7, weight.shape)))
            # We have one bias where PyTorch has two, and Adam would move both: its second one stays at 0, except for
            # the GRU's block n, the last.
            if name.startswith("bias_hh"):
                moves = torch.zeros(len(weight), dtype=torch.float64)
                moves[2 * H :] = float(kind == "GRU")
                weight *= moves
                weight.register_hook(moves.mul)
    x = torch.from_numpy(rng.normal(size=(CHUNKS, T, B, D)))
    if what == "classes":
        y = torch.from_numpy(rng.integers(CLASSES, size=(CHUNKS, T, B)))
    else:
        y = torch.from_numpy(rng.normal(size=(CHUNKS, T, B, N_AHEAD, COLUMNS)))

    recorded = weights(kind, network, head, layers) | {"x": x.numpy(), "y": y.numpy()}
    adam = torch.optim.Adam([*network.parameters(), *head.parameters()], lr=0.01, betas=(0.9, 0.99))
    state, losses = None, []
    for chunk in range(CHUNKS):
        h, state = network(x[chunk], state)
        answer = head(h)
        if chunk == 0:
            recorded["before"] = answer.detach().numpy().copy()
        if what == "classes":
            loss = torch.nn.functional.cross_entropy(answer.reshape(-1, CLASSES), y[chunk].reshape(-1))
        else:
            loss = torch.nn.functional.mse_loss(answer, y[chunk].reshape(T, B, -1))
        losses.append(loss.item())
        adam.zero_grad()
        loss.backward()
        adam.step()
        state = tuple(s.detach() for s in state) if kind == "LSTM" else state.detach()
    after = weights(kind, network, head, layers)
    return recorded | {"losses": np.array(losses)} | {f"after {name}": value for name, value in after.items()}


def main() -> None:
    rng = np.random.default_rng(0)
    entries: dict[str, np.ndarray] = {"torch version": np.array(torch.__version__)}
    for kind, layers in (("RNN", 1), ("LSTM", 1), ("LSTM", 2), ("GRU", 1)):
        for what in ("classes", "columns"):
            case = record(kind, layers, what, rng)
            entries |= {f"{kind} {layers} {what}/{name}": value for name, value in case.items()}
    np.savez_compressed(Path(__file__).parent / "reference" / "learning.npz", allow_pickle=False, **entries)


if __name__ == "__main__":
    main()
