"""Run the bridge with PyTorch, and record what PyTorch and Keras compute, for tests that have neither.

    .venv-bench/bin/python tests/record_torch_bridge.py

rewrites tests/reference/torch_bridge.npz and prints how far PyTorch and we are apart; only this script needs PyTorch
and Keras (`course.py bench` installs both). Its entries, with "LSTM 2 float32" for the kind, the layers and the dtype:

    text                           of training/torch_modules.py, as it was run
    LSTM 2 float32/given/…         a network of PyTorch's own: its state_dict, x (T, B, D), output, h_n, and the
                                   forecast of a head "head.weight", "head.bias"
    LSTM 2 float32/made/…          what to_torch made of `forecaster(…)`: its state_dict, and its forecasts of x, of
                                   one sequence, at every step, and with batch_first
    columns/…, classes/…           the same of `of_columns()` and `of_classes()`, where the forecasts are logits
    batch first/…                  one LSTM that reads the same numbers as (T, B, D), as (B, T, D), and by mistake
    start/…                        the biases of a new LSTM of PyTorch and of Keras
    keras/GRU after/…              Keras's layers: kernel, recurrent_kernel, bias, x (B, T, D), output (B, T, H), but
                                   of "LSTM last" (B, H)
"""

import os
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstm_lesson import GRU, LSTM, RNN, Classifier, Forecaster

MODULES = Path(__file__).parents[1] / "lstm_lesson" / "training" / "torch_modules.py"
RECORD = Path(__file__).parent / "reference" / "torch_bridge.npz"
CASES = [
    (cell, layers, dtype) for cell, layers in product((RNN, LSTM, GRU), (1, 2)) for dtype in ("float32", "float64")
]
T, B, D, H, N_AHEAD = 11, 3, 2, 4, 5
TOLERANCE = {"float32": 1e-6, "float64": 1e-12}


def title(cell: type, layers: int, dtype: str) -> str:
    return f"{cell.__name__} {layers} {dtype}"


def forecaster(cell: type, layers: int, dtype: str) -> Forecaster:
    """Return the Forecaster that to_torch is given; no weight of it is 0."""
    made = Forecaster(D, H, N_AHEAD, cell=cell, layers=layers, dtype=dtype)
    made.weights = _lively(made.weights, [len(cell.__name__), layers])
    return made


def of_columns() -> Forecaster:
    """Return a Forecaster of three columns at once."""
    made = Forecaster(D, H, 2, columns=3, cell=GRU, dtype="float64")
    made.weights = _lively(made.weights)
    return made


def of_classes() -> Classifier:
    """Return a Classifier of six classes."""
    made = Classifier(D, H, 6, layers=2, dtype="float64")
    made.weights = _lively(made.weights)
    return made


def _lively(weights: dict[str, np.ndarray], seed: Any = 0) -> dict[str, np.ndarray]:
    """Return weights of these shapes, none of them 0."""
    rng = np.random.default_rng(seed)
    return {name: rng.normal(0, 0.7, w.shape) for name, w in weights.items()}


def inputs(dtype: str) -> np.ndarray:
    """Return x (T, B, D)."""
    return np.random.default_rng(7).normal(size=(T, B, D)).astype(dtype)


def given(cell: type, layers: int, dtype: str) -> dict[str, np.ndarray]:
    """Run a network that PyTorch made, which knows nothing of ours."""
    import torch

    torch.manual_seed(layers)
    kind = getattr(torch, dtype)
    recurrent = getattr(torch.nn, cell.__name__)(D, H, num_layers=layers, dtype=kind)
    head = torch.nn.Linear(H, N_AHEAD, dtype=kind)
    x = torch.tensor(inputs(dtype))
    with torch.no_grad():
        output, state = recurrent(x)
        h_n = state[0] if cell is LSTM else state
        forecast = head(output[-1])
    entries = {name: weight.numpy() for name, weight in recurrent.state_dict().items()}
    entries |= {f"head.{name}": weight.numpy() for name, weight in head.state_dict().items()}
    return entries | {"x": x.numpy(), "output": output.numpy(), "h_n": h_n.numpy(), "forecast": forecast.numpy()}


def made(ours: Any, **meaning: Any) -> dict[str, np.ndarray]:
    """Run what to_torch makes of ours, and bring it back. meaning: what from_torch cannot know."""
    import torch

    from lstm_lesson import from_torch, to_torch

    x = inputs(ours.dtype.name)
    module, batch_first = to_torch(ours), to_torch(ours, batch_first=True)
    with torch.no_grad():
        entries = {
            "forecast": module(torch.tensor(x)).numpy(),
            "forecast of one": module(torch.tensor(x[:, 0])).numpy(),
            "forecast every step": module(torch.tensor(x), every_step=True).numpy(),
            "forecast batch first": batch_first(torch.tensor(x.swapaxes(0, 1))).numpy(),
            "forecast batch first every step": batch_first(torch.tensor(x.swapaxes(0, 1)), every_step=True).numpy(),
        }
    for parts in ((module,), (module.state_dict(),), (module.recurrent, module.head)):
        back = from_torch(*parts, **meaning)
        assert repr(back) == repr(ours)
        for name, weight in ours.weights.items():
            np.testing.assert_array_equal(back.weights[name], weight, err_msg=name)
    return entries | {f"state {name}": weight.numpy() for name, weight in module.state_dict().items()}


def refusals() -> None:
    """Try on real modules what the tests try on words."""
    import torch

    from lstm_lesson import from_torch

    for module, words in (
        (torch.nn.LSTM(2, 3, bidirectional=True), "bidirectional"),
        (torch.nn.LSTM(2, 3, proj_size=2), "proj_size"),
        (torch.nn.GRU(2, 3, num_layers=2, dropout=0.5), "dropout"),
        (torch.nn.RNN(2, 3, nonlinearity="relu"), "relu"),
        (torch.nn.LSTM(2, 3).bfloat16(), "bfloat16"),
    ):
        with pytest.raises(ValueError, match=words):
            from_torch(module)


def axes() -> dict[str, np.ndarray]:
    """Run one LSTM over the same numbers with its axes right, and with B and T exchanged by mistake."""
    import torch

    torch.manual_seed(0)
    time_first, batch_first = torch.nn.LSTM(D, H, 2), torch.nn.LSTM(D, H, 2, batch_first=True)
    batch_first.load_state_dict(time_first.state_dict())
    x = torch.tensor(inputs("float32"))
    runs = {
        "right": (time_first, x),
        "batch first": (batch_first, x.swapaxes(0, 1)),
        "wrong": (time_first, x.swapaxes(0, 1)),
    }
    entries = {name: weight.numpy() for name, weight in time_first.state_dict().items()} | {"x": x.numpy()}
    for name, (network, read) in runs.items():
        with torch.no_grad():
            output, (h_n, _) = network(read)
        entries |= {f"{name} output": output.numpy(), f"{name} h_n": h_n.numpy()}
    return entries


def starts() -> dict[str, np.ndarray]:
    """Return the biases of LSTMs of 100 units that nobody has trained."""
    import keras
    import torch

    torch.manual_seed(0)
    lstm = torch.nn.LSTM(1, 100)
    layer = keras.layers.LSTM(100)
    layer.build((None, None, 1))
    bias = layer.get_weights()[2]
    return {"torch": (lstm.bias_ih_l0 + lstm.bias_hh_l0).detach().numpy(), "keras": bias}


def keras_layers() -> dict[str, np.ndarray]:
    """Run Keras's layers with weights of which none is 0."""
    import keras

    makers = {
        "RNN": lambda: keras.layers.SimpleRNN(H, return_sequences=True),
        "LSTM": lambda: keras.layers.LSTM(H, return_sequences=True),
        "GRU after": lambda: keras.layers.GRU(H, return_sequences=True),
        "GRU before": lambda: keras.layers.GRU(H, return_sequences=True, reset_after=False),
        "LSTM last": lambda: keras.layers.LSTM(H),
    }
    rng = np.random.default_rng(3)
    entries: dict[str, np.ndarray] = {}
    for name, make in makers.items():
        layer = make()
        layer.build((None, None, D))
        layer.set_weights([rng.normal(0, 0.7, w.shape) for w in layer.get_weights()])
        x = inputs("float32").swapaxes(0, 1)
        kept = dict(zip(("kernel", "recurrent_kernel", "bias"), layer.get_weights(), strict=True))
        output = keras.ops.convert_to_numpy(layer(x))
        entries |= {f"{name}/{part}": value for part, value in (kept | {"x": x, "output": output}).items()}
    return entries


def main() -> None:
    os.environ["KERAS_BACKEND"] = "torch"  # before Keras is imported, which reads it then
    import keras
    import torch

    entries: dict[str, Any] = {
        "text": MODULES.read_text("utf-8"),
        "torch": torch.__version__,
        "keras": keras.__version__,
    }
    apart = dict.fromkeys(TOLERANCE, 0.0)
    for case in CASES:
        mine = made(forecaster(*case))
        entries |= {f"{title(*case)}/given/{name}": value for name, value in given(*case).items()}
        entries |= {f"{title(*case)}/made/{name}": value for name, value in mine.items()}
        difference = np.abs(mine["forecast"] - forecaster(*case).predict(inputs(case[2]))).max()
        apart[case[2]] = max(apart[case[2]], float(difference))
    refusals()
    entries |= {f"columns/{name}": value for name, value in made(of_columns(), columns=3).items()}
    entries |= {f"classes/{name}": value for name, value in made(of_classes(), learner=Classifier).items()}
    parts = {"batch first": axes(), "start": starts(), "keras": keras_layers()}
    entries |= {f"{part}/{name}": value for part, found in parts.items() for name, value in found.items()}
    for dtype, difference in apart.items():
        print(f"to_torch and ours, {dtype}: at most {difference:.1e} apart in {len(CASES) // 2} networks")
        assert difference <= TOLERANCE[dtype]
    np.savez_compressed(RECORD, allow_pickle=False, **{name: np.asarray(value) for name, value in entries.items()})


if __name__ == "__main__":
    main()
