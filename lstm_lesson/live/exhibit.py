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
from matplotlib.figure import Figure

from lstm_lesson.drawing.canvas import LiveCanvas
from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.live import asleep
from lstm_lesson.live.controls import (
    PANEL,
    PLAIN,
    Control,
    ControlRow,
    Preset,
    among,
    arrange,
    read_number,
    without_noise,
    written,
)
from lstm_lesson.live.freeing import close_all, made_here
from lstm_lesson.live.resting import keep_ready
from lstm_lesson.live.sharp import SharpWhenStill
from lstm_lesson.live.widget_view import show_forms, view_of
from lstm_lesson.validate import shown

OWN_SETTINGS = "your own settings"
LINE_HEIGHT = 20  # pixels, of the readout
LINE = f"font-size:16px;line-height:{LINE_HEIGHT}px"
PANEL_AT_MOST = 330  # pixels: wider sliders gain nothing
READABLE = 640  # pixels: a sentence needs that, however narrow its picture is
REASON_HEIGHT, REASON_LETTERS = 16, 34  # pixels and letters of a line of a preset's reason
VIEW = ("flex", "min_width", "max_width")  # what gives sentence and picture their place beside the panel
PICTURE = ("_canvas", "drawing")  # what an exhibit that rests does without
PARTS = ("rows", "sliders", "boxes", "players", "buttons", "compute", "picture", "_sharp", *PICTURE)
RED = "color:#b00020;background:white"


class Exhibit:
    """Join sliders to a computation, its picture and a sentence about it.

    `compute(**values)` returns the state; `picture(figure, state)` draws it once and returns a Drawing whose
    `update(state)` sets new data; `sentence(state, values)` is the readout above the picture and its alt text. `size`
    is the picture's, in hundredths of an inch. `extra` widgets stand below the sliders. `lines` is the readout's room,
    so that the picture does not jump when the sentence grows.

    Sliders, sentence and picture are to be seen together on a screen of 1280 × 720: so the controls stand in a panel
    beside the picture, and above it where there is no room for both.
    """

    closed = False
    home: dict[str, float] | None = None  # where the sliders stood when the exhibit was first shown

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
        extra: Sequence[widgets.Widget] = (),
        lines: int = 2,
    ) -> None:
        self.title, self.lines = title, lines
        self.error = ""
        self.controls = {control.name: control for control in controls}
        self.buttons: list[widgets.Widget] = []  # of `extra`, those that `enabled` locks along with the sliders
        self.presets = dict(presets or {})
        self._check_recipe(controls)
        self.start = {control.name: control.value for control in controls}  # for what no preset sets, and for Reset
        self.compute, self.picture, self.sentence, self.size = compute, picture, sentence, size
        # Widget messages may arrive on the main thread or on a subshell's, by the version of ipykernel. One lock covers
        # everything from reading the sliders to sending the picture; it is re-entrant, since `set` moves many sliders.
        self._lock = threading.RLock()
        self._batch = False

        rows = [ControlRow(control) for control in controls]
        self.rows = {row.control.name: row for row in rows}
        self.sliders = {row.control.name: row.slider for row in rows}
        self.boxes = {row.control.name: row.box for row in rows if row.box is not None}
        self.players = {row.control.name: row.player for row in rows if row.player is not None}
        self._enabled = True
        self._keep_below()
        self._view = widgets.HTML(layout=PLAIN | {"max_width": "100%", "min_width": "0"})
        self._view.add_class("lesson-picture")

        state = compute(**self.values)
        self._draw(state)
        self._pixels = self._canvas.pixels
        self._sharp = SharpWhenStill(self._sharpen)
        self.widget = self._page(arrange(rows), extra)
        self._show(state)
        self._say_where_it_stands()

        # Slider and box keep each other equal here rather than by ipywidgets.link, which raises "Broken link" when two
        # threads move one slider.
        for name, slider in self.sliders.items():
            slider.observe(partial(self._moved, name), names="value")
        for name, box in self.boxes.items():
            box.observe(partial(self._typed, name), names="value")
        for name, player in self.players.items():
            player.play.observe(partial(self._played, name), names="value")
            player.backwards.observe(partial(self._turned, name), names="value")
        made_here(self.close)

    def close(self) -> None:
        """Give the memory back: widgets, picture and all. Title, readout and the last picture as PNG stay."""
        with self._lock:
            if not self.closed:
                self.closed = True
                freed = {name: part for name, part in vars(self).items() if isinstance(part, widgets.Widget)}
                for widget in freed.values():
                    close_all(widget)
                self._freed = {*freed, *PARTS}
                for name in self._freed:
                    self.__dict__.pop(name, None)

    def rest(self) -> bool:
        """Put the picture away until it is needed again; tell whether that could be done."""
        if not self._lock.acquire(blocking=False):  # another thread moves it, and may want to let ours rest
            return False
        try:
            if not self.closed and not self._may_rest():
                return False
            for name in PICTURE:
                self.__dict__.pop(name, None)
            return True
        finally:
            self._lock.release()

    def _may_rest(self) -> bool:
        """Tell whether the picture can be drawn anew from the sliders alone."""
        return True

    def __getattr__(self, name: str) -> Any:
        """Draw the picture anew if it rested; say why another part is no longer there."""
        if name in self.__dict__.get("_freed", ()):
            raise RuntimeError("the cell of this exhibit was run again, so use the new exhibit: this one was freed")
        if name in PICTURE and "widget" in self.__dict__:
            self._draw(self.compute(**self.values))
            return self.__dict__[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _draw(self, state: Any) -> None:
        """Draw the picture from nothing."""
        canvas = LiveCanvas(self.size)
        drawing = self.picture(canvas.figure, state)
        drawing.update(state)
        canvas.animate(drawing.artists)
        self._canvas, self.drawing = canvas, drawing
        keep_ready(self)

    @property
    def values(self) -> dict[str, float]:
        """Return what each slider says now."""
        return {name: without_noise(slider.value) for name, slider in self.sliders.items()}

    @property
    def enabled(self) -> bool:
        """Return or set whether the controls can be moved."""
        return self._enabled

    @enabled.setter
    def enabled(self, enabled: bool) -> None:
        self._enabled = enabled
        players = [widget for player in self.players.values() for widget in player.parts]
        for widget in [*players, self._choice, self._reset, *self.buttons]:
            widget.disabled = not enabled
        self._lock_unused()

    def _lock_unused(self) -> None:
        """Lock the sliders that do not matter now, or all of them until the exhibit is enabled."""
        unused = self._unused()
        for name, row in self.rows.items():
            row.disabled = not self._enabled or name in unused

    def _unused(self) -> Sequence[str]:
        """Return the names of the sliders that do not matter as the others stand."""
        return ()

    def _remark(self) -> str:
        """Return what stands in a reason's place while the sliders are on no preset."""
        return ""

    def _remarks(self) -> Sequence[str]:
        """Return every remark there can be, so that there is room for the longest."""
        return ()

    def set(self, **values: float) -> None:
        """Move several sliders at once and draw once."""
        self._check_values(values)
        with self._lock:
            self._batch = True
            try:
                for name in sorted(values, key=lambda name: bool(self.controls[name].below)):  # the limits first
                    self.sliders[name].value = values[name]
            finally:
                self._batch = False
            self._redraw(values)

    def reset(self) -> None:
        """Move every slider back to where its cell showed it first, or else to where it started."""
        self.set(**(self.home or self.start))
        self._say_where_it_stands()

    def preset(self, name: str) -> None:
        """Move the sliders to the preset called `name`, and show its reason."""
        if not isinstance(name, str) or name not in self.presets:
            there = among(self.presets, name) or "none: there is none"
            raise ValueError(f"preset must be one of {there}, not {shown(name)}")
        self.set(**self.start | self.presets[name].values)  # so that it is the same after any other
        with self._lock:
            self._say_preset(name)

    def _settle(self) -> None:
        """Note where the sliders stand when the exhibit is shown: a cell may have moved them by then."""
        if self.home is None and not self.closed:
            self.home = self.values

    def refresh(self) -> None:
        """Compute and draw again, after something other than a slider has changed."""
        with self._lock:
            self._redraw({})

    def _moved(self, name: str, _: Any) -> None:
        with self._lock:
            outer = self._batch
            self._batch = True
            self._keep_below()  # may move a time step along with the length
            self._batch = outer
            value = self.sliders[name].value
            try:
                if not outer:
                    self._redraw({name: value})  # before the box: the picture must not wait for a smaller message
            finally:  # an interrupt goes on from here
                if name in self.boxes:
                    self.boxes[name].value = written(value)
                self._let_play_go_on(name)

    def _keep_below(self) -> None:
        """Let each slider end where it must: a time step below the length, which may have a slider or none."""
        for control in self.controls.values():
            if control.below in self.sliders:
                self._end_below(control.name, self.sliders[control.below].value)

    def _end_below(self, name: str, limit: float) -> None:
        """Let a slider end one below a limit, and ▶ with it."""
        self.sliders[name].max = int(min(self.controls[name].high, limit - 1))
        self._let_play_go_on(name)

    def _let_play_go_on(self, name: str) -> None:
        """Let ▶, if the slider has one, go on from where the slider stands."""
        if name in self.players:
            self.players[name].follow(self.sliders[name].value, self.sliders[name].max)

    def _typed(self, name: str, _: Any) -> None:
        """Move the slider to what was typed; say so if it cannot be read, and put back what is true."""
        with self._lock:
            typed, slider = self.boxes[name].value, self.sliders[name]
            if typed == written(slider.value):
                return
            try:
                slider.value = self._read(name, typed)
                self._complain("")
            except ValueError as error:
                self._complain(f"{error}.")
            self.boxes[name].value = written(slider.value)  # "0,5" is 0.5

    def _read(self, name: str, typed: str) -> float:
        """Return the number that was typed; raise ValueError if there is none, or the slider cannot go there."""
        slider, value = self.sliders[name], read_number(typed)
        if value is None:
            raise ValueError(f"{name} must be a number, such as {written(slider.value)}, not {shown(typed)}")
        self.controls[name].check(value)
        if value > slider.max:
            raise ValueError(f"{name} must be at most {slider.max} here, not {value:g}")
        return int(value) if self.controls[name].integer else value

    def _played(self, name: str, _: Any) -> None:
        with self._lock:
            self.sliders[name].value = self.players[name].step()

    def _turned(self, name: str, _: Any) -> None:
        """Let ▶ go on from here the other way."""
        with self._lock:
            self._let_play_go_on(name)

    def _complain(self, words: str) -> None:
        look = f"font-size:14px;line-height:{REASON_HEIGHT}px;{RED}"
        self.complaint.value = f'<div role="alert" style="{look}">{escape(words)}</div>' if words else ""

    def _redraw(self, moved: Mapping[str, float]) -> None:
        """Bring the picture up to date with the sliders; on an error keep the last good one and say what went wrong."""
        if self.closed:
            return  # a training may still report to it
        if moved:
            self._complain("")  # of what was typed before
        try:
            state = self.compute(**self.values)
            self._update(state)
            self._show(state)
        except Exception as error:  # anything at all: it would be lost in the kernel's log, and the exhibit look dead
            self._say_that_it_failed(moved, f"{type(error).__name__}: {error}")
        except KeyboardInterrupt:
            self._say_that_it_failed(moved, "interrupted")
            raise
        finally:
            self._say_preset(self._choice.value)

    def _update(self, state: Any) -> None:
        """Let the picture show another state."""
        if "drawing" not in self.__dict__:  # it rested
            self._draw(state)
            return
        keep_ready(self)
        changed = self.drawing.update(state)
        if changed or self.error:  # an update that failed half-way may have moved an axis and not said so
            self._canvas.draw_background()

    def _say_that_it_failed(self, moved: Mapping[str, float], why: str) -> None:
        where = ", ".join(f"{name} = {value:g}" for name, value in moved.items())
        self.error = f"{where or 'refresh'}: {why}"
        self._send()

    def _show(self, state: Any) -> None:
        readout = self.sentence(state, self.values)
        self.png = self._canvas.png()
        self.readout = readout
        self.error = ""
        self._send()
        self._sharp.moved()

    def _sharpen(self) -> None:
        """Send the picture, which stands still, with twice the pixels."""
        with self._lock:
            if not self.closed and not self.error:
                self._send(self._canvas.sharp_png())

    def _send(self, png: bytes | None = None) -> None:
        """Send sentence or error and picture in one message, so that they always belong together."""
        width, height = self._pixels
        look = f"{LINE};min-height:{LINE_HEIGHT * self.lines}px"
        if self.error:
            words = escape(f"{self.error}. The picture still shows the last settings that worked.")
            line = f'<div class="lesson-error" role="alert" style="{look};{RED}">{words}</div>'
        else:
            line = f'<div class="lesson-readout" style="{look}">{escape(self.readout)}</div>'
        self._view.value = (
            f'{line}<img alt="{escape(self.readout)}" width="{width}" height="{height}" decoding="sync" '
            f'style="display:block;max-width:100%;height:auto;background:white" '
            f'src="data:image/png;base64,{b64encode(png or self.png).decode()}">'
        )

    def _say_preset(self, name: str) -> None:
        """Let the menu and the reason beside it name a preset only while the sliders stand on it."""
        self._choice.value = name if self._stands_on(name) else OWN_SETTINGS
        preset = self.presets.get(self._choice.value)
        reason = escape(preset.reason if preset else self._remark())
        self._reason.value = f'<div style="font-size:13px;line-height:{REASON_HEIGHT}px">{reason}</div>'

    def _say_where_it_stands(self) -> None:
        """Name the preset that the sliders stand on, if there is one."""
        with self._lock:
            self._say_preset(next(filter(self._stands_on, self.presets), OWN_SETTINGS))

    def _stands_on(self, name: str) -> bool:
        if name not in self.presets:
            return False
        wanted, now = self.start | self.presets[name].values, self.values
        return all(now[one] == min(value, self._highest(one)) for one, value in wanted.items() if self._matters(one))

    def _matters(self, name: str) -> bool:
        """Tell whether it changes anything where a slider stands."""
        return True

    def _highest(self, name: str) -> float:
        """Return where a slider ends now: a time step below the length."""
        return getattr(self.sliders[name], "max", self.controls[name].high)

    def _chosen(self, change: Any) -> None:
        if change["new"] == OWN_SETTINGS:
            return
        if self._stands_on(change["new"]):
            self._say_preset(change["new"])
        else:
            self.preset(change["new"])

    def _page(self, sliders: widgets.Widget, extra: Sequence[widgets.Widget]) -> widgets.VBox:
        self._choice = widgets.Dropdown(
            options=[OWN_SETTINGS, *self.presets],
            description="Preset",
            style={"description_width": "44px"},
            layout={
                "width": "auto",
                "min_width": "0",
                "flex": "1 1 120px",
                "display": None if self.presets else "none",
            },
        )
        self._choice.observe(self._chosen, names="value")
        self._reset = widgets.Button(description="Reset", layout={"width": "64px", "flex": "0 0 auto"})
        self._reset.on_click(lambda _: self.reset())
        self._reason = widgets.HTML(layout={"margin": "0", "min_height": self._room_for_reasons()})
        self.complaint = widgets.HTML(layout={"margin": "0"})
        head = widgets.HBox([self._choice, self._reset], layout=PLAIN)
        head.layout.display = None if self.controls else "none"  # nothing to reset
        panel = widgets.VBox(
            [head, self._reason, sliders, self.complaint, *extra, self._sharp.widget],
            layout=PLAIN | {"flex": f"1 1 {PANEL}px", "min_width": "0", "max_width": "100%"},
        )
        width = max(self._pixels[0], READABLE)
        self._view.layout.flex = f"0 1 {width}px"
        beside = {"flex_flow": "row wrap", "align_items": "flex-start", "grid_gap": "0 10px"}
        most = f"{width + 10 + PANEL_AT_MOST}px"
        both = widgets.HBox([panel, self._view], layout=PLAIN | beside | {"max_width": most})
        both.add_class("lesson-exhibit")
        return widgets.VBox([both], layout=PLAIN)

    def add_above(self, widget: widgets.Widget) -> None:
        """Show a widget above the sentence and its picture."""
        both = self.widget.children[0]
        panel, view = both.children
        whole = widgets.VBox([widget, view], layout=PLAIN | {name: getattr(view.layout, name) for name in VIEW})
        view.layout.flex = "0 0 auto"
        both.children = [panel, whole]

    def add_below(self, widget: widgets.Widget) -> None:
        """Show a widget under controls and picture."""
        self.widget.children = [*self.widget.children, widget]

    def take_below(self, widget: widgets.Widget) -> None:
        """Take away again what `add_below` showed, if it is there."""
        if not self.closed:
            self.widget.children = [child for child in self.widget.children if child is not widget]

    def _room_for_reasons(self) -> str:
        """Keep room for the longest reason of a preset, so that the sliders below do not jump."""
        reasons = [*(preset.reason for preset in self.presets.values()), *self._remarks()]
        longest = max(map(len, reasons), default=0)
        return f"{REASON_HEIGHT * -(-longest // REASON_LETTERS)}px"

    def _check_recipe(self, controls: Sequence[Control]) -> None:
        names = [control.name for control in controls]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"controls must have different names, not twice {', '.join(twice)}")
        for name, preset in self.presets.items():
            try:
                self._check_values(preset.values)
            except ValueError as error:
                raise ValueError(f"preset {shown(name)}: {error}") from None

    def _check_values(self, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            if name not in self.controls:
                raise ValueError(f"{name} is not a control; the controls are {among(self.controls, name)}")
            self.controls[name].check(value)

    def __repr__(self) -> str:
        if self.closed:
            return f"Exhibit({self.title!r}, freed)"
        settings = "".join(f", {name}={self.controls[name].format(value)}" for name, value in self.values.items())
        return f"Exhibit({self.title!r}{settings})"

    def _ipython_display_(self) -> None:
        asleep.show_note()
        self.show()

    def show(self) -> None:
        """Show the exhibit without the note that it is not running, which stands under a question already."""
        self._settle()
        data, metadata = self._repr_mimebundle_()
        show_forms(data, metadata)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple[dict[str, Any], Any]:
        """Return the widget for a live notebook, words and a picture for where there is no kernel, and its alt text."""
        bundle = view_of(self.widget)
        bundle["text/plain"] = f"{self!r}\n{self.readout}"  # ipywidgets would cut it at 110 characters
        bundle["image/png"] = b64encode(self.png).decode()
        return bundle, {"image/png": {"alt": self.readout}}
