"""Arrays in a file, and in such files what studies measured: plain arrays and a line of JSON, never pickle.

A study keeps what it measured beside its code, `adding.npz` beside `adding.py`, as rows under keys such as
("LSTM", 100). A row is a dataclass, and its annotations say what is kept:

    rate: float
    settings: Settings                                a dataclass of numbers, kept as one array
    error: Annotated[np.ndarray, "seeds"]             an array (seeds,)
    curve: Annotated[np.ndarray, "looks", "seeds"]    (looks, seeds): one word is one size in the whole row
    network: dict[str, np.ndarray]                    a network's weights, or other arrays by name; it may be empty
"""

import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent import futures
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np

from lstm_lesson import validate
from lstm_lesson.whole_files import write_whole

LARGEST = 2**30  # bytes that a file may unfold to: the largest of the course takes some ten megabytes
PACKAGE = Path(__file__).parents[1]
_ABOUT = "about"  # the entry that holds the JSON, beside the arrays
Arrays = dict[str, np.ndarray]
Key = tuple[Any, ...]
Row = TypeVar("Row")


def write(path: str | Path, about: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> None:
    """Write `about` (what JSON can hold) and `arrays` (of numbers) to `path`, all or nothing; or raise ValueError."""
    for name, array in arrays.items():
        if array.dtype.hasobject:  # numpy would pickle it
            raise ValueError(f"{name} must be an array of numbers; got objects")
    path = _path(path)
    try:
        is_folder, has_folder = not path.name or path.is_dir(), path.parent.is_dir()
    except OSError as error:  # a name that is too long
        raise ValueError(f"path must be the name of a file; {validate.shown(str(path))}: {error.strerror}") from None
    if is_folder:
        raise ValueError(f"path must be a file; {path} is a folder")
    if not has_folder:
        raise ValueError(f"path must lie in a folder that is there; {path.parent} is not")
    file = io.BytesIO()
    np.savez(file, **{_ABOUT: np.array(json.dumps(dict(about)))}, **arrays)  # type: ignore[arg-type]
    write_whole(path, file.getvalue())


def read(path: str | Path, names: Iterable[str], may_lack: Iterable[str] = ()) -> tuple[dict[str, Any], Arrays]:
    """Read what `write` wrote: `about`, which must hold exactly `names`, and the arrays; or raise ValueError.

    may_lack: the names that need not be there.
    """
    path = _path(path)
    try:
        there = path.exists()
    except OSError as error:  # a name that is too long
        raise ValueError(f"path must be a saved file; {validate.shown(str(path))}: {error.strerror}") from None
    if not there:
        raise ValueError(f"path must be a saved file; there is none at {validate.shown(str(path))}")
    try:
        with path.open("rb") as file:  # opened here, since np.load leaves a file that it cannot read open
            entries = np.load(file, allow_pickle=False)
            if (size := sum(entry.file_size for entry in entries.zip.infolist())) > LARGEST:
                raise ValueError(f"it would take {size:,} bytes of memory; at most {LARGEST:,} are allowed")
            arrays = {name: entries[name] for name in entries.files}
        about = json.loads(str(arrays.pop(_ABOUT)))
        complete = set(names) - set(may_lack) <= set(about) <= set(names)
    except Exception as error:  # by where a file is damaged, zipfile, zlib, numpy and json raise nearly anything
        raise ValueError(f"path must be a saved file; {path} is another kind of file or cut short: {error}") from None
    if not complete:
        raise ValueError(f"path must hold {sorted(names)}; {path} holds {sorted(about)}")
    return about, arrays


def _path(path: Any) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise ValueError(f"path must be the name of a file; got {validate.shown(path)}")
    try:
        if b"\0" in os.fsencode(path):
            raise ValueError
    except ValueError:  # half of a letter, too
        raise ValueError(f"path must be the name of a file; no file can be called {validate.shown(path)}") from None
    return Path(path)


def under(name: str, arrays: Arrays) -> Arrays:
    """Return the arrays whose names begin with `name` and a dot, by the rest of their names."""
    return {full.removeprefix(f"{name}."): array for full, array in arrays.items() if full.startswith(f"{name}.")}


@dataclass(frozen=True)
class Network:
    """A row that is a trained network: its weights by name."""

    weights: Arrays


class Recording:
    """What `python -m lstm_lesson.<name>` measured, in the file beside that module; read when it is first asked for."""

    def __init__(self, name: str) -> None:
        """Take the module's name in the package, "studies.adding"; the file need not be there yet."""
        self.path = PACKAGE.joinpath(*name.split(".")).with_suffix(".npz")
        self.command = f"python -m lstm_lesson.{name}"

    @cached_property
    def _file(self) -> tuple[dict[str, Any], Arrays]:
        return read(self.path, ("command", "runs"))

    def row(self, kind: type[Row], *key: Any) -> Row:
        """Return the row of a key; raise ValueError if the file does not hold it as `kind` declares it."""
        sizes: dict[str, int] = {}
        hints = get_type_hints(kind, include_extras=True)
        return kind(**{field: self._value(_name(key, field), hint, sizes) for field, hint in hints.items()})

    def _value(self, name: str, hint: Any, sizes: dict[str, int]) -> Any:
        arrays = self._file[1]
        if get_origin(hint) is dict:
            return under(name, arrays)
        array, parts = arrays.get(name), get_type_hints(hint).values() if is_dataclass(hint) else ()
        wanted = (len(parts),) if parts else get_args(hint)[1:]  # of a float: ()
        if array is None or not _fits(array.shape, wanted, sizes):
            held = "none" if array is None else f"one of {array.shape}, beside {sizes}"
            shape = ", ".join(map(str, wanted))
            raise ValueError(f"{self.path.name} must hold {name} of shape ({shape}); it holds {held}")
        if parts:
            return hint(*(kind(number) for kind, number in zip(parts, array.tolist(), strict=True)))
        return array if wanted else float(array)

    def compare(self, key: Key, anew: Mapping[str, Any], *, rtol: float, atol: float = 0.0) -> None:
        """Hold what was measured again against the beginnings of the recorded arrays, by field.

        Raise ValueError if a number differs by more than rtol times the recorded one, plus atol.
        """
        for field, array in anew.items():
            again = np.asarray(array)
            then = self._file[1][_name(key, field)][tuple(map(slice, again.shape))]
            if not np.allclose(again, then, rtol, atol):
                raise ValueError(f"{_name(key, field)} is {again} when measured again; {self.path.name} holds {then}")

    def measure(self, keys: Iterable[Key], of: Callable[..., Any], *, processes: int = 1) -> None:
        """Measure of(*key), the row of each key; after each, write the file and say in a line what came out.

        What is already in the file stays until its row is measured anew, so an interrupted run keeps what it has. The
        file also says of each run of the command which "rows" came of it, its "seconds", the "version" of the package.
        """
        from importlib.metadata import version  # slow to import, and needed nowhere else

        keys, start = list(keys), time.perf_counter()
        about, arrays = self._file if self.path.exists() else ({"runs": []}, {})
        run: dict[str, Any] = {"version": version("lstm-lesson"), "seconds": 0, "rows": []}
        measured = map if processes == 1 else futures.ProcessPoolExecutor(processes).map
        for key, row in zip(keys, measured(of, *zip(*keys, strict=True)), strict=True):
            arrays = {name: array for name, array in arrays.items() if not name.startswith(_name(key, ""))}
            arrays |= {_name(key, name): array for name, array in _flat(row).items()}
            run["rows"].append(_name(key))
            run["seconds"] = round(time.perf_counter() - start)
            before = [old | {"rows": [r for r in old["rows"] if r not in run["rows"]]} for old in about["runs"]]
            self._file = {"command": self.command, "runs": [*(old for old in before if old["rows"]), run]}, arrays
            write(self.path, *self._file)
            print(f"{_name(key)}, {run['seconds']} s so far: {_in_short(row)}", flush=True)

    def main(
        self, keys: Iterable[Key], of: Callable[..., Any], again: Callable[..., None], *, processes: int = 1
    ) -> None:
        """Do what the command line asks for: measure all rows, or those whose keys have the words after the command.

        With the word "again", measure a part of each again instead, by again(*key), and compare it with the record.
        """
        words = set(sys.argv[1:]) - {"again"}
        keys = [key for key in keys if words <= set(map(str, key))]
        if not keys:
            sys.exit(f"{self.path.name} has no row of {' '.join(words)}")
        if "again" in sys.argv[1:]:
            for key in keys:
                again(*key)
                print(f"{_name(key)}: as recorded", flush=True)
        else:
            self.measure(keys, of, processes=processes)


def _fits(shape: tuple[int, ...], wanted: tuple[int | str, ...], sizes: dict[str, int]) -> bool:
    """Whether a shape is the one wanted, where a word stands for its size in `sizes`, or is noted there."""
    pairs = list(zip(wanted, shape, strict=False))
    known = [axis if isinstance(axis, int) else sizes.setdefault(axis, size) for axis, size in pairs]
    return len(shape) == len(wanted) and list(shape) == known


def _name(key: Key, *field: str) -> str:
    return ".".join(map(str, (*key, *field)))


def _flat(row: Any) -> Arrays:
    """Return the fields of a row as arrays, those of a dict each by its own name."""
    flat: Arrays = {}
    for name, value in ((field.name, getattr(row, field.name)) for field in fields(row)):
        value = tuple(vars(value).values()) if is_dataclass(value) else value
        many = {f"{name}.{n}": a for n, a in value.items()} if isinstance(value, dict) else {name: value}
        flat |= {n: np.asarray(a) for n, a in many.items()}
    return flat


def _in_short(row: Any) -> str:
    """Write a row as a line: of an array the median of what is finite, of a dict nothing."""
    words = []
    for name, value in ((field.name, getattr(row, field.name)) for field in fields(row)):
        known = value[np.isfinite(value)] if isinstance(value, np.ndarray) else value
        if isinstance(value, np.ndarray) and known.size:
            words.append(f"median {name} {np.median(known):.3g}")
        elif not isinstance(value, np.ndarray | dict):
            words.append(f"{name} {value}")
    return ", ".join(words)
