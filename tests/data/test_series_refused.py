"""A malformed CSV file is refused with its name, its line, what stands there and what is allowed."""

import re
from pathlib import Path

import numpy as np
import pytest
from csv_cases import WANTED, written, yearly
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_lesson.data import times
from lstm_lesson.data.series import load_series

MALFORMED = Path(__file__).with_name("malformed")
COMPLAINTS = {
    "a_date_that_is_none.csv": "line 17: the date must be written as those above; got '16 or so'",
    "binary.csv": "must be a text file; it holds bytes that are no text",
    "blanks_between.csv": "got 'year catch'; columns must be separated by commas, semicolons or tabs",
    "constant.csv": "catch must change; all its values are 7",
    "day_or_month_first.csv": "line 2: day or month first? '01/01/2001' can be both; write year-month-day",
    "decimal_commas_between_commas.csv": "line 2: there must be 2 cells, as in line 1, separated by commas; got 3 (are",
    "empty.csv": "must hold rows of numbers; it holds none",
    "infinite.csv": "line 10: catch must be a number such as 12.5",
    "mostly_missing.csv": "at most a fifth of catch may be missing; 20 of 40 values are",
    "only_names.csv": "must have at least 30 rows of numbers; it has 1",
    "open_quote.csv": "line 8: a cell in double quotes must end with a quote",
    "out_of_order.csv": "line 6: times must go up from row to row; 1963 comes after 1964, which stands in line 5",
    "ragged_row.csv": "line 11: there must be 2 cells, as in line 1, separated by commas; got 3",
    "same_year_twice.csv": "line 14: times must go up from row to row; 1971 stands twice, also in line 13",
    "several_columns.csv": "column must say which one, for several_columns.csv has several: catch, price",
    "spreadsheet.csv": "it is a spreadsheet or an archive: export its sheet as CSV",
    "stand_in_for_missing.csv": "line 3: catch is -99.99 in 4 rows, far from all others, as some files write what is",
    "text_for_a_number.csv": "line 7: catch must be a number such as 12.5, or missing (empty, NA, nan, - or .); got",
    "thousands.csv": "line 2: catch must be a number with a decimal point, as 1234.5; got '1,460'",
    "too_few.csv": "must have at least 30 rows of numbers; it has 13",
    "two_decimal_marks.csv": "line 9: catch must have one decimal mark, the ',' of the rows above; got '3.5'",
}


@pytest.mark.parametrize("file", sorted(path.name for path in MALFORMED.iterdir()))
def test_a_malformed_file_is_refused_with_its_name_and_what_is_wrong(file):
    with pytest.raises(ValueError, match=re.escape(COMPLAINTS[file])) as refused:
        load_series(MALFORMED / file)
    assert file in str(refused.value)


def test_a_number_like_a_stand_in_is_read_where_others_are_near_it(tmp_path):
    values = [90 + (year * 7) % 13 for year in range(1960, 2000)]
    series = load_series(written(tmp_path, "year,share", *(f"{1960 + n},{v}" for n, v in enumerate(values))))
    assert 99 in series.values
    assert series.values.tolist() == values


def test_a_path_that_is_no_file_or_too_large_is_refused(tmp_path):
    for path in ("sunspot", tmp_path / "none.csv"):
        with pytest.raises(ValueError, match="must be a file, or one of sunspots, co2, elnino; there is no file"):
            load_series(path)
    with pytest.raises(ValueError, match="is a folder"):
        load_series(tmp_path)
    with (tmp_path / "huge.csv").open("wb") as file:
        file.truncate(40_000_000)
    with pytest.raises(ValueError, match=r"huge.csv must have at most 20 MB; it has 40"):
        load_series(tmp_path / "huge.csv")
    with pytest.raises(ValueError, match=r"path must be a file's name, or one of .*; got 3"):
        load_series(3)  # type: ignore[arg-type]


def test_a_column_that_is_not_there_is_refused_with_those_that_are():
    several = MALFORMED / "several_columns.csv"
    with pytest.raises(ValueError, match=r"one of catch, price; .* 'prize' is not there; did you mean 'price'\?"):
        load_series(several, column="prize")
    with pytest.raises(ValueError, match="column must be a number from 1 to 3, or one of catch, price; got 4"):
        load_series(several, column=4)
    assert load_series(several, column="price").values.tolist() == [year % 7 for year in range(1960, 2000)]
    np.testing.assert_array_equal(load_series(several, column=2).values, load_series(several, column="catch").values)


def test_a_quoted_name_used_twice_must_be_chosen_by_number(tmp_path):
    path = written(tmp_path, "year,a,a", *yearly(lambda y: f"{y % 3},{y % 7}"))
    with pytest.raises(ValueError, match="'a' stands there more than once"):
        load_series(path, column="a")
    assert load_series(path, column=3).values.tolist() == WANTED


@given(content=st.binary(max_size=600))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "any.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"any\.csv"):
        load_series(path)


@given(text=st.lists(st.text(alphabet='0123456789.,;-\t"\n abcNAé#/', max_size=12), min_size=31, max_size=40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused_in_words(tmp_path_factory, text):
    path = written(tmp_path_factory.mktemp("text"), *text)
    refusal = ""
    try:
        series = load_series(path)
    except ValueError as refused:
        refusal = str(refused)
    if refusal:
        assert "own.csv" in refusal or refusal.startswith("column must")
    else:
        assert np.isfinite(series.values).all()
        assert len(series.values) == len(series.times)


@pytest.mark.parametrize("example", re.split(r", | or a number such as ", times.ALLOWED))
def test_each_way_to_write_a_date_that_a_refusal_names_is_read_and_names_one_day_its_month_or_year(example):
    assert re.fullmatch(r"\d{4}", example) or times.is_time(example)
    day = r"2001-05-30( 14:00)?|30[./]5[./]2001|2001-05|May 2001|2001Q2|2001"
    assert re.fullmatch(day, example)
