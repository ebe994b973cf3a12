"""Rows at times that may have holes, made into one value a step; and means of several steps. Missing values are nan."""

import numpy as np

from lstm_lesson import validate
from lstm_lesson.data import times as time_column

MOST_MISSING = 0.2  # share of the rows, or of the values


def evened(times: np.ndarray, name: str, values: np.ndarray, notes: list[str]) -> tuple[np.ndarray, np.ndarray, str]:
    """Put in the rows that are missing, where times stand on an even scale but for these; else take rows as steps."""
    places, step = time_column.step_of(times, "" if name.startswith("column ") else name)
    length = int(places[-1]) + 1 if places is not None else 0
    if places is None or length - len(values) > MOST_MISSING * length:
        notes.append(f"The times are uneven (most often {step}), so that a step is one row")
        return times, values, "1 row"
    if length > len(values):
        notes.append(f"{length - len(values):,} rows are missing between the first and the last time")
    even = np.full(length, np.nan)
    even[places] = values
    numbers = times.astype(np.int64) if times.dtype.kind == "M" else times
    between = np.interp(np.arange(length), places, numbers - numbers[0]) + numbers[0]
    return (between.round().astype(np.int64).astype(times.dtype) if times.dtype.kind == "M" else between), even, step


def averaged(
    file: str, times: np.ndarray, values: np.ndarray, step: str, season: int, every: str | int
) -> tuple[np.ndarray, np.ndarray, str, int]:
    """Return the times, means, step and season of groups of rows; nan for a group without a value."""
    if isinstance(every, str):
        if every not in ("month", "year"):
            raise ValueError(f"every must be a number of rows, 'month' or 'year'; got {validate.shown(every)}")
        if times.dtype.kind != "M":
            raise ValueError(
                f"every must be a number of rows where there are no dates, as in {file}; got {validate.shown(every)}"
            )
        group = times.astype(f"datetime64[{every[0].upper()}]")
        starts, counts = np.unique(group, return_counts=True)
        step, season = f"1 {every}", {"month": 12, "year": 0}[every]
    else:
        n = validate.whole("every", every)
        group = -(np.arange(len(values))[::-1] // n)  # from the end, so that the latest rows are not cut off
        _, counts = np.unique(group, return_counts=True)
        starts, step = times[np.cumsum(counts) - counts], _so_many(n, step)
        season = season // n if season % n == 0 and season // n > 1 else 0
    index = np.repeat(np.arange(len(counts)), counts)
    known = ~np.isnan(values)
    there = np.bincount(index[known], minlength=len(counts))
    sums = np.bincount(index[known], values[known], len(counts))
    means = np.where(there > 0, sums / np.maximum(there, 1), np.nan)
    full = np.flatnonzero(counts >= 0.8 * np.median(counts))  # a first and last group of few rows is no mean of a year
    return starts[full[0] : full[-1] + 1], means[full[0] : full[-1] + 1], step, season


def _so_many(n: int, step: str) -> str:
    """Return n times a step: 4 weeks for 4 times 1 week."""
    number, _, unit = step.partition(" ")
    many = float(number) * n
    return f"{many:g} {unit.rstrip('s')}{'s' * (many != 1)}" if unit else f"{many:g}"


def longest(missing: np.ndarray) -> int:
    """Return the length of the longest run of True."""
    edges = np.diff(np.concatenate([[0], missing.astype(int), [0]]))
    return int((np.flatnonzero(edges < 0) - np.flatnonzero(edges > 0)).max())
