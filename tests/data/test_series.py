"""A CSV file in any usual form is read as it was written, and what was done to it is said."""

import csv
import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from csv_cases import WANTED, written, yearly
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_lesson.data.series import MISSING, STAND_INS, about_real_series, load_series


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_and_line_ends_of_the_usual_programs_are_read(tmp_path, encoding, ending):
    path = tmp_path / "own.csv"
    path.write_bytes((ending.join(["année;débit", *yearly(separator=";")]) + ending).encode(encoding))
    series = load_series(path)
    assert series.name == "débit"
    assert series.values.tolist() == WANTED


@pytest.mark.parametrize(
    "rows",
    [
        ["# from a station", "year,flow", *yearly()],
        ["year\tflow", *yearly(separator="\t")],
        ["year;flow", *yearly(lambda y: f"{y % 7},0", separator=";")],
        ["year;flow", *yearly(lambda y: f"{y % 7},0", separator=";"), "", ";"],
        ['"year","flow"', *(f'"{row}"'.replace(",", '","') for row in yearly())],
        ["year, flow", *(row.replace(",", " ,  ") for row in yearly())],
        ["year,flow", *(f"{row}," for row in yearly())],
    ],
    ids=["comment", "tabs", "decimal commas", "empty rows", "quotes", "blanks", "commas at the ends"],
)
def test_the_usual_ways_to_write_a_table_give_the_same_series(tmp_path, rows):
    series = load_series(written(tmp_path, *rows))
    assert (series.name, series.step, series.missing) == ("flow", "1 year", 0)
    assert series.values.tolist() == WANTED
    assert series.times.tolist() == list(range(1960, 2000))


def test_without_names_a_column_takes_the_name_of_the_file(tmp_path):
    series = load_series(written(tmp_path, *yearly(), name="flow.csv"))
    assert (series.name, series.values.tolist()) == ("flow", WANTED)


def test_one_column_alone_counts_its_rows(tmp_path):
    for first in (["flow"], []):
        series = load_series(written(tmp_path, *first, *map(str, WANTED)))
        assert (series.step, series.values.tolist(), series.times.tolist()) == ("1 row", WANTED, list(range(40)))


MONTHS = [date(2001 + n // 12, n % 12 + 1, 1) for n in range(40)]
DAYS = [date(2001, 1, 20) + timedelta(n) for n in range(40)]


@pytest.mark.parametrize(
    ("form", "dates", "step", "season"),
    [
        ("%Y-%m-%d", DAYS, "1 day", 7),
        ("%Y%m%d", DAYS, "1 day", 7),
        ("%d.%m.%Y", DAYS, "1 day", 7),
        ("%d/%m/%Y", DAYS, "1 day", 7),
        ("%m/%d/%Y", DAYS, "1 day", 7),
        ("%d %b %Y", DAYS, "1 day", 7),
        ("%B %d, %Y", DAYS, "1 day", 7),
        ("%Y-%m", MONTHS, "1 month", 12),
        ("%b %Y", MONTHS, "1 month", 12),
        ("%m/%Y", MONTHS, "1 month", 12),
        ("%Y-%m-%d", MONTHS, "1 month", 12),
        ("%d.%m.%Y 06:00", MONTHS, "1 month", 12),
        ("%Y-%m-%dT06:00:00", DAYS, "1 day", 7),
        ("%Y-%m-%d 06:00", [DAYS[0] + timedelta(7 * n) for n in range(40)], "1 week", 52),
    ],
)
def test_dates_in_the_usual_forms_are_read_and_their_step_is_said(tmp_path, form, dates, step, season):
    series = load_series(
        written(tmp_path, "when,flow", *(f'"{d.strftime(form)}",{n % 7}' for n, d in enumerate(dates)))
    )
    assert (series.step, series.season) == (step, season)
    days = [date.fromisoformat(str(time)[:10] if "%d" in form else f"{time}-01") for time in series.times]
    assert days == dates


def test_quarters_and_ends_of_months_are_even_steps(tmp_path):
    quarters = [f"{2001 + n // 4}Q{n % 4 + 1},{n % 7}" for n in range(40)]
    assert load_series(written(tmp_path, *quarters)).step == "3 months"
    ends = [f"{(MONTHS[n + 1] - timedelta(1)).isoformat()},{n % 7}" for n in range(39)]
    assert load_series(written(tmp_path, *ends)).step == "1 month"


def test_decimal_years_are_even_steps_though_they_are_rounded(tmp_path):
    series = load_series(written(tmp_path, "year,flow", *(f"{1958 + n / 12:.3f},{n % 7}" for n in range(200))))
    assert (len(series), series.missing, series.step) == (200, 0, "0.083 year")


def test_newest_first_is_turned_round_and_said(tmp_path):
    series = load_series(written(tmp_path, "year,flow", *reversed(yearly())))
    assert series.values.tolist() == WANTED
    assert "newest first" in str(series)


def test_missing_values_and_missing_rows_are_filled_on_a_straight_line_and_counted(tmp_path):
    rows = yearly(lambda y: str(2 * y))
    rows[5], rows[6] = "1965,NA", "1966,"
    del rows[20]
    series = load_series(written(tmp_path, "year,flow", *rows))
    assert series.values.tolist() == [2.0 * year for year in range(1960, 2000)]
    assert series.missing == 3
    assert np.flatnonzero(series.filled).tolist() == [5, 6, 20]
    assert "1 rows are missing" in str(series)
    assert "3 of 40 values are missing, up to 2 in a row" in str(series)


def test_what_is_missing_at_the_ends_is_left_out(tmp_path):
    rows = yearly()
    rows[0], rows[-1] = "1960,-", "1999,."
    series = load_series(written(tmp_path, *rows))
    assert series.values.tolist() == WANTED[1:-1]
    assert series.times[[0, -1]].tolist() == [1961, 1998]


def test_uneven_times_are_said_and_rows_are_steps(tmp_path):
    days = [date(2001, 1, 1) + timedelta(n + 2 * (n // 5)) for n in range(60)]  # working days
    series = load_series(written(tmp_path, *(f"{d.isoformat()},{n % 7}" for n, d in enumerate(days))))
    assert (series.step, series.missing, len(series)) == ("1 row", 0, 60)
    assert "uneven" in str(series)


def test_means_of_rows_end_with_the_last_row_and_leave_missing_values_out(tmp_path):
    rows = yearly(n=101)
    rows[100] = "2060,"
    series = load_series(written(tmp_path, "year,flow", *rows), every=3)
    values = [np.nan if row.endswith(",") else float(row.split(",")[1]) for row in rows]
    wanted = [np.nanmean(values[start : start + 3]) for start in range(2, 101, 3)]
    np.testing.assert_allclose(series.values, wanted)
    assert series.step == "3 years"
    assert series.times[0] == 1962


def test_means_of_months_are_those_of_a_loop_over_the_file():
    path = Path(load_series.__code__.co_filename).with_name("real") / "co2.csv"
    by_month: dict[str, list[float]] = {}
    with path.open(newline="") as file:
        for day, value in list(csv.reader(file))[1:]:
            by_month.setdefault(day[:7], []).extend([float(value)] if value else [])
    series = load_series("co2", every="month")
    by_month.pop("1958-03")  # one week of it is no month
    assert series.times.astype(str).tolist() == list(by_month)
    for value, filled, found in zip(series.values, series.filled, by_month.values(), strict=True):
        assert filled == (not found)
        if found:
            assert value == pytest.approx(sum(found) / len(found), rel=1e-12)
    assert (series.missing, int(series.filled.sum()), series.season) == (59, 5, 12)


@pytest.mark.parametrize("every", [0, "week", 1.5])
def test_every_is_a_number_of_rows_a_month_or_a_year(every):
    with pytest.raises(ValueError, match="every must be"):
        load_series("co2", every=every)
    with pytest.raises(ValueError, match="every must be a number of rows where there are no dates"):
        load_series("sunspots", every="year")


@pytest.mark.parametrize(
    ("name", "length", "first", "last"),
    [("sunspots", 309, 5, 2.9), ("co2", 2284, 316.1, 371.5), ("elnino", 732, 23.11, 22.07)],
)
def test_the_real_series_are_those_of_their_source(name, length, first, last):
    series = load_series(name)
    assert (len(series), series.values[0], series.values[-1]) == (length, first, last)
    about = about_real_series()[name]
    assert "public domain" in about["licence"]
    assert about["source"]
    assert series.unit == about["unit"]
    assert not series.values.flags.writeable


CELL = st.floats(-1e6, 1e6, allow_nan=False).map(lambda v: round(v, 3)).filter(lambda v: abs(v) not in STAND_INS)


@given(
    values=st.lists(CELL, min_size=34, max_size=80).filter(lambda v: len(set(v)) > 1),
    separator=st.sampled_from([";", "\t", ","]),
    comma=st.booleans(),
    header=st.booleans(),
    first=st.integers(1000, 2500),
    gaps=st.sets(st.integers(1, 28), max_size=4),
    word=st.sampled_from(MISSING),
)
@settings(max_examples=150, deadline=None)
def test_what_is_written_comes_back(tmp_path_factory, values, separator, comma, header, first, gaps, word):
    mark = "," if comma and separator != "," else "."
    rows = [f"{first + n}{separator}{value!r}".replace(".", mark) for n, value in enumerate(values)]
    for gap in gaps:
        rows[gap] = f"{first + gap}{separator}{word}"
    known = [n for n in range(len(values)) if n not in gaps]
    if len({values[n] for n in known}) == 1:
        return
    path = written(tmp_path_factory.mktemp("csv"), *([f"year{separator}flow"] if header else []), *rows)
    series = load_series(path)
    np.testing.assert_array_equal(series.times, first + np.arange(len(values)))
    assert [float(series.values[n]) for n in known] == [float(values[n]) for n in known]
    assert np.flatnonzero(series.filled).tolist() == sorted(gaps)
    for gap in gaps:
        low = max(n for n in known if n < gap)
        high = min(n for n in known if n > gap)
        between = values[low] + (values[high] - values[low]) * (gap - low) / (high - low)
        assert math.isclose(series.values[gap], between, rel_tol=1e-9, abs_tol=1e-6)
