"""The race of notebook 03: all three learners of the recall task, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from lstm_lesson.studies import recall
from lstm_lesson.studies.recall_record import Record
from lstm_lesson.training import race
from lstm_lesson.training.forecaster import Progress


class Race(race.Race):
    """Untrained learners, notebook 03's three unless others are named, at one delay, with the record's best settings.

    The score is the accuracy on the validation sequences.
    """

    def __init__(
        self, delay: int, record: Record, *, learners: tuple[str, ...] = recall.LEARNERS, seed: int = 0
    ) -> None:
        self.delay, self.seed = delay, seed
        self.settings = {learner: record.settings(learner, delay) for learner in learners}
        x, y = recall.validation_set(delay)
        super().__init__(
            {
                learner: recall.new_recaller(learner, forget_bias=settings["forget_bias"], seed=seed)
                for learner, settings in self.settings.items()
            },
            self._training,
            lambda learner: recall.accuracy(learner.predict(x), y),
            steps=recall.STEPS,
            note_every=recall.VALIDATE_EVERY,
        )

    def _training(self, learner: str) -> Iterator[Progress]:
        learning_rate = self.settings[learner]["learning_rate"]
        return recall.fit(self.learners[learner], self.delay, learning_rate=learning_rate, seed=self.seed)
