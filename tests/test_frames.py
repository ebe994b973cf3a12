"""Every exhibit shows in every state what is stored of it: each line, dot, bar, text and colour in its place.

If you mean to change a picture, write tests/frames anew with `python tools/frames.py store`, and read the difference
before you commit it. tools/shown_figure.py says what is stored, and what is left out.
"""

import re
from typing import cast

import frames
import numpy as np
import pytest
from frames_store import STORE, differences, stored
from matplotlib.axes import Axes

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


@pytest.fixture(scope="module", params=frames.names())
def walk(request):
    """An exhibit's name, what it shows in each of its states, and which lines left their axes, with their colours."""
    name = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "LiveCanvas", Unpainted)
        ((_, exhibit),) = frames.exhibits([name])
    states, strays = [], []
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
