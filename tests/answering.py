"""Which choice of a question is right: the truth of each is computed, and one alone may hold.

    COMPUTED = Answers(range(0, 9), left={"00_start_here/counts"})

    @COMPUTED("05_forget_gate/sign")
    def sign() -> Facts:
        return {"w_xf below 0": …, "w_xf above 0": …}       # every choice, and whether it is true

    test_right_choice_is_the_only_one_that_is_true = COMPUTED.one_is_true()
    test_every_choice_without_a_number_is_computed_or_left_to_its_lesson = COMPUTED.all_are_there()

An answer with a number in it is found by tests/test_claims.py and tests/test_slides_result.py.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from claiming import numbers

from lstm_lesson.live.questions import files_in, read

Facts = dict[str, Any]
ASKED = {asked.name: asked for path in files_in().values() for asked in read(path).values() if asked.choices}


def at(recipe: Any, start: str = "", **settings: float) -> Any:
    """Compute what an exhibit shows with these settings, and draw nothing."""
    return recipe.parts["compute"](**recipe.settings(start, **settings))


def near(values: Any, to: Any, by: float = 1e-6) -> bool:
    return bool(np.max(np.abs(np.asarray(values) - to)) < by)


class Answers:
    """What computes the answers to the questions of some lessons; `left`: those that their lessons' own tests hold."""

    def __init__(self, lessons: range, left: set[str]) -> None:
        self.lessons, self.left = lessons, left
        self.facts: dict[str, Callable[[], Facts]] = {}

    def __call__(self, name: str) -> Callable[[Callable[[], Facts]], Callable[[], Facts]]:
        return lambda facts: self.facts.setdefault(name, facts)

    def one_is_true(self) -> Callable[[str], None]:
        @pytest.mark.parametrize("name", self.facts)
        def right_choice_is_true(name: str) -> None:
            facts = self.facts[name]()
            assert facts.keys() == ASKED[name].choices.keys()
            assert [choice for choice, true in facts.items() if true] == [ASKED[name].answer]

        return right_choice_is_true

    def all_are_there(self) -> Callable[[], None]:
        def all_are_computed() -> None:
            here = {name for name in ASKED if int(name[:2]) in self.lessons}
            silent = {name for name in here if not numbers(str(ASKED[name].answer))}
            assert silent - self.facts.keys() == self.left

        return all_are_computed
