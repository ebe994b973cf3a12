"""What every recipe promises: the sliders named, a beginning, a refusal in words; and it can be pinned and shared."""

from typing import Any

import numpy as np
import pytest
from exhibit_cases import frame, made, run_line
from frames_store import stored

import lstm_lesson
from lstm_lesson.drawing.lanes import PINNED
from lstm_lesson.drawing.parts import Drawing, axes, dots, line, together, upright
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.recipe import Recipe, Values, exhibit

RECIPES = {name: thing for name in lstm_lesson.__all__ if isinstance(thing := getattr(lstm_lesson, name), Recipe)}
EVERY_SLIDER = {
    f"{name} {control.name}": (recipe, control) for name, recipe in RECIPES.items() for control in recipe.controls
}
EVERY_PRESET = {f"{name} {preset}": (recipe, preset) for name, recipe in RECIPES.items() for preset in recipe.presets}
every_recipe = pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)


def curve(figure: Any, first: Any) -> Drawing:
    ax = axes(figure, 0.1, 0.1, 0.8, 0.8)
    ax.set(xlim=(0, 9), ylim=(0, 40))
    return together(
        upright(ax, lambda state: state[0]),
        line(ax, "c", lambda state: state),
        dots(ax, "x", lambda state: (4, state[0])),
    )


@exhibit(
    Control("a", 1, 0, 5, 0.5),
    Control("b", 2, -3, 3, 0.5),
    Control("n", 3, 1, 9, 1, integer=True),
    compute=lambda a, b, n: np.linspace(a, a + b * (n - 1), n),
    picture=curve,
    size=(400, 300),
    presets={"all three": Preset("A level.", a=5, b=0, n=9), "steep": Preset("It rises.", b=3)},
)
def straight_line(state: np.ndarray, values: Values) -> str:
    """Show a line."""
    return f"{values['a']:g} + {values['b']:g} n, {len(state)} times."


def elsewhere(exhibit: Exhibit) -> dict[str, float]:
    """A place for every slider that is neither its start nor an end."""
    where = {}
    for name, control in exhibit.controls.items():
        steps = round((control.high - control.low) / control.step * (0.37 if control.value > control.low else 0.63))
        value = round(control.low + steps * control.step, 9)
        where[name] = int(value) if control.integer else value
    return where


# ---- What is shown, and where it begins


def test_title_is_the_functions_name_and_the_sentence_gets_every_value():
    whole, part = straight_line(), straight_line("b", "a", b=3, n=4)
    assert (whole.title, list(whole.sliders)) == ("straight line", ["a", "b", "n"])
    assert (list(part.sliders), part.values) == (["a", "b"], {"a": 1, "b": 3})
    assert (whole.readout, part.readout) == ("1 + 2 n, 3 times.", "1 + 3 n, 4 times.")
    other = exhibit(compute=lambda: 1, picture=curve, size=(9, 9), title="another")(lambda *_: "")
    assert other.parts["title"] == "another"


def test_only_presets_are_offered_of_which_every_slider_is_shown():
    assert list(straight_line().presets) == ["all three", "steep"]
    assert list(straight_line("n", "b").presets) == ["steep"]
    assert list(straight_line("n").presets) == []


def test_it_begins_at_a_preset_and_a_value_given_goes_before_the_presets():
    assert straight_line(start="all three").values == {"a": 5, "b": 0, "n": 9}
    assert straight_line("a", start="all three", b=1.5).settings == {"a": 5, "b": 1.5, "n": 9}
    assert straight_line.settings("steep", n=1) == {"a": 1, "b": 3, "n": 1}


def test_whole_number_without_a_slider_may_be_given_as_a_float():
    assert straight_line("a", n=4.0).readout == straight_line("a", n=4).readout


@every_recipe
def test_recipe_is_found_by_its_name_and_says_what_it_shows(recipe):
    assert getattr(lstm_lesson, recipe.__name__) is recipe
    assert recipe.__name__ in lstm_lesson.__all__
    assert recipe.__doc__


@pytest.mark.parametrize(("recipe", "name"), EVERY_PRESET.values(), ids=EVERY_PRESET)
def test_preset_moves_sliders_within_their_ranges_and_says_why(recipe, name):
    for control in recipe.controls:
        control.check(recipe.settings(name)[control.name])
    assert len(recipe.presets[name].reason.split()) >= 7


# ---- What is not there


@every_recipe
def test_slider_or_preset_that_is_not_there_is_refused_by_name(recipe):
    for call in (lambda: recipe("no_such"), lambda: recipe(no_such=1), lambda: recipe.settings(no_such=1)):
        with pytest.raises(ValueError, match=r"^slider must be one of .*; got 'no_such'"):
            call()
    with pytest.raises(ValueError, match=r"^start must be one of .*; got 'no such'"):
        recipe(start="no such")


@pytest.mark.parametrize(("recipe", "control"), EVERY_SLIDER.values(), ids=EVERY_SLIDER)
def test_value_outside_its_sliders_range_is_refused_whether_the_slider_is_shown_or_not(recipe, control):
    others = [other.name for other in recipe.controls if other is not control]
    for sliders in ((), (control.name,), others):
        for value in (control.low - control.step, control.high + control.step):
            with pytest.raises(ValueError, match=f"^{control.name} must be from "):
                recipe(*sliders, **{control.name: value})
        with pytest.raises(ValueError, match=f"^{control.name}: value must be a finite number, not nan"):
            recipe(*sliders, **{control.name: np.nan})
        if control.integer:
            with pytest.raises(ValueError, match=f"^{control.name}: value must be a whole number"):
                recipe(*sliders, **{control.name: control.low + 0.5})


# ---- Pinned and shared, with buttons or without


@pytest.mark.thorough
@every_recipe
def test_settings_line_makes_the_same_picture_again(recipe):
    exhibit = made(recipe)
    exhibit.set(**elsewhere(exhibit))
    assert exhibit.error == ""
    again = run_line(exhibit.settings_line())
    assert (again.values, again.readout) == (exhibit.values, exhibit.readout)
    assert (frame(again) == frame(exhibit)).all()


@pytest.mark.nightly
@every_recipe
def test_picture_with_one_slider_and_its_line_show_the_same_as_that_with_all(recipe):
    whole = made(recipe)
    whole.reset()
    few = recipe(*list(whole.sliders)[-1:])
    assert list(few.sliders) == list(whole.sliders)[-1:]
    for shown in (few, run_line(few.settings_line())):
        assert list(shown.sliders) == list(few.sliders)
        assert (shown.readout, shown.settings) == (whole.readout, whole.settings)
        assert (frame(shown) == frame(whole)).all()


@pytest.mark.nightly
@every_recipe
def test_picture_is_as_it_was_once_what_was_pinned_is_cleared(recipe):
    exhibit = made(recipe)
    exhibit.set(**elsewhere(exhibit))
    before = frame(exhibit)
    exhibit.reset()
    exhibit.pin()
    exhibit.set(**elsewhere(exhibit))
    assert exhibit.error == ""
    assert ("Pinned: " in exhibit.readout) == bool(exhibit.sliders)
    exhibit.clear()
    assert "Pinned" not in exhibit.readout
    assert (frame(exhibit) == before).all()


def test_curves_and_dots_are_pinned_and_the_cursor_is_not():
    exhibit = straight_line()
    exhibit.pin()
    exhibit.set(a=4)
    ghosts = [ghost for ghost in exhibit._canvas.figure.axes[0].lines if ghost.get_gid() == PINNED]
    assert [np.array(ghost.get_data()).tolist() for ghost in ghosts] == [[[0, 1, 2], [1, 3, 5]], [[4], [1]]]
    assert [ghost.get_marker() for ghost in ghosts] == ["", "o"]


@every_recipe
def test_buttons_to_pin_and_to_share_stand_on_every_exhibit_and_are_locked_with_its_sliders(recipe):
    exhibit = made(recipe)
    words = ["Pin", "Clear", "Copy settings", "Paste"]
    buttons = [button for button in exhibit.buttons if button.description in words]
    assert [button.description for button in buttons] == words
    exhibit.enabled = False
    assert all(button.disabled for button in buttons)
    exhibit.enabled = True
    assert not any(button.disabled for button in buttons)


@pytest.mark.nightly
@every_recipe
def test_line_pasted_under_an_exhibit_moves_it_to_the_settings_that_were_copied(recipe):
    exhibit = made(recipe)
    exhibit.set(**elsewhere(exhibit))
    line, there = exhibit.settings_line(), frame(exhibit)
    exhibit.reset()
    exhibit.field.value = line
    assert (exhibit.error, exhibit.settings_line()) == ("", line)
    assert (frame(exhibit) == there).all()


@every_recipe
def test_readout_has_room_for_its_longest_sentence_and_for_what_is_pinned(recipe):
    longest = max(len(state.readout) for state in stored(recipe.__name__).values())
    pinned = len(" Pinned: w_xf = −10.0, w_hf = −10.0 and 12 more.") if len(recipe.controls) > 1 else 36
    assert longest + pinned <= 116 * recipe.parts["lines"]  # letters of a line: 860 pixels of 16-pixel Arial
