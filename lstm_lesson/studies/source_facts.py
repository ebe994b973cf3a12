"""What somebody who reads Python has to remember: is this a string, how deep are the brackets, how far in is the line?

`facts` reads a text once, character by character, and says after each what is so, without looking ahead, with two
exceptions: three quotes are seen to be three, and a keyword is marked from its first letter on. Unlike Python's own
tokenizer it also reads a text that ends in the middle of something.
"""

import keyword
import re

import numpy as np

YES_OR_NO = ("string", "comment", "keyword")
NUMBERS = ("depth", "indentation", "column")
FACTS = (*YES_OR_NO, *NUMBERS)
QUOTES = ("", "'", '"', '"""')  # that one may be inside of; the last are three of either
SAID = {
    "string": "it is inside a string",
    "comment": "it is inside a comment",
    "keyword": "it is inside a keyword",
    "depth": "how many brackets are open",
    "indentation": "how far the line is indented",
    "column": "how far into the line it is",
}
WORD = re.compile(r"[^\W\d]\w*")


def facts(text: str) -> dict[str, np.ndarray]:
    """Return what is so after each character of `text`, (T,) by name: FACTS, the first three True or False; and quotes.

    string: from the opening quote on, up to before the closing one. comment: from # to before the end of the line.
    keyword: at every letter of one. depth: of brackets in code. indentation: spaces that the line began with so far.
    column: characters of the line so far. quotes: those of the string that this is in, as a place in QUOTES.
    """
    found = {name: np.zeros(len(text), bool if name in YES_OR_NO else int) for name in (*FACTS, "quotes")}
    quotes, comment, depth, indentation, column = "", False, 0, 0, 0
    leads, t = True, 0
    while t < len(text):
        character, width = text[t], 1
        if quotes and character == "\\":
            width = 2  # an escaped character ends nothing
        elif quotes:
            if text.startswith(quotes, t):
                width, quotes = len(quotes), ""
            elif character == "\n" and len(quotes) == 1:
                quotes = ""  # left open: Python would refuse it
        elif comment or character == "\n":
            comment = comment and character != "\n"
        elif character == "#":
            comment = True
        elif character in "\"'":
            quotes = character * 3 if text.startswith(character * 3, t) else character
            width = len(quotes)
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth = max(0, depth - 1)
        for place in range(t, min(t + width, len(text))):
            new_line = text[place] == "\n"
            leads = new_line or (leads and text[place] == " ")
            column = 0 if new_line else column + 1
            indentation = 0 if new_line else indentation + leads
            now = (bool(quotes), comment, False, depth, indentation, column)
            for name, value in zip(FACTS, now, strict=True):
                found[name][place] = value
            found["quotes"][place] = QUOTES.index(quotes) if len(quotes) < 3 else 3
        t += width
    code = ~(found["string"] | found["comment"])
    for word in WORD.finditer(text):
        if keyword.iskeyword(word[0]) and code[word.start()]:
            found["keyword"][word.start() : word.end()] = True
    return found
