"""One series of numbers in time, and how to read it from a CSV file: a real one of the course, or your own."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data import times as time_column
from lstm_lesson.data.csv_file import Table, read_table
from lstm_lesson.data.even_steps import MOST_MISSING, averaged, evened, longest

REAL = Path(__file__).with_name("real")  # the CSV files that come with the course, and where they are from
MISSING = ("", "na", "n/a", "#n/a", "nan", "null", "none", "-", "--", ".", "?")  # in any letter case
STAND_INS = (99, 99.9, 99.99, 999, 999.9, 999.99, 9999, 9999.9, 99999)  # what some files write for a missing value
MISSING_IN_WORDS = "empty, NA, nan, - or ."
FEWEST, LARGEST = 30, 1e100  # values; their size
SEASONS = {"1 month": 12, "3 months": 4, "1 week": 52, "1 day": 7, "1 hour": 24}  # steps, unless something is known
_TIME_NAMES = {"time", "date", "year", "month", "week", "day", "hour", "t", "step", "index", "nr", "no"}


@dataclass(frozen=True, eq=False)
class Series:
    """One series, one value a step, nothing missing any more.

    values: float64 (T,). times: (T,), dates (datetime64) or numbers. step: from one value to the next, in words.
    missing: how many values the file lacks. filled: (T,), which of the values stand on a straight line between their
    neighbours because of that. season: steps after which much comes again, 0 if nothing is known. notes: what was done.
    """

    name: str
    values: np.ndarray
    times: np.ndarray
    step: str
    missing: int
    filled: np.ndarray
    unit: str = ""
    season: int = 0
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        for array in (self.values, self.times, self.filled):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.values)

    def __str__(self) -> str:
        first, last, unit = self.times[0], self.times[-1], f" {self.unit}" if self.unit else ""
        if self.times.dtype.kind == "f":
            first, last = (f"{time:.10g}" for time in (first, last))
        found = f"{self.name}: {len(self):,} values, {self.values.min():g} to {self.values.max():g}{unit}"
        return ". ".join([f"{found}; {first} to {last}, a step is {self.step}", *self.notes]) + "."


@cache
def about_real_series() -> dict[str, dict[str, Any]]:
    """Return title, unit, season, source and licence of each series that comes with the course, by name."""
    return tomllib.loads((REAL / "about.toml").read_text("utf-8"))


def load_series(path_or_name: str | Path, column: str | int | None = None, every: str | int | None = None) -> Series:
    """Read one column of a CSV file; or, by name, a series of the course: "sunspots", "co2" or "elnino".

    The first column may hold dates, years or other numbers that go up, one step a row; the first row may hold names.
    Commas, semicolons (then also with decimal commas) or tabs separate the columns. Missing values (empty, NA, nan, -,
    .) and missing rows are filled on a straight line, and counted.
    column: which one, by name or number from 1; not needed if there is but one beside the time.
    every: take the mean of so many rows in a row, or of each "month" or "year"; what is missing does not count.
    Raises ValueError for any other file, with the line that is wrong, for more than a fifth missing, fewer than 30
    values, values that are all the same, and numbers such as −99.99 that stand for what is missing.
    """
    real = about_real_series()
    if not isinstance(path_or_name, str | Path):
        raise ValueError(f"path must be a file's name, or one of {', '.join(real)}; got {validate.shown(path_or_name)}")
    known = real.get(str(path_or_name), {})
    path = REAL / f"{path_or_name}.csv" if known else _found(path_or_name, real)
    table = read_table(path)
    if len(table.rows) < FEWEST:
        raise ValueError(f"{path.name} must have at least {FEWEST} rows of numbers; it has {len(table.rows)}")
    named = _has_header(table)
    names = _names(table, named)
    times = _times(table, names[0], named)
    place = _chosen(table, names, times is not None, column)
    values = _numbers(table, place, names[place], named)
    name = names[place] if named and not known else path.stem
    notes: list[str] = []
    if times is not None and not time_column.in_order(table, named, times):
        times, values = times[::-1], values[::-1]
        notes.append("The file has the newest first; it is turned round")
    return _made(path.name, name, times, names[0], values, every, notes, known)


def _found(name: str | Path, real: Iterable[str]) -> Path:
    """Return the path to a file that is there, or raise ValueError."""
    try:
        path = Path(name).expanduser()
        there = path.exists()
    except (OSError, ValueError, RuntimeError):  # too long a name, half of a letter, "~" of somebody who is not known
        there = False
    if not there:
        got = validate.shown(str(name))
        raise ValueError(f"path must be a file, or one of {', '.join(real)}; there is no file {got}")
    return path


def _made(
    file: str,
    name: str,
    times: np.ndarray | None,
    time_name: str,
    values: np.ndarray,
    every: str | int | None,
    notes: list[str],
    known: dict[str, Any],
) -> Series:
    """Make a series of the rows: put in the rows that are missing, take means, fill gaps, and look at the result."""
    if len(values) < FEWEST:
        raise ValueError(f"{file} must have at least {FEWEST} values; {name} has {len(values)}")
    if times is None:
        times, step = np.arange(float(len(values))), "1 row"
    else:
        times, values, step = evened(times, time_name, values, notes)
    rows, missing = len(values), int(np.isnan(values).sum())
    if missing > MOST_MISSING * rows:
        raise ValueError(f"{file}: at most a fifth of {name} may be missing; {missing} of {rows} values are")
    season = known.get("season", SEASONS.get(step, 0))
    if missing:
        notes.append(f"{missing:,} of {rows:,} values are missing, up to {longest(np.isnan(values))} in a row")
    if every is not None:
        times, values, step, season = averaged(file, times, values, step, season, every)
        notes.append(f"Each value is the mean of a {every}" if isinstance(every, str) else f"Means of {every} rows")
    there = np.flatnonzero(~np.isnan(values))
    if len(there) < FEWEST:
        means = "" if every is None else f" when every {every} is one"
        raise ValueError(f"{file} must have at least {FEWEST} values{means}; {name} has {len(there)}")
    times, values = times[there[0] : there[-1] + 1], values[there[0] : there[-1] + 1]
    filled = np.isnan(values)
    whole = np.interp(np.arange(len(values)), np.flatnonzero(~filled), values[~filled])
    if filled.any():
        share = f"{filled.sum():,} of {len(whole):,}" if every is not None else "These"
        notes.append(f"{share} are filled in, on a straight line between their neighbours")
    if np.ptp(whole) == 0:
        raise ValueError(f"{file}: {name} must change; all its values are {whole[0]:g}")
    return Series(name, whole, times.copy(), step, missing, filled, known.get("unit", ""), season, tuple(notes))


def _has_header(table: Table) -> bool:
    """Whether the first row holds names: a text that is no number and no date, above a cell that is one."""
    pairs = zip(table.rows[0], table.rows[1], strict=True)
    return any(not _is_value(above) and _is_value(below) for above, below in pairs)


def _is_value(text: str) -> bool:
    plain = text.replace("−", "-").replace(",", ".")
    is_number = time_column.NUMBER.fullmatch(plain) is not None
    return is_number or text.lower() in MISSING or time_column.is_time(text)


def _names(table: Table, named: bool) -> list[str]:
    given = table.rows[0] if named else [""] * len(table.rows[0])
    return [name or f"column {number}" for number, name in enumerate(given, 1)]


def _times(table: Table, name: str, named: bool) -> np.ndarray | None:
    """Return the times in the first column; None if it holds the values themselves, or no column is left for them."""
    if len(table.rows[0]) == 1:
        return None
    dates = time_column.read_dates(table, named)
    if dates is not None:
        return dates
    texts = [row[0] for row in table.rows[named:]]
    plain = texts if table.separator == "," else [text.replace(",", ".") for text in texts]
    numbers = [float(text) if time_column.NUMBER.fullmatch(text) else np.nan for text in plain]
    steps = np.diff(numbers)
    known = steps[np.isfinite(steps)]
    usual = float(np.median(known)) if len(known) else 0.0
    even = usual != 0 and np.isclose(known, usual, rtol=0.1).mean() > 0.9
    if not even and name.lower() not in _TIME_NAMES:
        return None
    for row, number in enumerate(numbers):
        if not np.isfinite(number):
            raise table.wrong(
                named + row, f"{name} must be a time: {time_column.ALLOWED}; got {validate.shown(texts[row])}"
            )
    return np.array(numbers)


def _chosen(table: Table, names: list[str], has_times: bool, column: str | int | None) -> int:
    """Return the place of the column asked for, or of the only one."""
    offered = list(range(1 if has_times else 0, len(names)))
    listed = ", ".join(names[place] for place in offered)
    if column is None:
        if len(offered) > 1:
            raise ValueError(f"column must say which one, for {table.file} has several: {listed}")
        return offered[0]
    if isinstance(column, str):
        places = [place for place, name in enumerate(names) if name == column.strip()]
        if len(places) == 1:
            return places[0]
        near = get_close_matches(column, names, n=1)
        hint = f"; did you mean {near[0]!r}?" if near and not places else ""
        twice = "stands there more than once" if places else "is not there"
        raise ValueError(f"column must be one of {listed}; in {table.file} {validate.shown(column)} {twice}{hint}")
    number = validate.whole("column", column)
    if number > len(names):
        raise ValueError(f"column must be a number from 1 to {len(names)}, or one of {listed}; got {column}")
    return number - 1


def _numbers(table: Table, place: int, name: str, named: bool) -> np.ndarray:
    """Return a column's numbers, nan where one is missing."""
    values, mark = [], ""
    for row, cells in enumerate(table.rows[named:], int(named)):
        text = cells[place].replace("−", "-")
        if text.lower() in MISSING:
            values.append(np.nan)
            continue
        found = next((found for found in ",." if found in text), "")
        if found == "," and table.separator == ",":
            raise table.wrong(
                row, f"{name} must be a number with a decimal point, as 1234.5; got {validate.shown(text)}"
            )
        if found and mark and found != mark:
            words = f"must have one decimal mark, the '{mark}' of the rows above"
            raise table.wrong(row, f"{name} {words}; got {validate.shown(text)}")
        mark = mark or found
        if not time_column.NUMBER.fullmatch(plain := text.replace(",", ".")):
            many = len(table.rows[0]) == 1 and len(plain.split()) > 1
            hint = "; columns must be separated by commas, semicolons or tabs" if many else ""
            allowed = f"must be a number such as 12.5, or missing ({MISSING_IN_WORDS})"
            raise table.wrong(row, f"{name} {allowed}; got {validate.shown(text)}{hint}")
        values.append(float(plain))
        if not abs(values[-1]) < LARGEST:
            raise table.wrong(row, f"{name} must be a number below {LARGEST:g}; got {validate.shown(text)}")
    numbers = np.array(values)
    _refuse_stand_ins(table, numbers, name, int(named))
    return numbers


def _refuse_stand_ins(table: Table, values: np.ndarray, name: str, first: int) -> None:
    """Raise ValueError for a number such as −99.99 that lies farther from all others than these from each other."""
    known = values[~np.isnan(values)]
    for extreme in (known.min(), known.max()) if known.size else ():
        others = known[known != extreme]
        far = others.size > 0 and np.abs(others - extreme).min() > np.ptp(others)
        if far and any(abs(extreme) == size for size in STAND_INS):
            rows = np.flatnonzero(values == extreme)
            raise table.wrong(
                first + int(rows[0]),
                f"{name} is {extreme:g} in {len(rows)} row{'s' * (len(rows) > 1)}, far from all others, as some files "
                "write what is missing; leave such cells empty, or write NA",
            )
