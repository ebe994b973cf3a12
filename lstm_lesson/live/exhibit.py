"""A live picture: sliders, a computation, a picture and a sentence that follow them.

An exhibit is a recipe. `compute` holds the numbers, `picture` the drawing, `sentence` the words; this file only joins
them to widgets, keeps them together when several threads call at once, and never lets an error disappear.
"""

import threading
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import ipywidgets as widgets
from IPython.display import display
from matplotlib.figure import Figure

from lstm_lesson.drawing.canvas import LiveCanvas
from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.live import asleep
from lstm_lesson.live.controls import Control, ControlRow, Preset, among, arrange, without_noise

OWN_SETTINGS = "your own settings"
LINE = "font-size:17px;line-height:23px"
RED = "color:#b00020;background:white"


class Exhibit:
    """Join sliders to a computation, its picture and a sentence about it.

    `compute(**values)` returns the state; `picture(figure, state)` draws it once and returns a Drawing whose
    `update(state)` sets new data; `sentence(state, values)` is the readout under the controls and the picture's alt
    text. `size` is the picture's, in pixels. `extra` widgets stand above the picture.
    """

    lines = 2  # the readout's room, so that the picture does not jump when the sentence grows

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        compute: Callable[..., Any],
        picture: Callable[[Figure, Any], Drawing],
        sentence: Callable[[Any, dict[str, float]], str],
        *,
        presets: Mapping[str, Preset] | None = None,
        size: tuple[int, int] = (1000, 640),
        columns: int | None = None,
        extra: Sequence[widgets.Widget] = (),
    ) -> None:
        self.title = title
        self.error = ""
        self.controls = {control.name: control for control in controls}
        self.buttons: list[widgets.Widget] = []  # of `extra`, those that `enabled` locks along with the sliders
        self.presets = dict(presets or {})
        self._check_recipe(controls)
        self.compute, self.picture, self.sentence, self.size = compute, picture, sentence, size
        # Widget messages may arrive on the main thread or on a subshell's, by the version of ipykernel. One lock covers
        # everything from reading the sliders to sending the picture; it is re-entrant, since `set` moves many sliders.
        self._lock = threading.RLock()
        self._batch = False

        rows = [ControlRow(control) for control in controls]
        self.sliders = {row.control.name: row.slider for row in rows}
        self.boxes = {row.control.name: row.box for row in rows}
        self._view = widgets.HTML(layout={"margin": "0"})
        self._view.add_class("lesson-picture")

        state = compute(**self.values)
        self._canvas = LiveCanvas(size)
        self.drawing = picture(self._canvas.figure, state)
        self.drawing.update(state)
        self._canvas.animate(self.drawing.artists)
        self.widget = self._page(arrange(rows, size[0], columns), extra)
        self._show(state)

        # Slider and box keep each other equal here rather than by ipywidgets.link, which raises "Broken link" when two
        # threads move one slider.
        for name in self.controls:
            self.sliders[name].observe(partial(self._moved, name), names="value")
            self.boxes[name].observe(partial(self._typed, name), names="value")

    @property
    def values(self) -> dict[str, float]:
        """Return what each slider says now."""
        return {name: without_noise(slider.value) for name, slider in self.sliders.items()}

    @property
    def enabled(self) -> bool:
        """Return or set whether the controls can be moved."""
        return not self._choice.disabled

    @enabled.setter
    def enabled(self, enabled: bool) -> None:
        for widget in [*self.sliders.values(), *self.boxes.values(), self._choice, self._reset, *self.buttons]:
            widget.disabled = not enabled

    def set(self, **values: float) -> None:
        """Move several sliders at once and draw once."""
        self._check_values(values)
        with self._lock:
            self._batch = True
            try:
                for name, value in values.items():
                    self.sliders[name].value = value
            finally:
                self._batch = False
            self._redraw(values)

    def reset(self) -> None:
        """Move every slider back to where it started."""
        self.set(**{name: control.value for name, control in self.controls.items()})

    def preset(self, name: str) -> None:
        """Move the sliders to the preset called `name`, and show its reason."""
        if name not in self.presets:
            there = among(self.presets, name) or "none: there is none"
            raise ValueError(f"preset must be one of {there}, not {name!r}")
        self.set(**self.presets[name].values)
        with self._lock:
            self._say_preset(name)

    def refresh(self) -> None:
        """Compute and draw again, after something other than a slider has changed."""
        with self._lock:
            self._redraw({})

    def _moved(self, name: str, _: Any) -> None:
        with self._lock:
            value = self.sliders[name].value
            if not self._batch:
                self._redraw({name: value})  # before the box: the picture must not wait for a smaller message
            self.boxes[name].value = without_noise(value)

    def _typed(self, name: str, _: Any) -> None:
        with self._lock:
            if self.values[name] != self.boxes[name].value:
                self.sliders[name].value = self.boxes[name].value

    def _redraw(self, moved: Mapping[str, float]) -> None:
        """Bring the picture up to date with the sliders; on an error keep the last good one and say what went wrong."""
        try:
            state = self.compute(**self.values)
            changed = self.drawing.update(state)
            if changed or self.error:  # an update that failed half-way may have moved an axis and not said so
                self._canvas.draw_background()
            self._show(state)
        except Exception as error:  # anything at all: it would be lost in the kernel's log, and the exhibit look dead
            where = ", ".join(f"{name} = {value:g}" for name, value in moved.items())
            self.error = f"{where or 'refresh'}: {type(error).__name__}: {error}"
            self._send()
        self._say_preset(self._choice.value)

    def _show(self, state: Any) -> None:
        readout = self.sentence(state, self.values)
        self.png = self._canvas.png()
        self.readout = readout
        self.error = ""
        self._send()

    def _send(self) -> None:
        """Send sentence or error and picture in one message, so that they always belong together."""
        width, height = self.size
        look = f"{LINE};min-height:{23 * self.lines}px"
        if self.error:
            words = escape(f"{self.error}. The picture still shows the last settings that worked.")
            line = f'<div class="lesson-error" role="alert" style="{look};{RED}">{words}</div>'
        else:
            line = f'<div class="lesson-readout" style="{look}">{escape(self.readout)}</div>'
        self._view.value = (
            f'{line}<img alt="{escape(self.readout)}" width="{width}" height="{height}" decoding="sync" '
            f'style="display:block;max-width:none;background:white" '
            f'src="data:image/png;base64,{b64encode(self.png).decode()}">'
        )

    def _say_preset(self, name: str) -> None:
        """Let the menu and the reason beside it name a preset only while the sliders stand on it."""
        self._choice.value = name if self._stands_on(name) else OWN_SETTINGS
        preset = self.presets.get(self._choice.value)
        reason = escape(preset.reason) if preset else ""
        self._reason.value = f'<div style="font-size:15px;line-height:1.3">{reason}</div>'

    def _stands_on(self, name: str) -> bool:
        return name in self.presets and self.presets[name].values.items() <= self.values.items()

    def _chosen(self, change: Any) -> None:
        if change["new"] != OWN_SETTINGS and not self._stands_on(change["new"]):
            self.preset(change["new"])

    def _page(self, sliders: widgets.Widget, extra: Sequence[widgets.Widget]) -> widgets.VBox:
        self._choice = widgets.Dropdown(
            options=[OWN_SETTINGS, *self.presets],
            description="Preset",
            style={"description_width": "50px"},
            layout={"width": "270px", "flex": "0 0 auto", "display": None if self.presets else "none"},
        )
        self._choice.observe(self._chosen, names="value")
        self._reset = widgets.Button(description="Reset", layout={"width": "80px", "flex": "0 0 auto"})
        self._reset.on_click(lambda _: self.reset())
        self._reason = widgets.HTML(layout={"flex": "1 1 auto", "margin": "0 0 0 8px"})
        width = self.size[0]
        head = widgets.HBox(
            [self._choice, self._reset, self._reason],
            layout={"width": f"{width}px", "min_height": "40px" if self.presets else None, "align_items": "center"},
        )
        head.layout.display = None if self.controls else "none"  # nothing to reset
        page = widgets.VBox([head, sliders, *extra, self._view], layout={"width": f"{width + 4}px"})
        page.add_class("lesson-exhibit")
        return page

    def _check_recipe(self, controls: Sequence[Control]) -> None:
        names = [control.name for control in controls]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"controls must have different names, not twice {', '.join(twice)}")
        for name, preset in self.presets.items():
            try:
                self._check_values(preset.values)
            except ValueError as error:
                raise ValueError(f"preset {name!r}: {error}") from None

    def _check_values(self, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            if name not in self.controls:
                raise ValueError(f"{name} is not a control; the controls are {among(self.controls, name)}")
            self.controls[name].check(value)

    def __repr__(self) -> str:
        settings = "".join(f", {name}={self.controls[name].format(value)}" for name, value in self.values.items())
        return f"Exhibit({self.title!r}{settings})"

    def _ipython_display_(self) -> None:
        asleep.show_note()
        self.show()

    def show(self) -> None:
        """Show the exhibit without the note that it is not running, which stands under a question already."""
        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict[str, Any], Any]:
        """Return the widget for a live notebook, words and a picture for where there is no kernel, and its alt text."""
        bundle = dict(self.widget._repr_mimebundle_())
        bundle["text/plain"] = f"{self!r}\n{self.readout}"  # ipywidgets would cut it at 110 characters
        bundle["image/png"] = b64encode(self.png).decode()
        return bundle, {"image/png": {"alt": self.readout}}
