"""Each wrong choice is told its own reason: the words in reasons.toml are in it, and in no other of its question."""

import tomllib
from pathlib import Path

import pytest

LESSONS = Path(__file__).parents[2] / "lstm_lesson" / "lessons"
WORDS = tomllib.loads(Path(__file__).with_name("reasons.toml").read_text("utf-8"))
QUESTIONS = {
    (path.parent.name.removeprefix("n"), name): question
    for path in sorted(LESSONS.glob("n*/questions.toml"))
    for name, question in tomllib.loads(path.read_text("utf-8")).items()
    if "choices" in question
}


@pytest.mark.parametrize(("stem", "name"), QUESTIONS, ids=map("/".join, QUESTIONS))
def test_reason_of_a_wrong_choice_speaks_of_this_choice(stem, name):
    question = QUESTIONS[stem, name]
    reasons = {choice: " ".join(reason.split()) for choice, reason in question["choices"].items()}
    words = WORDS[stem][name]
    assert {choice for choice in reasons if choice.startswith(tuple(words))} == set(reasons) - {question["answer"]}
    for start, said in words.items():
        assert [choice for choice, reason in reasons.items() if said in reason] == [
            choice for choice in reasons if choice.startswith(start)
        ]


def test_no_words_are_kept_for_a_question_that_is_gone():
    assert {(stem, name) for stem, questions in WORDS.items() for name in questions} == set(QUESTIONS)
