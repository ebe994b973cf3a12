"""The picture of notebook 08 with a challenge to choose: the same twelve weights, and something to reach with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as widgets

from lstm_lesson.drawing import cell_diagrams
from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n08_cell_state_flow.exhibits import PRESETS, cell_state_flow
from lstm_lesson.lessons.shared.one_unit_controls import SIGNAL, controls
from lstm_lesson.lessons.shared.own_input_exhibits import InputExhibit
from lstm_lesson.lessons.shared.own_input_numbers import SINE, run_on
from lstm_lesson.lessons.shared.own_input_pictures import with_room_for_x
from lstm_lesson.live.controls import PLAIN, Preset, among
from lstm_lesson.live.exercise import judge_and_help, remember
from lstm_lesson.nn.one_unit import LSTMRun

NOTEBOOK = "08_cell_state_flow"
STARTS = {  # presets that are half-way to a challenge, and why, in two lines
    "almost hold the first peak": "f = 0.982 leaks 1.8 % a step, and the input gate opens again.",
    "reset at each trough": "f is shut where x is low: c starts again in every trough.",
}
TASK_LINE, TASK_LINES = 17, 3  # pixels; room for a task, or a verdict with what unfolds behind it


@dataclass(frozen=True)
class Challenge:
    """Hold what is to be reached, in words, and the input on which."""

    title: str
    task: str
    signal: Mapping[str, float]


CHALLENGES = {
    "hold_the_first_peak": Challenge(
        "1. hold the first peak",
        "c must stay within 5 % of what it is at the input's first peak, t = 5, for the next 50 steps; "
        "and there it must be at least 0.3 in size.",
        {"period": 20.0, "decay": 0.05, "length": 60},
    ),
    "count_the_peaks": Challenge(
        "2. count the peaks to 3",
        "Each crest must add 1 to c, and nothing else may: wherever x is below ½ (t = 11–19, 31–39, 51–59), "
        "c must be within 0.1 of 1, then of 2, then of 3.",
        {"period": 20.0, "decay": 0.0, "length": 60},
    ),
    "reset_at_each_trough": Challenge(
        "3. reset at each trough",
        "On each crest |c| must reach 2; from the lowest point of each trough until x is ½ again "
        "(t = 15–19, 35–39, 55–59) it must be at most 0.1.",
        {"period": 20.0, "decay": 0.0, "length": 60},
    ),
    "plain_rnn": Challenge(
        "4. become a plain RNN",
        "A plain RNN has h = tanh(z), z with the weights of g. Come as close as an LSTM can, with |w_hg| of at least "
        "0.5 and a |g| that reaches 0.9. What remains?",
        {"period": 20.0, "decay": 0.02, "length": 60},
    ),
    "gru": Challenge(
        "5. become a GRU",
        "A GRU has h = z⊙h before + (1 − z)⊙n: one gate, two shares. Come as close as an LSTM can, f as z and g as n, "
        "with |w_hg| of at least 0.5 and an f that moves by 0.5.",
        {"period": 20.0, "decay": 0.02, "length": 60},
    ),
}


class ChallengeExhibit(InputExhibit):
    """The cell state flow with a menu of challenges and a check; to choose one sets its input, not the weights."""

    def __init__(self, chosen: str, settings: Mapping[str, Any]) -> None:
        """Show the challenge called `chosen`, and start at `settings`."""
        self.menu = widgets.Dropdown(
            options=[(challenge.title, name) for name, challenge in CHALLENGES.items()],
            value=chosen,
            description="Task",
            style={"description_width": "44px"},
            layout={"width": "auto", "min_width": "0", "flex": "1 1 120px", "margin": "2px"},
        )
        self.checker = widgets.Button(
            description="Check", button_style="primary", layout={"width": "64px", "flex": "0 0 auto"}
        )
        self.task = widgets.HTML(layout={"margin": "0 0 4px", "min_height": f"{TASK_LINES * TASK_LINE}px"})
        begin = {name: value for name, value in settings.items() if name != "x"}
        super().__init__(
            "cell state challenges",
            controls(begin),
            run_on,
            with_room_for_x(cell_diagrams.cell_state_flow),
            _sentence,
            function="cell_state_challenges",
            arguments=[chosen],
            fixed={"x": settings["x"]} if "x" in settings else {},
            extra=[widgets.HBox([self.menu, self.checker], layout=PLAIN)],
            presets={name: _weights_alone(PRESETS[name], reason) for name, reason in STARTS.items()},
            size=cell_diagrams.PICTURE,
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
        return f"{NOTEBOOK}/{self.menu.value}"

    def choose(self, name: str) -> None:
        """Choose a challenge by name, and set its input. Raises ValueError if there is none of that name."""
        with self._lock:
            self.set(**self._turn_to(name))

    def _chosen_from_menu(self, change: Any) -> None:
        if [change["new"]] != self.arguments:
            self.choose(change["new"])

    def _turn_to(self, name: str) -> dict[str, Any]:
        """Show the task called `name`, and return its input."""
        signal: dict[str, Any] = {"input": SINE, **_find(name).signal}
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
        super()._go_to([], {**_find(name).signal, **given})
        self._turn_to(name)

    def _task(self) -> str:
        challenge = CHALLENGES[self.menu.value]
        return f"<b>{escape(challenge.title)}.</b> {escape(challenge.task)}"

    def _say_above(self, words: str) -> None:
        look = f"font-size:14px;line-height:{TASK_LINE}px"
        self.task.value = f'<div class="lesson-task" style="{look}">{words}</div>'


def _fold(summary: str, *lines: str) -> str:
    """Fold lines behind a word that stands in the running text."""
    look = "display:inline-block;vertical-align:top;margin-left:8px"
    return f'<details style="{look}"><summary>{summary}</summary>{"<br>".join(lines)}</details>'


def _sentence(run: LSTMRun, values: Mapping[str, float]) -> str:
    """Say in one line what a challenge is about: the cell state, and what came to it."""
    now = run.at_cursor()
    kept, written, c, h = (f"{now[q]:z.2f}" for q in ("fc", "ig", "c", "h"))
    words = f"At step t = {run.t}: c = f⊙c before + i⊙g = {kept} + {written} = {c}, and h = {h}."
    return minus(words.replace("+ -", "− "))


def cell_state_challenges(challenge: str = "hold_the_first_peak", **values: Any) -> ChallengeExhibit:
    """Make the live picture of one LSTM unit with the menu of challenges, all its sliders, and its presets.

    challenge: the one chosen at the start; values: starting values by name, which go before its input's.
    Raises ValueError for a challenge or a name that is not there, or a value outside its slider's range.
    """
    usual = dict(_find(challenge).signal)
    if "x" in values:
        usual.pop("length")
    return ChallengeExhibit(challenge, cell_state_flow.settings(**usual | values))


def _weights_alone(preset: Preset, reason: str) -> Preset:
    """Return a preset that leaves the input as the challenge wants it."""
    return Preset(reason, **{name: value for name, value in preset.values.items() if name not in ("input", *SIGNAL)})


def _find(name: str) -> Challenge:
    if name not in CHALLENGES:
        raise ValueError(f"challenge must be one of {among(CHALLENGES, name)}; got {name!r}")
    return CHALLENGES[name]
