"""The diagram of attention joins what the formulas join, writes every number, and is wide where a weight is."""

import itertools
import math
from typing import Any

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from lstm_lesson.drawing import style
from lstm_lesson.drawing.cell_diagrams import wire_width
from lstm_lesson.lessons.n14_attention import diagram_pictures as diagram
from lstm_lesson.lessons.n14_attention.numbers import in_the_plane

LOOKS = [(60, 4, 1), (-120, 9, 0.3), (10, 0, 1), (175, 10, 0.05), (-60, 10, 20)]
STEPS = range(diagram.STEPS)


@pytest.fixture(params=[False, True], ids=["from the last state", "by hand"])
def drawn(request) -> tuple[Any, Any]:
    axes = style.figure(*diagram.SIZE).add_axes((0, 0, 1, 1))
    return axes, diagram.attention(axes, in_the_plane(60, 4, 1), query_by_hand=request.param)


@pytest.mark.parametrize("t", STEPS)
def test_score_leads_from_the_product_to_softmax_and_the_weight_from_there_through_the_product_to_the_sum(t):
    low, high = diagram.score_wire(t)
    product, times = (low[0], diagram.SCORE), (low[0], diagram.WEIGHT)
    assert math.dist(low, product) == diagram.RADIUS
    assert high[1] == diagram.SOFTMAX - diagram.HALF_BAND
    (leaves, enters), (out, end) = diagram.weight_wires(t)
    assert leaves == (low[0], diagram.SOFTMAX + diagram.HALF_BAND)
    assert math.dist(enters, times) == math.dist(out, times) == diagram.RADIUS
    assert math.dist(end, (diagram.MIDDLE, diagram.SUM)) == pytest.approx(diagram.SUM_RADIUS)


@pytest.mark.parametrize("t", STEPS)
def test_state_leads_out_of_its_cell_to_both_products(t):
    trunk, key, value = diagram.state_wires(t)
    x = diagram.score_wire(t)[0][0]
    assert trunk[0] == (diagram.column(t), diagram.CELL + diagram.HALF_BOX)
    assert key[0] == value[0] == trunk[-1]
    assert math.dist(key[-1], (x, diagram.SCORE)) == diagram.RADIUS
    assert math.dist(value[-1], (x, diagram.WEIGHT)) == diagram.RADIUS


@pytest.mark.parametrize("settings", LOOKS)
def test_every_score_and_weight_is_written(drawn, settings):
    _, drawing = drawn
    look = in_the_plane(*settings)
    drawing.update(look)
    texts = [artist.get_text() for artist in drawing.artists if isinstance(artist, Text)]
    numbers = [float(text.replace("−", "-")) for text in texts[:10]]
    assert numbers == pytest.approx([*look.scores, *look.weights], abs=0.0051)
    assert texts[10] == f"τ = {settings[2]:.2f}"


@pytest.mark.parametrize("settings", LOOKS)
def test_wires_are_as_wide_as_their_weights_and_a_negative_score_is_dotted_vermillion(drawn, settings):
    _, drawing = drawn
    look = in_the_plane(*settings)
    drawing.update(look)
    scores: Any
    weights: Any
    scores, weights = (artist for artist in drawing.artists if isinstance(artist, LineCollection))
    assert list(weights.get_linewidths()) == pytest.approx(np.repeat(1 + 9 * look.weights, 2))
    assert list(scores.get_linewidths()) == pytest.approx([wire_width(s / 2) for s in look.scores])
    for score, colour in zip(look.scores, scores.get_colors(), strict=True):
        assert np.allclose(colour[:3], [0xD5 / 255, 0x5E / 255, 0]) == (score <= -0.005)


@pytest.mark.parametrize("settings", LOOKS)
def test_words_can_be_read_stay_in_the_picture_and_apart(drawn, settings):
    axes, drawing = drawn
    drawing.update(in_the_plane(*settings))
    axes.figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in axes.texts if text.get_text()]
    assert all(float(text.get_fontsize()) >= 10 for text in axes.texts)
    for one, box in boxes:
        assert min(box.x0, box.y0) >= 0, one
        assert box.x1 <= diagram.SIZE[0], one
        assert box.y1 <= diagram.SIZE[1], one
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across, upright = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across < 1 or upright < 4, (one, other)


def test_plan_shows_the_query_made_from_the_last_state():
    words = {text.get_text() for text in diagram.attention_plan().axes[0].texts}
    assert {"$W_q, b_q$", "$W_y, b_y$", "context", *(f"$h_{t}$" for t in STEPS), *(f"$x_{t}$" for t in STEPS)} <= words
    assert "the sliders" not in words
