"""What a small LSTM learns by reading Python: trained once on the standard library's source, measured, and kept.

One layer of 128 units reads 64 places of the training text side by side, 64 characters at a time, and carries its state
on (truncated backpropagation through time). Now and then, once in 25 pieces on average, a reader forgets everything,
so that the network also learns to start in the middle of a file.

    python -m lstm_lesson.studies.reading            trains and measures anew, in about an hour of one processor

A training that is interrupted goes on where it was: every 1,000 steps it is kept in reading.part.npz.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import numpy as np

from lstm_lesson.data.characters import ALPHABET, encode
from lstm_lesson.studies import source_text
from lstm_lesson.studies.source_text import side_by_side
from lstm_lesson.training.character_network import CharacterNetwork, State, new_weights
from lstm_lesson.training.losses import cross_entropy
from lstm_lesson.training.optimise import Adam, clip_by_norm, one_cycle
from lstm_lesson.training.recording import Arrays, Recording, read, write

UNITS, SEED = 128, 0
READERS, PIECE = 64, 64  # B, and the steps that a gradient goes back
STEPS, LOOK_EVERY, PEAK_RATE, CLIP = 16_000, 1_000, 0.01, 1.0
FORGETS = 1 / 25  # the chance of a reader to begin a piece with an empty memory
FIRST = 20  # steps that are trained again to compare

RECORDING = Recording("studies.reading")
PART = RECORDING.path.with_suffix(".part.npz")


@dataclass(frozen=True)
class Trained:
    """A trained network, how it got there, and on what.

    bits: per character of the training text, on average over the steps since the last look, and of the validation text,
    (looks, 2). first_bits: after each of the first steps. weights: by name, of float16. python: the version's three
    numbers. digest: of the training text. characters: how long that is.
    """

    bits: Annotated[np.ndarray, "looks", 2]
    first_bits: Annotated[np.ndarray, "first"]
    weights: Arrays
    python: Annotated[np.ndarray, 3]
    digest: Annotated[np.ndarray, 32]
    characters: float


def bits(network: CharacterNetwork, read_: np.ndarray, following: np.ndarray) -> float:
    """Return the bits per character that a network needs for a text (T, B) side by side, from an empty memory."""
    state, total = network.start(read_.shape[1]), 0.0
    for start in range(0, len(read_), 4 * PIECE):
        piece = slice(start, start + 4 * PIECE)
        reading = network.read(read_[piece], state)
        total += cross_entropy(reading.logits, following[piece], axis=1) * following[piece].size
        state = reading.end
    return total / following.size / np.log(2)


class Training:
    """A training that can be put aside between any two steps, and taken up again."""

    def __init__(self, text: np.ndarray, steps: int = STEPS):
        self.text, self.steps, self.step = text, steps, 0
        self.network = CharacterNetwork(new_weights(len(ALPHABET), UNITS, rng=SEED))
        self.adam = Adam(self.network.parameters)
        self.state = self.network.start(READERS)
        self._epoch, self._rows = -1, np.empty(0)

    def train(self) -> Iterator[float]:
        """Train the steps that are left; after each, yield its loss in bits per character."""
        pieces = (len(self.text) // READERS - 1) // PIECE
        while self.step < self.steps:
            epoch, piece = divmod(self.step, pieces)
            if epoch != self._epoch:  # every time through the text, the readers begin at other places
                turned = np.roll(self.text, -int(np.random.default_rng([SEED, epoch]).integers(len(self.text))))
                self._epoch = epoch
                self._rows = turned[: len(turned) // READERS * READERS].reshape(READERS, -1).T.copy()
            chance = np.random.default_rng([SEED, epoch, piece]).random(READERS)
            remembers = (chance >= FORGETS) & (piece > 0)
            here = slice(piece * PIECE, (piece + 1) * PIECE)
            after = slice(here.start + 1, here.stop + 1)
            state = State(*(part * remembers.astype(part.dtype) for part in self.state))
            loss, gradient, self.state = self.network.loss_and_gradient(self._rows[here], self._rows[after], state)
            clip_by_norm(gradient, CLIP)
            self.adam.update(gradient, PEAK_RATE * one_cycle(self.step, self.steps))
            self.step += 1
            yield loss / np.log(2)

    def put_aside(self, about: dict[str, Any], arrays: Arrays) -> None:
        """Write everything to PART, with what the caller has gathered."""
        adam = {"parameters": self.network.parameters, "mean": self.adam.mean, "mean_square": self.adam.mean_square}
        write(PART, {"step": self.step, **about}, {**adam, "h": self.state.h, "c": self.state.c, **arrays})

    def take_up(self) -> tuple[dict[str, Any], Arrays]:
        """Go on from PART; return what was put aside with it."""
        about, arrays = read(PART, ("step", "digest"))
        self.step = self.adam.updates = about["step"]
        self.network.parameters[:] = arrays["parameters"]
        self.adam.mean[:], self.adam.mean_square[:] = arrays["mean"], arrays["mean_square"]
        self.state = State(arrays["h"], arrays["c"])
        return about, arrays


def measure_network() -> Trained:
    """Train from scratch, or from where an interrupted training of the same text stands."""
    import sys

    text, validation = encode(source_text.joined("training")), side_by_side(source_text.joined("validation"), READERS)
    digest = source_text.digest("training")
    training, losses, looks = Training(text), [], [(np.nan, bits(training_network(), *validation))]
    if PART.exists():
        about, kept = training.take_up()
        if about["digest"] != digest.tobytes().hex():
            raise ValueError(f"the training in {PART.name} is of another text; delete the file to begin anew")
        losses, looks = list(kept["losses"]), [tuple(look) for look in kept["looks"]]
    for loss in training.train():
        losses.append(loss)
        if training.step % LOOK_EVERY == 0:
            looks.append((float(np.mean(losses[-LOOK_EVERY:])), bits(training.network, *validation)))
            training.put_aside(
                {"digest": digest.tobytes().hex()}, {"losses": np.array(losses), "looks": np.array(looks)}
            )
            print(f"step {training.step}: {looks[-1][0]:.3f} and {looks[-1][1]:.3f} bits", flush=True)
    weights = training.network.named(training.network.parameters)
    return Trained(
        bits=np.array(looks),
        first_bits=np.array(losses[:FIRST]),
        weights={name: weight.astype(np.float16) for name, weight in weights.items()},
        python=np.array(sys.version_info[:3]),
        digest=digest,
        characters=len(text),
    )


def training_network() -> CharacterNetwork:
    """Return the network as it starts: the untrained one that every measurement is held against."""
    return CharacterNetwork(new_weights(len(ALPHABET), UNITS, rng=SEED))


if __name__ == "__main__":
    RECORDING.measure([("network",)], lambda _: measure_network())
