"""A course on the LSTM: its numbers, its pictures and its exhibits.

A public name is loaded when it is first used (PEP 562): whoever asks for the LSTM waits for numpy alone. Where each one
lives stands in __init__.pyi, which editors and type checkers read too.
"""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

_list = Path(__file__).with_suffix(".pyi").read_text("utf-8")
_homes = {name: home for home, name in re.findall(r"^from (\S+) import (\w+) as \w+$", _list, re.MULTILINE)}
__all__ = sorted(_homes)


def __getattr__(name: str) -> Any:
    if name not in _homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_homes[name]), name)
    globals()[name] = value  # so that the next use finds it at once
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
