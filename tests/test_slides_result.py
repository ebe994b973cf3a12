"""A slide under a question shows the picture after the move, with the answer in it.

Each notebook's text is its own witness: sliders stand where the question, its reasons or the text below the picture
say, and the picture says the number that is the answer.
"""

import ast
import functools
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from matplotlib.text import Text
from nbformat import NotebookNode, v4
from notebook_calls import NOTEBOOKS, each_notebook
from PIL import Image
from slides import arrange
from slides_result import large, moved, result

from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.question import plain
from lstm_lesson.live.questions import Question, question

pytestmark = pytest.mark.thorough

NUMBER = re.compile(r"(?<![\w.₀-₉])([−-]?\d[\d,]*(?:\.\d+)?)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
IN_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "fifth": 5}
LOOKS = {"t", "x"}  # sliders that say where one looks, not what there is to be seen
TO = r"`?(?: =| goes to| to| down to| up to| goes from \S+ to| from \S+(?: down| up)? to)? "


@dataclass(frozen=True)
class Asked:
    """A question with an exhibit as a notebook asks it: the code above its cell, and the text below."""

    question: Question
    cell: NotebookNode
    before: tuple[str, ...]
    below: str

    @property
    def wanted(self) -> Any:
        """What the cell says that its slide shows; None if it says nothing."""
        return self.cell.metadata.get("slideshow", {}).get("result")

    def shown(self, wanted: Any) -> Exhibit:
        return result(self.cell.source, wanted, self.before)


@functools.cache
def asked(path: Path) -> list[Asked]:
    """Return every question with an exhibit that a notebook asks."""
    found = []
    cells = nbformat.read(path, as_version=4).cells
    for k, cell in enumerate(cells):
        if "predict" in cell.metadata.get("tags", []):
            last = ast.parse(cell.source).body[-1]
            assert isinstance(last, ast.Expr)
            assert isinstance(last.value, ast.Call)
            name = last.value.args[0]
            assert isinstance(name, ast.Constant)
            if last.value.keywords:
                before = tuple(cell.source for cell in cells[:k] if cell.cell_type == "code")
                below = next(after.source for after in cells[k:] if after.cell_type == "markdown")
                found.append(Asked(question(str(name.value)), cell, before, below))
    return found


EVERY = [pytest.param(one, id=one.question.name) for path in NOTEBOOKS for one in asked(path)]
each_question = pytest.mark.parametrize("one", EVERY)


def numbers(text: str) -> set[tuple[float, int]]:
    """Return every number in a text, with its decimals: 3·10⁸ has −8 of them."""
    found = set()
    for whole, raised in NUMBER.findall(text):
        digits, exponent = whole.rstrip(",").replace(",", "").replace("−", "-"), int(raised.translate(RAISED) or 0)
        found.add((float(digits) * 10.0**exponent, len(digits.partition(".")[2]) - exponent))
    return found


def said(told: set[tuple[float, int]], shown: set[tuple[float, int]]) -> set[float]:
    """Return which of the numbers told are shown, at least as exactly."""
    return {
        number
        for number, decimals in told
        for value, exact in shown
        if exact >= decimals and abs(value - number) <= 0.5001 * 10.0**-decimals
    }


def words(exhibit: Exhibit) -> str:
    """Return all that an exhibit says: where its sliders stand, the sentence, the labels in the picture."""
    labels = [text.get_text() for text in exhibit._canvas.figure.findobj(Text)]
    return " ; ".join([repr(exhibit), exhibit.readout, *labels])


def first_sentence(below: str) -> str:
    """Return the first sentence of a text behind its words in bold: "**What you should have seen.** …"."""
    return re.split(r"\.\s", re.sub(r"^\*\*.+?\*\*(?: \(.+?\)\.)?", "", below).strip())[0]


def put(name: str, text: str) -> float | None:
    """Return where a text puts a slider at last: "`b_o` from 2 down to −8" is −8; None if it does not say."""
    case = re.IGNORECASE if len(name) > 1 else re.NOFLAG  # T and t are two
    found = re.findall(rf"(?<!\w){name}{TO}({NUMBER.pattern})", text, case)
    return float(found[-1][0].rstrip(",").replace(",", "").replace("−", "-")) if found else None


def complaints(one: Asked, wanted: Any) -> list[str]:
    """List what is wrong with a slide that shows `wanted` under a question."""
    exhibit, q = one.shown(wanted), one.question
    near = [entry.why for entry in q.near]
    texts = [q.name.replace("_", " "), q.question, str(q.answer), q.why, *q.choices, *q.choices.values(), *near]
    text = plain(" ; ".join([*texts, one.below])).lower()
    named = {number for number, _ in numbers(text)} | {
        n for word, n in IN_WORDS.items() if re.search(rf"\b{word}\b", text)
    }
    found = []
    for name, value in exhibit.values.items():
        control = exhibit.controls[name]
        if control.plays or name in LOOKS:
            continue
        word = control.options[int(value - control.low)] if control.options else ""
        if value != exhibit.start[name] and value not in named and not (word and word.lower() in text):
            found.append(f"no text puts {name} to {value:g}")
        place = put(name, q.question)
        if place is not None and place != value:
            found.append(f"the question puts {name} to {place:g}, not to {value:g}")
    if exhibit.values == exhibit.start:
        seen = numbers(first_sentence(one.below))
        if not seen or len(said(seen, numbers(words(exhibit)))) < len(seen):
            found.append("the picture before any move is not what the text below it tells")
    elif q.choices:
        answer = numbers(plain(str(q.answer)))
        if answer and not said(answer, numbers(words(exhibit))):
            found.append(f"the picture does not say {q.answer}")
    elif not [n for n, _ in numbers(words(exhibit)) if abs(n - float(q.answer)) <= q.tolerance]:
        found.append(f"the picture does not say {q.answer}")
    return found


@each_notebook
def test_every_exhibit_under_a_question_says_what_its_slide_shows(path):
    assert [one.question.name for one in asked(path) if one.wanted is None] == []


@each_question
def test_slide_under_a_question_has_its_sliders_where_the_texts_put_them_and_says_the_answer(one):
    if isinstance(one.wanted, str):  # another exhibit, of which the question does not speak
        assert repr(one.shown(one.wanted)) != repr(one.shown({}))
    else:
        assert complaints(one, one.wanted) == []


@pytest.mark.parametrize(
    ("name", "wanted", "complaint"),
    [
        ("05_forget_gate/half_life", {}, "is not what the text below it tells"),
        ("05_forget_gate/half_life", {"b_f": 2.5}, "no text puts b_f to 2.5"),
        ("05_forget_gate/half_life", {"b_f": 3.0}, "does not say 6.58"),
        ("07_output_gate/shut", {"b_o": 8}, "the question puts b_o to -5, not to 8"),
        ("07_output_gate/bounded", {}, "is not what the text below it tells"),
        ("04_lstm_cell/endless", {}, "is not what the text below it tells"),
        ("02_recurrent_recap/growing", {}, "the question puts w_h to 2, not to 0.5"),
        ("09_gru/z_flips", {"b_z": -3}, "the question puts b_z to 3, not to -3"),
        ("13_limitations/late_switch", {"since": 5}, "the question puts since to 10, not to 5"),
    ],
)
def test_slide_of_another_move_is_caught(name, wanted, complaint):
    one = next(one for path in NOTEBOOKS for one in asked(path) if one.question.name == name)
    assert [line for line in complaints(one, wanted) if complaint in line]


def test_result_is_the_exhibit_of_the_cell_with_its_sliders_moved_or_another():
    shown = result("dial = half_life_dial()\npredict('a/b', then=dial)", {"b_f": 3.0})
    assert (shown.values, "f = 0.95" in shown.readout) == ({"b_f": 3.0}, True)
    assert result("half_life_dial()", "training_film(snapshot=3)").values["snapshot"] == 3
    with pytest.raises(ValueError, match="source must end in an exhibit to show; got 'x = 1'"):
        result("x = 1", {})
    with pytest.raises(ValueError, match="b_q is not a control"):
        result("half_life_dial()", {"b_q": 1.0})


def test_result_stands_on_a_preset_and_moves_on_from_there():
    source = "predict('a/b', then=forget_gate(decay=0.005, length=80))"
    there = result(source, {"preset": "clear at each crest", "t": 5}).values
    by_hand = result(source, {"w_xf": -10, "b_f": 6, "t": 5}).values
    assert there == by_hand
    with pytest.raises(ValueError, match="preset must be one of"):
        result(source, {"preset": "clear"})


def test_result_finds_what_its_cell_names_in_the_cells_above_and_runs_nothing_else_of_them():
    above = ["%matplotlib inline\nb = 1.0", "b = 4.0\nbegin = {'b_f': b}", "1 / 0\nother = 1 / 0"]
    assert result("half_life_dial(**begin)", {}, above).values == {"b_f": 4.0}
    with pytest.raises(ValueError, match="names that are there and calls of the course's; got 'begin'"):
        result("half_life_dial(**begin)", {}, above[:1])


@pytest.mark.parametrize(
    "source",
    [
        "open('stolen', 'w')",
        "__import__('os').system('touch stolen')",
        "half_life_dial(b_f=[open('stolen', 'w')][0])",
        "half_life_dial.sentence.__globals__['validate']",
        "made = open('stolen', 'w')\npredict('a/b', then=made)",
        "import os\nhalf_life_dial()",
        "[0] * 10**10",
        "half_life_dial(b_f=(lambda: 3)())",
    ],
)
def test_code_other_than_an_exhibits_is_refused_and_not_run(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="source must"):
        result(source, {})
    assert list(tmp_path.iterdir()) == []


def test_slide_says_where_its_sliders_have_been_moved_to():
    line = moved(result("forget_gate()", {"w_xf": -0.5, "t": 5, "input": 2}))
    assert line == '<p class="moved"><i>w</i><sub>xf</sub> = −0.5 · input = step at t = 5 · <i>t</i> = 5</p>'
    assert (
        moved(result("training_film()", {"preset": "step 100"}), "step 100")
        == '<p class="moved">step 100: film = 4</p>'
    )
    assert moved(result("forget_gate()", {})) == ""


def test_stored_picture_gives_way_to_the_result_and_its_sentence():
    picture = v4.new_output("display_data", {"image/png": "AAAA", "text/plain": "Exhibit('f')\nBefore."})
    cells = [
        v4.new_code_cell("dial = half_life_dial(b_f=1.0)"),
        v4.new_code_cell(
            "predict('05_forget_gate/half_life', then=dial)",
            outputs=[picture],
            metadata={"tags": ["predict"], "slideshow": {"result": {"b_f": 2.2}}},
        ),
    ]
    (shown,) = arrange(v4.new_notebook(cells=cells)).cells[1].outputs
    line, image = shown.data["text/html"].split("<img ")
    assert line == '<p class="moved"><i>b</i><sub>f</sub> = 2.2</p>'
    assert re.fullmatch(r'alt="b_f = 2.2: .* 6.6 steps." src="data:image/png;base64,.{1000,}">', image)
    assert cells[1].outputs[0].data["image/png"] == "AAAA"


def test_axes_that_only_a_training_fills_are_left_out_of_a_large_picture():
    exhibit = result("recall_after_delay(delay=40)", {})
    picture = Image.open(io.BytesIO(large(exhibit)))
    assert [ax.get_visible() for ax in exhibit._canvas.figure.axes] == [True, False]  # by delay; by training step
    width, height = picture.size
    parts = (0, 0, width // 2, height), (width * 3 // 5, 0, width, height // 2)
    left, right = (np.asarray(picture.convert("L").crop(part)) for part in parts)
    assert (left < 100).sum() > 1000
    assert (right < 100).sum() == 0


@pytest.mark.parametrize("source", ["training_film(snapshot=12)", "forecast_scores(train_damped_sine())"])
def test_axes_with_a_single_dot_stay_in_a_large_picture(source):
    exhibit = result(source, {})
    white = np.asarray(Image.open(io.BytesIO(large(exhibit))).convert("L")) == 255
    assert all(ax.get_visible() for ax in exhibit._canvas.figure.axes)
    assert white.shape[1] > 1200  # pixels: as sharp as a slide
    assert white[:12].all()
    assert not white[12].all()  # the margin and no more
