"""A settings line makes the same picture anywhere; a pinned curve stays where it was."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from math import pi
from typing import Any

import numpy as np
import pytest
from cases import every_refusal
from exhibit_cases import drawn_afresh, frame, made, run_line
from matplotlib.legend import Legend

import lstm_lesson
from lstm_lesson import cell_state_flow
from lstm_lesson.drawing.lanes import PINNED
from lstm_lesson.lessons.shared.one_unit_controls import USUAL, controls
from lstm_lesson.live.question import predict
from lstm_lesson.live.recipe import Recipe
from lstm_lesson.live.sharing import SharedExhibit, read_settings_line, settings_line

ODD = {"b_f": pi, "w_xi": -1e-9, "decay": 0.1 + 0.2 - 0.2, "length": 37, "t": 36, "period": 2.5}


@pytest.fixture
def exhibit() -> Iterator[Any]:
    shared: Any = made(cell_state_flow)
    shared.clear()
    shared.reset()
    yield shared
    shared.enabled = True


# --- the line ---


def test_line_makes_the_same_picture_in_a_fresh_namespace_and_in_another_process(exhibit):
    exhibit.set(**ODD)
    line = exhibit.settings_line()
    here = run_line(line)
    assert (here.values, here.readout, here.settings_line()) == (exhibit.values, exhibit.readout, line)
    assert (frame(here) == frame(exhibit)).all()
    statement, call = line.split("; ")
    code = f"import sys; {statement}; e = {call}; sys.stdout.buffer.write(e.png)"
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert there.stdout == here.png


def test_line_is_one_line_and_names_every_setting_with_all_its_digits(exhibit):
    exhibit.set(b_f=0.1 + 0.2, length=37)
    line = exhibit.settings_line()
    assert "\n" not in line
    assert line.startswith("from lstm_lesson import cell_state_flow; cell_state_flow(w_xf=0.0, ")
    assert "b_f=0.3," in line  # the slider's own value is without a browser's noise
    assert line.endswith("length=37, t=23)")
    assert read_settings_line(line)[2] == exhibit.values


def test_line_of_a_few_sliders_also_names_the_settings_without_a_slider(monkeypatch):
    some = cell_state_flow("b_f", "t", start="remember", w_xi=1 / 3)
    line = some.settings_line()
    assert "cell_state_flow('b_f', 't', " in line
    assert f"w_xi={1 / 3!r}" in line
    elsewhere = {**USUAL, "b_o": -3.0, "b_f": 5.0, "length": 20, "t": 9}  # the course starts there one day
    monkeypatch.setattr(cell_state_flow, "controls", tuple(controls(elsewhere)))
    assert run_line(settings_line("cell_state_flow")).values == elsewhere
    again = run_line(line)
    assert list(again.sliders) == ["b_f", "t"]
    assert again.png == some.png


def test_line_takes_numpys_numbers_exactly():
    numbers: dict[str, Any] = {"x": np.float64(1) / 3, "n": np.int64(3), "y": -0.0}
    line = settings_line("f", "a", **numbers)
    assert line == "from lstm_lesson import f; f('a', x=0.3333333333333333, n=3, y=-0.0)"
    assert read_settings_line(line) == ("f", ["a"], {"x": 1 / 3, "n": 3, "y": 0.0})


def test_line_carries_lists_of_numbers_exactly():
    line = settings_line("f", x=[0, 1 / 3, np.float32(0.5)], b=2.0)
    assert line == "from lstm_lesson import f; f(x=[0, 0.3333333333333333, 0.5], b=2.0)"
    assert read_settings_line(line)[2] == {"x": [0, 1 / 3, 0.5], "b": 2.0}


def field_is_seen(exhibit: SharedExhibit) -> bool:
    return exhibit._below.layout.display != "none"


def test_button_writes_the_line_into_the_field_and_a_move_takes_both_away(exhibit):
    assert (exhibit.field.value, field_is_seen(exhibit)) == ("", False)
    button(exhibit, "Copy settings").click()
    assert (exhibit.field.value, field_is_seen(exhibit)) == (exhibit.settings_line(), True)
    exhibit.sliders["b_f"].value = 3
    assert (exhibit.field.value, field_is_seen(exhibit)) == ("", False)


def test_button_hands_the_line_to_the_clipboard_once_and_leaves_no_script_behind(exhibit):
    sent: list[str] = []
    exhibit._clipboard.observe(lambda change: sent.append(change["new"]), names="value")
    button(exhibit, "Copy settings").click()
    script, nothing = sent
    (image,) = re.findall(r'onerror="([^"]*)"', script)
    (written,) = re.findall(r"writeText\((.*)\)\.catch", unescape(image))
    assert json.loads(written) == exhibit.settings_line()
    assert nothing == exhibit._clipboard.value == ""


def test_paste_opens_an_empty_field_and_closes_it_again(exhibit):
    button(exhibit, "Paste").click()
    assert (exhibit.field.value, field_is_seen(exhibit)) == ("", True)
    button(exhibit, "Paste").click()
    assert not field_is_seen(exhibit)
    button(exhibit, "Copy settings").click()
    button(exhibit, "Paste").click()
    assert (exhibit.field.value, field_is_seen(exhibit)) == ("", True)


def test_pasted_line_moves_the_sliders_and_what_it_does_not_name_goes_back_to_the_start(exhibit):
    exhibit.set(b_i=4, w_hg=2)
    exhibit.field.value = "  from lstm_lesson import cell_state_flow; cell_state_flow('b_f', b_f=3.5, t=7)\n"
    assert exhibit.values == {**USUAL, "b_f": 3.5, "t": 7}
    assert (exhibit.field.value, field_is_seen(exhibit), exhibit.error) == ("", False, "")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("b_f = 3", "a settings line is “from lstm_lesson import"),
        (
            "from lstm_lesson import gru_cell_flow; gru_cell_flow(b_z=3.0)",
            "this picture is made by cell_state_flow; the line is one of gru_cell_flow.",
        ),
        ("from lstm_lesson import cell_state_flow; cell_state_flow(b_f=99)", "b_f must be from -10 to 10, not 99."),
        ("from lstm_lesson import cell_state_flow; cell_state_flow(b_q=1)", "b_q is not a control"),
        ("from lstm_lesson import cell_state_flow; cell_state_flow(b_f=[1, 2])", "b_f must be a finite number, not [1"),
        ("from lstm_lesson import cell_state_flow; cell_state_flow(b_f=[1, 'a'])", "b_f must be a number, a list"),
    ],
)
def test_line_that_cannot_be_followed_is_refused_in_words_and_moves_nothing(exhibit, line, words):
    exhibit.set(b_i=4)
    button(exhibit, "Paste").click()
    before = exhibit.values
    exhibit.field.value = line
    assert words in unescape(exhibit.about_line.value)
    assert 'role="alert"' in exhibit.about_line.value
    assert (exhibit.values, exhibit.field.value, field_is_seen(exhibit)) == (before, line, True)


def test_line_that_needs_a_slider_which_is_not_here_is_refused_in_words():
    few = cell_state_flow("b_f", "t")
    few.field.value = cell_state_flow("b_f", "t", b_o=-3.0).settings_line()
    assert "b_o has no slider here, and stands at 1.0; in the line at -3.0." in few.about_line.value
    few.field.value = cell_state_flow("b_f", "t", b_f=3.0).settings_line()
    assert few.values == {"b_f": 3, "t": 23}


def button(exhibit: SharedExhibit, words: str) -> Any:
    (found,) = [widget for widget in exhibit.buttons if widget.description == words]
    return found


# --- wrong and old lines ---

NO_LINES = ["", "\0", "b_f = 2", "cell_state_flow(b_f=2.0)", "from os import system; system('ls')"]
NO_LINES += [f"from lstm_lesson import f; {call}" for call in ("f(", "g(b_f=2)", "f(**{'b_f': 2})")]


test_line_with_a_mistake_says_what_is_wrong_and_what_there_is = every_refusal(
    (lambda: cell_state_flow(w_fx=1.0), r"slider must be one of w_xf, .*, t \(nearest: w_x[fo]\); got 'w_fx'"),
    (lambda: cell_state_flow("lenght"), r"\(nearest: length\); got 'lenght'"),
    (lambda: cell_state_flow(start="remembr"), r"start must be .*\(nearest: remember\); got 'remembr'"),
    (lambda: cell_state_flow(b_f="2"), "b_f: value must be a finite number, not '2'"),
)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        *[(line, "a settings line is “from lstm_lesson import") for line in NO_LINES],
        ("from lstm_lesson import f; f(b_f=True)", "b_f must be a number, a list of numbers or a text, not True"),
        (
            "from lstm_lesson import f; f(b_f=open('x'))",
            r"b_f must be a number, a list of .*, not open\('x'\)",
        ),
        ("from lstm_lesson import f; f(3)", "the name of a slider must be text in quotes, not 3"),
    ],
)
def test_text_that_is_no_settings_line_is_refused_and_never_run(line, words):
    with pytest.raises(ValueError, match=words):
        read_settings_line(line)


# --- pinned curves ---


def ghosts(exhibit: SharedExhibit) -> list[Any]:
    figure = exhibit._canvas.figure
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == PINNED]


def curves(exhibit: SharedExhibit) -> list[np.ndarray]:
    return [np.array(line.get_data()) for line in exhibit.drawing.lines]


def test_ghosts_keep_every_curve_as_it_was_while_the_live_ones_move_on(exhibit):
    before = curves(exhibit)
    button(exhibit, "Pin").click()
    exhibit.set(b_f=6, w_xi=-2, period=9, length=33)
    assert exhibit.error == ""
    assert len(ghosts(exhibit)) == len(before) == 12
    for ghost, live, then in zip(ghosts(exhibit), exhibit.drawing.lines, before, strict=True):
        np.testing.assert_array_equal(ghost.get_data(), then)
        assert ghost.axes is live.axes
        assert ghost.get_zorder() < live.get_zorder()
        assert ghost.get_linestyle() == live.get_linestyle()
        assert not ghost.get_animated()
    assert max(np.ptp(live[1]) for live in curves(exhibit)) > 0


def test_readout_and_alt_text_say_which_settings_were_others(exhibit):
    exhibit.pin()
    assert exhibit.readout.endswith(" Pinned: these settings.")
    exhibit.set(b_f=-4, length=61)
    assert exhibit.readout.endswith(" Pinned: b_f = 2.0, length = 60.")
    assert exhibit.readout in exhibit._repr_mimebundle_()[0]["text/plain"]
    exhibit.preset("trained on the damped sine")
    assert exhibit.readout.endswith(" Pinned: w_xf = 0.0, w_hf = 0.0 and 12 more.")
    exhibit.clear()
    assert "Pinned" not in exhibit.readout


def test_key_names_the_pinned_lines_and_goes_with_them(exhibit):
    def keys() -> list[str]:
        legends = [child for child in exhibit._canvas.figure.axes[0].get_children() if hasattr(child, "get_texts")]
        return [text.get_text() for legend in legends for text in legend.get_texts()]

    assert keys() == ["$x_t$"]
    exhibit.pin()
    assert sorted(keys()) == ["$x_t$", "pinned"]
    exhibit.clear()
    assert keys() == ["$x_t$"]


RECIPES = [name for name in lstm_lesson.__all__ if isinstance(getattr(lstm_lesson, name), Recipe)]


@pytest.mark.nightly
@pytest.mark.parametrize("name", RECIPES)
def test_key_of_what_is_pinned_lies_on_the_picture_and_on_no_other_words_or_axes(name):
    exhibit = getattr(lstm_lesson, name)()
    exhibit.pin()
    if not exhibit._ghosts:
        return  # nothing in it is a curve
    key, figure = exhibit._ghosts[-1], exhibit._canvas.figure
    box, page = key.get_window_extent(), figure.bbox
    assert page.x0 <= box.x0 < box.x1 <= page.x1
    assert page.y0 <= box.y0 < box.y1 <= page.y1
    others = [*(axes for axes in figure.axes if axes is not key.axes), *figure.findobj(Legend), *key.axes.texts]
    for other in others:
        assert other is key or not other.get_window_extent().overlaps(box), other
    for menu in [control for control in exhibit.controls.values() if control.options]:
        for end in (menu.low, menu.high):
            exhibit.set(**{menu.name: int(end)})
            for number in drawn_numbers(figure):
                assert not number.get_window_extent().overlaps(key.get_window_extent()), (menu.name, end, number)


def drawn_numbers(figure: Any) -> list[Any]:
    """List the numbers at all axes that lie within their ranges."""
    found = []
    for axis in (axis for axes in figure.axes if axes.axison for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        places = [low <= place <= high for place in axis.get_majorticklocs()]
        found += [number for number, inside in zip(axis.get_majorticklabels(), places, strict=False) if inside]
    return found


def test_pinned_picture_differs_and_clear_brings_back_the_one_without_a_ghost(exhibit):
    exhibit.set(b_f=10, b_i=10, b_g=10)  # c counts to 60
    exhibit.pin()
    exhibit.reset()
    pinned = frame(exhibit)
    assert exhibit._canvas.figure.axes[4].get_ylim()[1] >= 60  # the ghost can be seen
    button(exhibit, "Clear").click()
    assert exhibit.pinned == {}
    assert ghosts(exhibit) == []
    assert (frame(exhibit) != pinned).any(axis=-1).sum() > 1000
    assert (frame(exhibit) == frame(cell_state_flow())).all()


def test_pin_and_clear_are_seen_at_once_though_nothing_moves(exhibit):
    before = frame(exhibit)
    exhibit.pin()
    assert (frame(exhibit) != before).any(axis=-1).sum() > 100  # the key names the pinned lines, which lie below
    exhibit.clear()
    assert (frame(exhibit) == before).all()


def test_second_pin_takes_the_place_of_the_first(exhibit):
    exhibit.pin()
    exhibit.set(b_f=5)
    exhibit.pin()
    assert exhibit.pinned["b_f"] == 5
    assert len(ghosts(exhibit)) == 12
    np.testing.assert_array_equal(ghosts(exhibit)[0].get_data(), curves(exhibit)[0])


@pytest.mark.parametrize("values", [{"length": 100}, {"length": 20}, {"b_f": 10, "b_i": 10, "b_g": 10}])
def test_ghost_stays_right_when_axes_change(exhibit, values):
    exhibit.pin()
    exhibit.set(t=0, **values)
    box = exhibit._canvas.figure.axes[4].get_window_extent()  # the lane of c, right of the cursor
    lane = slice(int(660 - box.y1), int(660 - box.y0)), slice(int(box.x0) + 30, int(box.x1))
    shown, afresh = (image[lane] for image in (frame(exhibit)[..., :3].astype(int), drawn_afresh(exhibit)))
    assert np.abs(shown - afresh).max() <= 40


def test_ghost_costs_a_moving_slider_nothing_for_the_background_is_not_drawn_again(exhibit, monkeypatch):
    exhibit.pin()
    monkeypatch.setattr(exhibit._canvas, "draw_background", lambda: pytest.fail("drawn again"))
    for t in (3, 30):
        exhibit.sliders["t"].value = t
    exhibit.sliders["w_xo"].value = 4
    assert exhibit.error == ""


def test_buttons_are_locked_until_the_prediction_is_made(exhibit):
    prediction = predict("08_cell_state_flow/wires", then=exhibit)
    buttons = [button(exhibit, words) for words in ("Pin", "Clear", "Copy settings")]
    assert all(one.disabled for one in buttons)
    assert prediction.choice is not None
    prediction.choice.index = 0
    prediction.commit.click()
    assert not any(one.disabled for one in buttons)


def test_text_travels_in_a_line_and_a_slider_refuses_it():
    line = settings_line("f", text='a "b"\n\\', unit=3)
    assert read_settings_line(line) == ("f", [], {"text": 'a "b"\n\\', "unit": 3})
    exhibit: Any = cell_state_flow("b_f", "t")
    with pytest.raises(ValueError, match="b_f must be a finite number, not '2'"):
        exhibit.follow("from lstm_lesson import cell_state_flow; cell_state_flow(b_f='2')")
