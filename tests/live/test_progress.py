"""progress() counts what was done, names the next step on each track, and stores a fresh start in every notebook."""

import json
import os
import re

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import v4
from notebook_calls import NOTEBOOKS, calls, each_notebook
from notebook_run import execute
from way import MAP_PROGRESS, PROGRESS

from lstm_lesson import progress
from lstm_lesson.live.kept import FILE, NOTHING, SWITCH, Done
from lstm_lesson.live.progress import as_html, as_text, course, next_steps, summary, tracks

ROOT = NOTEBOOKS[0].parents[1]
OPENINGS = {path.stem: [cell.source for cell in nbformat.read(path, as_version=4).cells[:3]] for path in NOTEBOOKS}
TITLES = {stem: first for stem, (first, *_) in OPENINGS.items()}
ALL_OF_04 = Done(
    frozenset({"00_start_here", "04_lstm_cell"}),
    {
        "04_lstm_cell/blind": True,
        "04_lstm_cell/protects": True,
        "04_lstm_cell/endless": False,
        "04_lstm_cell/bias_0": True,
        "04_lstm_cell/start": True,
    },
    frozenset({"04_lstm_cell/bug", "04_lstm_cell/step"}),
)


def minutes(stem: str) -> int:
    found = re.search(r"\*\*(\d+) minutes", "\n".join(OPENINGS[stem]))
    assert found
    return int(found[1])


# ---- What there is to do


def test_course_is_what_the_notebooks_ask():
    assert [notebook.name for notebook in course()] == [path.stem for path in NOTEBOOKS]
    for notebook, path in zip(course(), NOTEBOOKS, strict=True):
        assert TITLES[path.stem].startswith(f"# {notebook.title}\n")
        assert notebook.questions == {name for name, _ in calls(path, "predict")}
        assert notebook.exercises == {name for name, _ in calls(path, "check")}


@pytest.mark.parametrize(("track", "most"), [("One hour", 60), ("Three hours", 180)])
def test_track_takes_no_longer_than_its_name_says_and_goes_forward(track, most):
    names = [notebook.name for notebook in tracks()[track]]
    assert most * 0.85 <= sum(map(minutes, names)) <= most
    assert names == sorted(names)


def test_shorter_track_is_a_part_of_each_longer_one():
    one, three, whole = (set(notebooks) for notebooks in tracks().values())
    assert one < three < whole == set(course())


def test_map_of_notebook_00_says_which_notebooks_belong_to_which_track():
    cells = {cell.id: cell.source for cell in nbformat.read(NOTEBOOKS[0], as_version=4).cells}
    rows = re.findall(r"^\|(\d\d)\|.*\|(.*)\|$", cells["map"], re.MULTILINE)
    assert [number for number, _ in rows] == [notebook.number for notebook in course()]
    for words, track in (("1 h", "One hour"), ("3 h", "Three hours")):
        marked = [number for number, marks in rows if words in marks.split(" · ")]
        assert marked == [notebook.number for notebook in tracks()[track]]
        assert track.lower() in cells["map"]


# ---- What is said


def test_notebook_is_finished_when_all_questions_are_answered_and_all_exercises_solved():
    (fourth,) = (notebook for notebook in course() if notebook.number == "04")
    assert fourth.left(ALL_OF_04) == ""
    assert fourth.left(Done(answers=ALL_OF_04.answers)) == "2 exercises"
    assert fourth.left(Done(answers={"04_lstm_cell/bias_0": False})) == "4 questions and 2 exercises"
    opened = Done(shown=ALL_OF_04.shown)
    assert [fourth.state(done) for done in (NOTHING, opened, ALL_OF_04)] == ["not yet", "opened", "✓ finished"]


def test_summary_counts_opened_finished_right_and_solved():
    questions, exercises = (
        sum(len({name for name, _ in calls(path, function)}) for path in NOTEBOOKS) for function in ("predict", "check")
    )
    assert summary(ALL_OF_04)[:3] == [
        f"Notebooks: 2 of {len(NOTEBOOKS)} opened, 1 finished.",
        f"Predictions: 4 of {questions} right at the first try, 5 answered.",
        f"Exercises: 2 of {exercises} solved.",
    ]


def test_names_that_the_course_no_longer_has_are_not_counted():
    old = Done(frozenset({"99_gone"}), {"04_lstm_cell/gone": True}, frozenset({"04_lstm_cell/gone"}))
    assert summary(old) == summary(NOTHING)


def test_next_step_is_the_first_notebook_of_a_track_that_is_not_finished():
    begun = {name: onward.number for name, _, onward, _ in next_steps(ALL_OF_04) if onward}
    assert begun == {"One hour": "00", "Three hours": "00", "The whole course": "00"}
    answered = {name: True for notebook in tracks()["One hour"] for name in notebook.questions}
    solved = frozenset(name for notebook in tracks()["One hour"] for name in notebook.exercises)
    rows = next_steps(Done(answers=answered, solved=solved))
    assert [(name, finished, onward and onward.number) for name, finished, onward, _ in rows] == [
        ("One hour", "3 of 3", None),
        ("Three hours", "3 of 8", "03"),
        ("The whole course", f"3 of {len(NOTEBOOKS)}", "01"),
    ]


def test_links_lead_to_the_files_beside():
    links = re.findall(r'href="([^"]+)"', as_html(ALL_OF_04, []))
    assert set(links) == {path.name for path in NOTEBOOKS}


def test_words_and_names_are_escaped():
    assert "&lt;b&gt;" in as_html(NOTHING, ["<b>"])
    assert "<b>" in as_text(NOTHING, ["<b>"])


def test_forget_must_be_yes_or_no():
    with pytest.raises(ValueError, match="forget must be True or False, not 'yes'"):
        progress(forget="yes")  # type: ignore[arg-type]


# ---- In a notebook

ANSWER = """
asked = predict("04_lstm_cell/protects")
asked.choice.value = asked.question.answer
asked.commit.click()"""


def test_table_follows_each_answer_and_the_next_kernel_remembers(tmp_path):
    (tmp_path / "04_lstm_cell.ipynb").touch()
    environment = {name: value for name, value in os.environ.items() if name != SWITCH} | {"PYTHONPATH": str(ROOT)}
    sources = ["from lstm_lesson import predict, progress\nprogress()", ANSWER]
    notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
    for answered_first in (True, False):
        client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}})
        client.execute(env=environment)
        (shown,) = notebook.cells[0].outputs
        assert f"1 of {len(NOTEBOOKS)} opened" in shown.data["text/plain"], answered_first
        assert "Predictions: 1 of" in shown.data["text/plain"]
    assert json.loads((tmp_path / FILE).read_text("utf-8"))["answers"] == {"04_lstm_cell/protects": True}


def test_refresh_shows_a_fresh_start_whatever_the_maintainer_has_done(tmp_path, monkeypatch):
    (tmp_path / "04_lstm_cell.ipynb").touch()
    monkeypatch.delenv(SWITCH)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    mine = json.dumps({"lstm_lesson progress": 1, "shown": ["04_lstm_cell"], "answers": {}, "solved": []})
    (tmp_path / FILE).write_text(mine, "utf-8")
    sources = ["from lstm_lesson import predict, progress", ANSWER, "progress()"]
    fresh = execute(v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources]), tmp_path)
    (shown,) = fresh.cells[-1].outputs
    assert shown.data["text/plain"] == as_text(NOTHING, [])
    assert (tmp_path / FILE).read_text("utf-8") == mine


@each_notebook
def test_notebook_stores_a_fresh_start(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.id in (PROGRESS, MAP_PROGRESS)]
    assert len(cells) == (2 if path == NOTEBOOKS[0] else 1)
    for cell in cells:
        (shown,) = cell.outputs
        assert shown.data["text/html"] == as_html(NOTHING, [])
        assert shown.data["text/plain"] == as_text(NOTHING, [])
