"""What attention adds on the recall task, measured once, with the same care as notebook 03's record, and kept.

The LSTM alone and the LSTM with attention, at delays up to 320: at most 1,000 steps, clipping at 1, the best of three
learning rates and three forget biases by validation over three seeds; then two more seeds with the same settings. What
is kept is the accuracy on test sequences. Up to delay 160 the LSTM alone, and the RNNs, are taken from notebook 03's
record, with its three seeds. At delay 320 also: attention with 14 units, fewer weights than the LSTM alone has; and two
trained networks, to look inside.

    python -m lstm_lesson.studies.attention_recall      measures it anew, in about ten minutes of one processor
"""

import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lstm_lesson.studies import recall, recall_record
from lstm_lesson.studies.recall_record import Record
from lstm_lesson.training import saved
from lstm_lesson.training.attention_network import AttentionForecaster

DELAYS = (*recall_record.DELAYS, 320)
LONGEST = DELAYS[-1]
SEEDS = (*recall_record.SEEDS, 3, 4)
FEWER_UNITS = 14  # 1,319 weights with attention
RECORDED = Path(__file__).parent / "attention_recall.npz"
# Two networks to look inside, of seed 0: both recall every symbol, and look in different ways.
NETWORKS, NETWORKS_FORGET_BIAS = {"narrow": 0.03, "wide": 0.01}, 1.0  # learning rates
_PARTS = ("accuracy", "learning_rate", "forget_bias")


class AttentionRecord(NamedTuple):
    """Hold the accuracies, where the weights went, and two trained networks.

    record: as notebook 03's, with nan for a seed or a delay that was not measured. on_first (delays, seeds): the mean
    weight on step 0. fewer_units (seeds,): the accuracy with attention and 14 units at delay 320. networks: LSTMs with
    attention trained at delay 320, by name.
    """

    record: Record
    on_first: np.ndarray
    fewer_units: np.ndarray
    networks: dict[str, AttentionForecaster]


def recorded() -> AttentionRecord:
    """Return what came out of `python -m lstm_lesson.studies.attention_recall`."""
    _, arrays = saved.read(RECORDED, ("command", "steps"))
    before = recall_record.recorded()
    parts: dict[str, dict[str, np.ndarray]] = {part: {} for part in _PARTS}
    for part, values in parts.items():
        for name in recall.LEARNERS:
            values[name] = _filled(getattr(before, part)[name], arrays.get(f"{name}.{part}", np.array(np.nan)))
        values[recall.ATTENTION] = arrays[f"{recall.ATTENTION}.{part}"]
    record = Record(np.array(DELAYS), **parts)
    networks = {name: _network(name, arrays) for name in NETWORKS}
    return AttentionRecord(record, arrays[f"{recall.ATTENTION}.on_first"], arrays["fewer_units"], networks)


def _network(name: str, arrays: dict[str, np.ndarray]) -> AttentionForecaster:
    network = recall.new_recaller(recall.ATTENTION)
    assert isinstance(network, AttentionForecaster)
    network.weights = {part: arrays[f"{name}.{part}"] for part in network.weights}
    return network


def _filled(before: np.ndarray, longest: np.ndarray) -> np.ndarray:
    """Put notebook 03's numbers and those of the longest delay into one array, nan where nothing was measured."""
    filled = np.full((len(DELAYS), len(SEEDS)) if before.ndim == 2 else len(DELAYS), np.nan)
    filled[tuple(map(slice, before.shape))] = before
    filled[-1] = longest
    return filled


def weight_on_first(network: AttentionForecaster, delay: int) -> float:
    """Return the weight that step 0 gets, on average over the test sequences."""
    return float(network.look(recall.final_test_set(delay)[0]).weights[0].mean())


def measured(learner: str, delay: int) -> dict[str, np.ndarray]:
    """Tune as notebook 03 does, train two more seeds with the best settings, and return the learner's columns."""
    networks, learning_rate, forget_bias = recall_record.tuned(learner, delay)
    more = SEEDS[len(recall_record.SEEDS) :]
    networks += [recall_record.trained(learner, delay, learning_rate, forget_bias, seed) for seed in more]
    accuracy = [recall.final_accuracy(network, delay) for network in networks]
    columns: dict[str, Any] = {"accuracy": accuracy, "learning_rate": learning_rate, "forget_bias": forget_bias}
    looking = [network for network in networks if isinstance(network, AttentionForecaster)]
    if looking:
        columns["on_first"] = [weight_on_first(network, delay) for network in looking]
    return {f"{learner}.{part}": np.array(value) for part, value in columns.items()}


def with_fewer_units(learning_rate: float, forget_bias: float) -> np.ndarray:
    """Return the accuracy of each seed at the longest delay, with attention and 14 units."""
    accuracy = []
    for seed in SEEDS:
        network = recall.new_recaller(recall.ATTENTION, forget_bias=forget_bias, seed=seed, units=FEWER_UNITS)
        for _ in recall.fit(network, LONGEST, learning_rate=learning_rate, seed=seed):
            pass
        accuracy.append(recall.final_accuracy(network, LONGEST))
    return np.array(accuracy)


def _record() -> None:
    started, attention = time.process_time(), []
    for delay in DELAYS:
        attention.append(measured(recall.ATTENTION, delay))
        print(delay, {name: value.round(3) for name, value in attention[-1].items()}, flush=True)
    arrays = {name: np.array([columns[name] for columns in attention]) for name in attention[0]}
    arrays |= measured("LSTM", LONGEST)
    learning_rate, forget_bias = (float(arrays[f"{recall.ATTENTION}.{part}"][-1]) for part in _PARTS[1:])
    arrays["fewer_units"] = with_fewer_units(learning_rate, forget_bias)
    for name, learning_rate in NETWORKS.items():
        network = recall_record.trained(recall.ATTENTION, LONGEST, learning_rate, NETWORKS_FORGET_BIAS, seed=0)
        arrays |= {f"{name}.{part}": w for part, w in network.weights.items()}
    saved.write(RECORDED, {"command": "python -m lstm_lesson.studies.attention_recall", "steps": recall.STEPS}, arrays)
    print(f"{(time.process_time() - started) / 60:.0f} minutes")


if __name__ == "__main__":
    _record()
