"""One mutant of a file, and what a mistake in words may be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

OPPOSITES = [
    *("above below", "before after", "left right", "upper lower", "larger smaller", "more less", "grows shrinks"),
    *("explodes vanishes", "open shut", "keeps forgets", "first last", "high low", "right wrong", "with without"),
    *("near far", "best worst", "better worse", "candidate hidden", "reset update", "positive negative"),
]
WORDS = {one: other for pair in OPPOSITES for one, other in (pair.split(), pair.split()[::-1])}
WORD = re.compile(rf"\b({'|'.join(WORDS)})\b")
DIGIT = re.compile(r"(?<![\w.,:{%\\/#])\d+(?:\.\d+)?(?=[\s,;.:)]|$)")  # a number that a sentence says
LABEL = 5  # words; in longer texts only the numbers are changed, since nobody but a reader can tell the rest
SENTENCE = re.compile(r"[a-z]{2,},? .*[a-z]{2,}")


@dataclass(frozen=True)
class Mutant:
    """Hold one mutant: where its text differs from the original's, in bytes, and what stands there instead."""

    file: str
    kind: str
    line: int
    start: int
    end: int
    before: str
    after: str
    code: str  # its first line as it stands in the file

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells it from all others, wherever its line stands."""
        return self.file, self.code, self.change

    @property
    def change(self) -> str:
        """Say what has changed, in one line."""
        return f"{' '.join(self.before.split())} → {' '.join(self.after.split())}"

    def text(self, original: str) -> str:
        """Return the whole file with the mistake in it."""
        source = original.encode()
        return (source[: self.start] + self.after.encode() + source[self.end :]).decode()


def words_changed(text: str) -> Iterator[str]:
    """Yield a label with one word turned into its opposite, or a sentence with another number in it."""
    for found in WORD.finditer(text) if len(text.split()) <= LABEL else ():
        yield text[: found.start()] + WORDS[found[0]] + text[found.end() :]
    if SENTENCE.search(text):
        for found in DIGIT.finditer(text):
            other = found[0][:-1] + str((int(found[0][-1]) + 3) % 10)
            yield text[: found.start()] + other + text[found.end() :]
