"""From our networks to PyTorch's and back, weight by weight: `to_torch` and `from_torch`.

`nn.torch_weights` says how the weights correspond, `nn.porting_traps` what goes wrong when they are copied by hand.
Axes are PyTorch's by default and ours: time first, (T, B, D). Its `batch_first` changes no weight, only which axis of
its own inputs and outputs is which.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import Cell
from lstm_lesson.nn.torch_weights import cells_from_torch_state, numbers, stacked, torch_state
from lstm_lesson.training import torch_modules
from lstm_lesson.training.classifier import Classifier
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.learner import Learner

LEARNERS = (Forecaster, Classifier)
NO_TORCH = (
    "to_torch needs PyTorch, which the course does not install because it is large. In a notebook, run "
    "%pip install torch and then this cell again; in a terminal, pip install torch. from_torch can do without it."
)


def to_torch(network: Any, *, batch_first: bool = False) -> Any:
    """Return the same network in PyTorch, with copies of the weights, in their own dtype.

    network: a cell, or a list of cells that stand on each other, gives a torch.nn.RNN, LSTM or GRU. A Forecaster or a
    Classifier gives a module with the parts `recurrent` and `head`: module(x) answers as `predict` does, and
    module(x, every_step=True) after every step; a Classifier's module gives logits, before the softmax, as
    torch.nn.CrossEntropyLoss wants them. batch_first: whether the module takes (B, T, D) instead of (T, B, D), and
    answers (B, T, …) after every step. All of b becomes bias_ih; bias_hh is 0, but for the GRU's b_hn.

    Raises ImportError if there is no PyTorch, ValueError for other networks. Save its state_dict rather than itself.
    """
    if not isinstance(batch_first, bool):
        raise ValueError(f"batch_first must be True or False; got {validate.shown(batch_first)}")
    if type(network) in LEARNERS:
        recurrent, weights = _recurrent(network.cells(), batch_first), network.weights
        shape = _answer_shape(network)
        return torch_modules.module_with_head(recurrent, weights["W_y"], weights["b_y"], shape)
    cells = [network] if isinstance(network, Cell) else network
    if not isinstance(cells, list | tuple) or not cells or not all(isinstance(cell, Cell) for cell in cells):
        raise ValueError(
            f"network must be a cell, a list of cells, a Forecaster or a Classifier; got {validate.shown(network)}"
        )
    return _recurrent(stacked(cells), batch_first)


def _answer_shape(learner: Forecaster | Classifier) -> tuple[int, ...]:
    if isinstance(learner, Classifier):
        return (learner.n_classes,)
    return (learner.n_ahead,) if learner.columns is None else (learner.n_ahead, learner.columns)


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


def from_torch(
    recurrent: Any, head: Any = None, *, learner: type[Learner] = Forecaster, columns: int | None = None
) -> Any:
    """Return our network with copies of the weights of PyTorch's: a list of cells, or with a head a Forecaster.

    recurrent: a torch.nn.RNN, LSTM or GRU, or its state_dict, or a mapping of arrays under the same names: what numpy
    read from a file will do, and PyTorch is not needed. The list has a cell for each layer, the lowest first; a kind is
    known by the shapes. head: a torch.nn.Linear on the hidden states, or its state_dict. What `to_torch` made of a
    Forecaster or a Classifier, or its state_dict, is both at once. learner: Classifier if the head gives logits.
    columns: how many columns a Forecaster's head forecasts at once. Our networks read time first, (T, B, D), whatever
    batch_first says.

    Raises ValueError for what they do not have: bidirectional layers, projections, dropout, relu, float16.
    """
    if not any(learner is ours for ours in LEARNERS) or (columns is not None and learner is not Forecaster):
        raise ValueError(
            f"learner must be Forecaster or Classifier, which has no columns; got {validate.shown(learner)}, "
            f"columns {validate.shown(columns)}"
        )
    state = _state("recurrent", recurrent)
    if not state:
        raise ValueError("recurrent must have weights, such as weight_ih_l0 of torch.nn.LSTM; got none")
    if head is None and any(name.startswith("head.") for name in state):
        state, head = _part(state, "recurrent"), _part(state, "head")
        recurrent = getattr(recurrent, "recurrent", None)
    _refuse_settings(recurrent)
    cells = cells_from_torch_state(state)
    return cells if head is None else _with_head(cells, _state("head", head), learner, columns)


def _part(state: Mapping[str, Any], part: str) -> dict[str, Any]:
    """Return the state of one part of what `to_torch` makes of a network with a head."""
    if any(name.partition(".")[0] not in ("recurrent", "head") for name in state):
        raise ValueError(f"recurrent must have the parts recurrent and head alone; got {sorted(state)}")
    return {name.removeprefix(f"{part}."): value for name, value in state.items() if name.startswith(f"{part}.")}


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


def _with_head(
    cells: list[Cell], head: Mapping[str, Any], learner: type[Learner], columns: int | None
) -> Forecaster | Classifier:
    if not {"weight"} <= set(head) <= {"weight", "bias"}:
        raise ValueError(f"head must have the names weight and bias, as torch.nn.Linear has; got {sorted(head)}")
    first = cells[0]
    W_y = numbers("weight of head", head["weight"])
    b_y = numbers("bias of head", head["bias"]) if "bias" in head else np.zeros(len(W_y), W_y.dtype)
    if W_y.ndim != 2 or W_y.shape[1] != first.n_hidden or W_y.dtype != first.dtype or b_y.dtype != first.dtype:
        raise ValueError(
            f"head must be a linear layer from {first.n_hidden} units, {first.dtype}; got a weight of shape "
            f"{W_y.shape}, {W_y.dtype}, with a bias of {b_y.dtype}"
        )
    n_ahead, rest = divmod(len(W_y), 1 if columns is None else validate.whole("columns", columns))
    if rest:
        raise ValueError(f"columns must divide the {len(W_y)} numbers that head gives; got {columns}")
    settings: dict[str, Any] = {"cell": type(first), "layers": len(cells), "dtype": first.dtype}
    ours: Forecaster | Classifier
    if learner is Classifier:
        ours = Classifier(first.n_inputs, first.n_hidden, len(W_y), **settings)
    else:
        ours = Forecaster(first.n_inputs, first.n_hidden, n_ahead, columns=columns, **settings)
    weights = {f"layer{n}.{name}": w for n, cell in enumerate(cells) for name, w in cell.weights.items()}
    ours.weights = weights | {"W_y": W_y, "b_y": b_y}
    return ours
