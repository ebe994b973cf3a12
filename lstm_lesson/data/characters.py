"""Characters as numbers: what a network reads and writes when it reads text.

The alphabet has 97 characters: the end of a line, the 95 that ASCII prints, and one that stands for every other.
"""

import numpy as np

UNKNOWN = "\ufffd"  # the Unicode character that stands for what cannot be shown
ALPHABET = "\n" + "".join(map(chr, range(32, 127))) + UNKNOWN
NEWLINE = 0  # the number of "\n": whoever reads a text starts as if a line had just ended

_NUMBERS = np.full(128, len(ALPHABET) - 1, np.uint8)
_NUMBERS[[ord(character) for character in ALPHABET[:-1]]] = np.arange(len(ALPHABET) - 1)


def encode(text: str) -> np.ndarray:
    """Return the number of each character of `text` in the alphabet, (T,) of uint8; the last for those outside it."""
    if not isinstance(text, str):
        raise ValueError(f"text must be a string; got {type(text).__name__}")
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _NUMBERS[np.minimum(codes, 127)]


def decode(numbers: np.ndarray) -> str:
    """Return the text of numbers (T,) in the alphabet, or raise ValueError if one of them is not in it."""
    numbers = np.asarray(numbers)
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < len(ALPHABET):
        raise ValueError(f"numbers must be from 0 to {len(ALPHABET) - 1}; got {numbers.min()} to {numbers.max()}")
    return "".join(ALPHABET[number] for number in numbers)
