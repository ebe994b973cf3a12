"""The pictures of notebook 11 stay within their axes, and can be read and told apart."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from exhibit_cases import assert_line, begun
from matplotlib.text import Text
from notebook_run import MOST_DIFFERENCE, difference

from lstm_lesson.drawing import style
from lstm_lesson.lessons.n11_damped_sine import pictures, training_pictures
from lstm_lesson.lessons.n11_damped_sine.exhibits import damped_sine_window, forecast_five, forecast_scores, run_free
from lstm_lesson.lessons.n11_damped_sine.numbers import Scoreboard, compare
from lstm_lesson.lessons.n11_damped_sine.pictures import NAMES, written
from lstm_lesson.lessons.n11_damped_sine.training_exhibits import train_damped_sine
from lstm_lesson.studies import sine_forecast, sine_seeds
from lstm_lesson.training.background import TrainingState

training = cache(train_damped_sine)
MAKE: dict[str, Any] = {
    "window": damped_sine_window,
    "forecast": lambda: forecast_five(training()),
    "free run": lambda: run_free(training()),
    "scoreboard": lambda: forecast_scores(training()),
    "training": training,
}


@pytest.fixture
def axes():
    return style.figure(600, 300).subplots()


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


@pytest.mark.parametrize("error", [0.0, 1e-30, 1e-9, 0.5, 40.0])
def test_dot_of_any_error_stays_on_the_axis_and_its_number_tells_it(axes, error):
    drawing = pictures.score_dots(axes)
    drawing.update(Scoreboard(15, 0.03, 0.0, dict.fromkeys(NAMES, 0.1) | {"forecast": error}))
    (at,) = drawing.of("forecast").get_xdata()
    low, high = axes.get_xlim()
    assert low < at < high
    numbers = [artist.get_text() for artist in drawing.artists if isinstance(artist, Text)]
    assert numbers == ["0.1000"] * 5 + [written(error)]
    named = ["last value", "constant", "one period back", "AR(2)", "AR(8)", "LSTM"]
    assert [label.get_text() for label in axes.get_yticklabels()] == named


@pytest.mark.parametrize(("error", "low"), [(0.0, 3e-11), (1e-4, 3e-11), (6e-4, 5e-4)])
def test_axis_of_errors_reaches_down_to_rounding_only_where_an_error_is_that_small(axes, error, low):
    drawing = pictures.score_dots(axes)
    board = Scoreboard(15, 0.03, 0.0, dict.fromkeys(NAMES, 0.1) | {"ar2": error})
    assert drawing.update(board)
    assert axes.get_xlim()[0] == pytest.approx(low)
    assert not drawing.update(board)


def test_waves_tell_when_the_axis_moved(axes):
    drawing, recorded = pictures.waves(axes, 55, since=46), sine_forecast.recorded()
    drawing.update(compare(recorded, 15, 0.03))
    assert not drawing.update(compare(recorded, 15.25, 0.03))
    assert drawing.update(compare(recorded, 15, 0.1))
    low, high = axes.get_ylim()
    assert low + high == pytest.approx(1)  # ½ stays in the middle


def test_the_networks_forecast_is_drawn_over_the_baselines_and_the_truth_over_all(axes):
    drawing = pictures.waves(axes, 55, since=46)
    bottom_to_top = sorted(axes.lines, key=lambda line: line.get_zorder())  # of equals, the one made first is below
    assert bottom_to_top[-2:] == [drawing.of("forecast"), drawing.of("truth")]
    assert set(bottom_to_top[:-2]) == {drawing.of(name) for name in ("x", *pictures.MARKERS)}


def test_territory_shades_what_was_trained(axes):
    pictures.territory(axes)
    (shade,) = axes.patches
    assert shade.get_bbox().extents.tolist() == [10, 0.01, 20, 0.1]


def test_learning_curve_marks_the_best_validation_not_the_last_and_has_room_for_all_steps():
    figure = style.figure(1000, 400)
    levels = {"last_value": 0.008, "constant": 0.005}
    drawing = training_pictures.learning_curve(figure, a_training(), levels)
    drawing.update(a_training())
    assert_line(drawing.of("forecast"), [], [])  # nothing is validated yet
    drawing.update(a_training(losses=20, validation_losses=(1e-2, 2e-4, 3e-4)))
    assert_line(drawing.of("forecast"), [200], [2e-4])
    (ax,) = figure.axes
    assert ax.get_xlim() == (0, 400)
    drawn = {line.get_label(): np.asarray(line.get_ydata())[0] for line in ax.lines[:2]}
    assert drawn == {style.symbol(name): level for name, level in levels.items()}


def test_learning_curve_shows_the_recorded_trainings_before_anything_is_trained():
    exhibit = training()
    (ax,) = exhibit.drawing.of("loss").figure.axes
    pale = [line for line in ax.lines if line.get_alpha() is not None and line.get_alpha() < 0.5]
    for line, seed in zip(pale, sine_seeds.recorded(), strict=True):
        assert_line(line, range(0, 4001, 100), seed.validation)
    assert [text.get_text() for text in ax.get_legend().get_texts()].count("5 recorded") == 1


@pytest.mark.parametrize("name", MAKE)
def test_every_text_can_be_read_and_lies_within_the_picture(name):
    exhibit = begun(MAKE[name])
    figure = style.figure(*exhibit.size)
    state = a_training(validation_losses=(0.1,)) if name == "training" else exhibit.compute(**exhibit.values)
    exhibit.picture(figure, state).update(state)
    figure.canvas.draw()
    assert min(float(text.get_fontsize()) for text in figure.findobj(Text) if text.get_text()) >= 9
    drawn = figure.get_tightbbox()  # of everything that shows, in inches
    assert min(drawn.x0, drawn.y0) >= 0
    assert drawn.x1 * style.DPI <= exhibit.size[0]
    assert drawn.y1 * style.DPI <= exhibit.size[1]


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        *[(name, {"period": 15.5}) for name in ("window", "forecast", "free run")],
        ("window", {"decay": 0.035}),
        *[(name, {"decay": 0.04}) for name in ("forecast", "free run")],
        ("scoreboard", {"noise": 0.001}),
    ],
)
def test_tolerance_for_stored_pictures_catches_a_moved_slider(name, moved):
    before = begun(MAKE[name]).png
    assert difference(before, begun(MAKE[name], **moved).png) > MOST_DIFFERENCE
    assert difference(before, begun(MAKE[name]).png) <= MOST_DIFFERENCE
