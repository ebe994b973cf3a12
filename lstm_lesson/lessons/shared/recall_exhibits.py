"""Recall a symbol after a delay: learners side by side, trained in front of the class (notebooks 03 and 14)."""

from functools import partial

import numpy as np

from lstm_lesson.drawing.written import percent
from lstm_lesson.lessons.shared import recall_pictures
from lstm_lesson.lessons.shared.recall_pictures import RecallState, Trained
from lstm_lesson.live.controls import Control, choice
from lstm_lesson.live.training_row import TrainingRowExhibit
from lstm_lesson.studies import recall
from lstm_lesson.studies.recall import AccuracyByDelay
from lstm_lesson.training.race import Race
from lstm_lesson.training.trainings import Trainings


class RecallExhibit(TrainingRowExhibit):
    """Accuracy against delay: what was recorded, and what is trained here and now, at the delay of the slider.

    learners: those in the record. racers: those that can be trained here. first_seed: that of the first training at
    each delay; it lies behind the recorded ones, so that a class adds to the record and does not repeat it. known: up
    to which delay the record is shown from the beginning; 0 hides all of it until the student asks for it.
    """

    def __init__(
        self,
        delay: int,
        record: AccuracyByDelay,
        learners: tuple[str, ...],
        racers: tuple[str, ...],
        *,
        first_seed: int,
        each_seed: bool = False,
        known: int = 0,
    ) -> None:
        self.record, self.learners = record, learners
        self.known = record.up_to(known) if known else None
        longest = int(record.delays[-1])
        super().__init__(
            "recall after a delay",
            [
                Control("delay", delay, 5, longest, 5, integer=True, unit="steps"),
                choice("record", 0, *((f"up to {known}", "all") if known else ("hidden", "shown"))),
            ],
            self._state,
            partial(recall_pictures.recall_picture, racers=racers, longest=longest, each_seed=each_seed),
            lambda state, values: self._sentence(state),
            size=recall_pictures.PICTURE,
            lines=3 if len(learners) > 4 else 2,
            trainings=Trainings(
                lambda delay, seed: record.race(delay, racers, seed),
                Race.run,
                recall.STEPS,
                delay,
                first_seed=first_seed,
            ),
            named=lambda delay: f"delay {delay}",
            label=lambda delay: f"Train at delay {delay}",
            kind=racers,
        )

    @property
    def race(self) -> Race:
        """The race that runs now, or ran last."""
        return self.background.forecaster

    @property
    def results(self) -> dict[tuple[int, int], Trained]:
        """What was trained here, by delay and seed."""
        return self.background.results

    def _state(self, delay: float, record: float) -> RecallState:
        self.background.wanted = int(delay)
        live = {name: self._live(name) for name in self.learners}
        begun = self.background.state.step > 0
        shown = self.record if record else self.known
        recorded = self._recorded(shown, delay)
        pale = "; pale: recorded" if any(map(len, recorded.values())) else ""
        title = self.row.title if begun else f"in training, at delay {delay:.0f}{pale}"
        return RecallState(int(delay), shown, live, title, self.race.history if begun else {}, recorded)

    def _recorded(self, shown: AccuracyByDelay | None, delay: float) -> dict[str, np.ndarray]:
        """Return the recorded trainings at a delay, by learner: none if that part of the record is not to be seen."""
        nearest = self.record.nearest(delay)
        if shown is None or nearest not in shown.delays:
            return {}
        return {name: shown.curve(name, nearest) for name in self.learners}

    def _live(self, name: str) -> np.ndarray:
        """Return rows of (delay, accuracy, whether it has ended) of a learner, for each of its trainings."""
        found = [(delay, of.accuracy[name], of.ended) for (delay, _), of in self.results.items() if name in of.accuracy]
        return np.array(found).reshape(-1, 3)

    def take_stock(self) -> None:
        """Note the accuracy of each learner, at this delay and with this seed."""
        state = self.background.state
        if state.step:
            self.results[self.background.present] = Trained(self.race.scores(), state.step, state.status == "finished")

    def _sentence(self, state: RecallState) -> str:
        nearest = self.record.nearest(state.delay)
        if state.record is not None and nearest in state.record.delays:
            row = int(np.flatnonzero(state.record.delays == nearest)[0])
            seeds = {name: state.record.accuracy[name][row] for name in self.learners}
            means = {name: float(np.nanmean(found)) for name, found in seeds.items() if not np.isnan(found).all()}
            words = f"Recorded at delay {nearest} (mean of the seeds): {_listed(means)}."
        else:
            words = f"Delay {state.delay}: eight symbols, so guessing is right in one of eight."
        here = {seed: found for (delay, seed), found in self.results.items() if delay == state.delay}
        return f"{words} {self._trained_here(here)}" if here else words

    def _trained_here(self, here: dict[int, Trained]) -> str:
        """Say what came out here at one delay: of a single seed, with its name, or on average over several."""
        (seed, last), runs = list(here.items())[-1], self.background.state.status == "training"
        if len(here) > 1:
            of = f"mean of {len(here)} seeds"
            how = "" if all(found.ended for found in here.values()) else ", not all of them to the end"
        else:
            of = f"seed {seed}"
            still = runs and self.background.present[1] == seed and self.background.is_wanted
            how = "" if last.ended else f", {'at' if still else 'stopped at'} step {last.step:,}"
        means = {name: float(np.mean([found.accuracy[name] for found in here.values()])) for name in last.accuracy}
        return f"Trained here ({of}{how}): {_listed(means)}."


def _listed(accuracies: dict[str, float]) -> str:
    return "; ".join(f"{recall.NAMES.get(name, name)} {percent(value)}" for name, value in accuracies.items())
