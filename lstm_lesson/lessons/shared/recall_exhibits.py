"""Recall a symbol after a delay: learners side by side, trained in front of the class (notebooks 03 and 14)."""

from functools import partial

import numpy as np

from lstm_lesson.lessons.shared import recall_pictures
from lstm_lesson.lessons.shared.recall_pictures import RecallState
from lstm_lesson.live.controls import Control
from lstm_lesson.live.training_row import TrainingRowExhibit
from lstm_lesson.studies import recall
from lstm_lesson.studies.recall import AccuracyByDelay
from lstm_lesson.training.background import BackgroundTraining
from lstm_lesson.training.race import Race

NAMES = {"orthogonal RNN": "RNN with orthogonal start"}  # the others go by their names


class RecallExhibit(TrainingRowExhibit):
    """Accuracy against delay: what was recorded, and what is trained here and now, at the delay of the slider.

    learners: those in the record. racers: those that can be trained here.
    """

    def __init__(
        self,
        delay: int,
        record: AccuracyByDelay,
        learners: tuple[str, ...],
        racers: tuple[str, ...],
        *,
        each_seed: bool = False,
    ) -> None:
        self.record, self.learners, self.racers = record, learners, racers
        self.live: dict[int, dict[str, float]] = {}
        self._delay, longest = delay, int(record.delays[-1])
        super().__init__(
            "recall after a delay",
            [
                Control("delay", delay, 5, longest, 5, integer=True, unit="steps"),
                Control("record", 0, 0, 1, 1, integer=True, unit="1 shows it"),
            ],
            self._state,
            partial(recall_pictures.recall_picture, longest=longest, each_seed=each_seed),
            lambda state, values: self._sentence(state),
            size=recall_pictures.PICTURE,
            background=BackgroundTraining(self._new_race, Race.run, recall.STEPS),
            changed=lambda: self.started != self._delay,
        )

    def _new_race(self) -> Race:
        self.started = self._delay
        return self.record.race(self._delay, self.racers)

    @property
    def race(self) -> Race:
        """The race that runs now, or ran last, at the delay `started`."""
        return self.background.forecaster

    def _state(self, delay: float, record: float) -> RecallState:
        self._delay = int(delay)
        live = {
            name: np.array([(d, found[name]) for d, found in self.live.items() if name in found]).reshape(-1, 2)
            for name in self.learners
        }
        return RecallState(self._delay, self.record if record else None, live, self.started, self.race.history)

    def _follow(self) -> None:
        self.row.follow(f"delay {self.started}: ")
        if self.background.state.step:
            self.live[self.started] = self.race.scores()
        self.refresh()

    def _sentence(self, state: RecallState) -> str:
        if state.record is not None:
            nearest = int(np.argmin(np.abs(np.log(state.record.delays / state.delay))))
            seeds = {name: state.record.accuracy[name][nearest] for name in self.learners}
            means = {name: float(np.nanmean(row)) for name, row in seeds.items() if not np.isnan(row).all()}
            words = f"Recorded at delay {state.record.delays[nearest]} (mean of the seeds): {_listed(means)}."
        else:
            words = f"Delay {state.delay}: eight symbols, so guessing is right in one of eight."
        if self.live.get(state.delay):
            words += f" Trained here: {_listed(self.live[state.delay])}."
        return words


def _listed(accuracies: dict[str, float]) -> str:
    return ", ".join(f"{NAMES.get(name, name)} {value:.0%}" for name, value in accuracies.items())
