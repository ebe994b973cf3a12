"""What a call must refuse, and what an answer to an exercise must be told, as cases.

test_what_makes_no_sense_is_refused_by_name = every_refusal((lambda: LSTM(0, 1), "n_inputs must be"), …)
test_answer_gets_its_verdict = every_verdict("04_lstm_cell/step", (wrong_step, "h has the wrong sign"), …)
"""

from collections.abc import Callable
from typing import Any

import pytest

from lstm_lesson.live.exercise import judge


def every_refusal(*cases: tuple[Callable[[], Any], str]) -> Callable[..., None]:
    """Return the test that each call raises a ValueError in these words, a regular expression."""

    @pytest.mark.parametrize(("call", "words"), cases, ids=[words for _, words in cases])
    def call_is_refused(call: Callable[[], Any], words: str) -> None:
        with pytest.raises(ValueError, match=words):
            call()

    return call_is_refused


def every_verdict(exercise: str, *cases: tuple[Any, str]) -> Callable[..., None]:
    """Return the test that each answer is told its words; it is not yet right unless the words begin otherwise."""

    @pytest.mark.parametrize(("answer", "words"), cases, ids=[words for _, words in cases])
    def answer_is_told(answer: Any, words: str) -> None:
        verdict = judge(exercise, answer)
        assert words in str(verdict)
        others = [outcome for outcome in ("right", "not attempted yet") if words.startswith(f"{outcome}: ")]
        assert verdict.outcome == (others or ["not yet"])[0]

    return answer_is_told
