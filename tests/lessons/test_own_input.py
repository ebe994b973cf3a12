"""An input of one's own: from a menu, typed as a list, or given as `x`; carried along in the settings line."""

from typing import Any

import numpy as np
import pytest
from exhibit_cases import assert_over_time, frame, run_line
from oracles import input_by_loop, one_lstm_unit

from lstm_lesson import cell_state_challenges, cell_state_flow, flow_settings, forget_gate, one_unit
from lstm_lesson.lessons.shared.own_input_numbers import INPUTS, LARGEST, read_list
from lstm_lesson.live.sharing import read_settings_line

X = [0, 1, 1, 0.5, -0.1 + 0.3, 1 / 3]  # two that a short form would round


def seen(exhibit):
    """What the lane of the input shows."""
    return list(exhibit.drawing.of("x").get_ydata())


@pytest.fixture(scope="module")
def whole():
    return cell_state_flow()


@pytest.fixture
def exhibit(whole):
    whole.reset()
    return whole


# ---- As x


@pytest.mark.parametrize("make", [cell_state_flow, forget_gate, cell_state_challenges])
@pytest.mark.parametrize("kind", [list, tuple, np.array, lambda x: np.array(x, dtype=np.float32), range])
def test_x_may_be_any_list_of_numbers_and_all_lanes_follow_it(make, kind):
    x = range(6) if kind is range else kind(X)
    exhibit = make(x=x, w_hg=0.5)
    t = len(x) - 1
    assert (exhibit.values["length"], exhibit.values["t"], exhibit.sliders["t"].max) == (len(x), t, t)
    run = one_lstm_unit(exhibit.settings, x)
    assert_over_time(exhibit, {quantity: run[quantity] for quantity in ("x", "f", "c", "h")}, t)


REFUSED = {
    "x must have 2 to 120 numbers; got 1": [1],
    "x must have 2 to 120 numbers; got 121": [1] * 121,
    "x must hold numbers from -10 to 10; got 10.5": [0, 10.5],
    r"x must have shape \(T,\); got shape \(1, 2\)": [[1, 2]],
    r"x must have shape \(T,\); got shape \(\)": 3,
    "x must be finite": [1, float("nan")],
    "x must be an array of integers or floats; got dtype <U3": "0 1",
    "x must be an array of integers or floats; got dtype bool": [True, False],
    "x must be an array of integers or floats; got dtype object": None,
    "x must be an array of numbers; got rows of unequal length": [[1], [1, 2]],
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_is_no_input_is_refused_in_words(words):
    for make in (cell_state_flow, forget_gate, cell_state_challenges, flow_settings):
        with pytest.raises(ValueError, match=f"^{words}"):
            make(x=REFUSED[words])


def test_line_under_the_box_says_at_first_how_to_type_a_list():
    exhibit = cell_state_flow("input", "b_f", x=[1, 2])
    assert "comma" in exhibit._told.value
    assert "alert" not in exhibit._told.value


def test_length_or_input_that_contradicts_x_is_refused():
    with pytest.raises(ValueError, match="length must be left out where x is given, or be 6; got 60"):
        cell_state_flow(x=X, length=60)
    with pytest.raises(ValueError, match="input must be left out where x is given, or be 5; got 2"):
        cell_state_flow(x=X, input=2)
    agreeing: Any = cell_state_flow(x=X, length=6, input=5)
    assert agreeing.x == tuple(X)


def test_x_without_the_menu_stays_as_it_is_given():
    few = cell_state_flow("b_f", "t", x=X)
    assert list(few.sliders) == ["b_f", "t"]
    assert (seen(few), few.sliders["t"].max) == (X, 5)
    assert few.settings["x"] == X
    assert seen(run_line(few.settings_line())) == X


# ---- From the menu


@pytest.mark.parametrize("number", range(len(INPUTS)))
@pytest.mark.parametrize(("period", "length"), [(20, 60), (2.5, 17), (7, 4)])
def test_every_input_of_the_menu_is_what_its_name_says_and_the_lanes_follow(exhibit, number, period, length):
    exhibit.set(input=number, period=period, length=length, w_hg=-1.5)
    x = input_by_loop(exhibit.values, list(exhibit.x))
    if length <= 5 and number in (1, 2):  # there is no step 5: it then comes at the last
        x = [0.0, 0.0, 0.0, 1.0]
    run = one_lstm_unit(exhibit.values, x)
    assert_over_time(exhibit, {quantity: run[quantity] for quantity in ("x", "i", "c", "h")}, exhibit.values["t"])


def test_period_and_decay_are_locked_where_they_do_not_matter_and_words_say_so(exhibit):
    matter = {  # by the signals' formulas
        0: {"period", "decay", "length"},
        1: {"length"},
        2: {"length"},
        3: {"period", "length"},
        4: {"period", "length"},
        5: set(),
    }
    assert len(INPUTS) == len(matter)
    for number, names in matter.items():
        exhibit.set(input=number)
        free = {name for name in ("period", "decay", "length") if not exhibit.sliders[name].disabled}
        assert free == names
        assert not exhibit.sliders["t"].disabled
        before = frame(exhibit)
        for name in {"period", "decay"} - names:
            exhibit.set(**{name: exhibit.controls[name].high})
            assert name in exhibit._reason.value
        assert (frame(exhibit) == before).all()
    exhibit.enabled = False
    exhibit.enabled = True
    assert exhibit.sliders["decay"].disabled
    exhibit.set(input=0)
    assert not exhibit.sliders["decay"].disabled
    assert "matter" not in exhibit._reason.value


def test_list_sets_the_length_and_any_other_input_brings_the_length_back(exhibit):
    exhibit.set(length=44)
    exhibit.sliders["input"].value = 5
    assert exhibit.values["length"] == len(exhibit.x) == 10
    exhibit.sliders["length"].value = 30
    assert (exhibit.values["length"], exhibit.boxes["length"].value) == (10, "10")
    exhibit.sliders["input"].value = 3
    assert exhibit.values["length"] == 44
    exhibit.set(input=5)
    exhibit.set(length=33, input=0)
    assert exhibit.values["length"] == 33


def test_box_for_the_list_is_there_only_with_the_list_and_stands_in_the_place_of_period_and_decay(exhibit):
    def rows():
        return [exhibit._typing.layout.display, *(exhibit.rows[n].widget.layout.display for n in ("period", "decay"))]

    assert rows() == ["none", None, None]
    exhibit.set(input=5)
    assert rows() == [None, "none", "none"]
    assert "0,5; 1; 0" in exhibit._told.value


def test_play_ends_where_the_list_does_though_the_length_has_no_slider():
    some: Any = cell_state_flow("input", "t", t=1)  # which the list does not move
    assert some.players["t"].play.max == some.sliders["t"].max == 59
    some.set(x=X)
    assert some.players["t"].play.max == some.sliders["t"].max == len(X) - 1


def test_preset_goes_back_to_the_damped_sine_and_the_menu_names_it(exhibit):
    exhibit.set(x=X)
    exhibit.preset("remember")
    assert (exhibit.values["input"], exhibit._choice.value) == (0, "remember")
    begun: Any = forget_gate(x=X)
    begun.preset("keep")
    assert (seen(begun), begun._choice.value) == (X, "keep")
    begun.box.value = "1 0 1 0 1 0 1 0"
    assert (seen(begun), begun._choice.value) == ([1, 0] * 4, "keep")
    begun.reset()
    assert seen(begun) == X


def test_reset_goes_back_to_the_list_that_its_cell_showed_first(capsys):
    shown: Any = forget_gate()
    shown.set(x=X, b_f=4.0)
    shown.show()
    shown.box.value = "1 0 1"
    shown.preset("half")
    shown.reset()
    assert (seen(shown), shown.values["b_f"]) == (X, 4.0)


# ---- Typed


@pytest.mark.parametrize(
    ("typed", "x"),
    [
        ("0, 1, 1, 0.5", (0, 1, 1, 0.5)),
        ("0,1,1,0.5", (0, 1, 1, 0.5)),
        ("0 1  1 0.5", (0, 1, 1, 0.5)),
        ("0,5; 1; 0", (0.5, 1, 0)),
        ("0.5;1;0;", (0.5, 1, 0)),
        ("[0, −1, +.5]", (0, -1, 0.5)),
        ("1e-1 2,", (0.1, 2)),
    ],
)
def test_list_is_read_as_people_type_it(exhibit, typed, x):
    assert read_list(typed) == x
    exhibit.set(input=5)
    exhibit.box.value = typed
    assert (exhibit.x, seen(exhibit), exhibit.error) == (x, list(x), "")
    assert exhibit.values["length"] == len(x)
    assert read_list(exhibit.box.value) == x


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0, 1, a", "x: 'a' is no number; write 0, 1, 0.5 or 0; 1; 0,5"),
        ("0,,1", "x: a number is missing"),
        ("", "x: a number is missing"),
        ("1; 2 3", "x: '2 3' is no number"),
        ("0,5 1 0", "x: is a comma in '0,5 1 0' a decimal comma? Then write semicolons"),
        ("1e999, 0", "x must be finite"),
        ("7", "x must have 2 to 120 numbers; got 1"),
        ("0, 99", "x must hold numbers from -10 to 10; got 99"),
    ],
)
def test_list_that_cannot_be_read_is_refused_beside_its_box_and_the_last_good_picture_stays(exhibit, typed, words):
    exhibit.set(x=X)
    before, told = frame(exhibit), exhibit._told.value
    exhibit.box.value = typed
    said = exhibit._told.value.replace("&#x27;", "'")
    assert 'role="alert"' in said
    assert words in said
    assert (frame(exhibit) == before).all()
    exhibit.box.value = "0, 1"
    assert (seen(exhibit), exhibit._told.value) == ([0, 1], told)


def test_lane_of_the_input_makes_room_for_every_number_of_a_list(exhibit):
    lane = exhibit._canvas.figure.axes[0]
    usual = lane.get_ylim()
    for far in (1, -1, 1.2, 5, -LARGEST):
        exhibit.set(x=[0, far, 0.5])
        low, high = lane.get_ylim()
        assert low < min(0, far)
        assert max(0.5, far) < high
    exhibit.set(input=0)
    assert lane.get_ylim() == usual


# ---- Carried along


def test_line_carries_a_list_exactly_and_makes_the_same_picture(exhibit):
    exhibit.set(x=X, b_f=3.5)
    line = exhibit.settings_line()
    assert line.startswith(f"from lstm_lesson import cell_state_flow; cell_state_flow(x={[float(n) for n in X]}, w_xf=")
    assert read_settings_line(line)[2] == exhibit.settings
    again = run_line(line)
    assert (again.readout, again.settings_line()) == (exhibit.readout, line)
    assert (frame(again) == frame(exhibit)).all()


def test_line_with_a_list_can_be_pasted_and_so_can_one_without(exhibit):
    exhibit.set(x=X, t=2)
    line = exhibit.settings_line()
    exhibit.reset()
    usual = exhibit.settings_line()
    exhibit.field.value = line
    assert (exhibit.settings_line(), seen(exhibit)) == (line, X)
    exhibit.field.value = usual
    assert exhibit.settings_line() == usual
    exhibit.field.value = "from lstm_lesson import cell_state_flow; cell_state_flow(x=[0, 99])"
    assert "x must hold numbers from -10 to 10; got 99" in exhibit.about_line.value
    assert exhibit.settings_line() == usual


def test_list_pasted_under_an_exhibit_without_the_menu_is_refused():
    few = cell_state_flow("b_f")
    few.field.value = "from lstm_lesson import cell_state_flow; cell_state_flow(x=[0, 1])"
    assert "x has no box here" in few.about_line.value
    assert few.error == ""


@pytest.mark.parametrize("number", range(6))
def test_flow_settings_give_one_unit_the_input_that_the_picture_shows(exhibit, number):
    exhibit.set(input=number)
    settings = flow_settings(**exhibit.settings)
    assert seen(exhibit) == one_unit(**settings).x.tolist()
    assert ("x" in settings) == (number > 0)
