"""How a plain RNN carries something from one step to the next (notebook 02)."""

from functools import partial

from lstm_lesson.drawing.cell_diagrams import written
from lstm_lesson.lessons.n02_recurrent_recap import pictures, unrolled_pictures
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.nn import one_unit_rnn
from lstm_lesson.nn.one_unit_rnn import Orders, PlainRun, Shapes

PRESETS = {
    "an echo": Preset(
        {"w_x": 1, "w_h": 0.5, "b": 0}, "Each step hands on half of what it has: the 1 is heard for a few."
    ),
    "no loop": Preset(
        {"w_x": 1, "w_h": 0, "b": 0}, "w_h = 0 cuts the wire between the steps: each knows its own input only."
    ),
    "taking turns": Preset({"w_x": 1, "w_h": -0.9, "b": 0}, "A negative w_h turns the sign at each step."),
    "a latch": Preset(
        {"w_x": 1, "w_h": 2, "b": 0}, "w_h = 2: the state holds itself up, at 0.96, with nothing coming in."
    ),
    "deaf": Preset({"w_x": 0, "w_h": 0.5, "b": 0.5}, "w_x = 0: the input goes nowhere, and b alone drives the state."),
}


def unrolled_rnn(w_x: float = 1.0, w_h: float = 0.5, b: float = 0.0) -> Exhibit:
    """Return a plain RNN of one unit, unrolled over four steps; the input is 1, then 0, 0, 0.

    w_x, w_h, b: where the sliders start. Raises ValueError outside their ranges.
    """
    return Exhibit(
        "unrolled RNN",
        [Control("w_x", w_x, -2, 2, 0.1), Control("w_h", w_h, -2, 2, 0.1), Control("b", b, -2, 2, 0.1)],
        partial(one_unit_rnn.struck, length=unrolled_pictures.STEPS),
        unrolled_pictures.unrolled,
        _unrolled_sentence,
        presets=PRESETS,
        size=unrolled_pictures.PICTURE,
    )


def impulse_response(w_h: float = 0.5) -> Exhibit:
    """Return what one impulse leaves behind in a unit with w_x = 1, b = 0, over 30 steps."""
    return Exhibit(
        "impulse response",
        [Control("w_h", w_h, -2, 2, 0.01)],
        partial(one_unit_rnn.struck, 1.0),
        pictures.impulse_picture,
        _impulse_sentence,
        size=pictures.IMPULSE_PICTURE,
    )


def array_shapes() -> Exhibit:
    """Return the arrays of a plain RNN, drawn entry by entry, for T steps, B sequences, D features, H units."""
    return Exhibit(
        "array shapes",
        [
            Control("T", 10, 1, 16, 1, integer=True, unit="steps"),
            Control("B", 4, 1, 8, 1, integer=True, unit="batch"),
            Control("D", 3, 1, 5, 1, integer=True, unit="features"),
            Control("H", 6, 1, 8, 1, integer=True, unit="units"),
        ],
        one_unit_rnn.array_shapes,
        pictures.shapes_picture,
        _shapes_sentence,
        size=pictures.SHAPES_PICTURE,
        columns=2,
    )


def input_order(shift: int = 0, w_h: float = 0.5) -> Exhibit:
    """Return the states that the same eight inputs lead to, in two orders."""
    return Exhibit(
        "input order",
        [Control("shift", shift, 0, 7, 1, integer=True), Control("w_h", w_h, -2, 2, 0.1)],
        one_unit_rnn.in_another_order,
        pictures.order_picture,
        _order_sentence,
        size=pictures.ORDER_PICTURE,
        columns=2,
    )


def _unrolled_sentence(run: PlainRun, values: dict[str, float]) -> str:
    states = ", ".join(written(h) for h in run.h)
    return f"A 1 at the first step, then zeros: the states are {states}. All four steps use the same weights."


def _impulse_sentence(run: PlainRun, values: dict[str, float]) -> str:
    echo = f"is below 0.01 after {run.echo} steps" if run.echo is not None else "is not below 0.01 within 30 steps"
    first, last = written(run.h[0]), written(run.h[-1])
    return f"w_h = {run.w_h:.2f}: the impulse sets h to {first}; h {echo}, and at step 30 it is {last}."


def _shapes_sentence(now: Shapes, values: dict[str, float]) -> str:
    return (
        f"x has shape ({now.T}, {now.B}, {now.D}), h ({now.T}, {now.B}, {now.H}); the weights W_x ({now.H}, {now.D}), "
        f"W_h ({now.H}, {now.H}) and b ({now.H},) are {now.parameters} numbers."
    )


def _order_sentence(orders: Orders, values: dict[str, float]) -> str:
    given, turned = (written(run.h[-1]) for run in (orders.given, orders.turned))
    return (
        f"The same eight inputs, with the same sum: as given they end in h = {given}, "
        f"turned by {orders.shift} in h = {turned}."
    )
