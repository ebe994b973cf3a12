"""Train several learners side by side, step by step, so that one can watch, stop and go on."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from lstm_lesson.training.fitting import Progress, TrainingDivergedError
from lstm_lesson.training.task import Score, Settings, Task


class Race:
    """Hold some learners by name, and how far each has come.

    history[name] is how it has gone so far: rows of (step, score of the best weights so far).
    """

    def __init__(
        self,
        learners: Mapping[str, Any],
        fit: Callable[[str], Iterator[Progress]],
        score: Callable[[Any], float],
        *,
        steps: int,
        note_every: int,
    ) -> None:
        """Prepare; nothing is trained yet. fit(name) is a learner's training; score(learner) says how good it is."""
        self.learners = dict(learners)
        self._fit, self._score, self._steps, self._note_every = fit, score, steps, note_every
        self._rows: dict[str, list[tuple[int, float]]] = {name: [] for name in self.learners}
        self._note(self.learners, 0)

    @classmethod
    def of(
        cls, task: Task, entrants: Mapping[str, tuple[str, Settings]], seed: int = 0, *, score: Score | None = None
    ) -> "Race":
        """Return the race of a task's learners, untrained; entrants: the learner's name and its settings, by entrant.

        The score is the task's, or the one given, on the validation sequences.
        """
        networks = {name: task.learner(*entrant, seed) for name, entrant in entrants.items()}
        (x, y), measure = task.validation_set(), score or task.score
        return cls(
            networks,
            lambda name: task.fit(networks[name], entrants[name][1], seed),
            lambda network: measure(network.predict(x), y),
            steps=task.steps,
            note_every=task.validate_every,
        )

    @property
    def history(self) -> dict[str, np.ndarray]:
        return {name: np.array(rows) for name, rows in self._rows.items()}

    def scores(self) -> dict[str, float]:
        """Return where each learner stands now."""
        return {name: rows[-1][1] for name, rows in self._rows.items()}

    def run(self) -> Iterator[Progress]:
        """Take one step with each learner in turn; its Progress is that of those still learning, losses averaged.

        A learner whose training has ended or diverged is out; the race ends when all are, or with the last step.
        """
        trainings = {name: self._fit(name) for name in self.learners}
        start = time.perf_counter()
        seconds = 0.0
        for step in range(1, self._steps + 1):
            taken = {name: _step(training) for name, training in trainings.items()}
            if step % self._note_every == 0:
                self._note(trainings, step)
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

    def _note(self, names: Mapping[str, Any], step: int) -> None:
        for name in names:
            self._rows[name].append((step, self._score(self.learners[name])))


def _step(training: Iterator[Progress]) -> Progress | None:
    try:
        return next(training, None)
    except TrainingDivergedError:
        return None
