"""How well and how fast the adding problem is learned: our LSTM (numpy), PyTorch's nn.LSTM, and our plain RNN.

Add the two marked ones of 100 or 500 numbers; which variant: lstm_lesson/studies/adding.py, and the recipe as well. All
three get the same problems, steps, schedule, clipping, Adam and validation; both LSTMs the same units and start of the
biases, the RNN the learning rate that was best for it when it was recorded. One thread; seconds are the processor's, so
that other programs count little.

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

from lstm_lesson.studies import adding
from lstm_lesson.studies.adding import task

SEEDS = range(5)
LIMITS = {100: (5, 15.0), 500: (4, 120.0)}  # length: seeds that our LSTM must solve, seconds for each
Trained = tuple[float, float]  # mean squared error on the test problems, processor seconds of training


def ours(learner: str, length: int, seed: int) -> Trained:
    start = time.process_time()
    network, _ = task(length).trained(learner, adding.recorded()[learner, length].settings, seed)
    return task(length).test_score(network), time.process_time() - start


def pytorch(length: int, seed: int) -> Trained:
    network = TorchForecaster(task(length), adding.LSTM_SETTINGS[length], seed)
    start = time.process_time()
    network.train()
    seconds = time.process_time() - start
    x, y = task(length).test_set()
    return task(length).score(network.predict(x), y), seconds


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
    print(f"always answering 1: {task(length).constant_error():.4f}")
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
