"""One training after another in the background, each of a setting, and each with its own seed."""

from collections.abc import Callable, Iterator
from typing import Any

from lstm_lesson.training.background import BackgroundTraining
from lstm_lesson.training.fitting import Progress


class Trainings(BackgroundTraining):
    """Train what a setting asks for, and know of which setting and seed the present training is.

    wanted: the setting of the next training; an exhibit sets it whenever its sliders move. setting, seed: those of the
    present training, which may not have begun yet, or may have ended. results: what came out so far, by (setting,
    seed), for an exhibit to fill; starting over forgets the present one.
    """

    setting: Any
    seed: int

    def __init__(
        self,
        new_learner: Callable[[Any, int], Any],
        fit: Callable[[Any], Iterator[Progress]],
        steps: int,
        wanted: Any,
        *,
        first_seed: int | None = None,
        n_seeds: int = 1,
    ) -> None:
        """Prepare; nothing is trained yet. `fit(new_learner(setting, seed))` is the training, of `steps` steps.

        first_seed: where the trainings of each setting begin; every further one takes the next `n_seeds` seeds. None:
        the setting says all, the seed is 0, and another training would repeat the first.
        """
        self._new_learner, self.wanted = new_learner, wanted
        self._first_seed, self._n_seeds = first_seed, n_seeds
        self._begun: set[tuple[Any, int]] = set()
        self.results: dict[tuple[Any, int], Any] = {}
        super().__init__(self._next_learner, fit, steps)

    def _next_learner(self) -> Any:
        self.setting, self.seed = self.wanted, self.next_seed
        return self._new_learner(self.setting, self.seed)

    @property
    def present(self) -> tuple[Any, int]:
        """Setting and seed of the present training, the key of its result."""
        return self.setting, self.seed

    @property
    def is_wanted(self) -> bool:
        """Whether the present training is of the setting that is wanted."""
        return self.setting == self.wanted

    @property
    def takes_another_seed(self) -> bool:
        """Whether a setting can be trained again, with another seed."""
        return self._first_seed is not None

    @property
    def next_seed(self) -> int:
        """The first seed that no training of the setting wanted has begun with."""
        if self._first_seed is None:
            return 0
        return self._first_seed + self._n_seeds * sum(setting == self.wanted for setting, _ in self._begun)

    def seeds(self, seed: int) -> str:
        """Name the seeds of a training whose first one is `seed`; "" if the setting says all."""
        if self._first_seed is None:
            return ""
        return f"seed {seed}" if self._n_seeds == 1 else f"seeds {seed} to {seed + self._n_seeds - 1}"

    def train(self) -> None:
        """Start or go on if the present training is of the setting wanted and has not ended; else begin another."""
        if self.is_wanted and self.state.status not in ("finished", "failed"):
            self.start()
        else:
            self.start_over(start=True)

    def start(self) -> None:
        """Start, or go on where it was stopped; whatever else was training is stopped."""
        super().start()
        self._begun.add(self.present)

    def _begin_anew(self, start: bool) -> None:
        if not start:
            self.results.pop(self.present, None)
        super()._begin_anew(start)
