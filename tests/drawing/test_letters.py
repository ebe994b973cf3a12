"""Each letter stands in its own cell of colour: as wide as the letter, where the picture wants it."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lstm_lesson.drawing import letters
from lstm_lesson.drawing.canvas import DPI
from lstm_lesson.drawing.letters import HIGH, WIDE

LINES = ["one line of letters, longer than a part", "and $two$"]
LEFT, TOP, COLUMNS = 30, 50, 45


@pytest.fixture
def drawn():
    figure = Figure((6, 4), dpi=DPI)
    tints = np.linspace(-1, 1, len(LINES) * COLUMNS).reshape(len(LINES), COLUMNS)
    ax, drawing = letters.letters(figure, LEFT, TOP, (len(LINES), COLUMNS), lambda lines: lines, lambda lines: tints)
    drawing.update(LINES)
    figure.draw_without_rendering()
    return ax, drawing


def from_top_left(ax, column, row):
    """Where the upper left corner of a cell is, in pixels from the picture's upper left corner."""
    x, y = ax.transData.transform((column, row))
    return x, ax.figure.bbox.height - y


def test_cells_have_one_size_in_pixels_and_begin_where_they_are_wanted(drawn):
    ax, _ = drawn
    for column, row in ((0, 0), (7, 0), (COLUMNS, 2)):
        assert from_top_left(ax, column, row) == pytest.approx((LEFT + WIDE * column, TOP + HIGH * row))


def test_every_letter_of_a_line_stands_in_its_cell_and_a_dollar_is_a_dollar(drawn):
    ax, drawing = drawn
    texts = [text for text in drawing.artists if hasattr(text, "get_text") and text.get_text()]
    for row, line in enumerate(LINES):
        parts = [text for text in texts if int(text.get_position()[1]) == row]
        assert "".join(text.get_text() for text in parts).replace(r"\$", "$") == line
        for text in parts:
            box, column = text.get_window_extent(), text.get_position()[0]
            written = len(text.get_text().replace("\\", "").rstrip())
            assert box.x0 == pytest.approx(LEFT + WIDE * column, abs=3)
            assert box.x1 == pytest.approx(LEFT + WIDE * (column + written), abs=3)
            assert TOP + HIGH * row <= ax.figure.bbox.height - box.y1 < ax.figure.bbox.height - box.y0
            assert ax.figure.bbox.height - box.y0 <= TOP + HIGH * (row + 1) + 1


def test_frame_goes_around_the_letter_at_its_row_and_column(drawn):
    ax, _ = drawn
    frame = letters.frame_around(ax, lambda place: place)
    frame.update((1, 4))
    (rectangle,) = frame.artists
    assert isinstance(rectangle, Rectangle)
    assert (rectangle.get_xy(), rectangle.get_width(), rectangle.get_height()) == ((4, 1), 1, 1)
