"""A text that the recorded network reads, tinted by one of its units (notebooks 15 and 00)."""

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n15_reading_code import pictures
from lstm_lesson.lessons.n15_reading_code.numbers import GATES, MOST, QUANTITIES, TEXTS, ReadText, named, read_text
from lstm_lesson.lessons.n15_reading_code.text_controls import TextRecipe
from lstm_lesson.live.controls import Control, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.reading_training import UNITS


@exhibit(
    choice("example", 0, *TEXTS, label="text"),
    Control("unit", 0, 0, UNITS - 1, 1, integer=True),
    choice("quantity", 0, *QUANTITIES, label="tint by"),
    choice("gate", 0, *GATES, label="its f"),
    Control("t", 40, 0, MOST - 1, 1, integer=True, plays=True),
    compute=read_text,
    picture=pictures.tinted_text_picture,
    size=pictures.PICTURE,
    kind=TextRecipe,
    lines=2,
)
def tinted_text(now: ReadText, values: Values) -> str:
    """Show a text as the network reads it: each character tinted by a unit, and the guesses of what comes next."""
    return tinted_sentence(now)


def tinted_sentence(now: ReadText) -> str:
    """Say what the unit holds at t, and what the network guesses."""
    guesses = ", ".join(f"{named(guess)} {p:.2f}" for guess, p in zip(now.guesses[:3], now.p, strict=False))
    return minus(
        f"After {named(now.text[now.t])} at t = {now.t}: {now.quantity} of unit {now.unit} is "
        f"{now.values[now.t]:z.2f}, and likeliest next are {guesses}. "
        f"The text costs {now.surprise.mean():.2f} bits a character."
    )
