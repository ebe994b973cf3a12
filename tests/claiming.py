"""Numbers in prose: find each one, and say whether another number, computed or printed, is the same one, rounded.

A claims file, tests/claims/n05_forget_gate.py, covers the numbers that no cell of notebook 05 prints:

    CLAIMS = [
        claim("6.6 steps", lambda: np.log(0.5) / np.log(0.90)),
        claim("between 0.14 and 1.62", lambda: (low(), high())),         # one value for each number of the words
        claim("more than 1,000 times", lambda: ratio() > 1000),          # or whether they are true
        claim("about 7 times", lambda: np.exp(2), within=0.5),           # in place of the rounding of what is written
        says("stands still at 0.67", lambda: moved(forget_gate(b_f=6.0), w_hf=-10)),
        cited("5,400 runs", "Greff et al. 2017, abstract"),
    ]

The words are those of the text without its markup: no *, $ or `, and with a space where a line ends.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_lesson.drawing.written import SUPERSCRIPTS
from lstm_lesson.live.exhibit import Exhibit

SMALL = 10  # whole numbers up to here are words of a language: three gates, two cells
YEARS = range(1900, 2101)
SUPERSCRIPT = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
ROUNDED = re.compile(r"\b(about|around|almost|nearly|roughly|some|close to)\s+[+-]?$")

# What holds digits and is no number of prose
CODE_BLOCK = re.compile(r"```.*?```|\$\$.*?\$\$|<!--.*?-->", re.DOTALL)
TAG = re.compile(r"</?[a-z][^>]*>")
LINK = re.compile(r"\]\([^)]*\)")
CODE = re.compile(r"`([^`]*)`")
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z_]*")  # inline code that is only a name: the number behind it is its value
LATEX = [
    (r"\\d?frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2"),
    (r"\^\{?\\top\}?|\\(?:left|right|,|;|!|:|quad|qquad|text|mathrm|mathbf|operatorname)\b|\\[,;!: ]", " "),
    (r"\{,\}", ","),
    (r"\\times|\\cdot", "·"),
    (r"\\%", "%"),
    (r"\\approx", "≈"),
    (r"\\sigma", "σ"),
    (r"\\pm", "±"),
    (r"\\odot", "⊙"),
    (r"\\leq?\b", "≤"),
    (r"\\geq?\b", "≥"),
    (r"\\([a-z]+)", r"\1"),
]
SUPER = "⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹"
NUMBER = re.compile(
    rf"""(?<![\w.,²³])(?P<sign>[+-]?)(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
    (?:(?:\s?[·×]\s?10(?P<power>[{SUPER}]+))|(?P<own>[{SUPER}]+)|e(?P<e>[+-]?\d+))?
    (?P<percent>\s?%)?(?![\w])""",
    re.VERBOSE,
)
NAMED = [  # a number that is part of a name
    re.compile(r"\b(?:AR|arXiv)[\s(:]*[\d.]+\)?"),
    re.compile(
        r"\b(?:[Nn]otebooks?|[Ss]ections?|[Cc]hapters?|[Ff]igures?|[Tt]ables?|[Bb]eats?)"
        r"\s\d+(?:(?:,| and| to| or|–)\s?\d+)*"
    ),
    re.compile(r"\b0\d\b|\[\d\d\]|\b(?:[Ii]n|[Ss]ee|[Ff]rom) 1[0-6](?=[,.:;)])"),
    re.compile(r"^\|\s*\[?\d\d\]?.*$", re.MULTILINE),  # a row of a table of notebooks
    re.compile(r"\b\d+ minutes\b|\b\d+ min\b"),  # tests/test_teaching.py adds them up
    re.compile(r"\d+(?:\.\d+)*(?:,)? or newer|[Pp]ython \d[\d.]*"),
]


@dataclass(frozen=True)
class Number:
    """Hold one number of a text: its value, half a unit of its last digit, and the place where it stands."""

    value: float
    half: float
    signed: bool
    percent: bool
    power: bool  # a bare power of ten: right if it is the nearest one
    start: int
    end: int
    decimals: int
    text: str

    @property
    def is_small(self) -> bool:
        """Tell whether this is a whole number that is a word of a language: three gates, two cells."""
        whole = not self.decimals and not self.percent and not self.power
        return whole and abs(self.value) <= SMALL

    def is_rounded(self, other: "Number") -> bool:
        """Tell whether `other`, which a cell printed, is this number when it is rounded as this one is written."""
        if self.percent and not other.percent:
            return self.is_value(100 * other.value) and other.decimals >= self.decimals + 2
        if other.percent and not self.percent:
            return self.is_value(other.value / 100) and other.decimals + 2 >= self.decimals
        exact = other.value == self.value or (not self.signed and abs(other.value) == self.value)
        return exact or (other.half <= self.half * (1 + 1e-9) and self.is_value(other.value))

    def is_value(self, value: float) -> bool:
        """Tell whether this is the number that is written for `value`; without a sign, sizes are compared."""
        if not self.signed:
            value = abs(value)
        if self.power:
            return value > 0 and abs(np.log10(value) - np.log10(self.value)) <= 0.5
        return abs(value - self.value) <= self.half * (1 + 1e-6)


def plain(text: str) -> str:
    """Take the markup out of a text, and what holds digits but is code or a name."""
    text = CODE_BLOCK.sub(" ", text)
    text = LINK.sub("]", TAG.sub(" ", text))
    text = CODE.sub(lambda match: match[1] if IDENTIFIER.fullmatch(match[1]) else " ", text)
    for old, new in LATEX:
        text = re.sub(old, new, text)
    text = re.sub(r"\^\{?(-?\d+)\}?", lambda match: match[1].translate(SUPERSCRIPTS), text)
    text = text.replace("−", "-").replace("\u202f", " ").replace("\u00a0", " ")
    return re.sub(r"[*${}]", "", text)


def one_line(text: str) -> str:
    """Write a plain text with single spaces, as the words of a claim are written."""
    return " ".join(plain(text).split())


def numbers(text: str, small: bool = False) -> list[Number]:
    """Find the numbers of a plain text that claim something: not years, names or settings' names.

    small: the small whole ones, too.
    """
    names = [match.span() for pattern in NAMED for match in pattern.finditer(text)]
    found = []
    for match in NUMBER.finditer(text):
        if match["own"] and match["digits"] != "10":
            continue  # 0.9⁵⁰ is what to compute; its result is a number
        if any(start <= match.start() < end for start, end in names):
            continue
        number = _number(match, bool(ROUNDED.search(text[: match.start()])))
        whole = number.value == int(number.value) and "." not in match["digits"] and not number.power
        if (number.is_small and not small) or (whole and not number.percent and _is_year(match, number)):
            continue
        found.append(number)
    return found


def all_numbers(text: str) -> list[Number]:
    """Find every number of what a cell printed, or of its code."""
    text = text.replace("−", "-")
    return [_number(match, False) for match in NUMBER.finditer(re.sub(r"(?<=\d)_(?=\d)", "", text))]


def _is_year(match: re.Match[str], number: Number) -> bool:
    return "," not in match["digits"] and int(number.value) in YEARS and not match["sign"]


def _number(match: re.Match[str], rounded: bool) -> Number:
    digits = match["digits"].replace(",", "")
    decimals = len(digits.partition(".")[2])
    sign = match["sign"]
    if sign == "-" and match.start() and match.string[match.start() - 1] not in " (=:,;/·×^[{<>|≈\n\t±'\"":
        sign = ""  # a range or a hyphen
    half = 0.5 * 10.0**-decimals
    if rounded and not decimals:
        half *= 10.0 ** (len(digits) - len(digits.rstrip("0")))
    value, power = float(digits), False
    exponent = match["power"] or match["own"] or match["e"]
    if exponent:
        size = 10.0 ** int(exponent.translate(SUPERSCRIPT))
        power = match["own"] is not None
        value, half = (size, size) if power else (value * size, half * size)
        decimals -= int(exponent.translate(SUPERSCRIPT))
    if sign == "-":
        value = -value
    return Number(
        value, half, bool(sign), bool(match["percent"]), power, match.start(), match.end(), decimals, match[0].strip()
    )


@dataclass(frozen=True)
class Claim:
    """Hold words that stand in a lesson, and what their numbers must be; `untrue` says what is wrong with them."""

    words: str
    untrue: Callable[[list[Number]], str]


def claim(words: str, compute: Callable[[], Any], *, within: float | None = None) -> Claim:
    """Claim that the numbers in `words` are what `compute` returns: a value for each of them, or whether it is true."""

    def untrue(written: list[Number]) -> str:
        got = compute()
        if isinstance(got, bool | np.bool_):
            return "" if got else "computed: it is not so"
        values = list(got) if isinstance(got, tuple | list | np.ndarray) else [got]
        if len(values) != len(written):
            return f"has {len(written)} numbers, {[one.text for one in written]}, but {len(values)} were computed"
        for one, value in zip(written, values, strict=True):
            value = 100 * float(value) if one.percent else float(value)
            near = one.is_value(value) if within is None else abs(value - one.value) <= within
            if not near:
                return f"{one.text} is written; computed: {value:.6g}" + (" %" if one.percent else "")
        return ""

    return Claim(words, untrue)


def says(words: str, shown: Callable[[], Exhibit | str]) -> Claim:
    """Claim that the numbers in `words` stand in an exhibit's sentence; see `moved`."""

    def untrue(written: list[Number]) -> str:
        there = shown()
        if not isinstance(there, Exhibit | str):
            return f"says needs an exhibit or its sentence, not {there!r}; write moved(exhibit, slider=value)"
        sentence = there if isinstance(there, str) else there.readout
        seen = all_numbers(sentence)
        lacking = [one.text for one in written if not any(one.is_rounded(other) for other in seen)]
        return f"{', '.join(lacking)} is not in “{sentence}”" if lacking else ""

    return Claim(words, untrue)


def cited(words: str, source: str) -> Claim:
    """Say which source has exactly these words' numbers; it must name its year."""
    return Claim(words, lambda written: "" if re.search(r"\b(1[89]|20)\d\d\b", source) else f"{source!r} has no year")


def moved(exhibit: Exhibit, *, preset: str = "", **values: float) -> str:
    """Move an exhibit to a preset, then its sliders, and return its sentence."""
    if preset:
        exhibit.preset(preset)
    exhibit.set(**values)
    if exhibit.error:
        raise ValueError(exhibit.error)
    return exhibit.readout
