"""A self-test asks one question after the other, says why at each, and asks nothing that was asked before."""

import re
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from notebook_calls import NOTEBOOKS, calls
from way import SELF_TEST_QUESTIONS

from lstm_lesson import self_test
from lstm_lesson.live.question import plain
from lstm_lesson.live.questions import SELF_TEST, Question, files_in, read
from lstm_lesson.live.self_test import SelfTest

TEACHING = Path(__file__).parents[2] / "teaching"
TESTS = {notebook: list(read(path).values()) for notebook, path in files_in(file=SELF_TEST).items()}
MOST_ALIKE = 0.7  # of two texts, where 1 is the same text


def answer(test: SelfTest, right: bool) -> None:
    """Answer the question that was shown last."""
    now = test.predictions[-1]
    if now.choice is not None:
        now.choice.value = next(c for c in now.question.choices if (c == now.question.answer) is right)
    else:
        assert now.box is not None
        now.box.value = str(now.question.answer if right else -1000)
    now.commit.click()


def said(test: SelfTest) -> str:
    return " ".join(re.sub("<.*?>", "", getattr(child, "value", "")) for child in test.widget.children)


@pytest.mark.parametrize("notebook", TESTS)
def test_next_question_comes_when_one_is_answered_and_the_end_counts(notebook):
    test = self_test(notebook)
    number = len(test.questions)
    for shown in range(1, number + 1):
        assert [each.question for each in test.predictions] == test.questions[:shown]
        assert f"Question {shown} of {number}" in said(test)
        assert "You had" not in said(test)
        answer(test, right=shown != 2)
        assert "Right is" in test.predictions[shown - 1].explanation.value or shown != 2
    assert f"You had {number - 1} of {number} right." in said(test)


def test_unknown_self_test_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"notebook must be one of '03_why_rnns_forget', .*, not '05_forget_gate'"):
        self_test("05_forget_gate")


def test_page_without_a_kernel_holds_every_question_and_one_note(monkeypatch):
    shown: list[dict] = []
    monkeypatch.setattr("lstm_lesson.live.self_test.show_forms", shown.append)
    test = self_test("03_why_rnns_forget")
    test._ipython_display_()
    (bundle,) = shown
    for asked in test.questions:
        assert plain(asked.question) in bundle["text/plain"]
    assert bundle["text/html"].count("<details>") == len(test.questions)
    assert bundle["text/html"].count("Not running yet") == 1


def test_self_tests_stand_after_03_07_10_14_and_16_with_three_to_five_questions_each():
    asking = {path.stem: calls(path, "self_test") for path in NOTEBOOKS}
    asking = {stem: found for stem, found in asking.items() if found}
    after = ["03_why_rnns_forget", "07_output_gate", "10_variants", "14_attention", "16_your_own_series"]
    assert list(asking) == list(TESTS) == after
    for stem, ((name, cell),) in asking.items():
        assert (name, cell.id) == (stem, SELF_TEST_QUESTIONS)
        assert 3 <= len(TESTS[stem]) <= 5


# ---- The questions

EVERY = [question for questions in TESTS.values() for question in questions]


@pytest.mark.parametrize("asked", EVERY, ids=lambda asked: asked.name)
def test_question_is_not_asked_elsewhere(asked):
    elsewhere = [each.question for path in files_in().values() for each in read(path).values()]
    elsewhere += re.findall(r"^## \d+\. (.+?) \(\[", (TEACHING / "concept_test.md").read_text("utf-8"), re.MULTILINE)
    elsewhere += [each.question for each in EVERY if each is not asked]
    assert len(elsewhere) > 80
    alike = {text: SequenceMatcher(None, words(asked.question), words(text)).ratio() for text in elsewhere}
    assert max(alike.values()) < MOST_ALIKE, max(alike, key=lambda text: alike[text])


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.parametrize("notebook", TESTS)
def test_reasons_name_notebooks_between_this_self_test_and_the_one_before(notebook):
    before = max((other[:2] for other in TESTS if other < notebook), default="-1")
    for asked in TESTS[notebook]:
        named = re.findall(r"\b\d\d\b", " ".join(re.findall(r"\(notebooks? ([^)]*)\)", asked.why)))
        assert named, asked.name
        assert all(int(number) <= int(notebook[:2]) for number in named)
        assert any(int(number) > int(before) for number in named)


def test_a_question_that_is_asked_twice_would_be_found():
    same: Question = EVERY[0]
    assert SequenceMatcher(None, words(same.question), words(same.question.replace("a", "the"))).ratio() > MOST_ALIKE
