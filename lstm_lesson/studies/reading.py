"""What a small LSTM learns by reading Python: trained once on the standard library's source, measured, and kept.

One layer of 128 units reads 32 places of the training text side by side, 64 characters at a time, and carries its state
on (truncated backpropagation through time). Now and then, once in 25 pieces on average, a reader forgets everything,
so that the network also learns to start in the middle of a file.

    python -m lstm_lesson.studies.reading            trains and measures anew, in half an hour of one processor

A training that is interrupted goes on where it was: every 1,000 steps it is kept in reading.part.npz.
"""

import sys
from collections.abc import Callable
from functools import cache
from itertools import islice
from typing import Any

import numpy as np

from lstm_lesson.data.characters import ALPHABET, decode, encode
from lstm_lesson.studies import source_text, text_rivals
from lstm_lesson.studies.reading_measures import (
    COUNTER,
    OF_QUOTES,
    OF_WORDS,
    by_kind,
    by_sign,
    cell_states,
    shared,
    with_forget_gate,
)
from lstm_lesson.studies.reading_rows import Bits, Closer, Cuts, Excerpt, Trained, Units
from lstm_lesson.studies.reading_training import READERS, UNITS, Training, bits, untrained
from lstm_lesson.studies.source_facts import FACTS, QUOTES, facts
from lstm_lesson.studies.source_text import side_by_side
from lstm_lesson.studies.unit_knowledge import Rule, rule, score_of_last_character, weighted_sum
from lstm_lesson.training.character_network import CharacterNetwork
from lstm_lesson.training.recording import Recording

LOOK_EVERY = 1_000  # steps
FIRST = 20  # steps that are trained again to compare
EXCERPT = 6_000  # characters

RECORDING = Recording("studies.reading")
PART = RECORDING.path.with_suffix(".part.npz")


def measure_network() -> Trained:
    """Train from scratch, or from where an interrupted training of the same text stands."""
    text, validation = encode(source_text.joined("training")), side_by_side(source_text.joined("validation"), READERS)
    digest = source_text.digest("training")
    training, losses, looks = Training(text), [], [(np.nan, bits(untrained(), *validation))]
    if PART.exists():
        about, kept = training.take_up(PART)
        if about["digest"] != digest.tobytes().hex():
            raise ValueError(f"the training in {PART.name} is of another text; delete the file to begin anew")
        losses, looks = list(kept["losses"]), [tuple(look) for look in kept["looks"]]
    for loss in training.train():
        losses.append(loss)
        if training.step % LOOK_EVERY == 0:
            looks.append((float(np.mean(losses[-LOOK_EVERY:])), bits(training.network, *validation)))
            training.put_aside(
                PART, {"digest": digest.tobytes().hex()}, {"losses": np.array(losses), "looks": np.array(looks)}
            )
            print(f"step {training.step}: {looks[-1][0]:.3f} and {looks[-1][1]:.3f} bits", flush=True)
    PART.unlink(missing_ok=True)
    weights = training.network.named(training.network.parameters)
    return Trained(
        bits=np.array(looks),
        first_bits=np.array(losses[:FIRST]),
        weights={name: weight.astype(np.float16) for name, weight in weights.items()},
        python=np.array(sys.version_info[:3]),
        digest=digest,
        characters=len(text),
    )


def network() -> CharacterNetwork:
    """Return the recorded network."""
    return CharacterNetwork(weights())


@cache
def weights() -> dict[str, np.ndarray]:
    """Return the recorded weights by name, in float32."""
    found = RECORDING.row(Trained, "network").weights
    return {name: weight.astype(np.float32) for name, weight in found.items()}


def measure_bits() -> Bits:
    """Measure the rivals and the network on the held-out text."""
    training, validation, test = map(source_text.joined, ("training", "validation", "test"))
    of_n = {n: text_rivals.ngram_bits(training, n, validation, test) for n in text_rivals.ORDERS}
    best_n = min(of_n, key=lambda n: of_n[n][0])
    rivals = [np.log2(len(ALPHABET)), *(of_n[n][1] for n in (1, 3, 5, best_n))]
    rivals += [text_rivals.zlib_bits(training, test), text_rivals.lzma_bits(training, test)]
    return Bits(
        rivals=np.array(rivals),
        alone=np.array([text_rivals.zlib_bits("", test), text_rivals.lzma_bits("", test)]),
        best_n=best_n,
        lstm=bits(network(), *side_by_side(test, 1)),
        untrained=bits(untrained(), *side_by_side(test, READERS)),
        validation=bits(network(), *side_by_side(validation, READERS)),
        shared=shared(test, training),
    )


def told(split: str) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Return a split as it is read side by side, (T, B), its characters (N,) and all facts after each, (N,) by name."""
    text = source_text.joined(split)
    read_, following = side_by_side(text, READERS)
    known = facts(text)
    # c after a character is compared with what is so after that character: one step behind `following`.
    of = {name: each[: following.size].reshape(READERS, -1).T[:-1].ravel() for name, each in known.items()}
    return read_[1:], read_[1:].ravel(), of


def measure_units() -> Units:
    """Find for every unit the rule that tells each fact best on the validation text; score it on the held-out text."""
    (read_, characters, known), (test_read, test_characters, test_known) = told("validation"), told("test")
    names = ("validation", "test", "slope", "level", "untrained", "character", "together", "untrained_together")
    results: dict[str, list] = {name: [] for name in names}
    trained, random = ([cell_states(of, text) for text in (read_, test_read)] for of in (network(), untrained()))
    for name in FACTS:
        fact, test_fact = known[name], test_known[name]
        rules = [rule(c, fact) for c in trained[0].T]
        results["slope"].append([found.slope for found in rules])
        results["level"].append([found.level for found in rules])
        results["validation"].append([found.score(c, fact) for found, c in zip(rules, trained[0].T, strict=True)])
        results["test"].append([found.score(c, test_fact) for found, c in zip(rules, trained[1].T, strict=True)])
        rules = [rule(c, fact) for c in random[0].T]
        best = int(np.argmax([found.score(c, fact) for found, c in zip(rules, random[0].T, strict=True)]))
        results["untrained"].append(rules[best].score(random[1][:, best], test_fact))
        for together, states in (("together", trained), ("untrained_together", random)):
            joined = weighted_sum(states[0], fact)
            results[together].append(rule(joined(states[0]), fact).score(joined(states[1]), test_fact))
        results["character"].append(score_of_last_character((characters, fact), (test_characters, test_fact)))
    return Units(**{name: np.array(values) for name, values in results.items()})


def measure_cuts(n_units: int = UNITS) -> Cuts:
    """Hold the forget gate of one unit after the other shut, then open; measure the bits of each kind of character."""
    text = source_text.joined("test")
    whole, characters = by_kind(network(), text)
    shut, opened = (
        np.array([by_kind(CharacterNetwork(with_forget_gate(weights(), unit, at)), text)[0] for unit in range(n_units)])
        for at in (0, 1)
    )
    return Cuts(whole, shut, opened, characters)


def measure_closer() -> Closer:
    """Measure what hangs on the kind of brackets and quotes, and what the unit of words does where."""
    text = source_text.joined("test")
    whole, characters = by_sign(network(), text)
    cut = (CharacterNetwork(with_forget_gate(weights(), unit, 0)) for unit in (COUNTER, OF_QUOTES))
    (read_, _, known), (test_read, test_characters, test_known) = told("validation"), told("test")
    c, test_c = cell_states(network(), read_), cell_states(network(), test_read)
    single, test_single = (of["quotes"] == QUOTES.index("'") for of in (known, test_known))
    rules = [rule(of_unit, single) for of_unit in c.T]
    scores = [
        [found.score(of_unit, fact) for found, of_unit in zip(rules, states.T, strict=True)]
        for states, fact in ((c, single), (test_c, test_single))
    ]
    before, after = test_c[:-READERS, COUNTER], test_c[READERS:, COUNTER]  # told goes step by step
    places = (test_known["comment"], test_known["quotes"] == 3, ~(test_known["comment"] | test_known["string"]))
    return Closer(
        characters=characters,
        whole=whole,
        shut=np.array([by_sign(of, text)[0] for of in cut]),
        inside=np.array(scores),
        rise=np.array([(after - before)[test_characters[READERS:] == encode(sign)].mean() for sign in "(["]),
        below=np.array([(test_c[place, OF_WORDS] < 0).mean() for place in places]),
    )


def measure_excerpt() -> Excerpt:
    """Keep the beginning of one held-out file, so that the network can be tested where the library is another one."""
    text = encode(source_text.texts("test")["textwrap"])[:EXCERPT]
    return Excerpt(text, bits(network(), *side_by_side(decode(text), 1)))


MEASURES: dict[str, Callable[[], Any]] = {
    "network": measure_network,
    "bits": measure_bits,
    "units": measure_units,
    "cuts": measure_cuts,
    "closer": measure_closer,
    "excerpt": measure_excerpt,
}
KEYS = tuple((name,) for name in MEASURES)


def measure(name: str) -> Any:
    """Measure one row of the recording."""
    return MEASURES[name]()


def same_library() -> bool:
    """Return whether the training text of this Python is the one that the recorded network read."""
    return bool((source_text.digest("training") == RECORDING.row(Trained, "network").digest).all())


def again(name: str) -> None:
    """Measure a part of a row again and compare it; raise ValueError where this Python has another library."""
    if name == "excerpt":  # needs no library
        kept = RECORDING.row(Excerpt, "excerpt")
        RECORDING.compare((name,), {"bits": bits(network(), *side_by_side(decode(kept.text), 1))}, rtol=1e-3)
        return
    if not same_library():
        version = ".".join(map(str, RECORDING.row(Trained, "network").python.tolist()))
        raise ValueError(f"{name} was measured on the library of Python {version}, and this Python has another one")
    if name == "network":
        steps = Training(encode(source_text.joined("training"))).train()
        RECORDING.compare((name,), {"first_bits": np.array(list(islice(steps, FIRST)))}, rtol=1e-3)
    elif name == "bits":
        test = source_text.joined("test")
        alone = [text_rivals.zlib_bits("", test), text_rivals.lzma_bits("", test)]
        of_untrained = bits(untrained(), *side_by_side(test, READERS))
        RECORDING.compare((name,), {"untrained": of_untrained, "alone": alone}, rtol=1e-3)
    elif name == "units":
        read_, _, known = told("test")
        found, c = RECORDING.row(Units, "units"), cell_states(network(), read_)
        scores = [
            [Rule(found.slope[row, unit], found.level[row, unit]).score(c[:, unit], known[fact]) for unit in range(4)]
            for row, fact in enumerate(FACTS)
        ]
        RECORDING.compare((name,), {"test": scores}, rtol=0, atol=2e-3)
    elif name == "closer":
        RECORDING.compare((name,), vars(measure_closer()), rtol=2e-3, atol=2e-3)
    else:
        again_cut = measure_cuts(1)
        RECORDING.compare((name,), {"whole": again_cut.whole, "shut": again_cut.shut}, rtol=2e-3)


if __name__ == "__main__":
    RECORDING.main(KEYS, measure, again)
