"""The arrows inside lstm_lesson point one way: numbers, drawing, live.

The folder drawing/ is drawing; what is named nowhere here is numbers.
"""

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lstm_lesson"
LAYER_OF = {"drawing": 1}
LAYER_OF |= dict.fromkeys(["__init__", "controls", "exhibit", "exhibits", "sharing", "predict", "check", "checks"], 2)
ALLOWED = [{"numpy"}, {"numpy", "matplotlib", "PIL"}, {"numpy", "matplotlib", "PIL", "ipywidgets", "IPython"}]
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def layer(module: str) -> int:
    name = module.split("/")[0].removesuffix(".py")
    return LAYER_OF.get(name, 0)


def imported(source: str) -> set[str]:
    """Every module that the source names in an import, in full."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names}
    return names


def offences(module: str, source: str) -> list[str]:
    found = []
    for name in sorted(imported(source)):
        first, *rest = name.split(".")
        if name.startswith(".") or "pyplot" in rest:
            found.append(name)  # absolute names can be read at a glance; pyplot keeps figures of its own
        elif first == "lstm_lesson":
            found += [name] if rest and layer(rest[0]) > layer(module) else []
        elif first not in sys.stdlib_module_names | ALLOWED[layer(module)]:
            found.append(name)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_from_its_layer_and_below(module):
    assert offences(module, (PACKAGE / module).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("cells.py", "from matplotlib.figure import Figure"),
        ("cells.py", "from lstm_lesson.drawing import draw"),
        ("cells.py", "from lstm_lesson import drawing"),
        ("cells.py", "import lstm_lesson.exhibits.training"),
        ("drawing/draw.py", "import matplotlib.pyplot as plt"),
        ("drawing/draw.py", "from matplotlib import pyplot"),
        ("drawing/draw.py", "def later():\n    import ipywidgets"),
        ("drawing/draw.py", "from lstm_lesson.exhibit import Exhibit"),
        ("exhibits/training.py", "from .forecast import forecast"),
        ("exhibits/training.py", "import torch"),
    ],
)
def test_arrow_that_points_the_other_way_is_found(module, line):
    assert len(offences(module, line)) == 1
