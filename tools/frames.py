"""Put every exhibit through many states and keep what it shows, to prove that a change of code moves nothing.

    python tools/frames.py store [EXHIBIT ...]                every artist's data and the readouts, in tests/frames
    python tools/frames.py write LEDGER.json [EXHIBIT ...]    hashes of the pictures, readouts, errors
    python tools/frames.py same OLD.json NEW.json             says how many states differ, and which

States: the start, each preset, both ends of each slider and two places between, and back at the start.

What is stored holds on every machine; tests/test_frames.py compares it with what the exhibits show now. If you mean to
change a picture, store it anew and read the difference. The hashes prove more, that no pixel moved, but they hold on
one machine only, since fonts differ between machines: write one ledger with the old code, one with the new, compare.
"""

import hashlib
import inspect
import json
import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, get_type_hints

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: the course's own setting

from frames_store import STORE, State, store
from shown_figure import Ticks, shown_on

import lstm_lesson
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.recipe import Recipe
from lstm_lesson.whole_files import write_whole


def names() -> list[str]:
    """List every exhibit of the course: each recipe, and each function that is annotated to return one."""
    there = {name: getattr(lstm_lesson, name) for name in lstm_lesson.__all__}
    return [name for name, one in there.items() if isinstance(one, Recipe) or _returns_one(one)]


def _returns_one(one: Any) -> bool:
    hint = get_type_hints(one).get("return") if inspect.isfunction(one) else None
    return isinstance(hint, type) and issubclass(hint, Exhibit)


def exhibits(only: Collection[str] = ()) -> Iterator[tuple[str, Exhibit]]:
    """Make every exhibit of the course, or those named, as its notebook does; those of 11 look at one training."""
    training = None
    for name in only or names():
        make = getattr(lstm_lesson, name)
        if "training" in inspect.signature(make).parameters:
            training = training or lstm_lesson.train_damped_sine()
            yield name, make(training)
        else:
            yield name, make()


def states(exhibit: Exhibit) -> Iterator[str]:
    """Move the exhibit from state to state; yield the name of each while it stands there."""
    yield "start"
    for name in exhibit.presets:
        exhibit.preset(name)
        yield f"preset {name}"
    exhibit.reset()
    for name, control in exhibit.controls.items():
        for share in (0, 1, 0.37, 0.71):
            steps = round((control.high - control.low) * share / control.step)
            value = min(max(round(control.low + steps * control.step, 9), control.low), control.high)
            exhibit.set(**{name: int(value) if control.integer else value})
            yield f"{name}={value:g}"
        exhibit.reset()
    yield "back"


def walk(exhibit: Exhibit) -> Iterator[tuple[str, State]]:
    """Move the exhibit from state to state; yield the name of each, and what the exhibit says and shows there."""
    ticks: Ticks = {}
    for place in states(exhibit):
        yield place, State(exhibit.error or exhibit.readout, shown_on(exhibit._canvas.figure, ticks))


def hashes(exhibit: Exhibit) -> list[str]:
    """Return the hashes of the frame and of the PNG file, the readout and the error."""
    frame = hashlib.sha256(exhibit._canvas.frame().tobytes()).hexdigest()
    return [frame, hashlib.sha256(exhibit.png).hexdigest(), exhibit.readout, exhibit.error]


def same(old: dict[str, dict[str, list[str]]], new: dict[str, dict[str, list[str]]]) -> int:
    """Print which states of two ledgers differ, and return 1 if any does."""
    differ = [
        f"{name} | {state}" for name in old for state in old[name] if old[name][state] != new.get(name, {}).get(state)
    ]
    differ += [f"{name} is new" for name in new if name not in old]
    for line in differ:
        print("differs:", line)
    print(f"{sum(map(len, old.values()))} states of {len(old)} exhibits, {len(differ)} differ")
    return int(bool(differ))


def main() -> int:
    if sys.argv[1:2] == ["store"]:
        for name, made in exhibits(sys.argv[2:]):
            store(name, dict(walk(made)))
        for path in () if sys.argv[2:] else STORE.iterdir():
            if path.stem not in names():  # an exhibit that is no longer there
                path.unlink()
        return 0
    if sys.argv[1:2] == ["write"] and len(sys.argv) > 2:
        ledger = {name: {place: hashes(made) for place in states(made)} for name, made in exhibits(sys.argv[3:])}
        write_whole(sys.argv[2], json.dumps(ledger, indent=0).encode("utf-8"))
        print(f"{sum(map(len, ledger.values()))} states of {len(ledger)} exhibits")
        return 0
    if sys.argv[1:2] == ["same"] and len(sys.argv) == 4:
        return same(*(json.loads(Path(path).read_text("utf-8")) for path in sys.argv[2:]))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main())
