"""Every text becomes numbers of the alphabet, and what the alphabet holds comes back as it was."""

import numpy as np
from cases import every_refusal
from hypothesis import given
from hypothesis import strategies as st

from lstm_lesson.data.characters import ALPHABET, NEWLINE, UNKNOWN, decode, encode

ANY = st.text(st.characters(codec=None, exclude_categories=()))  # control characters and lone surrogates too


def test_alphabet_is_the_end_of_a_line_what_ascii_prints_and_one_for_the_rest():
    assert len(ALPHABET) == len(set(ALPHABET)) == 97
    assert ALPHABET[NEWLINE] == "\n"
    assert sorted(ALPHABET[1:-1]) == [chr(code) for code in range(32, 127)]
    assert ALPHABET[-1] == UNKNOWN


@given(ANY)
def test_each_character_has_one_number_and_what_is_unknown_comes_back_as_the_sign_for_it(text):
    numbers = encode(text)
    assert len(numbers) == len(text)
    assert decode(numbers) == "".join(c if c in ALPHABET else UNKNOWN for c in text)


@given(st.text(ALPHABET))
def test_a_text_of_the_alphabet_comes_back_as_it_was(text):
    assert decode(encode(text)) == text


test_what_makes_no_sense_is_refused = every_refusal(
    (lambda: encode(3), "text must be a string; got int"),  # type: ignore[arg-type]
    (lambda: decode(np.array([0, 97])), "numbers must be from 0 to 96; got 0 to 97"),
)
