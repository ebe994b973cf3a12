"""Deal the choices of the questions anew, so that the right one stands equally often in each place.

    python tools/deal.py            all questions of the course
    python tools/deal.py 05 07      those of some notebooks, around the others as they stand

The files in lstm_lesson/lessons keep the choices in the order in which they are shown. Whoever writes a question need
not think about that order: people put the right one into the middle. tests/lessons/test_questions.py looks.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

from lstm_lesson.live.questions import QUESTIONS, SELF_TEST, Question, files_in, read
from lstm_lesson.whole_files import write_whole

SEED = 2026
TABLE = re.compile(r"^( *\[(\w+)\.choices\]\n)((?:.+\n?)+)", re.MULTILINE)  # up to an empty line
CHOICE = re.compile(r"^ *(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|[\w-]+) *= *", re.MULTILINE)


def files() -> list[Path]:
    """List the files of questions in the order of the course, a lesson's self-test behind its questions."""
    found = [*files_in().values(), *files_in(file=SELF_TEST).values()]
    return sorted(found, key=lambda path: (path.parent.name, path.name != QUESTIONS))


def places(questions: Iterable[Question]) -> Counter[tuple[int, int]]:
    """Count how often the right one of so many choices stands in each place."""
    return Counter(
        (len(asked.choices), list(asked.choices).index(str(asked.answer))) for asked in questions if asked.choices
    )


def deal(path: Path, taken: Counter[tuple[int, int]]) -> None:
    """Write a file with its choices in another order: the right one where it has stood least often so far."""
    questions = read(path)

    def in_other_order(match: re.Match[str]) -> str:
        asked, lines = questions[match[2]], match[3]
        starts = [line.start() for line in CHOICE.finditer(lines)]
        ends = [*starts[1:], len(lines)]
        parts = [lines[start:end].rstrip("\n") + "\n" for start, end in zip(starts, ends, strict=True)]
        if len(parts) != len(asked.choices):
            raise ValueError(f"{path}, [{match[2]}]: {len(parts)} choices were cut apart, not {len(asked.choices)}")
        random, size = Random(f"{SEED} {asked.name}"), len(parts)
        right = parts.pop(list(asked.choices).index(str(asked.answer)))
        random.shuffle(parts)
        place = min(random.sample(range(size), size), key=lambda place: taken[size, place])
        taken[size, place] += 1
        return match[1] + "".join([*parts[:place], right, *parts[place:]])

    write_whole(path, TABLE.sub(in_other_order, path.read_text("utf-8")).encode())
    if read(path) != questions:
        raise ValueError(f"{path}: dealing changed more than the order")


def main(notebooks: list[str]) -> None:
    """Deal the questions of the notebooks named, or of all."""
    numbers = {path.parent.name[1:3] for path in files()}
    if unknown := set(notebooks) - numbers:
        raise SystemExit(f"There is no notebook {', '.join(sorted(unknown))}; there are {', '.join(sorted(numbers))}.")
    chosen = [path for path in files() if not notebooks or path.parent.name[1:3] in notebooks]
    taken = places(asked for path in files() if path not in chosen for asked in read(path).values())
    for path in chosen:
        deal(path, taken)
    for (size, place), count in sorted(taken.items()):
        print(f"of {size} choices, the right one is number {place + 1}: {count} times")


if __name__ == "__main__":
    main(sys.argv[1:])
