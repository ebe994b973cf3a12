"""The PyTorch side of the bridge: the only file of the package that imports PyTorch, and only when it is called.

The project does not depend on PyTorch, so its tests cannot run this file. tests/record_torch_bridge.py runs it, keeps
its text beside what came out, and a test compares the text.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np


def recurrent_module(
    kind: str, n_inputs: int, n_hidden: int, state: Mapping[str, np.ndarray], *, batch_first: bool
) -> Any:
    """Return a torch.nn.RNN, LSTM or GRU (`kind`) with the weights in `state`, in their own dtype."""
    import torch

    tensors = {name: torch.tensor(array) for name, array in state.items()}
    settings = {"num_layers": len(tensors) // 4, "batch_first": batch_first, "dtype": tensors["weight_ih_l0"].dtype}
    module = getattr(torch.nn, kind)(n_inputs, n_hidden, **settings)
    module.load_state_dict(tensors)
    return module


def module_with_head(recurrent: Any, W_y: np.ndarray, b_y: np.ndarray, answer_shape: tuple[int, ...]) -> Any:
    """Return a torch.nn.Module of two parts, `recurrent` and a linear `head` on its hidden states.

    W_y: (K, H). answer_shape: how the K numbers of an answer are arranged.
    """
    import torch

    class WithHead(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.recurrent = recurrent
            self.head = torch.nn.Linear(W_y.shape[1], W_y.shape[0], dtype=recurrent.weight_ih_l0.dtype)
            self.head.load_state_dict({"weight": torch.tensor(W_y), "bias": torch.tensor(b_y)})

        def forward(self, x: Any, every_step: bool = False) -> Any:
            """Answer after x, (T, B, D), with batch_first (B, T, D), or (T, D), or after each of its steps."""
            h, _ = self.recurrent(x)
            if not every_step:
                h = h[:, -1] if self.recurrent.batch_first and x.dim() == 3 else h[-1]
            return self.head(h).unflatten(-1, answer_shape)

    return WithHead()
