"""An exhibit to share: its state is carried away as one line of Python, and comes back from it.

    from lstm_lesson import cell_state_flow; cell_state_flow(w_xf=0.0, w_hf=0.0, b_f=2.0, …, length=60, t=23)

Such a line names every setting, those that stand where they started too: so it makes the same picture when the course
starts elsewhere one day. It brings its import, so it works in any notebook; and pasted under another exhibit of the
same name, it moves that one's sliders.
"""

import ast
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from numbers import Integral
from typing import Any

import ipywidgets as widgets

from lstm_lesson.live.controls import PLAIN, ROW_HEIGHT, Control, is_number
from lstm_lesson.live.exhibit import RED
from lstm_lesson.live.page_script import in_page
from lstm_lesson.live.pinning import PinnedExhibit, button
from lstm_lesson.validate import shown

COPIED = "Copied; if not: Ctrl+A, Ctrl+C here."  # not every page lets us reach the clipboard
PASTE = "Paste a line here and press Enter."
TO_CLIPBOARD = "navigator.clipboard?.writeText({}).catch(() => 0)"
WANTED = "a settings line is “from lstm_lesson import …; …(name=number, …)”, as “Copy settings” writes it"


def settings_line(function: str, *arguments: str, **settings: Any) -> str:
    """Write the line of Python that imports `function` from lstm_lesson and calls it; every number is exact.

    A setting is a number, a list of numbers, or a text.
    """
    given = [*map(repr, arguments), *(f"{name}={_exact(value)!r}" for name, value in settings.items())]
    return f"from lstm_lesson import {function}; {function}({', '.join(given)})"


def read_settings_line(line: str) -> tuple[str, list[str], dict[str, Any]]:
    """Read a settings line without running it: the function, its arguments and its settings.

    Raises ValueError if it is not one (it imports one name, and calls it), or a setting is neither a number, nor a list
    of numbers, nor a text in quotes.
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
            return function, [_word(node) for node in arguments], {str(k.arg): _setting(k) for k in keywords}
    raise ValueError(f"{WANTED}; this is {shown(line)}")


class SharedExhibit(PinnedExhibit):
    """An exhibit that can be pinned and shared.

    `function` of lstm_lesson makes it from `arguments` and all settings by name: those of the sliders, and `fixed`,
    the ones without a slider. `compute` takes them all. `field` is there while it holds a line, or waits for one.
    """

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
        fixed: Mapping[str, Any] | None = None,
        **recipe: Any,
    ) -> None:
        """Make the exhibit, with its buttons under the sliders."""
        self.function, self.arguments, self.fixed = function, list(arguments), dict(fixed or {})
        buttons = [
            button("Copy settings", "Write one line of Python that makes this picture again", self._copy),
            button("Paste", "Move the sliders to what a line says that was copied before", self._wait_for_a_line),
        ]
        super().__init__(
            title,
            controls,
            partial(compute, **self.fixed),
            picture,
            sentence,
            more_buttons=buttons,
            below=[self._line()],
            **recipe,
        )
        self.buttons.append(self.field)

    def _line(self) -> widgets.Widget:
        """Make the field for a settings line, what is said about it, and the way to the clipboard."""
        self.field = widgets.Text(
            description="Line",
            placeholder="from lstm_lesson import …",
            continuous_update=False,
            style={"description_width": "30px"},
            layout={"width": "auto", "height": f"{ROW_HEIGHT}px", "margin": "0"},
        )
        self.field.add_class("lesson-line")
        self.field.observe(self._pasted, names="value")
        self.about_line = widgets.HTML(layout={"margin": "0"})
        self._clipboard = widgets.HTML(layout={"display": "none"})
        self._below = widgets.VBox([self.field, self.about_line, self._clipboard], layout=PLAIN | {"display": "none"})
        return self._below

    @property
    def settings(self) -> dict[str, Any]:
        """Return every setting by name, whether it has a slider or not."""
        return {**self.fixed, **self.values}

    def settings_line(self) -> str:
        """Return one line of Python that makes this exhibit again, as it stands, in any notebook."""
        return settings_line(self.function, *self.arguments, **self.settings)

    def _copy(self) -> None:
        """Write the line into the field, and to the clipboard where the page allows it."""
        with self._lock:
            line = self.settings_line()
            self._show_line(line, COPIED)
            self._clipboard.value = in_page(TO_CLIPBOARD.format(json.dumps(line)))
            self._clipboard.value = ""  # or it would copy again whenever the page is drawn anew

    def _wait_for_a_line(self) -> None:
        """Open the empty field; close it if it is open and empty."""
        with self._lock:
            if self._below.layout.display is None and not self.field.value:
                self._below.layout.display = "none"
            else:
                self._show_line("", PASTE)

    def _show_line(self, line: str, words: str) -> None:
        self._say_of_line(words)
        self._below.layout.display = None
        self.field.value = line

    def _say_of_line(self, words: str, look: str = "", role: str = "status") -> None:
        style = f"font-size:12px;line-height:15px;{look}"
        self.about_line.value = f'<div role="{role}" style="{style}">{escape(words)}</div>'

    def _pasted(self, change: Any) -> None:
        """Move to what a line says; say what is wrong with a line that cannot be followed."""
        line = change["new"].strip()
        with self._lock:
            if not line or line == self.settings_line():
                return
            try:
                self.follow(line)
            except ValueError as error:
                self._say_of_line(f"{error}.", RED, "alert")

    def follow(self, line: str) -> None:
        """Move to the settings of a line of this exhibit; what it does not name goes back to where it started.

        Raises ValueError if it is no settings line, or is one of another exhibit, or needs a slider that is not here.
        """
        function, arguments, given = read_settings_line(line)
        if function != self.function:
            raise ValueError(f"this picture is made by {self.function}; the line is one of {function}")
        self._go_to(arguments, given)

    def _go_to(self, arguments: Sequence[str], given: Mapping[str, Any]) -> None:
        for name, value in given.items():
            if name in self.fixed and value != self.fixed[name]:
                raise ValueError(f"{name} has no slider here, and stands at {self.fixed[name]}; in the line at {value}")
        self.set(**self.start | {name: value for name, value in given.items() if name not in self.fixed})

    def _redraw(self, moved: Mapping[str, float]) -> None:
        super()._redraw(moved)
        if moved and (self.field.value or self._below.layout.display is None):
            self._below.layout.display = "none"  # the line would say where the sliders were
            self.field.value = ""


def _exact(value: Any) -> Any:
    """Return numbers as Python's own ints or floats, and texts as they are: what repr gives back exactly."""
    if isinstance(value, str):
        return value
    if not is_number(value):
        return [_exact(number) for number in value]
    return int(value) if isinstance(value, Integral) else float(value)


def _word(node: ast.expr) -> str:
    word = _literal(node)
    if not isinstance(word, str):
        raise ValueError(f"the name of a slider must be text in quotes, not {ast.unparse(node)}")
    return word


def _setting(given: ast.keyword) -> Any:
    value = _literal(given.value)
    if isinstance(value, str):
        return value  # whoever takes the settings says whether this one may be a text
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in _as_list(value)):
        raise ValueError(f"{given.arg} must be a number, a list of numbers or a text, not {ast.unparse(given.value)}")
    return value


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
