"""The controls of an exhibit: a slider joined to a number box, or a few words to choose from; ▶ moves one by itself."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from html import escape
from math import isfinite
from numbers import Real
from typing import Any, TypeGuard

import ipywidgets as widgets

from lstm_lesson.live.widget_view import known
from lstm_lesson.validate import shown

PANEL = 228  # pixels: the least width of the controls beside a picture
LABEL_WIDTH = 44  # pixels: "w_xf" with a subscript
BOX_WIDTH = 64  # pixels: "-12.25" and the arrows
ROW_HEIGHT = 24  # pixels: sixteen sliders stand beside a picture, and each can still be hit with a finger
GAP = 12  # pixels between two columns
CROWDED = 12  # rows: where there are more, a group's heading stands upright beside them and takes no row of its own
HANDLE = "0 8px"  # room for half a slider's handle at either end
SPEEDS = {"½ ×": 300, "1 ×": 150, "2 ×": 75}  # milliseconds a frame: at most 13 a second
COLUMNS = f"repeat(auto-fit, minmax(min({PANEL - 8}px, 100%), 1fr))"
PLAIN = {"margin": "0", "overflow": "visible"}  # ipywidgets gives each box a margin, and bars to scroll it


@dataclass(frozen=True)
class Control:
    """Describe one slider: `name` is the code's symbol ("b_f"); `step` also says how many decimals are shown.

    options: what the whole numbers from `low` to `high` stand for; then there is no slider, but these words to choose.
    below: the control that this one stays below: a time step, below the length. plays: whether ▶ moves it by itself;
    pace: how many times as long as usual ▶ stays on a value, where there is more to read.
    """

    name: str
    value: float
    low: float
    high: float
    step: float
    _: KW_ONLY
    group: str = ""
    label: str | None = None
    unit: str = ""
    integer: bool = False
    options: Sequence[str] = ()
    below: str = ""
    plays: bool = False
    pace: int = 1

    def __post_init__(self) -> None:
        for part in ("value", "low", "high", "step"):
            number = getattr(self, part)
            if not is_number(number):
                raise ValueError(f"{self.name}: {part} must be a finite number, not {shown(number)}")
            if self.integer and number != int(number):
                raise ValueError(f"{self.name}: {part} must be a whole number, not {shown(number)}")
        if not self.name.isidentifier():
            raise ValueError(f"name must be a Python name, as compute's argument, not {shown(self.name)}")
        if self.low >= self.high:
            raise ValueError(f"{self.name}: low must be below high, not {self.low} and {self.high}")
        if self.step <= 0:
            raise ValueError(f"{self.name}: step must be above 0, not {self.step}")
        if self.options and (not self.integer or len(self.options) != self.high - self.low + 1):
            raise ValueError(f"{self.name}: options must name each whole number from {self.low} to {self.high}")
        self.check(self.value)

    def check(self, value: object) -> None:
        """Raise a ValueError unless `value` is a number within the slider's range."""
        if not is_number(value):
            raise ValueError(f"{self.name} must be a finite number, not {shown(value)}")
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.name} must be from {self.low} to {self.high}, not {shown(value)}")
        if self.integer and value != int(value):
            raise ValueError(f"{self.name} must be a whole number, not {shown(value)}")

    def format(self, value: float) -> str:
        """Return `value` with the step's decimals: 1.00 for a step of 0.05."""
        decimals = max(0, -int(Decimal(repr(self.step)).normalize().as_tuple().exponent))
        return f"{round(value, decimals) + 0.0:.{decimals}f}"  # + 0.0 turns -0.0 into 0.0

    @property
    def symbol(self) -> str:
        """Return what stands beside the slider: "b_f" as a formula, a word as it is, and the unit."""
        text = self.name if self.label is None else self.label
        stem, _, below = text.partition("_")
        formula = f"${stem}_{{{below}}}$" if below and text.isidentifier() else text
        return f"{formula} ({self.unit})" if self.unit else formula


def choice(name: str, value: float, *options: str, low: int = 0, **look: Any) -> Control:
    """Describe a choice between a few words, which stand for the numbers `low`, `low` + 1, …"""
    return Control(name, value, low, low + len(options) - 1, 1, integer=True, options=options, **look)


def choose(
    controls: Iterable[Control], only: Iterable[str] = (), values: Mapping[str, float] | None = None
) -> tuple[list[Control], dict[str, float]]:
    """Begin controls at `values`; return those named in `only` (all if none is), and where the others stay.

    A control that stays below another begins below it. Raises ValueError for a name that is not there, or a value
    outside its slider's range.
    """
    controls, values, only = list(controls), values or {}, list(only)
    check_names((*only, *values), [control.name for control in controls])
    begun = {control.name: replace(control, value=values.get(control.name, control.value)) for control in controls}
    for name, control in begun.items():
        if control.below in begun:
            most = min(control.high, begun[control.below].value - 1)
            begun[name] = replace(control, value=min(control.value, most))
            if only and control.below not in only:
                begun[name] = replace(begun[name], high=most, below="")  # nothing moves it any more
    hidden = [control for name, control in begun.items() if only and name not in only]
    fixed = {control.name: int(control.value) if control.integer else control.value for control in hidden}
    return [control for name, control in begun.items() if name not in fixed], fixed


class Preset:
    """Hold a sentence that says why, and settings worth seeing: of some or all controls, by name."""

    def __init__(self, reason: str, /, **values: float) -> None:
        self.reason, self.values = reason, values


class ControlRow:
    """One control on the page: label, number box, slider; or label and words to choose from.

    The handle of a slider has no accessible name, the box has: its label. The box takes exact values, the slider is
    dragged; the exhibit keeps them equal. It is a box for text, since a box for numbers drops a decimal comma.
    """

    def __init__(self, control: Control) -> None:
        self.control = control
        self.box: widgets.Text | None = None
        self.player: Player | None = None
        self.label_width = LABEL_WIDTH + 7 * max(0, len(control.label or control.name) + len(control.unit) - 4)
        row = self._choice(control) if control.options else self._slider(control)
        lines = [widgets.HBox(row, layout=PLAIN | {"align_items": "center", "height": f"{ROW_HEIGHT}px"})]
        if control.plays:
            self.player = Player(control)
            lines.append(self.player.widget)
        self.widget = widgets.VBox(lines, layout=PLAIN)
        self.widget.add_class(f"lesson-control-{control.name}")
        self.give_label(self.label_width)

    def _slider(self, control: Control) -> list[widgets.Widget]:
        limits = {"value": control.value, "min": control.low, "max": control.high, "step": control.step}
        kind = widgets.IntSlider if control.integer else widgets.FloatSlider
        self.slider = kind(**limits, readout=False, layout={"flex": "1 1 40px", "min_width": "40px", "margin": HANDLE})
        reach = f"{control.name}: from {control.low:g} to {control.high:g} {control.unit}".strip()
        self.box = widgets.Text(
            value=written(control.value),
            description=control.symbol,
            continuous_update=False,
            layout={"flex": "0 0 auto", "margin": "0", "height": f"{ROW_HEIGHT}px"},
            **known(widgets.Text, tooltip=reach),
        )
        return [self.box, self.slider]

    def _choice(self, control: Control) -> list[widgets.Widget]:
        numbers = range(int(control.low), int(control.high) + 1)
        self.slider = widgets.Dropdown(
            options=list(zip(control.options, numbers, strict=True)),
            value=int(control.value),
            description=control.symbol,
            layout={"flex": "1 1 auto", "min_width": "0", "width": "auto", "margin": "0", "height": f"{ROW_HEIGHT}px"},
        )
        return [self.slider]

    @property
    def disabled(self) -> bool:
        """Return or set whether the control is locked."""
        return bool(self.slider.disabled)

    @disabled.setter
    def disabled(self, disabled: bool) -> None:
        for widget in filter(None, (self.slider, self.box)):
            widget.disabled = disabled

    def give_label(self, width: int) -> None:
        """Make room for a label of `width` pixels before the box, or before the words."""
        (self.box or self.slider).style.description_width = f"{width}px"
        if self.box is not None:
            self.box.layout.width = f"{width + BOX_WIDTH + 8}px"


# ipywidgets 7, which Colab has, gives two of Play's traits a leading underscore, and lets only Play's own buttons start
# it: what the kernel says to the first of these is heard only when it stops.
OWN_BUTTONS = "playing" not in widgets.Play.class_trait_names()
PLAYING, REPEAT = ("_playing", "_repeat") if OWN_BUTTONS else ("playing", "repeat")


class Player:
    """▶: moves a slider by itself, forwards or backwards, when its user wants it, and at the speed that its user wants.

    The page counts the frames (ipywidgets' Play) and sends the next one only when the kernel has answered the last, so
    nothing queues: a frame that would be late is left out.
    """

    def __init__(self, control: Control) -> None:
        speeds = {name: milliseconds * control.pace for name, milliseconds in SPEEDS.items()}
        usual, narrow = speeds["1 ×"], {"flex": "0 0 auto", "margin": "0 2px 0 0"}
        # Play's own buttons have no name that a screen reader could say, so it stays out of sight if ours can work it.
        self.play = widgets.Play(
            value=int(control.value),
            min=int(control.low),
            max=int(control.high),
            step=int(control.step),
            interval=usual,
            show_repeat=False,
            layout=narrow | {"width": "112px"} if OWN_BUTTONS else {"display": "none"},
        )
        self.backwards = widgets.ToggleButton(
            description="◀", tooltip="play backwards", layout=narrow | {"width": "32px"}
        )
        self.again = widgets.ToggleButton(
            description="↻", tooltip="begin again after the last step", layout=narrow | {"width": "32px"}
        )
        self.again.observe(lambda change: setattr(self.play, REPEAT, change["new"]), names="value")
        self.speed = widgets.Dropdown(
            description="speed",
            options=list(speeds.items()),
            value=usual,
            style={"description_width": "0px"},
            layout=narrow | {"width": "64px"},
        )
        self.speed.observe(lambda change: setattr(self.play, "interval", change["new"]), names="value")
        shown = self.play if OWN_BUTTONS else _button_of(self.play, narrow)
        self.parts = [shown, self.backwards, self.again, self.speed]
        if OWN_BUTTONS:  # there are three, so in a narrow place the speed goes below
            self.widget = widgets.HBox(self.parts, layout=PLAIN | {"flex_flow": "row wrap"})
        else:
            self.widget = widgets.HBox([self.play, *self.parts], layout=PLAIN)
        self.widget.add_class("lesson-player")

    def step(self) -> int:
        """Return where the slider stands at the present frame."""
        return self._turned(self.play.value)

    def follow(self, value: int, highest: int) -> None:
        """Let ▶ go on from where the slider stands, up to `highest`."""
        self.play.max = highest
        self.play.value = self._turned(value)

    def _turned(self, value: int) -> int:
        return self.play.min + self.play.max - value if self.backwards.value else value


def _button_of(play: widgets.Play, layout: Mapping[str, str]) -> widgets.Button:
    """Return a button that starts and pauses `play`, and says which of the two it would do."""
    button = widgets.Button(layout={**layout, "width": "82px"})

    def name(_: object = None) -> None:
        button.description, button.icon = ("Pause", "pause") if getattr(play, PLAYING) else ("Play", "play")

    button.on_click(lambda _: setattr(play, PLAYING, not getattr(play, PLAYING)))
    play.observe(name, names=PLAYING)
    name()
    return button


def arrange(rows: Sequence[ControlRow]) -> widgets.Widget:
    """Return the rows in their groups: one below the other in a narrow place, side by side in a wide one."""
    groups: dict[str, list[ControlRow]] = {}
    for row in rows:
        row.give_label(max(row.label_width for row in rows))  # so that the boxes stand one below the other
        groups.setdefault(row.control.group, []).append(row)
    if len(groups) > 1 and len(rows) > CROWDED:
        return _side_by_side([_under_upright_heading(name, members) for name, members in groups.items()])
    if len(groups) > 1:
        return _side_by_side(
            [
                widgets.VBox([*_heading(name), *(row.widget for row in members)], layout=PLAIN)
                for name, members in groups.items()
            ]
        )
    return _side_by_side([row.widget for row in rows])


def without_noise(value: float) -> float:
    """Return `value` without what a browser's arithmetic adds: its slider may say 20.000000000000004 for 20."""
    return round(value, 9) + 0  # + 0 turns -0.0 into 0.0, and leaves whole numbers whole


def written(value: float) -> str:
    """Write a value for a number box: exactly, and not longer than need be."""
    return f"{without_noise(value):.10g}"


def read_number(text: str) -> float | None:
    """Read a number as people write it: 6.58, 6,58, −0.5, "about 7 steps"; None if there is none, or more than one."""
    found = re.findall(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", text.replace("−", "-").replace(",", "."), re.I)
    value = float(found[0]) if len(found) == 1 else None
    return value if is_number(value) else None


def among(names: Iterable[str], given: object) -> str:
    """List the names there are, and the one that `given` is most like, if it is like any."""
    names = list(names)
    nearest = get_close_matches(str(given), names, n=1)
    return ", ".join(names) + (f" (nearest: {nearest[0]})" if nearest else "")


def check_names(given: Iterable[str], known: Iterable[str]) -> None:
    """Raise a ValueError unless every given name is that of a slider."""
    for name in given:
        if not isinstance(name, str) or name not in known:
            raise ValueError(f"slider must be one of {among(known, name)}; got {shown(name)}")


def is_number(value: object) -> TypeGuard[float]:
    """Return whether `value` is a finite real number; True and False are not meant as numbers."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return isfinite(value)
    except (OverflowError, TypeError):  # a whole number beyond every float, or one that only calls itself a number
        return False


def _side_by_side(parts: Sequence[widgets.Widget]) -> widgets.Widget:
    """Put parts into as many columns as there is room for, each at least as wide as the panel beside a picture."""
    return widgets.GridBox(parts, layout=PLAIN | {"grid_template_columns": COLUMNS, "grid_gap": f"2px {GAP}px"})


def _under_upright_heading(name: str, rows: Sequence[ControlRow]) -> widgets.Widget:
    """Put a group's name upright on the left of its rows, with a line between."""
    height = ROW_HEIGHT * sum(1 + row.control.plays for row in rows)
    look = "writing-mode:vertical-rl;transform:rotate(180deg);text-align:center;white-space:nowrap;font-size:11px"
    heading = widgets.HTML(
        f'<div style="{look};line-height:14px;height:{height}px;border-left:2px solid #bbbbbb">{escape(name)}</div>',
        layout={"margin": "0", "width": "17px", "flex": "0 0 auto", "height": f"{height}px"},
    )
    members = widgets.VBox([row.widget for row in rows], layout=PLAIN | {"flex": "1 1 auto", "min_width": "0"})
    return widgets.HBox([heading, members], layout=PLAIN | {"align_items": "flex-start"})


def _heading(text: str) -> list[widgets.Widget]:
    words = f'<b style="font-size:14px;line-height:18px">{escape(text)}</b>'
    return [widgets.HTML(words, layout={"margin": "2px 0 0", "height": "20px"})] if text else []
