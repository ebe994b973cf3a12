"""A file is written whole or not at all, in the place and with the rights that it had; and nobody's work is lost."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import refresh
from nbformat import v4

from lstm_lesson.whole_files import write_whole

ROOT = Path(__file__).parents[1]
ONE_WRITER = """
import sys
from lstm_lesson.whole_files import write_whole
for _ in range(200):
    write_whole(sys.argv[1], sys.argv[2].encode() * 200_000)
"""


@pytest.fixture
def full_disk(monkeypatch):
    """The disk fills up while a file is written: half of it arrives."""
    write = os.fsync

    def fail(descriptor):
        os.ftruncate(descriptor, 1)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    yield
    monkeypatch.setattr(os, "fsync", write)


def test_file_is_written_and_nothing_stands_beside_it(tmp_path):
    write_whole(tmp_path / "a", b"new")
    write_whole(tmp_path / "a", b"newer")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"newer"}


@pytest.mark.usefixtures("full_disk")
def test_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "a", b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_file_of_somebody_else_with_a_like_name_is_left_alone(tmp_path):
    (tmp_path / "a.part").write_bytes(b"mine")
    write_whole(tmp_path / "a", b"new")
    assert (tmp_path / "a.part").read_bytes() == b"mine"


def test_changed_file_is_refused_by_name_and_kept(tmp_path):
    (tmp_path / "a").write_bytes(b"somebody's")
    with pytest.raises(ValueError, match="a must not change while it is written anew"):
        write_whole(tmp_path / "a", b"new", instead_of=b"old")
    assert (tmp_path / "a").read_bytes() == b"somebody's"
    write_whole(tmp_path / "a", b"new", instead_of=b"somebody's")
    assert (tmp_path / "a").read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither such links nor such rights")
def test_link_stays_a_link_and_rights_stay_what_they_were(tmp_path):
    (tmp_path / "there").write_bytes(b"old")
    (tmp_path / "there").chmod(0o600)
    (tmp_path / "link").symlink_to("there")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"
    assert (tmp_path / "there").stat().st_mode & 0o777 == 0o600
    (tmp_path / "usual").write_bytes(b"")
    write_whole(tmp_path / "fresh", b"")
    assert (tmp_path / "fresh").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipe_is_written_to_and_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole(tmp_path / "pipe", b"new")
    assert os.read(reader, 9) == b"new"
    os.close(reader)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_two_processes_that_write_one_file_at_once_leave_it_whole_at_every_moment(tmp_path):
    path = tmp_path / "a"
    whole = (b"x" * 200_000, b"y" * 200_000)
    path.write_bytes(whole[0])
    command = [sys.executable, "-c", ONE_WRITER, str(path)]
    writers = [subprocess.Popen([*command, letter], cwd=ROOT) for letter in "xy"]
    while any(writer.poll() is None for writer in writers):
        assert path.read_bytes() in whole
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert path.read_bytes() in whole
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


# ---- The same for a notebook that is refreshed


def notebook(path, *sources):
    cells = [v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path


@pytest.mark.usefixtures("full_disk")
def test_refresh_on_a_full_disk_leaves_the_stored_notebook(tmp_path, monkeypatch):
    path = notebook(tmp_path / "a.ipynb", "1 + 1")
    before = path.read_bytes()
    monkeypatch.setattr(refresh, "execute", lambda stored, folder: stored)
    with pytest.raises(OSError, match="No space left"):
        refresh.refresh(path)
    assert path.read_bytes() == before


def test_refresh_does_not_overwrite_what_was_saved_while_it_ran(tmp_path, monkeypatch):
    path = notebook(tmp_path / "a.ipynb", "1 + 1")

    def save_meanwhile(stored, folder):
        notebook(path, "1 + 1", "my_work = 2")
        return stored

    monkeypatch.setattr(refresh, "execute", save_meanwhile)
    with pytest.raises(ValueError, match="somebody has saved it meanwhile"):
        refresh.refresh(path)
    assert "my_work" in path.read_text("utf-8")
