"""Experiments on the training of the practical: hidden size, forget bias, learning rate, clipping (notebook 12)."""

import numpy as np

from lstm_lesson.lessons.n12_look_inside import training_settings_pictures
from lstm_lesson.lessons.n12_look_inside.training_settings_pictures import ExperimentState
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.training_row import TrainingRowExhibit
from lstm_lesson.studies.training_settings import EXPERIMENTS, SEEDS, STEPS, TASK, outcomes, race
from lstm_lesson.training.background import BackgroundTraining
from lstm_lesson.training.race import Race

NAMES = tuple(EXPERIMENTS)
REASONS = {
    "hidden size": "5, 10, 20 or 40 units; all else as in notebook 11.",
    "forget bias": "The forget gates start at σ(0) = 0.50, σ(1) = 0.73 or σ(3) = 0.95.",
    "learning rate": "Each rate is four times the one before it. Notebook 11 trains with 0.02.",
    "clipping": "Gradients shortened to a norm of 1, or left as they are: at the rate 0.02 and at 0.32.",
}


class ExperimentExhibit(TrainingRowExhibit):
    """One experiment: its recorded trainings, pale, and the one that runs here, all options side by side."""

    def __init__(self, experiment: int) -> None:
        """Show the experiment of this number, 1 to 4; nothing runs until Train is clicked."""
        self._experiment = NAMES[experiment - 1]
        self._finished: dict[str, list[dict[str, float]]] = {name: [] for name in NAMES}
        super().__init__(
            "experiment",
            [Control("experiment", experiment, 1, len(NAMES), 1, integer=True, unit=f"1 to {len(NAMES)}")],
            self._state,
            training_settings_pictures.experiment_picture,
            lambda state, values: _sentence(state),
            presets={name: Preset(REASONS[name], experiment=n) for n, name in enumerate(NAMES, start=1)},
            size=training_settings_pictures.PICTURE,
            background=BackgroundTraining(self._new_race, Race.run, STEPS),
            changed=lambda: self.started[0] != self._experiment,
        )

    @property
    def race(self) -> Race:
        """The race of the options that runs now, or ran last; `started` is its experiment and its seed."""
        return self.background.forecaster

    def _new_race(self) -> Race:
        # Seeds that were not recorded, and another one at every start: a class adds to the record, not repeats it.
        self.started = self._experiment, SEEDS[-1] + 1 + len(self._finished[self._experiment])
        return race(*self.started)

    def _state(self, experiment: float) -> ExperimentState:
        self._experiment = NAMES[int(experiment) - 1]
        begun = self.started[0] == self._experiment and self.background.state.step > 0
        ended = self._finished[self._experiment]
        recorded = outcomes(self._experiment)
        tested = {option: [errors[option] for errors in ended] for option in recorded}
        return ExperimentState(self._experiment, recorded, self.race.history if begun else {}, tested)

    def _follow(self) -> None:
        self.row.follow("{}, seed {}: ".format(*self.started))
        if self.background.state.status == "finished":
            errors = {option: TASK.test_score(forecaster) for option, forecaster in self.race.learners.items()}
            self._finished[self.started[0]].append(errors)
        self.refresh()


def training_experiments(experiment: int = 1) -> ExperimentExhibit:
    """Return the four experiments, recorded, with a button that trains the one shown anew: Train, Stop, Continue."""
    return ExperimentExhibit(experiment)


def _sentence(state: ExperimentState) -> str:
    ends = ", ".join(
        f"{option} {np.median(outcome.test):.4f} ({outcome.test.min():.4f} to {outcome.test.max():.4f})"
        for option, outcome in state.outcomes.items()
    )
    words = f"Error after {STEPS:,} steps, median of {len(SEEDS)} seeds (lowest to highest): {ends}."
    here = {option: errors[-1] for option, errors in state.live_test.items() if errors}
    if here:
        words += f" Here: {', '.join(f'{option} {error:.4f}' for option, error in here.items())}."
    return words
