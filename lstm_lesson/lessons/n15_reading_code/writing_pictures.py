"""Draw what the network writes."""

from matplotlib.figure import Figure

from lstm_lesson.drawing import letters
from lstm_lesson.drawing.parts import NORMAL, Drawing
from lstm_lesson.lessons.n15_reading_code.numbers import COLUMNS
from lstm_lesson.lessons.n15_reading_code.pictures import LEFT
from lstm_lesson.lessons.n15_reading_code.writing_numbers import ROWS, Written

PICTURE = (1000, 460)  # px


def writing_picture(figure: Figure, first: Written) -> Drawing:
    """Draw the text that was begun, white, and what was written after it, tinted by how likely it was."""
    _, text = letters.letters(figure, LEFT, 40, (ROWS, COLUMNS), lambda now: now.rows, lambda now: now.tints)
    said = "white: given. Written by the network: blue, nearly certain; orange, a wild guess."
    figure.text(0.014, 0.95, said, va="center", **NORMAL)
    return text
