"""From our networks to PyTorch's and back, weight by weight: `to_torch` and `from_torch`.

`nn.torch_weights` says how the weights correspond, `nn.torch_traps` what goes wrong when they are copied by hand.
Axes are PyTorch's by default and ours: time first, (T, B, D). Its `batch_first` changes no weight, only which axis of
its own inputs and outputs is which.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm_lesson.nn.cells import Cell
from lstm_lesson.nn.torch_weights import cells_from_torch_state, numbers, stacked, torch_state
from lstm_lesson.training import torch_modules
from lstm_lesson.training.forecaster import Forecaster

NO_TORCH = (
    "to_torch needs PyTorch, which the course does not install because it is large. In a notebook, run "
    "%pip install torch and then this cell again; in a terminal, pip install torch. from_torch can do without it."
)


def to_torch(network: Any, *, batch_first: bool = False) -> Any:
    """Return the same network in PyTorch, with copies of the weights, in their own dtype.

    network: a cell, or a list of cells that stand on each other, gives a torch.nn.RNN, LSTM or GRU; a Forecaster gives
    a module with the parts `recurrent` and `head`, which forecasts (B, n_ahead) from (T, B, D) as `predict` does.
    batch_first: whether the module takes (B, T, D) instead. Each module's bias_hh starts at 0, but for the GRU's b_hn.
    Raises ImportError if there is no PyTorch, ValueError for other networks. Save its state_dict rather than itself.
    """
    if not isinstance(batch_first, bool):
        raise ValueError(f"batch_first must be True or False; got {batch_first!r}")
    if isinstance(network, Forecaster):
        if type(network) is not Forecaster:
            raise ValueError(
                f"network must be a cell, a list of cells or a plain Forecaster; got {type(network).__name__}"
            )
        if network.columns is not None:
            raise ValueError(f"network must be a Forecaster of one signal, made without columns; got {network!r}")
        cells, weights = network.cells(), network.weights
        recurrent = _recurrent(cells, batch_first)
        return torch_modules.forecaster_module(recurrent, weights["W_y"], weights["b_y"])
    if not isinstance(network, (Cell, list, tuple)):
        raise ValueError(f"network must be a cell, a list of cells or a Forecaster; got {network!r}")
    return _recurrent(stacked([network] if isinstance(network, Cell) else network), batch_first)


def _recurrent(cells: list[Cell], batch_first: bool) -> Any:
    kind, first = type(cells[0]).__name__, cells[0]
    try:
        return torch_modules.recurrent_module(
            kind, first.n_inputs, first.n_hidden, torch_state(cells), batch_first=batch_first
        )
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise ImportError(NO_TORCH) from None


def from_torch(recurrent: Any, head: Any = None) -> Any:
    """Return our network with copies of the weights of PyTorch's: a list of cells, or with a head a Forecaster.

    recurrent: a torch.nn.RNN, LSTM or GRU, or its state_dict, or a mapping of arrays under the same names: what numpy
    read from a file will do, and PyTorch is not needed. The list has a cell for each layer, the lowest first; a kind is
    known by the shapes. head: a torch.nn.Linear on the last hidden state, or its state_dict. What `to_torch` made of a
    Forecaster, or its state_dict, is both at once. Our networks read time first, (T, B, D), whatever batch_first says.

    Raises ValueError for what they do not have: bidirectional layers, projections, dropout, relu, float16.
    """
    state = _state("recurrent", recurrent)
    if head is None and any(name.startswith("head.") for name in state):
        parts = {
            part: {n.removeprefix(f"{part}."): v for n, v in state.items() if n.startswith(f"{part}.")}
            for part in ("recurrent", "head")
        }
        if sum(map(len, parts.values())) != len(state):
            raise ValueError(f"recurrent must have the parts recurrent and head alone; got {sorted(state)}")
        _refuse_settings(getattr(recurrent, "recurrent", None))
        return _forecaster(cells_from_torch_state(parts["recurrent"]), parts["head"])
    _refuse_settings(recurrent)
    cells = cells_from_torch_state(state)
    return cells if head is None else _forecaster(cells, _state("head", head))


def _state(name: str, given: Any) -> Mapping[str, Any]:
    """Return a module's state_dict, or the one that was given."""
    state = given.state_dict() if hasattr(given, "state_dict") else given
    if not isinstance(state, Mapping):
        raise ValueError(f"{name} must be a module of PyTorch or its state_dict; got {type(given).__name__}")
    return state


def _refuse_settings(module: Any) -> None:
    """Raise ValueError for a module that computes what ours do not; a state_dict has no settings to look at."""
    if getattr(module, "mode", None) == "RNN_RELU":
        raise ValueError("recurrent must squash with tanh; got a torch.nn.RNN with nonlinearity='relu'")
    for name, refused in {"bidirectional": False, "proj_size": 0, "dropout": 0}.items():
        value = getattr(module, name, refused)
        if value != refused:
            raise ValueError(f"recurrent must have {name} = {refused}, for our layers have none; got {value}")


def _forecaster(cells: list[Cell], head: Mapping[str, Any]) -> Forecaster:
    if not {"weight"} <= set(head) <= {"weight", "bias"}:
        raise ValueError(f"head must have the names weight and bias, as torch.nn.Linear has; got {sorted(head)}")
    first = cells[0]
    W_y = numbers("weight of head", head["weight"])
    b_y = numbers("bias of head", head["bias"]) if "bias" in head else np.zeros(len(W_y), W_y.dtype)
    if W_y.ndim != 2 or W_y.shape[1] != first.n_hidden or W_y.dtype != first.dtype or b_y.dtype != first.dtype:
        raise ValueError(
            f"head must be a linear layer from {first.n_hidden} units, {first.dtype}; got a weight of shape "
            f"{W_y.shape}, {W_y.dtype}"
        )
    sizes = first.n_inputs, first.n_hidden, len(W_y)
    forecaster = Forecaster(*sizes, cell=type(first), layers=len(cells), dtype=first.dtype)
    weights = {f"layer{n}.{name}": w for n, cell in enumerate(cells) for name, w in cell.weights.items()}
    forecaster.weights = weights | {"W_y": W_y, "b_y": b_y}
    return forecaster
