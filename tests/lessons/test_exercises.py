"""Every exercise that asks for a function survives nonsense, knows a right answer in any form, names each mistake.

The notebook's own solution is the right answer; a slip of the pen in it (tests/slips.py) is each mistake.
"""

import ast
import importlib
import re
from functools import cache
from math import comb

import numpy as np
import pytest
from notebook_calls import NOTEBOOKS, calls
from slips import SLIPS

from lstm_lesson import AutoRegression, sigmoid
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


@cache
def solution(name):
    """Return the source of what a notebook gives as the solution of an exercise."""
    notebook = next(path for path in NOTEBOOKS if path.stem == name.partition("/")[0])
    (cell,) = (cell for there, cell in calls(notebook, "check") if there == name and "solution" in cell.metadata.tags)
    return cell.source[: cell.source.index("check(")]


def written(source):
    """Return the function that a source defines, with what the notebooks import at hand."""
    names = {"np": np, "comb": comb, "sigmoid": sigmoid, "AutoRegression": AutoRegression}
    exec(source, names)
    return list(names.values())[-1]


def told(name, words):
    """Return the sentences of an exercise's mistakes that begin or end with these words."""
    there = ASKED[name].mistakes
    return [one for one in there if one.startswith(words)] or [one for one in there if one.endswith(words)]


@pytest.mark.parametrize("name", ASKED)
def test_solution_of_the_notebook_is_right(name):
    assert judge(name, written(solution(name))).outcome == "right"


@pytest.mark.parametrize(("name", "words"), [(name, words) for name, slips in SLIPS.items() for words in slips])
def test_slip_in_the_solution_is_told_by_the_sentence_about_it(name, words):
    source, pairs = solution(name), iter(SLIPS[name][words])
    for before, after in zip(pairs, pairs, strict=True):
        assert before in source
        source = source.replace(before, after)
    verdict = judge(name, written(source))
    assert (verdict.outcome, [verdict.reason]) == ("not yet", told(name, words))


def test_every_mistake_of_every_exercise_is_a_slip_that_is_tried():
    tried = {(name, sentence) for name, slips in SLIPS.items() for words in slips for sentence in told(name, words)}
    assert sorted(set(MISTAKES) - tried) == []


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_weights_that_the_hints_of_a_challenge_name_are_those_of_its_solution(name):
    right = ast.literal_eval(solution(name).partition("=")[2].strip())
    assert judge(name, right).outcome == "right"
    named = re.findall(r"\b([bw]_\w+) = ([-−]?[\d.]*\d)", " ".join(exercises[name].hints))
    assert named
    assert {weight: float(value.replace("−", "-")) for weight, value in named}.items() <= right.items()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("stub", [None, ..., lambda *a: None, lambda *a: ...])
def test_untouched_stub_is_not_attempted_yet(name, stub):
    assert judge(name, stub).outcome == "not attempted yet"


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_not_yet_right_and_raises_nothing(name, answer):
    assert judge(name, answer).outcome == "not yet"
