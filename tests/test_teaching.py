"""The teacher's pages say what is true: their settings run, their minutes add up, their glossary is the pictures'."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from notebook_calls import GLOSSARY, NOTEBOOKS

import lstm_lesson
from lstm_lesson import GRU, LSTM
from lstm_lesson.drawing import style
from lstm_lesson.live.exhibit import Exhibit

TEACHING = Path(__file__).parents[1] / "teaching"
STORED = {path.stem: path for path in NOTEBOOKS}
PAGES = {path.stem: path.read_text("utf-8") for path in sorted(TEACHING.glob("[0-9]*.md"))}
HEADINGS = [
    *("Minutes", "Ask before anything moves", "What most answer"),
    *("Settings that tell", "Common mistakes", "If it is dead"),
]
MINUTES = re.compile(r"^\| (\d+) \|", re.MULTILINE)
SETTING = re.compile(r"^(?P<exhibit>\w+\(.*\))\.set\((?P<values>.*)\)\n# (?P<says>.+)$", re.MULTILINE)

each_page = pytest.mark.parametrize("stem", PAGES)


def sections(page: str) -> dict[str, str]:
    """Cut a page at its second-level headings."""
    title, *parts = re.split(r"^## ", page, flags=re.MULTILINE)
    return {"": title} | {head: text for head, _, text in (part.partition("\n") for part in parts)}


def prose(stem: str) -> str:
    cells = nbformat.read(STORED[stem], as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def settings(stem: str) -> list[tuple[str | Any, ...]]:
    blocks = re.findall(r"```python\n(.*?)```", sections(PAGES[stem])["Settings that tell"], re.DOTALL)
    found = [match.group("exhibit", "values", "says") for block in blocks for match in SETTING.finditer(block)]
    assert len(found) == sum(block.count("\n") for block in blocks) / 2, "a line is no setting with what it says"
    return found


# ---- The pages


def test_every_notebook_has_its_page_and_every_page_its_notebook():
    assert list(PAGES) == list(STORED)


@each_page
def test_page_has_all_its_sections_and_the_notebooks_title(stem):
    parts = sections(PAGES[stem])
    assert [head for head in parts if head] == HEADINGS
    number, question = stem.partition("_")[0], prose(stem).partition("\n")[0].lstrip("# ")
    assert parts[""].splitlines()[0] == f"# {number} · {question}"
    assert all(text.strip() for text in parts.values())


@each_page
def test_minutes_of_the_beats_add_up_to_what_the_notebook_promises(stem):
    promised = re.search(r"\*\*(\d+) minutes", prose(stem))
    assert promised, "the notebook says no minutes"
    assert sum(map(int, MINUTES.findall(sections(PAGES[stem])["Minutes"]))) == int(promised[1])


@each_page
def test_beats_are_named_as_in_the_notebook(stem):
    named = re.findall(r"^\| \d+ \| (\d\. .+?) \|", PAGES[stem], re.MULTILINE)
    beats = re.findall(r"^## (\d\. .+)$", prose(stem), re.MULTILINE)
    assert named == beats


# ---- The settings

NAMES = {name: getattr(lstm_lesson, name) for name in lstm_lesson.__all__}


@cache
def made(call: str) -> Exhibit:
    names = NAMES | ({"training": lstm_lesson.train_damped_sine()} if "training" in call else {})
    exhibit = eval(call, {"__builtins__": {}}, names)
    assert isinstance(exhibit, Exhibit)
    return exhibit


@pytest.mark.thorough
@each_page
def test_settings_run_and_the_picture_then_says_what_the_page_says(stem):
    assert settings(stem)
    for call, values, says in settings(stem):
        exhibit = made(call)
        exhibit.reset()
        exhibit.set(**eval(f"dict({values})"))  # refuses a slider that is not there, or a value out of its range
        assert exhibit.error == ""
        pattern = ".*".join(re.escape(piece.strip()) for piece in says.split("…"))
        assert re.search(pattern, exhibit.readout), f"{call}.set({values}) says: {exhibit.readout}"


@each_page
def test_settings_are_of_exhibits_that_the_notebook_shows(stem):
    cells = nbformat.read(STORED[stem], as_version=4).cells
    code = ast.parse("\n".join(cell.source for cell in cells if cell.cell_type == "code"))
    calls = [node for node in ast.walk(code) if isinstance(node, ast.Call)]
    whole, functions = {ast.unparse(call) for call in calls}, {ast.unparse(call.func) for call in calls}
    spread = {ast.unparse(call.func) for call in calls if any(keyword.arg is None for keyword in call.keywords)}
    for call, _, _ in settings(stem):
        function = call.partition("(")[0]
        assert function in functions
        assert function in spread or ast.unparse(ast.parse(call, mode="eval")) in whole, f"not in the notebook: {call}"


# ---- The plans


@pytest.mark.parametrize(
    ("head", "minutes"), [("A lesson of 90 minutes", 90), ("Half a day", 210), ("The laboratory", 180)]
)
def test_plan_takes_as_long_as_it_says(head, minutes):
    plan = sections((TEACHING / "README.md").read_text("utf-8"))[head]
    assert sum(map(int, MINUTES.findall(plan))) == minutes
    assert str(minutes) in head + plan.partition("|")[0]


def test_list_of_pages_names_every_page_with_its_minutes():
    text = (TEACHING / "README.md").read_text("utf-8")
    listed = re.findall(r"^\| \w+ \| \[.+?\]\((\w+)\.md\) \| (\d+) \|", text, re.MULTILINE)
    assert [stem for stem, _ in listed] == list(PAGES)
    for stem, minutes in listed:
        assert f"**{minutes} minutes" in prose(stem)


# ---- The glossary

COLOURS = {
    "#000000": "black", "#1A1A1A": "black", "#E69F00": "orange", "#56B4E9": "sky blue", "#009E73": "green",
    "#0072B2": "blue", "#D55E00": "vermillion", "#CC79A7": "purple", "#767676": "grey",
}  # fmt: skip
LONG = 8  # a dash of at least so many line widths is a long one


def line_in_words(pattern: str | tuple[float, tuple[float, ...]]) -> str:
    """Name a matplotlib line style by its strokes: dashes are longer than 2 line widths, dots are not."""
    if pattern == "-":
        return "solid"
    assert not isinstance(pattern, str)
    strokes = pattern[1][::2]
    dots = sum(stroke <= 2 for stroke in strokes)
    if dots == len(strokes):
        return "dotted"
    return "-".join(["dash"] + ["dot"] * dots) if dots else "long-dashed" if max(strokes) >= LONG else "dashed"


def table(head: str) -> list[list[str]]:
    words = "\n".join(cell.source for cell in nbformat.read(GLOSSARY, as_version=4).cells)
    lines = words.partition(f"\n#### {head}\n")[2].partition("\n#")[0].strip().splitlines()
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines[2:]]
    return [[cell.replace(r"\|", "|").strip() for cell in row] for row in rows]


LINES = ["The LSTM", "The GRU", "Gradients", "Squashing", "Forecasts, baselines and training", "Attention"]


def test_glossary_holds_every_quantity_of_the_pictures_with_its_colour_and_line():
    written = sorted((row[1], row[0], row[2]) for head in [*LINES, "In the circuits"] for row in table(head))
    looks = {
        q: f"{line_in_words(style.of(q)['linestyle'])} {COLOURS[style.of(q)['color']]}" for q in style.quantities()
    }
    assert written == sorted((style.name(q), style.symbol(q), look) for q, look in looks.items())


T, D, H = 7, 2, 3


def cell_and_its_names(kind: type) -> dict[str, object]:
    cell = kind(D, H)
    trace = cell.run(np.zeros((T, D)))
    W_hn = cell.W_h[-H:]
    return {"cell": cell, "trace": trace, "np": np, "W_hn": W_hn, "u": trace.h_prev @ W_hn.T}


@pytest.mark.parametrize(("head", "kind"), [("The LSTM", LSTM), ("The GRU", GRU), ("Not drawn as lines", LSTM)])
def test_code_names_of_the_glossary_give_arrays_of_the_shape_that_it_says(head, kind):
    shape_and_code = [(row[-3], code) for row in table(head) for code in re.findall(r"`([^`…]+)`", row[-2])]
    named = [(shape, code) for shape, code in shape_and_code if re.search(r"\b(cell|trace)\.", code)]
    assert len(named) >= 9
    for shape, code in named:
        names = cell_and_its_names(GRU if code == "cell.b_hn" else kind)
        wanted = eval(re.sub(r"(\d)([DHT])", r"\1*\2", shape), {"T": T, "D": D, "H": H})
        assert np.shape(eval(code, names)) == wanted, code


# ---- The concept test


def test_concept_test_numbers_its_questions_each_linked_to_its_notebook():
    questions = [head for head in sections((TEACHING / "concept_test.md").read_text("utf-8")) if head]
    assert [head.partition(".")[0] for head in questions] == [str(n + 1) for n in range(len(questions))]
    assert len(questions) >= 16
    for head in questions:
        (linked,) = re.findall(r"\(\[(\w+)\]\(\.\./notebooks/(\w+)\.ipynb\)\)$", head)
        assert linked[1] in STORED
        assert linked[1].startswith(f"{linked[0]}_")


def test_every_choice_of_the_concept_test_is_explained_and_one_is_right():
    questions = sections((TEACHING / "concept_test.md").read_text("utf-8"))
    answers = sections((TEACHING / "concept_test_answers.md").read_text("utf-8"))
    right = []
    for (head, choices), (answer, reasons) in zip(list(questions.items())[1:], list(answers.items())[1:], strict=True):
        number, letter = re.findall(r"^(\d+)\. \(([a-d])\)$", answer)[0]
        assert head.startswith(f"{number}. ")
        assert re.findall(r"^- \((\w)\)", choices, re.M) == re.findall(r"^- \((\w)\)", reasons, re.M) == list("abcd")
        assert re.findall(r"notebooks/(\w+)", head) == re.findall(r"notebooks/(\w+)", reasons)
        right.append(letter)
    counts = [right.count(letter) for letter in "abcd"]
    assert max(counts) - min(counts) <= 1  # no letter to guess


def test_numbers_of_the_concept_test_are_what_the_package_computes():
    halved = LSTM(1, 1, forget_bias=0)
    halved.W_x[:], halved.W_h[:], halved.b[:] = 0, 0, 0
    assert halved.run(np.zeros((3, 1)), c0=np.array([2.0])).c[-1, 0] == pytest.approx(0.25)  # question 7
    dial = made("half_life_dial(b_f=1.0)")
    dial.set(b_f=1.4)  # f = 0.80, question 8
    assert "f = 0.80" in dial.readout
    assert "3.1 steps" in dial.readout
    driven = made("gradient_of_one_unit(w_h=1.5)")
    assert 0.9 * np.tanh(4) == pytest.approx(0.90, abs=5e-3)  # question 10
    driven.set(w_h=1.2, swing=1)  # question 3
    assert driven.compute(**driven.values).run.gradient[0] < 1e-30
