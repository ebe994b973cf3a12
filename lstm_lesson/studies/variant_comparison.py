"""The race of the nine variants, run once with the same care for each, and kept.

Every variant gets on either task 10 hidden units, 1,000 steps of 16 sequences and clipping at 1. Four learning rates
and, where there is a forget gate, three biases for it to begin with are tried with three seeds that take no further
part; the pair with the lowest median error on validation sequences is the variant's own. Ten other seeds are then
trained with that bias, and with each of the four learning rates; what is compared is the error on test sequences.

CIFG's input gate begins nearly shut where its forget gate begins open, since f = 1 − i. To tell that start from the
coupling, V runs once more with its input gate begun like that: "V, i shut".

    python -m lstm_lesson.studies.variant_comparison      runs it anew, in about twelve minutes of one processor
"""

import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np

from lstm_lesson.nn.variants import VARIANTS
from lstm_lesson.studies.mann_whitney import rank_test
from lstm_lesson.studies.side_by_side import STEPS, TASKS, VALIDATE_EVERY, Runs
from lstm_lesson.training import saved
from lstm_lesson.training.race import Race

LEARNING_RATES, FORGET_BIASES = (0.01, 0.03, 0.1, 0.3), (1.0, 3.0, 5.0)
SEEDS, CHOOSING_SEEDS = tuple(range(10)), (100, 101, 102)
I_SHUT = "V, i shut"  # V begun with b_i = −b_f
ENTRANTS = (*VARIANTS, I_SHUT)
LIVE, LIVE_SEEDS = ("V", "NFG", "NOAF", "CIFG"), (200, 201, 202, 203, 204)
SIGNIFICANT = 0.05 / (len(VARIANTS) - 1)  # Bonferroni: eight comparisons with V on each task, as in the paper
RECORDED = Path(__file__).parent / "variant_comparison.npz"


@dataclass(frozen=True)
class Results:
    """One entrant on one task: mean squared errors, by learning rate and seed, with the forget bias that was best.

    choosing (biases, 4, 3): the lowest on validation sequences, of the seeds that choose; biases is 1 where there is no
    forget gate. validation (4, 10, looks): the lowest so far after each 50 steps. test, diverged: (4, 10).
    """

    choosing: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    diverged: np.ndarray

    @property
    def best(self) -> tuple[int, int]:
        """The places of the best forget bias and of the best learning rate."""
        medians = np.median(self.choosing, axis=-1)
        bias, rate = np.unravel_index(np.argmin(medians), medians.shape)
        return int(bias), int(rate)

    @property
    def forget_bias(self) -> float | None:
        """The forget bias that was best; None where there is no forget gate."""
        return FORGET_BIASES[self.best[0]] if len(self.choosing) > 1 else None

    @property
    def learning_rate(self) -> float:
        """The learning rate that was best."""
        return LEARNING_RATES[self.best[1]]

    @property
    def errors(self) -> np.ndarray:
        """The test errors of the ten seeds at the best settings."""
        return self.test[self.best[1]]


def entered(name: str, task: str, settings: Iterable[tuple[float, float, int]]) -> Runs:
    """Return the untrained runs of an entrant: one for each forget bias, learning rate and seed."""
    biases, rates, seeds = zip(*settings, strict=True)
    if name == I_SHUT:
        return Runs("V", task, rates, seeds, biases, [-bias for bias in biases])
    return Runs(name, task, rates, seeds, biases)


def choose(name: str, task: str, steps: int = STEPS) -> np.ndarray:
    """Return the validation errors (biases, rates, seeds) by which an entrant's settings are chosen."""
    biases = FORGET_BIASES[:1] if name == "NFG" else FORGET_BIASES
    trained = entered(name, task, product(biases, LEARNING_RATES, CHOOSING_SEEDS))
    for _ in trained.fit(steps):
        pass
    return trained.error.reshape(len(biases), len(LEARNING_RATES), -1)


def measure(entry: tuple[str, str]) -> tuple[Results, float]:
    """Choose an entrant's settings on a task, train it, test it; return the results, and the seconds of processor."""
    start, (task, name) = time.process_time(), entry
    choosing = choose(name, task)
    bias = FORGET_BIASES[int(np.argmin(np.median(choosing, axis=-1).min(axis=1)))]
    trained = entered(name, task, product([bias], LEARNING_RATES, SEEDS))
    looks, shape = [], (len(LEARNING_RATES), len(SEEDS))
    for progress in trained.fit():
        if progress.step % VALIDATE_EVERY == 0:
            looks.append(trained.error.reshape(shape).copy())
    parts = np.stack(looks, axis=-1), trained.test_error().reshape(shape), trained.diverged.reshape(shape)
    return Results(choosing, *parts), time.process_time() - start


@cache
def recorded() -> dict[str, dict[str, Results]]:
    """Return what came out of `python -m lstm_lesson.studies.variant_comparison`: results[task][entrant]."""
    _, arrays = saved.read(RECORDED, ("command", "steps"))
    return {
        task: {name: Results(*(arrays[f"{task}.{name}.{part}"] for part in _PARTS)) for name in ENTRANTS}
        for task in TASKS
    }


_PARTS = ("choosing", "validation", "test", "diverged")


@dataclass(frozen=True)
class Standing:
    """How the variants compare with V at one choice of learning rates; each entry by task, then by variant.

    errors (10,): test errors by seed. times_v: the median over V's median. p: of the rank test against V.
    """

    errors: dict[str, dict[str, np.ndarray]]
    times_v: dict[str, dict[str, float]]
    p: dict[str, dict[str, float]]

    def named(self, task: str, *, worse: bool) -> list[str]:
        """Name the variants that are significantly worse, or better, than V on a task; the furthest from V first."""
        times, p = self.times_v[task], self.p[task]
        found = [name for name in VARIANTS if p[name] < SIGNIFICANT and (times[name] > 1) == worse]
        return sorted(found, key=lambda name: times[name], reverse=worse)


@cache
def standing(rate: int = 0) -> Standing:
    """Return how the variants compare with learning rate number 1, 2, 3 or 4 for all; 0: with the best for each."""
    if rate not in range(len(LEARNING_RATES) + 1):
        raise ValueError(f"rate must be a whole number from 0 to {len(LEARNING_RATES)}; got {rate!r}")
    errors = {
        task: {name: of[name].test[rate - 1] if rate else of[name].errors for name in VARIANTS}
        for task, of in recorded().items()
    }
    medians = {task: {name: float(np.median(e)) for name, e in of.items()} for task, of in errors.items()}
    times_v = {task: {name: median / of["V"] for name, median in of.items()} for task, of in medians.items()}
    p = {task: {name: rank_test(e, of["V"]) for name, e in of.items()} for task, of in errors.items()}
    return Standing(errors, times_v, p)


def live_race(task: str) -> Race:
    """Return the untrained race that a class can run itself: four variants, each with its best settings, new seeds.

    The two that the paper calls critical, one that it calls harmless, and V.
    """

    def runs(name: str) -> Runs:
        best = recorded()[task][name]
        return Runs(name, task, [best.learning_rate] * len(LIVE_SEEDS), LIVE_SEEDS, best.forget_bias or 1.0)

    learners = {name: runs(name) for name in LIVE}
    return Race(
        learners,
        lambda name: learners[name].fit(),
        lambda runs: float(np.median(runs.error)),
        steps=STEPS,
        note_every=VALIDATE_EVERY,
    )


def _record() -> None:
    entries, arrays, seconds = list(product(TASKS, ENTRANTS)), {}, 0.0
    with ProcessPoolExecutor() as pool:
        for (task, name), (found, taken) in zip(entries, pool.map(measure, entries), strict=True):
            for part in _PARTS:
                values = getattr(found, part)
                arrays[f"{task}.{name}.{part}"] = values if part == "diverged" else values.astype(np.float32)
            seconds += taken
            settings = f"rate {found.learning_rate:<5} forget bias {found.forget_bias or '-'}"
            print(f"{task:7}{name:11}{settings}  median {np.median(found.errors):.2e}  {taken:.0f} s", flush=True)
    saved.write(RECORDED, {"command": "python -m lstm_lesson.studies.variant_comparison", "steps": STEPS}, arrays)
    print(f"{seconds / 60:.0f} minutes of one processor")


if __name__ == "__main__":
    _record()
