"""Train all three learners of the recall task side by side, step by step, so that one can watch, stop and go on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from lstm_lesson import recall
from lstm_lesson.recall_record import Record
from lstm_lesson.training import Progress, TrainingDivergedError


class Race:
    """Three untrained learners at one delay, with the settings that were best there when the record was made.

    history[learner] is how it has gone so far: rows of (step, validation accuracy of the best weights so far).
    """

    def __init__(self, delay: int, record: Record, *, seed: int = 0) -> None:
        self.delay, self.seed = delay, seed
        self.settings = {learner: record.settings(learner, delay) for learner in recall.LEARNERS}
        self.learners = {
            learner: recall.new_recaller(learner, forget_bias=settings["forget_bias"], seed=seed)
            for learner, settings in self.settings.items()
        }
        self._validation = recall.validation_set(delay)
        self._rows: dict[str, list[tuple[int, float]]] = {learner: [] for learner in recall.LEARNERS}
        self._note(recall.LEARNERS, 0)

    @property
    def history(self) -> dict[str, np.ndarray]:
        return {learner: np.array(rows) for learner, rows in self._rows.items()}

    def accuracies(self) -> dict[str, float]:
        """Return where each learner stands now."""
        return {learner: rows[-1][1] for learner, rows in self._rows.items()}

    def run(self) -> Iterator[Progress]:
        """Take one step with each learner in turn; its Progress is that of those still learning, losses averaged.

        A learner that has learned all, or diverged, is out; the race ends when all are, or with the last step.
        """
        trainings = {
            name: recall.fit(network, self.delay, learning_rate=self.settings[name]["learning_rate"], seed=self.seed)
            for name, network in self.learners.items()
        }
        start = time.perf_counter()
        seconds = 0.0
        for step in range(1, recall.STEPS + 1):
            taken = {name: _step(training) for name, training in trainings.items()}
            if step % recall.VALIDATE_EVERY == 0:
                self._note(tuple(trainings), step)
            trainings = {name: training for name, training in trainings.items() if taken[name] is not None}
            still = [progress for progress in taken.values() if progress is not None]
            if not still:
                return
            loss, validation_loss = (
                float(np.mean([getattr(p, q) for p in still])) for q in ("loss", "validation_loss")
            )
            seconds += time.perf_counter() - start
            yield Progress(step, loss, validation_loss, seconds)
            start = time.perf_counter()

    def _note(self, names: tuple[str, ...], step: int) -> None:
        x, y = self._validation
        for name in names:
            self._rows[name].append((step, recall.accuracy(self.learners[name].predict(x), y)))


def _step(training: Iterator[Progress]) -> Progress | None:
    try:
        return next(training, None)
    except TrainingDivergedError:
        return None
