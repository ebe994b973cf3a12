"""The course's prose, piece by piece, each with the numbers that a reader sees computed beside it.

    for text in texts("05_forget_gate", "questions"):
        print(text.where, text.words)

Of a number that tells where a slider stands, and of a small whole number, a piece says itself what needs no source.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from claiming import Number, all_numbers, one_line
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
AT = r"(?:\s*(?:=|:|at|to|from|of|is|stands at|set to|down to|up to|goes from|goes to|goes up to|goes down to|by))\s*"
LIST = r"(?:,| and| to| or| into| down to| up to)\s*"
ASKS = re.compile(
    r"^(Predict:.*|  \( \).*|  ____.*)$", re.MULTILINE
)  # a question's words, which are no source of its numbers
HEAD = re.compile(r"^## (.+)$", re.MULTILINE)
SETTING_LINES = re.compile(r"^# (.+)$", re.MULTILINE)  # of a teacher's page: tests/test_teaching.py compares them
Settings = dict[str, set[float]]
SETTING = re.compile(r"\b([A-Za-z_]\w*)=(-?\d+(?:\.\d+)?)\b")
EVERYWHERE = frozenset({-1.0, 0.0, 1.0})  # a gate is between 0 and 1, tanh between −1 and 1, t − 1 comes before t


@dataclass(frozen=True)
class Text:
    """Hold a piece of prose, where it stands, and the numbers that a reader sees computed beside it."""

    where: str
    words: str
    sources: tuple[Number, ...]
    settings: Settings | None = None  # where sliders may be said to stand; anywhere in their ranges if not said
    small: frozenset[float] | None = None  # small whole numbers that need no source; if not said, none of them does


@cache
def cells(stem: str) -> list[Any]:
    return list(nbformat.read(TESTS.parent / "notebooks" / f"{stem}.ipynb", as_version=4).cells)


def printed(cell: Any, code: bool = True) -> str:
    """Give what a cell is given and what it prints."""
    parts = [cell.source] if code else []
    for output in cell.get("outputs", []):
        parts.append(ASKS.sub("", output.get("text", "") or output.get("data", {}).get("text/plain", "")))
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


@cache
def settings_of(stem: str, section: str) -> Settings:
    """Give where a section's code, its pictures, their presets and its slides put each slider."""
    found: Settings = {}
    for cell in (cell for name, some in sections(stem) if name == section for cell in some):
        if cell.cell_type == "code":
            result = cell.metadata.get("slideshow", {}).get("result", {})
            moves = dict(SETTING.findall(result)) if isinstance(result, str) else result
            places = [*SETTING.findall(printed(cell)), *((name, at) for name, at in moves.items() if name != "preset")]
            for recipe in recipes(cell.source):
                places += [place for preset in recipe.presets.values() for place in preset.values.items()]
            for name, value in places:
                found.setdefault(name, set()).add(float(value))
    return found


def recipes(code: str) -> list[Recipe]:
    """Give the exhibits that code names."""
    named = [getattr(lstm_lesson, name) for name in lstm_lesson.__all__ if re.search(rf"\b{name}\b", code)]
    return [one for one in named if isinstance(one, Recipe)]


def is_setting(text: Text, number: Number, stem: str) -> bool:
    """Tell whether a number is where a slider is to be moved: "w_h = −0.9", "b_f from 0 to 12"."""

    def may_stand(name: str) -> bool:
        if text.settings is not None:
            return number.value in text.settings[name]
        low, high = sliders(stem)[name]
        return low <= number.value <= high

    before = text.words[: number.start]
    names = sliders(stem) if text.settings is None else text.settings
    return any(
        may_stand(name) and re.search(rf"\b{re.escape(name)}\b{AT}(?:[+-]?[\d.]+\s*{LIST}){{0,5}}$", before)
        for name in names
    )


def texts_of_notebook(stem: str) -> Iterator[Text]:
    for section, inside in sections(stem):
        for cell in inside:
            if cell.cell_type == "markdown" and cell.id not in OF_WAY:
                words = re.split(r"^## Sources", cell.source, flags=re.MULTILINE)[0]
                yield Text(f"notebook {stem}, cell {cell.id}", one_line(words), sources(stem, section))


def texts_of_questions(stem: str) -> Iterator[Text]:
    """Give what questions ask and tell; also a small number must stand in their own cell, or have a claim."""
    for file in (QUESTIONS, SELF_TEST):
        for key, asked in read(files_in(file=file)[stem]).items() if stem in files_in(file=file) else ():
            where, given = f"{file} [{key}]", one_line(asked.question)
            section, here = _asked_in(stem, key)
            there, settings = sources(stem, section), settings_of(stem, section) if here else {}
            small = EVERYWHERE | {one.value for one in all_numbers(here)}
            if file == QUESTIONS:  # what a self-test supposes, it may make up
                yield Text(where, given, there, settings, small)
            told = all_numbers(f"{given} {asked.answer}")
            small |= {one.value for one in told}
            yield from (Text(where, one_line(words), (*there, *told), settings, small) for words in _reasons(asked))


def _asked_in(stem: str, key: str) -> tuple[str, str]:
    """Give the section that asks a question; and its cell: the code, what it prints, what its slide shows."""
    for section, some in sections(stem):
        for cell in some:
            if f'"{stem}/{key}"' in cell.source:
                return section, f"{printed(cell)} {cell.metadata.get('slideshow', '')}"
    return "", ""


def _reasons(asked: Question) -> Iterator[str]:
    """Give what a question claims: its right answer, and every reason. A wrong choice claims nothing."""
    yield f"{asked.answer:g}" if isinstance(asked.answer, float) else asked.answer
    yield asked.why
    yield from asked.choices.values()
    yield from (near.why for near in asked.near)


def texts_of_presets(stem: str) -> Iterator[Text]:
    for recipe in filter(lambda recipe: _is_of(recipe, stem), recipes(all_printed(stem))):
        name = recipe.__name__
        stored = json.loads((TESTS / "frames" / f"{name}.json").read_text("utf-8"))["states"]
        for preset, to in recipe.presets.items():
            places = {name: {float(value)} for name, value in recipe.settings(preset).items()}
            shown = all_numbers(f"{stored.get(f'preset {preset}', '')} {to.values}")
            small = EVERYWHERE.union(one.value for one in shown)
            there = (*sources(stem, ""), *shown)
            yield Text(f"preset {preset!r} of {name}", one_line(to.reason), there, places, small)


def _is_of(recipe: Recipe, stem: str) -> bool:
    """Tell whether an exhibit is of a lesson, or of what lessons share; another lesson's is looked at there."""
    lesson = re.search(r"lessons\.n(\d\d\w+)", recipe.__module__)
    return lesson is None or lesson[1] == stem


def texts_of_exercises(stem: str) -> Iterator[Text]:
    for name in sorted(exercises_of(stem)):
        asked = exercises[name]
        praise = [judge(name, asked.right).reason] if asked.right else []
        for words in (*asked.hints, *asked.mistakes, *praise):
            yield Text(f"exercise {name}", one_line(words), (), settings={})


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
