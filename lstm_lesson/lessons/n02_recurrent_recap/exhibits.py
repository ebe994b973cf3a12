"""How a plain RNN carries something from one step to the next (notebook 02)."""

from functools import partial

from lstm_lesson.drawing.diagram import written
from lstm_lesson.drawing.written import minus, whole_steps
from lstm_lesson.lessons.n02_recurrent_recap import numbers, pictures, unrolled_pictures
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.nn import one_unit

WEIGHTS = {
    "an echo": Preset(
        "Each step passes on about half of its state, so the 1 fades within a few steps.", w_x=1, w_h=0.5, b=0
    ),
    "no loop": Preset(
        "w_h = 0 cuts the wire between the steps, so each state depends on its own input alone.", w_x=1, w_h=0, b=0
    ),
    "taking turns": Preset("A negative w_h changes the sign at every step.", w_x=1, w_h=-0.9, b=0),
    "a latch": Preset(
        "With w_h = 2 the state keeps itself near 0.96, although no input arrives any more.", w_x=1, w_h=2, b=0
    ),
    "input cut off": Preset("w_x = 0 cuts off the input, so b alone drives the state.", w_x=0, w_h=0.5, b=0.5),
}
PADDINGS = {
    "a long neighbour": Preset(
        "After so much padding almost nothing of the sequence is left.", padding=8, w_h=0.5, mask=0
    ),
    "masked": Preset("The mask holds the state, however long the padding is.", padding=8, w_h=0.5, mask=1),
}


@exhibit(
    Control("w_x", 1, -2, 2, 0.1),
    Control("w_h", 0.5, -2, 2, 0.1),
    Control("b", 0, -2, 2, 0.1),
    compute=partial(one_unit.on_impulse, length=unrolled_pictures.STEPS),
    picture=unrolled_pictures.unrolled,
    size=unrolled_pictures.PICTURE,
    presets=WEIGHTS,
    title="unrolled RNN",
)
def unrolled_rnn(run: one_unit.RNNRun, values: Values) -> str:
    """Show a plain RNN of one unit, unrolled over four steps; the input is 1, then 0, 0, 0."""
    states = ", ".join(written(h) for h in run.h)
    return f"A 1 at the first step, then zeros: the states are {states}. All four steps use the same weights."


@exhibit(
    Control("w_h", 0.5, -2, 2, 0.01),
    compute=partial(one_unit.on_impulse, 1.0),
    picture=pictures.impulse_picture,
    size=pictures.IMPULSE_PICTURE,
)
def impulse_response(run: one_unit.RNNRun, values: Values) -> str:
    """Show what one impulse leaves behind in a unit with w_x = 1, b = 0, over 30 steps."""
    echo = "is not below 0.01 within 30 steps"
    if run.decay_step is not None:
        echo = f"is below 0.01 after {whole_steps(run.decay_step)}"
    first, last = written(run.h[0]), written(run.h[-1])
    return minus(f"w_h = {run.w_h:.2f}: the impulse sets h to {first}; |h| {echo}, and at step 30 h is {last}.")


@exhibit(
    Control("T", 10, 1, 16, 1, integer=True, unit="steps"),
    Control("B", 4, 1, 8, 1, integer=True, unit="batch"),
    Control("D", 3, 1, 5, 1, integer=True, unit="features"),
    Control("H", 6, 1, 8, 1, integer=True, unit="units"),
    compute=numbers.array_shapes,
    picture=pictures.shapes_picture,
    size=pictures.SHAPES_PICTURE,
)
def array_shapes(now: numbers.Shapes, values: Values) -> str:
    """Show the arrays of a plain RNN, drawn entry by entry, for T steps, B sequences, D features, H units."""
    x, W_x, W_h, b, h = now.arrays.values()
    return f"x has shape {x}, h {h}; the weights W_x {W_x}, W_h {W_h} and b {b} are {now.parameters} numbers."


@exhibit(
    Control("shift", 0, 0, 7, 1, integer=True),
    Control("w_h", 0.5, -2, 2, 0.1),
    compute=numbers.in_another_order,
    picture=pictures.order_picture,
    size=pictures.ORDER_PICTURE,
)
def input_order(orders: numbers.Orders, values: Values) -> str:
    """Show the states that the same eight inputs lead to, in two orders."""
    given, shifted = (written(run.h[-1]) for run in (orders.given, orders.shifted))
    return (
        f"The same eight inputs, with the same sum: as given they end in h = {given}, "
        f"shifted by {orders.shift} in h = {shifted}."
    )


@exhibit(
    Control("padding", 0, 0, 8, 1, integer=True, unit="steps"),
    Control("w_h", 0.5, -2, 2, 0.1),
    choice("mask", 0, "none", "on"),
    compute=numbers.padded,
    picture=pictures.padded_picture,
    size=pictures.PADDED_PICTURE,
    presets=PADDINGS,
)
def padded_sequence(now: numbers.Padded, values: Values) -> str:
    """Show what padding does to the state of a sequence that has ended, without and with a mask."""
    padding = len(now.x) - len(numbers.REAL)
    return minus(
        f"After its two real steps the sequence has h = {now.real:z.2f}; after {whole_steps(padding)} of padding, "
        f"{'masked' if now.masked else 'without a mask'}, it has h = {now.h[-1]:z.2f}."
    )
