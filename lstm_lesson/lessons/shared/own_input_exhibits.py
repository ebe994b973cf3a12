"""An exhibit of one LSTM unit whose input can be chosen from a menu, typed as a list, or given as `x` (05 to 08)."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from lstm_lesson.lessons.shared.own_input_numbers import EXAMPLE, INPUTS, OWN, UNUSED, own_input, read_list, remark
from lstm_lesson.live.controls import PLAIN, ROW_HEIGHT, written
from lstm_lesson.live.exhibit import RED
from lstm_lesson.live.recipe import Recipe
from lstm_lesson.live.sharing import SharedExhibit
from lstm_lesson.live.widget_view import known
from lstm_lesson.validate import shown

HOW = "Numbers with commas or spaces; with decimal commas: 0,5; 1; 0"


class InputExhibit(SharedExhibit):
    """An exhibit with the controls "input", "period", "decay", "length" and "t", and a list of the student's own.

    `compute` also takes `x`, the list; it counts where "input" stands on "your own list", and then sets the length.
    """

    def __init__(
        self,
        title: str,
        controls: Sequence[Any],
        compute: Callable[..., Any],
        *parts: Any,
        fixed: Mapping[str, Any] | None = None,
        **recipe: Any,
    ) -> None:
        """Make the exhibit; among `fixed` may be `x`, the list to begin with."""
        fixed = dict(fixed or {})
        self.x = self._first_x = fixed.pop("x", EXAMPLE)
        self._length_before: int | None = None  # the length to go back to from a list
        self.box = widgets.Text(
            value=_listed(self.x),
            description="x",
            placeholder="0, 1, 1, 0.5",
            continuous_update=False,
            style={"description_width": "14px"},
            layout={"width": "auto", "height": f"{ROW_HEIGHT}px", "margin": "0"},
            **known(widgets.Text, tooltip=HOW),
        )
        self.box.add_class("lesson-own-list")
        self._told = widgets.HTML(layout={"margin": "0", "min_height": f"{ROW_HEIGHT}px"})
        self._say("")
        self._typing = widgets.VBox([self.box, self._told], layout=PLAIN)
        super().__init__(title, controls, lambda **values: compute(x=self.x, **values), *parts, fixed=fixed, **recipe)
        self.buttons.append(self.box)
        if "input" in self.rows:
            row = self.rows["input"].widget
            row.children = [*row.children, self._typing]
        self.box.observe(self._typed_list, names="value")

    @property
    def own(self) -> bool:
        """Return whether the input is the list."""
        return self._now("input") == OWN

    @property
    def settings(self) -> dict[str, Any]:
        """Return every setting by name; a list stands for input and length."""
        settings = super().settings
        if not self.own:
            return settings
        rest = {name: value for name, value in settings.items() if name not in ("input", "length")}
        return {"x": list(self.x), **rest}

    def set(self, **values: Any) -> None:
        """Move several sliders at once and draw once; `x` puts a list in as the input."""
        if "x" in values:
            x = own_input(values.pop("x"))
            values |= {"input": OWN}
            self._check_values(values)
            with self._lock:
                self._take(x)
                self.set(**values)
            return
        super().set(**{name: values[name] for name in sorted(values, key=lambda name: name != "input")})

    def _settle(self) -> None:
        if self.home is None:
            self._first_x = self.x
        super()._settle()

    def reset(self) -> None:
        """Move every slider and the list back to where their cell showed them first, or else to where they started."""
        with self._lock:
            self._take(self._first_x)
            super().reset()

    def _go_to(self, arguments: Sequence[str], given: Mapping[str, Any]) -> None:
        x = own_input(given["x"]) if "x" in given else None
        if "input" not in self.sliders:
            if x != (self.x if self.own else None):
                raise ValueError("x has no box here, and the input cannot be changed")
            given = {name: value for name, value in given.items() if name != "x"}
        elif x is not None:
            given = {**given, "x": x}
        super()._go_to(arguments, given)

    def _take(self, x: tuple[float, ...]) -> None:
        self.x = x
        self._say("")
        self.box.value = _listed(x)

    def _typed_list(self, change: Any) -> None:
        """Take the list that was typed, or say what is wrong with it, and keep the last good picture."""
        with self._lock:
            if change["new"] == _listed(self.x):
                self._say("")
                return
            try:
                self._take(read_list(change["new"]))
            except ValueError as error:
                self._say(f"{error}.")
                return
            self._batch = True
            self._keep_below()
            self._batch = False
            self._redraw({"length": len(self.x)})

    def _say(self, words: str) -> None:
        look = f"font-size:12px;line-height:{ROW_HEIGHT // 2}px"
        told = f'<div role="alert" style="{look};{RED}">{escape(words)}</div>'
        self._told.value = told if words else f'<div style="{look}">{escape(HOW)}</div>'

    def _keep_below(self) -> None:
        """Let the list set the length, and show only what matters."""
        self._let_the_list_set_the_length()
        super()._keep_below()
        if "t" in self.sliders and "length" not in self.sliders:
            self._end_below("t", len(self.x) if self.own else self._now("length"))
        hidden = "none" if self.own else None
        for name in ("period", "decay"):
            if name in self.rows and "input" in self.rows:
                self.rows[name].widget.layout.display = hidden
        self._typing.layout.display = None if self.own else "none"
        self._lock_unused()

    def _let_the_list_set_the_length(self) -> None:
        length = self.sliders.get("length")
        if length is None:
            return
        if self.own:
            if self._length_before is None:
                self._length_before = length.value
            length.value = len(self.x)
        elif self._length_before is not None:
            length.value, self._length_before = self._length_before, None

    def _now(self, name: str) -> float:
        return self.sliders[name].value if name in self.sliders else self.fixed[name]

    def _unused(self) -> Sequence[str]:
        return UNUSED.get(int(self._now("input")), ())

    def _remark(self) -> str:
        return remark(int(self._now("input"))) if "input" in self.sliders else ""

    def _remarks(self) -> Sequence[str]:
        return [remark(input) for input in range(len(INPUTS))] if "input" in self.sliders else ()

    def _matters(self, name: str) -> bool:
        """Tell whether it changes anything where a slider stands: a list has a length of its own."""
        return not (self.own and name == "length")


class InputRecipe(Recipe):
    """A recipe for such exhibits: called with `x=[0, 1, 1, 0.5]` or an array, it begins with that list as its input."""

    kind = InputExhibit

    def settings(self, start: str = "", **values: Any) -> dict[str, Any]:
        """Give every setting by name, as any recipe; with "your own list" also `x`, the list.

        Raises ValueError for an x that is not 2 to 120 finite numbers from −10 to 10, or an input or a length beside
        it that says something else.
        """
        if "x" not in values:
            settings = super().settings(start, **values)
            return settings | ({"length": len(EXAMPLE), "x": EXAMPLE} if settings["input"] == OWN else {})
        x = own_input(values.pop("x"))
        for name, wanted in (("input", OWN), ("length", len(x))):
            if values.get(name, wanted) != wanted:
                raise ValueError(f"{name} must be left out where x is given, or be {wanted}; got {shown(values[name])}")
        return {**super().settings(start, **values), "input": OWN, "length": len(x), "x": x}


def _listed(x: Sequence[float]) -> str:
    return ", ".join(map(written, x))
