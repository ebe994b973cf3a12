"""What a student has done is kept beside the notebooks, survives every kind of trouble, and is never written over."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lstm_lesson.live import kept
from lstm_lesson.live.exercise import check, exercises, exercises_of
from lstm_lesson.live.kept import FILE, NOTHING, SWITCH, Done
from lstm_lesson.live.question import Prediction
from lstm_lesson.live.questions import question

ROOT = Path(__file__).parents[2]
SOUND = {
    "lstm_lesson progress": 1,
    "shown": ["04_lstm_cell"],
    "answers": {"04_lstm_cell/protects": True},
    "solved": ["04_lstm_cell/step"],
}
NOT_OURS: dict[str, str | bytes] = {
    "cut short": json.dumps(SOUND)[:60],
    "empty": "",
    "no text": b"\xff\xfe\x00",
    "deeply nested": "[" * 100_000,
    "another list": "[1, 2]",
    "another program's": '{"version": 3}',
    "a key more": json.dumps({**SOUND, "marks": []}),
    "a key less": json.dumps({key: value for key, value in SOUND.items() if key != "solved"}),
    "an answer that is no yes or no": json.dumps({**SOUND, "answers": {"a": "yes"}}),
    "a list of numbers": json.dumps({**SOUND, "shown": [4]}),
    "a newer version's": json.dumps({**SOUND, "lstm_lesson progress": 2, "marks": {}}),
}


PROTECTS = question("04_lstm_cell/protects")
RIGHT = str(PROTECTS.answer)
WRONG = next(choice for choice in PROTECTS.choices if choice != RIGHT)


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    """A kernel that has just started in a folder with one notebook of the course; where its file will be."""
    (tmp_path / "04_lstm_cell.ipynb").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(SWITCH)
    forget_this_kernel(monkeypatch)
    return tmp_path / FILE


def forget_this_kernel(monkeypatch):
    monkeypatch.setattr(kept, "_waiting", NOTHING)
    monkeypatch.setattr(kept, "_told", False)


def commit_to(name: str, answer: str) -> str:
    """Answer a question of the course, and return what is then explained."""
    prediction = Prediction(question(name))
    assert prediction.choice is not None
    prediction.choice.value = answer
    prediction.commit.click()
    return prediction.explanation.value


# ---- What is kept


def test_first_answer_counts_whatever_comes_later(file, monkeypatch):
    commit_to("04_lstm_cell/protects", WRONG)
    forget_this_kernel(monkeypatch)
    commit_to("04_lstm_cell/protects", RIGHT)
    commit_to("04_lstm_cell/endless", "it grows on and on")
    assert json.loads(file.read_text("utf-8")) == {
        "lstm_lesson progress": 1,
        "shown": ["04_lstm_cell"],
        "answers": {"04_lstm_cell/endless": True, "04_lstm_cell/protects": False},
        "solved": [],
    }


def test_number_is_kept_as_an_answer_too(file):
    prediction = Prediction(question("04_lstm_cell/bias_0"))
    assert prediction.box is not None
    prediction.box.value = "1,0"
    prediction.commit.click()
    assert kept.so_far()[0].answers == {"04_lstm_cell/bias_0": True}


def test_exercise_is_solved_by_the_students_answer_and_not_by_the_folded_solution(file, capsys):
    name = "06_input_gate/write_part"
    exercises_of("06_input_gate")
    right = exercises[name].right
    check(name, None)
    assert kept.so_far()[0] == Done(frozenset({"06_input_gate"}))
    check(name, right, folded=True)
    assert kept.so_far()[0].solved == frozenset()
    check(name, right)
    assert kept.so_far()[0].solved == {name}
    assert "progress" not in capsys.readouterr().out


def test_question_that_is_shown_opens_its_notebook(file):
    Prediction(question("04_lstm_cell/protects"))._ipython_display_()
    assert kept.so_far()[0] == Done(frozenset({"04_lstm_cell"}))


def test_file_is_left_alone_when_there_is_nothing_new(file):
    commit_to("04_lstm_cell/protects", RIGHT)
    os.utime(file, (1, 1))
    commit_to("04_lstm_cell/protects", RIGHT)
    kept.remember_shown("04_lstm_cell/endless")
    assert file.stat().st_mtime == 1


def test_elsewhere_than_in_the_notebooks_folder_nothing_is_left_behind(file, monkeypatch, tmp_path):
    (tmp_path / "04_lstm_cell.ipynb").unlink()
    commit_to("04_lstm_cell/protects", RIGHT)
    done, words = kept.so_far()
    assert done.answers == {"04_lstm_cell/protects": True}
    assert "until the kernel stops" in words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("switch", ["", "0"])
def test_switch_keeps_nothing_and_shows_a_fresh_start(file, monkeypatch, switch):
    file.write_text(json.dumps(SOUND), "utf-8")
    monkeypatch.setenv(SWITCH, switch)
    commit_to("04_lstm_cell/endless", "it grows on and on")
    assert kept.so_far() == (NOTHING, "")
    assert json.loads(file.read_text("utf-8")) == SOUND


def test_switch_can_name_another_file(file, monkeypatch, tmp_path):
    monkeypatch.setenv(SWITCH, str(tmp_path / "mine.json"))
    commit_to("04_lstm_cell/protects", RIGHT)
    assert (tmp_path / "mine.json").is_file()
    assert not file.exists()


def test_tests_and_refresh_run_with_nothing_kept():
    assert os.environ[SWITCH] == ""


# ---- Two at once


def test_two_notebooks_at_once_lose_nothing_of_each_other(file):
    source = "import sys\nfrom lstm_lesson.live import kept\nfor n in range(60):\n"
    source += "    assert kept.remember_answer(f'{sys.argv[1]}/{n}', n % 2 == 0) == ''"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen([sys.executable, "-c", source, name], cwd=file.parent, env=environment) for name in ("a", "b")
    ]
    assert [process.wait(60) for process in both] == [0, 0]
    assert kept.so_far()[0].answers == {f"{name}/{n}": n % 2 == 0 for name in "ab" for n in range(60)}
    assert sorted(path.name for path in file.parent.iterdir()) == [FILE, "04_lstm_cell.ipynb"]


def test_lock_that_a_dead_kernel_has_left_is_taken_away(file):
    lock = file.with_name(f"{FILE}.lock")
    lock.touch()
    os.utime(lock, (time.time() - 60,) * 2)
    assert kept.remember_answer("04_lstm_cell/protects", True) == ""
    assert not lock.exists()


def test_lock_that_is_held_makes_a_writer_wait_and_then_say_so(file, monkeypatch):
    monkeypatch.setattr(kept, "PATIENCE", 0.05)
    lock = file.with_name(f"{FILE}.lock")
    lock.touch()
    assert "is not kept" in kept.remember_answer("04_lstm_cell/protects", True)
    assert not file.exists()
    lock.unlink()
    assert kept.so_far() == (Done(frozenset({"04_lstm_cell"}), {"04_lstm_cell/protects": True}), "")  # made up for
    assert file.is_file()


# ---- Trouble


@pytest.mark.parametrize("what", NOT_OURS)
def test_file_that_is_not_ours_is_left_as_it_is_and_said_so(file, what):
    before = NOT_OURS[what]
    file.write_bytes(before if isinstance(before, bytes) else before.encode())
    stored = file.read_bytes()
    told = commit_to("04_lstm_cell/protects", RIGHT)
    assert "is right" in told
    assert "It is left as it is" in told
    assert ("newer version" in told) == (what == "a newer version's")
    done, words = kept.so_far()
    assert done.answers == {"04_lstm_cell/protects": True}  # in this kernel it counts all the same
    assert FILE in words
    assert file.read_bytes() == stored


def test_trouble_is_told_once(file):
    file.write_text("?", "utf-8")
    told = [
        commit_to("04_lstm_cell/protects", RIGHT),
        commit_to("04_lstm_cell/endless", "it grows on and on"),
    ]
    assert ["not kept" in each for each in told] == [True, False]


def test_check_tells_trouble_under_its_verdict(file, capsys):
    file.write_text("?", "utf-8")
    exercises_of("06_input_gate")
    check("06_input_gate/write_part", exercises["06_input_gate/write_part"].right)
    verdict, words = capsys.readouterr().out.splitlines()
    assert verdict.startswith("right:")
    assert words.startswith("Your progress is not kept")


def full(*_):
    raise OSError(28, "No space left on device")


def read_only(*_):
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize(
    ("function", "fails", "says"),
    [("replace", full, "No space"), ("fsync", full, "No space"), ("open", read_only, "Permission denied")],
)
def test_failing_disk_leaves_file_and_answer_whole_and_is_made_up_for(file, monkeypatch, function, fails, says):
    commit_to("04_lstm_cell/protects", RIGHT)
    before = file.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(os, function, fails)
        broken.setattr(kept, "PATIENCE", 0.05)
        told = commit_to("04_lstm_cell/endless", "it grows on and on")
    assert "is right" in told
    assert says in told
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir()) == [FILE, "04_lstm_cell.ipynb"]
    commit_to("04_lstm_cell/endless", "it grows on and on")
    assert kept.so_far()[1] == ""
    assert "04_lstm_cell/endless" in file.read_text("utf-8")


@pytest.mark.parametrize("place", ["missing/progress.json", "."])
def test_place_where_no_file_can_be_is_survived(file, monkeypatch, place):
    monkeypatch.setenv(SWITCH, place)
    assert "is not kept" in commit_to("04_lstm_cell/protects", RIGHT)
    assert kept.so_far()[0].answers == {"04_lstm_cell/protects": True}
    assert "is not kept" in kept.so_far()[1]


def test_folder_that_is_gone_is_survived(file, monkeypatch, tmp_path):
    def gone():
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "cwd", gone)
    assert "is right" in commit_to("04_lstm_cell/protects", RIGHT)


def test_table_that_cannot_be_redrawn_does_not_disturb_an_answer(file, monkeypatch):
    monkeypatch.setattr(kept, "_watching", [lambda: 1 / 0])
    assert "is right" in commit_to("04_lstm_cell/protects", RIGHT)


# ---- Forgetting


def test_forgetting_removes_the_file_and_all_that_this_kernel_knows(file):
    commit_to("04_lstm_cell/protects", RIGHT)
    assert kept.forget() == f"{FILE} is removed, and the course begins anew."
    assert not file.exists()
    assert kept.so_far() == (NOTHING, "")
    assert kept.forget() == "Nothing was kept."


def test_forgetting_sets_a_file_aside_that_is_not_ours(file):
    for number in (1, 2):
        file.write_text(f"not ours {number}", "utf-8")
        assert kept.forget() == f"{FILE} is now called {FILE}.old-{number}, and the course begins anew."
    assert file.with_name(f"{FILE}.old-1").read_text("utf-8") == "not ours 1"
    assert commit_to("04_lstm_cell/protects", RIGHT)
    assert kept.so_far()[1] == ""


def test_forgetting_that_fails_says_so(file, monkeypatch):
    commit_to("04_lstm_cell/protects", RIGHT)
    monkeypatch.setattr(Path, "unlink", read_only)
    monkeypatch.setattr(os, "open", read_only)
    assert "Permission denied" in kept.forget()
