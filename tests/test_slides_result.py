"""A slide under a question shows the picture after the move, with the answer in it.

Each notebook's text is its own witness. A slider stands where question, answer or the text below the picture say, and
the picture says more of the numbers that they name than the picture before the move.
"""

import ast
import functools
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from matplotlib.text import Text
from nbformat import NotebookNode, v4
from notebook_calls import NOTEBOOKS, each_notebook
from PIL import Image
from slides import arrange
from slides_result import large, moved, result

from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.question import plain
from lstm_lesson.live.questions import Question, question

NUMBER = re.compile(r"(?<![\w.₀-₉])([−-]?\d[\d,]*(?:\.\d+)?)(?:·10(?:([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|\^\{(-?\d+)\}))?")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
LOOKS = {"t", "x"}  # sliders that say where one looks, not what there is to be seen
TO = r"`?(?: =| to| down to| up to| goes from \S+ to| from \S+(?: down| up)? to)? "


@dataclass(frozen=True)
class Asked:
    """A question with an exhibit as a notebook asks it: the code above its cell, and the text below."""

    question: Question
    cell: NotebookNode
    before: tuple[str, ...]
    below: str

    @property
    def wanted(self) -> Any:
        """What the cell says that its slide shows; None if it says nothing."""
        return self.cell.metadata.get("slideshow", {}).get("result")

    def shown(self, wanted: Any) -> Exhibit:
        return result(self.cell.source, wanted, self.before)


@functools.cache
def asked(path: Path) -> list[Asked]:
    """Return every question with an exhibit that a notebook asks."""
    found = []
    cells = nbformat.read(path, as_version=4).cells
    for k, cell in enumerate(cells):
        if "predict" in cell.metadata.get("tags", []):
            last = ast.parse(cell.source).body[-1]
            assert isinstance(last, ast.Expr)
            assert isinstance(last.value, ast.Call)
            name = last.value.args[0]
            assert isinstance(name, ast.Constant)
            if last.value.keywords:
                before = tuple(cell.source for cell in cells[:k] if cell.cell_type == "code")
                below = cells[k + 1].source if cells[k + 1].cell_type == "markdown" else ""
                found.append(Asked(question(str(name.value)), cell, before, below))
    return found


EVERY = [pytest.param(one, id=one.question.name) for path in NOTEBOOKS for one in asked(path)]
each_question = pytest.mark.parametrize("one", EVERY)


def numbers(text: str) -> set[tuple[float, int]]:
    """Return every number in a text, with its decimals: 3·10⁸ has −8 of them."""
    found = set()
    for digits, raised, power in NUMBER.findall(text):
        digits, exponent = (
            digits.rstrip(",").replace(",", "").replace("−", "-"),
            int(raised.translate(RAISED) or power or 0),
        )
        found.add((float(digits) * 10.0**exponent, len(digits.partition(".")[2]) - exponent))
    return found


def said(told: set[tuple[float, int]], shown: set[tuple[float, int]]) -> set[tuple[float, int]]:
    """Return which of the numbers told are shown, at least as exactly."""
    return {
        (number, decimals)
        for number, decimals in told
        for value, exact in shown
        if exact >= decimals and abs(value - number) <= 0.5001 * 10.0**-decimals
    }


def words(exhibit: Exhibit) -> str:
    """Return all that an exhibit says: where its sliders stand, the sentence, the labels in the picture but for ticks."""
    figure = exhibit._canvas.figure
    ticks = {
        label for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels(which="both")
    }
    labels = [text.get_text() for text in figure.findobj(Text) if text not in ticks]
    return " ; ".join([repr(exhibit), exhibit.readout, *labels])


def told(one: Asked) -> str:
    """Return all texts of a question, and the text below its picture."""
    q = one.question
    near = [entry.why for entry in q.near]
    return plain(
        " ; ".join([q.name, q.question, str(q.answer), q.why, *q.choices, *q.choices.values(), *near, one.below])
    )


def put(name: str, text: str) -> float | None:
    """Return where a text puts a slider at last: "`b_o` from 2 down to −8" is −8; None if it does not say."""
    found = re.findall(rf"(?<!\w){name}{TO}({NUMBER.pattern})", text)
    return float(found[-1][0].rstrip(",").replace(",", "").replace("−", "-")) if found else None


def complaints(one: Asked, wanted: Any) -> list[str]:
    """List what is wrong with a slide that shows `wanted`."""
    start, shown, text = one.shown({}), one.shown(wanted), told(one)
    named = {number for number, _ in numbers(text)}
    found = []
    for name, control in shown.controls.items():
        value = shown.values[name]
        looks = control.plays or name in LOOKS
        place = put(name, one.question.question)
        if place not in (None, value) and not looks:
            found.append(f"the question puts {name} to {place:g}, the slide to {value:g}")
        word = control.options[int(value - control.low)] if control.options else ""
        if value != start.values[name] and not looks and value not in named and not (word and word in text.lower()):
            found.append(f"no text puts {name} to {value:g}")
    explained = numbers(plain(f"{one.question.why} ; {one.question.answer} ; {text}"))
    before, after = (said(explained, numbers(words(exhibit))) for exhibit in (start, shown))
    if wanted and not after - before:
        found.append("the picture says no more of what the texts tell than the one before the move")
    below = {(number, decimals) for number, decimals in numbers(one.below) if decimals >= 2}
    if not wanted and not said(below, numbers(start.readout)):
        found.append("the picture at the start says nothing of what the text below it tells")
    return found


@each_notebook
def test_every_exhibit_under_a_question_says_what_its_slide_shows(path):
    assert [one.question.name for one in asked(path) if one.wanted is None] == []


@each_question
def test_slide_under_a_question_shows_the_sliders_where_its_texts_put_them_and_the_numbers_they_tell(one):
    if isinstance(one.wanted, str):  # another exhibit, of which this question does not speak
        assert repr(one.shown(one.wanted)) != repr(one.shown({}))
    else:
        assert complaints(one, one.wanted) == []
