"""What the units of the network that reads know, and what happens without one of them (notebook 15)."""

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n15_reading_code import units_numbers, units_pictures
from lstm_lesson.lessons.n15_reading_code.exhibits import tinted_sentence
from lstm_lesson.lessons.n15_reading_code.numbers import ReadText
from lstm_lesson.lessons.n15_reading_code.pictures import PICTURE as TINTED_PICTURE
from lstm_lesson.lessons.n15_reading_code.pictures import tinted_text_picture
from lstm_lesson.lessons.n15_reading_code.units_numbers import HELD, TEXTS, CutMemory, Knowledge
from lstm_lesson.live.controls import Control, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.reading_measures import KINDS
from lstm_lesson.studies.reading_training import UNITS
from lstm_lesson.studies.source_facts import FACTS, SAID, YES_OR_NO

WHICH = (choice("fact", 0, *FACTS), Control("rank", 1, 1, UNITS, 1, integer=True))


@exhibit(
    *WHICH,
    choice("text", 0, *TEXTS),
    compute=units_numbers.unit_knowledge,
    picture=units_pictures.knowledge_picture,
    size=units_pictures.KNOWLEDGE_PICTURE,
)
def what_units_know(now: Knowledge, values: Values) -> str:
    """Show, for each fact about a text, what every unit tells of it; and a text tinted by one of them."""
    name = FACTS[now.fact]
    found, row = units_numbers.units(), now.fact
    measure = "balanced accuracy" if name in YES_OR_NO else "R²"
    asked = f"that {SAID[name]}" if name in YES_OR_NO else SAID[name]
    return minus(
        f"Does it tell {asked}? Unit {now.unit}, rank {now.rank} of {UNITS} where it was chosen, on unseen "
        f"files: {measure} {found.test[row, now.unit]:.2f}. Best untrained unit {found.untrained[row]:.2f}, last "
        f"character alone {found.character[row]:.2f}."
    )


@exhibit(
    *WHICH,
    choice("held", 0, *HELD, label="its f"),
    compute=units_numbers.cut_memory,
    picture=units_pictures.cut_picture,
    size=units_pictures.CUT_PICTURE,
    lines=3,
)
def cut_one_memory(now: CutMemory, values: Values) -> str:
    """Show what the network needs for each kind of character with one forget gate cut, beside every other unit."""
    most = int(now.more[now.unit].argmax())
    return minus(
        f"The forget gate of unit {now.unit} is held {'open' if now.open else 'shut'}: the unseen text costs "
        f"{now.whole[0]:.3f} → {now.whole[0] + now.more[now.unit, 0]:.3f} bits a character. "
        f"It costs most for {KINDS[most]}, {now.more[now.unit, most]:.2f} bits more, "
        f"and there {now.above[most]} of the other {UNITS - 1} units cost more."
    )


@exhibit(
    choice("text", 0, *TEXTS[:2]),
    choice("unit", 0, "one unit", "another unit"),
    Control("t", 0, 0, units_numbers.OPENING_LENGTH - 1, 1, integer=True, plays=True),
    compute=units_numbers.opening,
    picture=tinted_text_picture,
    size=TINTED_PICTURE,
)
def network_that_reads(now: ReadText, values: Values) -> str:
    """Show one of two texts as the network reads it, tinted by one of two of its units."""
    return tinted_sentence(now)
