"""Every exhibit shows in every state what is stored of it, by whatever moves it came there.

Each line, dot, bar, text and colour is compared, across as well as up: with what is stored, and with a fresh exhibit.

If you mean to change a picture, write tests/frames anew with `python tools/frames.py store`, and read the difference
before you commit it. tools/shown_figure.py says what is stored, and what is left out.
"""

import re
from itertools import combinations
from typing import Any, cast

import frames
import ipywidgets as widgets
import numpy as np
import pytest
from callbacks import SLIDERS, controls, corners, endless, grid, made_at
from exhibit_cases import made
from frames_store import STORE, State, differences, stored
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from shown_figure import Ticks, shown_on

from lstm_lesson.drawing.canvas import LiveCanvas
from lstm_lesson.live import exhibit as live
from lstm_lesson.live.exhibit import Exhibit

LISTED = 12  # of the differences, which may be thousands
HUNDREDFOLD = {  # exhibits for which we allow a hundred tolerances, half a pixel or so: their last digits are noise
    "forecast_five",  # errors of a float32 network, on a logarithmic axis
    "forecast_scores",
    "gradient_of_many_units",  # at a large gain it is chaotic
    "one_window_forecasts",
    "run_free",  # for a hundred steps
}
LEAVE_THEIR_AXES = {  # exhibits whose lines of these colours are meant to leave, and why
    "clipped_update": ({"#D55E00"}, "without clipping the step is so large that it leaves the map"),
    "forecast_five": ({"#767676"}, "the axis fits the signal and the LSTM; a baseline may lie far from both"),
    "gradient_of_many_units": ({"#767676"}, "it explodes, past any axis"),
    "gradient_of_one_unit": ({"#767676", "#000000"}, "it explodes, past any axis"),
    "values_seen": ({"#E69F00"}, "AR(2) runs away where it has seen too few values"),
    "stretched_circle": ({"#767676", "#000000"}, "an ellipse that explodes, and its axes, grow out of the picture"),
}


class Unpainted(LiveCanvas):
    """A canvas that never draws: drawing would take half of the time, and changes nothing that is stored."""

    def draw_background(self) -> None:
        pass

    def png(self) -> bytes:
        return b""


@pytest.fixture(scope="module", autouse=True)
def unpainted():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "LiveCanvas", Unpainted)
        yield


@pytest.fixture(scope="module", params=frames.names())
def exhibit(request, unpainted):
    ((_, exhibit),) = frames.exhibits([request.param])
    cast(Any, exhibit).name = request.param
    yield exhibit
    exhibit.close()  # as a cell does that is run again: it holds some 12 MB


@pytest.fixture(scope="module")
def walk(exhibit):
    """An exhibit's name, what it shows in each of its states, and which lines left their axes, with their colours."""
    name, states, strays = exhibit.name, [], []
    for place, state in frames.walk(exhibit):
        states.append((place, state))
        strays += [(colour, f"{name}, {place}: {told}") for colour, told in outside(exhibit)]
    return name, states, strays


def outside(exhibit: Exhibit) -> list[tuple[str, str]]:
    """Return the colours of the moving lines that their axes cut off, and where they leave."""
    found = []
    for line in exhibit.drawing.lines:
        axes = cast(Axes, line.axes)
        if not (line.get_visible() and line.get_clip_on()):
            continue
        points = np.column_stack(line.get_data(orig=False)).astype(float)
        points = points[np.isfinite(points).all(axis=1)]
        shares = (line.get_transform() - axes.transAxes).transform(points)  # 0 at one end of the axis, 1 at the other
        for direction, share, axis in zip("xy", shares.T, (axes.xaxis, axes.yaxis), strict=True):
            low = -np.inf if axis.get_scale() == "log" else -1e-9  # next to nothing is below any logarithmic axis
            out = share[(share < low) | (share > 1 + 1e-9)]
            if len(out):
                where = f"{len(out)} points at {out.min():.3f} to {out.max():.3f} of {direction}"
                found.append((str(line.get_color()), f"line {line.get_color()} on {axes.get_ylabel()!r}: {where}"))
    return found


def test_exhibit_shows_what_is_stored_of_it(walk):
    name, states, _ = walk
    before = stored(name)
    assert list(before) == list(dict(states))
    tolerances = 100 if name in HUNDREDFOLD else 1
    told = [
        f"{name}, {place}: {difference}"
        for place, state in states
        for difference in differences(before[place], state, tolerances)
    ]
    assert not told, "\n".join([f"{len(told)} differences", *told[:LISTED]])


def test_exhibit_that_rested_shows_what_is_stored_of_it(exhibit):
    before, name = stored(exhibit.name), next(iter(exhibit.controls), "")
    exhibit.reset()
    assert exhibit.rest()
    if name:  # by a move; an exhibit without sliders is drawn when somebody looks
        place = f"{name}={exhibit.controls[name].low:g}"
        exhibit.set(**{name: exhibit.controls[name].low})
    else:
        place = "start"
    shown = State(exhibit.error or exhibit.readout, shown_on(exhibit._canvas.figure, {}))
    told = differences(before[place], shown, 100 if exhibit.name in HUNDREDFOLD else 1)
    assert not told, "\n".join([f"{exhibit.name}, {place}", *told[:LISTED]])


def test_moving_lines_leave_their_axes_only_where_they_are_meant_to(walk):
    name, _, strays = walk
    meant, _ = LEAVE_THEIR_AXES.get(name, (set(), ""))
    told = [told for colour, told in strays if colour not in meant]
    assert not told, "\n".join(told[:LISTED])
    assert {colour for colour, _ in strays} == meant


def test_every_exhibit_is_stored_and_nothing_else():
    assert {path.name for path in STORE.iterdir()} == {f"{name}.json" for name in frames.names()}


SLIPS = {
    "a minus before a number that is rounded to 0": r"[-−]0(?:\.0+)?(?![\d.·])",
    "a hyphen for a minus": r"(?<![\w{])-\d",  # in a formula, 10^{-6}, it is drawn as a minus
    "no space before %": r"\d%",
    "a gate at an end of its open range": r"\b[fiozr](?: of unit \d)? = (?:0|1)\.0+\b",
}


@pytest.mark.parametrize("name", frames.names())
def test_sentences_and_numbers_in_the_pictures_are_written_in_the_course_s_way(name):
    for place, state in stored(name).items():
        for words in (state.readout, *(one.words for one in state.shown)):
            assert [slip for slip, pattern in SLIPS.items() if re.search(pattern, words)] == [], f"{place}: {words}"


# ---- Every control that the page shows, over its whole range

ENDLESS = {  # parts of a state that may be nan or infinite, and why
    ("all_units_inside", "envelope"): "R² with an envelope that is constant, at decay 0",
    ("distractor_and_gap", "gappy"): "values that are missing are not drawn",
    ("gradient_of_many_units", "factor"): "at the last step, where the walk back begins, nothing has been multiplied",
    ("gradient_of_one_unit", "factor"): "as with many units",
    ("one_unit_inside", "envelope"): "R² with an envelope that is constant, at decay 0",
    ("one_window_forecasts", "distractor_period"): "a wave without a second sine has no second period",
    ("recall_with_attention", "on_first"): "a network without attention has no weights to average",
    ("train_adding", "curve"): "what has diverged is not drawn",
}


def test_every_control_moves_its_exhibit_over_its_whole_range_and_stands_on_its_page_once(exhibit):
    found, states, compute = [*controls(exhibit.widget)], [], exhibit.compute
    assert len(set(map(id, found))) == len(found), "a control stands on the page twice"
    assert {*map(id, exhibit.sliders.values()), *map(id, exhibit.boxes.values())} <= {*map(id, found)}

    def computing(**values: float) -> Any:
        states.append(compute(**values))
        return states[-1]

    exhibit.reset()
    exhibit.compute = computing
    for control in [one for one in found if isinstance(one, (*SLIDERS, widgets.Dropdown))]:
        for value in grid(control):
            before, moves = len(states), control in exhibit.sliders.values() and control.value != value
            control.value = value
            assert len(states) > before or not moves, "nothing was computed"
            assert exhibit.error == ""
            assert not re.search(r"\b(nan|inf|None)\b", exhibit.readout), exhibit.readout
        assert boxes_that_differ(exhibit) == []
    exhibit.compute = compute
    wrong = {part for state in states for part in endless(state)}
    assert wrong == {part for name, part in ENDLESS if name == exhibit.name}


def boxes_that_differ(exhibit: Exhibit) -> list[str]:
    """Return the names of the boxes that say something else than their sliders."""
    return [name for name, box in exhibit.boxes.items() if float(box.value) != exhibit.values[name]]


# ---- The way does not matter


def assert_the_same(one: Any, other: Exhibit, *ticks: Any) -> None:
    assert (one.error, one.values) == ("", other.values)
    tolerances = 100 if one.name in HUNDREDFOLD else 1
    shown, fresh = (
        State(it.readout, shown_on(it._canvas.figure, known)) for it, known in zip((one, other), ticks, strict=True)
    )
    assert not (told := differences(fresh, shown, tolerances)), "\n".join([f"{one!r}", *told[:LISTED]])


def test_every_two_controls_at_each_pair_of_ends_show_what_a_fresh_exhibit_shows(exhibit):
    names = [*exhibit.sliders]
    ends = [
        {name: (exhibit.controls[name].low, exhibit.controls[name].high)[high] for name, high in corner.items()}
        for corner in corners(names)
    ]
    for pair in combinations(names, 2):
        assert len({tuple(corner[name] for name in pair) for corner in ends}) == 4
    fresh = made_at(exhibit.name, ends[-1])
    ticks: tuple[Ticks, Ticks] = {}, {}
    for corner in reversed(ends):
        exhibit.set(**corner)
        fresh.set(**corner)
        assert_the_same(exhibit, fresh, *ticks)
    fresh.close()


@st.composite
def moves(draw: Any) -> tuple[str, list[tuple[int, float]]]:
    name = draw(st.sampled_from(frames.names()))
    return name, draw(st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1)), min_size=1, max_size=8))


def assert_random_moves_lead_where_a_fresh_exhibit_stands(drawn: tuple[str, list[tuple[int, float]]]) -> None:
    name, moves = drawn
    moved = made(NAMED[name])
    moved.reset()
    names = [*moved.sliders]
    for number, share in moves if names else ():
        control = moved.sliders[names[number % len(names)]]
        values = grid(control)
        if isinstance(control, SLIDERS):
            steps = round((control.max - control.min) * share / control.step)
            control.value = min(control.min + steps * control.step, control.max)
        else:
            control.value = values[round(share * (len(values) - 1))]
    fresh = made_at(name, moved.values)
    assert_the_same(moved, fresh, {}, {})
    fresh.close()


def named(name: str) -> Any:
    """Return what makes the exhibit called `name`."""

    def make() -> Exhibit:
        exhibit: Any = made_at(name, {})
        exhibit.name = name
        return exhibit

    return make


NAMED = {name: named(name) for name in frames.names()}
SEEDED = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@settings(SEEDED, max_examples=20)
@given(moves())
def test_random_moves_lead_where_a_fresh_exhibit_stands(drawn):
    assert_random_moves_lead_where_a_fresh_exhibit_stands(drawn)


@pytest.mark.nightly
@settings(SEEDED, max_examples=200)
@given(moves())
def test_many_random_moves_lead_where_a_fresh_exhibit_stands(drawn):
    assert_random_moves_lead_where_a_fresh_exhibit_stands(drawn)
