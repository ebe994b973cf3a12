"""Ask before the picture answers: a question, a commitment, then the sliders unlock and the answer explains itself.

Being told "right" or "wrong" teaches next to nothing; being told why does (effects 0.05 and 0.49: Van der Kleij,
Feskens & Eggen 2015). So the reasons come in this order: for what was chosen, for what is right, for all the others.
"""

import os
import re
from collections.abc import Callable
from html import escape
from typing import Any
from weakref import WeakSet

import ipywidgets as widgets

from lstm_lesson.live import asleep, kept
from lstm_lesson.live.controls import read_number, written
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.freeing import close_all, made_here, this_cell
from lstm_lesson.live.keys import LEAVE_KEYS_ALONE
from lstm_lesson.live.questions import Near, Question, question
from lstm_lesson.live.widget_view import show_forms, view_of
from lstm_lesson.validate import shown

LOCKED = "Commit to an answer, then the sliders unlock."
TEXT = "font-size:16px;line-height:1.45;max-width:900px"
STYLE = asleep.STYLE + (
    "<style>.lesson-choice label{font-size:16px;line-height:1.5;height:auto;white-space:normal;max-width:900px}"
    ".lesson-explanation p,.lesson-explanation ul{margin:0 0 6px}</style>"
)
SWITCH = "LSTM_LESSON_UNLOCK"

_all: WeakSet["Prediction"] = WeakSet()
_unlocked = False
_answers: dict[tuple[str, str], str | float] = {}  # by cell and question: what was answered there, in this kernel


def predict(name: str, then: Exhibit | None = None) -> "Prediction":
    """Ask the question `name`, such as "05_forget_gate/half_life", and keep the exhibit `then` locked until committed.

    The questions stand in lstm_lesson/lessons, in each lesson's questions.toml. A cell that is run again keeps the
    answer that was given in it; a new kernel asks anew.
    """
    if then is not None and not isinstance(then, Exhibit):
        raise ValueError(f"then must be an exhibit or None, not {shown(then)}")
    prediction = Prediction(question(name), then)
    prediction.keep_in(this_cell())
    return prediction


def unlock_all() -> None:
    """Unlock every exhibit, those shown already and those to come, and offer every explanation."""
    global _unlocked
    _unlocked = True
    for prediction in list(_all):
        prediction.unlock()


class Prediction:
    """A question on the page. `choice` or `box` takes the answer, `commit` the decision; `explanation` then speaks."""

    def __init__(self, asked: Question, exhibit: Exhibit | None = None) -> None:
        self.question, self.exhibit = asked, exhibit
        self.committed = False
        self.place: tuple[str, str] | None = None  # the cell and the question, while the answer is kept for a next run
        self.when_answered: Callable[[bool], None] | None = None  # told whether the answer was right
        self.choice: widgets.RadioButtons | None = None
        self.box: widgets.Text | None = None
        if asked.choices:
            labels = [(plain(choice), choice) for choice in asked.choices]
            self.choice = widgets.RadioButtons(options=labels, value=None, layout={"width": "auto"})
            self.choice.add_class("lesson-choice")
            row = self.choice
        else:
            self.box = widgets.Text(
                description="Your number",
                placeholder="0.0",
                style={"description_width": "95px"},
                layout={"width": "230px"},
            )
            self.box.on_msg(self._pressed)
            row = widgets.HBox([self.box, widgets.HTML(markup(asked.unit))])
        self.commit = widgets.Button(description="Commit", button_style="primary", layout={"width": "110px"})
        self.commit.on_click(lambda _: self._commit())
        self.note = widgets.HTML(layout={"margin": "0 0 0 10px"})
        self.explanation = widgets.HTML(layout={"margin": "0"})
        self.widget = widgets.VBox(
            [
                widgets.HTML(
                    f'{STYLE}{LEAVE_KEYS_ALONE}<div style="{TEXT}"><b>Predict.</b> {markup(asked.question)}</div>'
                ),
                row,
                widgets.HBox([self.commit, self.note], layout={"align_items": "center"}),
                self.explanation,
            ],
            layout={"margin": "0 0 8px 0"},
        )
        self.parts = self.widget.children  # some of them leave the page with the answer
        self.widget.add_class("lesson-prediction")
        if exhibit is not None:
            exhibit.enabled = False
            self._say(LOCKED)
        _all.add(self)
        made_here(self.close)
        if _unlocked or os.environ.get(SWITCH, "0") not in ("", "0"):
            self.unlock()

    def keep_in(self, cell: str | None) -> None:
        """Keep the answer for the next run of this cell; and take the one of the run before, if there was one."""
        if cell is None:
            return
        self.place = cell, self.question.name
        if (answer := _answers.get(self.place)) is None:
            return
        if self.choice is not None and answer in self.question.choices:
            self.choice.value = answer
        elif self.box is not None:
            self.box.value = written(float(answer))
        self._commit()

    def close(self) -> None:
        """Give the memory of the question back; its exhibit is another one's affair."""
        if self.exhibit is not None:
            self.exhibit.take_below(self.explanation)
        _all.discard(self)
        for widget in (self.widget, *self.parts):
            close_all(widget)
        self.exhibit = None

    def unlock(self) -> None:
        """Let the exhibit move and offer the explanation, whether there is an answer or not."""
        if self.exhibit is not None and not self.exhibit.closed:
            self.exhibit.enabled = True
        if not self.committed:
            self._say("")
            self.explanation.value = f'<div style="{TEXT}">{folded(self.question)}</div>'

    def _pressed(self, _: object, message: dict[str, Any], __: object) -> None:
        """Commit to the number typed when Enter is pressed behind it."""
        if message.get("event") == "submit":
            self._commit()

    def _commit(self) -> None:
        """Take the answer, once; ask again if there is none."""
        if self.committed:
            return
        answer: str | float | None
        if self.choice is not None:
            answer, ask = self.choice.value, "Choose an answer first."
        else:
            assert self.box is not None
            answer, ask = read_number(self.box.value), f"Type a number first, such as 0.5, not {self.box.value!r}."
        if answer is None:
            self._say(ask)
            return
        self.committed = self.commit.disabled = True
        for widget in filter(None, [self.choice, self.box]):
            widget.disabled = True
        if self.place is not None:
            _answers[self.place] = answer
        self._say("")
        right = is_right(self.question, answer)
        told = explanation(self.question, answer)
        if words := kept.remember_answer(self.question.name, right):
            told += f"<p>{escape(words)}</p>"
        about = f'<div class="lesson-explanation" role="status" style="{TEXT}">{told}</div>'
        self.explanation.value = STYLE + about
        self._fold(answer, right)
        self.unlock()
        if self.when_answered is not None:
            self.when_answered(right)

    def _fold(self, answer: str | float, right: bool) -> None:
        """Fold the question to a line, and put the reasons under the exhibit: its sliders come to where one looks."""
        verdict = "✓ right" if right else "✗ not quite"
        said = f"<b>You predicted: {markup(_named(self.question, answer))}</b> {verdict}."
        why = " Now see it happen: the reasons stand under the picture." if self.exhibit is not None else ""
        folded_question = (
            f'<details class="lesson-answered" style="{TEXT}"><summary>{said}{why}</summary>'
            f"{asked_again(self.question)}</details>"
        )
        line = widgets.HTML(folded_question, layout={"margin": "0"})
        if self.exhibit is None or self.exhibit.closed:
            self.widget.children = [line, self.explanation]
        else:
            self.widget.children = [line]
            self.exhibit.add_below(self.explanation)

    def _say(self, words: str) -> None:
        self.note.value = f'<span role="status" style="font-size:15px">{escape(words)}</span>'

    def __repr__(self) -> str:
        return in_words(self.question)

    def _ipython_display_(self) -> None:
        """Show the question, then the exhibit; each also in words, for where there is no kernel."""
        bundle = view_of(self.widget)
        bundle["text/plain"], bundle["text/html"] = repr(self), page(self.question)
        show_forms(bundle)
        kept.remember_shown(self.question.name)
        if self.exhibit is not None:
            self.exhibit.show()


def in_words(asked: Question) -> str:
    """Return the question as plain text."""
    lines = [f"Predict: {plain(asked.question)}"]
    lines += [f"  ( ) {plain(choice)}" for choice in asked.choices]
    lines += [] if asked.choices else [f"  ____ {plain(asked.unit)}".rstrip()]
    return "\n".join(lines)


def page(asked: Question, note: str = asleep.QUESTION) -> str:
    """Return the question as HTML for where no kernel runs: the reader decides, then unfolds the answer."""
    unit = f" Answer with a number ({markup(asked.unit)})." if asked.unit else " Answer with a number."
    choices = "" if asked.choices else f"<p>{unit.strip()}</p>"
    return f"<div>{asked_again(asked)}{choices}{note}{folded(asked)}</div>"


def asked_again(asked: Question) -> str:
    """Return the question and its choices as HTML."""
    items = "".join(f"<li>{markup(choice)}</li>" for choice in asked.choices)
    return f"<p><b>Predict.</b> {markup(asked.question)}</p>" + (f"<ul>{items}</ul>" if items else "")


def folded(asked: Question) -> str:
    """Return right answer and all reasons as HTML that unfolds when asked to."""
    return f"<details><summary>The answer, and why</summary>{explanation(asked, None)}</details>"


def explanation(asked: Question, given: str | float | None) -> str:
    """Return the reasons as HTML: for the answer given (None: nothing was), for the right one, for each other one."""
    right = _named(asked, asked.answer)
    reasons = f"{markup(asked.choices.get(right, ''))} {markup(asked.why)}".strip()
    tempting = {label: markup(why) for label, why in _tempting(asked).items()}
    lines, others = [], "The tempting wrong answers"
    if given is not None and is_right(asked, given):
        exactly = f" (more exactly {markup(right)})" if _named(asked, given) != right else ""
        lines.append(f"✓ <b>{markup(_named(asked, given))}</b> is right{exactly}. {reasons}")
    else:
        if given is not None:
            reason = tempting.pop(_label(asked, given), None)
            others = "The other wrong answers" if reason else others
            lines.append(f"✗ <b>{markup(_named(asked, given))}</b> is not it. {reason or ''}")
        lines.append(f"✓ Right is <b>{markup(right)}</b>. {reasons}")
    items = "".join(f"<li><b>{markup(label)}</b>: {why}</li>" for label, why in tempting.items())
    return "".join(f"<p>{line}</p>" for line in lines) + (f"<p>{others}:</p><ul>{items}</ul>" if items else "")


def is_right(asked: Question, given: str | float) -> bool:
    """Return whether an answer is the right choice, or a number within the tolerance."""
    if asked.choices:
        return given == asked.answer
    return abs(float(given) - float(asked.answer)) <= asked.tolerance + 1e-9 * abs(float(asked.answer))


def _named(asked: Question, answer: str | float) -> str:
    return str(answer) if asked.choices else f"{answer:g} {asked.unit}".strip()


def _tempting(asked: Question) -> dict[str, str]:
    """Return each wrong answer that has a reason, with the reason."""
    if asked.choices:
        return {choice: why for choice, why in asked.choices.items() if choice != asked.answer}
    return {_range(entry): entry.why for entry in asked.near}


def _label(asked: Question, given: str | float) -> str:
    """Return under which name `_tempting` has the answer given, or "" if it has not."""
    if asked.choices:
        return str(given)
    return next((_range(entry) for entry in asked.near if entry.low <= float(given) <= entry.high), "")


def _range(entry: Near) -> str:
    return f"{entry.low:g} to {entry.high:g}" if entry.low < entry.high else f"{entry.low:g}"


def markup(text: str) -> str:
    """Return text as HTML: escaped, with **bold** and `code`."""
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    return re.sub(r"`(.+?)`", r"<code>\1</code>", text)


def plain(text: str) -> str:
    """Return text without its marks for bold and code."""
    return re.sub(r"\*\*(.+?)\*\*|`(.+?)`", lambda found: found[1] or found[2], text)
