"""Show what a student has done so far, and the next step on each way through the course."""

import importlib
import tomllib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from lstm_lesson.live import kept
from lstm_lesson.live.exercise import exercises_of
from lstm_lesson.live.questions import LESSONS, SELF_TEST, files_in, read
from lstm_lesson.live.widget_view import show_forms
from lstm_lesson.validate import shown

TEXT = "font-size:16px;line-height:1.45;max-width:900px"
WHOLE = "The whole course"
MEANING = (
    "A notebook is opened when one of its questions or exercises was shown, and finished when all its questions are "
    "answered and its exercises are solved."
)
KEPT = (
    f"All this is kept in one file beside the notebooks, {kept.FILE}, on this computer only; progress(forget=True) "
    "removes it. After work in another notebook, run this cell again."
)

_shown: deque[Any] = deque(maxlen=4)  # the tables on the page, the latest ones: they follow each new answer


@dataclass(frozen=True)
class Notebook:
    """Hold what there is to do in a notebook: the names of its questions and exercises."""

    name: str
    title: str
    questions: frozenset[str]
    exercises: frozenset[str]

    @property
    def number(self) -> str:
        return self.name.partition("_")[0]

    def left(self, done: kept.Done) -> str:
        """Return in words what is still to do in it, or "" if it is finished."""
        questions, exercises = len(self.questions - set(done.answers)), len(self.exercises - done.solved)
        counts = [_count(questions, "question"), _count(exercises, "exercise")]
        return " and ".join(count for count in counts if not count.startswith("0 "))

    def state(self, done: kept.Done) -> str:
        """Return in a word how far it is done."""
        if not self.left(done):
            return "✓ finished"
        return "opened" if self.name in done.shown else "not yet"


def progress(*, forget: bool = False) -> None:
    """Show a table of what you have done so far, with the next step on each of three tracks.

    forget: remove the file in which it is kept, and begin anew.
    """
    if not isinstance(forget, bool):
        raise ValueError(f"forget must be True or False, not {shown(forget)}")
    said = kept.forget() if forget else ""
    handle = show_forms(_bundle(said), again=True)
    if handle is not None:  # there is none in a plain Python
        _shown.append(handle)


def _renew() -> None:
    for handle in _shown:
        handle.update(_bundle(), raw=True)


kept.watch(_renew)


@cache
def course() -> tuple[Notebook, ...]:
    """Return the notebooks in order, from the folders of the lessons."""
    asked = files_in()
    found = []
    for folder in sorted(LESSONS.glob("n[0-9]*")):
        name = folder.name.removeprefix("n")
        module = importlib.import_module(f"lstm_lesson.lessons.{folder.name}")
        title = (module.__doc__ or name).partition("(notebook")[0].strip()
        questions = [each.name for each in read(asked[name]).values()] if name in asked else []
        found.append(Notebook(name, title, frozenset(questions), exercises_of(name)))
    return tuple(found)


@cache
def tracks() -> dict[str, tuple[Notebook, ...]]:
    """Return the ways through the course: the notebooks of each, by its name."""
    by_number = {notebook.number: notebook for notebook in course()}
    written = tomllib.loads((LESSONS / "tracks.toml").read_text("utf-8"))
    named = {name: tuple(by_number[number] for number in numbers) for name, numbers in written.items()}
    return {**named, WHOLE: course()}


@cache
def _self_test_questions() -> frozenset[str]:
    return frozenset(each.name for path in files_in(file=SELF_TEST).values() for each in read(path).values())


def _bundle(said: str = "") -> dict[str, str]:
    done, trouble = kept.so_far()
    words = [part for part in (said, trouble) if part]
    return {"text/html": as_html(done, words), "text/plain": as_text(done, words)}


def summary(done: kept.Done) -> list[str]:
    """Return the sentences that count what was done."""
    questions = frozenset().union(*(notebook.questions for notebook in course()))
    exercises = frozenset().union(*(notebook.exercises for notebook in course()))
    opened = sum(notebook.name in done.shown for notebook in course())
    finished = sum(not notebook.left(done) for notebook in course())
    sentences = [
        f"Notebooks: {opened} of {len(course())} opened, {finished} finished.",
        f"Predictions: {_right(done, questions)} of {len(questions)} right at the first try, "
        f"{len(questions & set(done.answers))} answered.",
        f"Exercises: {len(exercises & done.solved)} of {len(exercises)} solved.",
    ]
    tests = _self_test_questions()
    if tests:
        sentences.append(
            f"Self-tests: {_right(done, tests)} of {len(tests)} right, {len(tests & set(done.answers))} answered."
        )
    return sentences


def next_steps(done: kept.Done) -> list[tuple[str, str, Notebook | None, str]]:
    """Return a row for each track: its name, how much of it is finished, its next notebook, what is to do there."""
    rows = []
    for name, notebooks in tracks().items():
        open_ones = [notebook for notebook in notebooks if notebook.left(done)]
        finished = f"{len(notebooks) - len(open_ones)} of {len(notebooks)}"
        onward = open_ones[0] if open_ones else None
        rows.append((name, finished, onward, onward.left(done) if onward else ""))
    return rows


def as_text(done: kept.Done, words: list[str]) -> str:
    """Return the view as plain text."""
    lines = ["Your progress", *words, *summary(done)]
    for name, finished, onward, left in next_steps(done):
        step = f"next {onward.number}. {onward.title} ({left} to go)" if onward else "done"
        lines.append(f"{name}: {finished} finished; {step}")
    return "\n".join([*lines, MEANING, KEPT])


def as_html(done: kept.Done, words: list[str]) -> str:
    """Return the view as HTML: sentences, the tracks with their next steps, each notebook in a fold."""
    told = "".join(f"<p><b>{escape(part)}</b></p>" for part in words)
    ways = [
        (escape(name), finished, f"{_link(onward)} ({left} to go)" if onward else "✓ done")
        for name, finished, onward, left in next_steps(done)
    ]
    each = [
        (
            _link(notebook),
            f"{len(notebook.questions & set(done.answers))} of {len(notebook.questions)}",
            str(_right(done, notebook.questions)),
            f"{len(notebook.exercises & done.solved)} of {len(notebook.exercises)}",
            notebook.state(done),
        )
        for notebook in course()
    ]
    return (
        f'<div class="lesson-progress" style="{TEXT}"><p><b>Your progress</b></p>{told}'
        f"<p>{'<br>'.join(map(escape, summary(done)))}</p>"
        f"{_table(('Track', 'Finished', 'Next step'), ways)}"
        "<details><summary>Notebook by notebook</summary>"
        f"{_table(('Notebook', 'Answered', 'Right at the first try', 'Exercises', 'State'), each)}</details>"
        f"<p>{escape(MEANING)} {escape(KEPT)}</p></div>"
    )


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    left = 'style="text-align:left"'
    head = "".join(f'<th scope="col" {left}>{name}</th>' for name in heads)
    body = ""
    for first, *others in rows:
        cells = "".join(f"<td {left}>{cell}</td>" for cell in others)
        body += f'<tr><th scope="row" {left}>{first}</th>{cells}</tr>'
    return f'<table style="font-size:15px;margin:0 0 8px 0"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _link(notebook: Notebook) -> str:
    """Return a link to the file beside, which JupyterLab and Notebook 7 open as they do those in Markdown."""
    return f'<a href="{notebook.name}.ipynb">{notebook.number}. {escape(notebook.title)}</a>'


def _right(done: kept.Done, questions: frozenset[str]) -> int:
    return sum(done.answers.get(name, False) for name in questions)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")
