"""The controls of an exhibit as its page shows them, found by walking its widgets, and moves over their whole range."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import combinations, count
from math import comb
from typing import Any

import frames
import ipywidgets as widgets
import numpy as np

import lstm_lesson
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.recipe import Recipe

SLIDERS = (widgets.FloatSlider, widgets.IntSlider)
CONTROLS = (*SLIDERS, widgets.Dropdown, widgets.Text, widgets.Textarea, widgets.Button, widgets.ToggleButton)
SHARES = (0, 0.13, 0.5, 0.87, 1)  # of a slider's way


def controls(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    """Yield every control below a widget, in the page's order, as often as the page shows it."""
    if isinstance(widget, CONTROLS):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from controls(child)


def grid(control: widgets.Widget) -> list[Any]:
    """Return values over the whole range of a slider or a menu, where it stands at last."""
    if isinstance(control, widgets.Dropdown):
        values = (
            [value for _, value in control.options] if isinstance(control.options[0], tuple) else [*control.options]
        )
    else:
        steps = [round((control.max - control.min) * share / control.step) for share in SHARES]
        values = [min(control.min + step * control.step, control.max) for step in steps]
    return [*values, control.value]


def corners(names: list[str]) -> list[dict[str, int]]:
    """Return few settings, 0 for low and 1 for high, in which every two names stand in all four combinations.

    Each name gets a row of ones and zeros that begins with 0 and has the same number of ones, more than half of the
    rest: so two different rows are somewhere 00, 01, 10 and 11 (Katona 1973; Kleitman and Spencer 1973).
    """
    n = next(n for n in count(2) if comb(n - 1, n // 2 + n % 2) >= len(names))
    ones = list(combinations(range(1, n), n // 2 + n % 2))
    return [{name: int(k in ones[j]) for j, name in enumerate(names)} for k in range(n)]


def made_at(name: str, values: dict[str, Any]) -> Exhibit:
    """Make the exhibit called `name` where its sliders have these values, if it takes any; else move it there."""
    make = getattr(lstm_lesson, name)
    if isinstance(make, Recipe):
        return make(**values)
    ((_, exhibit),) = frames.exhibits([name])
    exhibit.set(**values)
    return exhibit


def endless(state: Any, name: str = "state") -> Iterator[str]:
    """Yield the names of the parts of a state that hold nan or an infinity."""
    if is_dataclass(state):
        for part in fields(state):
            yield from endless(getattr(state, part.name), part.name)
    elif isinstance(state, dict):
        for key, value in state.items():
            yield from endless(value, f"{name}[{key}]")
    elif isinstance(state, list | tuple):
        for value in state:
            yield from endless(value, name)
    elif isinstance(state, float | np.ndarray) and np.asarray(state).dtype.kind == "f" and not np.isfinite(state).all():
        yield name
