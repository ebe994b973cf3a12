"""How well and how fast the practical is learned: ours (numpy), PyTorch and Keras, by the same recipe in one run.

50 steps in, 5 out; the same batches, schedule, clipping, Adam and validation for all three (lstm_lesson/practical.py);
each library's own start of the weights, with forget bias 1 and the head's bias at ½. One thread.

    python3 course.py bench damped_sine
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

from lstm_lesson import practical
from lstm_lesson.comparison import forecasts
from lstm_lesson.optimise import one_cycle

SEEDS = range(5)
BETAS = (0.9, 0.99)  # as in lstm_lesson.optimise.Adam
VALIDATE_EVERY = 100
LIMITS = "to reach: MAE at most 0.0010, in at most 12 s on one quiet core"
Trained = tuple[np.ndarray, float]  # forecasts on the test set, seconds of training


def ours(seed: int) -> Trained:
    forecaster = practical.new_forecaster(seed)
    start = time.perf_counter()
    for _ in practical.fit(forecaster, seed):
        pass
    return forecaster.predict(practical.final_test_set()[0]), time.perf_counter() - start


def keep_best(train_step: Callable, validation_loss: Callable, weights: Callable, seed: int) -> tuple[object, float]:
    """Train by the practical's recipe; return the weights with the lowest validation loss, and the seconds it took."""
    next_batch = practical.training_batches(seed)
    lowest, best = np.inf, weights()
    start = time.perf_counter()
    for step in range(practical.STEPS):
        x, y = next_batch()
        train_step(x, y, practical.LEARNING_RATE * one_cycle(step, practical.STEPS))
        if (step + 1) % VALIDATE_EVERY == 0:
            loss = validation_loss()
            if loss < lowest:
                lowest, best = loss, weights()
    return best, time.perf_counter() - start


def pytorch(seed: int) -> Trained:
    torch.manual_seed(seed)
    H = practical.N_HIDDEN
    lstm, head = torch.nn.LSTM(1, H), torch.nn.Linear(H, practical.N_AHEAD)
    with torch.no_grad():
        for bias, forget in ((lstm.bias_ih_l0, 1.0), (lstm.bias_hh_l0, 0.0)):
            bias.zero_()
            bias[H : 2 * H] = forget
        head.bias.fill_(0.5)
    both = torch.nn.ModuleList([lstm, head])
    adam = torch.optim.Adam(both.parameters(), betas=BETAS, fused=True)
    x_validation, y_validation = (torch.from_numpy(a.astype(np.float32)) for a in practical.validation_set())

    def forecast(x: torch.Tensor) -> torch.Tensor:
        return head(lstm(x)[0][-1])

    def train_step(x: np.ndarray, y: np.ndarray, learning_rate: float) -> None:
        adam.param_groups[0]["lr"] = learning_rate
        adam.zero_grad()
        targets = torch.from_numpy(y.astype(np.float32))
        torch.nn.functional.mse_loss(forecast(torch.from_numpy(x.astype(np.float32))), targets).backward()
        torch.nn.utils.clip_grad_norm_(both.parameters(), 1.0)
        adam.step()

    def validation_loss() -> float:
        with torch.no_grad():
            return torch.nn.functional.mse_loss(forecast(x_validation), y_validation).item()

    def weights() -> dict:
        return {name: w.detach().clone() for name, w in both.state_dict().items()}

    best, seconds = keep_best(train_step, validation_loss, weights, seed)
    both.load_state_dict(best)
    with torch.no_grad():
        return forecast(torch.from_numpy(practical.final_test_set()[0].astype(np.float32))).numpy(), seconds


def keras_on_torch(seed: int) -> Trained:
    keras.utils.set_random_seed(seed)
    head = keras.layers.Dense(practical.N_AHEAD, bias_initializer=keras.initializers.Constant(0.5))
    # Keras starts the forget bias at 1 of itself.
    model = keras.Sequential([keras.Input((practical.N_IN, 1)), keras.layers.LSTM(practical.N_HIDDEN), head])
    adam = keras.optimizers.Adam(beta_1=BETAS[0], beta_2=BETAS[1], global_clipnorm=1.0)
    model.compile(optimizer=adam, loss="mse")
    x_validation, y_validation = practical.validation_set()
    x_validation = x_validation.transpose(1, 0, 2)

    def train_step(x: np.ndarray, y: np.ndarray, learning_rate: float) -> None:
        adam.learning_rate = learning_rate
        model.train_on_batch(x.transpose(1, 0, 2), y)

    def validation_loss() -> float:
        return float(np.mean((model.predict_on_batch(x_validation) - y_validation) ** 2))

    best, seconds = keep_best(train_step, validation_loss, model.get_weights, seed)
    model.set_weights(best)
    return model.predict_on_batch(practical.final_test_set()[0].transpose(1, 0, 2)), seconds


def mean_absolute_error(forecast: np.ndarray) -> float:
    return float(np.abs(forecast - practical.final_test_set()[1]).mean())


def print_baselines() -> None:
    x, _ = practical.final_test_set()
    each = forecasts(practical.recorded(), x[:, :, 0], practical.final_test_periods())
    print("MAE on 1,000 held-out sequences")
    for name in ("last_value", "constant", "one_period_back", "ar2"):
        print(f"  {name:16s} {mean_absolute_error(each[name]):.2g}")
    print(f"  {'recorded weights':16s} {mean_absolute_error(each['forecast']):.2g}")


def main() -> None:
    torch.set_num_threads(1)
    print_baselines()
    print(f"\n{practical.STEPS} steps, batch {practical.BATCH_SIZE}, one layer of {practical.N_HIDDEN}; {LIMITS}")
    print("seed   ours: MAE      s   PyTorch: MAE      s     Keras: MAE      s")
    means = {ours: "ours", pytorch: "PyTorch", keras_on_torch: "Keras"}
    seconds: dict[str, list[float]] = {name: [] for name in means.values()}
    for seed in SEEDS:
        line = f"{seed:4d}"
        for train, name in means.items():
            forecast, taken = train(seed)
            seconds[name].append(taken)
            line += f"        {mean_absolute_error(forecast):.5f} {taken:6.1f}"
        print(line, flush=True)
    medians = ", ".join(f"{name} {statistics.median(taken):.1f} s" for name, taken in seconds.items())
    print(f"median seconds: {medians}")


if __name__ == "__main__":
    main()
