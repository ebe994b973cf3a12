"""Make mutants of a file of questions: another right answer, two reasons exchanged, a number that is not so."""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise

from mutant import Mutant, words_changed

TEXT = r'"""(?:.|\n)*?"""|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'"
ENTRY = re.compile(
    rf"^[ ]*(?:\[+(?P<table>[\w.]+)\]+|(?P<key>{TEXT}|[\w-]+)[ ]*=[ ]*(?P<value>{TEXT}|[-\d.e]+))", re.MULTILINE
)


def mutants_of_questions(file: str, text: str) -> Iterator[Mutant]:
    """Yield every mutant of a file of questions."""
    tables: dict[str, list[re.Match[str]]] = {}
    table = ""
    for entry in ENTRY.finditer(text):
        if entry["table"]:
            table = entry["table"]
        else:
            tables.setdefault(table, []).append(entry)

    def mutant(kind: str, start: int, end: int, after: str) -> Mutant:
        first, last = (len(text[:place].encode()) for place in (start, end))
        line = text.count("\n", 0, start)
        return Mutant(file, kind, line + 1, first, last, text[start:end], after, text.splitlines()[line].strip())

    for name, entries in tables.items():
        choices = [entry["key"] for entry in tables.get(f"{name}.choices", [])]
        for entry in entries:
            key, value, (start, end) = entry["key"], entry["value"], entry.span("value")
            if not value.startswith(('"', "'")):
                yield mutant("number", start, end, f"{1.3 * float(value):.6g}" if float(value) else "0.5")
            elif key == "answer":
                right = tomllib.loads(f"x = {value}")["x"]
                others = [choice for choice in choices if tomllib.loads(f"x = {_quoted(choice)}")["x"] != right]
                yield from (mutant("answer", start, end, _quoted(other)) for other in others)
            else:
                yield from (mutant("words", start, end, after) for after in words_changed(value))
        if name.endswith(".choices"):
            for one, other in pairwise(entries):
                between = text[one.end("value") : other.start("value")]
                after = f"{other['value']}{between}{one['value']}"
                yield mutant("reasons", one.start("value"), other.end("value"), after)


def _quoted(key: str) -> str:
    return key if key.startswith(('"', "'")) else f'"{key}"'
