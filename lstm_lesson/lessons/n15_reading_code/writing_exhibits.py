"""Let the network write (notebook 15)."""

from lstm_lesson.lessons.n15_reading_code import writing_numbers, writing_pictures
from lstm_lesson.lessons.n15_reading_code.numbers import TEXTS
from lstm_lesson.lessons.n15_reading_code.text_controls import TextRecipe
from lstm_lesson.lessons.n15_reading_code.writing_numbers import LONGEST, Written
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.recipe import Values, exhibit

PRESETS = {
    "cold": Preset(
        "It nearly always takes the likeliest character, and soon goes round in circles.", temperature=0.2, length=200
    ),
    "as it guesses": Preset("It takes each character as often as it expects it.", temperature=1.0, length=200),
    "hot": Preset("Unlikely characters come too often, and the words fall apart.", temperature=1.6, length=200),
}


@exhibit(
    choice("example", 0, *TEXTS, label="begin"),
    Control("temperature", 0.5, 0.1, 2, 0.1, label="temp."),
    Control("seed", 0, 0, 99, 1, integer=True),
    Control("length", 60, 0, LONGEST, 1, integer=True, label="write", plays=True),
    compute=writing_numbers.write_on,
    picture=writing_pictures.writing_picture,
    size=writing_pictures.PICTURE,
    presets=PRESETS,
    kind=TextRecipe,
)
def let_it_write(now: Written, values: Values) -> str:
    """Show what the network writes after a text, one character after the other, drawn from its own guesses."""
    if not now.written:
        return f"Nothing is written yet: press Play, and the network writes on after {len(now.begun)} characters."
    full = " There is no room for more." if now.full and len(now.written) < values["length"] else ""
    return (
        f"{len(now.written)} characters written at temperature {values['temperature']:.1f} with seed "
        f"{values['seed']:.0f}; the network gave each a probability of {now.p.mean():.2f} on average.{full}"
    )
