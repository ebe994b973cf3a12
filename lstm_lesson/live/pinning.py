"""An exhibit to compare: its curves pinned as a ghost, under those that come later."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from lstm_lesson.drawing import pinned
from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.drawing.written import minus
from lstm_lesson.live.controls import PLAIN, ROW_HEIGHT, Control
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.widget_view import known

NAMED = 2  # pinned settings in the readout, so that it stays within its lines


class PinnedExhibit(Exhibit):
    """An exhibit whose curves can be kept, pale, to compare with; `pinned` holds their settings, if there are any."""

    def __init__(
        self,
        title: str,
        controls: Sequence[Control],
        compute: Callable[..., Any],
        picture: Callable[[Figure, Any], Drawing],
        sentence: Callable[[Any, dict[str, float]], str],
        *,
        more_buttons: Sequence[widgets.Button] = (),
        extra: Sequence[widgets.Widget] = (),
        below: Sequence[widgets.Widget] = (),
        **recipe: Any,
    ) -> None:
        """Make the exhibit, with Pin, Clear and `more_buttons` in a row under `extra`, and above `below`."""
        self.pinned: dict[str, float] = {}
        self._ghosts: list[Artist] = []
        buttons = [
            button("Pin", "Keep these curves as pale lines, to compare with", self.pin),
            button("Clear", "Take the pinned curves away", self.clear),
            *more_buttons,
        ]
        row = widgets.HBox(buttons, layout=PLAIN | {"flex_flow": "row wrap"})
        super().__init__(
            title,
            controls,
            compute,
            picture,
            lambda state, values: sentence(state, values) + self._of_the_pinned(values),
            extra=[*extra, row, *below],
            **recipe,
        )
        self.buttons += buttons

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

    def close(self) -> None:
        """Give the memory back, that of the pale lines too, which hold on to the figure."""
        super().close()
        self._ghosts = []

    def _may_rest(self) -> bool:
        """Tell whether the picture can be drawn anew from the sliders alone: the pale lines stand nowhere else."""
        return not self._ghosts

    def _of_the_pinned(self, values: dict[str, float]) -> str:
        if not self.pinned:
            return ""
        told = [
            f"{name} = {_told(self.controls[name], value)}"
            for name, value in self.pinned.items()
            if value != values[name]
        ]
        more = f" and {len(told) - NAMED} more" if len(told) > NAMED else ""
        return minus(f" Pinned: {', '.join(told[:NAMED]) or 'these settings'}{more}.")


def button(words: str, tooltip: str, act: Callable[[], None]) -> widgets.Button:
    """Make a small button that stands in a row under the sliders."""
    look = {"width": "auto", "height": f"{ROW_HEIGHT}px", "flex": "0 0 auto", "margin": "1px", "padding": "0 6px"}
    made = widgets.Button(
        description=words, tooltip=tooltip, style=known(widgets.ButtonStyle, font_size="12px"), layout=look
    )
    made.on_click(lambda _: act())
    return made


def _told(control: Control, value: float) -> str:
    return control.options[int(value - control.low)] if control.options else control.format(value)
