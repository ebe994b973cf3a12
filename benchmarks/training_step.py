"""How long one training step takes: ours (numpy), PyTorch's nn.LSTM and Keras's, side by side in one run.

A step is forward, head, squared error, backward and Adam, on ready-made data: T = 50, one input, 5 outputs, float32,
one thread. Each round times all three in turn, so that a slower machine slows all; the ratio is taken within a round.

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

from lstm_lesson import Forecaster
from lstm_lesson.training.fast_network import FastNetwork
from lstm_lesson.training.optimise import Adam

T, N_AHEAD, LEARNING_RATE = 50, 5, 1e-3
SIZES = [(10, 20), (32, 20), (64, 20), (10, 64), (32, 64)]  # B, H
ROUNDS = 11
STEPS = {"ours": 150, "PyTorch": 150, "Keras": 5}  # timed at a stretch
Step = Callable[[], object]


def ours(x: np.ndarray, y: np.ndarray, H: int) -> Step:
    network = FastNetwork(1, H, Forecaster(1, H, N_AHEAD).weights)
    adam = Adam(network.parameters)

    def step() -> None:
        _, gradient = network.loss_and_gradient(x, y)
        adam.update(gradient, LEARNING_RATE)

    return step


def pytorch(x: np.ndarray, y: np.ndarray, H: int) -> Step:
    lstm, head = torch.nn.LSTM(1, H), torch.nn.Linear(H, N_AHEAD)
    adam = torch.optim.Adam([*lstm.parameters(), *head.parameters()], lr=LEARNING_RATE, fused=True)
    inputs, targets = torch.from_numpy(x), torch.from_numpy(y)

    def step() -> None:
        adam.zero_grad()
        hidden, _ = lstm(inputs)
        torch.nn.functional.mse_loss(head(hidden[-1]), targets).backward()
        adam.step()

    return step


def keras_on_torch(x: np.ndarray, y: np.ndarray, H: int) -> Step:
    layers = [keras.Input((T, 1)), keras.layers.LSTM(H), keras.layers.Dense(N_AHEAD)]
    model = keras.Sequential(layers)
    model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE), loss="mse")
    batch_first = np.ascontiguousarray(x.transpose(1, 0, 2))
    return lambda: model.train_on_batch(batch_first, y)


def seconds_per_step(step: Step, steps: int) -> float:
    start = time.perf_counter()
    for _ in range(steps):
        step()
    return (time.perf_counter() - start) / steps


def spread(values: list[float], unit: str) -> str:
    return f"{statistics.median(values):7.2f}{unit} ({min(values):.2f} to {max(values):.2f})"


def main() -> None:
    torch.set_num_threads(1)
    print(f"one training step, T = {T}, float32, one thread: median of {ROUNDS} alternating rounds (lowest to highest)")
    print(f"numpy {np.__version__}, torch {torch.__version__}, keras {keras.__version__}\n")
    for B, H in SIZES:
        rng = np.random.default_rng(0)
        x, y = rng.random((T, B, 1), np.float32), rng.random((B, N_AHEAD), np.float32)
        steps = {"ours": ours(x, y, H), "PyTorch": pytorch(x, y, H), "Keras": keras_on_torch(x, y, H)}
        for name, step in steps.items():
            seconds_per_step(step, STEPS[name] // 5)  # warm up
        taken: dict[str, list[float]] = {name: [] for name in steps}
        for number in range(ROUNDS):
            for name in list(steps)[:: 1 if number % 2 else -1]:
                taken[name].append(1000 * seconds_per_step(steps[name], STEPS[name]))
        print(f"B = {B}, H = {H}")
        for name, milliseconds in taken.items():
            ratios = [theirs / own for theirs, own in zip(milliseconds, taken["ours"], strict=True)]
            print(f"  {name:8s} {spread(milliseconds, ' ms')}   {spread(ratios, ' × ours')}")


if __name__ == "__main__":
    main()
