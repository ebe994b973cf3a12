"""The pictures in assets/ show what the package draws now."""

import re
from io import BytesIO
from itertools import pairwise

import pytest
from notebook_run import MOST_DIFFERENCE, difference
from PIL import Image

import assets


@pytest.mark.parametrize("name", assets.DIAGRAMS)
def test_stored_diagram_has_the_structure_of_a_fresh_one(name):
    title, draw = assets.DIAGRAMS[name]
    assert assets.same_structure((assets.ASSETS / name).read_text("utf-8"), assets.svg_of(draw(), title))


@pytest.mark.parametrize("name", assets.PICTURES)
def test_stored_picture_looks_like_a_fresh_one(name):
    assert difference((assets.ASSETS / name).read_bytes(), assets.PICTURES[name]()) <= MOST_DIFFERENCE


@pytest.mark.thorough
@pytest.mark.parametrize("name", assets.FILMS)
def test_stored_film_looks_like_a_fresh_one_moves_and_plays_once_in_less_than_5_seconds(name):
    film, fresh = (assets.ASSETS / name).read_bytes(), assets.FILMS[name]()
    assert assets.film_difference(film, fresh) <= MOST_DIFFERENCE
    assert all("loop" not in Image.open(BytesIO(each)).info for each in (film, fresh))
    frames = assets.frames_of(film)
    assert len(frames) * assets.FRAME < 5000  # longer than that, it would need a button that stops it
    assert all(one != other for one, other in pairwise(frames))
    assert len(film) < 1_500_000


def test_film_of_another_length_or_with_one_other_frame_is_another_film():
    film = assets.FILMS["cell_state_moves.gif"]()
    frames = [Image.open(BytesIO(frame)) for frame in assets.frames_of(film)[:3]]

    def joined(*frames):
        file = BytesIO()
        frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=assets.FRAME)
        return file.getvalue()

    assert assets.film_difference(joined(*frames), joined(*frames[:2])) == float("inf")
    assert assets.film_difference(joined(*frames), joined(frames[0], frames[0], frames[2])) > 0


def test_every_file_in_assets_is_drawn_by_a_command():
    assert {path.name for path in assets.ASSETS.iterdir()} == {*assets.DIAGRAMS, *assets.PICTURES, *assets.FILMS}


@pytest.mark.parametrize("name", assets.DIAGRAMS)
def test_diagram_says_what_it_shows_and_holds_no_date(name):
    svg = (assets.ASSETS / name).read_text("utf-8")
    assert f"<title>{assets.DIAGRAMS[name][0]}</title>" in svg.replace("dc:title", "title")
    assert not re.search(r"20\d\d-\d\d-\d\d", svg)


@pytest.mark.parametrize("name", assets.DIAGRAMS)
def test_drawing_a_diagram_twice_gives_the_same_bytes(name):
    title, draw = assets.DIAGRAMS[name]
    assert assets.svg_of(draw(), title) == assets.svg_of(draw(), title)


SVG = '<svg><g id="line_1"><path d="M 10.5 20 L 30.25 -4.5" style="stroke: #0072b2"/></g></svg>'


def test_rounding_does_not_make_a_diagram_stale():
    assert assets.same_structure(SVG, SVG.replace("10.5", "10.62").replace("line_1", "line_2"))


@pytest.mark.parametrize(
    ("old", "new"),
    [("30.25", "33.25"), ("#0072b2", "#d55e00"), ("L 30.25 -4.5", "L 30.25 -4.5 L 1 1"), ("</g>", "<path/></g>")],
)
def test_a_moved_recoloured_or_added_line_makes_a_diagram_stale(old, new):
    assert not assets.same_structure(SVG, SVG.replace(old, new))
