"""Train the practical's forecaster in front of the class (notebook 11)."""

from typing import Any

import ipywidgets as widgets

from lstm_lesson.data.baselines import constant, last_value
from lstm_lesson.lessons.n11_damped_sine import training_pictures
from lstm_lesson.lessons.n11_damped_sine.pictures import written
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.training_row import REDRAW
from lstm_lesson.studies import sine_forecast
from lstm_lesson.training.background import BackgroundTraining, TrainingState
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.network import squared_error


class TrainingExhibit(Exhibit):
    """A learning curve with its buttons, and the forecaster that the other pictures of the notebook look at.

    Until the first validation of a training that the student started, that is the course's recorded forecaster.
    """

    def __init__(self, background: BackgroundTraining) -> None:
        """Show the training of a forecaster of the practical's."""
        self.background = background
        self._recorded = sine_forecast.recorded()
        self.go_button = widgets.Button(description="Train", button_style="primary", icon="play")
        self.over_button = widgets.Button(description="Start over", icon="undo", disabled=True)
        self.bar = widgets.IntProgress(max=background.steps, layout={"width": "500px"})
        self.bar.add_class("lesson-progress")
        self.time_left = widgets.HTML(layout={"width": "230px"})
        row = widgets.HBox(
            [self.go_button, self.over_button, self.bar, self.time_left], layout={"align_items": "center"}
        )
        x, y = sine_forecast.validation_set()
        levels = {
            "last_value": squared_error(last_value(x[:, :, 0], sine_forecast.N_AHEAD), y),
            "constant": squared_error(constant(x[:, :, 0], sine_forecast.N_AHEAD), y),
        }
        super().__init__(
            "training",
            [],
            lambda: self.background.state,
            lambda figure, state: training_pictures.learning_curve(figure, state, levels),
            lambda state, values: _sentence(state),
            size=training_pictures.PICTURE,
            extra=[row],
        )
        self.buttons.append(self.go_button)
        self.go_button.on_click(self._go)
        self.over_button.on_click(lambda _: self.background.start_over())
        self.background.watch("learning curve", self._follow, every=REDRAW)

    @property
    def forecaster(self) -> Forecaster:
        """The student's forecaster once it has learned something, the course's recorded one until then."""
        return self.background.forecaster if self._own else self._recorded

    @property
    def whose(self) -> str:
        """Whose weights those are, in words."""
        return f"your own weights, after {self.background.state.step:,} steps" if self._own else "the recorded weights"

    @property
    def _own(self) -> bool:
        return self.background.state.step >= 100  # the first validation

    def _go(self, _: Any) -> None:
        try:
            if self.background.state.status == "training":
                self.background.stop()
            else:
                self.background.start()
        except RuntimeError as error:
            self.time_left.value = f'<span style="color:#b00020">{error}</span>'

    def _follow(self) -> None:
        state = self.background.state
        labels = {"training": ("Stop", "pause"), "stopped": ("Continue", "play"), "not started": ("Train", "play")}
        ended = ("Failed", "times") if state.status == "failed" else ("Trained", "check")
        self.go_button.description, self.go_button.icon = labels.get(state.status, ended)
        self.go_button.disabled = state.status not in labels
        self.over_button.disabled = state.status == "not started"
        self.bar.value = state.step
        left = "" if state.seconds_left is None else f"about {max(1, round(state.seconds_left))} s left"
        self.time_left.value = left or f"{state.status}"
        self.refresh()


def train_damped_sine() -> TrainingExhibit:
    """Return the exhibit that trains: Train, Stop, Continue and Start over, with the learning curve in place."""
    return TrainingExhibit(BackgroundTraining(sine_forecast.new_forecaster, sine_forecast.fit, sine_forecast.STEPS))


def _sentence(state: TrainingState) -> str:
    if state.status == "not started":
        return f"Nothing is trained yet: Train takes {state.steps:,} steps. The grey lines are the errors to get below."
    if state.status == "failed":
        return f"The training stopped at step {state.step:,}: {state.message}"
    words = {"training": "Training", "stopped": "Stopped, weights kept", "finished": "Trained"}[state.status]
    where = f"{words}: step {state.step:,} of {state.steps:,}"
    if not len(state.validation_losses):
        return f"{where}."
    best = state.validation_losses[:, 1].min()
    return (
        f"{where}, training loss {written(state.losses[-1, 1])}, lowest validation loss {written(best)}: those weights"
        " are kept."
    )
