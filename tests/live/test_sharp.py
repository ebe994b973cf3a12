"""A page tells how fine its screen is as a browser does: by writing into the exhibit's hidden field."""

import asyncio
import io
import re
from base64 import b64decode

import numpy as np
import pytest
from loops import run_in_loop
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from PIL import Image

from lstm_lesson.drawing.parts import line, words
from lstm_lesson.live import sharp
from lstm_lesson.live.controls import Control
from lstm_lesson.live.exhibit import Exhibit

SIZE = (400, 240)
WIDTH, HEIGHT = 344, 206  # pixels, at 86 an inch
T = np.arange(40)


def wave(period):
    return np.sin(2 * np.pi * T / period)


def picture(figure, state):
    ax = figure.add_axes((0.1, 0.1, 0.85, 0.85), xlim=(-1, 40), ylim=(-1.2, 1.2))
    drawing = line(ax, "c", lambda now: (T, now))
    drawing.update(state)
    words(ax, 20, 1.1, "a word that stays")
    return drawing


@pytest.fixture
def exhibit(monkeypatch):
    monkeypatch.setattr(sharp, "STILL", 0.1)
    return Exhibit("wave", [Control("period", 15, 5, 40, 1)], wave, picture, lambda state, values: "A wave.", size=SIZE)


def field(exhibit):
    return exhibit._sharp.field


def shown(exhibit):
    png = re.search(r'src="data:image/png;base64,([^"]+)"', exhibit._view.value)
    assert png
    return Image.open(io.BytesIO(b64decode(png[1])))


def drawn_by_matplotlib(period):
    """Draw the same picture in one go with twice the dots an inch, as somebody without this course would."""
    figure = Figure(figsize=(WIDTH / 86, HEIGHT / 86), dpi=2 * 86, facecolor="white")
    picture(figure, wave(period))
    for artist in figure.axes[0].get_children():
        artist.set_animated(False)
    paper = RendererAgg(2 * WIDTH, 2 * HEIGHT, figure.dpi)  # matplotlib 3.10.0's own would lack a row
    figure.draw(paper)
    return np.asarray(paper.buffer_rgba())[..., :3].astype(int)


async def widths(exhibit, *, moves=(), pause=0.05, wait=0.4):
    """Return the width of the picture before, after each move, and when nothing has moved for a while."""
    seen = [shown(exhibit).width]
    for period in moves:
        exhibit.sliders["period"].value = period
        await asyncio.sleep(pause)
        seen.append(shown(exhibit).width)
    await asyncio.sleep(wait)
    return [*seen, shown(exhibit).width]


def test_picture_comes_with_twice_the_pixels_when_it_stands_still_and_with_its_own_while_it_moves(exhibit):
    async def on_a_fine_screen():
        field(exhibit).value = "2"
        await asyncio.sleep(0.4)
        return await widths(exhibit, moves=(16, 17, 18))

    assert run_in_loop(on_a_fine_screen()) == [2 * WIDTH, WIDTH, WIDTH, WIDTH, 2 * WIDTH]
    assert f'width="{WIDTH}" height="{HEIGHT}"' in exhibit._view.value  # as large on the page as before
    assert Image.open(io.BytesIO(exhibit.png)).width == WIDTH  # what is stored stays small
    sharp_picture = np.asarray(shown(exhibit).convert("RGB")).astype(int)
    assert np.abs(sharp_picture - drawn_by_matplotlib(18)).max() <= 40  # the palette has 256 colours
    assert np.abs(sharp_picture - drawn_by_matplotlib(17)).max() > 200


def test_frame_after_a_sharp_one_is_the_frame_before_it(exhibit):
    before = exhibit._canvas.frame().copy()
    exhibit._canvas.sharp_png()
    np.testing.assert_array_equal(exhibit._canvas.frame(), before)
    exhibit._canvas.draw_background()
    np.testing.assert_array_equal(exhibit._canvas.frame(), before)


@pytest.mark.parametrize("said", ["", "1", "1.1", "what?"])
def test_page_that_has_no_more_pixels_or_says_nothing_gets_none(exhibit, said):
    async def on_such_a_page():
        field(exhibit).value = said
        return await widths(exhibit, moves=(16,))

    assert run_in_loop(on_such_a_page()) == [WIDTH, WIDTH, WIDTH]


def test_window_moved_to_a_coarse_screen_gets_no_sharp_picture_any_more(exhibit):
    async def on_two_screens():
        field(exhibit).value = "2"
        field(exhibit).value = "1"
        return await widths(exhibit, moves=(16,))

    assert run_in_loop(on_two_screens())[-1] == WIDTH


def test_error_and_a_freed_exhibit_get_no_sharp_picture(exhibit):
    exhibit.error = "period = 3: no"
    exhibit._send()
    exhibit._sharpen()
    assert "lesson-error" in exhibit._view.value
    assert shown(exhibit).width == WIDTH
    exhibit.close()
    exhibit._sharpen()


def test_page_that_asks_where_no_kernel_runs_gets_its_picture_as_ever(exhibit):
    field(exhibit).value = "2"
    exhibit.sliders["period"].value = 20
    assert shown(exhibit).width == WIDTH
