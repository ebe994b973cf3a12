"""How well and how fast the adding problem is learned: our LSTM (numpy), PyTorch's nn.LSTM, and our plain RNN.

Add the two marked ones of 100 or 500 numbers; which variant: lstm_lesson/adding.py, and the recipe as well. All three
get the same problems, steps, schedule, clipping, Adam and validation; both LSTMs the same units and start of the
biases, the RNN the learning rate that was best for it when lstm_lesson/adding_record.py measured it. One thread;
seconds are the processor's, so that other programs count little.

    python3 course.py bench adding_problem             T = 100 and T = 500
    python3 course.py bench adding_problem --short     T = 100 alone
"""

import os

# Before numpy and torch are imported, which read it then.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"

import statistics
import sys
import time

import torch
from _machine import ForeignLoad
from _recipe import TorchForecaster

from lstm_lesson.studies import adding, adding_record
from lstm_lesson.training.network import squared_error

SEEDS = range(5)
LIMITS = {100: (5, 15.0), 500: (4, 120.0)}  # length: seeds that our LSTM must solve, seconds for each
Trained = tuple[float, float]  # mean squared error on the test problems, processor seconds of training


def ours(learner: str, length: int, seed: int) -> Trained:
    settings = adding_record.recorded()[learner, length].settings
    start = time.process_time()
    network, _ = adding_record.trained(learner, length, settings, seed)
    return adding.error_on_test(network, length), time.process_time() - start


def pytorch(length: int, seed: int) -> Trained:
    settings, validation = adding.LSTM_SETTINGS[length], adding.validation_set(length)
    biases = {"forget_bias": settings.forget_bias, "input_bias": settings.input_bias, "head_bias": adding.MEAN_SUM}
    network = TorchForecaster(2, adding.UNITS["LSTM"], 1, validation, seed=seed, **biases)
    start = time.process_time()
    network.train(
        adding.adding_batches(length, rng=seed),
        steps=adding.STEPS[length],
        learning_rate=settings.learning_rate,
        validate_every=adding.VALIDATE_EVERY,
        enough=adding.GOOD_ENOUGH,
    )
    seconds = time.process_time() - start
    x, y = adding.final_test_set(length)
    return squared_error(network.predict(x), y), seconds


def measure(length: int) -> bool:
    """Print every seed's error and seconds, and whether our LSTM keeps its limits; return that."""
    learners = {
        "our LSTM": lambda seed: ours("LSTM", length, seed),
        "PyTorch": lambda seed: pytorch(length, seed),
        "our RNN": lambda seed: ours("RNN", length, seed),
    }
    print(
        f"\nT = {length}, at most {adding.STEPS[length]:,} steps: mean squared error on the test problems, and seconds"
    )
    print(f"always answering 1: {adding.error_of_constant(adding.final_test_set(length)[1]):.4f}")
    print("seed" + "".join(f"{name:>17}      s" for name in learners))
    found: dict[str, list[Trained]] = {name: [] for name in learners}
    for seed in SEEDS:
        line = f"{seed:4d}"
        for name, train in learners.items():
            found[name].append(train(seed))
            error, seconds = found[name][-1]
            line += f"{error:17.6f} {seconds:6.1f}"
        print(line, flush=True)
    for name, each in found.items():
        solved = sum(error <= adding.BOUND for error, _ in each)
        print(f"{name}: {solved} of {len(SEEDS)} solved, median {statistics.median(s for _, s in each):.1f} s")
    wanted, limit = LIMITS[length]
    good = sum(error <= adding.BOUND and seconds <= limit for error, seconds in found["our LSTM"])
    print(f"our LSTM at or below {adding.BOUND} within {limit:.0f} s: {good} seeds, {wanted} wanted: ", end="")
    print("passed" if good >= wanted else "FAILED")
    return good >= wanted


def main() -> None:
    torch.set_num_threads(1)
    load = ForeignLoad()
    load.start()
    passed = [measure(length) for length in (adding.LENGTHS[:1] if "--short" in sys.argv else adding.LENGTHS)]
    load.stop()
    print(f"other programs kept {load.seen[0]:.2f} processors busy")
    sys.exit(not all(passed))


if __name__ == "__main__":
    main()
