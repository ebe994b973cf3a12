"""The questions of the course, one file per lesson: read them, and say plainly what is wrong with one.

    [half_life]                                  # predict("05_forget_gate/half_life") asks it
    question = "The cell holds 1.00 and f = 0.90 at every step. After how many steps is half left?"
    answer = "about 7"
    why = "What is left after n steps is 0.90ⁿ, and 0.90⁷ = 0.48."

      [half_life.choices]                        # in the order shown; each with why it is right, or tempts and is wrong
      "5" = "Half of ten: but each step takes a tenth of what is left, not of the start."
      "about 7" = "ln 2 / −ln 0.90 = 6.58."

A question for a number has no choices, but `answer = 6.58`, `tolerance = 0.2`, perhaps `unit = "steps"`, and for each
tempting wrong range `[[half_life.near]]` with `low`, `high` and `why`. In all texts **bold** and `code` may be used,
and formulas in plain letters (σ, ⊙, c₀); nothing else is markup.

A lesson may have a second file of the same form, self_test.toml: questions on what came before, for `self_test`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from lstm_lesson.validate import shown

LESSONS = Path(__file__).parents[1] / "lessons"  # where names of questions and exercises are looked up
QUESTIONS, SELF_TEST = "questions.toml", "self_test.toml"
ALWAYS = {"question", "answer", "why"}
OF_CHOICES, OF_NUMBER = ALWAYS | {"choices"}, ALWAYS | {"tolerance", "unit", "near"}


@dataclass(frozen=True)
class Near:
    """Hold a range of wrong numbers that tempt, and why they do."""

    low: float
    high: float
    why: str


@dataclass(frozen=True)
class Question:
    """Hold a question: `choices` maps each choice to its reason, and is empty where a number is asked for."""

    name: str
    question: str
    answer: str | float
    why: str
    choices: Mapping[str, str]
    tolerance: float = 0.0
    unit: str = ""
    near: tuple[Near, ...] = ()


def question(name: str, folder: Path = LESSONS) -> Question:
    """Return the question `name`, such as "05_forget_gate/half_life"; raise ValueError without it."""
    file, slash, key = name.partition("/") if isinstance(name, str) else ("", "", "")
    files = files_in(folder)
    if not slash or file not in files:
        there = ", ".join(files) or "no notebook"
        raise ValueError(
            f"name must be like '05_forget_gate/half_life', not {shown(name)}; there are questions of {there}"
        )
    questions = read(files[file])
    if key not in questions:
        raise ValueError(f"{_shown(files[file])} has no question {shown(key)}; it has {', '.join(questions)}")
    return questions[key]


def files_in(folder: Path = LESSONS, file: str = QUESTIONS) -> dict[str, Path]:
    """Return each lesson's file of questions by the name of its notebook: "05_forget_gate"."""
    return {path.parent.name.removeprefix("n"): path for path in sorted(folder.glob(f"n*/{file}"))}


def read(path: Path) -> dict[str, Question]:
    """Read all questions of a file; raise ValueError naming file, question, key and what is allowed."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f'{_shown(path)} is no TOML: {error}. Texts stand in quotes; quotes in them as \\".') from None
    if not tables:
        raise ValueError(f"{_shown(path)} has no question; each is a table such as [half_life]")
    return {key: _Table(_shown(path), key, table).question(f"{_notebook(path)}/{key}") for key, table in tables.items()}


def _notebook(path: Path) -> str:
    """Return what the names of a file's questions begin with: "05_forget_gate", or "07_output_gate/self_test"."""
    notebook = path.parent.name.removeprefix("n")
    return notebook if path.name == QUESTIONS else f"{notebook}/{path.stem}"


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


class _Table:
    """One question as the file has it, and the complaints about it."""

    def __init__(self, file: str, key: str, table: Any) -> None:
        self.where = f"{file}, [{key}]"
        if not isinstance(table, dict):
            raise self.wrong(f"must be a table of keys, not {shown(table)}; unindented keys belong under a [name]")
        self.table = table

    def wrong(self, complaint: str) -> ValueError:
        return ValueError(f"{self.where}: {complaint}")

    def question(self, name: str) -> Question:
        of_choices = "choices" in self.table
        self.only(self.table, OF_CHOICES if of_choices else OF_NUMBER)
        text, why = self.text("question"), self.text("why")
        if of_choices:
            return Question(name, text, *self.choices(why))
        answer, tolerance = self.number("answer"), self.number("tolerance")
        if tolerance <= 0:
            raise self.wrong(f"tolerance must be above 0, not {tolerance:g}: how far off still counts as right")
        unit = self.text("unit") if "unit" in self.table else ""
        return Question(name, text, answer, why, {}, tolerance, unit, self.near(answer, tolerance))

    def only(self, table: dict[str, Any], allowed: set[str], where: str = "") -> None:
        if unknown := sorted(set(table) - allowed):
            raise self.wrong(f"{where}unknown key {shown(unknown[0])}; allowed are {', '.join(sorted(allowed))}")

    def text(self, key: str) -> str:
        return self.text_of(self.given(self.table, key), key)

    def text_of(self, value: Any, key: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{key} must be a text that is not empty, not {shown(value)}")
        return " ".join(value.split())  # the lines of a """text""" are one paragraph

    def number(self, key: str) -> float:
        return self.number_of(self.given(self.table, key), key)

    def number_of(self, value: Any, key: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            hint = "; a text is an answer only where [….choices] lists it" if key == "answer" else ""
            raise self.wrong(f"{key} must be a finite number, not {shown(value)}{hint}")
        return float(value)

    def given(self, table: dict[str, Any], key: str) -> Any:
        if key not in table:
            raise self.wrong(f"{key} is missing")
        return table[key]

    def choices(self, why: str) -> tuple[str, str, dict[str, str]]:
        choices, answer = self.table["choices"], self.given(self.table, "answer")
        if not isinstance(choices, dict) or len(choices) < 2:
            raise self.wrong('choices must be two or more lines such as "about 7" = "why this is right, or tempts"')
        if not isinstance(answer, str) or answer not in choices:
            listed = ", ".join(repr(choice) for choice in choices)
            raise self.wrong(f"answer must be one of the choices {listed}, not {shown(answer)}")
        if "" in {choice.strip() for choice in choices}:
            raise self.wrong("choices must not be empty texts")
        reasons = {choice: self.text_of(reason, f"choices, {choice!r}") for choice, reason in choices.items()}
        return answer, why, reasons

    def near(self, answer: float, tolerance: float) -> tuple[Near, ...]:
        entries = self.table.get("near", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self.wrong("near must be tables [[….near]], each with low, high and why")
        found = []
        for entry in entries:
            self.only(entry, {"low", "high", "why"}, "near: ")
            low, high = (self.number_of(self.given(entry, key), f"near: {key}") for key in ("low", "high"))
            if low > high:
                raise self.wrong(f"near: low must not be above high, not {low:g} and {high:g}")
            if low <= answer + tolerance and high >= answer - tolerance:
                right = f"{answer - tolerance:g} to {answer + tolerance:g}"
                raise self.wrong(f"near: {low:g} to {high:g} overlaps what counts as right, {right}")
            found.append(Near(low, high, self.text_of(self.given(entry, "why"), "near: why")))
        return tuple(found)
