"""How well and how fast the practical is learned: ours (numpy), PyTorch and Keras, by the same recipe in one run.

50 steps in, 5 out; the same batches, schedule, clipping, Adam and validation for all three, as they stand in
lstm_lesson/studies/sine_forecast.py; each library's own start of the weights, with forget bias 1 and the head's bias at
½. One thread.

    python3 course.py bench damped_sine
"""

import os

# Before numpy and torch are imported, which read it then.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
os.environ["KERAS_BACKEND"] = "torch"

import statistics
import time

import keras
import numpy as np
import torch
from _recipe import BETAS, TorchForecaster, keep_best

from lstm_lesson.lessons.n11_damped_sine.numbers import forecasts
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.sine_forecast import N_AHEAD, N_HIDDEN, N_IN, TASK
from lstm_lesson.training.task import USUAL

SEEDS = range(5)
LIMITS = "to reach: MAE at most 0.0010, in at most 12 s on one quiet core"
Trained = tuple[np.ndarray, float]  # forecasts on the test set, seconds of training


def ours(seed: int) -> Trained:
    start = time.perf_counter()
    forecaster, _ = TASK.trained("LSTM", seed=seed)
    return forecaster.predict(TASK.test_set()[0]), time.perf_counter() - start


def pytorch(seed: int) -> Trained:
    network = TorchForecaster(TASK, USUAL, seed)
    seconds = network.train()
    return network.predict(TASK.test_set()[0]), seconds


def keras_on_torch(seed: int) -> Trained:
    keras.utils.set_random_seed(seed)
    head = keras.layers.Dense(N_AHEAD, bias_initializer=keras.initializers.Constant(TASK.constant))
    # Keras starts the forget bias at 1 of itself.
    model = keras.Sequential([keras.Input((N_IN, 1)), keras.layers.LSTM(N_HIDDEN), head])
    adam = keras.optimizers.Adam(beta_1=BETAS[0], beta_2=BETAS[1], global_clipnorm=USUAL.clip)
    model.compile(optimizer=adam, loss="mse")
    x_validation, y_validation = TASK.validation_set()
    x_validation = x_validation.transpose(1, 0, 2)

    def train_step(x: np.ndarray, y: np.ndarray, learning_rate: float) -> None:
        adam.learning_rate = learning_rate
        model.train_on_batch(x.transpose(1, 0, 2), y)

    def validation_loss() -> float:
        return float(np.mean((model.predict_on_batch(x_validation) - y_validation) ** 2))

    best, seconds = keep_best(TASK, USUAL, seed, train_step, validation_loss, model.get_weights)
    model.set_weights(best)
    return model.predict_on_batch(TASK.test_set()[0].transpose(1, 0, 2)), seconds


def mean_absolute_error(forecast: np.ndarray) -> float:
    return TASK.score(forecast, TASK.test_set()[1])


def print_baselines() -> None:
    x, _ = TASK.test_set()
    each = forecasts(sine_forecast.recorded(), x[:, :, 0], sine_forecast.final_test_periods())
    print("MAE on 1,000 held-out sequences")
    for name in ("last_value", "constant", "one_period_back", "ar2"):
        print(f"  {name:16s} {mean_absolute_error(each[name]):.2g}")
    print(f"  {'recorded weights':16s} {mean_absolute_error(each['forecast']):.2g}")


def main() -> None:
    torch.set_num_threads(1)
    print_baselines()
    size = f"batch {TASK.batch_size}, one layer of {N_HIDDEN}"
    print(f"\n{TASK.steps} steps, {size}; {LIMITS}")
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
