"""What a network that reads needs for each character, what its units hold, and what it is without one of them."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from lstm_lesson.data.characters import encode
from lstm_lesson.studies.reading_training import PIECE
from lstm_lesson.studies.source_facts import FACTS, QUOTES, facts
from lstm_lesson.studies.source_text import side_by_side
from lstm_lesson.training.character_network import CharacterNetwork

PIECES = 96  # into which a text is cut to be read quickly
KINDS = (
    "every character",
    "in a string",
    "closing quotes",
    "in a comment",
    "closing brackets",
    "indentation",
    "ends of lines",
)
SIGNS = (")", "]", "}", "'", '"', '"""')  # that close something, as in QUOTES
PLACES = ("in comments", "in three quotes", "in code")
# Three units of the recorded network that get a closer look, called by what they seemed to be for.
COUNTER, OF_QUOTES, OF_WORDS = 7, 106, 19


def with_forget_gate(given: Mapping[str, np.ndarray], unit: int, at: int) -> dict[str, np.ndarray]:
    """Return weights with which the forget gate of a unit is `at` 0 or 1 at every step, whatever is read."""
    b = given["layer0.b"].copy()
    b[len(b) // 4 + unit] = 1000 if at else -1000  # no weights outweigh that, and σ of it is 1 or 0 to the last digit
    return {**given, "layer0.b": b}


def surprise(of: CharacterNetwork, read_: np.ndarray, following: np.ndarray) -> np.ndarray:
    """Return −log₂ p of each character of a text (T, B) side by side, read from an empty memory: (T, B)."""
    state, found = of.start(read_.shape[1]), []
    for start in range(0, len(read_), 4 * PIECE):
        piece = slice(start, start + 4 * PIECE)
        reading = of.read(read_[piece], state)
        logits = reading.logits - reading.logits.max(axis=1, keepdims=True)
        right = np.take_along_axis(logits, following[piece][:, None].astype(np.intp), 1)[:, 0]
        found.append(np.log(np.exp(logits).sum(axis=1)) - right)
        state = reading.end
    return np.concatenate(found) / np.log(2)


def cell_states(of: CharacterNetwork, read_: np.ndarray) -> np.ndarray:
    """Return c after each character of a text (T, B) side by side, read from an empty memory: (T·B, H)."""
    state, found = of.start(read_.shape[1]), []
    for start in range(0, len(read_), 4 * PIECE):
        reading = of.read(read_[start : start + 4 * PIECE], state)
        found.append(reading.c.transpose(0, 2, 1).copy())
        state = reading.end
    return np.concatenate(found).reshape(-1, of.n_hidden)


def shared(text: str, other: str, length: int = 48) -> float:
    """Return the share of `text` that lies in passages of `length` characters or more that stand in `other`, too."""
    known = np.unique(_passages(other, length))
    found = _passages(text, length)
    places = np.minimum(np.searchsorted(known, found), len(known) - 1)
    starts = np.flatnonzero(known[places] == found)
    covers = np.zeros(len(text) + 1, int)  # +1 where a passage begins, −1 where it has ended
    np.add.at(covers, starts, 1)
    np.add.at(covers, starts + length, -1)
    return float((np.cumsum(covers)[:-1] > 0).mean())


def _passages(text: str, length: int) -> np.ndarray:
    """Return a number for each passage of a text: the same for equal ones, hardly ever for others (by FNV-1a)."""
    numbers = encode(text).astype(np.uint64)
    found = np.zeros(len(numbers) - length + 1, np.uint64)
    for place in range(length):
        found = (found ^ numbers[place : place + len(found)]) * np.uint64(0x100000001B3)
    return found


@lru_cache(maxsize=2)  # a cut after the other is measured on the same text
def kinds(text: str) -> dict[str, np.ndarray]:
    """Return which characters of `text` are of each kind (KINDS), (T,) of True and False."""
    known = facts(text)
    characters = np.array(list(text))
    before = {name: np.concatenate([[0], known[name][:-1]]).astype(known[name].dtype) for name in FACTS}
    lead = (characters == " ") & (known["indentation"] == known["column"])
    found = {
        "every character": np.ones(len(text), bool),
        "in a string": known["string"],
        "closing quotes": before["string"] & ~known["string"],
        "in a comment": known["comment"],
        "closing brackets": known["depth"] < before["depth"],
        "indentation": lead,
        "ends of lines": characters == "\n",
    }
    assert tuple(found) == KINDS
    return found


def closing_signs(text: str) -> dict[str, np.ndarray]:
    """Return which characters of `text` are closing signs of each kind (SIGNS), (T,) of True and False."""
    of, inside = kinds(text), np.concatenate([[0], facts(text)["quotes"][:-1]])
    characters = np.array(list(text))
    brackets = {sign: of["closing brackets"] & (characters == sign) for sign in SIGNS[:3]}
    return brackets | {sign: of["closing quotes"] & (inside == QUOTES.index(sign)) for sign in SIGNS[3:]}


def by_kind(of: CharacterNetwork, text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the bits per character that a network needs for each kind, and how many there are, (kinds,) each."""
    return _means(of, text, kinds(text))


def by_sign(of: CharacterNetwork, text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the bits that a network needs for a closing sign of each kind, and how many there are, (signs,) each."""
    return _means(of, text, closing_signs(text))


def _means(of: CharacterNetwork, text: str, which: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean bits of some characters of a text, read in PIECES, by name; and how many there are."""
    read_, following = side_by_side(text, PIECES)
    needed = surprise(of, read_, following).T.ravel()
    masks = [mask[: needed.size] for mask in which.values()]
    return np.array([needed[mask].mean() for mask in masks]), np.array([mask.sum() for mask in masks])
