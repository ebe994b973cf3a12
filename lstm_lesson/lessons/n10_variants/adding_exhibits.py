"""The adding problem: look into an LSTM that has learned it, and train one beside two plain RNNs (notebook 10)."""

from collections.abc import Mapping

import numpy as np

from lstm_lesson.drawing.written import gate, minus
from lstm_lesson.lessons.n10_variants import adding_pictures
from lstm_lesson.lessons.n10_variants.adding_numbers import LENGTH, Inside, inside
from lstm_lesson.lessons.n10_variants.adding_pictures import RaceState
from lstm_lesson.live.controls import Control, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.live.training_row import TrainingRowExhibit
from lstm_lesson.studies import adding
from lstm_lesson.training.race import Race
from lstm_lesson.training.trainings import Trainings


@exhibit(
    Control("t_1", 20, 0, LENGTH // 2 - 1, 1, group="first marked value", integer=True, unit="step"),
    Control("v_1", 0.8, 0, 1, 0.05, group="first marked value"),
    Control("t_2", 70, LENGTH // 2, LENGTH - 1, 1, group="second marked value", integer=True, unit="step"),
    Control("v_2", 0.3, 0, 1, 0.05, group="second marked value"),
    Control("others", 0, 0, 50, 1, group="other values, unit", integer=True),
    Control("unit", 1, 1, adding.UNITS["LSTM"], 1, group="other values, unit", integer=True),
    compute=inside,
    picture=adding_pictures.problem,
    size=adding_pictures.PROBLEM_PICTURE,
    lines=3,
)
def adding_problem(state: Inside, values: Values) -> str:
    """Show one problem: its values, one unit of an LSTM that has learned it, and its answer."""
    (t_1, t_2), i, c = state.marked, state.i[:, state.unit], state.c[:, state.unit]
    at_1, at_2 = (c[t] - (c[t - 1] if t else 0.0) for t in state.marked)
    return minus(
        f"{state.x[t_1, 0]:.2f} + {state.x[t_2, 0]:.2f} = {state.sum:.2f}, and the LSTM answers {state.answer:.2f}. "
        f"Unit {state.unit + 1} has i {gate(i[t_1], 2)} at the first mark and {np.median(i):.2f} in the median. Its c "
        f"moves by {at_1:z.2f} at the first mark, {at_2:z.2f} at the second, and {c[t_2 - 1] - c[t_1]:z.2f} in between."
    )


class AddingExhibit(TrainingRowExhibit):
    """Validation error against training steps: what was recorded, and what is trained here and now."""

    def __init__(self, seed: int, record: int) -> None:
        self.record = {learner: adding.recorded()[learner, LENGTH] for learner in adding.LEARNERS}
        self.task = adding.task(LENGTH)
        y = self.task.validation_set()[1]
        super().__init__(
            "adding, LSTM beside two RNNs",
            [
                Control("seed", seed, 0, 99, 1, integer=True),
                choice("record", record, "the LSTM's", "all", label="recorded"),
            ],
            self._state,
            lambda figure, state: adding_pictures.race(figure, state, self.task.constant_error(y)),
            lambda state, values: self._sentence(state),
            size=adding_pictures.RACE_PICTURE,
            trainings=Trainings(lambda seed, _: adding.race(seed), Race.run, adding.STEPS[LENGTH], seed),
            named=lambda seed: f"seed {seed}",
            label=lambda seed: f"Train with seed {seed}",
        )

    @property
    def tested(self) -> dict[str, float]:
        """The error of each learner on the test problems, once the present training has ended."""
        return self.background.results.get(self.background.present, {})

    def _state(self, seed: float, record: float) -> RaceState:
        self.background.wanted = int(seed)
        corner = self.row.title if self.background.state.step else f"Train: seed {seed:.0f}"
        return RaceState(self.background.forecaster.history, self._wanted(record), corner)

    def _wanted(self, record: float) -> dict[str, adding.AddingResult]:
        """Return the record of every learner, or, so that it gives nothing away, of the LSTM alone."""
        return {name: found for name, found in self.record.items() if record or name == "LSTM"}

    def take_stock(self) -> None:
        """Test all learners, once and at the end."""
        if self.background.state.status == "finished" and not self.tested:
            learners = self.background.forecaster.learners
            self.background.results[self.background.present] = {
                name: self.task.test_score(adder) for name, adder in learners.items()
            }

    def _sentence(self, state: RaceState) -> str:
        now = self.background.state
        if self.tested:
            words = f"Trained here, {self.row.what}, error on 1,000 unseen problems: {_listed(self.tested)}."
        elif now.step:
            where = f"{'at' if now.status == 'training' else 'stopped at'} step {now.step:,}"
            lowest = _listed(self.background.forecaster.scores())
            words = f"Here, {self.row.what}, {where}, lowest validation error: {lowest}."
        else:
            words = f"Nothing is trained here yet: Train takes at most {adding.STEPS[LENGTH]:,} steps with each."
        solved = ", ".join(f"{name} {result.solved} of 5" for name, result in state.record.items())
        return f"{words} Recorded seeds that solved it: {solved}."


def _listed(errors: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {np.format_float_positional(e, 2, fractional=False)}" for name, e in errors.items())


def train_adding(seed: int = 5, record: int = 1) -> AddingExhibit:
    """Return the exhibit that trains an LSTM beside two plain RNNs on T = 100; record: 1 shows all recorded curves."""
    return AddingExhibit(seed, record)
