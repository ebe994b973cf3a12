"""A recipe for an exhibit: a sentence, with the sliders, the computation and the picture that it speaks of.

    @exhibit(Control("w", 0.5, 0.1, 6, 0.01), compute=squash_normal, picture=shares_picture, size=(1000, 620))
    def squashed_noise(state: Shares, values: Values) -> str:
        '''Show how normal x is distributed behind σ(w·x) and tanh(w·x), beside the normal percentile.'''
        return f"w = {state.w:g}: at most {state.gap:.3f} apart."

`squashed_noise()` then makes the exhibit; `squashed_noise("w", w=2)` shows the sliders named, and begins there.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import update_wrapper
from typing import Any

from lstm_lesson import validate
from lstm_lesson.live.controls import Control, Preset, among, check_names, choose
from lstm_lesson.live.sharing import SharedExhibit

Values = dict[str, float]


class Recipe:
    """What makes an exhibit, of the class `kind`, when it is called, as often as one likes."""

    __name__: str
    kind: type[SharedExhibit] = SharedExhibit

    def __init__(
        self,
        sentence: Callable[[Any, Values], str],
        controls: tuple[Control, ...],
        presets: Mapping[str, Preset],
        rest: Mapping[str, float],
        **parts: Any,
    ) -> None:
        self.sentence, self.controls, self.parts = sentence, controls, parts
        self.presets, self.rest = dict(presets), dict(rest)
        update_wrapper(self, sentence)
        self.parts["title"] = parts["title"] or self.__name__.replace("_", " ")

    def settings(self, start: str = "", **values: Any) -> dict[str, Any]:
        """Give every setting by name: where the sliders begin, where the preset `start` has them, or `values`.

        Raises ValueError for a preset or a slider that is not there.
        """
        if not isinstance(start, str) or (start and start not in self.presets):
            there = among(self.presets, start) or "no preset"
            raise ValueError(f"start must be one of {there}; got {validate.shown(start)}")
        usual = {**{control.name: control.value for control in self.controls}, **self.rest}
        check_names(values, usual)
        with_slider = {control.name: control for control in self.controls}
        for name, value in values.items():
            if name in with_slider:
                replace(with_slider[name], value=value)  # which checks it
            elif isinstance(usual[name], int | float):
                validate.real(name, value)
        return {**usual, **(self.presets[start].values if start else {}), **values}

    def __call__(self, *sliders: str, start: str = "", **values: Any) -> SharedExhibit:
        """Make the exhibit with the sliders named (all if none is); the others stay where they begin.

        start: the preset to begin at; values: where else to begin, by name, which goes before the preset's.
        Offered are the presets of which every slider is shown. Raises ValueError for a slider or a preset that is not
        there, or a value outside its slider's range.
        """
        settings, with_slider = self.settings(start, **values), {control.name for control in self.controls}
        begin = {name: value for name, value in settings.items() if name in with_slider}
        rest = {name: value for name, value in settings.items() if name not in with_slider}
        as_usual = all(rest[name] == value for name, value in self.rest.items())
        shown, fixed = choose(self.controls, sliders, begin)
        fixed |= rest
        return self.kind(
            controls=shown,
            sentence=lambda state, moved: self.sentence(state, fixed | moved),
            function=self.__name__,
            arguments=sliders,
            fixed=fixed,
            presets=self._offered(shown) if as_usual else {},
            **self.parts,
        )

    def _offered(self, shown: list[Control]) -> dict[str, Preset]:
        """Return the presets of which every slider is shown."""
        names = {control.name for control in shown}
        return {name: preset for name, preset in self.presets.items() if preset.values.keys() <= names}


def exhibit(
    *controls: Control,
    compute: Callable[..., Any],
    picture: Callable[..., Any],
    size: tuple[int, int],
    presets: Mapping[str, Preset] | None = None,
    rest: Mapping[str, float] | None = None,
    title: str = "",
    lines: int = 2,
    kind: type[Recipe] = Recipe,
) -> Callable[[Callable[[Any, Values], str]], Recipe]:
    """Make a sentence into a recipe; the exhibit's title is the sentence's name, if none is given.

    rest: settings that have no slider, and where they stand unless a call says otherwise; the presets' reasons are true
    of this rest only, so with another none is offered.
    lines: of the readout, with what is pinned behind the sentence. kind: which class of recipes it is.
    """
    parts = {"compute": compute, "picture": picture, "size": size, "title": title, "lines": lines}
    return lambda sentence: kind(sentence, controls, presets or {}, rest or {}, **parts)
