"""What every exhibit must show, as cases: each slider at its low and its high end, and each preset.

    RIGHT = {gradient_of_one_unit: assert_one_unit_is_right}       # makes an exhibit: what its picture must show

    test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)

The assertion gets the exhibit and its values by name, and computes what must be seen in a way of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.recipe import Recipe
from lstm_lesson.live.sharing import SharedExhibit

Make = Callable[[], Exhibit]
made = cache(lambda make: make())  # an exhibit is made once, and not before a test asks for it


class Named:
    """A function that makes an exhibit, with the names of its sliders and presets: none is made to name the cases.

    given: makes what the function takes.
    """

    def __init__(
        self, make: Callable[..., Exhibit], sliders: str, presets: Iterable[str] = (), *given: Callable[[], Any]
    ) -> None:
        self.make, self.sliders, self.given, self.__name__ = make, sliders.split(), given, make.__name__
        self.presets: dict[str, Any] = dict.fromkeys(presets)

    def __call__(self) -> Exhibit:
        exhibit = self.make(*(make() for make in self.given))
        assert ([*exhibit.sliders], [*exhibit.presets]) == (self.sliders, [*self.presets])
        return exhibit


@dataclass(frozen=True)
class Move:
    """One slider at one end of its range, or one preset, of the exhibit that `make` makes."""

    make: Make
    right: Callable[..., None]
    name: str
    end: str = ""  # "low" or "high"; "" for a preset

    def check(self) -> None:
        """Begin at the start, make the move, and see whether the picture is right."""
        exhibit = made(self.make)
        exhibit.reset()
        if self.end:
            exhibit.sliders[self.name].value = getattr(exhibit.controls[self.name], self.end)
        else:
            exhibit.preset(self.name)
        assert exhibit.error == ""
        self.right(exhibit, **exhibit.values)


def every_move(right: Mapping[Any, Any]) -> Callable[[Move], None]:
    """Return the test that makes each move of each exhibit in `right`."""
    moves = [move for make, is_right in right.items() for move in _moves(make, is_right)]

    @pytest.mark.parametrize("move", moves, ids=lambda move: f"{_name(move.make)} {move.name} {move.end}".strip())
    def picture_is_right(move: Move) -> None:
        move.check()

    return picture_is_right


def _moves(make: Any, right: Callable[..., None]) -> Iterator[Move]:
    recipe = make.func if isinstance(make, partial) else make
    if isinstance(recipe, Recipe):  # it knows its sliders without being made
        sliders, presets = [control.name for control in recipe.controls], recipe.presets
    elif isinstance(make, Named):
        sliders, presets = make.sliders, make.presets
    else:
        sliders, presets = list(made(make).sliders), dict(made(make).presets)
    yield from (Move(make, right, name, end) for name in sliders for end in ("low", "high"))
    yield from (Move(make, right, name) for name in presets)


def _name(make: Any) -> str:
    return str(getattr(make.func if isinstance(make, partial) else make, "__name__", "exhibit"))


def assert_line(line: Any, x: Any, y: Any, **tolerance: float) -> None:
    """Compare a line, or dots, with where it must stand, across as well as up: a step early is wrong."""
    near: dict[str, Any] = {"atol": 1e-9} | tolerance
    np.testing.assert_allclose(np.asarray(line.get_xdata(), dtype=float), x, err_msg="x", **near)
    np.testing.assert_allclose(np.asarray(line.get_ydata(), dtype=float), y, err_msg="y", **near)


def assert_over_time(exhibit: Exhibit, expected: Mapping[str, Any], t: float, place: int = 0) -> None:
    """Compare quantities with what they must be at every step, and see that the dot of each is on step t.

    place: which of a quantity's lines, where it has several.
    """
    for quantity, values in expected.items():
        line = exhibit.drawing.of(quantity, place)
        assert_line(line, np.arange(len(values)), values)
        assert line.get_markevery() == [t]


def assert_written(exhibit: Exhibit, expected: Mapping[str, float]) -> None:
    """Compare the numbers in a diagram, by their names, with what they must be."""
    seen = [artist for artist in exhibit.drawing.artists if isinstance(artist, Text) and artist.get_visible()]
    numbers = {artist.get_gid(): artist.get_text() for artist in seen}
    for name, value in expected.items():
        told = float(numbers[name].replace("−", "-"))
        assert told == pytest.approx(value, abs=0.00501 if abs(value) < 9.99 else 0.0501), name


def assert_says(exhibit: Exhibit, expected: str) -> None:
    """Compare the whole sentence below a picture with what it must say, where float32 or a fit is behind its numbers.

    A number with decimals may differ by one in its last one: where rounding falls is not alike on every processor.
    """
    told, decimal = exhibit.readout, r"\d+\.(\d+)"
    assert re.sub(decimal, "#.#", told) == re.sub(decimal, "#.#", expected)
    for seen, wanted in zip(re.finditer(decimal, told), re.finditer(decimal, expected), strict=True):
        assert len(seen[1]) == len(wanted[1]), (told, expected)
        assert abs(float(seen[0]) - float(wanted[0])) < 1.5 * 10 ** -len(wanted[1]), (told, expected)


def begun(make: Make, **moves: float) -> Any:
    """The exhibit, made once, at its start, and then moved."""
    exhibit = made(make)
    exhibit.reset()
    exhibit.set(**moves)
    assert exhibit.error == ""
    return exhibit


def texts(exhibit: Exhibit) -> list[str]:
    """What the texts of a picture say that change with its state, in the order they were drawn."""
    return [artist.get_text() for artist in exhibit.drawing.artists if isinstance(artist, Text)]


def frame(exhibit: Exhibit) -> np.ndarray:
    """The picture before it gets its 256 colours, which depend on the pictures before."""
    return exhibit._canvas.frame().copy()


def drawn_afresh(exhibit: Exhibit) -> np.ndarray:
    """Draw the exhibit's figure by matplotlib alone, with nothing kept from before: RGB (height, width, 3)."""
    figure = exhibit._canvas.figure
    paper = RendererAgg(*exhibit._canvas.pixels, figure.dpi)  # matplotlib 3.10.0's own would lack a row at some sizes
    for artist in exhibit.drawing.artists:
        artist.set_animated(False)
    figure.draw(paper)
    for artist in exhibit.drawing.artists:
        artist.set_animated(True)
    return np.asarray(paper.buffer_rgba())[..., :3].astype(int)


def run_line(line: str) -> SharedExhibit:
    """What a cell of another notebook shows that holds this line alone."""
    statement, call = line.split("; ")
    names: dict[str, Any] = {}
    exec(statement, names)
    return eval(call, names)
