"""Every text of every picture can be read: large enough on the page, within the picture, and not under another text."""

from itertools import combinations

import frames
import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.text import Text

from lstm_lesson.drawing.canvas import DPI

pytestmark = pytest.mark.thorough

LEAST = 9.0  # pt, as a page counts them: 96 pixels an inch
TOUCH = (2, 4)  # pixels: how far two boxes may overlap, which are higher than the letters in them


def texts_of(exhibit, monkeypatch):
    """Draw an exhibit's whole figure, and return each text that was drawn: its words, size and box in pixels."""
    drawn: dict[Text, None] = {}
    draw = Text.draw

    def noted(text, renderer):
        if text.get_visible() and text.get_text().strip():
            drawn[text] = None
        draw(text, renderer)

    figure = exhibit.drawing.artists[0].get_figure(root=True)
    width, height = (round(side) for side in figure.bbox.size)
    renderer = RendererAgg(width, height, figure.dpi)
    with monkeypatch.context() as patch:
        patch.setattr(Text, "draw", noted)
        for artist in exhibit.drawing.artists:
            artist.set_animated(False)
        figure.draw(renderer)
        for artist in exhibit.drawing.artists:
            artist.set_animated(True)
    return [(text.get_text(), text.get_fontsize(), text.get_window_extent(renderer)) for text in drawn], width, height


def complaints(texts, width, height):
    for words, size, box in texts:
        if size * DPI / 96 < LEAST:
            yield f"{words!r} is {size * DPI / 96:.1f} pt on the page"
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
            yield f"{words!r} leaves the picture: {box.extents.round()}"
    for (words, _, one), (others, _, other) in combinations(texts, 2):
        across = min(one.x1, other.x1) - max(one.x0, other.x0)
        up = min(one.y1, other.y1) - max(one.y0, other.y0)
        if across > TOUCH[0] and up > TOUCH[1]:
            yield f"{words!r} and {others!r} overlap by {across:.0f} × {up:.0f} pixels"


def assert_axes_lie_apart(exhibit):
    figure = exhibit.drawing.artists[0].get_figure(root=True)
    boxes = [ax.get_position() for ax in figure.axes]
    assert all(min(box.x0, box.y0) >= 0 and max(box.x1, box.y1) <= 1 for box in boxes)
    for one, other in combinations(boxes, 2):
        assert min(one.x1, other.x1) <= max(one.x0, other.x0) or min(one.y1, other.y1) <= max(one.y0, other.y0)


@pytest.mark.parametrize("name", frames.names())
def test_every_text_is_large_enough_within_the_picture_and_beside_every_other_and_axes_lie_apart(name, monkeypatch):
    ((_, exhibit),) = frames.exhibits([name])
    assert_axes_lie_apart(exhibit)
    places = [None, *exhibit.presets]
    for place in places:
        if place is not None:
            exhibit.preset(place)
        found = [f"{place or 'at the start'}: {told}" for told in complaints(*texts_of(exhibit, monkeypatch))]
        assert found == []


def crossings(exhibit, monkeypatch):
    """Name each text of a picture that a line of it runs through, whatever its width."""
    texts, _, _ = texts_of(exhibit, monkeypatch)
    figure = exhibit.drawing.artists[0].get_figure(root=True)
    lines = [line for where in (figure, *figure.axes) for line in where.lines if line.get_visible()]
    for words, _, box in texts:
        for line in lines:
            path = line.get_path().transformed(line.get_transform())
            # A box is higher than the letters in it.
            room = box.padded(
                line.get_linewidth() * figure.dpi / 144, line.get_linewidth() * figure.dpi / 144 - TOUCH[1]
            )
            if path.intersects_bbox(room, filled=False):
                yield words


@pytest.mark.parametrize(
    ("name", "moves", "clear"),
    [
        ("damped_sine_window", {"decay": 0}, {"50 steps in", "5 out"}),
        ("gradient_of_many_units", {"gain": 5}, {"explodes", "vanishes"}),
        ("gradient_of_one_unit", {"w_h": 0.6}, {"explodes", "vanishes"}),
        ("recall_after_delay", {"delay": 5, "record": 1}, {"guessing"}),
        ("recall_after_delay", {"delay": 160}, {"guessing"}),
        ("attention_by_hand", {"length": 10}, {"+5.02", "+6.44", "+1.55", "−5.41", "−3.00"}),
    ],
)
def test_words_are_clear_of_curves_cursors_and_wires_where_they_would_meet(name, moves, clear, monkeypatch):
    ((_, exhibit),) = frames.exhibits([name])
    exhibit.set(**moves)
    assert clear <= {words for words, _, _ in texts_of(exhibit, monkeypatch)[0]}
    assert clear.isdisjoint(crossings(exhibit, monkeypatch))


@pytest.mark.parametrize(
    ("name", "dots", "moves"),
    [
        ("squashed_line", "sigmoid_slope", {"x": 4}),
        ("squashed_line", "tanh", {"x": -4}),
        ("clipped_update", "cursor", {"w_h": 2.1, "b": 0.2}),
    ],
)
def test_dot_on_the_edge_of_its_axes_is_seen_as_a_whole(name, dots, moves):
    ((_, exhibit),) = frames.exhibits([name])
    exhibit.set(**moves)
    dot = next(line for line in exhibit.drawing.lines if line.get_gid() == dots and line.get_linestyle() == "None")
    assert dot.axes is not None
    x, y = map(np.ravel, dot.get_data())
    assert {*x, *y} & {*dot.axes.get_xlim(), *dot.axes.get_ylim()}
    assert not dot.get_clip_on()
