"""A picture that trains, and the row above it: a button for Train, Stop and Continue, how far it is, the time left."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.training.background import BackgroundTraining

REDRAW = 0.25  # seconds between two pictures of a training
TRAIN = ("Train", "play")
BUTTON = {"training": ("Stop", "pause"), "stopped": ("Continue", "play")}
ENDED = {"finished": ("Trained", "check"), "failed": ("Failed", "times")}


class TrainingRow:
    """Widgets that start and stop one background training, and follow it."""

    def __init__(
        self, background: BackgroundTraining, changed: Callable[[], bool] = lambda: False, *, once: bool = False
    ) -> None:
        """changed() says whether something else is now to be trained, so that the next click begins anew.

        once: whether it is trained once and for all, so that a button of its own must forget what was learned.
        """
        self.background, self._changed, self._once = background, changed, once
        self.go_button = widgets.Button(description="Train", button_style="primary", icon="play")
        self.bar = widgets.IntProgress(max=background.steps, layout={"width": "500px"})
        self.bar.add_class("lesson-progress")
        self.time_left = widgets.HTML(layout={"width": "230px" if once else "330px"})
        row = [self.go_button, self.bar, self.time_left]
        if once:
            self.over_button = widgets.Button(description="Start over", icon="undo", disabled=True)
            self.over_button.on_click(lambda _: background.start_over())
            row.insert(1, self.over_button)
        self.widget = widgets.HBox(row, layout={"align_items": "center"})
        self.go_button.on_click(self._go)

    def _go(self, _: Any) -> None:
        """Stop, go on, or start anew: when something else is to be trained, or after the last step."""
        try:
            status = self.background.state.status
            if status == "training":
                self.background.stop()
            elif self._changed() or (status in ENDED and not self._once):
                self.background.start_over(start=True)
            else:
                self.background.start()
        except RuntimeError as error:
            self.time_left.value = f'<span style="color:#b00020">{error}</span>'

    def follow(self, what: str = "") -> None:
        """Show how far the training is; `what` says, in front of it, what is trained."""
        state = self.background.state
        left = "" if state.seconds_left is None else f"{max(1, round(state.seconds_left))} s left"
        if self._once:
            words = f"about {left}" if left else state.status
            self.go_button.disabled, self.over_button.disabled = state.status in ENDED, state.status == "not started"
        else:
            words = f"{what}{state.message or state.status}" + (left and f", at most {left}")
        labels = BUTTON | ENDED if self._once else BUTTON
        self.go_button.description, self.go_button.icon = labels.get(state.status, TRAIN)
        self.bar.value = self.bar.max if state.status == "finished" else state.step
        self.time_left.value = words


class TrainingRowExhibit(Exhibit):
    """An exhibit with such a row: what its picture shows is trained in the background, and redrawn meanwhile."""

    def __init__(
        self,
        *parts: Any,
        background: BackgroundTraining,
        changed: Callable[[], bool] = lambda: False,
        once: bool = False,
        **recipe: Any,
    ) -> None:
        """Make the exhibit of `parts` and `recipe`, as Exhibit does, with the row of `background` above its picture."""
        self.background = background
        self.row = TrainingRow(background, changed, once=once)
        self.go_button, self.time_left = self.row.go_button, self.row.time_left
        super().__init__(*parts, extra=[self.row.widget], **recipe)
        self.buttons.append(self.go_button)
        background.watch("row", self._follow, every=REDRAW)

    def _follow(self) -> None:
        """Show how far the training is, in row and picture."""
        self.row.follow()
        self.refresh()
