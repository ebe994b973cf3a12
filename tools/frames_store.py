"""Store what each exhibit shows in a text file, and tell how a picture differs from what is stored.

A file lists the states with their readouts. Then, for each look, it lists the artists that have it: in which states
they are seen, their numbers, and the words if they are texts. So what never changes is written only once.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from shown_places import Numbers, Shown

from lstm_lesson.whole_files import write_whole

STORE = Path(__file__).parents[1] / "tests" / "frames"
MINUS_ZERO = re.compile(r"[+−-](?=0\.0+(?!\d))")  # −0.00 and 0.00: which of them depends on the processor


class State(NamedTuple):
    """What an exhibit says and shows while its sliders stand still."""

    readout: str
    shown: list[Shown]


def store(name: str, states: Mapping[str, State]) -> None:
    """Write what the exhibit called `name` shows, all or nothing."""
    looks: dict[str, dict[tuple[str, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, state in enumerate(states.values()):
        for one in state.shown:
            words = [one.words] if one.words else []
            looks[one.look][_written(one.numbers), *words].append(number)
    readouts = [f"{_json(name)}: {_json(state.readout)}" for name, state in states.items()]
    artists = []
    for look, rows in sorted(looks.items()):
        in_order = sorted((seen, row) for row, seen in rows.items())
        lines = [_json([_ranges(seen), *row]) for seen, row in in_order]
        artists.append(f"{_json(look)}: [\n" + ",\n".join(lines) + "\n]")
    parts = {"states": readouts, "artists": artists}
    whole = ",\n".join(f"{_json(part)}: {{\n" + ",\n".join(lines) + "\n}" for part, lines in parts.items())
    STORE.mkdir(exist_ok=True)
    write_whole(STORE / f"{name}.json", f"{{\n{whole}\n}}\n".encode())


def stored(name: str) -> dict[str, State]:
    """Read what the exhibit called `name` showed in each state when it was stored."""
    whole = json.loads((STORE / f"{name}.json").read_text("utf-8"))
    states = [State(readout, []) for readout in whole["states"].values()]
    for look, rows in whole["artists"].items():
        for seen, written, *words in rows:
            one = Shown(look, "".join(words), _read(written))
            for number in _in_ranges(seen):
                states[number].shown.append(one)
    return dict(zip(whole["states"], states, strict=True))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _ranges(numbers: list[int]) -> str:
    """Write rising numbers in the form 0-4 7. A number that is there twice is written twice."""
    runs = ([number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]))
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _in_ranges(ranges: str) -> Iterable[int]:
    for run in ranges.split():
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _written(numbers: Mapping[str, Numbers]) -> str:
    """Write numbers in the form x 120, y 0.25 none."""
    parts = {part: ["none" if v is None else f"{v:.12g}" for v in told.values] for part, told in numbers.items()}
    return ", ".join(" ".join([part, *values]) for part, values in parts.items())


def _read(written: str) -> dict[str, Numbers]:
    parts = [part.split() for part in written.split(", ") if part]
    return {part: Numbers([None if v == "none" else float(v) for v in values], 0) for part, *values in parts}


def differences(old: State, now: State, tolerances: float = 1) -> list[str]:
    """Tell how a state differs from the stored one, by more than so many tolerances."""
    told = []
    if _unsigned(old.readout) != _unsigned(now.readout):
        told.append(f"the readout was {old.readout!r}, is {now.readout!r}")
    both = Counter(map(_key, old.shown)) & Counter(map(_key, now.shown))  # nearly all, so we find those fast
    missing, new = _without(old.shown, both), _without(now.shown, both)
    for one in list(missing):
        if same := next((other for other in new if _same(one, other, tolerances)), None):
            missing.remove(one)
            new.remove(same)
    for one in missing:
        if alike := [other for other in new if other.look == one.look]:
            became = max(alike, key=lambda other: _likeness(one, other))
            new.remove(became)
            told.append(f"{one.look}: was {_description(one)}, is {_description(became)}")
        else:
            told.append(f"{one.look}: missing is {_description(one)}")
    return told + [f"{one.look}: new is {_description(one)}" for one in new]


def _key(one: Shown) -> tuple[Any, ...]:
    return one.look, one.words, *((part, *told.values) for part, told in one.numbers.items())


def _without(shown: list[Shown], some: Mapping[tuple[Any, ...], int]) -> list[Shown]:
    left, some = [], Counter(some)
    for one in shown:
        if some[_key(one)]:
            some[_key(one)] -= 1
        else:
            left.append(one)
    return left


def _same(old: Shown, now: Shown, tolerances: float) -> bool:
    if (old.look, _unsigned(old.words), old.numbers.keys()) != (now.look, _unsigned(now.words), now.numbers.keys()):
        return False
    return all(
        _near(old.numbers[part].values, told.values, tolerances * told.tolerance) for part, told in now.numbers.items()
    )


def _near(old: list[float | None], now: list[float | None], tolerance: float) -> bool:
    return len(old) == len(now) and all(
        a == b or (a is not None and b is not None and abs(a - b) <= tolerance) for a, b in zip(old, now, strict=True)
    )


def _likeness(one: Shown, other: Shown) -> int:
    """Count what two artists have in common."""
    return len(set(_key(one)) & set(_key(other)))


def _description(one: Shown) -> str:
    return f"{one.words!r}, {_written(one.numbers)}" if one.words else _written(one.numbers)


def _unsigned(words: str) -> str:
    return MINUS_ZERO.sub("", words)
