"""What `course.py hub` refuses, and with which sentence; and how it keeps programs running."""

import os
import re
import signal
import socket
import stat
import sys
import threading
import time

import pytest
from test_hub_pull import HUB

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub does not run on Windows")


@pytest.fixture
def start(monkeypatch):
    """start.py as a module, for a user who is not root."""
    monkeypatch.syspath_prepend(HUB)
    import start

    monkeypatch.setattr(start.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(start.publish, "publish", lambda edition, repository: True)
    return start


def settle(start, folder, *words):
    return start.settle(start.parse([f"--folder={folder}", *words]))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--port=0"], "--port must be from 1 to 65533, not 0"),
        (["--port=65534"], "--port must be from 1 to 65533, not 65534"),
        (["--students=0"], "--students must be from 1 to 9000, not 0"),
        (["--memory=-1"], "--memory must be 0 or more, not -1"),
        (["--idle=-1"], "--idle must be 0 or more, not -1"),
        (["--key=k.pem"], "--certificate and --key go together"),
        (["--key=/no/k.pem", "--certificate=/no/c.pem"], "there is no file /no/c.pem"),
    ],
)
def test_option_that_cannot_be_is_refused_and_nothing_is_made(start, tmp_path, words, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        settle(start, tmp_path / "hub", *words)
    assert list(tmp_path.iterdir()) == []


def test_root_is_refused_unless_it_is_meant(start, monkeypatch, tmp_path):
    monkeypatch.setattr(start.os, "geteuid", lambda: 0)
    with pytest.raises(ValueError, match="You are root, and every student's programs would be root's too"):
        settle(start, tmp_path / "hub")
    assert settle(start, tmp_path / "hub", "--allow-root", "--port=18500").as_root


def test_taken_port_is_named_whichever_of_the_three_it_is(start, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ValueError, match=f"Port {port} is taken"):
            settle(start, tmp_path / "hub", f"--port={port - 2}")


def test_settings_and_passwords_stay_the_same_and_sockets_have_a_short_path(start, tmp_path):
    first = settle(start, tmp_path / "hub", "--port=18500")
    again = settle(start, tmp_path / "hub", "--port=18500")
    assert first == again
    assert start.settings.read(str(first.write())) == first
    longest = f"{first.runtime}/{'n' * 20}/kernel-{'u' * 36}-ipc-5"
    assert len(longest) <= 107
    assert stat.S_IMODE(os.stat(first.runtime).st_mode) == 0o700
    folder = tmp_path / "hub"
    secrets = [start.settings.secret(folder, name, 8) for name in ("one", "one", "two")]
    assert secrets[0] == secrets[1] != secrets[2]
    assert [len(secret) for secret in secrets] == [8, 8, 8]
    os.rmdir(first.runtime)


def test_course_from_elsewhere_is_not_published(start, monkeypatch, tmp_path):
    monkeypatch.setattr(start.publish, "publish", lambda *_: pytest.fail("published"))
    ours = settle(start, tmp_path / "hub", "--port=18500", "--course=https://example.org/c.git", "--branch=next")
    assert (ours.course, ours.branch, ours.edition) == ("https://example.org/c.git", "next", "")
    os.rmdir(ours.runtime)


@pytest.fixture
def supervisor(monkeypatch, tmp_path):
    """A way to supervise programs, in a folder of their own."""
    monkeypatch.syspath_prepend(HUB)
    from supervisor import Supervisor

    monkeypatch.setattr(signal, "signal", lambda *_: None)  # pytest's own stay
    return lambda commands: Supervisor(commands, os.environ, tmp_path)


def test_program_that_stops_is_started_again_and_all_end_together(supervisor, tmp_path):
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    both = supervisor({"first": sleeping, "second": sleeping})
    running = threading.Thread(target=both.run)
    running.start()
    try:
        deadline = time.monotonic() + 30
        while not (tmp_path / "second.pid").exists() or len(both.running) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        before = {name: process.pid for name, process in both.running.items()}
        os.kill(before["first"], signal.SIGKILL)
        while (now := both.running["first"].pid) == before["first"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        both._stop()
        running.join(30)
    assert now != before["first"]
    assert both.running["second"].pid == before["second"]
    assert [process.poll() for process in both.running.values()] == [-signal.SIGTERM] * 2
    assert not list(tmp_path.glob("*.pid"))


def test_program_that_stops_again_and_again_ends_all_with_a_sentence(supervisor, tmp_path, capsys):
    assert supervisor({"hub": [sys.executable, "-c", "print('why'); raise SystemExit(3)"]}).run() == 1
    assert f"The hub stops again and again. Its last words are in {tmp_path / 'hub.log'}" in capsys.readouterr().err
    assert (tmp_path / "hub.log").read_text().count("why") == 3
