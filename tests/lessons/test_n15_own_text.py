"""Any text of one's own is shown safely in notebook 15, or refused in words."""

import re
from typing import Any

import pytest
from cases import every_refusal
from exhibit_cases import begun, run_line
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_oracle import TEXTS, lines_of, shown_text

from lstm_lesson import tinted_text
from lstm_lesson.lessons.n15_reading_code import numbers
from lstm_lesson.lessons.n15_reading_code.numbers import COLUMNS, EXAMPLES, MOST, OWN, ROWS

ANY = st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=40)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(ANY)
def test_any_text_is_shown_character_by_character_or_refused_in_words(text):
    exhibit = begun(tinted_text)
    exhibit.box.value = text
    if "must" in exhibit._told.value:
        with pytest.raises(ValueError, match=r"^text must"):
            numbers.own_text(text)
        return
    read = text.replace("\r\n", "\n").replace("\t", "    ")
    assert (exhibit.error, exhibit.text, exhibit.values["example"]) == ("", read, OWN)
    assert [line for line in shown_text(exhibit) if line] == lines_of(read)
    assert exhibit.values["t"] == len(read) - 1


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "</div><script>alert(1)</script>", '"onerror="alert(1)', "&lt;", "$x$ \\$"]
)
def test_typed_markup_is_text_in_sentence_and_picture(text):
    exhibit = begun(tinted_text)
    exhibit.box.value = text
    for t in range(len(text)):
        exhibit.set(t=t)
        page = exhibit._view.value
        assert page.count("<") == page.count("<div") + page.count("</div>") + page.count("<img") == 3
    assert shown_text(exhibit)[0] == text


def test_text_that_runs_from_right_to_left_control_characters_and_emoji_are_marked_as_unknown():
    exhibit = begun(tinted_text)
    exhibit.box.value = "a\u05d0\u202e\x07\U0001f600\x1bz"
    assert shown_text(exhibit)[0] == "a�����z"
    exhibit.set(t=1)
    assert "After unknown character at t = 1" in exhibit.readout


def test_text_of_ones_own_travels_in_a_settings_line():
    exhibit = begun(tinted_text)
    exhibit.box.value = 'x = "it\'s"  # \\n\n$y$ é'
    exhibit.set(unit=5, t=3)
    again = run_line(exhibit.settings_line())
    assert (again.text, again.readout) == (exhibit.text, exhibit.readout)
    other: Any = tinted_text()
    other.follow(exhibit.settings_line())
    assert (other.text, other.values) == (exhibit.text, exhibit.values)
    other.reset()
    assert other.text == TEXTS[0]


def test_reset_goes_back_to_the_text_that_its_cell_showed_first(capsys):
    shown: Any = tinted_text(example=1)
    shown.set(text="x = (1)")
    shown.show()
    first = (shown.values, shown.text, shown.readout)
    shown.set(example=0)
    assert shown.text == EXAMPLES["string and comment"]
    shown.reset()
    assert (shown.values, shown.text, shown.readout) == first


def test_menu_takes_the_text_and_t_stays_within_it():
    exhibit = begun(tinted_text)
    exhibit.box.value = "abc"
    assert exhibit.sliders["t"].max == 2
    exhibit.sliders["example"].value = 1
    assert (exhibit.text, exhibit.box.value, exhibit.sliders["t"].max) == (TEXTS[1], TEXTS[1], len(TEXTS[1]) - 1)


test_what_is_no_text_is_refused = every_refusal(
    (lambda: tinted_text(text=""), f"text must have 1 to {MOST} characters; got 0"),
    (lambda: tinted_text(text="a" * 301), f"text must have 1 to {MOST} characters; got 301"),
    (lambda: tinted_text(text="\n" * 9), f"text must fit into {ROWS} lines of {COLUMNS} characters; got 9 lines"),
    (lambda: tinted_text(text=3), "text must be a string; got int"),
    (lambda: tinted_text(text="a", example=1), "example must be left out where text is given, or be 4; got 1"),
)


def test_box_says_how_long_a_text_may_be_and_what_is_wrong_with_one():
    exhibit = begun(tinted_text)
    how = "At most 300 characters in 8 lines of 60."
    assert getattr(exhibit.box, "tooltip", how) == how  # ipywidgets 7 has none for such a box
    assert re.sub("<[^>]*>", "", exhibit._told.value) == how
    for wrong, words in (
        ("", "text must have 1 to 300 characters; got 0."),
        ("\n" * 9, "8 lines of 60 characters; got 9 lines."),
    ):
        exhibit.box.value = wrong
        assert re.sub("<[^>]*>", "", exhibit._told.value).endswith(words)
        assert 'role="alert"' in exhibit._told.value
    exhibit.box.value = "x = 1"
    assert re.sub("<[^>]*>", "", exhibit._told.value) == how
