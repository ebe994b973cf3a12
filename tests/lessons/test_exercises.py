"""Every exercise that asks for a function survives nonsense, knows a right answer in any form, names each mistake."""

import importlib

import numpy as np
import pytest

from lstm_lesson.live.exercise import LESSONS, exercises, judge

for path in sorted(LESSONS.glob("n*/checks.py")):
    importlib.import_module(f"lstm_lesson.lessons.{path.parent.name}.checks")
ASKED = {name: exercise for name, exercise in exercises.items() if exercise.right}
PICTURES = {  # the challenges, which ask for a picture
    f"{bench.notebook}/{name}"
    for path in LESSONS.glob("n*/challenges.py")
    for bench in [importlib.import_module(f"lstm_lesson.lessons.{path.parent.name}.challenges").BENCH]
    for name in bench.challenges
}
FUNCTIONS = [name for name in exercises if name not in PICTURES]
FORMS = {
    "as it is": lambda result: result,
    "a list": lambda result: np.asarray(result).tolist(),
    "float32": lambda result: np.float32(result),
    "with an axis more": lambda result: np.asarray(result)[..., None],
}
NONSENSE = ["text", 3, [1, 2], {}, np.nan, lambda: 1, lambda *a: "text", lambda *a: np.nan, lambda *a: np.zeros((7, 2))]
MISTAKES = [(name, sentence) for name, exercise in ASKED.items() for sentence in exercise.mistakes]


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("form", FORMS)
def test_right_answer_is_praised_in_any_form(name, form):
    right = ASKED[name].right
    assert right is not None
    assert judge(name, lambda *given: FORMS[form](right(*given))).outcome == "right"


@pytest.mark.parametrize(("name", "sentence"), MISTAKES)
def test_mistake_is_told_by_its_own_sentence(name, sentence):
    verdict = judge(name, ASKED[name].mistakes[sentence])
    assert (verdict.outcome, verdict.reason) == ("not yet", sentence)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("stub", [None, ..., lambda *a: None, lambda *a: ...])
def test_untouched_stub_is_not_attempted_yet(name, stub):
    assert judge(name, stub).outcome == "not attempted yet"


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_not_yet_right_and_raises_nothing(name, answer):
    assert judge(name, answer).outcome == "not yet"
