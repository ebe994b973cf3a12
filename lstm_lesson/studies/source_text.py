"""The text that the network of `reading` reads: the source of Python's own standard library, which is on every machine.

The files are split by name. Those held out for tests and for validation were chosen before anything was trained, for
one reason: they have little in common with the others. Less than 5 % of each stands word for word, in a passage of 48
characters or more, in another file of the library. The figures of the course belong to the Python that the recording
names; another version has other files, and gives slightly different figures.
"""

import hashlib
import sysconfig
from functools import cache
from pathlib import Path

import numpy as np

from lstm_lesson.data.characters import NEWLINE, encode
from lstm_lesson.validate import shown

TEST = ("calendar", "dataclasses", "gettext", "heapq", "statistics", "textwrap")
VALIDATION = ("difflib", "random", "timeit", "tokenize")
MODULES = """
    __future__ _collections_abc _compat_pickle _markupbase _osx_support _py_abc _pydecimal _pyio _sitebuiltins
    _strptime _threading_local _weakrefset abc argparse ast base64 bdb bisect bz2 cProfile calendar cmd code codecs
    codeop compileall configparser contextlib contextvars copy copyreg csv dataclasses datetime decimal difflib dis
    doctest enum filecmp fileinput fnmatch fractions ftplib functools genericpath getopt getpass gettext glob
    graphlib gzip hashlib heapq hmac imaplib inspect io ipaddress linecache locale lzma mailbox mimetypes
    modulefinder netrc ntpath numbers operator optparse os pdb pickle pickletools pkgutil platform plistlib poplib
    posixpath pprint profile pstats pty py_compile pyclbr pydoc queue quopri random reprlib rlcompleter runpy sched
    secrets selectors shelve shlex shutil signal site smtplib socket socketserver ssl stat statistics string struct
    subprocess symtable tabnanny tarfile tempfile textwrap threading timeit tokenize trace traceback tracemalloc tty
    turtle types typing uuid warnings wave weakref webbrowser zipapp zipimport
"""
PACKAGES = """
    asyncio collections concurrent/futures ctypes curses dbm email html http importlib importlib/metadata
    importlib/resources json logging multiprocessing re sqlite3 tkinter tomllib unittest urllib venv wsgiref xml/dom
    xml/etree xml/sax xmlrpc zoneinfo
"""


def library() -> Path:
    """Return the folder of the standard library of the Python that runs."""
    return Path(sysconfig.get_path("stdlib"))


@cache
def texts(split: str) -> dict[str, str]:
    """Return the files of "training", "validation" or "test" by name; one that this Python does not have is left out.

    Raises ValueError for another split.
    """
    named = {"training": _training(), "validation": VALIDATION, "test": TEST}
    if split not in named:
        raise ValueError(f"split must be one of {', '.join(named)}; got {shown(split)}")
    paths = {name: library() / f"{name}.py" for name in named[split]}
    return {name: path.read_text("utf-8") for name, path in paths.items() if path.exists()}


def _training() -> list[str]:
    held_out = {*TEST, *VALIDATION}
    alone = [name for name in MODULES.split() if name not in held_out]
    paths = [path for folder in PACKAGES.split() for path in sorted((library() / folder).glob("*.py"))]
    return alone + [path.relative_to(library()).with_suffix("").as_posix() for path in paths]


def joined(split: str) -> str:
    """Return the files of a split as one text, each after an empty line."""
    return "\n\n".join(texts(split).values())


def digest(split: str) -> np.ndarray:
    """Return what tells whether the files of a split are those of the recording: SHA-256 as 32 bytes."""
    return np.frombuffer(hashlib.sha256(joined(split).encode()).digest(), np.uint8)


def side_by_side(text: str, B: int) -> tuple[np.ndarray, np.ndarray]:
    """Cut a text into B pieces of one length; return what is read and what follows, (T, B) each.

    What is read before the first character of a piece is the end of a line. Characters left over at the end drop out.
    """
    numbers = encode(text)
    following = numbers[: len(numbers) // B * B].reshape(B, -1).T
    read = np.vstack([np.full((1, B), NEWLINE, np.uint8), following[:-1]])
    return read, following
