"""Recall a symbol after a delay: a plain RNN beside an LSTM, trained in front of the class (notebook 03)."""

from typing import Any

import ipywidgets as widgets
import numpy as np

from lstm_lesson import recall, recall_record
from lstm_lesson.background import BackgroundTraining
from lstm_lesson.controls import Control
from lstm_lesson.drawing import draw_recall
from lstm_lesson.drawing.draw_recall import RecallState
from lstm_lesson.exhibit import Exhibit
from lstm_lesson.recall_race import Race

REDRAW = 0.25  # seconds between two pictures of a training
NAMES = {"RNN": "RNN", "orthogonal RNN": "RNN with orthogonal start", "LSTM": "LSTM"}


class RecallExhibit(Exhibit):
    """Accuracy against delay: what was recorded, and what is trained here and now, at the delay of the slider."""

    def __init__(self, delay: int) -> None:
        self.record = recall_record.recorded()
        self.live: dict[int, dict[str, float]] = {}
        self._delay = delay
        self.background = BackgroundTraining(lambda: Race(self._delay, self.record), Race.run, recall.STEPS)
        self.go_button = widgets.Button(description="Train", button_style="primary", icon="play")
        self.bar = widgets.IntProgress(max=recall.STEPS, layout={"width": "500px"})
        self.bar.add_class("lesson-progress")
        self.time_left = widgets.HTML(layout={"width": "330px"})
        row = widgets.HBox([self.go_button, self.bar, self.time_left], layout={"align_items": "center"})
        super().__init__(
            "recall after a delay",
            [
                Control("delay", delay, 5, 160, 5, integer=True, unit="steps"),
                Control("record", 0, 0, 1, 1, integer=True, unit="1 shows it"),
            ],
            self._state,
            draw_recall.recall_picture,
            lambda state, values: self._sentence(state),
            size=draw_recall.PICTURE,
            extra=[row],
        )
        self.buttons.append(self.go_button)
        self.go_button.on_click(self._go)
        self.background.watch("race", self._follow, every=REDRAW)

    @property
    def race(self) -> Race:
        """The race that runs now, or ran last."""
        return self.background.forecaster

    def _state(self, delay: float, record: float) -> RecallState:
        self._delay = int(delay)
        live = {name: np.array([(d, found[name]) for d, found in self.live.items()]) for name in recall.LEARNERS}
        return RecallState(self._delay, self.record if record else None, live, self.race.delay, self.race.history)

    def _go(self, _: Any) -> None:
        """Stop, go on, or start anew: at another delay, or after the last step."""
        try:
            status = self.background.state.status
            if status == "training":
                self.background.stop()
            elif self.race.delay != self._delay or status in ("finished", "failed"):
                self.background.start_over(start=True)
            else:
                self.background.start()
        except RuntimeError as error:
            self.time_left.value = f'<span style="color:#b00020">{error}</span>'

    def _follow(self) -> None:
        state = self.background.state
        training = state.status == "training"
        self.go_button.description = "Stop" if training else "Continue" if state.status == "stopped" else "Train"
        self.go_button.icon = "pause" if training else "play"
        self.bar.value = self.bar.max if state.status == "finished" else state.step
        left = "" if state.seconds_left is None else f", at most {max(1, round(state.seconds_left))} s left"
        self.time_left.value = f"delay {self.race.delay}: {state.message or state.status}{left}"
        if state.step:
            self.live[self.race.delay] = self.race.accuracies()
        self.refresh()

    def _sentence(self, state: RecallState) -> str:
        if state.record is not None:
            nearest = int(np.argmin(np.abs(np.log(state.record.delays / state.delay))))
            means = {name: state.record.accuracy[name][nearest].mean() for name in recall.LEARNERS}
            words = f"Recorded at delay {state.record.delays[nearest]}: {_listed(means)}."
        else:
            words = f"Delay {state.delay}: eight symbols, so guessing is right in one of eight."
        if self.live.get(state.delay):
            words += f" Trained here: {_listed(self.live[state.delay])}."
        return words


def recall_after_delay(delay: int = 40) -> RecallExhibit:
    """Return the exhibit that trains three learners at the delay of its slider: Train, Stop, Continue."""
    return RecallExhibit(delay)


def _listed(accuracies: dict[str, float]) -> str:
    return ", ".join(f"{NAMES[name]} {value:.0%}" for name, value in accuracies.items())
