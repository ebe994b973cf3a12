"""The picture that a slide shows in the place of the stored one: after the move that the question asks about.

A cell's metadata says what to show, as `"slideshow": {"result": …}`:

    {"w": 2, "b": 3}                        the cell's exhibit with these sliders moved
    {"preset": "clear at each crest"}       on this preset; other sliders may be moved from there: {"preset": …, "t": 5}
    {}                                      as it starts, because that shows the answer already
    "training_film(snapshot=12)"            another exhibit: that of this line of code

Above the picture stands which sliders have been moved, and where to.
"""

import ast
import base64
import builtins
import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from exhibit_code import value
from matplotlib.lines import Line2D
from matplotlib.text import Text
from nbformat import NotebookNode
from PIL import Image, ImageChops

import lstm_lesson
from lstm_lesson.drawing.written import minus
from lstm_lesson.live.controls import Control, written
from lstm_lesson.live.exhibit import Exhibit

MARGIN = 12  # pixels of white around a picture
SYMBOL = re.compile(r"([A-Za-z])(?:_(\w+))?")


def show_result(cell: NotebookNode, before: Sequence[str] = ()) -> None:
    """Put the picture that the cell's metadata asks for, and where its sliders stand, in the stored one's place.

    before: the code of the cells above it, where it may find what it names.
    """
    wanted = cell.metadata.slideshow.result
    exhibit = result(cell.source, wanted, before)
    data = next(output.data for output in cell.outputs if "image/png" in output.get("data", {}))
    data.update(
        {"image/png": base64.b64encode(large(exhibit)).decode(), "text/plain": f"{exhibit!r}\n{exhibit.readout}"}
    )
    data["text/html"] = moved(exhibit, wanted.get("preset", "") if isinstance(wanted, dict) else "")


def result(source: str, wanted: str | Mapping[str, Any], before: Sequence[str] = ()) -> Exhibit:
    """Return the exhibit of a cell's code with its sliders moved as wanted; or that of the line of code wanted."""
    names: dict[str, Any] = {}
    statements = ast.parse(wanted if isinstance(wanted, str) else source).body
    for statement in [*_made_above(statements, before), *statements[:-1]]:
        match statement:
            case ast.Assign([ast.Name(name)], made):  # such as: race = race_of_variants()
                names[name] = value(made, names)
            case _:
                raise ValueError(f"source must make its exhibit by assignments alone; got {ast.unparse(statement)!r}")
    last = statements[-1]
    if not isinstance(last, ast.Expr):
        raise ValueError(f"source must end in an exhibit to show; got {source!r}")
    calls = [last.value] if isinstance(last.value, ast.Call) else []
    then = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "then"]
    exhibit = value((then or [last.value])[0], names)
    if not isinstance(wanted, str):
        sliders = dict(wanted)
        if "preset" in sliders:
            exhibit.preset(sliders.pop("preset"))
        exhibit.set(**sliders)
    return exhibit


def _made_above(statements: Sequence[ast.stmt], before: Sequence[str]) -> list[ast.stmt]:
    """Return the assignments of the cells above that make what the statements name, in their order."""
    wanted = {node.id for statement in statements for node in ast.walk(statement) if isinstance(node, ast.Name)}
    found: list[ast.stmt] = []
    for statement in reversed([statement for code in before for statement in _python(code)]):
        targets = {t.id for t in getattr(statement, "targets", ()) if isinstance(t, ast.Name)} & wanted
        if targets - set(lstm_lesson.__all__) - set(dir(builtins)):
            found.insert(0, statement)
            wanted -= targets
            wanted |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)} - targets
    return found


def _python(code: str) -> list[ast.stmt]:
    return ast.parse(re.sub(r"^\s*[%!].*", "", code, flags=re.MULTILINE)).body


def large(exhibit: Exhibit) -> bytes:
    """Draw an exhibit as large as a slide, without the axes in which only a training would draw, as a PNG."""
    canvas, moving = exhibit._canvas, exhibit.drawing.artists
    for ax in canvas.figure.axes:
        there = [artist for artist in moving if artist.axes is ax and not isinstance(artist, Text)]
        if there and all(isinstance(artist, Line2D) and _is_empty(artist) for artist in there):
            ax.set_visible(False)
            for artist in moving:
                artist.set_visible(artist.get_visible() and artist.axes is not ax)
    return _trimmed(canvas.sharp_png())


def _is_empty(line: Line2D) -> bool:
    """Tell whether a line has no point to draw."""
    return not np.isfinite(np.asarray(line.get_xydata(), dtype=float)).all(axis=-1).any()


def _trimmed(png: bytes) -> bytes:
    """Cut the white around a picture down to a margin."""
    whole = Image.open(io.BytesIO(png))
    seen = whole.convert("RGB")
    box = ImageChops.difference(seen, Image.new("RGB", seen.size, "white")).getbbox() or (0, 0, *seen.size)
    left, top, right, bottom = box
    kept = (
        max(left - MARGIN, 0),
        max(top - MARGIN, 0),
        min(right + MARGIN, seen.width),
        min(bottom + MARGIN, seen.height),
    )
    file = io.BytesIO()
    whole.crop(kept).save(file, format="PNG")
    return file.getvalue()


def moved(exhibit: Exhibit, preset: str = "") -> str:
    """Return as HTML the preset, if one was wanted, and which sliders stand elsewhere than at the start, and where."""
    told = [
        f"{_symbol(exhibit.controls[name])} = {escape(minus(_said(exhibit.controls[name], value)))}"
        for name, value in exhibit.values.items()
        if value != exhibit.start[name]
    ]
    name = f"{escape(preset)}: " if preset else ""
    return f'<p class="moved">{name}{" · ".join(told)}</p>' if told else ""


def _symbol(control: Control) -> str:
    """Return what stands beside a slider as HTML: w<sub>xf</sub>, or a word as it is."""
    label = control.name if control.label is None else control.label
    symbol = SYMBOL.fullmatch(label)
    if symbol is None:
        return escape(label)
    return f"<i>{symbol[1]}</i>" + (f"<sub>{symbol[2]}</sub>" if symbol[2] else "")


def _said(control: Control, value: float) -> str:
    return control.options[int(value - control.low)] if control.options else written(value)
