"""A circuit whose parts light up one after the other: what is computed now, over all else in grey.

Every wire that has its value by then shows it, in black where it is lit; the others are still empty.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from matplotlib.axes import Axes
from matplotlib.text import Text

from lstm_lesson.drawing import boxes, diagram, style
from lstm_lesson.drawing.circuits import Circuit
from lstm_lesson.drawing.parts import Drawing, each, moving, together


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
    diagram.fixed(ax, whole, plan=False, named=False).set(color=style.FADED, linewidth=diagram.THINNEST)
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
        boxes.formulas(ax, node, style.FADED_TEXT)
        numbers |= boxes.terms(ax, node, style.FADED_TEXT)

    def lit(name: str, state: InTurn) -> bool:
        return name in lit_at[state.step]

    def value(name: str) -> Drawing:
        def look(state: InTurn) -> dict[str, Any]:
            text = diagram.written(state.at_cursor()[name]) if known[name] <= state.step else ""
            return {"text": text, "color": style.INK if lit(name, state) else style.FADED_TEXT}

        numbers[name].set_gid(name)
        return moving(numbers[name], look)

    def name_of(name: str, words: Text) -> Drawing:
        return moving(words, lambda state: {"color": style.text(name) if lit(name, state) else style.FADED_TEXT})

    lights = [shown_at(step, _lights(ax, part)) for step, part in enumerate(parts, start=1)]
    named = [name_of(name, words) for name, words in diagram.names(ax, whole).items()]
    return together(*lights, *named, each(numbers, value))


def shown_at(step: int, drawing: Drawing) -> Drawing:
    """Show a drawing while the state stands on this step, and hide it at all others."""

    def update(state: InTurn) -> bool:
        for artist in drawing.artists:
            artist.set_visible(state.step == step)
        return drawing.update(state) if state.step == step else False

    return Drawing(drawing.artists, update)


def _lights(ax: Axes, part: Circuit) -> Drawing:
    """Draw what is lit of a circuit: its wires follow the values, all else stands still."""
    lit, before = [line for line in part.lines if line.is_lit], set(ax.get_children())
    wires = diagram.fixed(ax, part, plan=False, named=False, only_lit=True)
    for node in filter(part.lights, part.nodes):
        boxes.formulas(ax, node, style.INK)
    still = [artist for artist in ax.get_children() if artist not in before | {wires}]
    carried = diagram.live(wires, lit, {}, lambda state: state.at_cursor(), weights=lambda state: state.weights)
    return together(carried, diagram.heads(ax, lit), Drawing(still, lambda state: False))
