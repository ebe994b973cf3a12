"""course.py sets up a small course for real: killed, several at once, in odd folders and places, on a full disk."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import small_course

ROOT = Path(__file__).parents[1]
ODD = "a b'c\"d é漢 $(x) %s {0} & ;#" if sys.platform != "win32" else "a b'c é漢 $(x) %s {0} & ;#"


def finish(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


@pytest.mark.thorough
def test_set_up_killed_at_any_stage_is_completed_by_the_next(tmp_path):
    folder, seconds, kills = small_course.make(tmp_path / "course"), 0.05, 0
    while True:
        process = small_course.start(folder)
        try:
            said, _ = process.communicate(timeout=seconds)
            break
        except subprocess.TimeoutExpired:
            small_course.kill(process)
            kills, seconds = kills + 1, seconds * 1.5  # close together at first: a fast machine, too, is caught at work
    assert (process.returncode, "all is there, from the lock" in said) == (0, True), said
    assert kills >= 3
    assert "Setting up" not in finish(small_course.start(folder))


@pytest.mark.thorough
def test_killed_course_whose_installer_goes_on_does_not_harm_the_next(tmp_path):
    folder = small_course.make(tmp_path / "course")
    process = small_course.start(folder)
    while not list(folder.glob(".venv/lib/**/small")) and not list(folder.glob(".venv/Lib/**/small")):
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()  # it alone: pip goes on
    process.wait(60)
    assert process.stdout is not None
    process.stdout.close()
    assert "all is there, from the lock" in finish(small_course.start(folder))


@pytest.mark.thorough
def test_two_set_ups_at_once_both_end_well(tmp_path):
    folder = small_course.make(tmp_path / "course")
    said = [finish(process) for process in [small_course.start(folder) for _ in range(3)]]
    assert all("all is there, from the lock" in words for words in said)
    assert sum("Setting up" in words for words in said) == 1
    assert sum("Another command is setting up" in words for words in said) == 2


@pytest.mark.thorough
def test_folder_with_blanks_quotes_and_other_letters_and_a_polluted_environment_do_no_harm(tmp_path):
    folder = small_course.make(tmp_path / ODD)
    (tmp_path / "pollution" / "small").mkdir(parents=True)
    (tmp_path / "pollution" / "small" / "__init__.py").write_text("raise ImportError('another one')")
    said = finish(small_course.start(folder, "-S", more={"PYTHONPATH": str(tmp_path / "pollution")}))
    assert "all is there, from the lock" in said
    assert "PYTHONPATH is set. The course does without it" in said


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to the size of a file")
def test_full_disk_is_told_and_with_room_again_the_set_up_is_completed(tmp_path):
    folder = small_course.make(tmp_path / "course")
    limit = "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300)); "
    limit += "sys.argv = ['course.py', 'bench', 'look']; runpy.run_path('course.py', run_name='__main__')"
    full = subprocess.run(
        [sys.executable, "-c", limit],
        cwd=folder,
        env=small_course.environment(folder),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert full.returncode == 1
    assert re.search("cannot write into this folder|did not finish; the reason is above", full.stderr)
    assert "all is there, from the lock" in finish(small_course.start(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such name")
def test_folder_that_cannot_stand_in_path_is_refused_in_words(tmp_path):
    process = small_course.start(small_course.make(tmp_path / "a:b"))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "This folder cannot hold the course, since there is a ':' in its path" in said
    assert "Traceback" not in said


def test_folder_that_cannot_be_written_to_is_told_in_words(tmp_path):
    folder = small_course.make(tmp_path / "course")
    (folder / ".venv").write_text("a file where the folder should be, which not even root can write into")
    process = small_course.start(folder)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "cannot write into this folder" in said
    assert "Traceback" not in said
