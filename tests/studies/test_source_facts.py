"""What the scanner says of a text is what Python's own tokenizer says, and it reads any text to its end."""

import io
import keyword
import token
import tokenize

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_lesson.studies.source_facts import FACTS, facts

SAMPLE = '''\
import re  # "no string" (here)


class A(object):
    r"""A docstring, with 'quotes', a # and a "quote".

    It goes on \\""" and on.
    """

    def of(self, x=(1, [2, {3: "#"}])):
        text = 'it\\'s' + "" + b"x" + r"\\d"  # (
        if x is not None and (x in text or
                              text):
            return f(x)[0]
'''
STRINGS = {getattr(token, name) for name in ("STRING",)}


def by_tokenizer(text: str) -> dict[str, np.ndarray]:
    """The first three facts, the depth and the quotes, from tokenize."""
    lines = text.splitlines(True)
    starts = np.cumsum([0, *map(len, lines)])
    found = {name: np.zeros(len(text), bool) for name in ("string", "comment", "keyword")}
    steps, kind = np.zeros((2, len(text)), int)
    for one in tokenize.generate_tokens(io.StringIO(text).readline):
        (row, column), (last_row, last_column) = one.start, one.end
        if row > len(lines):
            continue
        begin = int(starts[row - 1]) + column
        end = int(starts[last_row - 1]) + last_column
        if one.type in STRINGS:
            quotes = len(one.string) - len(one.string.lstrip("rRbBuU"))
            closing = 3 if one.string[quotes:].startswith(('"""', "'''")) else 1
            found["string"][begin + quotes : end - closing] = True
            kind[begin + quotes : end - closing] = 3 if closing == 3 else "'\"".index(one.string[quotes]) + 1
        elif one.type == token.COMMENT:
            found["comment"][begin:end] = True
        elif one.type == token.NAME and keyword.iskeyword(one.string):
            found["keyword"][begin:end] = True
        elif one.type == token.OP and one.string in "([{":
            steps[begin] = 1
        elif one.type == token.OP and one.string in ")]}":
            steps[begin] = -1
    return {**found, "depth": np.cumsum(steps), "quotes": kind}


def test_strings_comments_keywords_brackets_and_quotes_are_those_of_the_tokenizer():
    found = facts(SAMPLE)
    for name, wanted in by_tokenizer(SAMPLE).items():
        np.testing.assert_array_equal(found[name], wanted, err_msg=name)
        assert wanted.any()


def test_indentation_and_column_are_those_of_each_line():
    found = facts(SAMPLE)
    place = 0
    for line in SAMPLE.splitlines(True):
        of_line = slice(place, place + len(line) - 1)
        np.testing.assert_array_equal(found["column"][of_line], np.arange(1, len(line)))
        lead = len(line) - len(line.lstrip(" "))
        np.testing.assert_array_equal(found["indentation"][of_line], np.minimum(np.arange(1, len(line)), lead))
        place += len(line)
        assert found["column"][place - 1] == found["indentation"][place - 1] == 0


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        ("'a", "string", [1, 1]),
        ("'a\nb", "string", [1, 1, 0, 0]),
        ('""x', "string", [1, 0, 0]),
        ('"""x', "string", [1, 1, 1, 1]),
        ("'\\'x", "string", [1, 1, 1, 1]),
        ('\'"""\' "\'', "quotes", [1, 1, 1, 1, 0, 0, 2, 2]),
        ("'''\"\n''", "quotes", [3, 3, 3, 3, 3, 3, 3]),
        ("))(", "depth", [0, 0, 1]),
        ("'('(", "depth", [0, 0, 0, 1]),
        ("#'\n'", "string", [0, 0, 0, 1]),
        ("if iff", "keyword", [1, 1, 0, 0, 0, 0]),
        ("'if'", "keyword", [0, 0, 0, 0]),
    ],
)
def test_text_that_ends_in_the_middle_is_read_like_any(text, name, wanted):
    np.testing.assert_array_equal(facts(text)[name], wanted)


@given(st.text("ab '\"#\\\n()[]{}if"))
def test_any_text_has_every_fact_at_every_character_and_later_ones_change_nothing(text):
    found = facts(text)
    assert {name: len(found[name]) for name in FACTS} == dict.fromkeys(FACTS, len(text))
    assert not (found["string"] & found["comment"]).any()
    assert (found["depth"] >= 0).all()
    more = facts(f"{text}\n")
    for name in ("comment", "depth", "indentation", "column"):
        np.testing.assert_array_equal(more[name][: len(text)], found[name])
