"""How long one training step takes: ours (numpy), PyTorch's and Keras's, side by side in one run, LSTM, GRU and RNN.

A step is forward, head, squared error, backward and Adam, on ready-made data: T = 50, one input, 5 outputs, float32,
one thread. Each round times all in turn, so that a slower machine slows all; every ratio is taken within a round. "per
weight of the LSTM" is how long a kind takes for each of its weights, as a multiple of what our LSTM takes for one of
its own: 1 is as fast, more is slower. Keras, which is far behind, runs the LSTM alone.

    python3 course.py bench training_step
"""

import os

# Before numpy and torch are imported, which read it then.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
os.environ["KERAS_BACKEND"] = "torch"

import statistics
import time
from collections.abc import Callable

import keras
import numpy as np
import torch
from _machine import ForeignLoad

from lstm_lesson import GRU, LSTM, RNN, Forecaster
from lstm_lesson.nn.cells import Cell
from lstm_lesson.training.fast_network import FastNetwork
from lstm_lesson.training.optimise import Adam

T, N_AHEAD, LEARNING_RATE = 50, 5, 1e-3
SIZES = [(10, 20, 1), (32, 20, 1), (64, 20, 1), (10, 64, 1), (32, 64, 1), (32, 20, 2), (32, 64, 2)]  # B, H, layers
KINDS: tuple[type[Cell], ...] = (LSTM, GRU, RNN)
ROUNDS = 11
STEPS = {"ours": 100, "PyTorch": 100, "Keras": 5}  # timed at a stretch
Step = Callable[[], object]


def ours(cell: type[Cell], x: np.ndarray, y: np.ndarray, H: int, layers: int) -> Step:
    network = FastNetwork(1, H, Forecaster(1, H, N_AHEAD, cell=cell, layers=layers).weights, cell=cell)
    adam = Adam(network.parameters)

    def step() -> None:
        _, gradient = network.loss_and_gradient(x, y)
        adam.update(gradient, LEARNING_RATE)

    return step


def pytorch(cell: type[Cell], x: np.ndarray, y: np.ndarray, H: int, layers: int) -> Step:
    recurrent, head = getattr(torch.nn, cell.__name__)(1, H, num_layers=layers), torch.nn.Linear(H, N_AHEAD)
    adam = torch.optim.Adam([*recurrent.parameters(), *head.parameters()], lr=LEARNING_RATE, fused=True)
    inputs, targets = torch.from_numpy(x), torch.from_numpy(y)

    def step() -> None:
        adam.zero_grad()
        hidden, _ = recurrent(inputs)
        torch.nn.functional.mse_loss(head(hidden[-1]), targets).backward()
        adam.step()

    return step


def keras_on_torch(x: np.ndarray, y: np.ndarray, H: int, layers: int) -> Step:
    stack = [keras.layers.LSTM(H, return_sequences=layer < layers - 1) for layer in range(layers)]
    model = keras.Sequential([keras.Input((T, 1)), *stack, keras.layers.Dense(N_AHEAD)])
    model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE), loss="mse")
    batch_first = np.ascontiguousarray(x.transpose(1, 0, 2))
    return lambda: model.train_on_batch(batch_first, y)


def n_weights(cell: type[Cell], H: int, layers: int) -> int:
    return sum(w.size for w in Forecaster(1, H, N_AHEAD, cell=cell, layers=layers).weights.values())


def seconds_per_step(step: Step, steps: int) -> float:
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return (time.perf_counter() - start) / steps


def spread(values: list[float], unit: str) -> str:
    return f"{statistics.median(values):7.2f}{unit} ({min(values):.2f} to {max(values):.2f})"


def ratios(above: list[float], below: list[float], factor: float = 1.0) -> list[float]:
    return [factor * a / b for a, b in zip(above, below, strict=True)]


def measure(B: int, H: int, layers: int) -> None:
    """Time all steps of one size in alternating rounds, and print milliseconds and ratios."""
    rng = np.random.default_rng(0)
    x, y = rng.random((T, B, 1), np.float32), rng.random((B, N_AHEAD), np.float32)
    steps: dict[tuple[str, str], Step] = {}
    for cell in KINDS:
        steps["ours", cell.__name__] = ours(cell, x, y, H, layers)
        steps["PyTorch", cell.__name__] = pytorch(cell, x, y, H, layers)
    steps["Keras", "LSTM"] = keras_on_torch(x, y, H, layers)
    for (who, _), step in steps.items():
        seconds_per_step(step, STEPS[who] // 5)  # warm up
    taken: dict[tuple[str, str], list[float]] = {key: [] for key in steps}
    for number in range(ROUNDS):
        for key in list(steps)[:: 1 if number % 2 else -1]:
            taken[key].append(1000 * seconds_per_step(steps[key], STEPS[key[0]]))

    weights = {cell.__name__: n_weights(cell, H, layers) for cell in KINDS}
    print(f"B = {B}, H = {H}, {layers} layer{'s' if layers > 1 else ''}")
    for (who, kind), milliseconds in taken.items():
        line = f"  {who:8s}{kind:5s} {spread(milliseconds, ' ms')}   "
        if who == "ours":
            per_weight = ratios(milliseconds, taken["ours", "LSTM"], weights["LSTM"] / weights[kind])
            line += f"{spread(per_weight, ' × per weight of the LSTM')}"
        else:
            line += f"{spread(ratios(milliseconds, taken['ours', kind]), ' × ours')}"
        print(line, flush=True)


def main() -> None:
    torch.set_num_threads(1)
    print(f"one training step, T = {T}, float32, one thread: median of {ROUNDS} alternating rounds (lowest to highest)")
    print(f"numpy {np.__version__}, torch {torch.__version__}, keras {keras.__version__}\n")
    load = ForeignLoad()
    load.start()
    for size in SIZES:
        measure(*size)
    load.stop()
    print(f"other programs kept {load.seen[0]:.2f} processors busy")


if __name__ == "__main__":
    main()
