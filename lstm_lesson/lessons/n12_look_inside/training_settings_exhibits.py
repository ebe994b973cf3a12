"""Experiments on the training of the practical: hidden size, forget bias, learning rate, clipping (notebook 12)."""

import numpy as np

from lstm_lesson.lessons.n12_look_inside import training_settings_pictures
from lstm_lesson.lessons.n12_look_inside.training_settings_pictures import ExperimentState
from lstm_lesson.live.controls import Preset, choice
from lstm_lesson.live.training_row import TrainingRowExhibit
from lstm_lesson.studies.training_settings import EXPERIMENTS, SEEDS, STEPS, TASK, outcomes, race
from lstm_lesson.training.race import Race
from lstm_lesson.training.trainings import Trainings

NAMES = tuple(EXPERIMENTS)
REASONS = {
    "hidden size": "The network has 5, 10, 20 or 40 units; all else is as in notebook 11.",
    "forget bias": "The forget gates start at σ(0) = 0.50, σ(1) = 0.73 or σ(3) = 0.95.",
    "learning rate": "Each peak rate is four times the one before it. Notebook 11 trains with 0.02.",
    "clipping": "Gradients are shortened to a length of 1 or left as they are, at the rates 0.02 and 0.32.",
}


class ExperimentExhibit(TrainingRowExhibit):
    """One experiment: its recorded trainings, pale, and the one that runs here, all options side by side."""

    def __init__(self, experiment: int) -> None:
        """Show the experiment of this number, 1 to 4; nothing runs until Train is clicked."""
        super().__init__(
            "experiment",
            [choice("experiment", experiment, *NAMES, low=1)],
            self._state,
            training_settings_pictures.experiment_picture,
            lambda state, values: _sentence(state),
            presets={name: Preset(REASONS[name], experiment=n) for n, name in enumerate(NAMES, start=1)},
            size=training_settings_pictures.PICTURE,
            lines=3,
            # Seeds that were not recorded: a class adds to the record, and does not repeat it.
            trainings=Trainings(race, Race.run, STEPS, NAMES[experiment - 1], first_seed=SEEDS[-1] + 1),
            named=lambda name: name,
            label=lambda name: f"Train: {name}",
        )

    @property
    def race(self) -> Race:
        """The race of the options that runs now, or ran last."""
        return self.background.forecaster

    def _state(self, experiment: float) -> ExperimentState:
        now, name = self.background, NAMES[int(experiment) - 1]
        now.wanted = name
        begun = now.is_wanted and now.state.step > 0
        ended = {seed: errors for (of, seed), errors in now.results.items() if of == name}
        recorded = outcomes(name)
        tested = {option: [errors[option] for errors in ended.values()] for option in recorded}
        seed = f", {now.seeds(now.seed)}" if begun else ""
        return ExperimentState(name, recorded, self.race.history if begun else {}, tested, seed, tuple(ended))

    def take_stock(self) -> None:
        """Test every option, once and at the end."""
        now = self.background
        if now.state.status == "finished" and now.present not in now.results:
            now.results[now.present] = {name: TASK.test_score(learner) for name, learner in self.race.learners.items()}


def training_experiments(experiment: int = 1) -> ExperimentExhibit:
    """Return the four experiments, recorded, with a button that trains the one shown with a new seed each time."""
    return ExperimentExhibit(experiment)


def _sentence(state: ExperimentState) -> str:
    ends = ", ".join(
        f"{option} {np.median(outcome.test):.4f} ({outcome.test.min():.4f} to {outcome.test.max():.4f})"
        for option, outcome in state.outcomes.items()
    )
    words = f"Error after {STEPS:,} steps, median of {len(SEEDS)} seeds (lowest to highest): {ends}."
    here = {option: errors[-1] for option, errors in state.live_test.items() if errors}
    if here:
        words += (
            f" Here, seed {state.seeds[-1]}: {', '.join(f'{option} {error:.4f}' for option, error in here.items())}."
        )
    return words
