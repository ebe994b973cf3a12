"""What attention adds on the recall task, beside the LSTM alone from three kinds of start: measured once, and kept.

Four rivals at delay 320:

    LSTM                      the input gate half open, b_i = 0; the best of three learning rates and of b_f = 1, 3, 5
    LSTM, input gate shut     nearly shut: b_f = 6, b_i = −4; the best of three learning rates
    chrono LSTM               `chrono_biases`: b_f = ln U(1, T_max − 1), b_i = −b_f, with T_max = delay + 1 (Tallec &
                              Ollivier, "Can recurrent neural networks warp time?", ICLR 2018); the best of three rates
    LSTM + attention          the usual start, b_f = 1, b_i = 0; the best of three learning rates

Everything else is the same: 16 units, the other weights' start, Adam, at most 1,000 steps, clipping at 1. The best has
the highest accuracy on validation sequences, on average over three seeds, and among equals the fewest steps; then two
more seeds are trained with it. What is kept is the accuracy on test sequences.

Also at delay 320: attention with 14 units, fewer weights than the LSTM alone has; and the five networks with attention,
to look inside. At shorter delays: attention, searched as in notebook 03's record, from which the others are taken.

    python -m lstm_lesson.studies.attention_recall      measures it anew, in about twenty minutes of one processor
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, NamedTuple

import numpy as np

from lstm_lesson.studies import recall
from lstm_lesson.studies.recall import ATTENTION, LEARNING_RATES, AccuracyByDelay, RecallResult, WatchedResult
from lstm_lesson.training.attention_network import AttentionForecaster
from lstm_lesson.training.fitting import TrainingDivergedError
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.recording import Arrays, Recording, under
from lstm_lesson.training.task import Settings, Task, restored

DELAYS = (*recall.DELAYS, 320)
LONGEST = DELAYS[-1]
SEEDS, CHOOSING_SEEDS = recall.ALL_SEEDS, recall.SEEDS
SHUT, CHRONO = "LSTM, input gate shut", "chrono LSTM"
FEWER_UNITS = 14  # 1,319 weights with attention
FEWER = f"{ATTENTION}, {FEWER_UNITS} units"


@dataclass(frozen=True)
class AttentionResult(RecallResult):
    """How the LSTM with attention fared at a shorter delay, and the mean weight on step 0 of the test sequences."""

    on_first: Annotated[np.ndarray, "seeds"]


@dataclass(frozen=True)
class RivalResult(WatchedResult):
    """How one rival fared at delay 320 with its best settings, for each seed.

    steps: after how many training steps nothing was left to learn (the validation loss was below 0.01), nan if
    something was after 1,000. on_first: with attention, the mean weight on step 0 of the test sequences; nan without.
    networks: the weights by seed, with attention only.
    """

    steps: Annotated[np.ndarray, "seeds"]
    on_first: Annotated[np.ndarray, "seeds"]
    networks: Arrays


class Run(NamedTuple):
    """One training: the network, its steps (nan if something was left to learn), and its accuracies on the way."""

    network: Forecaster
    steps: float
    on_validation: list[float]


class AttentionRecord(NamedTuple):
    """Hold what was measured.

    record: accuracies by learner and delay, as notebook 03's, with nan for a seed or a delay that was not measured.
    rivals: what was watched at delay 320, by name. fewer_units: the accuracies with attention and 14 units, (seeds,).
    networks: the five LSTMs with attention trained at delay 320.
    """

    record: AccuracyByDelay
    rivals: dict[str, RivalResult]
    fewer_units: np.ndarray
    networks: list[AttentionForecaster]


RECORDING = Recording("studies.attention_recall")
WATCHED = (SHUT, CHRONO, ATTENTION)  # at delay 320: their rows are RivalResults
KEYS = (
    *((ATTENTION, delay) for delay in DELAYS),
    *((name, LONGEST) for name in ("LSTM", SHUT, CHRONO, FEWER)),
)


@cache
def recorded() -> AttentionRecord:
    """Return what came out of `python -m lstm_lesson.studies.attention_recall`."""
    looking = {delay: RECORDING.row(AttentionResult, ATTENTION, delay) for delay in recall.DELAYS}
    alone, fewer = (RECORDING.row(RecallResult, name, LONGEST) for name in ("LSTM", FEWER))
    rivals = {name: RECORDING.row(RivalResult, name, LONGEST) for name in WATCHED}
    shown = {(ATTENTION, delay): found for delay, found in looking.items()} | {("LSTM", LONGEST): alone}
    shown |= {(name, LONGEST): rivals[name] for name in (CHRONO, ATTENTION)}
    networks = [restored(under(str(seed), rivals[ATTENTION].networks)) for seed in SEEDS]
    return AttentionRecord(
        AccuracyByDelay({**recall.recorded().results, **shown}, task),
        rivals,
        fewer.accuracy,
        [network for network in networks if isinstance(network, AttentionForecaster)],
    )


def task(delay: int) -> Task:
    """Return notebook 03's task with the rivals of notebook 14."""
    there = recall.ARCHITECTURES
    others = {SHUT: there["LSTM"], FEWER: there[ATTENTION]}  # they differ in their settings alone
    return replace(recall.task(delay), learners={**there, **others})


def candidates(name: str) -> list[Settings]:
    """Return the settings that a rival chooses from: one start, with each learning rate."""
    start = Settings(0, 6.0, -4.0) if name == SHUT else Settings(0)
    return [replace(start, learning_rate=rate) for rate in LEARNING_RATES]


def train(name: str, delay: int, of: Settings, seed: int) -> Run:
    """Train one network until nothing is left to learn, or for 1,000 steps."""
    here = task(delay)
    network, (x, y) = here.learner(name, of, seed), here.validation_set()
    seen, last, loss = [recall.accuracy(network.predict(x), y)], 0, np.inf
    try:
        for progress in here.fit(network, of, seed):
            last, loss = progress.step, progress.validation_loss
            if last % here.validate_every == 0:
                seen.append(recall.accuracy(network.predict(x), y))
    except TrainingDivergedError:
        pass
    return Run(network, last if loss < here.good_enough else np.nan, seen)


def tuned(name: str, delay: int) -> tuple[Settings, list[Run]]:
    """Return the settings that recall most validation sequences, of equals the quickest, and the runs of 3 seeds."""
    found = {of: [train(name, delay, of, seed) for seed in CHOOSING_SEEDS] for of in candidates(name)}

    def merit(of: Settings) -> tuple[float, float]:
        took = np.nan_to_num([run.steps for run in found[of]], nan=recall.STEPS)
        return round(float(np.mean([run.on_validation[-1] for run in found[of]])), 6), -float(took.mean())

    best = max(found, key=merit)
    return best, found[best]


def weight_on_first(network: Forecaster, delay: int) -> float:
    """Return the weight that step 0 gets on average over the test sequences; nan without attention."""
    if not isinstance(network, AttentionForecaster):
        return float("nan")
    return float(network.look(task(delay).test_set()[0]).weights[0].mean())


def measure(name: str, delay: int) -> RecallResult:
    """Find the best settings, train the other seeds with them, and test all five."""
    return _watched(name) if delay == LONGEST and name in WATCHED else _unwatched(name, delay)


def _watched(name: str) -> RivalResult:
    of, runs = tuned(name, LONGEST)
    runs += [train(name, LONGEST, of, seed) for seed in SEEDS[len(runs) :]]
    networks = [run.network for run in runs]
    kept = networks if name == ATTENTION else []
    return RivalResult(
        of,
        np.array([task(LONGEST).test_score(network) for network in networks]),
        _in_columns([run.on_validation for run in runs]),
        np.array([run.steps for run in runs]),
        np.array([weight_on_first(network, LONGEST) for network in networks]),
        {f"{k}.{part}": w for k, one in enumerate(kept) for part, w in one.weights.items()},
    )


def _unwatched(name: str, delay: int) -> RecallResult:
    networks: list[Forecaster] = []
    if name == FEWER:  # with the settings that are best for 16 units
        of = replace(RECORDING.row(RivalResult, ATTENTION, delay).settings, n_hidden=FEWER_UNITS)
    else:
        of, networks = recall.tuned(name, delay)
    networks += [task(delay).trained(name, of, seed)[0] for seed in SEEDS[len(networks) :]]
    accuracy = np.array([task(delay).test_score(network) for network in networks])
    if name != ATTENTION:
        return RecallResult(of, accuracy)
    return AttentionResult(of, accuracy, np.array([weight_on_first(network, delay) for network in networks]))


def _in_columns(runs: Sequence[list[float]]) -> np.ndarray:
    """Stand the accuracies of the seeds side by side, (looks, seeds), each repeated from where it ends."""
    looks = recall.STEPS // task(1).validate_every + 1
    return np.array([run + [run[-1]] * (looks - len(run)) for run in runs]).T


def again(name: str, delay: int) -> None:
    """Train the first seed with the same settings; compare its accuracy, its steps, and its weight on step 0."""
    run = train(name, delay, RECORDING.row(RecallResult, name, delay).settings, SEEDS[0])
    RECORDING.compare((name, delay), {"accuracy": [task(delay).test_score(run.network)]}, rtol=0, atol=0.03)
    if name in WATCHED and delay == LONGEST and np.isfinite(run.steps):
        RECORDING.compare((name, delay), {"steps": [run.steps]}, rtol=0.2, atol=50)
    if name == ATTENTION:
        RECORDING.compare((name, delay), {"on_first": [weight_on_first(run.network, delay)]}, rtol=0, atol=0.1)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
