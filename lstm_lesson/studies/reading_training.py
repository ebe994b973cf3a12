"""The training of the network that reads Python: what it does with a text, step by step, and how it is put aside.

READERS places of the text are read side by side, PIECE characters at a time; the state is carried on, the gradient goes
back to the beginning of the piece (truncated backpropagation through time).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lesson.data.characters import ALPHABET
from lstm_lesson.training.character_network import CharacterNetwork, State, new_weights
from lstm_lesson.training.losses import cross_entropy
from lstm_lesson.training.optimise import Adam, clip_by_norm, one_cycle
from lstm_lesson.training.recording import Arrays, read, write

UNITS, SEED = 128, 0
READERS, PIECE = 32, 64  # B, and the steps that a gradient goes back
STEPS, PEAK_RATE, CLIP = 16_000, 0.008, 1.0
FORGETS = 1 / 25  # the chance of a reader to begin a piece with an empty memory


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
        self._epoch, self._rows = -1, np.empty((0, 0), np.uint8)

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

    def put_aside(self, path: Path, about: dict[str, Any], arrays: Arrays) -> None:
        """Write everything to a file, with what the caller has gathered."""
        adam = {"parameters": self.network.parameters, "mean": self.adam.mean, "mean_square": self.adam.mean_square}
        write(path, {"step": self.step, **about}, {**adam, "h": self.state.h, "c": self.state.c, **arrays})

    def take_up(self, path: Path) -> tuple[dict[str, Any], Arrays]:
        """Go on from what `put_aside` wrote; return what was put aside with it."""
        about, arrays = read(path, ("step", "digest"))
        self.step = self.adam.updates = about["step"]
        self.network.parameters[:] = arrays["parameters"]
        self.adam.mean[:], self.adam.mean_square[:] = arrays["mean"], arrays["mean_square"]
        self.state = State(arrays["h"], arrays["c"])
        return about, arrays


def untrained() -> CharacterNetwork:
    """Return the network as it starts: the untrained one that every measurement is held against."""
    return CharacterNetwork(new_weights(len(ALPHABET), UNITS, rng=SEED))
