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
from typing import Any

import keras
import numpy as np
import torch
from _recipe import BETAS, CLIP, TorchForecaster, keep_best

from lstm_lesson.lessons.n11_damped_sine.numbers import forecasts
from lstm_lesson.studies import sine_forecast

SEEDS = range(5)
RECIPE: dict[str, Any] = {"steps": sine_forecast.STEPS, "learning_rate": sine_forecast.LEARNING_RATE}
LIMITS = "to reach: MAE at most 0.0010, in at most 12 s on one quiet core"
Trained = tuple[np.ndarray, float]  # forecasts on the test set, seconds of training


def ours(seed: int) -> Trained:
    forecaster = sine_forecast.new_forecaster(seed)
    start = time.perf_counter()
    for _ in sine_forecast.fit(forecaster, seed):
        pass
    return forecaster.predict(sine_forecast.final_test_set()[0]), time.perf_counter() - start


def pytorch(seed: int) -> Trained:
    H, validation = sine_forecast.N_HIDDEN, sine_forecast.validation_set()
    network = TorchForecaster(1, H, sine_forecast.N_AHEAD, validation, seed=seed, head_bias=0.5)
    seconds = network.train(sine_forecast.training_batches(seed), **RECIPE)
    return network.predict(sine_forecast.final_test_set()[0]), seconds


def keras_on_torch(seed: int) -> Trained:
    keras.utils.set_random_seed(seed)
    head = keras.layers.Dense(sine_forecast.N_AHEAD, bias_initializer=keras.initializers.Constant(0.5))
    # Keras starts the forget bias at 1 of itself.
    model = keras.Sequential([keras.Input((sine_forecast.N_IN, 1)), keras.layers.LSTM(sine_forecast.N_HIDDEN), head])
    adam = keras.optimizers.Adam(beta_1=BETAS[0], beta_2=BETAS[1], global_clipnorm=CLIP)
    model.compile(optimizer=adam, loss="mse")
    x_validation, y_validation = sine_forecast.validation_set()
    x_validation = x_validation.transpose(1, 0, 2)

    def train_step(x: np.ndarray, y: np.ndarray, learning_rate: float) -> None:
        adam.learning_rate = learning_rate
        model.train_on_batch(x.transpose(1, 0, 2), y)

    def validation_loss() -> float:
        return float(np.mean((model.predict_on_batch(x_validation) - y_validation) ** 2))

    next_batch = sine_forecast.training_batches(seed)
    best, seconds = keep_best(train_step, validation_loss, model.get_weights, next_batch, **RECIPE)
    model.set_weights(best)
    return model.predict_on_batch(sine_forecast.final_test_set()[0].transpose(1, 0, 2)), seconds


def mean_absolute_error(forecast: np.ndarray) -> float:
    return float(np.abs(forecast - sine_forecast.final_test_set()[1]).mean())


def print_baselines() -> None:
    x, _ = sine_forecast.final_test_set()
    each = forecasts(sine_forecast.recorded(), x[:, :, 0], sine_forecast.final_test_periods())
    print("MAE on 1,000 held-out sequences")
    for name in ("last_value", "constant", "one_period_back", "ar2"):
        print(f"  {name:16s} {mean_absolute_error(each[name]):.2g}")
    print(f"  {'recorded weights':16s} {mean_absolute_error(each['forecast']):.2g}")


def main() -> None:
    torch.set_num_threads(1)
    print_baselines()
    size = f"batch {sine_forecast.BATCH_SIZE}, one layer of {sine_forecast.N_HIDDEN}"
    print(f"\n{sine_forecast.STEPS} steps, {size}; {LIMITS}")
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
