"""What a student has done, kept in one small file beside the notebooks and sent nowhere.

    {"lstm_lesson progress": 1,                        # the version of this format
     "shown": ["04_lstm_cell"],                        # notebooks of which a question or an exercise was shown
     "answers": {"04_lstm_cell/protects": true},       # whether the first answer to a question was right
     "solved": ["04_lstm_cell/step"]}                  # exercises

Two notebooks may write at once, so each writer reads the file anew under a lock and only adds to it. A file that cannot
be read as this format is left alone. No trouble with the disk reaches a question or a check: it comes back as words.

The environment variable LSTM_LESSON_PROGRESS names another file. Empty or 0, it keeps nothing and shows a fresh start,
which is what a notebook is stored with.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lstm_lesson.live.questions import LESSONS
from lstm_lesson.whole_files import write_whole

FILE = ".progress.json"
SWITCH = "LSTM_LESSON_PROGRESS"
VERSION_KEY, VERSION = "lstm_lesson progress", 1
PATIENCE = 1.0  # seconds that a writer waits for another one
STALE = 10.0  # seconds after which a lock was left behind by a kernel that is gone
# On Windows a file that somebody else is just reading or removing refuses to be replaced or made.
BUSY = (FileExistsError, PermissionError) if os.name == "nt" else (FileExistsError,)
BEGIN_ANEW = "It is left as it is; progress(forget=True) sets it aside and begins anew."


@dataclass(frozen=True)
class Done:
    """Hold what was done, by the names of notebooks, questions and exercises."""

    shown: frozenset[str] = frozenset()
    answers: Mapping[str, bool] = field(default_factory=dict)
    solved: frozenset[str] = frozenset()

    def __or__(self, later: "Done") -> "Done":
        """Join two; of two answers to the same question the earlier one counts."""
        return Done(self.shown | later.shown, {**later.answers, **self.answers}, self.solved | later.solved)


NOTHING = Done()
_waiting = NOTHING  # what could not be written yet: it counts all the same, and goes into the file with the next entry
_told = False
_watching: list[Callable[[], None]] = []


def remember_shown(name: str) -> None:
    """Note that something of a notebook was shown. Trouble is told later, with the first answer."""
    _add(Done(shown=frozenset({name.partition("/")[0]})))


def remember_answer(name: str, right: bool) -> str:
    """Note an answer to the question `name`; return "" or, once in a kernel, a sentence on why it is not kept."""
    return _once(_add(Done(frozenset({name.partition("/")[0]}), {name: right})))


def remember_solved(name: str) -> str:
    """Note that the exercise `name` is solved; return what `remember_answer` does."""
    return _once(_add(Done(frozenset({name.partition("/")[0]}), {}, frozenset({name}))))


def so_far() -> tuple[Done, str]:
    """Return what was done so far, and "" or a sentence on why it is not kept."""
    path = _place()
    if path is None:
        words = "" if _is_off() else "It is kept only until the kernel stops: this is not the folder of the notebooks."
        return _waiting, words
    words = _trouble(path) if _waiting != NOTHING else ""
    try:
        return _read(path) | _waiting, words
    except (OSError, ValueError) as error:
        return _waiting, _sentence(error)


def forget() -> str:
    """Remove the file, or set it aside if it is not one of this format; say in a sentence what was done."""
    global _waiting, _told
    _waiting, _told = NOTHING, False
    path = _place()
    try:
        if path is None or not path.exists():
            return "Nothing was kept."
        with _locked(path):
            try:
                _read(path)
            except ValueError:
                aside = _free_name(path)
                path.replace(aside)
                return f"{path.name} is now called {aside.name}, and the course begins anew."
            path.unlink()
        return f"{path.name} is removed, and the course begins anew."
    except OSError as error:
        return _sentence(error)
    finally:
        _tell_watchers()


def watch(changed: Callable[[], None]) -> None:
    """Call `changed` after each new entry."""
    _watching.append(changed)


def _add(new: Done) -> str:
    """Add entries to the file; return "" or a sentence on why it could not be done."""
    global _waiting
    if _is_off():
        return ""
    path, before = _place(), _waiting
    with suppress(OSError, ValueError):  # whoever writes then meets the same trouble, and says so
        before = (_read(path) if path is not None else NOTHING) | _waiting
    if before | new == before:
        return ""
    _waiting = _waiting | new
    words = _trouble(path) if path is not None else ""
    _tell_watchers()
    return words


def _trouble(path: Path) -> str:
    """Try to write what waits; return "" or a sentence on why it still has to."""
    global _waiting
    try:
        with _locked(path):
            _write(path, _read(path) | _waiting)
    except (OSError, ValueError) as error:
        return _sentence(error)
    _waiting = NOTHING
    return ""


def _once(words: str) -> str:
    global _told
    if not words or _told:
        return ""
    _told = True
    return words


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"Your progress is not kept: {error.strerror or error}. Everything else works as before."
    return f"Your progress is not kept: {error}"


def _tell_watchers() -> None:
    for changed in _watching:
        with suppress(Exception):  # a table that cannot be redrawn must not disturb an answer
            changed()


def _is_off() -> bool:
    return os.environ.get(SWITCH) in ("", "0")


def _place() -> Path | None:
    """Return the file, or None: a kernel works in its notebook's folder, and elsewhere nothing is left behind."""
    if SWITCH in os.environ:
        return None if _is_off() else Path(os.environ[SWITCH])
    with suppress(OSError):  # the folder may be gone
        here = Path.cwd()
        if any((here / f"{lesson.name.removeprefix('n')}.ipynb").is_file() for lesson in LESSONS.glob("n[0-9]*")):
            return here / FILE
    return None


def _read(path: Path) -> Done:
    """Read the file, nothing if there is none; raise ValueError with a sentence if it is not of this format."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return NOTHING
    except (ValueError, RecursionError):
        raise ValueError(f"{path.name} is damaged. {BEGIN_ANEW}") from None
    version = kept.get(VERSION_KEY) if isinstance(kept, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise ValueError(f"{path.name} comes from a newer version of the course. {BEGIN_ANEW}")
    if version != VERSION or not _is_sound(kept):
        raise ValueError(f"{path.name} is no record of this course. {BEGIN_ANEW}")
    return Done(frozenset(kept["shown"]), kept["answers"], frozenset(kept["solved"]))


def _is_sound(kept: dict[str, Any]) -> bool:
    """Tell whether all keys are there, no other, and each holds what belongs there."""
    if set(kept) != {VERSION_KEY, "shown", "answers", "solved"} or not isinstance(kept["answers"], dict):
        return False
    lists = [kept["shown"], kept["solved"]]
    names = all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists)
    return names and all(isinstance(right, bool) for right in kept["answers"].values())


def _write(path: Path, done: Done) -> None:
    kept = {
        VERSION_KEY: VERSION,
        "shown": sorted(done.shown),
        "answers": dict(sorted(done.answers.items())),
        "solved": sorted(done.solved),
    }
    text = json.dumps(kept, indent=1, ensure_ascii=False)
    _patiently(lambda: write_whole(path, text.encode("utf-8")))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Be the only one that changes the file; raise OSError if another one does not finish."""
    lock = path.with_name(f"{path.name}.lock")

    def take() -> None:
        with suppress(OSError):
            if time.time() - lock.stat().st_mtime > STALE:
                lock.unlink()
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))

    _patiently(take)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _patiently(action: Callable[[], None]) -> None:
    """Do it, again and again while somebody else is in the way, and give up after a second."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return action()
        except BUSY:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _free_name(path: Path) -> Path:
    """Return a name beside `path` that is not taken yet."""
    number = 1
    while (aside := path.with_name(f"{path.name}.old-{number}")).exists():
        number += 1
    return aside
