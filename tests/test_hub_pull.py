"""What a teacher changes comes to a class server's students, and what they have written stays."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub does not run on Windows")
ROOT = Path(__file__).parents[1]
HUB = ROOT / "deploy" / "hub"
CELLS = ("first", "second", "third", "fourth", "fifth")


def notebook(*sources: str) -> str:
    cells = [{"cell_type": "markdown", "id": f"c{i}", "metadata": {}, "source": [s]} for i, s in enumerate(sources)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"]]


@pytest.fixture
def publish(monkeypatch, tmp_path):
    """publish.py as a module, for a course of one notebook and one picture."""
    monkeypatch.syspath_prepend(HUB)
    import publish

    monkeypatch.setattr(publish, "ROOT", tmp_path / "teacher")
    for name, text in (("notebooks/01.ipynb", notebook(*CELLS)), ("assets/a.svg", "<svg/>"), ("teaching/key", "no")):
        path = tmp_path / "teacher" / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return publish


def test_course_is_published_once_for_each_change_with_what_students_see_alone(publish, tmp_path):
    repository = tmp_path / "course.git"
    told = [publish.publish("full", repository), publish.publish("full", repository)]
    (tmp_path / "teacher" / "notebooks" / "02.ipynb").write_text(notebook("new"))
    told.append(publish.publish("full", repository))
    assert told == [True, False, True]
    log = ["git", f"--git-dir={repository}", "log", "--format=%an", "--name-only"]
    lines = subprocess.run(log, capture_output=True, text=True, check=True).stdout.split("\n")
    assert [line for line in lines if line] == [
        *("The course", "notebooks/02.ipynb"),
        *("The course", "assets/a.svg", "notebooks/01.ipynb"),
    ]


def test_unknown_edition_is_refused_with_those_that_there_are(publish, tmp_path):
    with pytest.raises(ValueError, match="edition must be one of student, full, not 'teacher'"):
        publish.publish("teacher", tmp_path / "course.git")


@pytest.fixture(scope="session")
def hub_python() -> Path:
    """The Python of .venv-hub, which has nbgitpuller."""
    sys.path.insert(0, str(ROOT))
    try:
        import course
    finally:
        sys.path.remove(str(ROOT))
    return course.set_up(ROOT / ".venv-hub", HUB / "requirements.lock")


Give = Callable[[], None]


@pytest.fixture
def teacher(publish, tmp_path) -> Callable[..., None]:
    """Write or take away files of the teacher's, and publish them."""

    def change(**files: str | None) -> None:
        for name, text in files.items():
            path = tmp_path / "teacher" / "notebooks" / f"{name}.ipynb"
            path.write_text(text) if text is not None else path.unlink()
        publish.publish("full", tmp_path / "course.git")

    return change


@pytest.fixture
def student(hub_python, teacher, tmp_path) -> Callable[..., Path]:
    """Pull as the student's server does when it starts; return the student's notebooks."""
    teacher()

    def pull(address: Path = tmp_path / "course.git", lines: str = "") -> Path:
        code = f"import sys; sys.path.insert(0, {str(HUB)!r})\nfrom pathlib import Path\nfrom pull import *\n"
        code += lines or f"pull('file://{address}', 'main', Path('student'))"
        done = subprocess.run([hub_python, "-c", code], cwd=tmp_path, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return tmp_path / "student" / "notebooks"

    return pull


@pytest.mark.thorough
def test_new_notebook_arrives_and_what_the_student_has_written_stays(teacher, student):
    mine = student()
    (mine / "01.ipynb").write_text(notebook("my own", *CELLS[1:]))
    (mine / "notes.txt").write_text("mine")
    teacher(**{"02": notebook("new")})
    student()
    assert sources(mine / "02.ipynb") == ["new"]
    assert sources(mine / "01.ipynb") == ["my own", *CELLS[1:]]
    assert (mine / "notes.txt").read_text() == "mine"


@pytest.mark.thorough
def test_where_both_have_changed_a_cell_the_student_s_stays_and_the_teacher_s_other_change_comes(teacher, student):
    mine = student()
    (mine / "01.ipynb").write_text(notebook("student's first", *CELLS[1:]))
    teacher(**{"01": notebook("teacher's first", *CELLS[1:4], "teacher's fifth")})
    student()
    assert sources(mine / "01.ipynb") == ["student's first", *CELLS[1:4], "teacher's fifth"]


@pytest.mark.thorough
def test_new_notebook_of_the_same_name_as_the_student_s_own_leaves_both(teacher, student):
    mine = student()
    (mine / "02.ipynb").write_text(notebook("student's"))
    teacher(**{"02": notebook("teacher's")})
    student()
    assert sources(mine / "02.ipynb") == ["teacher's"]
    assert [sources(path) for path in mine.glob("02__*.ipynb")] == [["student's"]]


@pytest.mark.thorough
def test_notebook_that_the_student_deleted_comes_back_and_one_that_the_teacher_took_away_goes_unless_changed(
    teacher, student
):
    teacher(**{"02": notebook("two"), "03": notebook("three")})
    mine = student()
    (mine / "01.ipynb").unlink()
    (mine / "03.ipynb").write_text(notebook("three, and mine"))
    teacher(**{"02": None, "03": None})
    student()
    assert sources(mine / "01.ipynb") == list(CELLS)
    assert not (mine / "02.ipynb").exists()
    assert sources(mine / "03.ipynb") == ["three, and mine"]


@pytest.mark.thorough
def test_notebook_that_a_merge_has_left_unreadable_is_again_as_the_student_had_it(teacher, student, tmp_path):
    mine = student()
    teacher(**{"02": notebook("two")})
    (mine / "01.ipynb").write_text(notebook("student's", *CELLS[1:]))
    student()
    (mine / "01.ipynb").write_text("{ not a notebook")
    git = ["git", "-C", str(tmp_path / "student"), "-c", "user.name=t", "-c", "user.email=t@localhost"]
    subprocess.run([*git, "commit", "--quiet", "--all", "--amend", "--no-edit"], check=True)
    student(lines="assert [path.name for path in put_back_broken(Path('student'))] == ['01.ipynb']")
    assert sources(mine / "01.ipynb") == ["student's", *CELLS[1:]]


@pytest.mark.thorough
def test_student_goes_on_with_what_is_there_when_the_course_cannot_be_reached(student, tmp_path):
    with pytest.raises(RuntimeError, match=r"BranchExistError|CalledProcessError"):
        student(tmp_path / "nowhere.git")
    mine = student()
    (mine / "01.ipynb").write_text(notebook("mine"))
    student(tmp_path / "nowhere.git")
    assert sources(mine / "01.ipynb") == ["mine"]
