"""Every quantity can be told from every other, by colour-blind readers too, and all text can be read."""

import itertools

import matplotlib as mpl
import pytest

from lstm_lesson.drawing import style

OKABE_ITO = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}
SAME_BUT_A_STEP_EARLIER = {"c_prev": "c", "h_prev": "h"}
# In the GRU other quantities play the same parts, and keep the look of the part.
SAME_PART = {"n": "g", "kept": "fc", "written": "ig"}
NEVER_OVER_TIME = {"positive", "negative", "cursor"}  # wires and the upright line


def contrast_on_white(colour: str) -> float:
    """Contrast by the relative luminances of WCAG 2."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


@pytest.mark.parametrize("quantity", style.quantities())
def test_text_about_a_quantity_can_be_read_on_white(quantity):
    assert contrast_on_white(style.text(quantity)) >= 4.5


@pytest.mark.parametrize("quantity", style.quantities())
def test_colours_are_okabe_and_itos_or_grey(quantity):
    assert style.of(quantity)["color"] in OKABE_ITO | {style.GREY, style.INK}
    assert style.of(quantity)["linewidth"] >= 1.2
    assert style.symbol(quantity)
    assert style.name(quantity)


def test_no_two_quantities_over_time_share_both_colour_and_line_style():
    drawn = [q for q in style.quantities() if q not in {*SAME_BUT_A_STEP_EARLIER, *SAME_PART, *NEVER_OVER_TIME}]
    for one, other in itertools.combinations(drawn, 2):
        a, b = style.of(one), style.of(other)
        assert (a["color"], a["linestyle"]) != (b["color"], b["linestyle"]), (one, other)
    for earlier, now in SAME_BUT_A_STEP_EARLIER.items():
        assert style.of(earlier)["color"] == style.of(now)["color"]
    for gru, lstm in SAME_PART.items():
        assert {**style.of(gru), "label": ""} == {**style.of(lstm), "label": ""}


@pytest.mark.parametrize(
    ("gate", "lets_through"), [("f", "fc"), ("i", "ig"), ("o", "h"), ("z", "kept"), ("z_1", "written")]
)
def test_gate_is_dashed_and_what_it_lets_through_is_solid_in_its_colour(gate, lets_through):
    assert style.of(gate)["color"] == style.of(lets_through)["color"]
    assert style.of(gate)["linestyle"] != "-"
    assert style.of(lets_through)["linestyle"] == "-"


def test_all_font_sizes_are_at_least_9_pt_at_the_size_shown():
    assert min(style.FONT.values()) >= 9
    figure = style.figure(1000, 640)
    assert figure.dpi == 100
    assert tuple(figure.bbox.size) == (1000, 640)


def test_unknown_quantity_is_refused_by_name():
    with pytest.raises(ValueError, match="no colour is set for 'q'"):
        style.of("q")


def test_making_a_figure_leaves_matplotlibs_settings_alone():
    before = dict(mpl.rcParams)
    style.lane(style.figure(200, 100).subplots(), "input", ticks=[0, 1])
    assert dict(mpl.rcParams) == before


def test_lane_has_grid_lines_both_ways():
    axes = style.figure(300, 200).subplots()
    style.lane(axes, "gates", ticks=[0, 0.5, 1])
    for axis in (axes.xaxis, axes.yaxis):
        assert all(line.get_visible() for line in axis.get_gridlines())
        assert len(axis.get_gridlines()) > 1
