"""The arrows inside lstm_lesson point one way: wings below, lessons above, and no lesson knows another.

A folder's place in WINGS says what it may import: itself and what stands before it. Inside a lesson the file's name
says it: numbers, pictures, exhibits, checks.
"""

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lstm_lesson"
WINGS = ["validate", "whole_files", "data", "nn", "training", "studies", "drawing", "live", "lessons", "__init__"]
SEES = {  # where a wing sees fewer of the wings before it than all
    "data": {"validate"},
    "drawing": {"validate", "data", "nn"},
    "live": {"validate", "whole_files", "data", "nn", "training", "drawing"},
}
PICTURES, WIDGETS = {"numpy", "matplotlib", "PIL"}, {"numpy", "matplotlib", "PIL", "ipywidgets", "IPython"}
LIBRARIES = {"drawing": PICTURES, "live": WIDGETS, "lessons": WIDGETS, "__init__": set()}
PARTS = ["numbers", "pictures", "controls", "exhibits", "challenges", "checks"]  # of a lesson, the lowest first
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


def wing(module: list[str]) -> str:
    return module[0] if module[0] in WINGS else "__init__"


def part(module: list[str]) -> int:
    """The place among PARTS of a file of a lesson: `race_pictures` is one of `pictures`."""
    return PARTS.index(module[2].split("_")[-1])


def imported(source: str) -> set[str]:
    """Every module that the source names in an import, in full."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names}
    return names


def may_import(here: list[str], there: list[str]) -> bool:
    """Whether the module `here` may import `there`, both cut at their dots below lstm_lesson."""
    mine, its = wing(here), wing(there)
    if mine != its:
        return its in SEES.get(mine, set(WINGS[: WINGS.index(mine)]))
    if mine != "lessons" or len(here) < 3 or len(there) < 3:
        return True
    if here[1] != there[1]:
        return there[1] == "shared"
    return part(there) <= part(here)


def libraries(here: list[str]) -> set[str]:
    if here == ["training", "torch_modules"]:
        return {"numpy", "torch"}  # inside its functions alone: tests/training/test_torch_bridge.py
    if wing(here) == "lessons" and len(here) > 2 and here[2] != "__init__":
        if here[2].endswith("numbers"):
            return {"numpy"}
        if here[2].endswith("pictures"):
            return PICTURES
    return LIBRARIES.get(wing(here), {"numpy"})


def offences(module: str, source: str) -> list[str]:
    here = module.removesuffix(".py").split("/")
    found = []
    for name in sorted(imported(source)):
        first, *rest = name.split(".")
        if name.startswith(".") or "pyplot" in rest:
            found.append(name)  # absolute names can be read at a glance; pyplot keeps figures of its own
        elif first == "lstm_lesson":
            found += [] if may_import(here, rest) else [name]
        elif first not in sys.stdlib_module_names | libraries(here):
            found.append(name)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_module_imports_only_from_its_layer_and_below(module):
    assert offences(module, (PACKAGE / module).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("nn/cells.py", "from matplotlib.figure import Figure"),
        ("nn/cells.py", "from lstm_lesson.drawing import lanes"),
        ("nn/cells.py", "from lstm_lesson import drawing"),
        ("nn/cells.py", "import lstm_lesson.lessons.n11_damped_sine.exhibits"),
        ("nn/cells.py", "from lstm_lesson.training.forecaster import Forecaster"),
        ("nn/cells.py", "from lstm_lesson import LSTM"),
        ("data/signals.py", "from lstm_lesson.nn.cells import LSTM"),
        ("studies/recall.py", "from lstm_lesson.drawing import style"),
        ("drawing/lanes.py", "from lstm_lesson.studies import recall"),
        ("drawing/lanes.py", "import matplotlib.pyplot as plt"),
        ("drawing/lanes.py", "from matplotlib import pyplot"),
        ("drawing/lanes.py", "def later():\n    import ipywidgets"),
        ("drawing/lanes.py", "from lstm_lesson.live.exhibit import Exhibit"),
        ("live/exhibit.py", "from lstm_lesson.lessons.shared.half_life_exhibits import half_life_dial"),
        ("lessons/n14_attention/exhibits.py", "from lstm_lesson.lessons.n02_recurrent_recap.numbers import Orders"),
        ("lessons/n03_why_rnns_forget/numbers.py", "from lstm_lesson.lessons.n03_why_rnns_forget import pictures"),
        ("lessons/n14_attention/plane_pictures.py", "from lstm_lesson.lessons.n14_attention import exhibits"),
        ("lessons/n03_why_rnns_forget/numbers.py", "from matplotlib.figure import Figure"),
        ("lessons/n03_why_rnns_forget/pictures.py", "import ipywidgets"),
        ("lessons/n03_why_rnns_forget/exhibits.py", "from lstm_lesson import LSTM"),
        ("lessons/n11_damped_sine/exhibits.py", "from .forecast import forecast"),
        ("lessons/n11_damped_sine/exhibits.py", "import torch"),
        ("training/torch_bridge.py", "def later():\n    import torch"),
    ],
)
def test_arrow_that_points_the_other_way_is_found(module, line):
    assert len(offences(module, line)) == 1
