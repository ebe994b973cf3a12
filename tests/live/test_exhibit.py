"""An exhibit's widgets are driven as the browser drives them: by setting a slider's value."""

import io
import threading
from base64 import b64decode
from html.parser import HTMLParser

import ipywidgets as widgets
import matplotlib.patheffects
import numpy as np
import pytest
from cases import every_refusal
from exhibit_cases import drawn_afresh
from PIL import Image

from lstm_lesson import squashed_line
from lstm_lesson.drawing.parts import Drawing
from lstm_lesson.live.controls import LABEL_WIDTH, PLAYING, Control, ControlRow, Player, Preset, choice, choose
from lstm_lesson.live.exhibit import Exhibit

STEPS = np.arange(50)
SIZE = (400, 240)
PERIOD = Control("period", 15, 5, 40, 0.5, unit="steps")
DECAY = Control("decay", 0.05, 0, 0.2, 0.01)
LATE = Control("late", 0, 0, 20, 1, integer=True)
PRESETS = {
    "slow": Preset("A long period <shows> the decay.", period=30),
    "no decay": Preset("The wave goes on.", period=10, decay=0),
}


def wave(period, decay, late):
    """Return the damped sine, written out here once more: the oracle."""
    return 0.5 + 0.5 * np.sin(2 * np.pi * (STEPS - late) / period) * np.exp(-decay * STEPS)


def picture(figure, state):
    ax = figure.add_axes((0.1, 0.1, 0.85, 0.85), xlim=(-1, 50), ylim=(-0.2, 1.2))
    (line,) = ax.plot(STEPS, state, color="#0072B2", linewidth=2)
    number = ax.text(30, 1.1, "", color="#D55E00", fontsize=12)

    def update(state):
        line.set_ydata(state)
        number.set_text(f"{state[10]:.2f}")
        return False

    update(state)
    return Drawing([line, number], update)


def sentence(state, values):
    return f'After 10 steps x is "{state[10]:.2f}" & period < {values["period"] + 1:.0f}.'


def make(compute=wave, **options):
    options = {"presets": PRESETS, "size": SIZE} | options
    return Exhibit("damped sine", [PERIOD, DECAY, LATE], compute, picture, sentence, **options)


@pytest.fixture
def exhibit():
    return make()


def ydata(exhibit):
    return exhibit.drawing.artists[0].get_ydata()


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


class Page(HTMLParser):
    """What a browser finds in the exhibit's HTML: the image's attributes, and the text of each line by its class."""

    def __init__(self, exhibit):
        super().__init__()
        self.image, self.text, self._now = {}, {}, ""
        (view,) = [child for child in exhibit.widget.children[0].children if "lesson-picture" in child._dom_classes]
        self.feed(view.value)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.image = dict(attributes)
        else:
            self._now = dict(attributes)["class"]

    def handle_data(self, data):
        self.text[self._now] = data

    @property
    def png(self):
        return b64decode(self.image["src"].removeprefix("data:image/png;base64,"))


# --- sliders, boxes, picture ---


@pytest.mark.parametrize(("name", "value"), [("period", 31.5), ("decay", 0.2), ("late", 7)])
def test_moved_slider_gives_the_line_that_the_model_gives(exhibit, name, value):
    exhibit.sliders[name].value = value
    np.testing.assert_array_equal(ydata(exhibit), wave(**({"period": 15, "decay": 0.05, "late": 0} | {name: value})))


def test_moved_slider_changes_picture_and_sentence_on_the_page_and_the_way_back_restores_them(exhibit):
    before = Page(exhibit)
    exhibit.sliders["period"].value = 22
    moved = Page(exhibit)
    assert moved.png == exhibit.png != before.png
    assert moved.image["alt"] == moved.text["lesson-readout"] == exhibit.readout
    assert exhibit.readout == sentence(wave(22, 0.05, 0), {"period": 22})
    exhibit.sliders["period"].value = 15
    assert Page(exhibit).image == before.image
    assert Page(exhibit).text == before.text


def test_number_box_moves_its_slider_and_slider_its_box(exhibit):
    exhibit.boxes["period"].value = "12.25"  # between two steps: exact values are what the box is for
    assert exhibit.values["period"] == 12.25
    np.testing.assert_array_equal(ydata(exhibit), wave(12.25, 0.05, 0))
    exhibit.sliders["late"].value = 3
    assert exhibit.boxes["late"].value == "3"


@pytest.mark.parametrize("sent", [-0.0, -4.4e-16])  # what a browser's arithmetic may make of −4 + 40·0.1
def test_zero_has_no_sign_in_value_box_and_sentence(sent):
    line = squashed_line(w=-2)
    line.sliders["x"].value = sent
    assert str(line.values["x"]) == "0.0"
    assert line.boxes["x"].value == "0"
    assert line.readout.startswith("x = 0, so z = w·x + b = 0.00: ")


@pytest.mark.parametrize("typed", ["12,5", " 12.50 ", "+12.5"])
def test_decimal_comma_is_read_as_a_point_and_the_box_then_shows_the_number(exhibit, typed):
    exhibit.boxes["period"].value = typed
    assert exhibit.values["period"] == 12.5
    assert exhibit.boxes["period"].value == "12.5"


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("period", "1000", "period must be from 5 to 40, not 1000"),
        ("period", "1e999", "period must be a number, such as 15"),
        ("period", "long", "not &#x27;long&#x27;"),
        ("period", "", "period must be a number"),
        ("period", "1.2.3", "period must be a number"),
        ("late", "3.7", "late must be a whole number, not 3.7"),
        ("late", "<b>", "not &#x27;&lt;b&gt;&#x27;"),
    ],
)
def test_what_cannot_be_set_is_refused_in_words_and_the_box_says_again_what_is_true(exhibit, name, typed, words):
    before = exhibit.values
    exhibit.boxes[name].value = typed
    assert exhibit.values == before
    assert exhibit.boxes[name].value == f"{before[name]:g}"
    assert words in exhibit.complaint.value
    exhibit.boxes[name].value = "6"
    assert exhibit.values[name] == 6
    assert exhibit.complaint.value == ""


def test_complaint_goes_with_the_next_move_of_whatever_slider(exhibit):
    for move in (lambda: setattr(exhibit.sliders["decay"], "value", 0.1), exhibit.reset):
        exhibit.boxes["period"].value = "long"
        assert "period must be a number" in exhibit.complaint.value
        move()
        assert exhibit.complaint.value == ""


def test_one_move_in_a_box_draws_once_and_so_does_set_that_moves_several_sliders(exhibit):
    drawn, update = [], exhibit.drawing.update

    def counted(state):
        drawn.append(state)
        return update(state)

    exhibit.drawing.update = counted
    exhibit.boxes["period"].value = "20"
    assert len(drawn) == 1
    exhibit.set(period=25, decay=0.1, late=4)
    assert exhibit.values == {"period": 25, "decay": 0.1, "late": 4}
    np.testing.assert_array_equal(drawn, [wave(20, 0.05, 0), wave(25, 0.1, 4)])


def test_reset_goes_back_to_the_start(exhibit):
    start = exhibit.png, repr(exhibit)
    button = exhibit.widget.children[0].children[0].children[0].children[1]
    for reset in (exhibit.reset, button.click):
        exhibit.set(period=20, decay=0.1, late=4)
        reset()
        assert (exhibit.png, repr(exhibit)) == start


def test_reset_goes_back_to_what_its_cell_showed_first(exhibit, capsys):
    exhibit.set(period=20, late=4)
    exhibit.show()
    shown = exhibit.png, repr(exhibit)
    exhibit.set(period=30, decay=0.1)
    exhibit.show()  # in a cell further down
    exhibit.reset()
    assert (exhibit.png, repr(exhibit)) == shown


def test_what_is_added_above_stands_over_the_picture_and_beside_the_controls(exhibit):
    (both,) = exhibit.widget.children
    controls, view = both.children
    exhibit.add_above(task := widgets.HTML("what to do"))
    (both,) = exhibit.widget.children
    assert both.children[0] is controls
    assert both.children[1].children == (task, view)


def test_what_is_added_below_stands_under_both_until_it_is_taken_away(exhibit):
    exhibit.add_below(row := widgets.HTML("what was found"))
    assert exhibit.widget.children[1:] == (row,)
    exhibit.take_below(row)
    assert len(exhibit.widget.children) == 1


def test_refresh_shows_what_changed_elsewhere():
    height = [1.0]
    exhibit = make(lambda **values: height[0] * wave(**values))
    height[0] = 0.25
    exhibit.refresh()
    np.testing.assert_array_equal(ydata(exhibit), 0.25 * wave(15, 0.05, 0))


def test_disabled_exhibit_has_only_disabled_controls(exhibit):
    controls = [*exhibit.sliders.values(), *exhibit.boxes.values()]
    assert exhibit.enabled
    exhibit.enabled = False
    assert not exhibit.enabled
    assert all(control.disabled for control in controls)
    exhibit.enabled = True
    assert not any(control.disabled for control in controls)


# --- presets ---


def menu(exhibit):
    head, reason, *_ = exhibit.widget.children[0].children[0].children
    return head.children[0], reason


def test_preset_from_the_menu_moves_its_sliders_the_others_to_their_start_and_shows_its_reason(exhibit):
    exhibit.set(late=5)
    choice, reason = menu(exhibit)
    choice.value = "no decay"
    assert exhibit.values == {"period": 10, "decay": 0, "late": 0}
    assert "The wave goes on." in reason.value


def test_preset_by_name_shows_in_the_menu_with_its_reason_escaped(exhibit):
    exhibit.preset("slow")
    choice, reason = menu(exhibit)
    assert exhibit.values["period"] == 30
    assert choice.value == "slow"
    assert "&lt;shows&gt;" in reason.value


def test_slider_moved_off_a_preset_takes_its_name_and_reason_away_and_it_can_be_chosen_again(exhibit):
    exhibit.preset("slow")
    exhibit.sliders["period"].value = 20
    choice, reason = menu(exhibit)
    assert choice.value not in PRESETS
    assert "decay" not in reason.value
    choice.value = "slow"
    assert exhibit.values["period"] == 30


def test_exhibit_that_stands_on_a_preset_at_its_start_or_after_a_reset_says_so():
    presets = {"start": Preset("It begins here.", period=15)}
    exhibit = make(presets=presets)
    choice, reason = menu(exhibit)
    assert (choice.value, "It begins here." in reason.value) == ("start", True)
    exhibit.sliders["late"].value = 3
    assert (choice.value in presets, "It begins here." in reason.value) == (False, False)
    exhibit.reset()
    assert (choice.value, "It begins here." in reason.value) == ("start", True)


# --- a time step that stays below the length, and ▶ ---


def counting(*sliders, **values):
    """An exhibit of the numbers up to `length`, with a step `t` on them that ▶ moves."""
    controls, fixed = choose(
        [
            Control("length", 20, 10, 40, 1, integer=True),
            Control("t", 12, 0, 39, 1, integer=True, below="length", plays=True),
        ],
        sliders,
        values,
    )

    def compute(**moved):
        now = fixed | moved
        return np.linspace(0, 1, 50) * now["length"] + now["t"]

    return Exhibit("count", controls, compute, picture, lambda state, values: f"{values}", size=SIZE)


def test_step_ends_one_below_the_length_and_comes_back_with_a_shorter_one():
    exhibit = counting()
    assert exhibit.sliders["t"].max == 19
    exhibit.sliders["length"].value = 10
    assert (exhibit.sliders["t"].max, exhibit.values["t"], exhibit.boxes["t"].value) == (9, 9, "9")
    assert exhibit.readout == "{'length': 10, 't': 9}"
    exhibit.boxes["t"].value = "15"
    assert exhibit.complaint.value.endswith("t must be at most 9 here, not 15.</div>")
    exhibit.set(t=35, length=40)
    assert exhibit.values == {"t": 35, "length": 40}
    assert counting("t", length=15).sliders["t"].max == 14
    assert counting(t=39).values["t"] == 19


def test_play_moves_the_step_on_from_where_it_stands_and_follows_a_hand_on_the_slider():
    exhibit = counting()
    player = exhibit.players["t"]
    assert not getattr(player.play, PLAYING)  # never by itself
    for frame in (13, 14):
        player.play.value = frame
        assert (exhibit.values["t"], exhibit.boxes["t"].value) == (frame, f"{frame}")
        assert f"'t': {frame}" in exhibit.readout
    exhibit.sliders["t"].value = 3
    assert player.play.value == 3
    exhibit.sliders["length"].value = 30
    assert player.play.max == 29


def test_play_goes_by_the_steps_of_its_slider():
    control = Control("late", 10, 10, 50, 10, integer=True, plays=True)
    exhibit = Exhibit("wave", [control], lambda late: wave(15, 0, late), picture, lambda *_: "", size=SIZE)
    play = exhibit.players["late"].play
    assert (play.min, play.max, play.step) == (10, 50, 10)


def test_play_goes_backwards_when_it_is_turned_and_then_reaches_0_last():
    exhibit = counting()
    player = exhibit.players["t"]
    player.backwards.value = True
    assert (exhibit.values["t"], player.play.value) == (12, 7)
    seen = []
    for frame in range(8, player.play.max + 1):
        player.play.value = frame
        seen.append(exhibit.values["t"])
    assert seen == list(range(11, -1, -1))
    player.backwards.value = False
    assert (exhibit.values["t"], player.play.value) == (0, 0)


def test_play_is_locked_with_the_sliders_and_sends_at_most_15_frames_a_second():
    exhibit = counting()
    player = exhibit.players["t"]
    exhibit.enabled = False
    assert all(part.disabled for part in player.parts)
    exhibit.enabled = True
    assert not any(part.disabled for part in player.parts)
    if player.play not in player.parts:  # where Play's own buttons are shown, only a page can click them
        button = player.parts[0]
        for playing, words in ((True, "Pause"), (False, "Play")):
            button.click()
            assert (getattr(player.play, PLAYING), button.description) == (playing, words)
    for _, interval in player.speed.options:
        player.speed.value = interval
        assert player.play.interval == interval >= 1000 / 15


def test_play_stays_longer_where_there_is_more_to_read():
    pages = [Control("step", 1, 1, 6, 1, integer=True, plays=True, pace=pace) for pace in (1, 12)]
    usual, slow = (Player(control) for control in pages)
    assert [milliseconds for _, milliseconds in slow.speed.options] == [12 * each for _, each in usual.speed.options]
    assert slow.play.interval == 12 * usual.play.interval


def test_label_is_the_symbol_and_has_the_room_that_its_words_need(exhibit):
    assert exhibit.boxes["period"].description == exhibit.controls["period"].symbol
    short, longer = ControlRow(Control("b_f", 0, 0, 1, 0.1)), ControlRow(Control("period", 0, 0, 1, 0.1, unit="steps"))
    assert short.label_width == LABEL_WIDTH
    assert longer.label_width == LABEL_WIDTH + 7 * len("odsteps")


# --- words to choose from ---


def test_choice_shows_words_for_its_numbers_and_moves_by_them():
    asked = choice("level", 1, "low", "middle", "high")
    exhibit = Exhibit("levels", [asked], lambda level: np.full(50, level / 2), picture, sentence_of_level, size=SIZE)
    menu = exhibit.sliders["level"]
    assert menu.options == (("low", 0), ("middle", 1), ("high", 2))
    menu.value = 2
    np.testing.assert_array_equal(ydata(exhibit), np.ones(50))
    assert exhibit.readout == "level 2"
    with pytest.raises(ValueError, match="level must be from 0 to 2, not 3"):
        exhibit.set(level=3)
    with pytest.raises(ValueError, match="options must name each whole number from 0 to 3"):
        Control("level", 1, 0, 3, 1, integer=True, options=("low", "high"))


def sentence_of_level(state, values):
    return f"level {values['level']}"


# --- errors ---


def fails_above_30(**values):
    if values["period"] > 30:
        raise ZeroDivisionError("no <wave> here")
    return wave(**values)


def test_error_names_slider_and_value_and_the_last_good_picture_stays_until_the_next_one():
    exhibit = make(fails_above_30)
    exhibit.sliders["period"].value = 20
    good = Page(exhibit)
    exhibit.sliders["period"].value = 31.5
    page = Page(exhibit)
    assert page.image == good.image
    assert "period = 31.5" in exhibit.error
    assert "no <wave> here" in exhibit.error
    assert page.text["lesson-error"].startswith(exhibit.error)
    exhibit.sliders["period"].value = 25
    assert exhibit.error == ""
    assert "lesson-error" not in Page(exhibit).text
    np.testing.assert_array_equal(ydata(exhibit), wave(25, 0.05, 0))


@pytest.mark.parametrize("part", ["drawing", "sentence"])
def test_error_in_drawing_or_sentence_is_shown_too(exhibit, part):
    def fail(*_):
        raise RuntimeError("broken")

    good = exhibit.png
    if part == "drawing":
        exhibit.drawing.update = fail
    else:
        exhibit.sentence = fail
    exhibit.sliders["decay"].value = 0.1
    assert exhibit.error == "decay = 0.1: RuntimeError: broken"
    assert exhibit.png == good


def test_axis_that_moved_in_a_failed_update_is_drawn_with_the_next_good_one(exhibit):
    ax, update = exhibit.drawing.artists[0].axes, exhibit.drawing.update

    def fail_after_moving_the_axis(state):
        ax.set_ylim(-1, 5)
        raise RuntimeError("broken")

    exhibit.drawing.update = fail_after_moving_the_axis
    exhibit.sliders["period"].value = 20
    exhibit.drawing.update = update
    exhibit.drawing.artists[1].set_visible(False)
    exhibit.refresh()
    assert_drawn_as_afresh(exhibit)


# --- picture ---


def assert_drawn_as_afresh(exhibit):
    assert np.abs(pixels(exhibit.png) - drawn_afresh(exhibit)).max() <= 40


def test_blitted_picture_is_the_picture_that_matplotlib_draws_afresh(exhibit):
    for period in (8, 33, 21):
        exhibit.sliders["period"].value = period
    exhibit.drawing.artists[1].set_visible(False)  # the number: drawn to whole pixels, looked at below
    exhibit.refresh()
    assert_drawn_as_afresh(exhibit)
    assert np.abs(pixels(exhibit.png) - drawn_afresh(exhibit)).mean() < 0.5


def test_stamped_number_stands_where_matplotlib_puts_it_in_its_colour(exhibit):
    exhibit.sliders["period"].value = 21
    exhibit.sliders["period"].value = 22
    shown, plain = pixels(exhibit.png), drawn_afresh(exhibit)
    orange = [np.argwhere((image[..., 0] > 190) & (image[..., 2] < 90)) for image in (shown, plain)]
    assert len(orange[0]) > 30
    np.testing.assert_allclose(orange[0].mean(axis=0), orange[1].mean(axis=0), atol=1)  # pixels
    np.testing.assert_allclose(np.ptp(orange[0], axis=0), np.ptp(orange[1], axis=0), atol=1)


def test_picture_has_the_fixed_size_and_says_so_to_the_page(exhibit):
    for period in (5, 40):
        exhibit.sliders["period"].value = period
        image = Image.open(io.BytesIO(exhibit.png))
        assert image.size == (344, 206)  # at 86 pixels an inch
        assert image.mode == "P"
        assert (Page(exhibit).image["width"], Page(exhibit).image["height"]) == ("344", "206")
        assert tuple(pixels(exhibit.png)[0, 0]) == (255, 255, 255)  # white stays white


def test_colour_that_appears_later_is_shown_as_it_is(exhibit):
    line = exhibit.drawing.artists[0]
    line.set_color("#CC79A7")
    exhibit.refresh()
    shown = pixels(exhibit.png).reshape(-1, 3)
    assert np.abs(shown - [0xCC, 0x79, 0xA7]).max(axis=1).min() <= 4


def test_axis_limits_follow_when_the_drawing_says_they_changed(exhibit):
    update, ax = exhibit.drawing.update, exhibit.drawing.artists[0].axes

    def zoom(state):
        ax.set_ylim(-1, 2)
        return not update(state)

    exhibit.drawing.update = zoom
    exhibit.refresh()
    exhibit.drawing.artists[1].set_visible(False)
    exhibit.refresh()
    assert_drawn_as_afresh(exhibit)


def test_moved_axis_is_drawn_anew_and_its_neighbour_keeps_what_it_had(monkeypatch):
    def two_axes(figure, state):
        left, right = figure.subplots(1, 2)
        (line,) = left.plot(state)
        right.set_title("stays")
        figure.suptitle("both")

        def update(state):
            line.set_ydata(state)
            left.set_ylim(0, 2 * state.max())
            return True

        return Drawing([line], update)

    exhibit = Exhibit("two", [PERIOD, DECAY, LATE], wave, two_axes, sentence, size=SIZE)
    _, right = exhibit._canvas.figure.axes
    monkeypatch.setattr(right, "draw", lambda renderer: pytest.fail("the neighbour was drawn again"))
    exhibit.sliders["decay"].value = 0.2
    monkeypatch.undo()
    assert exhibit.error == ""
    assert_drawn_as_afresh(exhibit)


OUTLINE = matplotlib.patheffects.withStroke(linewidth=5, foreground="#E69F00")


@pytest.mark.parametrize("extra", [{"bbox": {"facecolor": "yellow"}}, {"path_effects": [OUTLINE]}])
def test_text_with_box_or_outline_is_drawn_as_matplotlib_draws_it(extra):
    def drawing(figure, state):
        text = figure.text(0.5, 0.5, "0.12", fontsize=30, **extra)
        return Drawing([text], lambda state: False)

    exhibit = Exhibit("text", [PERIOD], lambda period: None, drawing, lambda *_: "A number.", size=SIZE)
    assert_drawn_as_afresh(exhibit)


# --- words ---


def test_repr_is_a_short_stable_summary_with_the_steps_decimals(exhibit):
    assert repr(exhibit) == "Exhibit('damped sine', period=15.0, decay=0.05, late=0)"


def test_mimebundle_has_the_widget_the_whole_text_and_the_picture_with_its_alt_text(exhibit):
    exhibit.sliders["late"].value = 9
    bundle, metadata = exhibit._repr_mimebundle_()
    assert metadata == {"image/png": {"alt": exhibit.readout}}
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == exhibit.widget.model_id
    assert bundle["text/plain"] == f"{exhibit!r}\n{exhibit.readout}"
    assert b64decode(bundle["image/png"]) == exhibit.png


# --- interrupts ---


def test_interrupted_move_is_told_and_slider_and_box_agree_all_the_same():
    exhibit = squashed_line()
    right, before = exhibit.compute, exhibit.readout

    def interrupt(**_):
        raise KeyboardInterrupt

    exhibit.compute = interrupt
    with pytest.raises(KeyboardInterrupt):
        exhibit.sliders["w"].value = 2.0
    assert (exhibit.sliders["w"].value, exhibit.boxes["w"].value) == (2.0, "2")
    assert exhibit.error == "w = 2: interrupted"
    assert exhibit.readout == before
    exhibit.compute = right
    exhibit.set(w=3)
    assert (exhibit.boxes["w"].value, exhibit.error) == ("3", "")


# --- threads ---


def at_once(drag, arguments):
    threads = [threading.Thread(target=drag, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_moves_from_eight_threads_at_once_end_with_the_picture_of_the_last_values(exhibit):
    start = threading.Barrier(8)

    def drag(seed):
        rng = np.random.default_rng(seed)
        start.wait()
        for _ in range(25):
            exhibit.sliders["period"].value = float(rng.uniform(5, 40))
            exhibit.sliders["decay"].value = float(rng.uniform(0, 0.2))

    at_once(drag, range(8))
    assert exhibit.error == ""
    np.testing.assert_array_equal(ydata(exhibit), wave(**exhibit.values))
    alone = make()
    alone.set(**exhibit.values)
    assert np.abs(pixels(exhibit.png) - pixels(alone.png)).max() <= 40


def test_picture_never_mixes_two_moves():
    """Two threads alternate between two settings; every frame sent must be one of the two pictures, whole."""
    exhibit = make()
    allowed = set()
    for period in (8, 33):
        exhibit.sliders["period"].value = period
        allowed.add((exhibit.readout, exhibit.png))
    (view,) = [child for child in exhibit.widget.children[0].children if "lesson-picture" in child._dom_classes]
    sent = []
    view.observe(lambda change: sent.append((exhibit.readout, exhibit.png)), names="value")

    def drag(period):
        for _ in range(40):
            exhibit.set(period=period)

    at_once(drag, (8, 33))
    assert len(sent) > 1
    assert set(sent) <= allowed


# --- bad input ---


test_control_exhibit_and_preset_say_what_is_wrong = every_refusal(
    (lambda: Control("b_f", 0, 1, 1, 0.1), "b_f: low must be below high, not 1 and 1"),
    (lambda: Control("b_f", 2, 0, 1, 0.1), "b_f must be from 0 to 1, not 2"),
    (lambda: Control("b_f", float("nan"), 0, 1, 0.1), "b_f: value must be a finite number, not nan"),
    (lambda: Control("b_f", 0, 0, float("inf"), 0.1), "b_f: high must be a finite number, not inf"),
    (lambda: Control("b_f", 0, 0, 1, 0), "b_f: step must be above 0, not 0"),
    (lambda: Control("b_f", True, 0, 1, 0.1), "b_f: value must be a finite number, not True"),
    (lambda: Control("b f", 0, 0, 1, 0.1), "name must be a Python name, as compute's argument, not 'b f'"),
    (lambda: Control("t", 0, 0, 9, 0.5, integer=True), r"t: step must be a whole number, not 0\.5"),
    (lambda: Exhibit("twice", [PERIOD, PERIOD], wave, picture, sentence), "not twice period"),
    (lambda: make().preset("fast"), "preset must be one of slow, no decay, not 'fast'"),
)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"b_x": 1}, "b_x is not a control; the controls are period, decay, late"),
        ({"period": 99}, "period must be from 5 to 40, not 99"),
        ({"period": "10"}, "period must be a finite number, not '10'"),
        ({"late": 2.5}, r"late must be a whole number, not 2\.5"),
    ],
)
def test_bad_setting_is_refused_by_set_and_in_a_preset_and_moves_nothing(exhibit, values, words):
    with pytest.raises(ValueError, match=words):
        exhibit.set(**({"decay": 0.1} | values))
    assert exhibit.values["decay"] == 0.05
    with pytest.raises(ValueError, match=f"preset 'wrong': {words}"):
        make(presets={"wrong": Preset("…", **values)})
