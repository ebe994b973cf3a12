"""Draw the six equations of the LSTM beside its cell: one is lit, with its line of code, its wires and its numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import circuits, diagram, style
from lstm_lesson.drawing.canvas import DPI
from lstm_lesson.drawing.in_turn import shown_at, values_in_turn
from lstm_lesson.drawing.parts import LARGE, NORMAL, Drawing, each, moving, together, words
from lstm_lesson.lessons.shared.stepper_numbers import EQUATIONS, Step

PICTURE = (1000, 590)  # hundredths of an inch
WIDTH = PICTURE[0] - circuits.SIZE[0]
TOP, ROW = 556.0, 91.0  # heights of the first equation's upper edge, and of an equation with all that belongs to it
NAME, FORMULA, CODE, NUMBERS = 17.0, 40.0, 61.0, 80.0  # how far below that edge each line of it stands
LEFT, INDENT, RIGHT = 8.0, 34.0, 478.0
# A text as wide as a line of code can be kept as a picture only if it hangs at its middle.
MONO: dict[str, Any] = {"family": "monospace", "fontsize": style.FONT["small"], "ha": "center"}
LETTER = 700 / DPI  # hundredths of an inch: each of its letters is 7 pixels wide
Values = Mapping[str, float]


@dataclass(frozen=True)
class Equation:
    """One of the six: its name, its right side as a formula and as a line of Python, and the same with numbers."""

    name: str
    formula: str
    code: str
    numbers: Callable[[Values], str]


def _layer(name: str, layer: str, squash: str) -> Equation:
    """Give the equation of a layer: what it squashes is a sum of three terms."""
    formula = rf"w_{{x{layer}}}\,x_t + w_{{h{layer}}}\,h_{{t-1}} + b_{layer}"
    sign, python = {"sigmoid": (r"\sigma", "σ"), "tanh": (r"\tanh", "tanh")}[squash]
    return Equation(
        name,
        f"{sign}({formula})",
        f"{layer} = {squash}(w_x{layer} * x + w_h{layer} * h_prev + b_{layer})",
        lambda now: (
            f"{python}({_sum(now[f'x→{layer}'], now[f'h_prev→{layer}'], now[f'b→{layer}'])})"
            f" = {python}({now[f'z_{layer}']:.2f})"
        ),
    )


def _sum(*terms: float) -> str:
    """Write a sum: 0.80 − 0.20 + 2.00."""
    first, *others = (f"{term:.2f}".replace("-0.00", "0.00") for term in terms)
    return " ".join([first, *(f"- {term[1:]}" if term.startswith("-") else f"+ {term}" for term in others)])


SIX = {
    "f": _layer("forget gate", "f", "sigmoid"),
    "i": _layer("input gate", "i", "sigmoid"),
    "g": _layer("candidate", "g", "tanh"),
    "c": Equation(
        "new cell state",
        r"f_t{\odot}c_{t-1} + i_t{\odot}g_t",
        "c = f * c_prev + i * g",
        lambda now: (
            f"{now['f']:.2f} · {_factor(now['c_prev'])} + {now['i']:.2f} · {_factor(now['g'])}"
            f" = {_sum(now['fc'], now['ig'])}"
        ),
    ),
    "o": _layer("output gate", "o", "sigmoid"),
    "h": Equation(
        "new hidden state",
        r"o_t{\odot}\tanh(c_t)",
        "h = o * tanh(c)",
        lambda now: f"{now['o']:.2f} · tanh({now['c']:.2f}) = {now['o']:.2f} · {_factor(now['tanh_c'])}",
    ),
}  # in the order of EQUATIONS


def _factor(value: float) -> str:
    """Write a factor, in brackets if it is negative."""
    written = f"{value:.2f}".replace("-0.00", "0.00")
    return f"({written})" if value < 0 and written != "0.00" else written


def six_equations(figure: Figure, first: Step) -> Drawing:
    """Draw the equations on the left and the cell on the right."""
    width, height = PICTURE
    left = figure.add_axes((0, 0, WIDTH / width, 1))
    right = figure.add_axes((WIDTH / width, 0, 1 - WIDTH / width, 1))
    diagram.prepare(left, "The six equations of one step", (WIDTH, height))
    diagram.prepare(right, "The cell at step $t$: what each wire carries")
    diagram.key(right)
    parts = [circuits.equation(symbol) for symbol in EQUATIONS]
    return together(each(EQUATIONS, lambda symbol: _equation(left, symbol)), values_in_turn(right, parts))


def _equation(ax: Axes, symbol: str) -> Drawing:
    """Draw one equation: lit, with its numbers, while it is its turn, else pale; its value from then on."""
    step, equation = EQUATIONS.index(symbol) + 1, SIX[symbol]
    edge = TOP - ROW * (step - 1)
    bar = Rectangle((LEFT, edge - ROW + 4), 4, ROW - 6, facecolor=style.of(symbol)["color"], zorder=2)
    ground = Rectangle((LEFT, edge - ROW + 4), RIGHT - LEFT, ROW - 6, facecolor=style.SHADE, zorder=1)
    for patch in (bar, ground):
        ax.add_patch(patch)

    def ink(now: Step) -> dict[str, Any]:
        return {"color": style.INK if now.step == step else style.FADED_TEXT}

    def value(now: Step) -> dict[str, Any]:
        text = diagram.written(now.at_cursor()[symbol]) if step <= now.step else ""
        return {"text": text, "color": style.text(symbol) if step == now.step else style.FADED_TEXT}

    # Names and bars keep their colours when all else is pale: the picture's 256 colours are chosen once, from it.
    named: dict[str, Any] = {"color": style.text(symbol), "fontsize": style.FONT["normal"]}
    with_numbers = moving(
        ax.text(INDENT, edge - NUMBERS, "", **NORMAL),
        lambda now: {"text": equation.numbers(now.at_cursor()).replace("-", "−")},
    )
    result = diagram.number(ax, (RIGHT - 60, edge - FORMULA))
    result.set_gid(f"result {symbol}")
    return together(
        shown_at(step, together(Drawing([ground], lambda now: False), with_numbers)),
        Drawing([bar], lambda now: False),
        words(ax, LEFT + 9, edge - NAME, f"{step}", weight="bold", **named),
        words(ax, INDENT, edge - NAME, equation.name, **named),
        moving(ax.text(INDENT, edge - FORMULA, style.symbol(symbol), **LARGE), ink),
        moving(ax.text(INDENT + 22, edge - FORMULA, f"$= {equation.formula}$", **LARGE), ink),
        moving(ax.text(INDENT + LETTER * len(equation.code) / 2, edge - CODE, equation.code, **MONO), ink),
        moving(result, value),
    )
