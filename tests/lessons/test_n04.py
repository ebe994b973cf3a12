"""The exhibits of notebook 04 show what plain loops compute, and its sentences say it."""

import numpy as np
import pytest
from oracles import sigmoid

from lstm_lesson import VERSIONS, half_life_dial, lstm_diagram, three_lstms
from lstm_lesson.lessons.n04_lstm_cell.numbers import three_versions


@pytest.fixture(scope="module")
def versions():
    return three_lstms()


def assert_shows_all_versions(exhibit):
    assert exhibit.error == ""
    now = three_versions(**exhibit.values)
    x, *lines = exhibit.drawing.lines
    np.testing.assert_array_equal(x.get_ydata(), now.x)
    expected = [getattr(now.runs[name], quantity) for quantity in ("c", "h", "gradient") for name in VERSIONS]
    for line, values in zip(lines, expected, strict=True):
        np.testing.assert_allclose(line.get_ydata(), values, rtol=1e-12, atol=1e-29)
        low, high = line.axes.get_ylim()
        if line.axes.get_yscale() == "linear":
            assert low < values.min()
            assert values.max() < high
        assert line.axes.get_xlim() == (-0.5, len(now.x) - 0.5)


@pytest.mark.parametrize("end", ["min", "max"])
@pytest.mark.parametrize("name", list(three_lstms().sliders))
def test_picture_shows_every_version_with_any_slider_at_either_end(versions, name, end):
    versions.reset()
    slider = versions.sliders[name]
    slider.value = getattr(slider, end)
    assert_shows_all_versions(versions)


def test_picture_holds_the_longest_stream_at_the_largest_weights(versions):
    versions.set(b_i=10, b_f=10, w_xg=10, w_hg=10, b_g=10, length=400)
    assert_shows_all_versions(versions)


def test_after_400_steps_1997_stands_at_63_and_the_others_below_02(versions):
    versions.reset()
    versions.set(length=400)
    assert "1997 c = 63.30, h = 0.73; 2000 c = 0.14, h = 0.05; today c = 0.18, h = 0.13" in versions.readout


def test_first_picture_is_too_short_to_tell_what_becomes_of_1997(versions):
    assert three_lstms().values["length"] <= 15


@pytest.fixture(scope="module")
def dial():
    return half_life_dial()


@pytest.mark.parametrize("b_f", [-4.0, 0.0, 1.0, 2.2, 3.0, 5.0, 6.0, 8.0])
def test_dial_and_mark_stand_on_the_half_life(dial, b_f):
    dial.set(b_f=b_f)
    assert dial.error == ""
    gate, cell, mark, words, pointer = dial.drawing.artists
    f = sigmoid(b_f)
    half = np.log(0.5) / np.log(f)
    assert list(gate.get_ydata()) == pytest.approx([f, f])
    np.testing.assert_allclose(cell.get_ydata(), [f**n for n in range(121)], rtol=1e-10)
    assert list(mark.get_xdata()) == (pytest.approx([half]) if half <= 120 else [])
    assert pointer.get_xdata()[0] == pytest.approx(half)
    shown = f"{half:.1f} steps" if half < 99.95 else f"{half:.0f} steps"
    assert shown in words.get_text()
    assert shown in dial.readout


@pytest.mark.parametrize("b_f", np.linspace(-4, 8, 13))
def test_words_beside_the_mark_stay_in_the_picture(dial, b_f):
    dial.set(b_f=float(b_f))
    words = dial.drawing.artists[3]
    box, lane = words.get_window_extent(), words.axes.get_window_extent()
    assert lane.x0 <= box.x0
    assert box.x1 <= lane.x1 + 1
    assert lane.y0 <= box.y0


def test_each_gate_has_a_plan_of_its_own_and_a_sentence_on_whom_it_protects():
    plan = lstm_diagram()
    seen = {}
    for name in plan.presets:
        plan.preset(name)
        seen[name] = (plan.png, plan.readout)
    assert len({png for png, _ in seen.values()}) == 4
    assert "protects this cell from irrelevant input" in seen["input gate"][1]
    assert "protects the other units from this cell" in seen["output gate"][1]
    assert "protects the cell from its own past" in seen["forget gate"][1]
    assert "four layers" in seen["the whole cell"][1]


def test_what_is_not_there_is_refused_by_name():
    with pytest.raises(ValueError, match="got 'w_xi'"):
        three_lstms(w_xi=1.0)
    with pytest.raises(ValueError, match="gate"):
        lstm_diagram(4)
    with pytest.raises(ValueError, match="b_f"):
        half_life_dial(9)
