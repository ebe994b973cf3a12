"""A circuit whose parts light up one after the other: what is computed now, over all else in grey.

Every wire that has its value by then shows it, in black where it is lit; the others are still empty.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from lstm_lesson.drawing import boxes, diagram, style
from lstm_lesson.drawing.circuits import Circuit
from lstm_lesson.drawing.parts import Drawing, each, moving, together

Words = tuple[str, float, float]  # a text, and where it stands


class InTurn(Protocol):
    """What the drawing needs of a state: which part is lit, from 1 on, and what the wires and the boxes carry."""

    @property
    def step(self) -> int: ...
    @property
    def weights(self) -> Any: ...
    def at_cursor(self) -> Any: ...


def values_in_turn(ax: Axes, parts: Sequence[Circuit]) -> Drawing:
    """Draw a circuit with values; parts: the same circuit as it is lit at each step, in turn."""
    whole = replace(parts[0], lit={}, bright=())
    wires, pale, _ = _drawn(ax, whole, only_lit=False)
    wires.set(color=style.FADED, linewidth=diagram.THINNEST)
    for line in whole.lines:
        if line.term and line.tip:
            diagram.arrow_head(ax, line.tip, line.points[-1], style.FADED)
    lit_at = {step: part.lit_quantities for step, part in enumerate(parts, start=1)}
    # The step from which on a quantity has its value: what no operation makes has it from the beginning.
    known = dict.fromkeys(whole.wires.keys() - {node.output for node in whole.nodes}, 1)
    for step, quantities in lit_at.items():
        known |= dict.fromkeys(quantities - known.keys(), step)
    numbers = {name: diagram.number(ax, place) for name, place in diagram.places(whole).items()}
    for node in whole.nodes:
        numbers |= boxes.terms(ax, node, style.FADED_TEXT)

    def value(name: str) -> Drawing:
        def look(state: InTurn) -> dict[str, Any]:
            text = diagram.written(state.at_cursor()[name]) if known[name] <= state.step else ""
            return {"text": text, "color": boxes.ink(name in lit_at[state.step])}

        numbers[name].set_gid(name)
        return moving(numbers[name], look)

    colours: dict[int, dict[Words, Any]] = {}  # at each step, of the words that are lit
    lights = []
    for step, part in enumerate(parts, start=1):
        light, colours[step] = _lights(ax, part)
        lights.append(shown_at(step, light))

    def word(key: Words) -> Drawing:
        return moving(pale[key], lambda state: {"color": colours[state.step].get(key, style.FADED_TEXT)})

    return together(*lights, each(pale, word), each(numbers, value))


def shown_at(step: int, drawing: Drawing) -> Drawing:
    """Show a drawing while the state stands on this step, and hide it at all others."""

    def update(state: InTurn) -> bool:
        for artist in drawing.artists:
            artist.set_visible(state.step == step)
        return drawing.update(state) if state.step == step else False

    return Drawing(drawing.artists, update)


def _lights(ax: Axes, part: Circuit) -> tuple[Drawing, dict[Words, Any]]:
    """Draw what is lit of a circuit, without its words, and return their colours: its wires follow the values."""
    lit = [line for line in part.lines if line.is_lit]
    wires, words, still = _drawn(ax, part, only_lit=True)
    colours = {key: text.get_color() for key, text in words.items()}
    for text in words.values():
        text.remove()  # every word stands there once, and changes its colour
    carried = diagram.live(wires, lit, {}, lambda state: state.at_cursor(), weights=lambda state: state.weights)
    return together(carried, diagram.heads(ax, lit), Drawing(still, lambda state: False)), colours


def _drawn(ax: Axes, circuit: Circuit, *, only_lit: bool) -> tuple[LineCollection, dict[Words, Text], list[Artist]]:
    """Draw a circuit without values; return its wires, its words by what they are and where, and all else."""
    before = set(ax.get_children())
    wires = diagram.fixed(ax, circuit, plan=False, only_lit=only_lit)
    for node in circuit.nodes:
        if circuit.lights(node) or not only_lit:
            boxes.formulas(ax, node, boxes.ink(circuit.lights(node)))
    others = [artist for artist in ax.get_children() if artist not in before | {wires}]
    words = {(artist.get_text(), *artist.get_position()): artist for artist in others if isinstance(artist, Text)}
    return wires, words, [artist for artist in others if not isinstance(artist, Text)]
