"""Record what PyTorch makes of a text, for test_character_network.py to compare our CharacterNetwork with.

    .venv-bench/bin/python tests/record_characters.py

rewrites tests/reference/characters.npz; only this script needs PyTorch (`course.py bench` installs it). It knows
nothing of lstm_lesson. All values are float64. PyTorch gets one-hot vectors, V = 7, and H = 5 units read B = 3 texts of
T = 6 characters from the states h0 and c0, (H, B) as ours. Recorded are the weights, the logits (T, V, B), the loss,
its gradients by the weights' names, and the last states.
"""

from pathlib import Path

import numpy as np
import torch
from record_reference import our_layout

T, B, V, H = 6, 3, 7, 5


def main() -> None:
    rng = np.random.default_rng(15)
    network, head = torch.nn.LSTM(V, H, dtype=torch.float64), torch.nn.Linear(H, V, dtype=torch.float64)
    with torch.no_grad():
        for name, weight in [*network.named_parameters(), *head.named_parameters()]:
            weight.copy_(torch.from_numpy(rng.normal(0, 0.7, weight.shape)))
            if name == "bias_hh_l0":  # we have one bias where PyTorch has two
                weight.zero_()
    characters, following = rng.integers(0, V, (2, T, B))
    h0, c0 = rng.normal(size=(2, H, B))
    one_hot = torch.nn.functional.one_hot(torch.from_numpy(characters), V).double()
    states = tuple(torch.from_numpy(np.ascontiguousarray(state.T))[None] for state in (h0, c0))
    h, (h_end, c_end) = network(one_hot, states)
    logits = head(h)
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, V), torch.from_numpy(following).reshape(-1))
    loss.backward()

    found = {"characters": characters, "following": following, "h0": h0, "c0": c0, "loss": np.array(loss.item())}
    found |= {"logits": logits.detach().numpy().transpose(0, 2, 1)}
    found |= {"h_end": h_end[0].detach().numpy().T, "c_end": c_end[0].detach().numpy().T}
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    for start, take in (("", lambda weight: weight.detach()), ("d ", lambda weight: weight.grad)):
        given = {name: take(getattr(network, f"{name}_l0")) for name in names}
        if start:
            given["bias_hh"] = torch.zeros_like(given["bias_hh"])  # the gradient of our one bias is that of one of them
        ours = our_layout("LSTM", H, given, add_biases=True)
        found |= {f"{start}layer0.{name}": np.asarray(value) for name, value in ours.items()}
        found |= {f"{start}W_y": take(head.weight).numpy(), f"{start}b_y": take(head.bias).numpy()}
    np.savez(Path(__file__).parent / "reference" / "characters.npz", **found)


if __name__ == "__main__":
    main()
