"""PyTorch's names for a recurrent network's weights, and the way to our cells and back, with numpy alone.

    weight_ih_l0 (k·H, D) = W_x      weight_hh_l0 (k·H, H) = W_h      bias_ih_l0, bias_hh_l0 (k·H,): their sum is b

and the same with _l1, _l2, … for the layers above. Blocks of H rows come in our order: RNN one, LSTM i, f, g, o, GRU
r, z, n. Two biases are one too many wherever both are merely added. The exception is block n of the GRU, where the
reset gate multiplies one of them: n = tanh(W_xn x + b_in + r ⊙ (W_hn h_prev + b_hn)). Source: the pages of
torch.nn.RNN, LSTM and GRU in PyTorch's documentation.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import GRU, LSTM, RNN, Cell

KINDS = {len(cell.blocks): cell for cell in (RNN, LSTM, GRU)}  # a kind is known by how many blocks it has: 1, 4, 3
MATRICES, BIASES = ("weight_ih", "weight_hh"), ("bias_ih", "bias_hh")


def torch_state(cells: Sequence[Cell]) -> dict[str, np.ndarray]:
    """Return the layers' weights as `torch.nn.RNN`, `LSTM` or `GRU` names them: what its load_state_dict takes.

    cells: all of one kind, the lowest layer first. All of b goes into bias_ih; bias_hh is 0 but for the GRU's b_hn.
    Raises ValueError unless each layer reads what the one below writes.
    """
    state: dict[str, np.ndarray] = {}
    for layer, cell in enumerate(stacked(cells)):
        bias_hh = np.zeros_like(cell.b)
        if isinstance(cell, GRU):
            bias_hh[2 * cell.n_hidden :] = cell.b_hn
        parts = {"weight_ih": cell.W_x, "weight_hh": cell.W_h, "bias_ih": cell.b, "bias_hh": bias_hh}
        state |= {f"{name}_l{layer}": array.copy() for name, array in parts.items()}
    return state


def cells_from_torch_state(state: Mapping[str, Any]) -> list[Cell]:
    """Return the layers, the lowest first, with the weights of a `torch.nn.RNN`, `LSTM` or `GRU`.

    state: its state_dict, or arrays under the same names, all float32 or all float64. Without biases (bias=False) ours
    are 0. An RNN is taken to be one with tanh: its weights do not say so. Raises ValueError for what our cells are not:
    bidirectional layers, projections, other names and shapes.
    """
    arrays = _arrays(state)
    n_layers = 1 + max(int(name.rpartition("_l")[2]) for name in arrays)
    parts = MATRICES + (BIASES if any(name.startswith("bias") for name in arrays) else ())
    wanted = {f"{part}_l{layer}" for layer in range(n_layers) for part in parts}
    if set(arrays) != wanted:
        raise ValueError(f"state must have the names {sorted(wanted)}; got {sorted(arrays)}")
    cells: list[Cell] = []
    for layer in range(n_layers):
        cells.append(_cell(layer, {part: arrays[f"{part}_l{layer}"] for part in parts}))
        stacked(cells)
    return cells


def stacked(cells: Any) -> list[Cell]:
    """Return the cells as a list, or raise ValueError unless they can stand on each other as in one torch module."""
    cells = list(cells)
    kinds = {type(cell) for cell in cells}
    if len(kinds) != 1 or not kinds <= set(KINDS.values()):
        names = ", ".join(type(cell).__name__ for cell in cells) or "none"
        raise ValueError(f"cells must be RNN, LSTM or GRU, all of one kind; got {names}")
    if any(isinstance(cell, RNN) and cell.activation != "tanh" for cell in cells):
        raise ValueError("cells must squash with tanh to go to PyTorch from here; got an RNN with activation='relu'")
    H = cells[0].n_hidden
    for layer, cell in enumerate(cells):
        sizes, wanted = (cell.n_inputs, cell.n_hidden), (cells[0].n_inputs if layer == 0 else H, H)
        if sizes != wanted or cell.dtype != cells[0].dtype:
            raise ValueError(
                f"cells must have one n_hidden and one dtype, and from the second on n_inputs = n_hidden; got layer "
                f"{layer} with n_inputs = {sizes[0]}, n_hidden = {sizes[1]}, {cell.dtype} on layer 0 with n_hidden = "
                f"{H}, {cells[0].dtype}"
            )
    return cells


def numbers(name: str, value: Any) -> np.ndarray:
    """Return a tensor of PyTorch, or an array, as a finite array of float32 or float64, or raise ValueError."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        value = value.numpy() if str(value.dtype) in ("torch.float32", "torch.float64") else str(value.dtype)
    dtype = getattr(value, "dtype", value)
    if dtype not in (np.float32, np.float64):
        raise ValueError(f"{name} must be float32 or float64; got {dtype} (module.float() makes it float32)")
    return validate.floats(name, value, dtype=dtype)


def _arrays(state: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """Return the state's arrays, or say what our cells have no place for."""
    for name in state:
        if name.endswith("_reverse"):
            raise ValueError(f"state must be of one direction; got {name} of a bidirectional module")
        if name.startswith("weight_hr_l"):
            raise ValueError(f"state must have no projection (proj_size = 0); got {name}")
        if not re.fullmatch(r"(weight|bias)_(ih|hh)_l\d+", name):
            whole = ": give the state_dict of the recurrent module alone" if "." in name else ""
            raise ValueError(
                f"state must have names such as weight_ih_l0, as torch.nn.LSTM has; got {validate.shown(name)}{whole}"
            )
    if not state:
        raise ValueError("state must have names such as weight_ih_l0, as torch.nn.LSTM has; got none")
    return {name: numbers(name, value) for name, value in state.items()}


def _cell(layer: int, parts: dict[str, np.ndarray]) -> Cell:
    """Return one layer as a cell."""
    W_x, W_h = (parts[name] for name in MATRICES)
    rows, H = W_h.shape if W_h.ndim == 2 else (0, 0)
    blocks = rows // H if H and rows % H == 0 else 0
    if blocks not in KINDS:
        raise ValueError(
            f"weight_hh_l{layer} must have shape (k·H, H), k = 1 for an RNN, 4 for an LSTM, 3 for a GRU; "
            f"got shape {W_h.shape}"
        )
    W_x = validate.floats(f"weight_ih_l{layer}", W_x, dtype=W_x.dtype, shape=(rows, "D"))
    biases = [validate.floats(f"{n}_l{layer}", parts[n], dtype=W_h.dtype, shape=(rows,)) for n in BIASES if n in parts]
    bias_ih, bias_hh = biases or np.zeros((2, rows), W_h.dtype)
    cell = KINDS[blocks](W_x.shape[1], H, dtype=W_h.dtype)
    if isinstance(cell, GRU):
        gates = slice(0, 2 * H)
        b = bias_ih.copy()
        b[gates] += bias_hh[gates]
        cell.set_weights({"W_x": W_x, "W_h": W_h, "b": b, "b_hn": bias_hh[2 * H :]})
    else:
        cell.set_weights({"W_x": W_x, "W_h": W_h, "b": bias_ih + bias_hh})
    return cell
