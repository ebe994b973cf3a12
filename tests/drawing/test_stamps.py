"""A stamped text stands where matplotlib draws it, whole or put together from its characters."""

from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure

from lstm_lesson.drawing.canvas import DPI
from lstm_lesson.drawing.letters import SIZE as SIZE_OF_LETTERS
from lstm_lesson.drawing.stamps import PAPER, TextStamps

SIZE = (200, 80)  # pixels
# Before 3.11, matplotlib lays out a whole line before it goes to pixels, so that each letter may stand one beside.
TO_THE_PIXEL = matplotlib.__version_info__ >= (3, 11)


def covered(draw) -> np.ndarray:
    """Return the (x, y) of each pixel that `draw` paints on an empty paper."""
    paper = RendererAgg(*SIZE, 100)
    draw(paper)
    return np.argwhere(np.asarray(paper.buffer_rgba())[..., 3] > 127)[:, ::-1]


@pytest.mark.parametrize("words", ["+1.25", "t = 23", "$f_t$"])
@pytest.mark.parametrize("look", [{}, {"ha": "center"}, {"ha": "right", "va": "top"}, {"rotation": 90}])
def test_stamp_covers_the_place_that_matplotlib_covers(words, look):
    text = Figure(figsize=(2, 0.8), dpi=100).text(0.5, 0.5, words, **look)
    stamped = covered(lambda paper: TextStamps(100).draw(text, paper))
    plain = covered(text.draw)
    assert len(plain) > 20
    for place in (np.min, np.max, np.mean):
        np.testing.assert_allclose(place(stamped, axis=0), place(plain, axis=0), atol=1 if TO_THE_PIXEL else 1.5)


@pytest.mark.parametrize("alpha", [None, 1, 0.5, 0.2])
def test_stamp_has_the_colour_and_lets_as_much_through_as_matplotlibs_text(alpha):
    text = Figure(figsize=(2, 0.8), dpi=100).text(0.5, 0.5, "HHH", color="#E69F00", alpha=alpha, fontsize=30)
    seen = []
    for draw in (lambda paper: TextStamps(100).draw(text, paper), text.draw):
        paper = RendererAgg(*SIZE, 100)
        draw(paper)
        pixels = np.asarray(paper.buffer_rgba()).reshape(-1, 4).astype(int)
        seen.append(pixels[pixels[:, 3].argmax()])  # of the letters' inside
    np.testing.assert_allclose(seen[0], seen[1], atol=1)


@pytest.mark.parametrize("gap", range(0, 40, 3))
def test_text_that_the_paper_cuts_between_two_letters_is_drawn_whole(gap, monkeypatch):
    monkeypatch.setattr("lstm_lesson.drawing.stamps.PAPER", (80, 40))
    text = Figure(figsize=(2, 0.8), dpi=100).text(0.1, 0.5, f"= {' ' * (gap // 3)}60")
    stamped = covered(lambda paper: TextStamps(100).draw(text, paper))
    np.testing.assert_allclose(stamped.max(axis=0), covered(text.draw).max(axis=0), atol=1)


def one_wider(covered: np.ndarray) -> np.ndarray:
    """Return the pixels that are covered, and those beside them."""
    moves = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    return np.any([np.roll(covered, move, axis=(0, 1)) for move in moves], axis=0)


@pytest.mark.parametrize("words", ["x = [1, 2]", r"\$1 + \$2, \$", "\u21b5 \ufffd gf(y)_"])
def test_line_in_letters_of_one_width_is_that_of_matplotlib_to_the_pixel_or_before_its_3_11_to_the_next(words):
    on_a_pixel = 16 / (2 * DPI)
    look: dict[str, Any] = {"family": "monospace", "fontsize": SIZE_OF_LETTERS, "ha": "left", "va": "baseline"}
    text = Figure(figsize=(2, 1), dpi=DPI).text(on_a_pixel, 0.5, words, **look)
    stamps = TextStamps(DPI)
    one, other = (RendererAgg(*SIZE, DPI) for _ in range(2))
    stamps.draw(text, one)
    text.draw(other)
    drawn, wanted = (np.asarray(paper.buffer_rgba()) for paper in (one, other))
    if TO_THE_PIXEL:
        np.testing.assert_array_equal(drawn, wanted)
    for there, around in ((drawn, wanted), (wanted, drawn)):
        assert not np.any((there[..., 3] > 127) & ~one_wider(around[..., 3] > 127))
    known = len(stamps._stamps)
    text.set_text(words[::-1].replace("$\\", r"\$"))
    stamps.draw(text, one)
    assert len(stamps._stamps) == known + 1  # put together from what was there


@pytest.mark.parametrize("end", ["left", "right"])
def test_text_that_stands_on_one_of_its_ends_may_be_nearly_as_wide_as_the_paper(end):
    across = {"left": 0.01, "right": 0.99}[end]
    text = Figure(figsize=(6, 0.8), dpi=100).text(
        across, 0.5, "57 of 160 deals separate them as clearly as the", ha=end
    )
    text.set_fontsize(12)
    stamp = TextStamps(100)._stamp(text, text.get_text())
    assert stamp is not None
    cover, left, _ = stamp
    assert PAPER[0] / 2 < cover.shape[1] < PAPER[0]
    assert left == pytest.approx(0 if end == "left" else cover.shape[1], abs=2)  # where the anchor is
