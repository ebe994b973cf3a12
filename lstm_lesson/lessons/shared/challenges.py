"""A picture of one unit with a menu of challenges: something to reach with its weights (notebooks 05 to 09)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import ipywidgets as widgets

from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.shared import one_unit_controls
from lstm_lesson.lessons.shared.own_input_exhibits import InputExhibit
from lstm_lesson.lessons.shared.own_input_numbers import SINE, run_on
from lstm_lesson.live.controls import PLAIN, Control, Preset, among
from lstm_lesson.live.exercise import judge_and_help, remember
from lstm_lesson.live.recipe import Recipe, Values
from lstm_lesson.nn.one_unit import LSTMRun
from lstm_lesson.validate import shown

TASK_LINE, TASK_LINES = 17, 3  # pixels; room for a task, or a verdict with what unfolds behind it


@dataclass(frozen=True)
class Challenge:
    """Hold what is to be reached, in words, and the input on which: settings by name, a damped sine if not said."""

    title: str
    task: str
    signal: Mapping[str, float]

    @property
    def input(self) -> dict[str, float]:
        """Return every setting of the input by name."""
        return {"input": SINE, **self.signal}


def of_the_lstm(run: LSTMRun, values: Mapping[str, float]) -> str:
    """Say in one line what a challenge is about: the cell state, what came to it, and what is shown of it."""
    now = run.at_cursor()
    kept, written, c, h = (f"{now[q]:z.2f}" for q in ("fc", "ig", "c", "h"))
    words = f"At step t = {run.t}: c = f⊙c before + i⊙g = {kept} + {written} = {c}, and h = {h}."
    return minus(words.replace("+ -", "− "))


@dataclass(frozen=True)
class Bench:
    """The challenges of one notebook, by name, and the picture that they are met with.

    recipe: the exhibit whose picture is shown, if there is no `picture`, and where its weights begin; layers: whose
    weights are on sliders, as "fig"; function: the public name of what makes the bench; presets: what is half-way to a
    challenge. The unit is an LSTM's unless run, sentence and sliders are another's: what its settings compute, what is
    said of it, its controls.
    """

    notebook: str
    function: str
    recipe: Recipe
    challenges: Mapping[str, Challenge]
    layers: str = "figo"
    presets: Mapping[str, Preset] = field(default_factory=dict)
    picture: Callable[..., Drawing] | None = None
    run: Callable[..., Any] = run_on
    sentence: Callable[[Any, Values], str] = of_the_lstm
    sliders: Callable[[Mapping[str, float]], list[Control]] | None = None

    def controls(self, settings: Mapping[str, float]) -> list[Control]:
        """Return the controls of the unit's weights and of its input, each at its value in `settings`."""
        return self.sliders(settings) if self.sliders else one_unit_controls.controls(settings, self.layers)

    def find(self, name: str) -> Challenge:
        """Return the challenge called `name`; raise ValueError if there is none."""
        if not isinstance(name, str) or name not in self.challenges:
            raise ValueError(f"challenge must be one of {among(self.challenges, name)}; got {shown(name)}")
        return self.challenges[name]

    def settings(self, challenge: str, **values: Any) -> dict[str, Any]:
        """Give every setting by name: the recipe's, on the challenge's input, then `values`."""
        usual = self.find(challenge).input
        if "x" in values:  # a list has an input and a length of its own
            usual = {name: value for name, value in usual.items() if name not in ("input", "length")}
        return self.recipe.settings(**usual | values)

    def exhibit(self, challenge: str, **values: Any) -> "ChallengeExhibit":
        """Make the picture, with the challenge chosen; values: where else to begin, by name.

        Raises ValueError for a challenge or a name that is not there, or a value outside its slider's range.
        """
        return ChallengeExhibit(self, challenge, self.settings(challenge, **values))


class ChallengeExhibit(InputExhibit):
    """One unit with a menu of challenges and a check; to choose one sets its input, not the weights."""

    def __init__(self, bench: Bench, chosen: str, settings: Mapping[str, Any]) -> None:
        """Show the challenge called `chosen`, and start at `settings`."""
        self.bench = bench
        self.menu = widgets.Dropdown(
            options=[(challenge.title, name) for name, challenge in bench.challenges.items()],
            value=chosen,
            description="Task",
            style={"description_width": "44px"},
            layout={"width": "auto", "min_width": "0", "flex": "1 1 120px", "margin": "2px"},
        )
        self.checker = widgets.Button(
            description="Check", button_style="primary", layout={"width": "64px", "flex": "0 0 auto"}
        )
        self.task = widgets.HTML(layout={"margin": "0 0 4px", "min_height": f"{TASK_LINES * TASK_LINE}px"})
        sliders = bench.controls(settings)
        shown = {control.name for control in sliders}
        super().__init__(
            bench.function.replace("_", " "),
            sliders,
            bench.run,
            bench.picture or bench.recipe.parts["picture"],
            bench.sentence,
            function=bench.function,
            arguments=[chosen],
            fixed={name: value for name, value in settings.items() if name not in shown},
            extra=[widgets.HBox([self.menu, self.checker], layout=PLAIN)],
            presets=bench.presets,
            size=bench.recipe.parts["size"],
            lines=1,
        )
        self.buttons += [self.menu, self.checker]
        self.add_above(self.task)
        self._verdict = ""  # the last one, as long as the sliders stand where it was given
        self._say_above(self._task())
        self.menu.observe(self._chosen_from_menu, names="value")
        self.checker.on_click(lambda _: self.check())

    @property
    def challenge(self) -> str:
        """Return the full name of the chosen challenge, for `check`."""
        return f"{self.bench.notebook}/{self.menu.value}"

    def choose(self, name: str) -> None:
        """Choose a challenge by name, and set its input. Raises ValueError if there is none of that name."""
        with self._lock:
            self.set(**self._turn_to(name))

    def _chosen_from_menu(self, change: Any) -> None:
        if [change["new"]] != self.arguments:
            self.choose(change["new"])

    def _turn_to(self, name: str) -> dict[str, Any]:
        """Show the task called `name`, and return its input."""
        signal: dict[str, Any] = self.bench.find(name).input
        self.arguments, self._verdict = [name], ""
        self.menu.value = name
        self._say_above(self._task())
        self.start |= signal  # so that Reset and the presets keep to it
        return signal

    def check(self) -> None:
        """Say above the picture whether the challenge is met; its task and the hints then unfold from there."""
        with self._lock:
            verdict, hints = judge_and_help(self.challenge, self)
            words = [f'<b role="status">{escape(verdict.outcome)}</b>: {escape(verdict.reason)}']
            words += [_fold("The task", self._task())]
            words += [escape(remember(self.challenge, verdict))]
            words += [_fold("A hint" if len(hints) == 1 else "Hints", *map(escape, hints))] if hints else []
            self._verdict = " ".join(words)
            self._say_above(self._verdict)

    def _redraw(self, moved: Mapping[str, float]) -> None:
        super()._redraw(moved)
        if moved and self._verdict:
            self._say_above(f"Before you moved it: {self._verdict}")
            self._verdict = ""

    def _go_to(self, arguments: Sequence[str], given: Mapping[str, Any]) -> None:
        name = arguments[0] if arguments else self.menu.value
        super()._go_to([], {**self.bench.find(name).signal, **given})
        self._turn_to(name)

    def _task(self) -> str:
        challenge = self.bench.find(self.menu.value)
        return f"<b>{escape(challenge.title)}.</b> {escape(challenge.task)}"

    def _say_above(self, words: str) -> None:
        look = f"font-size:14px;line-height:{TASK_LINE}px"
        self.task.value = f'<div class="lesson-task" style="{look}">{words}</div>'


def _fold(summary: str, *lines: str) -> str:
    """Fold lines behind a word that stands in the running text."""
    look = "display:inline-block;vertical-align:top;margin-left:8px"
    return f'<details style="{look}"><summary>{summary}</summary>{"<br>".join(lines)}</details>'
