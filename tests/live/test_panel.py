"""The panel beside a picture takes little room, and what stands above the picture stands over it alone."""

import ipywidgets as widgets
import pytest

from lstm_lesson import squashed_line
from lstm_lesson.live.controls import Control, ControlRow, arrange


def rows_of(count, groups):
    names = [f"c_{number}" for number in range(count)]
    return [Control(name, 1, 0, 2, 0.5, group=f"group {k % groups}") for k, name in enumerate(names)]


@pytest.mark.parametrize(("count", "upright"), [(12, False), (13, True)])
def test_headings_of_many_sliders_stand_upright_beside_them_and_take_no_row(count, upright):
    rows = [ControlRow(control) for control in rows_of(count, 3)]
    groups = arrange(rows).children
    assert len(groups) == 3
    for number, group in enumerate(groups):
        heading = group.children[0]
        assert f"group {number}" in heading.value
        assert ("vertical-rl" in heading.value) == isinstance(group, widgets.HBox) == upright
        members = group.children[1].children if upright else group.children[1:]
        assert list(members) == [row.widget for row in rows[number::3]]
        if upright:
            assert heading.layout.height == f"{24 * len(members)}px"


@pytest.mark.parametrize(("count", "groups"), [(1, 1), (5, 1), (16, 1), (5, 2), (12, 5), (16, 4)])
def test_each_control_stands_on_the_panel_once_in_the_order_of_its_group(count, groups):
    rows = [ControlRow(control) for control in rows_of(count, groups)]
    found: list[ControlRow] = []

    def walk(widget: widgets.Widget) -> None:
        found.extend(row for row in rows if row.widget is widget)
        for child in getattr(widget, "children", ()):
            walk(child)

    walk(arrange(rows))
    assert [row.control.name for row in found] == [row.control.name for k in range(groups) for row in rows[k::groups]]


def test_widget_shown_above_stands_over_sentence_and_picture_which_keep_their_place_beside_the_panel():
    exhibit = squashed_line()
    (page,) = exhibit.widget.children
    panel, view = page.children
    flex, above = view.layout.flex, widgets.HTML("above")
    exhibit.add_above(above)
    assert page.children[0] is panel
    assert list(page.children[1].children) == [above, view]
    assert page.children[1].layout.flex == flex
    assert view.layout.flex == "0 0 auto"  # as high as it is: the place is now that of both
