"""Ask again what came before: a few questions, the next one as soon as one is answered, each with its reasons."""

import ipywidgets as widgets

from lstm_lesson.live import asleep, kept
from lstm_lesson.live.freeing import close_all, made_here
from lstm_lesson.live.question import TEXT, Prediction, in_words, page
from lstm_lesson.live.questions import LESSONS, SELF_TEST, Question, files_in, read
from lstm_lesson.live.widget_view import show_forms, view_of
from lstm_lesson.validate import shown


def self_test(notebook: str) -> "SelfTest":
    """Ask the questions that stand at the end of a notebook, such as "03_why_rnns_forget", on what came before it.

    They stand in lstm_lesson/lessons, in the self_test.toml of some lessons.
    """
    files = files_in(LESSONS, SELF_TEST)
    if not isinstance(notebook, str) or notebook not in files:
        raise ValueError(f"notebook must be one of {', '.join(map(repr, files))}, not {shown(notebook)}")
    return SelfTest(list(read(files[notebook]).values()))


class SelfTest:
    """Questions on the page, one below the other; `predictions` holds those that are shown so far."""

    def __init__(self, questions: list[Question]) -> None:
        self.questions = questions
        self.predictions: list[Prediction] = []
        self.right = 0
        self.widget = widgets.VBox(layout={"margin": "0 0 8px 0"})
        self.widget.add_class("lesson-prediction")  # what is said of a stopped kernel is said once, for all of it
        self._ask()
        made_here(self.close)

    def close(self) -> None:
        """Give the memory of the questions back."""
        for prediction in self.predictions:
            prediction.close()
        close_all(self.widget)

    def _ask(self) -> None:
        """Show the next question under those that are answered."""
        number = len(self.predictions)
        prediction = Prediction(self.questions[number])
        prediction.widget.remove_class("lesson-prediction")
        prediction.when_answered = self._go_on
        self.predictions.append(prediction)
        head = f'<div style="{TEXT}">Question {number + 1} of {len(self.questions)}</div>'
        self.widget.children = [*self.widget.children, widgets.HTML(head), prediction.widget]

    def _go_on(self, right: bool) -> None:
        self.right += right
        if len(self.predictions) < len(self.questions):
            self._ask()
            return
        told = f"You had {self.right} of {len(self.questions)} right. progress() counts the first answer to each."
        said = f'<div role="status" style="{TEXT}"><b>{told}</b></div>'
        self.widget.children = [*self.widget.children, widgets.HTML(said)]

    def __repr__(self) -> str:
        return "\n".join(map(in_words, self.questions))

    def _ipython_display_(self) -> None:
        """Show the first question; and all of them in words, for where there is no kernel."""
        bundle = view_of(self.widget)
        pages = [page(each, note="") for each in self.questions]
        bundle["text/plain"], bundle["text/html"] = repr(self), "".join([*pages, asleep.SELF_TEST])
        show_forms(bundle)
        kept.remember_shown(self.questions[0].name)
