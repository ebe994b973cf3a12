"""Read a column of texts as times: dates in the usual forms, quarters, years and other numbers; and how far apart."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from lstm_lesson.data.csv_file import Table
from lstm_lesson.validate import shown

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
DAYS = ("%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y",
        "%b %d, %Y", "%B %d, %Y", "%b %d %Y")  # fmt: skip
MONTHS = ("%Y/%m", "%m/%Y", "%b %Y", "%B %Y", "%Y %b", "%Y %B", "%b-%Y", "%YM%m")
MOMENTS = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%Y/%m/%d %H:%M")
ALLOWED = "2001-05-30, 2001-05, 30.5.2001, 30/5/2001, May 2001, 2001Q2, 2001-05-30 14:00 or a number such as 2001"

Reader = Callable[[str], np.datetime64]


def _iso(text: str) -> np.datetime64:
    if re.fullmatch(r"\d{4}-\d{1,2}", text):
        return np.datetime64(datetime.strptime(text, "%Y-%m"), "M")
    if re.fullmatch(r"\d{8}", text):
        return np.datetime64(datetime.strptime(text, "%Y%m%d"), "D")
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        return np.datetime64(datetime.strptime(text, "%Y-%m-%d"), "D")
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d", text):
        raise ValueError
    moment = datetime.fromisoformat(text)
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment, "s")


def _quarter(text: str) -> np.datetime64:
    found = re.fullmatch(r"(\d{4})[- ]?[Qq]([1-4])", text)
    if not found:
        raise ValueError
    return np.datetime64(date(int(found[1]), 3 * int(found[2]) - 2, 1), "M")


def _of(form: str, unit: Any) -> Reader:
    return lambda text: np.datetime64(datetime.strptime(text, form), unit)


READERS: dict[str, Reader] = {"year-month-day": _iso, "quarters": _quarter}
READERS |= {form: _of(form, "D") for form in DAYS} | {form: _of(form, "M") for form in MONTHS}
READERS |= {form: _of(form, "s") for form in MOMENTS}


def is_time(text: str) -> bool:
    """Whether a text is a date, in any of the forms that are read."""
    return any(_read(reader, text) is not None for reader in READERS.values())


def _read(reader: Reader, text: str) -> np.datetime64 | None:
    try:
        return reader(text)
    except ValueError:
        return None


def read_dates(table: Table, first: int) -> np.ndarray | None:
    """Return the dates in the table's first column from row `first` on: datetime64 (rows,); None if most are no dates.

    Raises ValueError for a text that is no date among dates, and where day and month cannot be told apart.
    """
    texts = [row[0] for row in table.rows[first:]]
    found: dict[str, list[np.datetime64 | None]] = {}
    for name, reader in READERS.items():
        start = [_read(reader, text) for text in texts[:20]]
        if 2 * sum(time is not None for time in start) > len(start):
            found[name] = start + [_read(reader, text) for text in texts[20:]]
    if not found:
        return None
    most = max(sum(time is not None for time in times) for times in found.values())
    best = {name: times for name, times in found.items() if sum(time is not None for time in times) == most}
    name, times = next(iter(best.items()))
    for row, time in enumerate(times):
        if time is None:
            raise table.wrong(first + row, f"the date must be written as those above; got {shown(texts[row])}")
    readings = [(name, np.array(times)) for name, times in best.items()]
    ordered = [(name, times) for name, times in readings if (times[1:] > times[:-1]).all()]
    differ = len({str(times) for _, times in ordered}) > 1
    if differ:
        raise table.wrong(
            first, f"day or month first? {shown(texts[0])} can be both; write year-month-day, as 2001-05-30"
        )
    return (ordered or readings)[0][1]


def in_order(table: Table, first: int, times: np.ndarray) -> bool:
    """Return whether times go up; False if all go down, newest first. Raises ValueError for any other order."""
    steps = np.diff(times)
    nothing = np.zeros(1, steps.dtype)[0]
    if len(times) > 1 and (steps < nothing).all():
        return False
    for row in map(int, np.flatnonzero(steps <= nothing)):
        before, now, line = table.rows[first + row][0], table.rows[first + row + 1][0], table.lines[first + row]
        said = "stands twice, also" if steps[row] == nothing else f"comes after {before}, which stands"
        raise table.wrong(first + row + 1, f"times must go up from row to row; {now} {said} in line {line}")
    return True


def step_of(times: np.ndarray, what: str = "") -> tuple[np.ndarray | None, str]:
    """Return at which step each time stands, whole numbers (T,) from 0 on; and what a step is, in words.

    None where some times lie between the steps. Dates on the same or on the last day of each month are counted in
    months. what: the name of a column of numbers.
    """
    if times.dtype.kind == "M":
        counted = _in_months(times)
        gaps = np.diff(counted.astype(np.int64)).astype(float)
        usual = float(Counter(gaps.tolist()).most_common(1)[0][0])
        step = _in_words(int(usual), np.datetime_data(counted.dtype)[0])
    else:
        gaps = np.diff(times.astype(float))
        usual = float(np.median(gaps))
        step = f"{usual:.3g} {what}".strip()
    steps = np.round(gaps / usual)
    if np.abs(gaps / usual - steps).max() > 0.1 or steps.min() < 1:
        return None, step
    return np.concatenate([[0], np.cumsum(steps)]).astype(int), step


def _in_months(times: np.ndarray) -> np.ndarray:
    """Return dates as months, if they stand on the same or the last day of different months; else as they are."""
    months = times.astype("datetime64[M]")
    days = times.astype("datetime64[D]").astype(int)
    day = days - months.astype("datetime64[D]").astype(int)
    left = (months + np.timedelta64(1, "M")).astype("datetime64[D]").astype(int) - days
    monthly = (day == day[0]).all() or (left == 1).all()
    return months if monthly and len(np.unique(months)) == len(months) else times


def _in_words(steps: int, unit: str) -> str:
    if unit == "s" and steps % 86400 == 0:
        steps, unit = steps // 86400, "D"
    sizes = {"M": [(12, "year"), (1, "month")], "D": [(7, "week"), (1, "day")]}
    sizes["s"] = [(3600, "hour"), (60, "minute"), (1, "second")]
    size, word = next((size, word) for size, word in sizes[unit] if steps % size == 0)
    return f"{steps // size} {word}{'s' * (steps != size)}"
