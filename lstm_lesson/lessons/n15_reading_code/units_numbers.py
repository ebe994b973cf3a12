"""What each unit of the recorded network tells of a text, and what the network needs without its memory."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from lstm_lesson.lessons.n15_reading_code.numbers import EXAMPLES, ReadText, read_text
from lstm_lesson.studies.reading import RECORDING, Cuts, Units
from lstm_lesson.studies.source_facts import FACTS, SAID, YES_OR_NO

SHOWN = tuple(SAID[name] for name in FACTS)
TEXTS = tuple(EXAMPLES)
OPENING = ("comment", "depth")  # what the two units are best at that notebook 00 shows
OPENING_LENGTH = max(len(EXAMPLES[name]) for name in TEXTS[:2])
HELD = ("shut, f = 0", "open, f = 1")


@cache
def units() -> Units:
    """Return the recorded scores of all units."""
    return RECORDING.row(Units, "units")


@cache
def cuts() -> Cuts:
    """Return what the recorded network needs with one forget gate cut."""
    return RECORDING.row(Cuts, "cuts")


def by_rank(fact: int, rank: int) -> int:
    """Return the unit that is at this rank, from 1, in telling a fact on the validation text."""
    return int(np.argsort(-units().validation[fact], kind="stable")[rank - 1])


def knowledge(scores: np.ndarray) -> np.ndarray:
    """Put scores (facts, …) on one scale from 0, knows nothing, to 1, knows everything.

    Of yes or no: twice the balanced accuracy, less 1. Of a number: R², or 0 where that is below.
    """
    is_yes_or_no = np.array([name in YES_OR_NO for name in FACTS]).reshape(-1, *[1] * (scores.ndim - 1))
    return np.maximum(0, np.where(is_yes_or_no, 2 * scores - 1, scores))


@dataclass(frozen=True)
class Knowledge:
    """What all units tell of one fact, and a text as one of them sees it.

    tells: of each fact what each unit tells of it, on the held-out text, (facts, units), as `knowledge` has it.
    untrained, character: the two controls, (facts,). together: what all units tell together, (facts,).
    """

    read: ReadText
    fact: int
    rank: int
    unit: int
    tells: np.ndarray
    untrained: np.ndarray
    character: np.ndarray
    together: np.ndarray


def unit_knowledge(fact: int, rank: int, text: int, t: int = 0) -> Knowledge:
    """Take the unit of a rank for a fact, and let it read one of the texts."""
    found, unit = units(), by_rank(int(fact), int(rank))
    words = EXAMPLES[TEXTS[int(text)]]
    return Knowledge(
        read=read_text(words, unit, 0, 0, min(t, len(words) - 1)),
        fact=int(fact),
        rank=int(rank),
        unit=unit,
        tells=knowledge(found.test),
        untrained=knowledge(found.untrained),
        character=knowledge(found.character),
        together=knowledge(found.together),
    )


def opening(text: int, unit: int, t: int) -> ReadText:
    """Let the unit that is best at one of OPENING read one of the first two texts."""
    words = EXAMPLES[TEXTS[int(text)]]
    best = by_rank(FACTS.index(OPENING[int(unit)]), 1)
    return read_text(words, best, 0, 0, min(int(t), len(words) - 1))


@dataclass(frozen=True)
class CutMemory:
    """The bits per character with the forget gate of a unit cut, beside all other units: by kind of character.

    more: the bits that a cut adds, (units, kinds). whole: (kinds,).
    """

    fact: int
    rank: int
    unit: int
    open: bool
    whole: np.ndarray
    more: np.ndarray

    @property
    def above(self) -> np.ndarray:
        """How many of the other units cost more when they are cut the same way, (kinds,)."""
        return (self.more > self.more[self.unit]).sum(axis=0)


def cut_memory(fact: int, rank: int, held: int) -> CutMemory:
    """Cut the forget gate of the unit at a rank for a fact: `held` is a place in HELD."""
    found = cuts()
    cut = found.open if held else found.shut
    return CutMemory(int(fact), int(rank), by_rank(int(fact), int(rank)), bool(held), found.whole, cut - found.whole)
