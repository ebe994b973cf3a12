"""What holds for the questions of all lessons: where the right choice stands, and that nothing above gives it away."""

import re
from collections import Counter
from pathlib import Path

import deal
import nbformat
import pytest
from claiming import Number, all_numbers, numbers, one_line
from notebook_calls import NOTEBOOKS, calls

from lstm_lesson.live.questions import Question, files_in, question, read

ASKED = [(path, name, cell) for path in NOTEBOOKS for name, cell in calls(path, "predict")]
each_asked = pytest.mark.parametrize(("path", "name", "cell"), ASKED, ids=[name for _, name, _ in ASKED])


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_right_choice_stands_equally_often_in_each_place(size):
    asked = [one for path in deal.files() for one in read(path).values() if len(one.choices) == size]
    often = deal.places(asked)
    counts = [often[size, place] for place in range(size)]
    assert max(counts) - min(counts) <= 1, f"{counts}; python tools/deal.py deals them anew"


def test_dealing_one_lesson_anew_keeps_what_its_questions_say(tmp_path):
    original = files_in()["05_forget_gate"]
    (copy := tmp_path / "n05_forget_gate").mkdir()
    file = copy / original.name
    file.write_bytes(original.read_bytes())
    deal.deal(file, Counter({(3, 0): 9, (3, 1): 9, (4, 0): 9, (4, 3): 9, (4, 1): 9}))
    dealt = read(file)
    assert dealt == read(original)  # a mapping is equal in any order
    rightly = {(len(one.choices), list(one.choices).index(str(one.answer))) for one in dealt.values() if one.choices}
    assert rightly <= {(2, 0), (2, 1), (3, 2), (3, 0), (3, 1), (4, 2), (4, 0), (4, 1), (4, 3)}
    assert next(iter(rightly)) in {(3, 2), (4, 2)}


def seen_before(path: Path, asking: nbformat.NotebookNode) -> list[Number]:
    """Give what the cells of the section print before the question is answered, its locked picture's words included."""
    seen: list[Number] = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and re.search(r"^## ", cell.source, re.MULTILINE):
            seen = []
        for output in cell.get("outputs", []):
            text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
            seen += all_numbers(re.sub(r"^(Predict:.*|  \( \).*|  ____.*)$", "", text, flags=re.MULTILINE))
        if cell.id == asking.id:
            break
    return seen


def given_away(asked: Question, seen: list[Number]) -> list[str]:
    """Name the numbers of the right answer that were printed before."""
    if isinstance(asked.answer, float):
        return [one.text for one in seen if abs(one.value - asked.answer) <= asked.tolerance and abs(one.value) > 1]
    others = [asked.question, *(choice for choice in asked.choices if choice != asked.answer)]
    given = [one.value for words in others for one in numbers(one_line(words))]  # "still 60"
    told = [one for one in numbers(one_line(asked.answer)) if one.value not in given]
    return [one.text for one in told if any(one.is_rounded(other) for other in seen)]


@each_asked
def test_no_cell_above_a_question_prints_its_answer(path, name, cell):
    assert not given_away(question(name), seen_before(path, cell))


def test_an_answer_that_is_printed_above_is_noticed():
    path, name, cell = next(one for one in ASKED if one[1] == "05_forget_gate/half_life")
    seen = [*seen_before(path, cell), *all_numbers("half is left after 6.6 steps")]
    assert given_away(question(name), seen) == ["6.6"]


def test_no_two_questions_of_the_course_are_the_same():
    texts = Counter(one_line(one.question).lower() for path in deal.files() for one in read(path).values())
    assert texts.most_common(1)[0][1] == 1
