"""How long a cell state lasts when it is left alone (notebooks 04 and 05)."""

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.shared import half_life_pictures
from lstm_lesson.lessons.shared.half_life_numbers import Fading, fading
from lstm_lesson.live.controls import Control
from lstm_lesson.live.recipe import Values, exhibit


@exhibit(
    Control("b_f", 3.0, -4, 8, 0.1),
    compute=fading,
    picture=half_life_pictures.half_life_dial,
    size=half_life_pictures.PICTURE,
    title="forget bias and half-life",
)
def half_life_dial(now: Fading, values: Values) -> str:
    """Show a cell state that starts at 1 and is left alone, with the forget bias on a slider."""
    return minus(
        f"b_f = {now.b_f:.1f}: f = {now.f:.4f}, and with nothing but this bias into the gate half of c is left after "
        f"{half_life_pictures.written(now.half_life)}."
    )
