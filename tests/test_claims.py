"""No number without a source: each number of the course's prose is printed by a cell, or a claims file computes it.

Prose is: the notebooks' text, the questions with their answers and reasons, the presets' reasons, what the exercises'
hints and verdicts say, the teacher's pages.
A number may stand in what a cell of the same section prints or is given, or in the sentence of a picture there; or else
in tests/claims/, beside the line that computes it (tests/claiming.py says how). Small whole numbers, years, the numbers
of notebooks, settings of sliders, formulas on lines of their own and whatever stands under "Sources" claim nothing.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import nbformat
import pytest
from claiming import Claim, Number, all_numbers, numbers, one_line
from notebook_calls import NOTEBOOKS
from way import WRITTEN_HERE

import lstm_lesson
from lstm_lesson.live.exercise import exercises, exercises_of, judge
from lstm_lesson.live.questions import QUESTIONS, SELF_TEST, Question, files_in, read
from lstm_lesson.live.recipe import Recipe

TESTS = Path(__file__).parent
STEMS = [path.stem for path in NOTEBOOKS if (TESTS / "claims" / f"n{path.stem}.py").exists()]
KINDS = ("notebook", "questions", "presets", "exercises", "page")
ANYWHERE = ("Exercise", "Three key points")  # sections that speak of the whole notebook, as its title does
OF_WAY = {"map", "map-ways", "sources", *WRITTEN_HERE}  # cells that list notebooks, minutes, books
AT = r"(?:\s*(?:=|:|at|to|from|of|is|stands at|set to|down to|up to|goes from|goes to|by))\s*"
LIST = r"(?:,| and| to| or| into| down to| up to)\s*"
HEAD = re.compile(r"^## (.+)$", re.MULTILINE)
SETTING_LINES = re.compile(r"^# (.+)$", re.MULTILINE)  # of a teacher's page: tests/test_teaching.py compares them


@dataclass(frozen=True)
class Text:
    """Hold a piece of prose, where it stands, and the numbers that a reader sees computed beside it."""

    where: str
    words: str
    sources: tuple[Number, ...]
    only_claims: bool = False  # as what is said of an exercise, which no cell prints


@cache
def cells(stem: str) -> list[Any]:
    return list(nbformat.read(TESTS.parent / "notebooks" / f"{stem}.ipynb", as_version=4).cells)


def printed(cell: Any, code: bool = True) -> str:
    """Give what a cell is given and what it prints."""
    parts = [cell.source] if code else []
    for output in cell.get("outputs", []):
        parts.append(output.get("text", "") or output.get("data", {}).get("text/plain", ""))
    return "\n".join(parts)


@cache
def sections(stem: str) -> list[tuple[str, list[Any]]]:
    """Cut a notebook at its second-level headings; the first section has no name."""
    found: list[tuple[str, list[Any]]] = [("", [])]
    for cell in cells(stem):
        head = HEAD.search(cell.source) if cell.cell_type == "markdown" else None
        if head:
            found.append((head[1], []))
        found[-1][1].append(cell)
    return found


def all_printed(stem: str) -> str:
    return "\n".join(printed(cell) for cell in cells(stem) if cell.cell_type == "code" and cell.id[:4] != "way-")


@cache
def sources(stem: str, section: str) -> tuple[Number, ...]:
    """Give the numbers that cells compute in a section; in the whole notebook for title, exercise and key points."""
    if section and not section.startswith(ANYWHERE):
        inside = [cell for name, some in sections(stem) if name == section for cell in some]
        return tuple(all_numbers("\n".join(printed(cell) for cell in inside if cell.cell_type == "code")))
    return tuple(all_numbers(all_printed(stem)))


@cache
def sliders(stem: str) -> dict[str, tuple[float, float]]:
    """Give the range of every slider of the exhibits that a notebook names, as their stored pictures have it."""
    code, found = all_printed(stem), dict[str, tuple[float, float]]()
    for path in (TESTS / "frames").glob("*.json"):
        if re.search(rf"\b{path.stem}\b", code):
            for state in json.loads(path.read_text("utf-8"))["states"]:
                name, equals, value = state.partition("=")
                if equals and name.isidentifier():
                    low, high = found.get(name, (float(value), float(value)))
                    found[name] = min(low, float(value)), max(high, float(value))
    return found


def is_setting(text: str, number: Number, stem: str) -> bool:
    """Tell whether a number is where a slider is to be moved: "w_h = −0.9", "b_f from 0 to 12"."""
    for name, (low, high) in sliders(stem).items():
        pattern = rf"\b{re.escape(name)}\b{AT}(?:[+-]?[\d.]+\s*{LIST}){{0,5}}$"
        if low <= number.value <= high and re.search(pattern, text[: number.start]):
            return True
    return False


def texts_of_notebook(stem: str) -> Iterator[Text]:
    for section, inside in sections(stem):
        for cell in inside:
            if cell.cell_type == "markdown" and cell.id not in OF_WAY:
                words = re.split(r"^## Sources", cell.source, flags=re.MULTILINE)[0]
                yield Text(f"notebook {stem}, cell {cell.id}", one_line(words), sources(stem, section))


def texts_of_questions(stem: str) -> Iterator[Text]:
    for file in (QUESTIONS, SELF_TEST):
        for key, asked in read(files_in(file=file)[stem]).items() if stem in files_in(file=file) else ():
            section = next(
                (name for name, some in sections(stem) for cell in some if f"{stem}/{key}" in cell.source), ""
            )
            there = sources(stem, section)
            given = one_line(asked.question)
            if file == QUESTIONS:  # what a self-test supposes, it may make up
                yield Text(f"{file} [{key}]", given, there)
            for words in _reasons(asked):
                yield Text(f"{file} [{key}]", one_line(words), there + tuple(all_numbers(given)))


def _reasons(asked: Question) -> Iterator[str]:
    """Give what a question claims: its right answer, and every reason. A wrong choice claims nothing."""
    yield f"{asked.answer:g}" if isinstance(asked.answer, float) else asked.answer
    yield asked.why
    yield from asked.choices.values()
    yield from (near.why for near in asked.near)


def texts_of_presets(stem: str) -> Iterator[Text]:
    code = all_printed(stem)
    for name in lstm_lesson.__all__:
        recipe = getattr(lstm_lesson, name)
        if isinstance(recipe, Recipe) and _is_of(recipe, stem) and re.search(rf"\b{name}\b", code):
            stored = json.loads((TESTS / "frames" / f"{name}.json").read_text("utf-8"))["states"]
            for preset, to in recipe.presets.items():
                shown = f"{stored.get(f'preset {preset}', '')} {to.values}"
                there = sources(stem, "") + tuple(all_numbers(shown))
                yield Text(f"preset {preset!r} of {name}", one_line(to.reason), there)


def _is_of(recipe: Recipe, stem: str) -> bool:
    """Tell whether an exhibit is of a lesson, or of what lessons share; another lesson's is looked at there."""
    lesson = re.search(r"lessons\.n(\d\d\w+)", recipe.__module__)
    return lesson is None or lesson[1] == stem


def texts_of_exercises(stem: str) -> Iterator[Text]:
    for name in sorted(exercises_of(stem)):
        asked = exercises[name]
        praise = [judge(name, asked.right).reason] if asked.right else []
        for words in (*asked.hints, *asked.mistakes, *praise):
            yield Text(f"exercise {name}", one_line(words), (), only_claims=True)


def texts_of_page(stem: str) -> Iterator[Text]:
    page = (TESTS.parent / "teaching" / f"{stem}.md").read_text("utf-8")
    asked = read(files_in()[stem]).values() if stem in files_in() else ()
    told = [one_line(words) for one in asked for words in (one.question, *one.choices, *_reasons(one))]
    shown = [printed(cell, code=False) for cell in cells(stem) if cell.cell_type == "code" and cell.id[:4] != "way-"]
    there = tuple(all_numbers("\n".join([*SETTING_LINES.findall(page), *told, *shown])))
    for part in re.split(r"^## ", page, flags=re.MULTILINE):
        if not part.startswith("Minutes"):  # which tests/test_teaching.py adds up
            yield Text(f"teaching/{stem}.md, {part.splitlines()[0]!r}", one_line(part), there)


TEXTS = {
    "notebook": texts_of_notebook,
    "questions": texts_of_questions,
    "presets": texts_of_presets,
    "exercises": texts_of_exercises,
    "page": texts_of_page,
}


@cache
def texts(stem: str, kind: str) -> list[Text]:
    return list(TEXTS[kind](stem))


@cache
def claims(stem: str) -> list[Claim]:
    path = TESTS / "claims" / f"n{stem}.py"
    spec = spec_from_file_location(f"claims_{stem}", path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.CLAIMS)


def without_source(stem: str, text: Text) -> list[str]:
    """Name the numbers of a text that neither a cell nor a claim has."""
    covered = [
        match.span() for one in claims(stem) for match in re.finditer(re.escape(one_line(one.words)), text.words)
    ]
    lacking = []
    for number in numbers(text.words):
        if any(start <= number.start < end for start, end in covered):
            continue
        if not text.only_claims and is_setting(text.words, number, stem):
            continue
        if not any(number.is_rounded(other) for other in text.sources):
            around = text.words[max(0, number.start - 40) : number.end + 25]
            lacking.append(f"{text.where}: {number.text} in “…{around}…”")
    return lacking


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stem", STEMS)
def test_every_number_is_printed_by_a_cell_or_computed_by_a_claim(stem, kind):
    lacking = [line for text in texts(stem, kind) for line in without_source(stem, text)]
    assert not lacking, f"{len(lacking)} numbers without a source:\n" + "\n".join(lacking)


ALL_CLAIMS = [(stem, one) for stem in STEMS for one in claims(stem)]


@pytest.mark.parametrize(("stem", "one"), ALL_CLAIMS, ids=[f"{stem[:2]}: {one.words}" for stem, one in ALL_CLAIMS])
def test_claim_is_computed_as_it_is_written(stem, one):
    words = one_line(one.words)
    assert any(words in text.words for kind in KINDS for text in texts(stem, kind)), (
        "no text of the lesson has these words"
    )
    assert not (complaint := one.untrue(numbers(words))), complaint


# ---- The test itself: a false number is noticed


def falsified(text: Text) -> Iterator[Text]:
    """Give the text with one number changed in its last digit, for each number of it in turn."""
    for number in numbers(text.words):
        digits = text.words[number.start : number.end]
        last = max(place for place, letter in enumerate(re.split(r"[·×e%]", digits)[0]) if letter.isdigit())
        other = str((int(digits[last]) + 3) % 10) if digits[last].isdecimal() else digits[last]
        changed = digits[:last] + other + digits[last + 1 :]
        yield replace(text, words=text.words[: number.start] + changed + text.words[number.end :])


@pytest.mark.parametrize("kind", KINDS)
def test_a_false_number_is_noticed_nearly_everywhere(kind):
    tried = [(stem, false) for stem in STEMS for text in texts(stem, kind) for false in falsified(text)]
    noticed = sum(bool(without_source(stem, false)) for stem, false in tried)
    assert noticed >= 0.75 * len(tried), f"{noticed} of {len(tried)}: the rest look like another number printed nearby"
