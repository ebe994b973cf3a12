"""An exhibit to compare and to share: pin its curves as a ghost, and carry its state away as one line of Python.

    from lstm_lesson import cell_state_flow; cell_state_flow(w_xf=0.0, w_hf=0.0, b_f=2.0, …, length=60, t=23)

Such a line names every setting, those that stand where they started too: so it makes the same picture when the course
starts elsewhere one day. It brings its import, so it works in any notebook.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from numbers import Integral
from typing import Any

import ipywidgets as widgets
from matplotlib.artist import Artist

from lstm_lesson.drawing import pinned
from lstm_lesson.drawing.written import minus
from lstm_lesson.live.controls import Control
from lstm_lesson.live.exhibit import Exhibit

NAMED = 4  # pinned settings in the readout, so that it stays within its three lines
WANTED = "a settings line is “from lstm_lesson import …; …(name=number, …)”, as “Copy settings” writes it"


def settings_line(function: str, *arguments: str, **settings: float) -> str:
    """Write the line of Python that imports `function` from lstm_lesson and calls it; every number is exact."""
    given = [*map(repr, arguments), *(f"{name}={_exact(value)!r}" for name, value in settings.items())]
    return f"from lstm_lesson import {function}; {function}({', '.join(given)})"


def read_settings_line(line: str) -> tuple[str, list[str], dict[str, float]]:
    """Read a settings line without running it: the function, its arguments and its settings.

    Raises ValueError if it is not one (it imports one name, and calls it), or a setting is not a number.
    """
    try:
        body = ast.parse(line.strip()).body
    except (SyntaxError, ValueError):  # ValueError: a null byte
        body = []
    match body:
        case [
            ast.ImportFrom(module="lstm_lesson", names=[ast.alias(name=imported)]),
            ast.Expr(ast.Call(ast.Name(function), arguments, keywords)),
        ] if imported == function and all(k.arg for k in keywords):
            words = [_literal("the name of a slider", node, str) for node in arguments]
            return function, words, {str(k.arg): _literal(f"{k.arg}", k.value, int, float) for k in keywords}
    raise ValueError(f"{WANTED}; this is {line!r}")


class SharedExhibit(Exhibit):
    """An exhibit that can be pinned and shared.

    `function` of lstm_lesson makes it from `arguments` and all settings by name: those of the sliders, and `fixed`,
    the ones without a slider. `compute` takes them all. `pinned` holds the settings of the ghost, if there is one.
    """

    field: Any = None  # where a button writes the line, if there are buttons

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        compute: Callable[..., Any],
        picture: Callable[..., Any],
        sentence: Callable[[Any, dict[str, float]], str],
        *,
        function: str,
        arguments: Sequence[str] = (),
        fixed: Mapping[str, float] | None = None,
        buttons: bool = True,
        extra: Sequence[widgets.Widget] = (),
        **recipe: Any,
    ) -> None:
        """Make the exhibit; without `buttons` only code can pin and share it."""
        self.function, self.arguments, self.fixed = function, list(arguments), dict(fixed or {})
        self.pinned: dict[str, float] = {}
        self._ghosts: list[Artist] = []
        row = self._row() if buttons else []
        super().__init__(
            title,
            controls,
            partial(compute, **self.fixed),
            picture,
            lambda state, values: sentence(state, values) + self._of_the_pinned(values),
            extra=[*extra, widgets.HBox([*row, self.field])] if buttons else extra,
            **recipe,
        )
        self.buttons += row

    def _row(self) -> list[widgets.Button]:
        """Make the buttons, the field beside them, and room in the readout for what is pinned."""
        self.lines = 3
        self.field = widgets.Text(
            description="Line",
            placeholder="“Copy settings” writes one line of Python here, which makes this picture again anywhere",
            style={"description_width": "36px"},
            layout={"flex": "1 1 auto"},
        )
        self.field.add_class("lesson-line")
        return [
            _button("Pin", "Keep these curves as pale lines, to compare with", self.pin),
            _button("Clear", "Take the pinned curves away", self.clear),
            _button("Copy settings", "Write one line of Python that makes this picture again", self._copy),
        ]

    @property
    def settings(self) -> dict[str, float]:
        """Return every setting by name, whether it has a slider or not."""
        return {**self.fixed, **self.values}

    def settings_line(self) -> str:
        """Return one line of Python that makes this exhibit again, as it stands, in any notebook."""
        return settings_line(self.function, *self.arguments, **self.settings)

    def pin(self) -> None:
        """Keep the present curves as pale lines under those to come, instead of what was pinned before."""
        with self._lock:
            pinned.unpin(self._ghosts)
            self._ghosts, self.pinned = pinned.pin(self.drawing), self.values
            self._canvas.draw_background()
            self._redraw({})

    def clear(self) -> None:
        """Take the pale lines away."""
        with self._lock:
            pinned.unpin(self._ghosts)
            self.pinned = {}
            self._canvas.draw_background()
            self._redraw({})

    def _copy(self) -> None:
        with self._lock:
            self.field.value = self.settings_line()

    def _redraw(self, moved: Mapping[str, float]) -> None:
        super()._redraw(moved)
        if moved and self.field:
            self.field.value = ""  # it would say where the sliders were

    def _of_the_pinned(self, values: dict[str, float]) -> str:
        if not self.pinned:
            return ""
        told = [
            f"{name} = {self.controls[name].format(value)}"
            for name, value in self.pinned.items()
            if value != values[name]
        ]
        more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
        return minus(f" Pinned: {', '.join(told[:NAMED]) or 'these settings'}{more}.")


def _button(words: str, tooltip: str, act: Callable[[], None]) -> widgets.Button:
    button = widgets.Button(description=words, tooltip=tooltip, layout={"width": "auto", "flex": "0 0 auto"})
    button.on_click(lambda _: act())
    return button


def _exact(value: float) -> float:
    """Return a number as Python's own int or float, whose repr gives it back exactly."""
    return int(value) if isinstance(value, Integral) else float(value)


def _literal(name: str, node: ast.expr, *kinds: type) -> Any:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = None
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise ValueError(f"{name} must be {'text in quotes' if str in kinds else 'a number'}, not {ast.unparse(node)}")
    return value
