"""Train the practical's forecaster in front of the class (notebook 11)."""

from functools import partial

from lstm_lesson.data.baselines import constant, last_value
from lstm_lesson.lessons.n11_damped_sine import training_pictures
from lstm_lesson.lessons.n11_damped_sine.pictures import written
from lstm_lesson.live.training_row import TrainingRowExhibit
from lstm_lesson.studies import sine_forecast, sine_seeds
from lstm_lesson.studies.sine_forecast import TASK
from lstm_lesson.training.background import TrainingState
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.losses import squared_error
from lstm_lesson.training.trainings import Trainings


class OwnWeights:
    """The forecaster that the notebook's pictures look at: the student's, once the training has learned something.

    Until the first validation of a training that the student started, it is the course's recorded forecaster.
    """

    def __init__(self, trainings: Trainings) -> None:
        self.trainings, self._recorded = trainings, sine_forecast.recorded()

    @property
    def forecaster(self) -> Forecaster:
        """The student's forecaster once it has learned something, the course's recorded one until then."""
        return self.trainings.forecaster if self._own else self._recorded

    @property
    def whose(self) -> str:
        """Whose weights those are, in words."""
        return f"your own weights, after {self.trainings.state.step:,} steps" if self._own else "the recorded weights"

    @property
    def _own(self) -> bool:
        return self.trainings.state.step >= 100  # the first validation


class TrainingExhibit(TrainingRowExhibit):
    """A learning curve with its buttons; `own` is what the other pictures of the notebook look at."""

    def __init__(self, trainings: Trainings) -> None:
        """Show the training of a forecaster of the practical's; the setting of `trainings` is its seed."""
        x, y = TASK.validation_set()
        baselines = {
            "last_value": squared_error(last_value(x[:, :, 0], sine_forecast.N_AHEAD), y),
            "constant": squared_error(constant(x[:, :, 0], sine_forecast.N_AHEAD), y),
        }
        super().__init__(
            "training",
            [],
            lambda: self.background.state,
            partial(
                training_pictures.learning_curve,
                baselines=baselines,
                recorded=[seed.validation for seed in sine_seeds.recorded()],
            ),
            lambda state, values: _sentence(state),
            size=training_pictures.PICTURE,
            trainings=trainings,
            named=lambda seed: f"seed {seed}",
            label=lambda seed: "Train",
        )
        self.own = OwnWeights(self.background)

    @property
    def forecaster(self) -> Forecaster:
        """The forecaster that the pictures look at."""
        return self.own.forecaster


def train_damped_sine() -> TrainingExhibit:
    """Return the exhibit that trains: Train, Stop, Continue and Start over, with the learning curve in place."""
    return TrainingExhibit(Trainings(lambda seed, _: TASK.learner("LSTM", seed=seed), TASK.fit, TASK.steps, wanted=0))


def _sentence(state: TrainingState) -> str:
    if state.status == "not started":
        return (
            f"Nothing is trained yet: Train takes {state.steps:,} steps. Recorded, and drawn pale, are the trainings "
            f"of {len(sine_seeds.SEEDS)} seeds; the grey lines are the errors to get below."
        )
    if state.status == "failed":
        return f"The training stopped at step {state.step:,}: {state.message}"
    words = {"training": "Training: step", "stopped": "Stopped at step", "finished": "Trained: step"}[state.status]
    where = f"{words} {state.step:,} of {state.steps:,}"
    if not len(state.validation_losses):
        return f"{where}."
    best = state.validation_losses[:, 1].min()
    return (
        f"{where}. The training loss is {written(state.losses[-1, 1])}, the lowest validation loss {written(best)}; "
        "the weights that reached it are kept."
    )
