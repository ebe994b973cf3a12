"""The race of the nine variants, run once with the same care for each, and kept.

Every variant gets on either task 10 hidden units, 1,000 steps of 16 sequences and clipping at 1. Four learning rates
and, where there is a forget gate, three biases for it to begin with are tried with three seeds that take no further
part; the pair with the lowest median error on validation sequences is the variant's own. Ten other seeds are then
trained with that bias, and with each of the four learning rates; what is compared is the error on test sequences.

CIFG's input gate begins nearly shut where its forget gate begins open, since f = 1 − i. To tell that start from the
coupling, V runs once more with its input gate begun like that: "V, i shut".

    python -m lstm_lesson.studies.variant_comparison      runs it anew, in about twelve minutes of one processor
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product
from typing import Annotated

import numpy as np

from lstm_lesson.nn.variants import VARIANTS
from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.studies.side_by_side import STEPS, TASKS, VALIDATE_EVERY, Runs
from lstm_lesson.training.race import Race
from lstm_lesson.training.recording import Recording
from lstm_lesson.training.task import Settings
from lstm_lesson.validate import shown

LEARNING_RATES, FORGET_BIASES = (0.01, 0.03, 0.1, 0.3), (1.0, 3.0, 5.0)
SEEDS, CHOOSING_SEEDS = tuple(range(10)), (100, 101, 102)
I_SHUT = "V, i shut"  # V begun with b_i = −b_f
ENTRANTS = (*VARIANTS, I_SHUT)
LIVE, LIVE_SEEDS = ("V", "NFG", "NOAF", "CIFG"), (200, 201, 202, 203, 204)
COMPARISONS = len(TASKS) * (len(VARIANTS) - 1)  # with V: eight on each task
SIGNIFICANT = 0.05 / COMPARISONS  # Bonferroni: what one comparison must be below, if there are so many


@dataclass(frozen=True)
class VariantResult:
    """One entrant on one task: mean squared errors, by learning rate and seed, with the forget bias that was best.

    choosing: the lowest on validation sequences, of the seeds that choose; there is one bias where there is no forget
    gate. validation: the lowest so far after each 50 steps.
    """

    choosing: Annotated[np.ndarray, "biases", 4, 3]
    validation: Annotated[np.ndarray, 4, 10, "looks"]
    test: Annotated[np.ndarray, 4, 10]
    diverged: Annotated[np.ndarray, 4, 10]

    @property
    def best(self) -> tuple[int, int]:
        """The places of the best forget bias and of the best learning rate."""
        return best_of(self.choosing)

    @property
    def settings(self) -> Settings:
        """The settings that were best."""
        return Settings(LEARNING_RATES[self.best[1]], FORGET_BIASES[self.best[0]])

    @property
    def errors(self) -> np.ndarray:
        """The test errors of the ten seeds at the best settings."""
        return self.test[self.best[1]]


def best_of(choosing: np.ndarray) -> tuple[int, int]:
    """Return the places of the forget bias and of the learning rate whose median error is the lowest."""
    medians = np.median(choosing, axis=-1)
    bias, rate = np.unravel_index(np.argmin(medians), medians.shape)
    return int(bias), int(rate)


def entered(name: str, task: str, settings: Sequence[Settings], seeds: Sequence[int]) -> Runs:
    """Return the untrained runs of an entrant: one with each of the settings and each seed."""
    if name == I_SHUT:
        name, settings = "V", [replace(of, input_bias=-of.forget_bias) for of in settings]
    return Runs(name, task, *zip(*product(settings, seeds), strict=True))


def choose(name: str, task: str, steps: int = STEPS) -> np.ndarray:
    """Return the validation errors (biases, rates, seeds) by which an entrant's settings are chosen."""
    biases = FORGET_BIASES[:1] if name == "NFG" else FORGET_BIASES
    every = [Settings(rate, bias) for bias, rate in product(biases, LEARNING_RATES)]
    trained = entered(name, task, every, CHOOSING_SEEDS)
    for _ in trained.fit(steps):
        pass
    return trained.error.reshape(len(biases), len(LEARNING_RATES), -1)


RECORDING = Recording("studies.variant_comparison")
KEYS = tuple(product(TASKS, ENTRANTS))


def measure(task: str, name: str) -> VariantResult:
    """Choose an entrant's settings on a task, train it, test it."""
    choosing = choose(name, task)
    bias = FORGET_BIASES[best_of(choosing)[0]]
    trained = entered(name, task, [Settings(rate, bias) for rate in LEARNING_RATES], SEEDS)
    looks, shape = [], (len(LEARNING_RATES), len(SEEDS))
    for progress in trained.fit():
        if progress.step % VALIDATE_EVERY == 0:
            looks.append(trained.error.reshape(shape).copy())
    found = choosing, np.stack(looks, axis=-1), trained.test_error().reshape(shape)
    choosing, validation, test = (error.astype(np.float32) for error in found)
    return VariantResult(choosing, validation, test, trained.diverged.reshape(shape))


def again(task: str, name: str) -> None:
    """Train the first seed at each learning rate until it is first looked at, and compare its error."""
    best = recorded()[task][name].settings
    runs = entered(name, task, [replace(best, learning_rate=rate) for rate in LEARNING_RATES], SEEDS[:1])
    for _ in islice(runs.fit(), VALIDATE_EVERY):
        pass
    RECORDING.compare((task, name), {"validation": runs.error[:, None, None]}, rtol=0.02)


@cache
def recorded() -> dict[str, dict[str, VariantResult]]:
    """Return what came out of `python -m lstm_lesson.studies.variant_comparison`: results[task][entrant]."""
    return {task: {name: RECORDING.row(VariantResult, task, name) for name in ENTRANTS} for task in TASKS}


@dataclass(frozen=True)
class Comparison:
    """How the variants compare with V at one choice of learning rates; each entry by task, then by variant.

    errors (10,): test errors by seed. times_v: the median over V's median. by_chance: of the rank test against V, the
    share of deals that separate the results as clearly (the p-value).
    """

    errors: dict[str, dict[str, np.ndarray]]
    times_v: dict[str, dict[str, float]]
    by_chance: dict[str, dict[str, float]]

    def named(self, task: str, *, worse: bool) -> list[str]:
        """Name the variants that are significantly worse, or better, than V on a task; the furthest from V first."""
        times, by_chance = self.times_v[task], self.by_chance[task]
        found = [name for name in VARIANTS if by_chance[name] < SIGNIFICANT and (times[name] > 1) == worse]
        return sorted(found, key=lambda name: times[name], reverse=worse)


@cache
def comparison(rate: int = 0) -> Comparison:
    """Return how the variants compare with learning rate number 1, 2, 3 or 4 for all; 0: with the best for each."""
    if rate not in range(len(LEARNING_RATES) + 1):
        raise ValueError(f"rate must be a whole number from 0 to {len(LEARNING_RATES)}; got {shown(rate)}")
    errors = {
        task: {name: of[name].test[rate - 1] if rate else of[name].errors for name in VARIANTS}
        for task, of in recorded().items()
    }
    medians = {task: {name: float(np.median(e)) for name, e in of.items()} for task, of in errors.items()}
    times_v = {task: {name: median / of["V"] for name, median in of.items()} for task, of in medians.items()}
    by_chance = {task: {name: mann_whitney(e, of["V"]) for name, e in of.items()} for task, of in errors.items()}
    return Comparison(errors, times_v, by_chance)


def live_race(task: str, first_seed: int = LIVE_SEEDS[0]) -> Race:
    """Return the untrained race that a class can run itself: four variants, each with its best settings, new seeds.

    The two that the paper calls critical, one that it calls harmless, and V. first_seed: of as many as in LIVE_SEEDS.
    """
    seeds = tuple(range(first_seed, first_seed + len(LIVE_SEEDS)))
    learners = {name: entered(name, task, [recorded()[task][name].settings], seeds) for name in LIVE}
    return Race(
        learners,
        lambda name: learners[name].fit(),
        lambda runs: float(np.median(runs.error)),
        steps=STEPS,
        note_every=VALIDATE_EVERY,
    )


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again, processes=os.cpu_count() or 1)
