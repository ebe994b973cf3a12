"""The pictures of notebook 11 show the numbers they are given, all of them, within their axes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text
from notebook_run import MOST_DIFFERENCE, difference

from lstm_lesson.drawing import style
from lstm_lesson.lessons.n11_damped_sine import pictures, training_pictures
from lstm_lesson.lessons.n11_damped_sine.exhibits import damped_sine_window, forecast_five, forecast_scores, run_free
from lstm_lesson.lessons.n11_damped_sine.numbers import Scoreboard, compare, scoreboard, wave
from lstm_lesson.lessons.n11_damped_sine.pictures import NAMES, ROUNDING, written
from lstm_lesson.lessons.n11_damped_sine.training_exhibits import train_damped_sine
from lstm_lesson.studies import sine_forecast
from lstm_lesson.training.background import TrainingState


@pytest.fixture
def axes():
    return style.figure(600, 300).subplots()


@pytest.fixture(scope="module")
def recorded():
    return sine_forecast.recorded()


@pytest.fixture(scope="module")
def training():
    return train_damped_sine()


def made_up(**scores: float) -> Scoreboard:
    return Scoreboard(15, 0.03, 0.0, {name: scores.get(name, 0.1) for name in NAMES})


def a_training(steps: int = 400, losses: int = 3, validation_losses: tuple[float, ...] = ()) -> TrainingState:
    rows = np.array([(20 * n, 10.0**-n) for n in range(1, losses + 1)]).reshape(-1, 2)
    held_out = np.array([(100 * n, loss) for n, loss in enumerate(validation_losses, start=1)]).reshape(-1, 2)
    return TrainingState("training", "", steps, 60, 1.0, None, rows, held_out)


@pytest.mark.parametrize(
    ("error", "words"),
    [(0.32249, "0.3225"), (5e-5, "0.0001"), (4.9e-5, "5·10⁻⁵"), (3e-10, "3·10⁻¹⁰")]
    + [(tiny, "under 10⁻¹⁰") for tiny in (9e-11, 1e-16, 0.0)],
)
def test_errors_are_written_so_that_rounding_looks_alike_on_every_processor(error, words):
    assert written(error) == words


def test_scoreboard_always_shows_all_five_each_in_its_row_with_its_number(axes):
    drawing: Any = pictures.score_dots(axes, made_up())
    board = made_up(last_value=0.05, constant=0.04, one_period_back=0.03, ar2=1e-16, forecast=2e-4)
    drawing.update(board)
    dots, numbers = drawing.artists[:5], drawing.artists[5:]
    for row, (name, dot, number) in enumerate(zip(NAMES, dots, numbers, strict=True)):
        assert (*dot.get_xdata(), *dot.get_ydata()) == (max(board.scores[name], ROUNDING), row)
        assert number.get_text() == written(board.scores[name])
        assert number.get_position()[1] == row
    assert [label.get_text() for label in axes.get_yticklabels()] == [style.symbol(name) for name in NAMES]


@pytest.mark.parametrize("error", [0.0, 1e-30, 1e-9, 0.5, 40.0])
def test_dot_of_any_error_stays_on_the_axis(axes, error):
    drawing: Any = pictures.score_dots(axes, made_up(forecast=error))
    (at,) = drawing.artists[4].get_xdata()
    low, high = axes.get_xlim()
    assert low < at < high


@pytest.mark.parametrize(("period", "decay", "ahead"), [(15, 0.03, 5), (6, 0.03, 5), (15, 0, 100), (4, 0.2, 100)])
def test_waves_show_past_truth_and_every_forecast_within_the_axis(axes, recorded, period, decay, ahead):
    drawing: Any = pictures.waves(axes, compare(recorded, 12, 0.05, ahead), since=46)
    now = compare(recorded, period, decay, ahead)
    drawing.update(now)
    past, *lines, truth = drawing.artists
    np.testing.assert_array_equal(past.get_xydata(), np.column_stack([range(46, 50), now.signal[46:50]]))
    steps = range(50, 50 + ahead)
    np.testing.assert_array_equal(truth.get_xydata(), np.column_stack([steps, now.truth]))
    for name, line in zip(NAMES, lines, strict=True):
        np.testing.assert_array_equal(line.get_xydata(), np.column_stack([steps, now.forecasts[name]]))
    low, high = axes.get_ylim()
    for line in (past, lines[NAMES.index("forecast")], truth):
        assert low < line.get_ydata().min()
        assert line.get_ydata().max() < high


def test_waves_tell_when_the_axis_moved(axes, recorded):
    drawing: Any = pictures.waves(axes, compare(recorded, 15, 0.03), since=46)
    assert not drawing.update(compare(recorded, 15.25, 0.03))
    assert drawing.update(compare(recorded, 15, 0.1))
    low, high = axes.get_ylim()
    assert low + high == pytest.approx(1)  # ½ stays in the middle


def test_running_error_is_the_mean_of_eleven_neighbours_fewer_at_the_ends(axes, recorded):
    now = compare(recorded, 15, 0.03, 40)
    drawing: Any = pictures.running_errors(axes, now)
    each = {**now.forecasts, "one_step_ahead": now.one_step_ahead}
    for name, line in zip(("constant", "forecast", "one_step_ahead"), drawing.artists, strict=True):
        errors = [abs(a - b) for a, b in zip(each[name], now.truth, strict=True)]
        means = [np.mean(errors[max(0, t - 5) : t + 6]) for t in range(40)]
        np.testing.assert_allclose(line.get_ydata(), means)
        assert list(line.get_xdata()) == list(range(50, 90))


def test_territory_marks_where_we_are_and_shades_what_was_trained(axes):
    drawing: Any = pictures.territory(axes, made_up())
    drawing.update(Scoreboard(40, 0.2, 0, {}))
    assert drawing.artists[0].get_xydata().tolist() == [[40, 0.2]]
    (shade,) = axes.patches
    assert shade.get_bbox().extents.tolist() == [10, 0.01, 20, 0.1]


def test_window_shows_the_wave_between_its_two_envelopes():
    drawing: Any = pictures.window_picture(style.figure(1000, 360), wave(15, 0.03))
    now = wave(8, 0.1)
    drawing.update(now)
    upper, lower, line = (artist.get_ydata() for artist in drawing.artists)
    np.testing.assert_array_equal(line, now.signal)
    np.testing.assert_allclose(upper - 0.5, now.envelope)
    np.testing.assert_allclose(0.5 - lower, now.envelope)


def test_learning_curve_shows_both_losses_and_marks_the_best():
    drawing: Any = training_pictures.learning_curve(style.figure(1000, 400), a_training(), {"constant": 0.005})
    loss, validation, best = drawing.artists
    assert best.get_xydata().size == 0  # nothing is validated yet
    state = a_training(losses=20, validation_losses=(1e-2, 2e-4, 3e-4))
    drawing.update(state)
    np.testing.assert_array_equal(loss.get_xydata(), state.losses)
    np.testing.assert_array_equal(validation.get_xydata(), state.validation_losses)
    assert best.get_xydata().tolist() == [[200, 2e-4]]


def test_learning_curve_has_a_line_for_every_baseline_and_room_for_all_steps():
    figure = style.figure(1000, 400)
    training_pictures.learning_curve(figure, a_training(steps=123), {"last_value": 0.008, "constant": 0.005})
    (ax,) = figure.axes
    assert ax.get_xlim() == (0, 123)
    levels = {line.get_label(): np.asarray(line.get_ydata())[0] for line in ax.lines[:2]}
    assert levels == {style.symbol("last_value"): 0.008, style.symbol("constant"): 0.005}


PICTURES: dict[str, tuple[Callable, Callable]] = {
    "window": (pictures.window_picture, lambda f: wave(15, 0.03)),
    "forecast": (pictures.forecast_picture, lambda f: compare(f, 15, 0.03)),
    "free run": (pictures.free_run_picture, lambda f: compare(f, 15, 0.03, 100)),
    "scoreboard": (pictures.scoreboard_picture, lambda f: scoreboard(f, 15, 0.03, 0.0)),
    "training": (
        lambda f, state: training_pictures.learning_curve(f, state, {}),
        lambda f: a_training(validation_losses=(0.1,)),
    ),
}
SIZES = {
    "window": pictures.WINDOW_PICTURE,
    "forecast": pictures.FORECAST_PICTURE,
    "free run": pictures.FORECAST_PICTURE,
    "scoreboard": pictures.SCORE_PICTURE,
    "training": training_pictures.PICTURE,
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_text_can_be_read_and_lies_within_the_picture(name, recorded):
    draw, state = PICTURES[name]
    figure = style.figure(*SIZES[name])
    draw(figure, state(recorded))
    figure.canvas.draw()
    assert min(float(text.get_fontsize()) for text in figure.findobj(Text) if text.get_text()) >= 9
    drawn = figure.get_tightbbox()  # of everything that shows, in inches
    width, height = SIZES[name]
    assert min(drawn.x0, drawn.y0) >= 0
    assert drawn.x1 * style.DPI <= width
    assert drawn.y1 * style.DPI <= height


MOVES = [
    (lambda training: damped_sine_window(), {"period": 15.5}),
    (lambda training: damped_sine_window(), {"decay": 0.035}),
    (forecast_five, {"period": 15.5}),
    (forecast_five, {"decay": 0.04}),
    (run_free, {"period": 15.5}),
    (run_free, {"decay": 0.04}),
    (forecast_scores, {"noise": 0.001}),
]


@pytest.mark.parametrize(("make", "moved"), MOVES)
def test_tolerance_for_stored_pictures_catches_a_moved_slider(make, moved, training):
    exhibit = make(training)
    before = exhibit.png
    exhibit.set(**moved)
    assert difference(before, exhibit.png) > MOST_DIFFERENCE
    exhibit.reset()
    assert difference(before, exhibit.png) <= MOST_DIFFERENCE
