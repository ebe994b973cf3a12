"""An exhibit of a text that can be chosen from a menu, typed, or given as `text` (15)."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from lstm_lesson.lessons.n15_reading_code.numbers import COLUMNS, EXAMPLES, MOST, OWN, ROWS, own_text
from lstm_lesson.live.exhibit import RED
from lstm_lesson.live.recipe import Recipe
from lstm_lesson.live.sharing import SharedExhibit
from lstm_lesson.live.widget_view import known
from lstm_lesson.validate import shown

HOW = f"At most {MOST} characters in {ROWS} lines of {COLUMNS}."
TEXTS = tuple(EXAMPLES.values())


class TextExhibit(SharedExhibit):
    """An exhibit with the control "example", a box for a text, and perhaps "t", one of its characters.

    `compute` takes `text` in place of "example". What is typed becomes the text at once, if it can be read: then
    "example" stands on "your own text". The box shows the text that is read.
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
        """Make the exhibit; among `fixed` may be `text`, the text to begin with."""
        fixed = dict(fixed or {})
        begin = next((int(control.value) for control in controls if control.name == "example"), None)
        begin = int(fixed["example"]) if begin is None else begin
        self.text = self._first_text = fixed.pop("text", TEXTS[begin] if begin != OWN else TEXTS[0])
        self.box = widgets.Textarea(
            value=self.text,
            description="type",
            rows=4,
            style={"description_width": "30px"},
            layout={"width": "auto", "height": "88px", "margin": "0"},
            **known(widgets.Textarea, tooltip=HOW),
        )
        self.box.add_class("lesson-own-text")
        self._told = widgets.HTML(
            layout={"margin": "0", "min_height": "30px"}
        )  # two lines: a refusal in a narrow panel
        self._say("")
        super().__init__(title, controls, self._computing(compute), *parts, fixed=fixed, **recipe)
        self.buttons.append(self.box)
        if "example" in self.rows:
            row = self.rows["example"].widget
            row.children = [*row.children, self.box, self._told]
        self.box.observe(self._typed_text, names="value")

    def _computing(self, compute: Callable[..., Any]) -> Callable[..., Any]:
        def computed(example: float, **values: Any) -> Any:
            return compute(text=self.text, **values)

        return computed

    @property
    def own(self) -> bool:
        """Return whether the text is the student's own."""
        return (self.sliders["example"].value if "example" in self.sliders else self.fixed["example"]) == OWN

    @property
    def settings(self) -> dict[str, Any]:
        """Return every setting by name; a text of the student's own stands for "example"."""
        settings = super().settings
        if not self.own:
            return settings
        return {"text": self.text, **{name: value for name, value in settings.items() if name != "example"}}

    def set(self, **values: Any) -> None:
        """Move several sliders at once and draw once; `text` puts a text of one's own in."""
        if "text" in values:
            text = own_text(values.pop("text"))
            values |= {"example": OWN}
            self._check_values(values)
            with self._lock:
                self._take(text)
                self.set(**values)
            return
        if "example" in values and values["example"] != OWN and "example" in self.sliders:
            self._check_values(values)
            with self._lock:
                self._take(TEXTS[int(values["example"])])
        super().set(**{name: values[name] for name in sorted(values, key=lambda name: name != "example")})

    def _settle(self) -> None:
        if self.home is None:
            self._first_text = self.text
        super()._settle()

    def reset(self) -> None:
        """Move every slider and the text back to where their cell showed them first, or else to where they started."""
        with self._lock:
            self._take(self._first_text)
            super().reset()

    def _go_to(self, arguments: Sequence[str], given: Mapping[str, Any]) -> None:
        if "text" in given and "example" not in self.sliders:
            raise ValueError("text has no box here, and cannot be changed")
        super()._go_to(arguments, given)

    def _moved(self, name: str, change: Any) -> None:
        if name == "example" and not self._batch and self.sliders["example"].value != OWN:
            with self._lock:
                self._take(TEXTS[int(self.sliders["example"].value)])
        super()._moved(name, change)

    def _take(self, text: str) -> None:
        self.text = text
        self._say("")
        self.box.value = text

    def _typed_text(self, change: Any) -> None:
        """Take the text that was typed, or say what is wrong with it, and keep the last good picture."""
        with self._lock:
            if change["new"] == self.text:
                return
            try:
                text = own_text(change["new"])
            except ValueError as error:
                self._say(f"{error}.")
                return
            self.text = text
            self._say("")
            self._batch = True
            self.sliders["example"].value = OWN
            self._keep_below()
            if "t" in self.sliders:  # to the character that was typed last, as far as one can tell
                self.sliders["t"].value = len(text) - 1
            self._batch = False
            self._redraw({"example": OWN})

    def _say(self, words: str) -> None:
        look = "font-size:12px;line-height:15px"
        told = f'<div role="alert" style="{look};{RED}">{escape(words)}</div>'
        self._told.value = told if words else f'<div style="{look}">{escape(HOW)}</div>'

    def _keep_below(self) -> None:
        """Let t end at the last character."""
        super()._keep_below()
        if "t" in self.sliders:
            self._end_below("t", len(self.text))


class TextRecipe(Recipe):
    """A recipe for such exhibits: called with `text="x = 1"`, it begins with that text."""

    kind = TextExhibit

    def settings(self, start: str = "", **values: Any) -> dict[str, Any]:
        """Give every setting by name, as any recipe; with a text of one's own also `text`.

        Raises ValueError for a text that cannot be shown, or an example beside it that says something else.
        """
        if "text" not in values:
            settings = super().settings(start, **values)
            return settings | ({"text": TEXTS[0]} if settings["example"] == OWN else {})
        text = own_text(values.pop("text"))
        if values.get("example", OWN) != OWN:
            raise ValueError(
                f"example must be left out where text is given, or be {OWN}; got {shown(values['example'])}"
            )
        return {**super().settings(start, **values), "example": OWN, "text": text}
