"""A live canvas draws again only what has changed, and its frame is the one that a canvas never used before would show.

The oracle is a canvas of the same figure in its last state: it has nothing to keep, so matplotlib draws all of it.
"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import array_shapes, arrays
from hypothesis.strategies import integers
from matplotlib.axis import YAxis
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from oracles import lively_cell

from lstm_lesson import LSTM, damped_sine
from lstm_lesson.drawing import lanes, pinned, style
from lstm_lesson.drawing.canvas import LiveCanvas
from lstm_lesson.drawing.layers import KEPT, Layer, Picture, Runs
from lstm_lesson.drawing.parts import Drawing, together
from lstm_lesson.nn.one_unit import LSTMRun, lstm_run

SIZE = (400, 300)


def a_run(length: int, *, scale: float = 0.7) -> LSTMRun:
    """Run a cell over `length` steps; with a larger `scale` its cell state goes further."""
    cell = lively_cell(LSTM, 1, 1, seed=2, scale=scale)
    return lstm_run(cell, damped_sine(length, 20, 0.02), length // 3)


class Live:
    """Three lanes over one time axis on a live canvas, moved as an exhibit moves them."""

    def __init__(self, run: LSTMRun) -> None:
        self.canvas = LiveCanvas(SIZE)
        figure = self.canvas.figure
        axes = list(figure.subplots(3, 1, sharex=True))
        figure.subplots_adjust(left=0.15, right=0.8, bottom=0.16)
        axes[-1].set_xlabel("time $t$ (steps)")
        drawn = [draw(ax, run) for draw, ax in zip((lanes.gates, lanes.cell_state, lanes.gradients), axes, strict=True)]
        self.drawing = together(lanes.cursor(axes), *drawn)
        self.drawing.update(run)
        self.canvas.animate(self.drawing.artists)

    def move(self, run: LSTMRun) -> None:
        if self.drawing.update(run):
            self.canvas.draw_background()

    def pin(self, run: LSTMRun) -> None:
        self.drawing.update(run)
        pinned.pin(self.drawing)
        self.canvas.draw_background()

    @property
    def frame(self) -> np.ndarray:
        return self.canvas.frame().copy()


@pytest.mark.parametrize(
    ("size", "pixels"), [((1000, 460), (860, 395)), ((510, 590), (438, 507)), ((1000, 590), (860, 507))]
)  # at 86 pixels an inch; half a pixel is left out
def test_frame_has_the_size_asked_for_and_is_white_to_its_edges(size, pixels):
    canvas = LiveCanvas(size)
    canvas.animate([])
    assert canvas.pixels == pixels
    assert canvas.frame().shape == (pixels[1], pixels[0], 4)
    assert (canvas.frame() == 255).all()


def test_frame_after_moves_of_the_time_axis_and_of_the_range_is_that_of_a_fresh_canvas():
    live = Live(a_run(60))
    moves = [(length, 0.7) for length in (61, 10, 120, 37, 38, 12, 60)]
    for length, scale in (*moves, (60, 3.0), (30, 3.0), (31, 6.0), (31, 0.5), (100, 0.5)):
        live.move(a_run(length, scale=scale))
        np.testing.assert_array_equal(live.frame, Live(a_run(length, scale=scale)).frame)


def test_frame_with_a_pinned_curve_is_that_of_a_fresh_canvas():
    live = Live(a_run(60))
    live.move(a_run(90))
    live.pin(a_run(60, scale=3.0))
    for length, scale in ((60, 0.5), (25, 0.5), (110, 0.5), (110, 6.0), (50, 6.0), (50, 0.5)):
        live.move(a_run(length, scale=scale))
        fresh = Live(a_run(60, scale=3.0))
        fresh.pin(a_run(60, scale=3.0))
        fresh.move(a_run(length, scale=scale))
        np.testing.assert_array_equal(live.frame, fresh.frame)


def test_move_of_the_time_axis_draws_no_key_and_no_upright_axis_again(monkeypatch):
    live = Live(a_run(60))
    live.move(a_run(61))  # keeps what is needed from now on
    for part in (Legend, YAxis):
        monkeypatch.setattr(part, "draw", lambda part, _: pytest.fail(f"{part} is drawn again"))
    live.move(a_run(20))
    live.move(a_run(100))


def lane(figure: Figure) -> Drawing:
    """Draw a small picture with all that a lane can have."""
    ax = figure.add_axes((0.2, 0.25, 0.55, 0.5))
    style.lane(ax, "upright")
    ax.set(title="title", xlabel="time $t$", xlim=(0, 1), ylim=(0, 1))
    lanes.name_lines(ax, "c", "h")
    (line,) = ax.plot([0, 0.5, 2], [0, 0.5, 3], **style.of("c"))
    ax.plot([0, 0.5, 2], [1, 0.5, -2], **style.of("h"))  # stays in the background
    return Drawing([line], lambda _: True)


CHANGES: dict[str, Callable] = {
    "limits of the x axis": lambda ax: ax.set_xlim(-0.5, 1.7),
    "x axis that runs to the left": lambda ax: ax.set_xlim(3, 0),
    "x axis with a number at each end": lambda ax: ax.set_xlim(0.1, 0.1 + 0.2),
    "x axis with a power below it": lambda ax: ax.set_xlim(0, 3e7),
    "x axis in powers": lambda ax: ax.set(xscale="log", xlim=(0.1, 100)),
    "marks on the x axis": lambda ax: (ax.set_xlim(0, 5), ax.tick_params(axis="x", bottom=True, top=True)),
    "grid lines between the numbers": lambda ax: (ax.set_xlim(0, 5), ax.minorticks_on(), ax.grid(True, which="minor")),
    "x axis in words": lambda ax: ax.set_xticks([0, 1], labels=["no\nstep", "one\nstep"]),
    "x axis without a grid": lambda ax: (ax.set_xlim(0, 5), ax.grid(False, axis="x")),
    "x axis without numbers": lambda ax: (ax.set_xlim(0, 5), ax.tick_params(axis="x", labelbottom=False)),
    "larger numbers": lambda ax: (ax.set_xlim(0, 5), ax.tick_params(labelsize=20)),
    "other words below the x axis": lambda ax: (ax.set_xlim(0, 5), ax.set_xlabel("steps")),
    "hidden x axis": lambda ax: (ax.set_xlim(0, 5), ax.xaxis.set_visible(False)),
    "limits that nobody set": lambda ax: (ax.plot([0, 7], [0, 9], **style.of("o")), ax.autoscale()),
    "limits of the y axis": lambda ax: ax.set_ylim(-100, 100),
    "both limits": lambda ax: ax.set(xlim=(0, 5), ylim=(-100, 100)),
    "y axis in powers": lambda ax: ax.set(yscale="log", ylim=(0.1, 100)),
    "y axis in words": lambda ax: ax.set_yticks([0, 1], labels=["shut", "open"]),
    "other words beside the y axis": lambda ax: ax.set_ylabel("other"),
    "another word in the key": lambda ax: ax.get_legend().get_texts()[1].set_text("other"),
    "another colour in the key": lambda ax: ax.get_legend().get_lines()[0].set_color("red"),
    "no key": lambda ax: ax.get_legend().remove(),
    "a second key": lambda ax: ax.add_artist(Legend(ax, ax.get_lines()[:1], ["second"], loc="lower left")),
    "hidden key": lambda ax: ax.get_legend().set_visible(False),
    "another title": lambda ax: ax.set_title("other"),
    "no frame": lambda ax: ax.set_frame_on(False),
    "no axes": lambda ax: ax.set_axis_off(),
    "another place": lambda ax: (ax.set_xlim(0, 5), ax.set_position((0.3, 0.3, 0.4, 0.4))),
    "equal units": lambda ax: ax.set(aspect="equal", xlim=(0, 3)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_frame_after_a_change_of_the_axes_is_that_of_a_fresh_canvas(change):
    live, fresh = LiveCanvas(SIZE), LiveCanvas(SIZE)
    live.animate(lane(live.figure).artists)
    before = live.frame().copy()
    (ax,) = live.figure.axes
    ax.set_xlim(0, 1.5)  # from here on the live canvas keeps parts of the axes
    live.draw_background()
    ax.set_xlim(0, 1)
    live.draw_background()
    np.testing.assert_array_equal(live.frame(), before)
    change(ax)
    live.draw_background()

    drawing = lane(fresh.figure)
    change(fresh.figure.axes[0])
    fresh.animate(drawing.artists)
    np.testing.assert_array_equal(live.frame(), fresh.frame())
    assert (live.frame() != before).any()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_change_of_the_axes_is_seen_at_a_range_that_was_shown_before_it(change):
    live, fresh = LiveCanvas(SIZE), LiveCanvas(SIZE)
    live.animate(lane(live.figure).artists)
    (ax,) = live.figure.axes
    for high in (1.5, 1, 1.5, 1):
        ax.set_xlim(0.1, high)
        live.draw_background()
    for canvas in (live, fresh):
        drawing = lane(fresh.figure) if canvas is fresh else None
        (ax,) = canvas.figure.axes
        change(ax)
        if drawing is None:
            canvas.draw_background()
        ax.set_xlim(0.1, 1.5)
        canvas.draw_background() if drawing is None else canvas.animate(drawing.artists)
    np.testing.assert_array_equal(live.frame(), fresh.frame())


def test_range_that_was_shown_before_is_not_drawn_again(monkeypatch):
    live = Live(a_run(60))
    runs = [a_run(60), a_run(20), a_run(20, scale=6.0)]
    frames = []
    for run in runs:
        live.move(run)
        frames.append(live.frame)
    monkeypatch.setattr(Layer, "_drawn", lambda *_, **__: pytest.fail("the axes are drawn again"))
    for run, frame in zip(runs, frames, strict=True):
        live.move(run)
        np.testing.assert_array_equal(live.frame, frame)


def test_no_more_pictures_are_kept_than_allowed_and_they_are_small():
    live = Live(a_run(60))
    for length in range(10, 10 + 2 * KEPT):
        live.move(a_run(length))
    for layer in live.canvas._layers.values():
        assert len(layer._kept) == KEPT
        whole = layer.picture(live.canvas._paper).pixels.nbytes
        assert all(runs.colours.nbytes + runs.lengths.nbytes < whole / 3 for runs in layer._kept.values())


@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=integers(0, 2)))
def test_picture_taken_apart_into_runs_is_put_together_again(shades):
    pixels = np.repeat(shades[:, :, np.newaxis], 4, axis=2)
    whole = Runs.of(Picture(pixels, 3, 5)).picture()
    np.testing.assert_array_equal(whole.pixels, pixels)
    assert (whole.left, whole.below) == (3, 5)
