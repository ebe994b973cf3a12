"""What `reading` keeps of the network that reads, row by row."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from lstm_lesson.studies.source_facts import FACTS
from lstm_lesson.training.recording import Arrays


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


@dataclass(frozen=True)
class Bits:
    """The bits per character that each needs for the held-out text.

    rivals: in the order of text_rivals.RIVALS. alone: of zlib and of lzma without any training text. best_n: of the
    n-grams, by the validation text. lstm: of the network as it is kept, in float16. untrained: of the same network
    before its training. validation: of the network in float16, measured as the last look was with float32. shared: the
    share of the held-out text that stands in the training text too, in passages of 48 characters or more.
    """

    rivals: Annotated[np.ndarray, 7]
    alone: Annotated[np.ndarray, 2]
    best_n: float
    lstm: float
    untrained: float
    validation: float
    shared: float


@dataclass(frozen=True)
class Units:
    """How well one unit's c tells each fact of source_facts.FACTS, by unit_knowledge's measures.

    validation, test: of each trained unit on both texts, (facts, units). slope, level: of its rule. untrained: of the
    unit of the untrained network that is best on the validation text, on the test text. character: of the last
    character alone, on the test text. together: of the weighted sum of all trained units that is best on the validation
    text, on the test text. untrained_together: the same of all units of the untrained network.
    """

    validation: Annotated[np.ndarray, "facts", "units"]
    test: Annotated[np.ndarray, "facts", "units"]
    slope: Annotated[np.ndarray, "facts", "units"]
    level: Annotated[np.ndarray, "facts", "units"]
    untrained: Annotated[np.ndarray, "facts"]
    character: Annotated[np.ndarray, "facts"]
    together: Annotated[np.ndarray, "facts"]
    untrained_together: Annotated[np.ndarray, "facts"]

    def best(self, fact: str) -> int:
        """Return the unit that tells a fact best on the validation text."""
        return int(self.validation[FACTS.index(fact)].argmax())


@dataclass(frozen=True)
class Cuts:
    """The bits per character of the held-out text, by kind of character (KINDS), whole and with one forget gate cut.

    whole: (kinds,). shut, open: with the gate of each unit held at 0, or at 1, (units, kinds). characters: how many of
    each kind there are.
    """

    whole: Annotated[np.ndarray, "kinds"]
    shut: Annotated[np.ndarray, "units", "kinds"]
    open: Annotated[np.ndarray, "units", "kinds"]
    characters: Annotated[np.ndarray, "kinds"]


@dataclass(frozen=True)
class Closer:
    """A closer look at what the counter, the unit of quotes and that of words (reading_measures) do on unseen files.

    characters: how many closing signs of each kind there are (SIGNS). whole, shut: the bits for each of them, (signs,),
    and with the forget gate of the counter, then that of quotes, held at 0, (2, signs). inside: how well each unit
    tells that it is inside '…', on the validation and on the test text, (2, units). rise: by how much c of the counter
    rises at "(" and at "[" on average, (2,). below: the shares of PLACES at which c of the unit of words is below 0.
    """

    characters: Annotated[np.ndarray, "signs"]
    whole: Annotated[np.ndarray, "signs"]
    shut: Annotated[np.ndarray, 2, "signs"]
    inside: Annotated[np.ndarray, 2, "units"]
    rise: Annotated[np.ndarray, 2]
    below: Annotated[np.ndarray, 3]


@dataclass(frozen=True)
class Excerpt:
    """The beginning of the held-out textwrap.py, as numbers of the alphabet; © Python Software Foundation."""

    text: Annotated[np.ndarray, "characters"]
    bits: float  # per character, of the network
