"""What attention adds on the recall task, measured once, with the same care as notebook 03's record, and kept.

The LSTM alone and the LSTM with attention, at delays up to 320: at most 1,000 steps, clipping at 1, the best of three
learning rates and three forget biases by validation over three seeds; then two more seeds with the same settings. What
is kept is the accuracy on test sequences. Up to delay 160 the LSTM alone, and the RNNs, are taken from notebook 03's
record, with its three seeds. At delay 320 also: attention with 14 units, fewer weights than the LSTM alone has; and two
trained networks, to look inside.

    python -m lstm_lesson.studies.attention_recall      measures it anew, in about ten minutes of one processor
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, NamedTuple

import numpy as np

from lstm_lesson.studies import recall
from lstm_lesson.studies.recall import ATTENTION, AccuracyByDelay, RecallResult
from lstm_lesson.training.attention_network import AttentionForecaster
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.recording import Network, Recording
from lstm_lesson.training.task import Settings, restored

DELAYS = (*recall.DELAYS, 320)
LONGEST = DELAYS[-1]
SEEDS = (*recall.SEEDS, 3, 4)
FEWER_UNITS = 14  # 1,319 weights with attention
FEWER = f"{ATTENTION}, {FEWER_UNITS} units"
# Two networks to look inside, of seed 0: both recall every symbol, and look in different ways.
NETWORKS = {"narrow": Settings(0.03), "wide": Settings(0.01)}


@dataclass(frozen=True)
class AttentionResult(RecallResult):
    """How the LSTM with attention fared at one delay, and the mean weight on step 0."""

    on_first: Annotated[np.ndarray, "seeds"]


class AttentionRecord(NamedTuple):
    """Hold the accuracies, where the weights went, and two trained networks.

    record: as notebook 03's, with nan for a seed or a delay that was not measured. on_first (delays, seeds): the mean
    weight on step 0. fewer_units (seeds,): the accuracy with attention and 14 units at delay 320. networks: LSTMs with
    attention trained at delay 320, by name.
    """

    record: AccuracyByDelay
    on_first: np.ndarray
    fewer_units: np.ndarray
    networks: dict[str, AttentionForecaster]


RECORDING = Recording("studies.attention_recall")
KEYS = (*((ATTENTION, delay) for delay in DELAYS), ("LSTM", LONGEST), (FEWER, LONGEST), *((name,) for name in NETWORKS))


@cache
def recorded() -> AttentionRecord:
    """Return what came out of `python -m lstm_lesson.studies.attention_recall`."""
    looking = {(ATTENTION, delay): RECORDING.row(AttentionResult, ATTENTION, delay) for delay in DELAYS}
    alone = {("LSTM", LONGEST): RECORDING.row(RecallResult, "LSTM", LONGEST)}
    networks = {name: restored(RECORDING.row(Network, name).weights) for name in NETWORKS}
    return AttentionRecord(
        AccuracyByDelay({**recall.recorded().results, **alone, **looking}),
        np.array([found.on_first for found in looking.values()]),
        RECORDING.row(RecallResult, FEWER, LONGEST).accuracy,
        {name: network for name, network in networks.items() if isinstance(network, AttentionForecaster)},
    )


def weight_on_first(network: Forecaster, delay: int) -> float:
    """Return the weight that step 0 gets from a network with attention, on average over the test sequences."""
    assert isinstance(network, AttentionForecaster)
    return float(network.look(recall.task(delay).test_set()[0]).weights[0].mean())


def measure(name: str, delay: int = LONGEST) -> Network | RecallResult:
    """Tune as notebook 03 does, and train two more seeds; or train one of the networks to look inside."""
    task, learner = recall.task(delay), "LSTM" if name == "LSTM" else ATTENTION
    networks: list[Forecaster] = []
    if name in NETWORKS:
        return Network(task.trained(learner, NETWORKS[name])[0].weights)
    if name == FEWER:  # with the settings that are best for 16 units
        of = replace(RECORDING.row(RecallResult, ATTENTION, delay).settings, n_hidden=FEWER_UNITS)
    else:
        of, networks = recall.tuned(learner, delay)
    networks += [task.trained(learner, of, seed)[0] for seed in SEEDS[len(networks) :]]
    accuracy = np.array([task.test_score(network) for network in networks])
    if name != ATTENTION:
        return RecallResult(of, accuracy)
    return AttentionResult(of, accuracy, np.array([weight_on_first(network, delay) for network in networks]))


def again(name: str, delay: int = LONGEST) -> None:
    """Train the first seed with the same settings; compare its accuracy, and its weight on step 0."""
    task, inside = recall.task(delay), name in NETWORKS
    of = NETWORKS[name] if inside else RECORDING.row(RecallResult, name, delay).settings
    network, _ = task.trained("LSTM" if name == "LSTM" else ATTENTION, of, SEEDS[0])
    if inside and task.test_score(network) < 0.99:
        raise ValueError(f"{name} recalls only {task.test_score(network):.0%} of the symbols when trained again")
    if not inside:
        RECORDING.compare((name, delay), {"accuracy": [task.test_score(network)]}, rtol=0, atol=0.03)
    if name == ATTENTION:
        RECORDING.compare((name, delay), {"on_first": [weight_on_first(network, delay)]}, rtol=0, atol=0.1)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
