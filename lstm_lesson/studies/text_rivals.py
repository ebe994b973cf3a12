"""What a network that reads must beat: counts of characters, and the programs that pack files.

All are given the training text to start from, and are asked for the bits per character that they need for another. zlib
remembers 32 kB, so it gets the last 32 kB; lzma gets all of it, and what it needs for both texts together, less what
it needs for the first, is what the second one costs.
"""

import lzma
import zlib

import numpy as np

from lstm_lesson.data.characters import ALPHABET, decode, encode
from lstm_lesson.data.ngrams import NGrams

ORDERS = range(1, 10)  # of n-grams: 97⁹ is the last power below 2⁶³
RIVALS = ("uniform", "unigram", "trigram", "5-gram", "best n-gram", "zlib", "lzma")
_FILTERS = [
    {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0, "dict_size": 1 << 26}
]  # lc=4, pb=0 suit text: 0.3 % better than the usual ones


def ngram_bits(training: str, n: int, *texts: str) -> list[float]:
    """Return the bits per character that n-grams counted in `training` need for each of `texts`."""
    counted = NGrams(encode(training), n, len(ALPHABET))
    return [float(-np.log2(counted.probabilities(encode(text))).mean()) for text in texts]


def zlib_bits(training: str, text: str) -> float:
    """Return the bits per character that zlib needs for `text` after the last 32 kB of `training`."""
    packer = zlib.compressobj(9, zdict=_bytes(training)[-(1 << 15) :])
    return 8 * len(packer.compress(_bytes(text)) + packer.flush()) / len(text)


def lzma_bits(training: str, text: str) -> float:
    """Return the bits per character that lzma needs for `text` after all of `training`."""
    first, both = (
        len(lzma.compress(one, lzma.FORMAT_RAW, filters=_FILTERS))
        for one in (_bytes(training), _bytes(training) + _bytes(text))
    )
    return 8 * (both - first) / len(text)


def _bytes(text: str) -> bytes:
    """Return the text as the network reads it, one byte a character."""
    return decode(encode(text)).replace(ALPHABET[-1], "\x7f").encode("ascii")
