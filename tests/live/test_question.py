"""A prediction asks, waits for a commitment, unlocks the exhibit and says why; a bad file of questions is told so."""

import os
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from weakref import WeakSet

import nbformat
import pytest
from notebook_calls import calls
from notebook_run import execute

from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.live.controls import read_number
from lstm_lesson.live.exhibit import Control, Exhibit
from lstm_lesson.live.question import LOCKED, Prediction, markup, page, predict, unlock_all
from lstm_lesson.live.questions import files_in, question, read

ROOT = Path(__file__).parents[2]
QUESTIONS = files_in()
VIEW = "application/vnd.jupyter.widget-view+json"
GOOD = '''\
[half_life]
question = """The cell holds **1.00**, i < 1 & `f = 0.90`.
After how many steps is half left?"""
answer = "about 7"
why = "0.90⁷ = 0.48."

  [half_life.choices]
  "5" = "Linear thinking."
  "about 7" = "ln 2 / −ln 0.90 = 6.58."
  "<10>" = "The time constant."

[in_numbers]
question = "How many exactly?"
answer = 6.58
tolerance = 0.2
unit = "steps"
why = "ln 2 / −ln 0.90."

  [[in_numbers.near]]
  low = 4.9
  high = 5.1
  why = "Half of ten."

  [[in_numbers.near]]
  low = 10
  high = 10
  why = "The time constant."
'''


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "n05_forget_gate" / "questions.toml"
    path.parent.mkdir()
    path.write_text(GOOD, "utf-8")
    return path


def asked(file, name="half_life"):
    return question(f"05_forget_gate/{name}", file.parents[1])


@pytest.fixture
def choices(file) -> Prediction:
    return Prediction(asked(file), exhibit())


@pytest.fixture
def numbers(file) -> Prediction:
    return Prediction(asked(file, "in_numbers"))


def commit_to(prediction: Prediction, answer: str) -> str:
    """Give an answer, commit to it, and return what is then explained."""
    answered: Any = prediction.box if prediction.choice is None else prediction.choice
    answered.value = answer
    prediction.commit.click()
    return seen(prediction.explanation.value)


def exhibit() -> Exhibit:
    def picture(figure, height):
        line = figure.subplots().plot([height, height])[0]
        return Drawing([line], lambda new: bool(line.set_ydata([new, new])))

    return Exhibit("a line", [Control("y", 0.5, 0, 1, 0.01)], lambda y: y, picture, lambda state, values: "A line.")


class Text(HTMLParser):
    """What a reader sees of a piece of HTML, and which tags are open wrongly."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def seen(html: str) -> str:
    text = Text(html)
    assert text.open == []
    return text.words


def in_order(text: str, *parts: str) -> bool:
    places = [text.index(part) for part in parts]
    return places == sorted(places)


# ---- Choices


def test_sliders_are_locked_until_there_is_a_commitment(choices):
    assert choices.exhibit.sliders["y"].disabled
    assert choices.exhibit.boxes["y"].disabled
    assert seen(choices.note.value) == LOCKED
    choices.choice.value = "5"
    assert choices.exhibit.sliders["y"].disabled
    assert choices.explanation.value == ""
    choices.commit.click()
    assert not choices.exhibit.sliders["y"].disabled
    assert not choices.exhibit.boxes["y"].disabled
    assert seen(choices.note.value) == ""


def test_wrong_choice_is_explained_first_then_the_right_one_then_the_others(choices):
    text = commit_to(choices, "5")
    assert in_order(text, "5 is not it. Linear", "Right is about 7. ln 2", "0.90⁷", "other wrong", "<10>: The time")
    assert text.count("Linear thinking") == 1


def test_right_choice_is_explained_first_then_each_tempting_one(choices):
    text = commit_to(choices, "about 7")
    assert in_order(text, "about 7 is right. ln 2", "0.90⁷", "tempting wrong", "5: Linear", "<10>: The time constant")
    assert "not it" not in text


def test_committing_settles_the_choice(choices):
    explained = commit_to(choices, "5")
    assert choices.choice.disabled
    assert choices.commit.disabled
    assert commit_to(choices, "about 7") == explained


def test_answered_question_folds_to_a_line_and_the_reasons_stand_under_the_exhibit(choices):
    commit_to(choices, "5")
    (line,) = choices.widget.children
    assert seen(line.value).startswith("You predicted: 5 ✗")
    assert "After how many" in seen(line.value)  # inside the fold
    assert "<details" in line.value
    assert "<details open" not in line.value
    assert choices.exhibit.widget.children[-1] is choices.explanation


def test_answered_question_without_an_exhibit_keeps_its_reasons_under_its_line(numbers):
    commit_to(numbers, "6.58")
    line, reasons = numbers.widget.children
    assert "You predicted: 6.58 steps ✓ right" in seen(line.value)
    assert reasons is numbers.explanation


def test_commitment_without_a_choice_asks_for_one(choices):
    choices.commit.click()
    assert seen(choices.note.value) == "Choose an answer first."
    assert choices.exhibit.sliders["y"].disabled
    assert not choices.commit.disabled


def test_choices_are_shown_in_the_order_of_the_file(choices):
    assert [label for label, _ in choices.choice.options] == ["5", "about 7", "<10>"]


# ---- Numbers


@pytest.mark.parametrize("typed", ["6.58", "6,58", " 6.7 steps", "+6.38", "658e-2"])
def test_number_within_the_tolerance_is_right(numbers, typed):
    assert "is right" in commit_to(numbers, typed)
    assert numbers.box.disabled


@pytest.mark.parametrize(
    ("typed", "first"), [("5", "5 steps is not it. Half"), ("10", "10 steps is not it. The time"), ("6.3", "6.3 steps")]
)
def test_wrong_number_is_explained_by_the_range_it_is_in(numbers, typed, first):
    assert in_order(commit_to(numbers, typed), first, "Right is 6.58 steps. ln 2")


@pytest.mark.parametrize("typed", ["", "a few", "5 or 6"])
def test_what_is_no_number_is_asked_for_again(numbers, typed):
    commit_to(numbers, typed)
    assert "Type a number first" in seen(numbers.note.value)
    assert not numbers.commit.disabled


def test_enter_behind_a_number_commits_to_it(numbers):
    def press_enter() -> None:
        enter = {"method": "custom", "content": {"event": "submit"}}
        numbers.box._handle_msg({"content": {"data": enter}, "buffers": []})

    numbers.box.value = "about"
    press_enter()
    assert not numbers.committed
    assert "Type a number first" in seen(numbers.note.value)
    numbers.box.value = "6.58"
    press_enter()
    assert "is right" in seen(numbers.explanation.value)


@pytest.mark.parametrize(
    ("typed", "value"), [("−0,5", -0.5), ("1e-3", 1e-3), (".5", 0.5), ("5.", 5.0), ("1.2.3", None), ("nan", None)]
)
def test_numbers_are_read_as_people_write_them(typed, value):
    assert read_number(typed) == value


# ---- Unlocked


@pytest.fixture
def nothing_unlocked(monkeypatch):
    """As in a kernel that has just started."""
    module = sys.modules["lstm_lesson.live.question"]
    monkeypatch.setattr(module, "_unlocked", False)
    monkeypatch.setattr(module, "_all", WeakSet())
    monkeypatch.delenv("LSTM_LESSON_UNLOCK", raising=False)


def is_open(prediction: Prediction) -> bool:
    """Whether the exhibit moves, nothing says that it is locked, and the answer is offered: all of it, or none."""
    assert prediction.exhibit is not None
    told = "Commit to" in prediction.note.value, "<details>" in prediction.explanation.value
    assert told == ((False, True) if prediction.exhibit.enabled else (True, False))
    assert not prediction.commit.disabled
    return prediction.exhibit.enabled


def test_unlock_all_opens_what_is_shown_already_and_what_comes(file, nothing_unlocked):
    before = [Prediction(asked(file), exhibit()) for _ in range(2)]
    assert not any(map(is_open, before))
    unlock_all()
    after = Prediction(asked(file, "in_numbers"), exhibit())
    assert all(map(is_open, [*before, after]))


@pytest.mark.parametrize(("switch", "opens"), [("1", True), ("0", False), ("", False)])
def test_switch_in_the_environment_opens_every_exhibit(file, nothing_unlocked, monkeypatch, switch, opens):
    monkeypatch.setenv("LSTM_LESSON_UNLOCK", switch)
    assert is_open(Prediction(asked(file), exhibit())) is opens


def test_unlocking_offers_the_answer_and_every_reason_to_be_unfolded(choices):
    choices.unlock()
    text = seen(choices.explanation.value)
    assert text.startswith("The answer, and why")
    assert all(seen(markup(reason)) in text for reason in choices.question.choices.values())
    assert "</summary>" in choices.explanation.value


def test_commitment_still_explains_after_unlocking(choices):
    choices.unlock()
    assert "5 is not it" in commit_to(choices, "5")


# ---- Without a kernel


def test_cell_stores_question_and_picture_the_same_locked_or_not_and_an_exhibit_alone_with_a_note(file, monkeypatch):
    folders = [ROOT, ROOT / "tests" / "live", ROOT / "tests", ROOT / "tools"]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, folders)))
    monkeypatch.delenv("LSTM_LESSON_UNLOCK", raising=False)
    sources = [
        f"from pathlib import Path\nfrom test_question import *\nhere = Path({str(file.parents[1])!r})",
        "Prediction(question('05_forget_gate/half_life', here), exhibit())",
        "unlock_all()",
        "Prediction(question('05_forget_gate/half_life', here), exhibit())",
        "exhibit()",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    cells = execute(notebook, ROOT).cells
    for told, shown in (cells[1].outputs, cells[3].outputs):
        assert told.data["text/html"] == page(asked(file))
        assert told.data["text/plain"].splitlines() == [
            "Predict: The cell holds 1.00, i < 1 & f = 0.90. After how many steps is half left?",
            *["  ( ) 5", "  ( ) about 7", "  ( ) <10>"],
        ]
        assert shown.data["text/plain"] == "Exhibit('a line', y=0.50)\nA line."
        assert "image/png" in shown.data
        assert all(VIEW in output.data for output in (told, shown))
    assert cells[2].outputs == []
    note, alone = (output.data for output in cells[4].outputs)
    assert note["text/plain"] == seen(note["text/html"])
    assert note["text/plain"].startswith("Not running yet. Choose Run → Run All Cells in the menu.")
    assert VIEW in note  # a widget without height stands there while the exhibit lives
    assert "image/png" in alone


def test_page_without_a_kernel_folds_answer_and_reasons_away(file):
    html = page(asked(file))
    before, _, folded = html.partition("<details>")
    assert "Linear" not in before
    assert "6.58" not in before
    text = seen("<details>" + folded.removesuffix("</div>"))
    assert in_order(text, "The answer", "Right is about 7", "5: Linear", "<10>:")
    assert "script" not in html


def test_page_without_a_kernel_says_that_it_is_not_running_and_what_to_choose(file):
    before, _, _ = page(asked(file)).partition("<details>")
    text = seen(before.removeprefix("<div>"))
    assert in_order(text, "about 7", "Not running yet. Choose Run → Run All Cells")


def test_page_of_a_number_names_its_unit(file):
    assert "Answer with a number (steps)." in seen(page(asked(file, "in_numbers")))


def test_texts_are_escaped_and_only_bold_and_code_are_markup():
    html = "&lt;b onclick=&quot;x&quot;&gt;<b>2 &amp; 3</b> <code>f&lt;1</code>"
    assert markup('<b onclick="x">**2 & 3** `f<1`') == html


# ---- What is refused


@pytest.mark.parametrize("then", ["forget_gate", 3, object])
def test_what_is_no_exhibit_is_refused(then):
    with pytest.raises(ValueError, match="then must be an exhibit or None"):
        predict("05_forget_gate/half_life", then=then)


@pytest.mark.parametrize("name", ["half_life", "05/half_life", "", None, "../secrets/x"])
def test_unknown_file_is_named_with_those_there_are(file, name):
    with pytest.raises(ValueError, match=r"not .*; there are questions of 05_forget_gate$"):
        question(name, file.parents[1])


def test_unknown_question_is_named_with_those_there_are(file):
    with pytest.raises(ValueError, match=r"questions.toml has no question 'life'; it has half_life, in_numbers"):
        asked(file, "life")


BAD = [
    ('answer = "about 7"\n', "", r"\[half_life\]: answer is missing"),
    ('answer = "about 7"', 'answer = "7"', r"answer must be one of the choices '5', 'about 7', '<10>', not '7'"),
    ('answer = "about 7"', "answer = [7]", r"answer must be one of the choices .*, not \[7\]"),
    ('why = "0.90⁷ = 0.48."', "", r"\[half_life\]: why is missing"),
    ('why = "0.90⁷ = 0.48."', 'why = " "', r"why must be a text that is not empty, not ' '"),
    ('why = "0.90⁷ = 0.48."', 'why = "x"\nhint = "y"', r"unknown key 'hint'; allowed are answer, choices, question"),
    ('"5" = "Linear thinking."', '"5" = ""', r"choices, '5' must be a text that is not empty"),
    ('"5" = "Linear thinking."', '"" = "Linear."', r"choices must not be empty"),
    ('"5" = "Linear thinking."', '"5" = 5', r"choices, '5' must be a text that is not empty, not 5"),
    ("answer = 6.58", 'answer = "6.58"', r"\[in_numbers\]: answer must be a finite number, not '6.58'; a text"),
    ("answer = 6.58", "answer = nan", r"answer must be a finite number, not nan"),
    ("answer = 6.58", "answer = true", r"answer must be a finite number, not True"),
    ("tolerance = 0.2", "", r"\[in_numbers\]: tolerance is missing"),
    ("tolerance = 0.2", "tolerance = 0", r"tolerance must be above 0, not 0"),
    ('unit = "steps"', "unit = 3", r"unit must be a text"),
    ("low = 4.9", "", r"near: low is missing|low is missing"),
    ("low = 4.9", "low = 6.0", r"near: low must not be above high, not 6 and 5.1"),
    ("high = 5.1", "high = 6.5", r"near: 4.9 to 6.5 overlaps what counts as right, 6.38 to 6.78"),
    ("high = 5.1", 'high = 5.1\nhint = "x"', r"near: unknown key 'hint'; allowed are high, low, why"),
    ("[[in_numbers.near]]\n  low = 10", "[in_numbers.near]\n  low = 10", r"is no TOML"),
    ("[half_life]", "[half_life", r"n05_forget_gate/questions.toml is no TOML: .*line 1"),
    ("[half_life]", "title = 3\n[half_life]", r"\[title\]: must be a table of keys, not 3"),
    (GOOD, "", r"n05_forget_gate/questions.toml has no question"),
    (GOOD, '[a]\nquestion = "x"\nanswer = "y"\nwhy = "z"\nchoices = {y = "w"}', r"choices must be two or more"),
    (GOOD, '[a]\nquestion = "x"\nanswer = 1\ntolerance = 1\nwhy = "z"\nnear = "w"', r"near must be tables \[\["),
]


@pytest.mark.parametrize(("good", "bad", "message"), BAD, ids=[bad[:30] or f"no {good[:20]}" for good, bad, _ in BAD])
def test_malformed_file_is_told_where_and_what_is_allowed(file, good, bad, message):
    assert GOOD.count(good) == 1
    file.write_text(GOOD.replace(good, bad), "utf-8")
    with pytest.raises(ValueError, match=message) as told:
        read(file)
    assert str(told.value).startswith("n05_forget_gate/questions.toml")


# 0.125 can be written exactly, and so can 6.5 − 0.125: the ranges touch, and not only by rounding.
TOUCHING = [
    ("low = 4.9\n  high = 5.1", "low = 5.5\n  high = 6.375"),
    ("low = 10\n  high = 10", "low = 6.625\n  high = 9"),
]


@pytest.mark.parametrize(("good", "bad"), TOUCHING, ids=["below", "above"])
def test_wrong_range_may_come_near_what_counts_as_right_but_not_touch_it(file, good, bad):
    text = GOOD.replace("answer = 6.58", "answer = 6.5").replace("tolerance = 0.2", "tolerance = 0.125")
    file.write_text(text.replace(good, bad), "utf-8")
    with pytest.raises(ValueError, match=r"overlaps what counts as right, 6.375 to 6.625"):
        read(file)
    apart = bad.replace("6.375", "6.3749").replace("6.625", "6.6251")
    file.write_text(text.replace(good, apart), "utf-8")
    assert len(read(file)["in_numbers"].near) == 2


def test_two_choices_are_enough(file):
    file.write_text(GOOD.replace('  "<10>" = "The time constant."\n', ""), "utf-8")
    assert list(read(file)["half_life"].choices) == ["5", "about 7"]


def test_file_in_another_encoding_is_told_so(file):
    file.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(ValueError, match=r"n05_forget_gate/questions.toml is no TOML"):
        read(file)


# ---- The course's own questions


@pytest.mark.parametrize("notebook", QUESTIONS)
def test_file_of_questions_belongs_to_a_notebook_and_is_sound(notebook):
    assert (ROOT / "notebooks" / f"{notebook}.ipynb").is_file()
    for each in read(QUESTIONS[notebook]).values():
        assert Text(page(each)).open == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_notebook_asks_each_of_its_questions_once_in_a_tagged_cell_that_stores_question_and_answer(path):
    found = calls(path, "predict")
    there = read(QUESTIONS[path.stem]) if path.stem in QUESTIONS else {}
    assert sorted(name for name, _ in found) == sorted(f"{path.stem}/{key}" for key in there)
    for name, cell in found:
        assert "predict" in cell.metadata.get("tags", []), name
        stored = [output.data for output in cell.outputs if "text/html" in output.get("data", {})]
        assert [data["text/html"] for data in stored] == [page(question(name))]
