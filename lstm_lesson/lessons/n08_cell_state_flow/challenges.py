"""The picture of notebook 08 with a challenge to choose: the same twelve weights, and something to reach with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import ipywidgets as widgets

from lstm_lesson.drawing import cell_diagrams
from lstm_lesson.lessons.n08_cell_state_flow.exhibits import PRESETS, cell_state_flow, flow_settings
from lstm_lesson.lessons.shared.one_unit_controls import SIGNAL, controls
from lstm_lesson.live.controls import Preset, among
from lstm_lesson.live.sharing import SharedExhibit
from lstm_lesson.nn.one_unit import one_unit

NOTEBOOK = "08_cell_state_flow"
STARTS = ("almost hold the first peak", "reset at each trough")  # presets that are half-way to a challenge


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


class ChallengeExhibit(SharedExhibit):
    """The cell state flow with a menu of challenges; choosing one sets the input, and leaves the weights."""

    def __init__(self, chosen: str, begin: Mapping[str, float]) -> None:
        """Show the challenge called `chosen`, and start at the settings `begin`."""
        self.menu = widgets.Dropdown(
            options=[(challenge.title, name) for name, challenge in CHALLENGES.items()],
            value=chosen,
            description="Challenge",
            style={"description_width": "70px"},
            layout={"width": "270px", "flex": "0 0 auto"},
        )
        self.task = widgets.HTML(layout={"flex": "1 1 auto", "margin": "0 0 0 8px"})
        row = widgets.HBox([self.menu, self.task], layout={"min_height": "44px", "align_items": "center"})
        super().__init__(
            "cell state challenges",
            controls(begin),
            one_unit,
            cell_diagrams.cell_state_flow,
            cell_state_flow.sentence,
            function="cell_state_challenges",
            arguments=[chosen],
            extra=[row],
            presets={name: _weights_alone(PRESETS[name]) for name in STARTS},
            size=cell_diagrams.PICTURE,
        )
        self.buttons.append(self.menu)
        self._say_task()
        self.menu.observe(lambda change: self.choose(change["new"]), names="value")

    @property
    def challenge(self) -> str:
        """Return the full name of the chosen challenge, for `check`."""
        return f"{NOTEBOOK}/{self.menu.value}"

    def choose(self, name: str) -> None:
        """Choose a challenge by name, and set its input. Raises ValueError if there is none of that name."""
        challenge = _find(name)
        with self._lock:
            self.menu.value, self.arguments = name, [name]
            self._say_task()
            self.start |= challenge.signal
            self.set(**challenge.signal)

    def _say_task(self) -> None:
        words = escape(CHALLENGES[self.menu.value].task)
        self.task.value = f'<div class="lesson-task" style="font-size:15px;line-height:1.3">{words}</div>'


def cell_state_challenges(challenge: str = "hold_the_first_peak", **values: float) -> ChallengeExhibit:
    """Make the live picture of one LSTM unit with the menu of challenges, all sixteen sliders, and its presets.

    challenge: the one chosen at the start; values: starting values by name, which go before its input's.
    Raises ValueError for a challenge or a name that is not there, or a value outside its slider's range.
    """
    settings: dict[str, Any] = {**_find(challenge).signal, **values}
    return ChallengeExhibit(challenge, flow_settings(**settings))


def _weights_alone(preset: Preset) -> Preset:
    """Return a preset that leaves the input as the challenge wants it."""
    return Preset(preset.reason, **{name: value for name, value in preset.values.items() if name not in SIGNAL})


def _find(name: str) -> Challenge:
    if name not in CHALLENGES:
        raise ValueError(f"challenge must be one of {among(CHALLENGES, name)}; got {name!r}")
    return CHALLENGES[name]
