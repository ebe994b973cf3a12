"""No number without a source: each number of the course's prose is printed by a cell, or a claims file computes it.

Prose is: the notebooks' text, the questions with their answers and reasons, the presets' reasons, what the exercises'
hints and verdicts say, the teacher's pages.
A number may stand in what a cell of the same section prints or is given, or in the sentence of a picture there; or else
in tests/claims/, beside the line that computes it (tests/claiming.py says how). Years, the numbers of notebooks,
settings of sliders, formulas on lines of their own and whatever stands under "Sources" claim nothing, and a small whole
number does so in questions and presets alone.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location

import pytest
from claiming import Claim, numbers, one_line
from prose import KINDS, STEMS, TESTS, Text, is_setting, texts


@cache
def claims(stem: str) -> list[Claim]:
    path = TESTS / "claims" / f"n{stem}.py"
    spec = spec_from_file_location(f"claims_{stem}", path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.CLAIMS)


def without_source(stem: str, text: Text) -> list[str]:
    """Name the numbers of a text that neither a cell nor a claim has."""
    covered = [
        match.span() for one in claims(stem) for match in re.finditer(re.escape(one_line(one.words)), text.words)
    ]
    lacking = []
    for number in numbers(text.words, small=text.small is not None):
        if any(start <= number.start < end for start, end in covered) or is_setting(text, number, stem):
            continue
        if number.is_small and text.small is not None:
            has_source = number.value in text.small
        else:
            has_source = any(number.is_rounded(other) for other in text.sources)
        if not has_source:
            around = text.words[max(0, number.start - 40) : number.end + 25]
            lacking.append(f"{text.where}: {number.text} in “…{around}…”")
    return lacking


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stem", STEMS)
def test_every_number_is_printed_by_a_cell_or_computed_by_a_claim(stem, kind):
    lacking = [line for text in texts(stem, kind) for line in without_source(stem, text)]
    assert not lacking, f"{len(lacking)} numbers without a source:\n" + "\n".join(lacking)


ALL_CLAIMS = [(stem, one) for stem in STEMS for one in claims(stem)]


@pytest.mark.parametrize(("stem", "one"), ALL_CLAIMS, ids=[f"{stem[:2]}: {one.words}" for stem, one in ALL_CLAIMS])
def test_claim_is_computed_as_it_is_written(stem, one):
    words = one_line(one.words)
    assert any(words in text.words for kind in KINDS for text in texts(stem, kind)), (
        "no text of the lesson has these words"
    )
    assert not (complaint := one.untrue(numbers(words))), complaint


# ---- The test itself: a false number is noticed


def falsified(text: Text) -> Iterator[Text]:
    """Give the text with one number changed in its last digit, for each number of it in turn."""
    for number in numbers(text.words, small=text.small is not None):
        digits = text.words[number.start : number.end]
        last = max(place for place, letter in enumerate(re.split(r"[·×e%]", digits)[0]) if letter.isdigit())
        other = str((int(digits[last]) + 3) % 10) if digits[last].isdecimal() else digits[last]
        changed = digits[:last] + other + digits[last + 1 :]
        yield replace(text, words=text.words[: number.start] + changed + text.words[number.end :])


NOTICED = {"notebook": 0.85, "questions": 0.85, "presets": 0.8, "exercises": 0.95, "page": 0.75}  # at least, of all


@pytest.mark.parametrize("kind", KINDS)
def test_a_false_number_is_noticed_nearly_everywhere(kind):
    tried = [(stem, false) for stem in STEMS for text in texts(stem, kind) for false in falsified(text)]
    noticed = sum(bool(without_source(stem, false)) for stem, false in tried)
    assert noticed >= NOTICED[kind] * len(tried), f"{noticed} of {len(tried)}: the rest look like another number nearby"
